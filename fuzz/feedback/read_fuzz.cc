// SPDX-License-Identifier: Apache-2.0
// Any bytes as a review and as a message, and as a lexicon. Findings must sum to the log-odds, and point into the
// text.
#include <string>
#include <string_view>

#include "core/check.h"
#include "feedback/reader.h"

namespace {

using namespace assay::feedback;

void ReadWith(const Reader& reader, Purpose purpose, std::string_view bytes) {
  const Reading reading = reader.Read(purpose, bytes, kReviewPrior);
  assay::LogOdds sum;
  for (const Finding& finding : reading.findings) {
    sum += finding.weight;
    CHECK_THAT(!finding.span ||
                   (finding.span->begin < finding.span->end && finding.span->end <= bytes.size()),
               "a finding points into the text");
  }
  CHECK_THAT(sum == reading.log_odds, "findings sum to the log-odds");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static const auto reader = *Reader::Make(EmbeddedReaderSources());
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  ReadWith(*reader, Purpose::kReview, bytes);
  ReadWith(*reader, Purpose::kMessage, bytes);
  // A lexicon of its own.
  const auto own = Reader::Make({.phrases_tsv = std::string(bytes),
                                 .contact_tsv = std::string(bytes),
                                 .review_model = "",
                                 .message_model = ""});
  if (own) {
    ReadWith(**own, Purpose::kReview, bytes);
  }
  return 0;
}

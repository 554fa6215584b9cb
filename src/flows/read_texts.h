// SPDX-License-Identifier: Apache-2.0
// Reviews or messages of a file in, one reading a line out, in input order, without a database; and how well
// readings agree with labels.
//
// The output is a contract (docs/formats/feedback.md); a record that is no text gives an error line in its
// place. Memory is bounded by the records in one round.
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/log_odds.h"
#include "core/result.h"
#include "feedback/reader.h"
#include "flows/evaluate_listings.h"
#include "ingest/text_reader.h"

namespace assay::flows {

// The meaning of a label: nothing where the row is not to be scored.
struct LabelRule {
  // Labels that are positive; empty: those of kUsualPositives. With it, all others but "", "?" and "-1" are
  // negative; without, only kUsualNegatives are.
  std::vector<std::string> positives;

  std::optional<bool> MeaningOf(std::string_view label) const;
};
inline constexpr std::array<std::string_view, 6> kUsualPositives = {
    "1", "true", "claim", "suspicion", "spam", "diversion"};
inline constexpr std::array<std::string_view, 4> kUsualNegatives = {"0", "false", "none", "ham"};

struct ReadTextsOptions {
  feedback::Purpose purpose = feedback::Purpose::kReview;
  LogOdds prior = feedback::kReviewPrior;
  ingest::TextOptions text;
  LabelRule labels;  // For evaluation and training.
  unsigned threads = 1;
};

struct ReadTextsSummary {
  std::uint64_t texts = 0;
  std::uint64_t bad_lines = 0;
  bool ids_are_line_numbers = false;
};

// What is written of a text. Called from several threads at once.
using FormatReading = std::function<std::string(const ingest::TextRow&, const feedback::Reading&)>;

// One line of the contract, with its newline.
std::string ReadingLine(const ingest::TextRow& row, const feedback::Reading& reading);

// Errors: those of the source and of `write`.
Result<ReadTextsSummary> ReadTexts(const feedback::Reader& reader, ingest::ByteSource& source,
                                   const ReadTextsOptions& options, const WriteText& write,
                                   const FormatReading& format = ReadingLine);

// What a class asks for: nothing, a look (suspicion, spam), or more (claim, diversion).
evaluation::Level LevelOf(feedback::TextClass text_class);

// Errors: kInvalidArgument "evaluate.no_label_column"; those of reading.
Result<Evaluation> EvaluateTexts(const feedback::Reader& reader, ingest::ByteSource& source,
                                 const ReadTextsOptions& options);

}  // namespace assay::flows

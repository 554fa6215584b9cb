// SPDX-License-Identifier: Apache-2.0
// Any bytes as a listing: its lines are title, brand, category, price in yuan, and the rest the description. What
// screening says adds up, points at places inside the listing, and took time in proportion to the bytes.
#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>

#include "core/check.h"
#include "screening/screen.h"
#include "text/utf8.h"

namespace {

using assay::Listing;
using assay::screening::Field;
using assay::screening::Model;
using assay::screening::Span;
using assay::screening::Verdict;

const Model& Embedded() {
  static const std::shared_ptr<const Model> model =
      *Model::Make(assay::screening::EmbeddedModelSources());
  return *model;
}

std::string_view TakeLine(std::string_view& rest) {
  const std::string_view line = rest.substr(0, rest.find('\n'));
  rest.remove_prefix(line.size() < rest.size() ? line.size() + 1 : line.size());
  return line;
}

Listing ListingOf(std::string_view bytes) {
  Listing listing;
  listing.title = assay::text::ToValidUtf8(TakeLine(bytes));
  listing.brand = assay::text::ToValidUtf8(TakeLine(bytes));
  listing.category = assay::text::ToValidUtf8(TakeLine(bytes));
  if (const auto price = assay::ParseMoney(TakeLine(bytes), *assay::Currency::Find("CNY"))) {
    listing.price = *price;
  }
  listing.description = assay::text::ToValidUtf8(bytes);
  return listing;
}

void CheckSpan(const Listing& listing, const Span& span) {
  const std::string& text = span.field == Field::kTitle         ? listing.title
                            : span.field == Field::kDescription ? listing.description
                            : span.field == Field::kBrand       ? listing.brand
                                                                : listing.category;
  CHECK_THAT(span.begin < span.end && span.end <= text.size(), "spans lie inside their field");
  const auto is_border = [&](std::size_t at) {
    return at == text.size() || (static_cast<unsigned char>(text[at]) & 0xC0U) != 0x80U;
  };
  CHECK_THAT(is_border(span.begin) && is_border(span.end), "spans begin and end with characters");
}

double CpuSeconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) / 1e9;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const Listing listing = ListingOf({reinterpret_cast<const char*>(data), size});
  const Model& model = Embedded();
  const double begin = CpuSeconds();
  const auto signals = ReadContent(model, listing);
  const double seconds = CpuSeconds() - begin;
  const std::size_t bytes = listing.title.size() + listing.description.size() +
                            listing.brand.size() + listing.category.size();
  // An ordinary byte costs 0.03 us; sanitizers make it some fifty times that.
  CHECK_THAT(seconds < 0.1 + 20e-6 * static_cast<double>(bytes), "the work is linear");

  const Verdict verdict =
      Judge(model, listing, signals,
            {.prior = assay::screening::kDefaultPrior, .authorised_brands = {}, .store = nullptr});
  assay::LogOdds sum;
  for (const auto& finding : verdict.findings) {
    sum += finding.weight;
    CHECK_THAT(assay::text::IsValidUtf8(finding.text), "sentences are text");
    if (finding.span) {
      CheckSpan(listing, *finding.span);
    }
  }
  CHECK_THAT(sum == verdict.log_odds, "weights sum to the log-odds");
  CHECK_THAT(verdict.score >= 0 && verdict.score <= 100, "scores are 0 to 100");
  for (const auto& claim : verdict.brands) {
    CheckSpan(listing, claim.span);
  }
  return 0;
}

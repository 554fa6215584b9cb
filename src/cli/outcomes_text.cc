// SPDX-License-Identifier: Apache-2.0
#include "cli/outcomes_text.h"

#include <array>
#include <iterator>
#include <string_view>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/json_text.h"
#include "core/rate.h"
#include "reporting/examination.h"

namespace assay::cli {
namespace {

using flows::NoLabel;
using flows::Outcome;
using flows::OutcomeOrigin;
using flows::Outcomes;
using nlohmann::ordered_json;

// In the order of NoLabel.
constexpr std::array<std::string_view, flows::kNoLabelCount> kReasons = {
    "a person's word on what Assay asked for: a choice, no finding",
    "appeals decided: who misses a deadline has not confessed",
    "notices: a claim, answered or not",
    "complaints of buyers and others: claims",
    "stores shut: what was done, not what was found",
    "examinations without a result, or doubted by a second examiner",
    "examined on suspicion by somebody with an interest",
    "drawn by chance, and not told with which",
    "judgments that may still be appealed",
    "judgments that do not name the goods",
    "the order is not in the log",
    "nobody said which listing of several, or it is not in the log as it stood then"};

std::string_view ConditionName(Condition condition) {
  switch (condition) {
    case Condition::kUnknown:
      return "";
    case Condition::kNew:
      return "new";
    case Condition::kUsed:
      return "used";
    case Condition::kRefurbished:
      return "refurbished";
  }
  return "";
}

struct Counts {
  std::uint64_t counterfeit = 0;
  std::uint64_t genuine = 0;
};

std::array<Counts, flows::kOutcomeOriginNames.size()> CountByOrigin(const Outcomes& outcomes) {
  std::array<Counts, flows::kOutcomeOriginNames.size()> counts{};
  for (const Outcome& outcome : outcomes.outcomes) {
    Counts& of_origin = counts[static_cast<std::size_t>(outcome.origin)];
    (outcome.is_counterfeit ? of_origin.counterfeit : of_origin.genuine) += 1;
  }
  return counts;
}

// The share of all orders drawn from that is counterfeit.
reporting::WeightedShare ShareOfDrawn(const Outcomes& outcomes) {
  reporting::WeightedShare share;
  for (const Outcome& outcome : outcomes.outcomes) {
    if (outcome.origin == OutcomeOrigin::kAudit) {
      share.Add(outcome.weight(), outcome.is_counterfeit ? 1 : 0);
    }
  }
  return share;
}

}  // namespace

std::string OutcomeLine(const Outcome& outcome, std::int16_t offset_minutes) {
  const Listing& listing = outcome.listing;
  std::string line;
  const auto append = [&line](std::string_view member, std::string_view text) {
    if (!text.empty()) {
      fmt::format_to(std::back_inserter(line), R"("{}":)", member);
      AppendJsonString(line, text);
      line += ',';
    }
  };
  line += '{';
  append("id", listing.id);
  line += R"("title":)";
  AppendJsonString(line, listing.title);
  line += ',';
  append("description", listing.description);
  append("brand", listing.brand);
  append("category", listing.category);
  append("condition", ConditionName(listing.condition));
  if (listing.price) {
    append("price", FormatDecimal(*listing.price));
    append("currency", listing.price->currency.code());
  }
  // 17 digits: the numbers read back as the very doubles.
  fmt::format_to(std::back_inserter(line),
                 R"("label":{},"origin":"{}","inclusion_probability":{:.17g},"weight":{:.17g},)",
                 outcome.is_counterfeit ? 1 : 0, NameOf(outcome.origin),
                 outcome.inclusion_probability, outcome.weight());
  append("store", outcome.store);
  append("at", FormatRfc3339(OffsetInstant{outcome.ordered_at, offset_minutes}));
  fmt::format_to(std::back_inserter(line), R"("version":{},"event":{}}})", outcome.listing_version,
                 outcome.event.number);
  return line + "\n";
}

std::string OutcomesAsText(const Outcomes& outcomes) {
  std::string text = fmt::format("{} labels of goods{}\n", outcomes.outcomes.size(),
                                 outcomes.contradicted == 0
                                     ? std::string()
                                     : fmt::format("; examiners contradict each other about {}, "
                                                   "where the last word stands",
                                                   outcomes.contradicted));
  const auto counts = CountByOrigin(outcomes);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    if (counts[i].counterfeit + counts[i].genuine > 0) {
      fmt::format_to(std::back_inserter(text), "  {:<10} {:>9} counterfeit {:>9} not\n",
                     flows::kOutcomeOriginNames[i], counts[i].counterfeit, counts[i].genuine);
    }
  }
  if (const reporting::WeightedShare drawn = ShareOfDrawn(outcomes); !drawn.empty()) {
    const Interval interval = WilsonInterval(drawn.share(), drawn.size());
    fmt::format_to(std::back_inserter(text),
                   "By weight {:.2f} in 10,000 of the orders drawn from are counterfeit  [{:.2f}, "
                   "{:.2f}]; the draws are worth {:.0f} equally likely ones\n",
                   1e4 * drawn.share(), 1e4 * interval.low, 1e4 * interval.high, drawn.size());
  }
  text += "No labels:\n";
  bool is_any = false;
  for (std::size_t i = 0; i < outcomes.no_labels.size(); ++i) {
    if (outcomes.no_labels[i] > 0) {
      fmt::format_to(std::back_inserter(text), "  {:>9}  {}\n", outcomes.no_labels[i], kReasons[i]);
      is_any = true;
    }
  }
  return is_any ? text : text + "          none\n";
}

std::string OutcomesAsJson(const Outcomes& outcomes) {
  ordered_json origins = ordered_json::object();
  const auto counts = CountByOrigin(outcomes);
  for (std::size_t i = 0; i < counts.size(); ++i) {
    origins[std::string(flows::kOutcomeOriginNames[i])] = {{"counterfeit", counts[i].counterfeit},
                                                           {"not_counterfeit", counts[i].genuine}};
  }
  ordered_json drawn_json = nullptr;
  if (const reporting::WeightedShare drawn = ShareOfDrawn(outcomes); !drawn.empty()) {
    const Interval interval = WilsonInterval(drawn.share(), drawn.size());
    drawn_json = {{"share", drawn.share()},
                  {"low", interval.low},
                  {"high", interval.high},
                  {"effective_size", drawn.size()}};
  }
  ordered_json no_labels = ordered_json::object();
  for (std::size_t i = 0; i < outcomes.no_labels.size(); ++i) {
    no_labels[std::string(NameOf(static_cast<NoLabel>(i)))] = outcomes.no_labels[i];
  }
  const ordered_json json = {{"labels", outcomes.outcomes.size()},
                             {"contradicted", outcomes.contradicted},
                             {"origins", std::move(origins)},
                             {"counterfeit_share_of_drawn", std::move(drawn_json)},
                             {"no_labels", std::move(no_labels)}};
  return json.dump() + "\n";
}

}  // namespace assay::cli

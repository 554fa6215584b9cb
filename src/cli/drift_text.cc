// SPDX-License-Identifier: Apache-2.0
#include "cli/drift_text.h"

#include <iterator>
#include <string_view>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

#include "cli/rate_text.h"
#include "core/rate.h"
#include "core/terminal_text.h"

namespace assay::cli {
namespace {

using flows::DriftCategory;
using flows::DriftReport;
using flows::Mover;
using flows::MoverKind;
using nlohmann::ordered_json;

constexpr std::size_t kNameBytesMax = 200;

// As NameOf, for people.
std::string_view TitleOf(MoverKind kind) {
  switch (kind) {
    case MoverKind::kBand:
      return "bands";
    case MoverKind::kPrice:
      return "prices in";
    case MoverKind::kFinding:
      return "finding";
    case MoverKind::kBrandClaimed:
      return "brand claimed";
    case MoverKind::kBrandDisguised:
      return "brand in disguise";
  }
  return "bands";
}

std::string_view SizeOf(const Mover& mover) {
  if (mover.shift.index >= evaluation::kShiftLarge) {
    return "large";
  }
  return mover.shift.index >= evaluation::kShiftNoticeable ? "noticeable" : "small";
}

bool IsWorthTelling(const Mover& mover) {
  return mover.is_sure || mover.shift.index >= evaluation::kShiftNoticeable;
}

// The interval is for as many listings of different stores as these are worth.
std::string ShareText(std::uint64_t hits, std::uint64_t of, double design_effect) {
  const double share = Rate{hits, of}.value().value_or(0);
  const Interval interval = WilsonInterval(share, static_cast<double>(of) / design_effect);
  return fmt::format("{:.3f} % [{:.3f}, {:.3f}] {}", 100 * share, 100 * interval.low,
                     100 * interval.high, hits);
}

void AppendMover(std::string& out, const Mover& mover) {
  std::uint64_t before = 0;
  std::uint64_t after = 0;
  for (const DriftCategory& category : mover.categories) {
    before += category.count.before;
    after += category.count.after;
  }
  const bool is_trait = mover.categories.size() == 2 && mover.categories[0].name == "with";
  fmt::format_to(std::back_inserter(out), "{}{}{}: index {:.4f} ({}), chance {:.2g}{}\n",
                 TitleOf(mover.kind), mover.name.empty() ? "" : " ",
                 VisibleText(mover.name, kNameBytesMax), mover.shift.index, SizeOf(mover),
                 mover.shift.chance, mover.is_sure ? "" : ", so it may be chance");
  for (const DriftCategory& category : mover.categories) {
    if (is_trait && category.name == "without") {
      continue;
    }
    fmt::format_to(std::back_inserter(out), "  {:<14} {:<34} -> {}\n", category.name,
                   ShareText(category.count.before, before, mover.design_effect),
                   ShareText(category.count.after, after, mover.design_effect));
  }
  if (!mover.examples.empty()) {
    fmt::format_to(std::back_inserter(out), "  such as {}\n",
                   VisibleText(fmt::format("{}", fmt::join(mover.examples, ", ")), kNameBytesMax));
  }
}

void AppendOutcomes(std::string& out, const DriftReport& report) {
  if (report.outcomes[0].recall.of + report.outcomes[0].precision.of +
          report.outcomes[1].recall.of + report.outcomes[1].precision.of ==
      0) {
    out +=
        "No order of either period was drawn by chance and examined: whether more is missed is not "
        "known\n";
    return;
  }
  const auto line = [&](std::string_view name, const evaluation::WeightedRate& before,
                        const evaluation::WeightedRate& after) {
    fmt::format_to(std::back_inserter(out), "  {:<34} {} -> {}\n", name, RateText(before),
                   RateText(after));
  };
  out += "Of orders drawn by chance and examined, by weight of their draws\n";
  line("counterfeit ones in watch or red", report.outcomes[0].recall, report.outcomes[1].recall);
  line("of watch and red, counterfeit", report.outcomes[0].precision, report.outcomes[1].precision);
}

}  // namespace

std::string DriftAsText(const DriftReport& report, std::size_t movers_max) {
  std::string out = fmt::format(
      "{} listings before, {} after, each read as the configuration in effect reads it\n",
      report.listings_before, report.listings_after);
  std::size_t told = 0;
  std::size_t left_out = 0;
  for (const Mover& mover : report.movers) {
    if (!IsWorthTelling(mover)) {
      continue;
    }
    if (told == movers_max) {
      ++left_out;
      continue;
    }
    ++told;
    AppendMover(out, mover);
  }
  if (told == 0) {
    fmt::format_to(std::back_inserter(out), "Of {} things compared none moved\n",
                   report.movers.size());
  } else if (left_out > 0) {
    fmt::format_to(std::back_inserter(out), "{} more moved; --limit shows them\n", left_out);
  }
  AppendOutcomes(out, report);
  out +=
      "Spellings and words of copies that the lexicon does not hold:\n"
      "  assay outcomes > outcomes.ndjson && assay lexicon suggest outcomes.ndjson --label label\n";
  return out;
}

std::string DriftAsJson(const DriftReport& report) {
  ordered_json movers = ordered_json::array();
  for (const Mover& mover : report.movers) {
    ordered_json categories = ordered_json::array();
    for (const DriftCategory& category : mover.categories) {
      categories.push_back({{"name", category.name},
                            {"before", category.count.before},
                            {"after", category.count.after}});
    }
    movers.push_back({{"kind", NameOf(mover.kind)},
                      {"name", mover.name},
                      {"index", mover.shift.index},
                      {"chance", mover.shift.chance},
                      {"design_effect", mover.design_effect},
                      {"sure", mover.is_sure},
                      {"categories", std::move(categories)},
                      {"examples", mover.examples}});
  }
  const auto outcomes = [&](std::size_t side) -> ordered_json {
    return {{"recall", RateJson(report.outcomes[side].recall)},
            {"precision", RateJson(report.outcomes[side].precision)}};
  };
  const ordered_json json = {{"listings_before", report.listings_before},
                             {"listings_after", report.listings_after},
                             {"movers", std::move(movers)},
                             {"outcomes_before", outcomes(0)},
                             {"outcomes_after", outcomes(1)}};
  return json.dump() + "\n";
}

}  // namespace assay::cli

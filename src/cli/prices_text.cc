// SPDX-License-Identifier: Apache-2.0
#include "cli/prices_text.h"

#include <algorithm>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/rate_text.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kChangesShownMax = 40;

std::string NameOfCell(const screening::PriceSubject& subject) {
  std::string name = fmt::format("{} {}", subject.brand, subject.item);
  if (!subject.line.empty()) {
    name += " " + subject.line;
  }
  return fmt::format("{}, {}", name, NameOf(subject.condition));
}

std::string Dollars(screening::MilliUsd amount) {
  return fmt::format("{}.{:02}", amount.amount / 1'000, amount.amount % 1'000 / 10);
}

std::string BandText(const std::optional<screening::PriceBand>& band) {
  return band ? fmt::format("{} ({} offers)", Dollars(band->middle), band->offers)
              : std::string("none");
}

std::string RankingText(const flows::PriceRanking& ranking) {
  if (!ranking.auc) {
    return fmt::format("{} fakes, {} genuine: needs both\n", ranking.fakes, ranking.genuine);
  }
  return fmt::format("AUC {:.4f} [{:.4f}, {:.4f}]; recall at FPR 1 % {}; at 5 % {}\n", *ranking.auc,
                     ranking.auc_interval.low, ranking.auc_interval.high,
                     RateText(ranking.recall_at_1_percent), RateText(ranking.recall_at_5_percent));
}

// One line a group, those with most fakes first.
std::string TableOf(const std::map<std::string, flows::PriceRanking>& groups) {
  std::vector<const std::pair<const std::string, flows::PriceRanking>*> rows;
  for (const auto& group : groups) {
    rows.push_back(&group);
  }
  std::ranges::stable_sort(rows, std::greater<>(),
                           [](const auto* row) { return row->second.fakes; });
  std::string text = fmt::format("  {:<22}{:>8}{:>8}{:>9}{:>16}{:>9}{:>9}\n", "", "fakes",
                                 "genuine", "AUC", "", "at 1 %", "at 5 %");
  for (const auto* row : rows) {
    const flows::PriceRanking& ranking = row->second;
    text += fmt::format("  {:<22}{:>8}{:>8}", row->first, ranking.fakes, ranking.genuine);
    if (ranking.auc) {
      text += fmt::format(
          "{:>9.3f}{:>16}{:>9.2f}{:>9.2f}", *ranking.auc,
          fmt::format("{:.3f}-{:.3f}", ranking.auc_interval.low, ranking.auc_interval.high),
          ranking.recall_at_1_percent.value().value_or(0),
          ranking.recall_at_5_percent.value().value_or(0));
    }
    text += "\n";
  }
  return text;
}

Json RankingJson(const flows::PriceRanking& ranking) {
  Json json = {{"fakes", ranking.fakes}, {"genuine", ranking.genuine}};
  if (ranking.auc) {
    json["auc"] = *ranking.auc;
    json["auc_low"] = ranking.auc_interval.low;
    json["auc_high"] = ranking.auc_interval.high;
    json["recall_at_1_percent"] = RateJson(ranking.recall_at_1_percent);
    json["recall_at_5_percent"] = RateJson(ranking.recall_at_5_percent);
  }
  return json;
}

Json RankingsJson(const std::map<std::string, flows::PriceRanking>& groups) {
  Json json = Json::object();
  for (const auto& [name, ranking] : groups) {
    json[name] = RankingJson(ranking);
  }
  return json;
}

Json BandJson(const std::optional<screening::PriceBand>& band) {
  return band ? Json{{"offers", band->offers}, {"middle_usd", Dollars(band->middle)}} : Json();
}

}  // namespace

std::string PriceBuildAsText(const PriceBuildReport& report) {
  const screening::PriceVersion& version = report.after.version();
  std::string text = fmt::format(
      "{}: {} genuine offers, {} list prices, {} known fakes; {} cells\n"
      "left out: {} without a brand we know, {} without a price that counts, {} undecided, {} bad "
      "lines\n",
      version.name, version.genuine, version.list_prices, version.fakes, report.fitted.cells,
      report.offers.without_brand, report.offers.without_price, report.offers.undecided,
      report.offers.bad_lines);
  if (report.fitted.held_back > 0) {
    text += fmt::format("{} middles would have moved by more than a factor of {} and were held\n",
                        report.fitted.held_back, screening::kMoveRatioMax);
  }
  text += fmt::format("{} cells change (middle of genuine offers, US dollars):\n",
                      report.changes.size());
  for (std::size_t i = 0; i < std::min(kChangesShownMax, report.changes.size()); ++i) {
    const screening::PriceChange& change = report.changes[i];
    text += fmt::format("  {}: {} -> {}\n", NameOfCell(change.subject), BandText(change.before),
                        BandText(change.after));
  }
  if (report.changes.size() > kChangesShownMax) {
    text +=
        fmt::format("  and {} more (--json lists all)\n", report.changes.size() - kChangesShownMax);
  }
  return text;
}

std::string PriceBuildAsJson(const PriceBuildReport& report) {
  Json changes = Json::array();
  for (const screening::PriceChange& change : report.changes) {
    changes.push_back({{"brand", change.subject.brand},
                       {"item", change.subject.item},
                       {"line", change.subject.line},
                       {"condition", NameOf(change.subject.condition)},
                       {"before", BandJson(change.before)},
                       {"after", BandJson(change.after)}});
  }
  const screening::PriceVersion& version = report.after.version();
  const Json json = {{"version", version.name},
                     {"genuine", version.genuine},
                     {"list_prices", version.list_prices},
                     {"fakes", version.fakes},
                     {"cells", report.fitted.cells},
                     {"without_brand", report.offers.without_brand},
                     {"without_price", report.offers.without_price},
                     {"undecided", report.offers.undecided},
                     {"bad_lines", report.offers.bad_lines},
                     {"held_back", report.fitted.held_back},
                     {"changes", std::move(changes)}};
  return json.dump() + "\n";
}

std::string PriceEvaluationAsText(const flows::PriceEvaluation& evaluation) {
  std::string text = fmt::format(
      "{} fakes and {} genuine offers of {} brands; {} of others left out\n"
      "one threshold for all    {}"
      "the same, by steps       {}"
      "a threshold each brand   mean AUC {:.4f}; recall at FPR 1 % {}; at 5 % {}\n\n",
      evaluation.together.fakes, evaluation.together.genuine, evaluation.brands.size(),
      evaluation.left_out, RankingText(evaluation.together), RankingText(evaluation.by_step),
      evaluation.auc_of_brands, RateText(evaluation.recall_of_brands),
      RateText(evaluation.recall_of_brands_at_5_percent));
  text += "step: share of fakes, of genuine offers\n";
  for (std::size_t step = 0; step < evaluation.fakes_at_step.size(); ++step) {
    text += fmt::format("  {}: {}; {}\n", step, RateText(evaluation.fakes_at_step[step]),
                        RateText(evaluation.genuine_at_step[step]));
  }
  return text + "\nbrands, each with a threshold of its own\n" + TableOf(evaluation.brands) +
         "\nkinds of goods, each with a threshold of its own\n" + TableOf(evaluation.items);
}

std::string PriceEvaluationAsJson(const flows::PriceEvaluation& evaluation) {
  Json steps = Json::array();
  for (std::size_t step = 0; step < evaluation.fakes_at_step.size(); ++step) {
    steps.push_back({{"fakes", RateJson(evaluation.fakes_at_step[step])},
                     {"genuine", RateJson(evaluation.genuine_at_step[step])}});
  }
  const Json json = {
      {"together", RankingJson(evaluation.together)},
      {"by_step", RankingJson(evaluation.by_step)},
      {"auc_of_brands", evaluation.auc_of_brands},
      {"recall_of_brands", RateJson(evaluation.recall_of_brands)},
      {"recall_of_brands_at_5_percent", RateJson(evaluation.recall_of_brands_at_5_percent)},
      {"left_out", evaluation.left_out},
      {"steps", std::move(steps)},
      {"brands", RankingsJson(evaluation.brands)},
      {"items", RankingsJson(evaluation.items)}};
  return json.dump() + "\n";
}

}  // namespace assay::cli

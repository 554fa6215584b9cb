// SPDX-License-Identifier: Apache-2.0
#include "flows/evaluate_prices.h"

#include <algorithm>
#include <functional>
#include <set>
#include <unordered_map>
#include <utility>
#include <vector>

#include "evaluation/figures.h"
#include "learning/near_duplicates.h"

namespace assay::flows {
namespace {

using screening::OfferKind;
using screening::PriceOffer;

struct Scored {
  double score = 0;
  bool is_fake = false;
};

Rate RecallWithin(const std::vector<Scored>& falling, std::uint64_t genuine, double share) {
  std::uint64_t false_positives = 0;
  std::uint64_t found = 0;
  Rate recall;
  for (std::size_t begin = 0; begin < falling.size();) {
    // A tie is taken whole or not at all: a threshold cannot cut through it.
    std::size_t end = begin;
    std::uint64_t fakes = 0;
    while (end < falling.size() && falling[end].score == falling[begin].score) {
      fakes += falling[end].is_fake ? 1U : 0U;
      ++end;
    }
    false_positives += end - begin - fakes;
    found += fakes;
    if (static_cast<double>(false_positives) <= share * static_cast<double>(genuine)) {
      recall.hits = found;
    }
    recall.of = found;
    begin = end;
  }
  return recall;
}

PriceRanking RankingOf(std::vector<Scored> rows) {
  std::ranges::stable_sort(rows, std::greater<>(), &Scored::score);
  std::vector<evaluation::ScoredRow> by_rank;
  std::int64_t rank = 0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    rank -= i > 0 && rows[i].score != rows[i - 1].score ? 1 : 0;
    by_rank.push_back({.log_odds = {rank}, .is_positive = rows[i].is_fake});
  }
  const evaluation::Figures figures = FiguresOf(std::move(by_rank), {{""}, {""}}, {});
  PriceRanking ranking{
      figures.positives, figures.negatives, figures.auc, figures.auc_interval, {}, {}};
  if (ranking.auc) {
    ranking.recall_at_1_percent = RecallWithin(rows, ranking.genuine, 0.01);
    ranking.recall_at_5_percent = RecallWithin(rows, ranking.genuine, 0.05);
  }
  return ranking;
}

// Where an offer stands by a table that was made without it.
struct HeldOut {
  double log_ratio = 0;
  std::size_t step = 0;
};

// A fold holds whole stores, and titles that are nearly the same where no store is named.
struct Deal {
  std::vector<std::uint32_t> fold;
  std::vector<std::uint32_t> cluster;
};

Deal DealOut(const PriceOffers& offers, std::uint32_t folds) {
  Deal deal;
  deal.cluster = learning::NearDuplicateGroups(offers.titles);
  std::unordered_map<std::string, std::uint32_t> group_of_store;
  std::vector<std::uint32_t> groups;
  for (std::size_t i = 0; i < offers.offers.size(); ++i) {
    // Clusters are numbered below the number of offers.
    const auto next = static_cast<std::uint32_t>(offers.offers.size() + group_of_store.size());
    const std::string& store = offers.offers[i].store;
    groups.push_back(store.empty() ? deal.cluster[i]
                                   : group_of_store.emplace(store, next).first->second);
  }
  deal.fold = learning::FoldsOf(groups, folds);
  return deal;
}

Result<std::vector<HeldOut>> JudgeHeldOut(const screening::Model& model,
                                          std::string_view prices_tsv, const PriceOffers& offers,
                                          std::uint32_t folds) {
  const Deal deal = DealOut(offers, folds);
  std::vector<HeldOut> held_out(offers.offers.size());
  for (std::uint32_t fold = 0; fold < folds; ++fold) {
    std::set<std::uint32_t> clusters;
    for (std::size_t i = 0; i < deal.fold.size(); ++i) {
      if (deal.fold[i] == fold) {
        clusters.insert(deal.cluster[i]);
      }
    }
    std::vector<PriceOffer> others;
    for (std::size_t i = 0; i < deal.fold.size(); ++i) {
      if (deal.fold[i] != fold && !clusters.contains(deal.cluster[i])) {
        others.push_back(offers.offers[i]);
      }
    }
    ASSAY_ASSIGN(const screening::FittedPrices fitted,
                 FitPrices(model, prices_tsv, others, "held out"));
    ASSAY_ASSIGN(const auto table, screening::PriceTable::Parse(fitted.tsv));
    for (std::size_t i = 0; i < deal.fold.size(); ++i) {
      const std::int32_t row = deal.fold[i] == fold ? table.FindRow(offers.offers[i].subject) : -1;
      if (row >= 0) {
        const screening::PriceCell& cell = table.cell(static_cast<std::size_t>(row));
        held_out[i] = {LogRatioOfPrice(cell, offers.offers[i].price).value_or(0),
                       cell.StepOf(offers.offers[i].price)};
      }
    }
  }
  return held_out;
}

std::set<std::string> BrandsWithBoth(const std::vector<PriceOffer>& offers,
                                     const PriceEvaluationOptions& options) {
  std::map<std::string, std::pair<std::uint64_t, std::uint64_t>> counts;
  for (const PriceOffer& offer : offers) {
    auto& [genuine, fakes] = counts[offer.subject.brand];
    genuine += offer.kind == OfferKind::kGenuine ? 1U : 0U;
    fakes += offer.kind == OfferKind::kFake ? 1U : 0U;
  }
  std::set<std::string> brands;
  for (const auto& [brand, count] : counts) {
    if (count.first >= options.genuine_min && count.second >= options.fakes_min) {
      brands.insert(brand);
    }
  }
  return brands;
}

}  // namespace

Result<PriceEvaluation> EvaluatePrices(const screening::Model& model, std::string_view prices_tsv,
                                       const PriceOffers& offers,
                                       const PriceEvaluationOptions& options) {
  const std::set<std::string> brands = BrandsWithBoth(offers.offers, options);
  if (brands.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "prices.too_few",
                "no brand has enough genuine offers and known fakes");
  }
  ASSAY_ASSIGN(const std::vector<HeldOut> held_out,
               JudgeHeldOut(model, prices_tsv, offers, options.folds));
  PriceEvaluation evaluation;
  std::vector<Scored> all;
  std::vector<Scored> steps;
  std::map<std::string, std::vector<Scored>> of_brand;
  std::map<std::string, std::vector<Scored>> of_item;
  for (std::size_t i = 0; i < held_out.size(); ++i) {
    const PriceOffer& offer = offers.offers[i];
    if (offer.kind == OfferKind::kListPrice) {
      continue;
    }
    if (!brands.contains(offer.subject.brand)) {
      evaluation.left_out += 1;
      continue;
    }
    const bool is_fake = offer.kind == OfferKind::kFake;
    const Scored scored{held_out[i].log_ratio, is_fake};
    all.push_back(scored);
    steps.push_back({static_cast<double>(held_out[i].step), is_fake});
    of_brand[offer.subject.brand].push_back(scored);
    of_item[offer.subject.item].push_back(scored);
    auto& at_step = is_fake ? evaluation.fakes_at_step : evaluation.genuine_at_step;
    for (std::size_t step = 0; step < at_step.size(); ++step) {
      at_step[step].Count(step == held_out[i].step);
    }
  }
  evaluation.together = RankingOf(std::move(all));
  evaluation.by_step = RankingOf(std::move(steps));
  double weighted = 0;
  for (auto& [brand, rows] : of_brand) {
    const PriceRanking& ranking = evaluation.brands[brand] = RankingOf(std::move(rows));
    weighted += ranking.auc.value_or(0) * static_cast<double>(ranking.fakes);
    evaluation.recall_of_brands.hits += ranking.recall_at_1_percent.hits;
    evaluation.recall_of_brands.of += ranking.recall_at_1_percent.of;
    evaluation.recall_of_brands_at_5_percent.hits += ranking.recall_at_5_percent.hits;
    evaluation.recall_of_brands_at_5_percent.of += ranking.recall_at_5_percent.of;
  }
  evaluation.auc_of_brands = weighted / static_cast<double>(evaluation.together.fakes);
  for (auto& [item, rows] : of_item) {
    evaluation.items[item] = RankingOf(std::move(rows));
  }
  return evaluation;
}

}  // namespace assay::flows

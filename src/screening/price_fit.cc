// SPDX-License-Identifier: Apache-2.0
#include "screening/price_fit.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "screening/detail/price_model.h"
#include "screening/detail/reading.h"

namespace assay::screening {
namespace {

using detail::ClassModel;
using detail::LogBand;
using detail::LogOffer;

constexpr std::int64_t kFakesMin = 6;
constexpr std::int64_t kLineOffersMin = 6;
constexpr std::int64_t kConditionOffersMin = 6;
// The rows of "any brand" speak for brands nobody knows: they need more to rest on.
constexpr std::int64_t kItemOffersMin = 30;

// Narrower bands (a factor of 1.35 to each side) come from few models of one shop; real prices vary more than that with
// size, season and sale.
constexpr double kSpreadMin = 0.3;

constexpr std::string_view kVersionHead =
    "# version: name; genuine offers, list prices and known fakes that the cells are made of. "
    "Written by `assay prices "
    "build`, as the cells.";
constexpr std::string_view kCellHead =
    "# cell: brand, item, line, condition; genuine offers: count, 10 %, 50 %, 90 % in US dollars; "
    "known fakes: the "
    "same; list prices: count, 50 %; prices from which down an offer is 0.2, 1, 3, 10, 30, 100 "
    "times as common among "
    "fakes.";

// Offers of one class that may count: in the price range, no store more than its share of a cell.
std::vector<LogOffer> CountingOffers(std::span<const PriceOffer> offers, bool fakes) {
  std::map<std::pair<PriceSubject, std::string>, std::vector<std::int64_t>> of_store;
  for (const PriceOffer& offer : offers) {
    const bool is_in_range = offer.price >= kOfferPriceMin && offer.price <= kOfferPriceMax;
    if (is_in_range && (offer.kind == OfferKind::kFake) == fakes) {
      of_store[{offer.subject, offer.store}].push_back(offer.price.amount);
    }
  }
  std::vector<LogOffer> counting;
  for (auto& [key, prices] : of_store) {
    std::ranges::sort(prices);
    // Which store an offer without one comes from nobody knows.
    const std::size_t count =
        key.second.empty() ? prices.size() : std::min(prices.size(), kOffersPerStoreMax);
    for (std::size_t i = 0; i < count; ++i) {
      const std::int64_t price = prices[(2 * i + 1) * prices.size() / (2 * count)];
      counting.push_back({key.first, std::log(static_cast<double>(price) / 1'000)});
    }
  }
  return counting;
}

// Brands that enough genuine offers of enough stores speak for.
std::set<std::string> KnownBrands(std::span<const PriceOffer> offers,
                                  const std::vector<LogOffer>& genuine) {
  std::map<std::string, std::size_t> counts;
  for (const LogOffer& offer : genuine) {
    counts[offer.subject.brand] += 1;
  }
  std::map<std::string, std::set<std::string>> stores;
  for (const PriceOffer& offer : offers) {
    if (offer.kind != OfferKind::kFake) {
      stores[offer.subject.brand].insert(offer.store);
    }
  }
  std::set<std::string> known;
  for (const auto& [brand, count] : counts) {
    const std::set<std::string>& of_brand = stores[brand];
    if (count >= kOffersPerBrandMin &&
        (of_brand.contains("") || of_brand.size() >= kStoresPerBrandMin)) {
      known.insert(brand);
    }
  }
  return known;
}

std::string Dollars(MilliUsd amount) {
  return fmt::format("{}.{:02}", amount.amount / 1'000, amount.amount % 1'000 / 10);
}

std::string BandFields(const std::optional<PriceBand>& band) {
  return band ? fmt::format("\t{}\t{}\t{}\t{}", band->offers, Dollars(band->low),
                            Dollars(band->middle), Dollars(band->high))
              : std::string("\t\t\t\t");
}

std::string LineOf(const PriceCell& cell) {
  std::string line = fmt::format("cell\t{}\t{}\t{}\t{}", cell.subject.brand, cell.subject.item,
                                 cell.subject.line, NameOf(cell.subject.condition));
  line += BandFields(cell.genuine);
  line += BandFields(cell.fake);
  line += cell.list_prices > 0
              ? fmt::format("\t{}\t{}", cell.list_prices, Dollars(cell.list_middle))
              : std::string("\t\t");
  for (const MilliUsd at_most : cell.at_most) {
    line += "\t" + Dollars(at_most);
  }
  return line + "\n";
}

class Fit {
 public:
  Fit(const Model& model, std::span<const PriceOffer> offers)
      : parts_(model.parts()),
        second_hand_shift_(
            std::log(static_cast<double>(parts_.prices.second_hand_thousandths()) / 1'000)),
        genuine_(CountingOffers(offers, false)),
        fakes_(CountingOffers(offers, true)),
        known_(KnownBrands(offers, genuine_)),
        genuine_model_(genuine_,
                       {.second_hand_shift = second_hand_shift_, .spread_min = kSpreadMin}),
        fake_model_(fakes_,
                    {.by_condition = false, .shrink_brands = true, .spread_min = kSpreadMin}) {
    for (const PriceOffer& offer : offers) {
      if (offer.kind == OfferKind::kListPrice) {
        const PriceSubject& subject = offer.subject;
        list_prices_[{subject.brand, subject.item, subject.line}].push_back(offer.price);
        if (!subject.line.empty()) {
          list_prices_[{subject.brand, subject.item, ""}].push_back(offer.price);
        }
      }
    }
  }

  bool KnowsABrand() const { return !known_.empty(); }

  FittedPrices Run() {
    for (const std::string& brand : known_) {
      AddBrand(brand);
    }
    for (const PriceItem& item : parts_.prices.items()) {
      const PriceSubject any = {"*", item.name, "", PriceCondition::kAny};
      if (genuine_model_.CountOf(any) >= kItemOffersMin) {
        AddConditions(any);
      }
    }
    std::ranges::sort(cells_, {}, &PriceCell::subject);
    FittedPrices fitted;
    for (const PriceCell& cell : cells_) {
      fitted.tsv += LineOf(cell);
    }
    fitted.cells = cells_.size();
    fitted.held_back = held_back_;
    return fitted;
  }

 private:
  void AddBrand(const std::string& brand) {
    AddConditions({brand, "*", "", PriceCondition::kAny});
    const auto row = std::ranges::find(parts_.brands, brand, &detail::Brand::name);
    CHECK_THAT(row != parts_.brands.end(), "offers name brands of the lexicon");
    const auto brand_row = static_cast<std::uint32_t>(row - parts_.brands.begin());
    for (std::size_t i = 0; i < parts_.prices.items().size(); ++i) {
      const PriceSubject of_item = {brand, parts_.prices.items()[i].name, "", PriceCondition::kAny};
      const PriceSubject of_all = {"*", of_item.item, "", PriceCondition::kAny};
      // Where the brand has no offers of the kind, the row is estimated, so that socks are not compared with shoes;
      // for goods the brand is not known for only from offers of its own.
      const std::int64_t own = genuine_model_.CountOf(of_item);
      const bool is_known_kind = parts_.Fits(static_cast<std::uint32_t>(i), brand_row) &&
                                 genuine_model_.CountOf(of_all) >= kLineOffersMin;
      if (is_known_kind || own >= kLineOffersMin) {
        AddConditions(of_item);
      }
    }
    for (const PriceLine& line : parts_.prices.lines()) {
      const PriceSubject of_line = {brand, line.item, line.name, PriceCondition::kAny};
      if (line.brand == brand && genuine_model_.CountOf(of_line) >= kLineOffersMin) {
        AddConditions(of_line);
      }
    }
  }

  // One row for any condition, and one for each that has offers of its own. Second-hand goods of a brand that is only
  // known new get an estimated row, which asks less of them; the reverse would ask more of new goods than is known.
  void AddConditions(PriceSubject subject) {
    Add(subject);
    const std::int64_t any = genuine_model_.CountOf(subject);
    subject.condition = PriceCondition::kNew;
    const std::int64_t fresh = genuine_model_.CountOf(subject);
    if (fresh >= kConditionOffersMin && fresh < any) {
      Add(subject);
    }
    subject.condition = PriceCondition::kSecondHand;
    const std::int64_t used = genuine_model_.CountOf(subject);
    if (!genuine_model_.IsAllSecondHand(subject.brand) && (used < any || any == 0)) {
      Add(subject);
    }
  }

  void Add(const PriceSubject& subject) {
    LogBand genuine = subject.brand == "*"
                          ? genuine_model_.OfAnyBrand(subject.item, subject.condition)
                          : genuine_model_.Of(subject);
    HoldBack(BandBefore(subject, false), genuine);
    PriceCell cell;
    cell.subject = subject;
    cell.genuine = PriceBandOf(genuine);
    if (std::optional<LogBand> fake = FakeBand(subject)) {
      cell.fake = PriceBandOf(*fake);
      cell.at_most = StepPrices(genuine, *fake);
      // Whatever fakes ask: what the middle of genuine offers asks or more speaks for no fake.
      for (std::size_t step = 0; step < kPriceStepCount; ++step) {
        if (kPriceStepRatios[step] >= 1) {
          cell.at_most[step] = std::min(cell.at_most[step], cell.genuine.middle);
        }
      }
    } else {
      cell.at_most[0] = cell.genuine.low;  // All that is known: few genuine offers ask less.
    }
    const auto listed = list_prices_.find({subject.brand, subject.item, subject.line});
    if (listed != list_prices_.end()) {
      std::vector<MilliUsd>& prices = listed->second;
      std::ranges::sort(prices);
      cell.list_prices = std::ssize(prices);
      cell.list_middle = prices[prices.size() / 2];
    }
    cells_.push_back(std::move(cell));
  }

  std::optional<LogBand> FakeBand(const PriceSubject& subject) {
    PriceSubject any = subject;
    any.condition = PriceCondition::kAny;
    if (std::ssize(fakes_) >= kFakesMin) {
      LogBand fake = fake_model_.Of(any);
      HoldBack(BandBefore(subject, true), fake);
      return fake;
    }
    const std::int32_t row = parts_.prices.FindRow(any);
    const std::int32_t nearest =
        row >= 0 ? row : parts_.prices.FindRow({"*", subject.item, "", PriceCondition::kAny});
    return nearest < 0 ? std::nullopt
                       : FakeOf(parts_.prices.cell(static_cast<std::size_t>(nearest)));
  }

  static std::optional<LogBand> FakeOf(const PriceCell& cell) {
    return cell.fake ? std::optional(detail::LogBandOf(*cell.fake)) : std::nullopt;
  }

  // Of the table before, where its row rests on offers.
  std::optional<LogBand> BandBefore(const PriceSubject& subject, bool fake) const {
    const std::int32_t row = parts_.prices.FindRow(subject);
    if (row < 0 || parts_.prices.cell(static_cast<std::size_t>(row)).subject != subject) {
      return std::nullopt;
    }
    const PriceCell& cell = parts_.prices.cell(static_cast<std::size_t>(row));
    const std::optional<LogBand> band = fake ? FakeOf(cell) : detail::LogBandOf(cell.genuine);
    return band && band->offers > 0 ? band : std::nullopt;
  }

  void HoldBack(const std::optional<LogBand>& before, LogBand& band) {
    if (!before) {
      return;
    }
    const double move_max = std::log(kMoveRatioMax);
    const double held =
        std::clamp(band.middle, before->middle - move_max, before->middle + move_max);
    held_back_ += held != band.middle ? 1U : 0U;
    band.middle = held;
  }

  const Model::Parts& parts_;
  double second_hand_shift_;
  std::vector<LogOffer> genuine_;
  std::vector<LogOffer> fakes_;
  std::set<std::string> known_;
  ClassModel genuine_model_;
  ClassModel fake_model_;
  std::map<std::tuple<std::string, std::string, std::string>, std::vector<MilliUsd>> list_prices_;
  std::vector<PriceCell> cells_;
  std::uint64_t held_back_ = 0;
};

bool IsVersionName(std::string_view name) {
  return !name.empty() && name.size() <= 64 &&
         std::ranges::none_of(name, [](char c) { return static_cast<unsigned char>(c) < 0x20; });
}

}  // namespace

std::optional<PriceSubject> PriceSubjectOf(const Model& model, const Listing& listing) {
  const Model::Parts& parts = model.parts();
  const detail::Reading reading = detail::ReadFields(parts, listing);
  const detail::Claims claims = detail::FindClaims(parts, reading, detail::ItemsOf(reading));
  if (claims.brand_rows.empty()) {
    return std::nullopt;
  }
  return detail::PricedGoodsOf(parts, reading, claims.brand_rows.front(),
                               detail::PriceConditionOf(reading, listing.condition))
      .subject;
}

Result<FittedPrices> FitPrices(const Model& model, std::string_view base_tsv,
                               std::span<const PriceOffer> offers, std::string_view version) {
  if (!IsVersionName(version)) {
    return Fail(ErrorCode::kInvalidArgument, "prices.bad_version",
                "a version is named by 1 to 64 characters");
  }
  Fit fit(model, offers);
  if (!fit.KnowsABrand()) {
    return Fail(
        ErrorCode::kInvalidArgument, "prices.too_few",
        fmt::format("no brand has {} genuine offers{}", kOffersPerBrandMin,
                    fmt::format(", of {} stores where stores are named", kStoresPerBrandMin)));
  }
  PriceVersion counts{std::string(version)};
  for (const PriceOffer& offer : offers) {
    (offer.kind == OfferKind::kFake        ? counts.fakes
     : offer.kind == OfferKind::kListPrice ? counts.list_prices
                                           : counts.genuine) += 1;
  }
  FittedPrices fitted = fit.Run();
  fitted.tsv = fmt::format("{}{}\nversion\t{}\t{}\t{}\t{}\n{}\n{}", WithoutCells(base_tsv),
                           kVersionHead, counts.name, counts.genuine, counts.list_prices,
                           counts.fakes, kCellHead, fitted.tsv);
  CHECK_THAT(PriceTable::Parse(fitted.tsv), "what is written can be read");
  return fitted;
}

std::string WithoutCells(std::string_view tsv) {
  std::string kept;
  while (!tsv.empty()) {
    const std::size_t end = std::min(tsv.find('\n'), tsv.size());
    const std::string_view line = tsv.substr(0, end);
    tsv.remove_prefix(std::min(end + 1, tsv.size()));
    const bool is_made = line.starts_with("cell\t") || line.starts_with("# cell:") ||
                         line.starts_with("version\t") || line.starts_with("# version:");
    if (!is_made && !line.empty()) {
      kept.append(line).append(1, '\n');
    }
  }
  return kept;
}

std::vector<PriceChange> ComparePrices(const PriceTable& before, const PriceTable& after,
                                       double ratio_min) {
  std::map<PriceSubject, PriceChange> all;
  for (const PriceCell& cell : before.cells()) {
    all[cell.subject].before = cell.genuine;
  }
  for (const PriceCell& cell : after.cells()) {
    all[cell.subject].after = cell.genuine;
  }
  std::vector<std::pair<double, PriceChange>> ranked;
  for (auto& [subject, change] : all) {
    change.subject = subject;
    const bool is_in_both = change.before && change.after;
    const double move = is_in_both
                            ? std::abs(std::log(static_cast<double>(change.after->middle.amount) /
                                                static_cast<double>(change.before->middle.amount)))
                            : 0;
    if (!is_in_both || move > std::log(ratio_min)) {
      ranked.emplace_back(move, std::move(change));
    }
  }
  std::ranges::stable_sort(ranked, std::greater<>(), [](const auto& entry) { return entry.first; });
  std::vector<PriceChange> changes;
  changes.reserve(ranked.size());
  for (auto& [move, change] : ranked) {
    changes.push_back(std::move(change));
  }
  return changes;
}

std::optional<double> LogRatioOfPrice(const PriceCell& cell, MilliUsd price) {
  if (!cell.fake) {
    return std::nullopt;
  }
  return MonotoneLogRatio(
      detail::LogBandOf(cell.genuine), detail::LogBandOf(*cell.fake),
      std::log(static_cast<double>(std::max<std::int64_t>(1, price.amount)) / 1'000));
}

}  // namespace assay::screening

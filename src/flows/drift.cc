// SPDX-License-Identifier: Apache-2.0
#include "flows/drift.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <set>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "evaluation/design_effect.h"
#include "flows/log_decoder.h"
#include "flows/outcomes.h"
#include "screening/screen.h"

namespace assay::flows {
namespace {

using evaluation::CategoryCount;
using evaluation::ClusterOfRow;

constexpr double kOfListings = 0.25;  // One of four passes over the log.
constexpr double kSureChance = 0.01;
constexpr std::size_t kPriceBins = 10;

// What a listing has, as it counts in the comparison.
using Trait = std::pair<MoverKind, std::string>;

struct Seen {
  std::string listing;
  std::uint32_t store = 0;  // Numbered by period and store.
  Instant time;
  screening::Band band = screening::Band::kUnknown;
  std::vector<std::uint32_t> traits;  // Numbers of Traits, each once.
  std::optional<Money> price;
};

struct Side {
  std::vector<Seen> listings;  // In the order in which the log first names them.
  std::unordered_map<std::string, std::size_t> place_of_listing;
};

// Listings of both periods that have something, and of which stores they are.
struct Tally {
  CategoryCount count;
  ClusterOfRow stores;

  void Add(const Seen& seen, std::uint64_t CategoryCount::*number) {
    count.*number += 1;
    stores.push_back(seen.store);
  }
};

// Of the tallies of all categories, with a name for each.
Mover MoverOf(MoverKind kind, std::string name, const std::vector<std::string>& categories,
              std::vector<Tally> tallies) {
  Mover mover{.kind = kind, .name = std::move(name), .categories = {}, .shift = {}, .examples = {}};
  std::vector<ClusterOfRow> stores;
  for (std::size_t i = 0; i < categories.size(); ++i) {
    mover.categories.push_back({categories[i], tallies[i].count});
    stores.push_back(std::move(tallies[i].stores));
  }
  mover.design_effect = evaluation::DesignEffectOf(stores);
  return mover;
}

class Comparison {
 public:
  Comparison(const engine::Settings& settings, const DriftOptions& options)
      : settings_(settings), options_(options) {}

  void Add(const Event& event) {
    const auto& listing = std::get<ListingData>(event.data).listing;
    const bool is_before = Holds(options_.before, event.time.instant);
    Side& side = is_before ? before_ : after_;
    const auto [known, is_new] =
        side.place_of_listing.try_emplace(event.subject + '\n' + listing.id, side.listings.size());
    if (is_new) {
      side.listings.push_back({.listing = listing.id,
                               .store = NumberOfStore(event.subject, is_before),
                               .time = event.time.instant,
                               .traits = {},
                               .price = {}});
    }
    Seen& seen = side.listings[known->second];
    if (event.time.instant < seen.time) {
      return;
    }
    const screening::Verdict verdict = Judge(listing);
    seen.time = event.time.instant;
    seen.band = verdict.band;
    seen.price = listing.price;
    seen.traits = TraitsOf(verdict);
  }

  static bool Holds(const DriftPeriod& period, Instant time) {
    return period.since <= time && time < period.until;
  }

  screening::Verdict Judge(const Listing& listing) const {
    const screening::Model& model = *settings_.model;
    return screening::Judge(
        model, listing, screening::ReadContent(model, listing),
        {.prior = settings_.configuration->prior, .authorised_brands = {}, .store = nullptr});
  }

  const Side& before() const { return before_; }
  const Side& after() const { return after_; }

  std::vector<Mover> Movers() const {
    std::vector<Mover> movers = {BandMover()};
    if (auto prices = PriceMover()) {
      movers.push_back(*std::move(prices));
    }
    AppendTraitMovers(movers);
    const double sure = kSureChance / static_cast<double>(movers.size());
    for (Mover& mover : movers) {
      std::vector<CategoryCount> counts;
      counts.reserve(mover.categories.size());
      for (const DriftCategory& category : mover.categories) {
        counts.push_back(category.count);
      }
      mover.shift = evaluation::ShiftOf(counts, mover.design_effect);
      mover.is_sure = mover.shift.chance < sure;
    }
    std::ranges::stable_sort(movers, [](const Mover& a, const Mover& b) {
      return a.is_sure != b.is_sure ? a.is_sure : a.shift.index > b.shift.index;
    });
    return movers;
  }

 private:
  std::uint32_t NumberOfStore(const std::string& store, bool is_before) {
    const auto next = static_cast<std::uint32_t>(listings_of_store_.size());
    const auto [known, is_new] =
        number_of_store_.try_emplace((is_before ? "before\n" : "after\n") + store, next);
    if (is_new) {
      listings_of_store_.push_back(0);
    }
    ++listings_of_store_[known->second];
    return known->second;
  }

  std::vector<std::uint32_t> TraitsOf(const screening::Verdict& verdict) {
    std::set<std::uint32_t> traits;
    const auto add = [&](MoverKind kind, const std::string& name) {
      const auto next = static_cast<std::uint32_t>(traits_.size());
      const auto [known, is_new] = number_of_trait_.try_emplace({kind, name}, next);
      if (is_new) {
        traits_.push_back(&known->first);
      }
      traits.insert(known->second);
    };
    for (const screening::Finding& finding : verdict.findings) {
      if (finding.kind != "prior") {
        add(MoverKind::kFinding, finding.kind);
      }
    }
    for (const screening::BrandClaim& claim : verdict.brands) {
      add(MoverKind::kBrandClaimed, claim.brand);
      if (claim.via == "disguise") {
        add(MoverKind::kBrandDisguised, claim.brand);
      }
    }
    return {traits.begin(), traits.end()};
  }

  template <typename Visit>
  void ForEachSeen(const Visit& visit) const {
    for (const Seen& seen : before_.listings) {
      visit(seen, &CategoryCount::before);
    }
    for (const Seen& seen : after_.listings) {
      visit(seen, &CategoryCount::after);
    }
  }

  Mover BandMover() const {
    constexpr std::array kBands = {screening::Band::kRed, screening::Band::kWatch,
                                   screening::Band::kClear, screening::Band::kUnknown};
    std::vector<std::string> names;
    names.reserve(kBands.size());
    for (const screening::Band band : kBands) {
      names.emplace_back(NameOf(band));
    }
    std::vector<Tally> tallies(kBands.size());
    ForEachSeen([&](const Seen& seen, std::uint64_t CategoryCount::*number) {
      const auto band = std::ranges::find(kBands, seen.band) - kBands.begin();
      tallies[static_cast<std::size_t>(band)].Add(seen, number);
    });
    return MoverOf(MoverKind::kBand, {}, names, std::move(tallies));
  }

  // By tenths of the earlier period's prices, in the currency that most of them have.
  std::optional<Mover> PriceMover() const {
    std::map<std::string, std::vector<std::int64_t>> before;
    for (const Seen& seen : before_.listings) {
      if (seen.price) {
        before[std::string(seen.price->currency.code())].push_back(seen.price->minor_units);
      }
    }
    const auto most = std::ranges::max_element(
        before, {}, [](const auto& prices) { return prices.second.size(); });
    if (most == before.end() || most->second.size() < 10 * kPriceBins) {
      return std::nullopt;
    }
    std::ranges::sort(most->second);
    std::vector<Money> ends;  // Of all bins but the last, exclusive.
    for (std::size_t i = 1; i < kPriceBins; ++i) {
      const std::int64_t end = most->second[most->second.size() * i / kPriceBins];
      if (ends.empty() || ends.back().minor_units < end) {
        ends.push_back({end, *Currency::Find(most->first)});
      }
    }
    std::vector<std::string> names;
    names.reserve(ends.size() + 1);
    for (const Money& end : ends) {
      names.push_back(fmt::format("below {}", FormatDecimal(end)));
    }
    names.push_back(fmt::format("from {}", FormatDecimal(ends.back())));
    std::vector<Tally> tallies(names.size());
    ForEachSeen([&](const Seen& seen, std::uint64_t CategoryCount::*number) {
      if (seen.price && seen.price->currency.code() == most->first) {
        const auto bin =
            std::ranges::upper_bound(ends, seen.price->minor_units, {}, &Money::minor_units) -
            ends.begin();
        tallies[static_cast<std::size_t>(bin)].Add(seen, number);
      }
    });
    return MoverOf(MoverKind::kPrice, most->first, names, std::move(tallies));
  }

  void AppendTraitMovers(std::vector<Mover>& movers) const {
    std::vector<Tally> with(traits_.size());
    std::vector<std::vector<std::string>> later(traits_.size());
    std::vector<std::vector<std::string>> earlier(traits_.size());
    ForEachSeen([&](const Seen& seen, std::uint64_t CategoryCount::*number) {
      auto& examples = number == &CategoryCount::before ? earlier : later;
      for (const std::uint32_t trait : seen.traits) {
        with[trait].Add(seen, number);
        if (examples[trait].size() < options_.examples_max) {
          examples[trait].push_back(seen.listing);
        }
      }
    });
    for (const auto& [trait, number] : number_of_trait_) {
      const CategoryCount count = with[number].count;
      const CategoryCount without = {.before = before_.listings.size() - count.before,
                                     .after = after_.listings.size() - count.after};
      movers.push_back({.kind = trait.first,
                        .name = trait.second,
                        .categories = {{"with", count}, {"without", without}},
                        .design_effect = evaluation::DesignEffectOfShare(with[number].stores,
                                                                         listings_of_store_),
                        .shift = {},
                        .examples = count.after > 0 ? later[number] : earlier[number]});
    }
  }

  const engine::Settings& settings_;
  const DriftOptions& options_;
  Side before_;
  Side after_;
  std::unordered_map<std::string, std::uint32_t> number_of_store_;  // Each period's own.
  std::vector<std::uint64_t> listings_of_store_;
  std::map<Trait, std::uint32_t> number_of_trait_;
  std::vector<const Trait*> traits_;
};

Result<void> CheckPeriods(const DriftOptions& options) {
  const DriftPeriod& before = options.before;
  const DriftPeriod& after = options.after;
  if (before.since >= before.until || after.since >= after.until) {
    return Fail(ErrorCode::kInvalidArgument, "drift.period", "a period ends before it begins");
  }
  if (before.since < after.until && after.since < before.until) {
    return Fail(ErrorCode::kInvalidArgument, "drift.period", "the two periods overlap");
  }
  return {};
}

Result<void> ReadListings(History& history, const DriftOptions& options, Sequence last,
                          Comparison& comparison,
                          const std::function<void(double fraction)>& on_progress) {
  const auto is_wanted = [&options](Sequence, const Event& event) {
    return event.type == EventType::kListing &&
           (Comparison::Holds(options.before, event.time.instant) ||
            Comparison::Holds(options.after, event.time.instant));
  };
  LogDecoder decoder(options.workers, is_wanted,
                     [&](const engine::Prepared& prepared) -> Result<void> {
                       comparison.Add(prepared.event);
                       return {};
                     });
  ASSAY_TRY(
      history.ForEachLineAfter({0}, [&](Sequence sequence, std::string_view line) -> Result<bool> {
        constexpr std::uint64_t kLinesBetweenReports = 16'384;
        if (sequence.number % kLinesBetweenReports == 0) {
          on_progress(kOfListings * static_cast<double>(sequence.number) /
                      static_cast<double>(last.number));
        }
        ASSAY_TRY(decoder.Add(sequence, line));
        return true;
      }));
  return decoder.Finish();
}

}  // namespace

std::string_view NameOf(MoverKind kind) {
  switch (kind) {
    case MoverKind::kBand:
      return "band";
    case MoverKind::kPrice:
      return "price";
    case MoverKind::kFinding:
      return "finding";
    case MoverKind::kBrandClaimed:
      return "brand_claimed";
    case MoverKind::kBrandDisguised:
      return "brand_disguised";
  }
  return "band";
}

Result<DriftReport> CompareDrift(History& history, const DriftOptions& options,
                                 const std::function<void(double fraction)>& on_progress) {
  ASSAY_TRY(CheckPeriods(options));
  ASSAY_ASSIGN(const LogExtent extent, history.LoadExtent());
  ASSAY_ASSIGN(const engine::Settings settings, history.LoadSettings(extent.configuration));
  Comparison comparison(settings, options);
  ASSAY_TRY(ReadListings(history, options, extent.last, comparison, on_progress));
  DriftReport report;
  report.listings_before = comparison.before().listings.size();
  report.listings_after = comparison.after().listings.size();
  if (report.listings_before == 0 || report.listings_after == 0) {
    return Fail(ErrorCode::kInvalidArgument, "drift.no_listings",
                fmt::format("no listing was published or changed in the {} period",
                            report.listings_before == 0 ? "earlier" : "later"));
  }
  report.movers = comparison.Movers();
  ASSAY_ASSIGN(const Outcomes outcomes,
               CollectOutcomes(history, {.since = {}, .until = {}, .workers = options.workers},
                               [&](double fraction) {
                                 on_progress(kOfListings + (1 - kOfListings) * fraction);
                               }));
  for (const Outcome& outcome : outcomes.outcomes) {
    if (outcome.origin != OutcomeOrigin::kAudit) {
      continue;
    }
    const bool is_before = Comparison::Holds(options.before, outcome.ordered_at);
    if (!is_before && !Comparison::Holds(options.after, outcome.ordered_at)) {
      continue;
    }
    DriftOfOutcomes& side = report.outcomes[is_before ? 0 : 1];
    const screening::Band band = comparison.Judge(outcome.listing).band;
    const bool is_flagged = band == screening::Band::kWatch || band == screening::Band::kRed;
    if (outcome.is_counterfeit) {
      side.recall.Count(is_flagged, outcome.weight());
    }
    if (is_flagged) {
      side.precision.Count(outcome.is_counterfeit, outcome.weight());
    }
  }
  return report;
}

}  // namespace assay::flows

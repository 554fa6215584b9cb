// SPDX-License-Identifier: Apache-2.0
#include "simulation/market.h"

#include <algorithm>
#include <utility>

#include "core/check.h"
#include "simulation/detail/town.h"
#include "simulation/invented.h"

namespace assay::simulation {
namespace {

std::string Joined(detail::DayLines lines) {
  using Draft = detail::DayLines::Draft;
  std::ranges::sort(lines.drafts, {},
                    [](const Draft& draft) { return std::pair(draft.ms, draft.id); });
  std::string out;
  out.reserve(lines.text.size() + lines.drafts.size());
  for (const Draft& draft : lines.drafts) {
    out.append(lines.text, draft.at, draft.size);
    out += '\n';
  }
  return out;
}

class TownMarket final : public Market {
 public:
  TownMarket(const World& world, const MarketOptions& options) : town_(world, options) {
    detail::Found(town_);
  }

  bool done() const override { return town_.day >= town_.days; }
  std::int64_t days_done() const override { return town_.day; }
  std::int64_t days() const override { return town_.days; }
  const Tally& tally() const override { return town_.tally; }

  Day Step(std::span<const Instruction> instructions) override {
    CHECK_THAT(!done(), "a day is left");
    const std::int64_t end = town_.DayBegin(town_.day + 1);
    detail::TakeInstructions(town_, instructions);
    detail::Review(town_);
    while (!town_.tasks.empty() && town_.tasks.top().ms < end) {
      const detail::Task task = town_.tasks.top();
      town_.tasks.pop();
      detail::RunTask(town_, task);
    }
    detail::OpenNewStores(town_);
    detail::ChangeCatalogues(town_);
    detail::Hijack(town_);
    detail::PlanDraws(town_);
    detail::Trade(town_);
    detail::Extort(town_);
    detail::FileNotices(town_);
    detail::OrderTestBuys(town_);
    detail::OpenCases(town_);
    detail::Watch(town_);
    return TakeDay();
  }

  std::vector<StoreTruth> StoreTruths() const override {
    std::vector<StoreTruth> truths;
    truths.reserve(town_.stores.size());
    for (const detail::Store& store : town_.stores) {
      StoreTruth truth{.store = store.id,
                       .kind = store.kind,
                       .role = store.role,
                       .controller = "",
                       .ring = "",
                       .reopened_from = "",
                       .offender = IsOffender(store.kind),
                       .in_putian = store.place == kPutian,
                       .at_night = store.at_night,
                       .shares_forwarder = store.shares_forwarder,
                       .shut = store.shut,
                       .befell = store.befell};
      if (store.controller != detail::kNone) {
        const detail::Controller& controller = town_.controllers[store.controller];
        truth.controller = detail::IdText('c', controller.key);
        if (controller.ring != detail::kNone) {
          truth.ring = detail::IdText('r', town_.rings[controller.ring].key);
        }
      }
      if (store.reopened_from != detail::kNone) {
        truth.reopened_from = town_.stores[store.reopened_from].id;
      }
      truths.push_back(std::move(truth));
    }
    return truths;
  }

  std::vector<ListingTruth> ListingTruths() const override {
    std::vector<ListingTruth> truths;
    truths.reserve(town_.offers.size());
    for (const detail::Offer& offer : town_.offers) {
      truths.push_back({.listing = offer.id,
                        .store = town_.stores[offer.store].id,
                        .style = NameOf(offer.first_style),
                        .counterfeit = offer.counterfeit()});
    }
    return truths;
  }

 private:
  Day TakeDay() {
    const auto index = static_cast<std::size_t>(town_.day);
    Day day;
    day.date = FormatRfc3339(town_.At(town_.day_begin_ms())).substr(0, 10);
    day.events = town_.feed[index].drafts.size() + town_.people[index].drafts.size();
    day.feed = Joined(std::exchange(town_.feed[index], {}));
    day.people = Joined(std::exchange(town_.people[index], {}));
    day.stores = std::exchange(town_.new_stores, {});
    day.listings = std::exchange(town_.new_listings, {});
    day.orders = std::exchange(town_.new_orders, {});
    day.mishaps = std::exchange(town_.new_mishaps, {});
    day.examined = std::exchange(town_.new_examined, {});
    ++town_.day;
    return day;
  }

  detail::Town town_;
};

}  // namespace

std::string_view NameOf(StoreKind kind) {
  switch (kind) {
    case StoreKind::kHonest:
      return "honest";
    case StoreKind::kReseller:
      return "reseller";
    case StoreKind::kSecondHand:
      return "second_hand";
    case StoreKind::kAccessories:
      return "accessories";
    case StoreKind::kAuthorised:
      return "authorised";
    case StoreKind::kOpportunist:
      return "opportunist";
    case StoreKind::kRing:
      return "ring";
  }
  return "";
}

std::string_view NameOf(Role role) {
  switch (role) {
    case Role::kNone:
      return "none";
    case Role::kProducer:
      return "producer";
    case Role::kWholesaler:
      return "wholesaler";
    case Role::kRetailer:
      return "retailer";
    case Role::kDropShipper:
      return "drop_shipper";
  }
  return "";
}

std::string_view NameOf(Mishap mishap) {
  switch (mishap) {
    case Mishap::kMixedSupply:
      return "mixed_supply";
    case Mishap::kHijacked:
      return "hijacked";
    case Mishap::kExtorted:
      return "extorted";
    case Mishap::kNoticedInBadFaith:
      return "noticed_in_bad_faith";
    case Mishap::kPapersBorrowed:
      return "papers_borrowed";
    case Mishap::kPhoneRecycled:
      return "phone_recycled";
  }
  return "";
}

std::unique_ptr<Market> Market::Make(const World& world, const MarketOptions& options) {
  return std::make_unique<TownMarket>(world, options);
}

}  // namespace assay::simulation

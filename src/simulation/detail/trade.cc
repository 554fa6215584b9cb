// SPDX-License-Identifier: Apache-2.0
// Buyers: orders, parcels, refunds, reviews, reports; and sham orders of sellers who brush.
#include <algorithm>
#include <array>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "simulation/detail/town.h"
#include "simulation/invented.h"

namespace assay::simulation::detail {
namespace {

// Orders by the hour of the day: few at night, most in the evening.
constexpr std::array<double, 24> kHours = {3, 2, 1, 1, 1, 1, 2, 3, 4, 6, 7, 7,
                                           6, 6, 6, 6, 6, 6, 6, 7, 9, 9, 8, 5};
constexpr std::uint64_t kBuyers = 5'000'000;  // At scale 1 a fraction of the real number.
constexpr std::size_t kClaimsKept = 2'000;
constexpr std::uint64_t kExtorters = 17;

struct Sale {
  std::uint64_t key = 0;
  std::int64_t ms = 0;
  Index store = kNone;
  Index offer = kNone;
  bool sham = false;
  bool extorts = false;  // Bought to claim.
  bool fake = false;     // The piece that was sent.
};

std::string BuyerOf(const Town& town, const Sale& sale, Chance& chance) {
  const std::uint64_t drawn = chance.Below(kBuyers);
  // Who brushes uses the same few accounts again.
  const std::uint64_t key = sale.sham ? MixOf(town.stores[sale.store].key, drawn % 40) : drawn;
  return fmt::format("b-{:012x}", MixOf(town.options.seed, key) >> 16U);
}

std::string ScansJson(const Town& town, std::int64_t ms, std::size_t place) {
  return fmt::format(R"([{{"kind":"collected","at":"{}","time_source":"scanner","place":)"
                     R"({{"country":"CN","code":"{}","text":"{}"}},"place_source":"physical"}}])",
                     FormatRfc3339(town.At(ms)), Places()[place].code, Places()[place].text);
}

void SendParcel(Town& town, const Sale& sale, Chance& chance) {
  const Store& store = town.stores[sale.store];
  std::size_t place = store.place;
  std::uint64_t sender = store.key;
  if (store.controller != kNone && town.controllers[store.controller].ring != kNone &&
      store.role != Role::kProducer) {
    // The ring's shipper sends for those who hold no stock, and for others now and then.
    const double share = store.role == Role::kDropShipper ? 1.0 : 0.3;
    if (chance.Happens(share)) {
      const Ring& ring = town.rings[town.controllers[store.controller].ring];
      place = ring.place;
      sender = ring.key;
    }
  }
  const std::int64_t day = (sale.ms - town.world.from.ms) / kMillisecondsPerDay;
  const double hour = store.at_night ? 21.8 + 0.9 * chance.Share() : 13 + 5.5 * chance.Share();
  const std::int64_t ms = town.Later(town.DayBegin(day + 1), hour);
  EventLine line = town.Line("parcel", kMarketplace, store.id, ms, sale.key);
  line.Text("parcel", IdText('w', sale.key))
      .Text("order", IdText('o', sale.key))
      .Text("carrier", "Example Express")
      .Text("sender", IdText('p', sender))
      .Number("weight_g", sale.sham ? 50 + static_cast<std::int64_t>(chance.Below(120))
                                    : 150 + static_cast<std::int64_t>(chance.Below(1'400)))
      .Raw("scans", ScansJson(town, ms, place));
  town.Send(ms, Town::EventId("parcel", sale.key, 0), std::move(line).Finish());
}

struct Claim {
  std::string_view reason;
  bool fake = false;
};

void AskRefund(Town& town, const Sale& sale, std::int64_t paid, const Claim& claim,
               Chance& chance) {
  const Store& store = town.stores[sale.store];
  const Offer& offer = town.offers[sale.offer];
  const std::int64_t ms =
      sale.ms + (3 + static_cast<std::int64_t>(chance.Below(5))) * kMillisecondsPerDay;
  EventLine line = town.Line("refund", kMarketplace, store.id, ms, sale.key);
  line.Text("refund", IdText('f', sale.key))
      .Text("order", IdText('o', sale.key))
      .Text("listing", offer.id)
      .Text("reason", claim.reason)
      .Text("text", RefundWords(claim.fake, store.chinese, chance))
      .Time("requested_at", town.At(ms))
      .Text("outcome", "open")
      .Money("amount", paid, town.world.currency);
  town.Send(ms, Town::EventId("refund", sale.key, 0), std::move(line).Finish());
  if (claim.fake) {
    ++town.tally.refunds_claimed_fake;
    town.tally.refunds_claimed_fake_wrongly += sale.fake ? 0U : 1U;
    town.claimed_offers.push_back(sale.offer);
    if (town.claimed_offers.size() > kClaimsKept) {
      town.claimed_offers.pop_front();
    }
  }
}

void MaybeRefund(Town& town, const Sale& sale, std::int64_t paid) {
  const auto& buyers = town.world.buyers;
  const Offer& offer = town.offers[sale.offer];
  Chance chance = town.ChanceOf(sale.key, Purpose::kBuyer);
  const double mistaken =
      offer.style == Style::kParallel ? buyers.claims_parallel : buyers.claims_mistaken;
  const double claims = sale.extorts                  ? 1
                        : sale.fake                   ? buyers.claims_fake
                        : IsGenuineBrand(offer.style) ? mistaken + buyers.extorts
                                                      : buyers.claims_plain;
  if (chance.Happens(claims)) {
    AskRefund(town, sale, paid, {"counterfeit", true}, chance);
  } else if (chance.Happens(town.world.trade.refunds)) {
    constexpr std::array<std::string_view, 4> kReasons = {"changed_mind", "quality",
                                                          "not_as_described", "not_received"};
    AskRefund(town, sale, paid, {kReasons[chance.Below(kReasons.size())], false}, chance);
  }
  if (sale.fake && chance.Happens(buyers.reports)) {
    const std::int64_t ms = sale.ms + 4 * kMillisecondsPerDay;
    const Store& store = town.stores[sale.store];
    EventLine line = town.Line("consumer_report", kOutside, store.id, ms, sale.key);
    line.Text("report", IdText('h', sale.key))
        .Text("listing", offer.id)
        .Text("order", IdText('o', sale.key))
        .Text("allegation", "counterfeit")
        .Text("channel", "12315")
        .Text("text", RefundWords(true, store.chinese, chance));
    town.Send(ms, Town::EventId("consumer_report", sale.key, 0), std::move(line).Finish());
  }
}

void MaybeReview(Town& town, const Sale& sale) {
  Chance chance = town.ChanceOf(sale.key, Purpose::kReview);
  const double share = sale.sham ? 0.8 : town.world.trade.reviews;
  if (!chance.Happens(share)) {
    return;
  }
  const Store& store = town.stores[sale.store];
  const Offer& offer = town.offers[sale.offer];
  const bool content = sale.sham || !chance.Happens(sale.fake ? 0.15 : 0.06);
  const std::int64_t ms =
      sale.ms + kMillisecondsPerDay +
      static_cast<std::int64_t>(chance.Share() * 6 * static_cast<double>(kMillisecondsPerDay));
  EventLine line = town.Line("review", kMarketplace, store.id, ms, sale.key);
  line.Text("review", IdText('v', sale.key))
      .Text("order", IdText('o', sale.key))
      .Text("listing", offer.id)
      .Number("stars", content ? 5 - static_cast<std::int64_t>(chance.Below(2))
                               : 1 + static_cast<std::int64_t>(chance.Below(2)))
      .Text("text", ReviewWords(content, store.chinese, chance));
  town.Send(ms, Town::EventId("review", sale.key, 0), std::move(line).Finish());
}

void MaybeMoveAway(Town& town, const Sale& sale) {
  const Store& store = town.stores[sale.store];
  if (store.controller == kNone || !town.controllers[store.controller].moved_away) {
    return;
  }
  Chance chance = town.ChanceOf(sale.key, Purpose::kMigration);
  if (!chance.Happens(0.2)) {
    return;
  }
  const std::int64_t ms = sale.ms + 600'000;
  EventLine line = town.Line("message", kMarketplace, store.id, ms, sale.key);
  line.Text("message", IdText('m', sale.key))
      .Text("from", "seller")
      .Text("listing", town.offers[sale.offer].id)
      .Text("text", MoveAwayWords(store.chinese, chance))
      .Text("basis", "terms of service 4.2");
  town.Send(ms, Town::EventId("message", sale.key, 0), std::move(line).Finish());
}

void Sell(Town& town, Sale sale) {
  const Store& store = town.stores[sale.store];
  const Offer& offer = town.offers[sale.offer];
  Chance chance = town.ChanceOf(sale.key, Purpose::kOrder);
  sale.fake = offer.counterfeit() || town.IsFakePiece(offer, chance);
  const OfferText text = town.TextOf(offer);
  const std::int64_t pieces =
      store.role == Role::kWholesaler || store.role == Role::kProducer
          ? 5 + static_cast<std::int64_t>(chance.Below(20))
          : 1 + static_cast<std::int64_t>(chance.Happens(0.12) ? chance.Below(3) : 0);
  const std::int64_t paid = pieces * town.PriceOf(static_cast<std::int64_t>(
                                         static_cast<double>(text.price_fen) * offer.price_factor));
  const Place& to = Places()[chance.Below(Places().size())];
  EventLine line = town.Line("order", kMarketplace, store.id, sale.ms, sale.key);
  line.Text("order", IdText('o', sale.key))
      .Text("listing", offer.id)
      .Number("listing_version", offer.version)
      .Number("quantity", pieces)
      .Money("paid", paid, town.world.currency)
      .Text("buyer", BuyerOf(town, sale, chance))
      .Raw("ships_to",
           fmt::format(R"({{"country":"CN","code":"{}","text":"{}"}})", to.code, to.text));
  town.Send(sale.ms, Town::EventId("order", sale.key, 0), std::move(line).Finish());
  fmt::format_to(std::back_inserter(town.new_orders),
                 R"({{"order":"{}","store":"{}","counterfeit":{},"sham":{},"time":"{}"}})"
                 "\n",
                 IdText('o', sale.key), store.id, sale.fake, sale.sham,
                 FormatRfc3339(town.At(sale.ms)));
  if (sale.sham) {
    ++town.tally.sham_orders;
  } else {
    ++town.tally.orders;
    town.tally.counterfeit_orders += sale.fake ? 1U : 0U;
    MaybeRefund(town, sale, paid);
    MaybeMoveAway(town, sale);
    MaybeDraw(town, {.key = sale.key, .ms = sale.ms, .offer = sale.offer, .fake = sale.fake});
  }
  SendParcel(town, sale, chance);
  MaybeReview(town, sale);
}

void SellOfDay(Town& town, Index index, Purpose purpose, double mean) {
  const Store& store = town.stores[index];
  const auto day = static_cast<std::uint64_t>(town.day);
  Chance chance = town.ChanceOf(store.key, purpose, day);
  const std::uint32_t count = chance.Count(mean);
  for (std::uint32_t i = 0; i < count; ++i) {
    const double hour = static_cast<double>(chance.Pick(kHours)) + chance.Share();
    Sale sale{.key = MixOf(MixOf(store.key, day << 8U | static_cast<std::uint64_t>(purpose)), i),
              .ms = town.Later(town.day_begin_ms(), hour),
              .store = index,
              .offer = store.offers[chance.Below(store.offers.size())],
              .sham = purpose == Purpose::kBrushing};
    // Whoever finds the offer gone buys elsewhere: the luck of others does not change.
    if (town.IsOpen(store, sale.ms) && town.IsSold(town.offers[sale.offer], sale.ms)) {
      Sell(town, sale);
    }
  }
}

}  // namespace

void Trade(Town& town) {
  const std::int64_t begin = town.day_begin_ms();
  for (Index i = 0; i < town.stores.size(); ++i) {
    const Store& store = town.stores[i];
    const bool lives = store.opened_ms < begin && store.closed_ms > begin && !store.offers.empty();
    if (!lives) {
      continue;
    }
    const bool moved = store.controller != kNone && town.controllers[store.controller].moved_away;
    // Buyers who were led away buy there.
    SellOfDay(town, i, Purpose::kTrade, store.orders_a_day * (moved ? 0.6 : 1.0));
    // Sham orders begin on the third day: a store's first day is the same for all.
    if (store.brushes && store.opened_ms + 2 * kMillisecondsPerDay < begin) {
      SellOfDay(town, i, Purpose::kBrushing, store.orders_a_day * town.world.offenders.brushing);
    }
  }
}

void Extort(Town& town) {
  const auto& mishaps = town.world.mishaps;
  const auto day = static_cast<std::uint64_t>(town.day);
  const std::uint32_t attacks = town.ChanceOf(kExtorters, Purpose::kMishap, day)
                                    .Count(mishaps.attacks_a_year / 365 * town.options.scale);
  for (std::uint32_t i = 0; i < attacks; ++i) {
    const std::uint64_t key = town.KeyOf(kExtorters, day << 24U | i);
    Chance chance = town.ChanceOf(key, Purpose::kMishap);
    const auto index = static_cast<Index>(chance.Below(town.stores_at_start));
    const Store& store = town.stores[index];
    const auto orders = static_cast<std::uint64_t>(mishaps.attack_orders + 0.5);
    for (std::uint64_t n = 0; n < orders && !store.offers.empty(); ++n) {
      const Sale sale{.key = MixOf(key, n),
                      .ms = town.Later(town.day_begin_ms(), 24 * chance.Share()),
                      .store = index,
                      .offer = store.offers[chance.Below(store.offers.size())],
                      .extorts = true};
      if (town.IsOpen(store, sale.ms) && town.IsSold(town.offers[sale.offer], sale.ms)) {
        Befall(town, index, Mishap::kExtorted, sale.ms);
        Sell(town, sale);
      }
    }
  }
}

}  // namespace assay::simulation::detail

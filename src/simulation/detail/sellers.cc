// SPDX-License-Identifier: Apache-2.0
// Stores, their controllers and rings, and what they offer.
//
// The number and times of a store's offers, the length of their lines and its trade are drawn in `Shape` before
// its kind has any say; kind decides words, prices, places and habits.
#include <algorithm>
#include <array>
#include <iterator>

#include <fmt/format.h>

#include "core/check.h"
#include "core/json_text.h"
#include "simulation/detail/town.h"
#include "simulation/invented.h"

namespace assay::simulation::detail {
namespace {

constexpr std::uint64_t kControllerKeys = 2;
constexpr std::uint64_t kRingKeys = 3;
constexpr std::uint64_t kForwarderKeys = 4;
constexpr std::uint64_t kLaterStoreKeys = 5;
constexpr std::uint64_t kPictureKeys = 6;
constexpr std::size_t kOffersMax = 5'000;
constexpr double kStoresOfAForwarder = 8;

std::string PlaceJson(std::size_t place) {
  return fmt::format(R"({{"country":"CN","code":"{}","text":"{}"}})", Places()[place].code,
                     Places()[place].text);
}

void WriteOpening(Town& town, const Store& store) {
  Chance chance = town.ChanceOf(store.key, Purpose::kOpening);
  const bool second_phone = chance.Happens(0.4) || store.shares_forwarder;
  const std::uint64_t forwarders = std::max<std::uint64_t>(
      1, static_cast<std::uint64_t>(static_cast<double>(town.stores_at_start) *
                                    town.world.habits.shared_forwarder / kStoresOfAForwarder));
  const std::uint64_t forwarder = town.KeyOf(kForwarderKeys, chance.Below(forwarders));
  const Identity& identity = store.identity;
  EventLine line = town.Line("store.opened", kMarketplace, store.id, store.opened_ms, store.key);
  line.Text("name", StoreNameOf(store.key, store.chinese));
  const std::int64_t verified_ms =
      store.opened_ms - static_cast<std::int64_t>((1 + chance.Below(72)) * 3'600'000);
  line.Raw("person", fmt::format(R"({{"kind":"person","name":{},"document_type":"national_id",)"
                                 R"("document":"{}","verified_by":"document","verified_at":"{}"}})",
                                 JsonString(PersonNameOf(identity.person, store.chinese)),
                                 DocumentOf(identity.person), FormatRfc3339(town.At(verified_ms))));
  std::string phones =
      fmt::format(R"([{{"number":"{}","verified":true}})", PhoneOf(identity.phone));
  if (second_phone) {
    fmt::format_to(std::back_inserter(phones), R"(,{{"number":"{}","verified":true}})",
                   PhoneOf(store.shares_forwarder ? forwarder : MixOf(store.key, 77)));
  }
  line.Raw("phones", phones + "]");
  line.Raw("emails", fmt::format(R"([{{"address":"{}"}}])", EmailOf(store.key)));
  line.Raw("bank_accounts", fmt::format(R"([{{"number":"{}","bank":"Example Bank"}}])",
                                        BankAccountOf(identity.bank)));
  line.Raw("devices", fmt::format(R"([{{"id":"{}"}}])", DeviceOf(identity.device)));
  line.Raw("ips", fmt::format(R"([{{"address":"{}"}}])", IpOf(identity.device)));
  line.Raw("addresses",
           fmt::format(R"([{{"kind":"registered","text":"{}","place":{}}},)"
                       R"({{"kind":"sending","text":"{}","place":{}}}])",
                       StreetOf(identity.address), PlaceJson(store.place),
                       StreetOf(store.shares_forwarder ? forwarder : MixOf(identity.address, 1)),
                       PlaceJson(store.place)));
  town.Send(store.opened_ms, Town::EventId("store.opened", store.key, 0), std::move(line).Finish());
}

void WriteStoreTruth(Town& town, const Store& store) {
  std::string& out = town.new_stores;
  fmt::format_to(std::back_inserter(out),
                 R"({{"store":"{}","kind":"{}","offender":{},"role":"{}",)", store.id,
                 NameOf(store.kind), IsOffender(store.kind), NameOf(store.role));
  if (store.controller != kNone) {
    const Controller& controller = town.controllers[store.controller];
    fmt::format_to(std::back_inserter(out), R"("controller":"{}",)", IdText('c', controller.key));
    if (controller.ring != kNone) {
      fmt::format_to(std::back_inserter(out), R"("ring":"{}",)",
                     IdText('r', town.rings[controller.ring].key));
    }
  }
  if (store.reopened_from != kNone) {
    fmt::format_to(std::back_inserter(out), R"("reopened_from":"{}",)",
                   town.stores[store.reopened_from].id);
  }
  fmt::format_to(std::back_inserter(out),
                 R"("in_putian":{},"at_night":{},"shares_forwarder":{},"opened":"{}"}})"
                 "\n",
                 store.place == kPutian, store.at_night, store.shares_forwarder,
                 FormatRfc3339(town.At(store.opened_ms)));
}

Style StyleOfFake(const World& world, Chance& chance) {
  const std::array<double, 5> weights = {world.evasion.open, world.evasion.hinted,
                                         world.evasion.disguised, world.evasion.clean,
                                         world.evasion.hidden};
  return static_cast<Style>(static_cast<std::size_t>(Style::kFakeOpen) + chance.Pick(weights));
}

// How an innocent seller comes by a brand's new goods.
Style NewGoods(const decltype(World::habits)& habits, Chance& chance, double parallel) {
  const double draw = chance.Share();
  return draw < habits.clearance              ? Style::kClearance
         : draw < habits.clearance + parallel ? Style::kParallel
                                              : Style::kGenuine;
}

Style StyleOf(const World& world, StoreKind kind, Chance& chance) {
  const double draw = chance.Share();
  const auto& habits = world.habits;
  switch (kind) {
    case StoreKind::kHonest:
      return draw < habits.branded                        ? NewGoods(habits, chance, 0)
             : draw < habits.branded + habits.comparisons ? Style::kComparison
                                                          : Style::kPlain;
    case StoreKind::kReseller:
      return draw < 0.6 ? NewGoods(habits, chance, habits.parallel) : Style::kPlain;
    case StoreKind::kSecondHand:
      return draw < 0.7 ? Style::kUsed : Style::kPlain;
    case StoreKind::kAccessories:
      return draw < 0.7 ? Style::kAccessory : Style::kPlain;
    case StoreKind::kAuthorised:
      return NewGoods(habits, chance, 0);
    case StoreKind::kOpportunist:
    case StoreKind::kRing:
      break;
  }
  if (draw < world.offenders.fake_offers) {
    return StyleOfFake(world, chance);
  }
  return chance.Happens(0.2) ? Style::kGenuine : Style::kPlain;
}

// A catalogue keeps its size: what comes takes the place of something that goes.
void ReplaceOffer(Town& town, Index store_index, std::uint64_t number, std::int64_t ms,
                  Chance& chance) {
  Store& store = town.stores[store_index];
  const std::uint64_t place = chance.Below(store.offers.size());
  Offer& old = town.offers[store.offers[place]];
  if (old.written_ms >= ms) {
    return;
  }
  Withdraw(town, store.offers[place], ms);
  const Index added = MakeOffer(town, store_index, number, ms + 60'000);
  town.stores[store_index].offers[place] = added;
}

struct Founding {
  std::uint64_t key = 0;
  StoreKind kind = StoreKind::kHonest;
  Index controller = kNone;
  Index reopened_from = kNone;
  std::int64_t opened_ms = 0;
};

void AddStore(Town& town, const Founding& founding) {
  const World& world = town.world;
  Store store;
  store.key = founding.key;
  store.id = IdText('s', store.key);
  store.kind = founding.kind;
  store.controller = founding.controller;
  store.reopened_from = founding.reopened_from;
  store.opened_ms = founding.opened_ms;

  Chance shape = town.ChanceOf(store.key, Purpose::kShape);
  store.chinese = shape.Happens(world.chinese);
  store.shares_forwarder = shape.Happens(world.habits.shared_forwarder);
  store.orders_a_day = world.trade.orders_a_day * shape.Factor(world.trade.spread);
  const double wanted = world.catalogue.offers_a_store * shape.Factor(world.catalogue.spread);
  const auto offers =
      static_cast<std::size_t>(std::clamp(wanted + 0.5, 1.0, static_cast<double>(kOffersMax)));

  Chance habits = town.ChanceOf(store.key, Purpose::kHabits);
  const std::uint64_t elsewhere = 1 + habits.Below(Places().size() - 1);
  store.place = habits.Happens(world.habits.putian) ? kPutian : elsewhere;
  store.at_night = habits.Happens(world.habits.night);
  store.main_brand = habits.Below(Brands().size());
  const bool brushes = habits.Happens(world.offenders.brushing_stores);
  store.mixed_supply =
      habits.Happens(world.mishaps.mixed_supply) && store.kind == StoreKind::kReseller;
  store.identity = IdentityOf(store.key);
  if (store.controller != kNone) {
    Controller& controller = town.controllers[store.controller];
    store.brushes = brushes;
    store.role = controller.role;
    store.identity =
        controller.stores_opened == 0 ? controller.identity : NextIdentity(town, controller, store);
    ++controller.stores_opened;
    store.place = controller.place;
    if (controller.ring != kNone) {
      store.at_night = habits.Happens(world.offenders.night);
      // A town of shoemakers makes shoes; another ring's trade is its own.
      const Ring& ring = town.rings[controller.ring];
      const std::uint64_t shoes = MixOf(ring.key, habits.Below(3)) % 6;
      store.main_brand = ring.place == kPutian ? shoes : MixOf(ring.key, 9) % Brands().size();
    }
  }
  const auto index = static_cast<Index>(town.stores.size());
  town.store_of_id.emplace(store.id, index);
  town.stores.push_back(std::move(store));
  GetRecycledPhone(town, index);
  WriteOpening(town, town.stores[index]);
  WriteStoreTruth(town, town.stores[index]);
  if (town.stores[index].mixed_supply) {
    Befall(town, index, Mishap::kMixedSupply, founding.opened_ms);
  }
  if (town.lenders_to_come.erase(index) > 0) {
    Befall(town, index, Mishap::kPapersBorrowed, founding.opened_ms);
  }
  for (std::size_t i = 0; i < offers; ++i) {
    const auto at = static_cast<std::int64_t>(shape.Share() * 0.9 * kMillisecondsPerDay);
    const Index offer = MakeOffer(town, index, i, founding.opened_ms + 600'000 + at);
    town.stores[index].offers.push_back(offer);
  }
}

StoreKind KindOf(const World& world, Chance chance) {
  const std::array<double, 7> weights = {
      world.mix.honest,     world.mix.reseller,    world.mix.second_hand, world.mix.accessories,
      world.mix.authorised, world.mix.opportunist, world.mix.ring};
  return static_cast<StoreKind>(chance.Pick(weights));
}

Role RoleOf(const World& world, std::size_t rank, Chance& chance) {
  if (rank == 0) {
    return Role::kProducer;
  }
  const double draw = chance.Share();
  return draw < world.offenders.wholesale                                   ? Role::kWholesaler
         : draw < world.offenders.wholesale + world.offenders.drop_shipping ? Role::kDropShipper
                                                                            : Role::kRetailer;
}

Index AddController(Town& town, Index ring, Role role) {
  Controller controller;
  controller.key = town.KeyOf(kControllerKeys, town.controllers.size());
  controller.ring = ring;
  controller.role = role;
  controller.identity = IdentityOf(controller.key);
  Chance chance = town.ChanceOf(controller.key, Purpose::kHabits);
  controller.place =
      ring != kNone && chance.Happens(0.7) ? town.rings[ring].place : chance.Below(Places().size());
  town.controllers.push_back(controller);
  return static_cast<Index>(town.controllers.size() - 1);
}

// Gives the ring stores of the beginning, one after the other, to controllers and those to rings.
class Grouping {
 public:
  explicit Grouping(Town& town) : town_(town) {}

  Index ControllerOfNext() {
    const auto& offenders = town_.world.offenders;
    if (stores_left_ == 0) {
      if (controllers_left_ == 0) {
        Ring ring{.key = town_.KeyOf(kRingKeys, town_.rings.size())};
        Chance chance = town_.ChanceOf(ring.key, Purpose::kGroup);
        const std::uint64_t elsewhere = 1 + chance.Below(Places().size() - 1);
        ring.place = chance.Happens(offenders.putian) ? kPutian : elsewhere;
        controllers_left_ = 1 + chance.Count(offenders.controllers_a_source - 1);
        town_.rings.push_back(ring);
        rank_ = 0;
      }
      Chance chance = town_.ChanceOf(town_.rings.back().key, Purpose::kGroup, 1 + rank_);
      stores_left_ = 1 + chance.Count(offenders.stores_a_controller - 1);
      controller_ = AddController(town_, static_cast<Index>(town_.rings.size() - 1),
                                  RoleOf(town_.world, rank_, chance));
      ++rank_;
      --controllers_left_;
    }
    --stores_left_;
    return controller_;
  }

 private:
  Town& town_;
  Index controller_ = kNone;
  std::uint32_t stores_left_ = 0;
  std::uint32_t controllers_left_ = 0;
  std::size_t rank_ = 0;
};

void WriteBrands(Town& town) {
  const std::int64_t begin = town.world.from.ms;
  for (std::size_t i = 0; i < Brands().size(); ++i) {
    const BrandGoods& brand = Brands()[i];
    const std::int64_t ms = begin + static_cast<std::int64_t>(i) * 1'000;
    EventLine known = town.Line("brand", kRegistry, brand.id, ms, i);
    known.Text("name", brand.name)
        .Raw("names", fmt::format(R"(["{}"])", brand.chinese))
        .Text("owner", fmt::format("Owner of {}", brand.name))
        .Raw("categories", fmt::format(R"(["{}"])", brand.category));
    town.Send(ms, Town::EventId("brand", i, 0), std::move(known).Finish());
    EventLine product = town.Line("product", kRegistry, brand.id, ms, i);
    product.Text("product", fmt::format("{}-1", brand.id))
        .Text("brand", brand.id)
        .Text("name", fmt::format("{} {}", brand.name, brand.goods))
        .Text("category", brand.category)
        .Money("price", town.PriceOf(brand.price_fen), town.world.currency);
    town.Send(ms, Town::EventId("product", i, 0), std::move(product).Finish());
  }
}

void WriteAuthorisation(Town& town, const Store& store) {
  const BrandGoods& brand = Brands()[store.main_brand];
  const std::int64_t ms =
      store.opened_ms - std::min<std::int64_t>(store.opened_ms - town.world.from.ms, 3'600'000);
  EventLine line = town.Line("authorisation", kRegistry, brand.id, ms, store.key);
  line.Text("authorisation", IdText('a', store.key))
      .Text("brand", brand.id)
      .Text("store", store.id)
      .Time("from", town.At(town.world.from.ms - 30 * kMillisecondsPerDay));
  town.Send(ms, Town::EventId("authorisation", store.key, 0), std::move(line).Finish());
}

}  // namespace

void Found(Town& town) {
  WriteBrands(town);
  // The marketplace hands its stores over during the first days.
  const std::int64_t first_days = std::clamp<std::int64_t>(town.days / 3, 1, 10);
  Grouping rings(town);
  for (std::size_t i = 0; i < town.stores_at_start; ++i) {
    const std::uint64_t key = town.KeyOf(kStoreKeys, i);
    const StoreKind kind = KindOf(town.world, town.ChanceOf(key, Purpose::kKind));
    const double when = town.ChanceOf(key, Purpose::kOpening, 1).Share();
    const Index controller = kind == StoreKind::kRing ? rings.ControllerOfNext()
                             : kind == StoreKind::kOpportunist
                                 ? AddController(town, kNone, Role::kNone)
                                 : kNone;
    AddStore(town, {.key = key,
                    .kind = kind,
                    .controller = controller,
                    .opened_ms = town.world.from.ms + 3'600'000 +
                                 static_cast<std::int64_t>(
                                     when * static_cast<double>(first_days * kMillisecondsPerDay -
                                                                7'200'000))});
    if (kind == StoreKind::kAuthorised) {
      WriteAuthorisation(town, town.stores.back());
    }
  }
}

void OpenNewStores(Town& town) {
  const auto day = static_cast<std::uint64_t>(town.day);
  Chance chance = town.ChanceOf(kLaterStoreKeys, Purpose::kOpening, day);
  const std::uint32_t count = chance.Count(static_cast<double>(town.stores_at_start) *
                                           town.world.stores.opened_a_year / 365);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t key = town.KeyOf(kLaterStoreKeys, day << 24U | i);
    const StoreKind kind = KindOf(town.world, town.ChanceOf(key, Purpose::kKind));
    const auto ms = town.day_begin_ms() +
                    static_cast<std::int64_t>(town.ChanceOf(key, Purpose::kOpening, 1).Share() *
                                              kMillisecondsPerDay);
    Index controller = kNone;
    if (kind == StoreKind::kRing && !town.controllers.empty()) {
      controller =
          static_cast<Index>(town.ChanceOf(key, Purpose::kGroup).Below(town.controllers.size()));
      if (town.controllers[controller].stopped) {
        continue;
      }
    } else if (IsOffender(kind)) {
      controller = AddController(town, kNone, Role::kNone);
    }
    const bool in_ring = controller != kNone && town.controllers[controller].ring != kNone;
    AddStore(town, {.key = key,
                    .kind = !IsOffender(kind) ? kind
                            : in_ring         ? StoreKind::kRing
                                              : StoreKind::kOpportunist,
                    .controller = controller,
                    .opened_ms = ms});
    if (kind == StoreKind::kAuthorised) {
      WriteAuthorisation(town, town.stores.back());
    }
  }
}

void Reopen(Town& town, Index shut_store, std::int64_t ms) {
  const Store& shut = town.stores[shut_store];
  const Controller& controller = town.controllers[shut.controller];
  if (controller.stopped) {
    return;
  }
  ++town.tally.reopenings;
  AddStore(town, {.key = MixOf(shut.key, 3),
                  .kind = shut.kind,
                  .controller = shut.controller,
                  .reopened_from = shut_store,
                  .opened_ms = ms});
}

void ChangeCatalogues(Town& town) {
  const auto day = static_cast<std::uint64_t>(town.day);
  const std::int64_t begin = town.day_begin_ms();
  const auto& catalogue = town.world.catalogue;
  const std::size_t stores = town.stores.size();
  for (Index i = 0; i < stores; ++i) {
    const std::uint64_t key = town.stores[i].key;
    // Not on the first day, which is the same for all.
    if (!town.IsOpen(town.stores[i], begin) ||
        begin < town.stores[i].opened_ms + kMillisecondsPerDay) {
      continue;
    }
    if (town.ChanceOf(key, Purpose::kClosing, day).Happens(town.world.stores.closed_a_year / 365)) {
      CloseStore(town, i, begin + 12 * kMillisecondsPerHour, "voluntary", "");
      continue;
    }
    Chance chance = town.ChanceOf(key, Purpose::kCatalogue, day);
    const auto size = static_cast<double>(town.stores[i].offers.size());
    const std::uint32_t added = chance.Count(size * catalogue.new_a_day);
    for (std::uint32_t n = 0; n < added; ++n) {
      const auto at = static_cast<std::int64_t>(chance.Share() * kMillisecondsPerDay);
      if (town.IsOpen(town.stores[i], begin + at)) {
        ReplaceOffer(town, i, (day + 1) << 24U | n, begin + at, chance);
      }
    }
    const std::uint32_t edits = chance.Count(size * catalogue.edits_a_day);
    for (std::uint32_t n = 0; n < edits; ++n) {
      const auto at = static_cast<std::int64_t>(chance.Share() * kMillisecondsPerDay);
      const Index index = town.stores[i].offers[chance.Below(town.stores[i].offers.size())];
      Offer& offer = town.offers[index];
      const double factor = 0.9 + 0.2 * chance.Share();
      if (offer.listed_ms < begin && town.IsOpen(town.stores[i], begin + at)) {
        offer.price_factor *= factor;
        WriteListing(town, index, begin + at);
      }
    }
  }
}

void WriteListing(Town& town, Index index, std::int64_t ms) {
  Offer& offer = town.offers[index];
  const Store& store = town.stores[offer.store];
  ++offer.version;
  // A later version is later, whatever two reasons to change an offer meet on one day.
  ms = std::max(ms, offer.written_ms + 1'000);
  offer.written_ms = ms;
  const OfferText text = town.TextOf(offer);
  Chance chance = town.ChanceOf(offer.key, Purpose::kCatalogue);
  const bool stolen = chance.Happens(town.world.offenders.stolen_pictures) && offer.counterfeit();
  const bool official =
      stolen || offer.style == Style::kGenuine || offer.style == Style::kClearance;
  // A ring has its own studio and uses its pictures in all its stores.
  const Index ring = store.controller == kNone ? kNone : town.controllers[store.controller].ring;
  const bool of_studio = offer.counterfeit() && ring != kNone;
  const std::uint64_t picture = official    ? MixOf(kPictureKeys, offer.brand)
                                : of_studio ? MixOf(town.rings[ring].key, offer.brand)
                                            : MixOf(offer.key, kPictureKeys);
  const double fen = static_cast<double>(text.price_fen) * offer.price_factor;

  EventLine line = town.Line("listing", kMarketplace, store.id, ms, offer.key, offer.version);
  line.Text("listing", offer.id).Number("version", offer.version).Text("title", text.title);
  if (!text.brand.empty()) {
    line.Text("brand", text.brand);
  }
  line.Text("category", text.category)
      .Text("condition", text.condition)
      .Money("price", town.PriceOf(static_cast<std::int64_t>(fen)), town.world.currency)
      .Number("stock", 10 + static_cast<std::int64_t>(chance.Below(90)))
      .Raw("pictures",
           fmt::format(R"([{{"sha256":"{:016x}{:016x}{:016x}{:016x}"}}])", MixOf(picture, 1),
                       MixOf(picture, 2), MixOf(picture, 3), MixOf(picture, 4)))
      .Raw("ships_from", PlaceJson(store.place));
  // An article number fills the line to its length, so that lengths tell nothing of the words.
  std::string description = text.description + (store.chinese ? "货号 " : " Article ");
  constexpr std::string_view kMember = R"(,"description":""}})";
  constexpr std::string_view kDigits = "0123456789ABCDEFGHJKLMNPQRSTUVWXYZ";
  while (line.size() + kMember.size() + description.size() < offer.length) {
    description += kDigits[chance.Below(kDigits.size())];
  }
  line.Text("description", description);
  town.Send(ms, Town::EventId("listing", offer.key, offer.version), std::move(line).Finish());
}

Index MakeOffer(Town& town, Index store_index, std::uint64_t number, std::int64_t ms,
                std::optional<Style> style) {
  const Store& store = town.stores[store_index];
  Offer offer;
  offer.key = MixOf(store.key, number + 1'000);
  offer.id = IdText('l', offer.key);
  offer.store = store_index;
  Chance shape = town.ChanceOf(offer.key, Purpose::kShape);
  offer.length = static_cast<std::uint16_t>(752 + 16 * shape.Below(20));
  Chance content = town.ChanceOf(offer.key, Purpose::kContent);
  const Style usual = StyleOf(town.world, store.kind, content);
  offer.style = style.value_or(usual);
  offer.first_style = offer.style;
  const bool main_brand = store.kind == StoreKind::kAuthorised || content.Happens(0.6);
  const std::uint64_t other = content.Below(Brands().size());
  offer.brand = static_cast<std::uint8_t>(main_brand ? store.main_brand : other);
  offer.two_meanings = content.Happens(town.world.habits.two_meanings) && !offer.counterfeit();
  offer.listed_ms = ms;
  const auto index = static_cast<Index>(town.offers.size());
  town.offers.push_back(std::move(offer));
  const Offer& added = town.offers.back();
  town.offer_of_id.emplace(added.id, index);
  if (added.counterfeit()) {
    town.counterfeit_offers.push_back(index);
  } else if (IsGenuineBrand(added.style) && !IsOffender(store.kind) &&
             store.kind != StoreKind::kAuthorised) {
    town.genuine_brand_offers.push_back(index);
  }
  fmt::format_to(std::back_inserter(town.new_listings),
                 R"({{"listing":"{}","store":"{}","counterfeit":{},"style":"{}","listed":"{}"}})"
                 "\n",
                 added.id, store.id, added.counterfeit(), NameOf(added.style),
                 FormatRfc3339(town.At(ms)));
  WriteListing(town, index, ms);
  return index;
}

void Withdraw(Town& town, Index index, std::int64_t ms) {
  Offer& offer = town.offers[index];
  offer.withdrawn = true;
  const std::string& store = town.stores[offer.store].id;
  EventLine line = town.Line("listing.removed", kMarketplace, store, ms, offer.key, 1);
  line.Text("listing", offer.id).Number("version", offer.version + 1).Text("reason", "seller");
  town.Send(ms, Town::EventId("listing.removed", offer.key, 1), std::move(line).Finish());
}

void CloseStore(Town& town, Index index, std::int64_t ms, std::string_view reason,
                std::string_view measure) {
  Store& store = town.stores[index];
  if (store.closed_ms != INT64_MAX) {
    return;
  }
  store.closed_ms = ms;
  EventLine line = town.Line("store.closed", kMarketplace, store.id, ms, store.key);
  line.Text("reason", reason);
  if (reason == "ip_counterfeit") {
    store.shut = true;
    ++town.tally.stores_shut;
    town.tally.innocent_stores_shut += IsOffender(store.kind) ? 0U : 1U;
    line.Text("actor", "marketplace").Flag("indefinite", true);
    if (!measure.empty()) {
      line.Text("measure", measure);
    }
  }
  town.Send(ms, Town::EventId("store.closed", store.key, 0), std::move(line).Finish());
  if (!store.shut || store.controller == kNone) {
    return;
  }
  Chance chance = town.ChanceOf(store.key, Purpose::kReentry);
  if (chance.Happens(town.world.reentry.returns)) {
    town.Schedule({.ms = town.Later(ms, 24 * chance.Delay(town.world.reentry.delay_days)),
                   .key = store.key,
                   .kind = TaskKind::kReopen,
                   .store = index});
  }
}

}  // namespace assay::simulation::detail

// SPDX-License-Identifier: Apache-2.0
// The state of a simulated marketplace and what every part of it needs: the calendar, ids, the writing of events.
// Parts are free functions over it: sellers.cc, trade.cc, enforcement.cc, people.cc.
#pragma once

#include <array>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <queue>
#include <set>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cases/review_order.h"
#include "simulation/chance.h"
#include "simulation/detail/event_line.h"
#include "simulation/market.h"
#include "simulation/offer_text.h"
#include "simulation/truth.h"
#include "simulation/world.h"

namespace assay::simulation::detail {

using Index = std::uint32_t;
inline constexpr Index kNone = UINT32_MAX;

inline constexpr std::string_view kMarketplace = "//market.example";
inline constexpr std::string_view kRegistry = "//registry.market.example";
inline constexpr std::string_view kOutside = "//outside.example";
inline constexpr std::string_view kPeople = "assay:people";

inline constexpr std::uint64_t kStoreKeys = 1;  // The group of founding stores' keys.

// Keys from which the values of simulation/invented.h follow.
struct Identity {
  std::uint64_t person = 0;
  std::uint64_t phone = 0;
  std::uint64_t bank = 0;
  std::uint64_t device = 0;
  std::uint64_t address = 0;
};

struct Ring {
  std::uint64_t key = 0;
  std::size_t place = 0;  // Of its producer.
};

struct Controller {
  std::uint64_t key = 0;
  Index ring = kNone;
  Role role = Role::kNone;
  Identity identity;
  std::size_t place = 0;
  std::uint32_t stores_opened = 0;
  std::uint32_t takedowns = 0;
  bool moved_away = false;
  bool stopped = false;  // Arrested or deterred: opens and offers nothing any more.
};

struct Store {
  std::uint64_t key = 0;
  std::string id;
  StoreKind kind = StoreKind::kHonest;
  Role role = Role::kNone;
  Index controller = kNone;  // Of offenders.
  Index reopened_from = kNone;
  Identity identity;
  std::size_t place = 0;
  std::size_t main_brand = 0;
  bool chinese = true;
  bool at_night = false;
  bool shares_forwarder = false;
  bool brushes = false;
  bool mixed_supply = false;  // Some branded pieces that it sends are counterfeit.
  bool hijacked = false;      // Just now.
  std::array<bool, kMishaps.size()> befell{};
  std::int64_t opened_ms = 0;
  std::int64_t closed_ms = INT64_MAX;
  bool frozen = false;
  bool shut = false;
  double orders_a_day = 0;
  std::uint32_t confirmed = 0;
  std::vector<Index> offers;
};

struct Offer {
  std::uint64_t key = 0;
  std::string id;
  Index store = 0;
  std::uint8_t brand = 0;
  Style first_style = Style::kPlain;
  Style style = Style::kPlain;
  bool two_meanings = false;
  std::uint16_t length = 0;  // Of its lines, in bytes.
  std::uint32_t version = 0;
  std::uint32_t rewritten = 0;
  double price_factor = 1;
  std::int64_t listed_ms = 0;
  std::int64_t written_ms = 0;  // Time of the newest version.
  bool down = false;
  std::int64_t down_since_ms = 0;
  bool withdrawn = false;  // By the seller, for another offer.

  bool counterfeit() const { return IsCounterfeit(first_style); }
};

enum class TaskKind : std::uint8_t {
  kExecute,
  kUndo,
  kRewrite,
  kAppeal,
  kShut,
  kReopen,
  kHandleNotice,
  kAnswerNotice,
  kTestBuyVerdict,
  kCaseOutcome,
  kCourtResult,
  kOwnerReturns,
};

struct Task {
  std::int64_t ms = 0;
  std::uint64_t key = 0;
  TaskKind kind = TaskKind::kExecute;
  Index store = kNone;
  Index offer = kNone;
  std::string name = {};   // Of the measure, notice, case or, where goods are examined, order.
  bool flag = false;       // Of an order that was drawn: what was sent is fake.
  double probability = 0;  // That an order was drawn with; 0 for those examined on suspicion.

  friend bool operator>(const Task& a, const Task& b) {
    return a.ms != b.ms ? a.ms > b.ms : a.key > b.key;
  }
};

// What a measure may be about; filled when it is asked for, because later actions name the measure alone.
struct MeasureRecord {
  std::string action;
  Index store = kNone;
  Index offer = kNone;
  bool proposed = false;  // To a person: nothing is done before the yes.
  bool ended = false;     // Lifted: nothing is left to decide.
};

struct Appeal {
  std::string id;
  std::string measure;
};

// Finished lines of a day, one after the other as they came to be; a string for each would cost more than writing it.
struct DayLines {
  struct Draft {
    std::int64_t ms = 0;
    std::uint64_t id = 0;
    std::size_t at = 0;  // Of `text`.
    std::size_t size = 0;
  };
  std::string text;
  std::vector<Draft> drafts;
};

struct Town {
  World world;
  MarketOptions options;
  std::int64_t days = 0;
  std::int64_t day = 0;
  std::size_t stores_at_start = 0;

  std::vector<Ring> rings;
  std::vector<Controller> controllers;
  std::vector<Store> stores;
  std::vector<Offer> offers;
  std::unordered_map<std::string, Index> store_of_id;
  std::unordered_map<std::string, Index> offer_of_id;
  std::vector<Index> counterfeit_offers;
  std::vector<Index> genuine_brand_offers;  // Of innocent stores without authorisation.

  std::priority_queue<Task, std::vector<Task>, std::greater<>> tasks;
  // Finished lines by day, feed and people apart.
  std::vector<DayLines> feed;
  std::vector<DayLines> people;
  std::unordered_map<std::string, MeasureRecord> measures;
  std::deque<Appeal> appeals;                    // Decided before anything else.
  std::map<std::string, cases::OpenItem> queue;  // What waits for reviewers, by measure.
  double review_budget = 0;
  std::deque<Index> claimed_offers;  // Lately said to be fake by a buyer.
  // That an order of this day is drawn to be examined: set from how many the day before had, so that
  // it is known before any is drawn.
  double draw_probability = 0;
  std::uint64_t orders_before_today = 0;

  Tally tally;
  std::string new_stores;  // Truth lines.
  std::string new_listings;
  std::string new_orders;
  std::string new_mishaps;
  std::string new_examined;
  std::set<Index>
      lenders_to_come;  // Founding stores whose papers were borrowed before they opened.

  Town(const World& world_in, const MarketOptions& options_in);

  std::int64_t day_begin_ms() const { return DayBegin(day); }
  std::int64_t DayBegin(std::int64_t d) const { return world.from.ms + d * kMillisecondsPerDay; }
  std::int64_t end_ms() const { return DayBegin(days); }
  OffsetInstant At(std::int64_t ms) const { return {{ms}, world.utc_offset_minutes}; }
  Chance ChanceOf(std::uint64_t agent, Purpose purpose, std::uint64_t turn = 0) const {
    return {options.seed, agent, purpose, turn};
  }
  std::uint64_t KeyOf(std::uint64_t group, std::uint64_t number) const {
    return MixOf(MixOf(options.seed, group), number);
  }

  // An event's line; `about` and `ordinal` name it, so that an event has the same id in every arm.
  EventLine Line(std::string_view type, std::string_view source, std::string_view subject,
                 std::int64_t ms, std::uint64_t about, std::uint64_t ordinal = 0) const;
  // Files a finished line under its day; what lies behind the end is left out.
  void Send(std::int64_t ms, std::uint64_t id, std::string_view line);
  void SendAsPeople(std::int64_t ms, std::uint64_t id, std::string_view line);
  static std::uint64_t EventId(std::string_view type, std::uint64_t about, std::uint64_t ordinal);

  // Not before the moment at which the running day began.
  void Schedule(Task task);
  std::int64_t Later(std::int64_t ms, double hours) const {
    return ms + static_cast<std::int64_t>(hours * static_cast<double>(kMillisecondsPerHour));
  }

  std::int64_t PriceOf(std::int64_t fen) const;
  bool IsOpen(const Store& store, std::int64_t ms) const {
    return store.opened_ms <= ms && ms < store.closed_ms && !store.frozen;
  }
  bool IsSold(const Offer& offer, std::int64_t ms) const;
  // Of an honest offer: whether this piece came from a supplier who cheats.
  bool IsFakePiece(const Offer& offer, Chance& chance) const;
  OfferText TextOf(const Offer& offer) const;  // As it was written last.
};

// identity.cc
Identity IdentityOf(std::uint64_t key);
// Of a controller's further store: nothing is kept by necessity.
Identity NextIdentity(Town& town, const Controller& controller, const Store& store);
void GetRecycledPhone(Town& town, Index store);

// sellers.cc
void Found(Town& town);          // Rings, first stores, brands: before the first day.
void OpenNewStores(Town& town);  // Of this day.
void Reopen(Town& town, Index shut_store, std::int64_t ms);
void ChangeCatalogues(Town& town);  // New offers, edits, stores that give up.
// The store's `number`-th offer, listed at `ms`, without a place among its offers yet; as `style` says, else as the
// kind of the store does.
Index MakeOffer(Town& town, Index store, std::uint64_t number, std::int64_t ms,
                std::optional<Style> style = std::nullopt);
void WriteListing(Town& town, Index offer, std::int64_t ms);
// The seller takes it back for good.
void Withdraw(Town& town, Index offer, std::int64_t ms);
void CloseStore(Town& town, Index store, std::int64_t ms, std::string_view reason,
                std::string_view measure);

// trade.cc
void Trade(Town& town);
void Extort(Town& town);  // Gangs that buy to claim.

// mishaps.cc
void Befall(Town& town, Index store, Mishap mishap, std::int64_t ms);  // Told to the truth alone.
void Hijack(Town& town);
void ReturnToOwner(Town& town, const Task& task);

// enforcement.cc
void TakeInstructions(Town& town, std::span<const Instruction> instructions);
void RunTask(Town& town, const Task& task);
void TakeDown(Town& town, Index offer, std::int64_t ms);
void CountConfirmed(Town& town, Index store, std::int64_t ms);

// people.cc
void Review(Town& town);
void FileNotices(Town& town);
void PlanDraws(Town& town);  // Of this day, after the one before.
struct SoldOrder {
  std::uint64_t key = 0;
  std::int64_t ms = 0;
  Index offer = kNone;
  bool fake = false;  // What was sent.
};
void MaybeDraw(Town& town, const SoldOrder& order);
void OrderTestBuys(Town& town);
void OpenCases(Town& town);
void Watch(Town& town);
void RunPeopleTask(Town& town, const Task& task);

}  // namespace assay::simulation::detail

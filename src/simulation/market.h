// SPDX-License-Identifier: Apache-2.0
// A simulated marketplace, day by day: sellers, buyers, reviewers, notifiers, examiners, police and courts, and the
// marketplace itself, which does what it is asked. Each day it is told what Assay asked for, and answers with the
// events of the day; the truth about them is kept apart and is never in an event.
//
//   auto market = Market::Make(world, {.seed = 7, .scale = 0.001});
//   while (!market->done()) {
//     Day day = market->Step(instructions);
//     // ingest day.feed, then day.people; collect new instructions
//   }
//
// Invariants
//  1. The same world, options and instructions give the same bytes, on every machine.
//  2. Events of a step lie within its day and are sorted by time; ids say nothing.
//  3. Luck is named by who needs it and what for (chance.h), so what honest stores do by themselves does not depend
//     on instructions.
//  4. Whatever can be seen without reading (numbers and times of a store's first day, lengths of lines) is drawn
//     before the kind of the store has any say.
//
// Threads: one caller. Memory: linear in stores, offers and the events of a week.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/time.h"
#include "simulation/truth.h"
#include "simulation/world.h"

namespace assay::simulation {

struct MarketOptions {
  std::uint64_t seed = 1;
  // Of the world's stores and staff; each store trades as it would in the whole market. At least one store.
  double scale = 0.001;
  std::int64_t days = 0;         // 0: the world's.
  double reviewer_capacity = 1;  // Times the world's; 0: nobody decides.
  // False: the marketplace takes nothing down and shuts nobody, whoever asks.
  bool enforces = true;
};

// One action of Assay (docs/formats/actions.md).
struct Instruction {
  std::string type;  // "measure.requested", without "assay." and ".v1"
  Instant time;
  std::string measure;
  std::string action;  // "delist"
  std::string store;   // May be empty.
  std::string listing;
  std::int32_t score = 0;                       // Of the listing's verdict; 0 for stores.
  std::optional<Instant> until = std::nullopt;  // When it ends by itself.
};

struct Day {
  std::string date;    // "2016-01-01", of the world's time.
  std::string feed;    // NDJSON, events of the marketplace and of outside.
  std::string people;  // NDJSON, events of people (decisions, appeals).
  std::uint64_t events = 0;
  // NDJSON, what is new in the truth.
  std::string stores;
  std::string listings;
  std::string orders;
  std::string mishaps;
  std::string examined;
};

class Market {
 public:
  static std::unique_ptr<Market> Make(const World& world, const MarketOptions& options);
  virtual ~Market() = default;

  virtual bool done() const = 0;
  virtual std::int64_t days_done() const = 0;
  virtual std::int64_t days() const = 0;
  virtual Day Step(std::span<const Instruction> instructions) = 0;

  // All stores and listings so far, in the order they came to be.
  virtual std::vector<StoreTruth> StoreTruths() const = 0;
  virtual std::vector<ListingTruth> ListingTruths() const = 0;
  virtual const Tally& tally() const = 0;
};

}  // namespace assay::simulation

// SPDX-License-Identifier: Apache-2.0
// The marketplace does what it is asked, late and not always, and sellers react.
#include <algorithm>
#include <array>
#include <utility>

#include "core/check.h"
#include "core/hash.h"
#include "simulation/detail/town.h"

namespace assay::simulation::detail {
namespace {

// What an action of Assay does here. A name that is not in the table is reported back as failed.
enum class Effect { kTakeDownOffer, kFreezeStore, kShutStore, kHoldFunds };
struct ActionEffect {
  std::string_view action;
  Effect effect;
};
constexpr std::array<ActionEffect, 7> kEffects = {{{"delist", Effect::kTakeDownOffer},
                                                   {"hold", Effect::kTakeDownOffer},
                                                   {"block_publish", Effect::kTakeDownOffer},
                                                   {"freeze_store", Effect::kFreezeStore},
                                                   {"close_store", Effect::kShutStore},
                                                   {"deny_entry", Effect::kShutStore},
                                                   {"hold_funds", Effect::kHoldFunds}}};

const ActionEffect* FindEffect(std::string_view action) {
  const auto found = std::ranges::find(kEffects, action, &ActionEffect::action);
  return found == kEffects.end() ? nullptr : found;
}

Index FindIndex(const std::unordered_map<std::string, Index>& of_id, const std::string& id) {
  const auto found = of_id.find(id);
  return found == of_id.end() ? kNone : found->second;
}

// Luck about a measure goes with what it is about, so that it is the same in every arm.
std::uint64_t AgentOf(const Town& town, const MeasureRecord& record) {
  return record.offer != kNone ? town.offers[record.offer].key : town.stores[record.store].key;
}

void Report(Town& town, const Task& task, std::string_view type, std::string_view detail) {
  const std::uint64_t about = Hash64Of(task.name);
  EventLine line = town.Line(type, kMarketplace, town.stores[task.store].id, task.ms, about);
  line.Text("measure", task.name);
  if (!detail.empty()) {
    line.Text("detail", detail);
  }
  town.Send(task.ms, Town::EventId(type, about, 0), std::move(line).Finish());
}

void Execute(Town& town, const Task& task) {
  const MeasureRecord& record = town.measures.at(task.name);
  const ActionEffect* effect = FindEffect(record.action);
  Chance chance = town.ChanceOf(AgentOf(town, record), Purpose::kExecution, 1);
  const bool has_target =
      effect != nullptr && (effect->effect != Effect::kTakeDownOffer || record.offer != kNone);
  const bool gone = record.offer != kNone && town.offers[record.offer].withdrawn;
  if (!has_target || gone || !chance.Happens(town.world.marketplace.executes)) {
    town.queue.erase(task.name);  // Nothing is left to decide.
    Report(town, task, "measure.failed",
           gone         ? "listing already gone"
           : has_target ? "try again later"
                        : "not known here");
    return;
  }
  Report(town, task, "measure.executed", "");
  switch (effect->effect) {
    case Effect::kTakeDownOffer:
      TakeDown(town, record.offer, task.ms);
      break;
    case Effect::kFreezeStore:
      town.stores[record.store].frozen = true;
      break;
    case Effect::kShutStore:
      CloseStore(town, record.store, task.ms, "ip_counterfeit", task.name);
      break;
    case Effect::kHoldFunds: {
      const std::uint64_t about = Hash64Of(task.name);
      EventLine line = town.Line("funds", kMarketplace, town.stores[task.store].id, task.ms, about);
      line.Text("movement", IdText('k', about))
          .Text("kind", "held")
          .Money("amount", town.PriceOf(1'000'000), town.world.currency)
          .Text("measure", task.name);
      town.Send(task.ms, Town::EventId("funds", about, 0), std::move(line).Finish());
      break;
    }
  }
}

void Undo(Town& town, const Task& task) {
  const MeasureRecord& record = town.measures.at(task.name);
  if (record.offer != kNone) {
    town.offers[record.offer].down = false;
  } else if (record.store != kNone && record.action == "freeze_store") {
    town.stores[record.store].frozen = false;
  }
}

// The next way of writing, further from words that can be read.
Style Retreat(Style style, Chance& chance) {
  const auto from = static_cast<std::uint64_t>(style);
  const auto last = static_cast<std::uint64_t>(Style::kFakeHidden);
  return from >= last ? style : static_cast<Style>(from + 1 + chance.Below(last - from));
}

void Rewrite(Town& town, const Task& task) {
  Offer& offer = town.offers[task.offer];
  const Store& store = town.stores[offer.store];
  if (offer.withdrawn || !town.IsOpen(store, task.ms) ||
      town.controllers[store.controller].stopped) {
    return;
  }
  Chance chance = town.ChanceOf(offer.key, Purpose::kReaction, 100 + offer.rewritten);
  offer.style = Retreat(offer.style, chance);
  ++offer.rewritten;
  WriteListing(town, task.offer, task.ms);
}

void Request(Town& town, const Instruction& instruction, const MeasureRecord& record) {
  Chance chance = town.ChanceOf(AgentOf(town, record), Purpose::kExecution);
  town.Schedule(
      {.ms = town.Later(instruction.time.ms, chance.Delay(town.world.marketplace.delay_hours)),
       .key = AgentOf(town, record),
       .kind = TaskKind::kExecute,
       .store = record.store,
       .offer = record.offer,
       .name = instruction.measure});
}

// What a reviewer is asked from `since_ms` on.
void Wait(Town& town, const Instruction& instruction, const MeasureRecord& record,
          std::int64_t since_ms) {
  const auto kind = enforcement::FindMeasureKind(instruction.action);
  if (!kind) {
    return;
  }
  town.queue[instruction.measure] = {.name = instruction.measure,
                                     .kind = *kind,
                                     .status = record.proposed
                                                   ? enforcement::MeasureStatus::kProposed
                                                   : enforcement::MeasureStatus::kRequested,
                                     .store = town.stores[record.store].id,
                                     .listing = instruction.listing,
                                     .rule = {},
                                     .since_ms = since_ms,
                                     .due_ms = instruction.until ? instruction.until->ms : 0,
                                     .score = instruction.score,
                                     .sequence = {}};
}

}  // namespace

void TakeInstructions(Town& town, std::span<const Instruction> instructions) {
  // The listing whose proposal was withdrawn last, when, and since when it had waited.
  struct {
    std::string listing;
    std::int64_t ms = 0;
    std::int64_t since_ms = 0;
  } withdrawn;
  for (const Instruction& instruction : instructions) {
    auto known = town.measures.find(instruction.measure);
    if (known == town.measures.end()) {
      MeasureRecord record{.action = instruction.action,
                           .store = FindIndex(town.store_of_id, instruction.store),
                           .offer = FindIndex(town.offer_of_id, instruction.listing)};
      if (record.store == kNone && record.offer != kNone) {
        record.store = town.offers[record.offer].store;
      }
      if (record.store == kNone) {
        continue;  // About something that was never here.
      }
      known = town.measures.emplace(instruction.measure, std::move(record)).first;
    }
    MeasureRecord& record = known->second;
    if (instruction.type == "measure.proposed") {
      record.proposed = true;
      // What is proposed anew because the listing was edited keeps its place.
      const bool is_anew = record.offer != kNone && withdrawn.listing == instruction.listing &&
                           withdrawn.ms == instruction.time.ms;
      Wait(town, instruction, record, is_anew ? withdrawn.since_ms : instruction.time.ms);
    } else if (instruction.type == "measure.requested") {
      if (town.options.enforces) {
        Request(town, instruction, record);
      }
      if (!record.proposed) {
        Wait(town, instruction, record, instruction.time.ms);
      } else if (record.offer != kNone) {
        CountConfirmed(town, record.store, instruction.time.ms);  // A person's yes.
      }
    } else if (instruction.type == "measure.withdrawn") {
      record.ended = true;
      if (const auto waiting = town.queue.extract(instruction.measure)) {
        withdrawn = {.listing = waiting.mapped().listing,
                     .ms = instruction.time.ms,
                     .since_ms = waiting.mapped().since_ms};
      }
    } else if (instruction.type == "measure.lift_requested") {
      town.queue.erase(instruction.measure);
      town.Schedule({.ms = town.Later(instruction.time.ms, town.world.marketplace.delay_hours),
                     .key = AgentOf(town, record),
                     .kind = TaskKind::kUndo,
                     .store = record.store,
                     .offer = record.offer,
                     .name = instruction.measure});
      record.ended = true;
    } else if (instruction.type == "measure.confirmed" && record.offer != kNone) {
      CountConfirmed(town, record.store, instruction.time.ms);
    }
  }
}

void CountConfirmed(Town& town, Index index, std::int64_t ms) {
  Store& store = town.stores[index];
  ++store.confirmed;
  const double limit = town.world.marketplace.closes_after;
  if (town.options.enforces && limit > 0 && static_cast<double>(store.confirmed) >= limit &&
      store.closed_ms == INT64_MAX) {
    Chance chance = town.ChanceOf(store.key, Purpose::kClosing, UINT32_MAX);
    town.Schedule({.ms = town.Later(ms, 2 + chance.Delay(24)),
                   .key = store.key,
                   .kind = TaskKind::kShut,
                   .store = index});
  }
}

void TakeDown(Town& town, Index index, std::int64_t ms) {
  Offer& offer = town.offers[index];
  const Store& store = town.stores[offer.store];
  offer.down = true;
  offer.down_since_ms = ms;
  ++town.tally.takedowns;
  Chance chance = town.ChanceOf(offer.key, Purpose::kReaction, offer.version);
  const bool offends = offer.counterfeit() && store.controller != kNone;
  if (offends) {
    Controller& controller = town.controllers[store.controller];
    ++controller.takedowns;
    if (!controller.moved_away && controller.takedowns >= town.world.evasion.moves_away_after) {
      controller.moved_away = true;
      ++town.tally.moves_away;
    }
  }
  if (offends && chance.Happens(town.world.evasion.rewrites)) {
    town.Schedule({.ms = town.Later(ms, 1 + chance.Delay(town.world.evasion.rewrite_hours)),
                   .key = offer.key,
                   .kind = TaskKind::kRewrite,
                   .store = offer.store,
                   .offer = index});
  }
}

void RunTask(Town& town, const Task& task) {
  switch (task.kind) {
    case TaskKind::kExecute:
      Execute(town, task);
      if (const MeasureRecord& record = town.measures.at(task.name);
          record.offer != kNone && town.offers[record.offer].down) {
        const auto& reviewers = town.world.reviewers;
        Chance chance =
            town.ChanceOf(town.offers[record.offer].key, Purpose::kReaction, UINT32_MAX);
        const double share = town.offers[record.offer].counterfeit() ? reviewers.offender_appeals
                                                                     : reviewers.appeals;
        if (chance.Happens(share)) {
          town.Schedule({.ms = town.Later(task.ms, 1 + chance.Delay(18)),
                         .key = task.key,
                         .kind = TaskKind::kAppeal,
                         .store = task.store,
                         .offer = record.offer,
                         .name = task.name});
        }
      }
      return;
    case TaskKind::kUndo:
      return Undo(town, task);
    case TaskKind::kRewrite:
      return Rewrite(town, task);
    case TaskKind::kShut:
      return CloseStore(town, task.store, task.ms, "ip_counterfeit", "");
    case TaskKind::kReopen:
      return Reopen(town, task.store, task.ms);
    case TaskKind::kOwnerReturns:
      return ReturnToOwner(town, task);
    case TaskKind::kAppeal:
    case TaskKind::kHandleNotice:
    case TaskKind::kAnswerNotice:
    case TaskKind::kTestBuyVerdict:
    case TaskKind::kCaseOutcome:
    case TaskKind::kCourtResult:
      return RunPeopleTask(town, task);
  }
}

}  // namespace assay::simulation::detail

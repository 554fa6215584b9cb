// SPDX-License-Identifier: Apache-2.0
// Actions out: what was decided is handed to the sinks, each with a position of its own, so that a
// slow or broken one holds neither ingest nor another sink.
//
//  1. Nothing is lost: an action is behind the recorded position only once it was taken, was not
//     wanted, or waits in the journal.
//  2. A crash between sending and recording sends again, with the same id (at least once). A sink
//     that honours `mark` takes each action exactly once.
//  3. The actions of one measure arrive in the order they were decided: one that was refused holds
//     those behind it. Other measures pass it.
//  4. An action is tried kAttemptsMax times over about three days, then it is dead: shown, kept, and
//     sent again only where somebody asks.
//  5. After a failure the sink pauses, 5 seconds and then twice as long each time up to 5 minutes,
//     and is then tried with one action until one is taken: a receiver that is down is not flooded,
//     and the actions that wait for it do not use up their attempts.
//
// Threads: one caller a delivery.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <set>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "flows/action_sink.h"
#include "flows/delivery_journal.h"

namespace assay::flows {

inline constexpr std::uint32_t kAttemptsMax = 10;
// Before the attempt after the given number of failed ones: 5 s, 5 min, 30 min, 2 h, 5 h, 10 h,
// 14 h, 20 h, 24 h, the schedule that Standard Webhooks 1.0.0 gives as its example; 75 h 35 min in
// all.
std::int64_t RetryDelayMs(std::uint32_t failed_attempts);
// Of the whole sink, after so many failures in a row.
std::int64_t PauseMs(std::uint32_t failures);

enum class StartAt {
  kBeginning,  // Every action there ever was.
  kNow,        // Those decided from the first round on.
};

struct SinkPlan {
  std::string name;  // Of the position in the journal: a sink that is renamed starts anew.
  // Actions of these measures leave ("delist"); nullopt: all.
  std::optional<std::set<std::string, std::less<>>> measures;
  StartAt start = StartAt::kBeginning;
};

struct DeliveryRound {
  std::uint64_t taken = 0;
  std::uint64_t refused = 0;
  std::uint64_t dead = 0;        // Of those refused: for the last time.
  std::string last_error;        // Empty where nothing was refused.
  std::string disabled;          // Why the sink is off; empty where it is on.
  bool more = false;             // There may be more to hand over right now.
  std::optional<Instant> again;  // When something waiting becomes due.
};

class ActionDelivery {
 public:
  // All must outlive it. The clock and the entropy (delays are made up to a fifth longer, so that
  // senders do not come in step) decide only when something is tried.
  ActionDelivery(DeliveryJournal& journal, ActionSink& sink, SinkPlan plan, const Clock& clock,
                 Entropy& entropy);

  // Sends one batch of what is due and records what became of it.
  Result<DeliveryRound> RunOnce();
  // Rounds until nothing is due; the sum of them.
  Result<DeliveryRound> RunAll();
  const std::string& name() const { return plan_.name; }

 private:
  struct Batch;
  Result<SinkState> LoadState();
  Result<void> AddWaiting(Batch& batch, Instant now, std::size_t room);
  Result<void> AddNew(Batch& batch, const OutboxPosition& after, std::size_t room);
  void Conclude(const Batch& batch, const SendResult& sent, DeliveryChanges& changes,
                DeliveryRound& round);
  std::int64_t Jittered(std::int64_t ms);

  DeliveryJournal& journal_;
  ActionSink& sink_;
  SinkPlan plan_;
  const Clock& clock_;
  Entropy& entropy_;
};

// Waits for the world; tests let time pass at once.
class Waiter {
 public:
  virtual ~Waiter() = default;
  // False where it is time to stop. Thread-safe.
  virtual bool WaitUntil(Instant instant) = 0;
};

// Delivers until the waiter says stop, looking for new actions every `kPollMs`. An error of a round
// is passed to `on_round` and tried again with the next poll.
inline constexpr std::int64_t kPollMs = 1'000;
void FollowActions(ActionDelivery& delivery, const Clock& clock, Waiter& waiter,
                   const std::function<void(const Result<DeliveryRound>&)>& on_round);

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// What is remembered of the way out: how far each sink is, and the actions that one could not take
// yet. adapters/sqlite keeps it in the data folder's database.
//
// Threads: one caller a journal. Several journals on one folder, in one process or several, may
// work at the same time on different sinks, and while events are ingested.
#pragma once

#include <compare>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "engine/delta.h"

namespace assay::flows {

// Of an action in the outbox; {0, 0} is before the first.
struct OutboxPosition {
  std::uint64_t sequence = 0;
  std::uint32_t ordinal = 0;
  friend auto operator<=>(const OutboxPosition&, const OutboxPosition&) = default;
};

struct SinkState {
  // Everything at or before it was taken, is not for this sink, or is a Delivery.
  OutboxPosition position;
  std::uint64_t mark = 0;  // flows/action_sink.h
  std::uint64_t delivered = 0;
  std::uint32_t failures = 0;  // Rounds that failed since the last success.
  Instant paused_until;
  std::string disabled;  // Why nothing is sent any more; empty where it is.
};

enum class DeliveryStatus : std::uint8_t {
  kWaiting,     // Tried and refused, or behind such a one of the same measure.
  kDead,        // Refused so often that it is not tried any more unless somebody asks for it.
  kSuperseded,  // Dead, and a later action of the same measure was taken: never sent again.
};
std::string_view NameOf(DeliveryStatus status);

struct Delivery {
  OutboxPosition action;
  std::string measure;
  DeliveryStatus status = DeliveryStatus::kWaiting;
  std::uint32_t attempts = 0;
  Instant next_attempt;
  Instant last_attempt;  // 0 where there was none.
  std::string last_error;
};

// What a round changed, recorded whole or not at all.
struct DeliveryChanges {
  SinkState sink;
  struct Taken {
    OutboxPosition action;
    std::string measure;  // Empty where the sink keeps order: there is nothing to supersede.
  };
  std::vector<Taken> taken;
  std::vector<Delivery> waiting_or_dead;
};

// Errors: kUnavailable "storage.locked" where another process writes for long.
class DeliveryJournal {
 public:
  virtual ~DeliveryJournal() = default;
  virtual Result<std::vector<engine::OutboxRow>> LoadActionsAfter(const OutboxPosition& position,
                                                                  std::size_t rows_max) = 0;
  // kNotFound "storage.no_such_action".
  virtual Result<engine::OutboxRow> LoadAction(const OutboxPosition& position) = 0;
  virtual Result<OutboxPosition> LoadLastPosition() = 0;
  virtual Result<std::map<std::string, SinkState>> LoadSinks() = 0;
  // In the order of the outbox.
  virtual Result<std::vector<Delivery>> LoadDeliveries(std::string_view sink,
                                                       DeliveryStatus status) = 0;
  // Removes the deliveries of what was taken, marks dead ones superseded that come before one of
  // the same measure that was taken, and writes the rest.
  virtual Result<void> Record(std::string_view sink, const DeliveryChanges& changes) = 0;
  // Dead deliveries become due at once, their attempts forgotten; returns how many.
  virtual Result<std::uint64_t> Revive(std::string_view sink, Instant now) = 0;
  // Forgets the failures and the reason for being disabled. kNotFound "actions.no_such_sink".
  virtual Result<void> Enable(std::string_view sink) = 0;
};

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// Where actions go: a file, a receiver in the network. Implemented by adapters; flows decide what
// is sent, in which order, and what becomes of a refusal (flows/deliver_actions.h).
//
// Threads: one caller a sink.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "engine/delta.h"

namespace assay::flows {

enum class Answer : std::uint8_t {
  kNotTried,
  kTaken,
  kRefused,  // Or not reached: to be tried again.
  kGone,     // The receiver wants nothing any more, ever.
};

struct Handover {
  Answer answer = Answer::kNotTried;
  std::string message;       // Why it was not taken, for an operator. One line, no secrets.
  std::int64_t wait_ms = 0;  // The receiver asked not to be tried again before.
};

struct SendResult {
  std::vector<Handover> handovers;  // One for each action.
  std::uint64_t mark = 0;
};

class ActionSink {
 public:
  virtual ~ActionSink() = default;
  virtual std::size_t batch_items_max() const = 0;
  // False where the actions of a batch may arrive in any order: a batch then holds only actions
  // that do not depend on each other.
  virtual bool keeps_order() const = 0;
  // Tries them from the first on; behind one that was not tried, none is. `mark` is what the last
  // Send gave back whose outcome was recorded, 0 at first: what lies beyond it may be there already
  // and is to be written again. Errors are those of this machine (a full disk): nothing of the
  // batch counts as handed over.
  virtual Result<SendResult> Send(std::span<const engine::OutboxRow> actions,
                                  std::uint64_t mark) = 0;
};

}  // namespace assay::flows

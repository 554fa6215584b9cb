// SPDX-License-Identifier: Apache-2.0
// A data folder opened to hand its actions to the network: the sinks that DIR/sinks.toml switches
// on, each with a journal of its own, so that each may work on a thread of its own.
#pragma once

#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "core/result.h"
#include "flows/action_sink.h"
#include "flows/deliver_actions.h"
#include "flows/delivery_journal.h"

namespace assay::cli {

struct Outgoing {
  flows::SinkPlan plan;
  std::string url;  // Without what follows a "?".
  // Null where the folder was opened only to look.
  std::unique_ptr<flows::ActionSink> sink;
  std::unique_ptr<flows::DeliveryJournal> journal;
};

class DeliverySite {
 public:
  virtual ~DeliverySite() = default;
  virtual std::span<Outgoing> outgoing() = 0;
  virtual flows::DeliveryJournal& journal() = 0;
};

enum class DeliveryPurpose {
  kLook,     // Reads; secrets are not needed.
  kChange,   // Writes into the journal.
  kDeliver,  // Sends; one process at a time.
};

// Errors: kConflict "storage.in_use" where another process delivers, kForbidden
// "actions.secret_readable", those of sinks.toml (configuration/sinks.h) and of the journal.
using OpenDeliverySite = std::function<Result<std::unique_ptr<DeliverySite>>(
    const std::string& folder, DeliveryPurpose purpose)>;

// Stops waiting where the user or the system asks the program to end. Made before the threads that
// use it.
using MakeWaiter = std::function<std::unique_ptr<flows::Waiter>()>;

}  // namespace assay::cli

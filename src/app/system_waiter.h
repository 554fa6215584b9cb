// SPDX-License-Identifier: Apache-2.0
// Waits for time to pass, or for SIGINT or SIGTERM, which it takes over while it lives: what is under
// way is finished first. Make it before other threads are started, so that they inherit the mask.
//
// Threads: WaitUntil from any number of them.
#pragma once

#include <csignal>

#include "core/clock.h"
#include "flows/deliver_actions.h"

namespace assay::app {

class SystemWaiter final : public flows::Waiter {
 public:
  explicit SystemWaiter(const Clock& clock);
  ~SystemWaiter() override;
  SystemWaiter(const SystemWaiter&) = delete;
  SystemWaiter& operator=(const SystemWaiter&) = delete;
  bool WaitUntil(Instant instant) override;

 private:
  const Clock& clock_;
  sigset_t before_{};
  int signals_ = -1;
};

}  // namespace assay::app

// SPDX-License-Identifier: Apache-2.0
// Puts the real clock, entropy, files and machine behind the ports that the commands use.
#pragma once

#include "app/system_clock.h"
#include "app/system_entropy.h"
#include "cli/command.h"

namespace assay::app {

// Owns what the services refer to, so it must outlive every use of them. Opens nothing by itself.
class World {
 public:
  World();
  World(const World&) = delete;
  World& operator=(const World&) = delete;
  const cli::Services& services() const { return services_; }

 private:
  SystemClock clock_;
  SystemEntropy entropy_;
  cli::Services services_;
};

}  // namespace assay::app

// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"

namespace assay::app {

// The kernel's random bytes, fit for keys.
class SystemEntropy : public Entropy {
 public:
  // Ends the program if the kernel has none to give: a guessable key would be worse.
  void Fill(std::span<std::byte> bytes) override;
};

}  // namespace assay::app

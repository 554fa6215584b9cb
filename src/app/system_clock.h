// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/clock.h"

namespace assay::app {

// The machine's UTC clock.
class SystemClock : public Clock {
 public:
  Instant Now() const override;
};

}  // namespace assay::app

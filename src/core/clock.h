// SPDX-License-Identifier: Apache-2.0
// The world's time and chance, injected: only src/app and tests make real ones.
#pragma once

#include <cstddef>
#include <span>

#include "core/time.h"

namespace assay {

class Clock {
 public:
  virtual ~Clock() = default;
  virtual Instant Now() const = 0;  // Thread-safe.
};

class Entropy {
 public:
  virtual ~Entropy() = default;
  // Fills `bytes` with unpredictable bytes fit for keys. Thread-safe.
  virtual void Fill(std::span<std::byte> bytes) = 0;
};

}  // namespace assay

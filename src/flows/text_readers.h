// SPDX-License-Identifier: Apache-2.0
// Reads the words of a batch's listings that have changed, on all threads: reading costs more than all the
// rest of a listing.
//
// Threads: one caller.
#pragma once

#include <cstddef>
#include <functional>
#include <span>

#include "engine/engine.h"
#include "flows/ordered_workers.h"

namespace assay::flows {

class TextReaders {
 public:
  explicit TextReaders(std::size_t workers);
  void ReadChanged(const engine::StateView& view, const engine::Settings& settings,
                   std::span<engine::Prepared> batch);

 private:
  OrderedWorkers<std::function<bool()>, bool> workers_;
};

}  // namespace assay::flows

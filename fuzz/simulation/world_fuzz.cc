// SPDX-License-Identifier: Apache-2.0
// Any bytes as a world: an answer with a place in the file, or a market that can run a day.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "core/check.h"
#include "simulation/market.h"
#include "simulation/world.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace assay::simulation;
  const auto world = ParseWorld({reinterpret_cast<const char*>(data), size});
  if (!world) {
    CHECK_THAT(world.error().message.starts_with("line "), "an error names its place");
    return 0;
  }
  // A handful of stores, however many the world has.
  const auto market =
      Market::Make(*world, {.seed = 1, .scale = 3 / world->stores.count, .days = 1});
  market->Step({});
  return 0;
}

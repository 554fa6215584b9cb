// SPDX-License-Identifier: Apache-2.0
#include "pilot/linked_stores.h"

#include <algorithm>
#include <tuple>

namespace assay::pilot {

LinkedCounts CountLinked(std::span<const LinkedStore> stores) {
  LinkedCounts counts;
  for (const LinkedStore& store : stores) {
    ++counts.linked;
    counts.opened_after += store.opened_after ? 1 : 0;
    counts.closed_later += store.closed ? 1 : 0;
  }
  return counts;
}

std::vector<LinkedStore> LinkedExamples(std::span<const LinkedStore> stores, std::size_t count) {
  std::vector<LinkedStore> examples(stores.begin(), stores.end());
  const auto order = [](const LinkedStore& store) {
    const std::int64_t ahead_ms = store.closed ? store.closed->ms - store.since.ms : -1;
    return std::tuple(-ahead_ms, store.since.ms, std::string_view(store.store));
  };
  std::ranges::sort(examples, {}, order);
  examples.resize(std::min(examples.size(), count));
  return examples;
}

}  // namespace assay::pilot

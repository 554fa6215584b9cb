// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "core/check.h"
#include "ingest/event_types.h"

namespace assay::ingest {

const EventSchema& SchemaOf(EventType type) {
  static const std::array<const EventSchema*, 256> by_number = [] {
    std::array<const EventSchema*, 256> index{};
    for (const EventSchema& schema : AllEventSchemas()) {
      index[static_cast<std::size_t>(schema.type)] = &schema;
    }
    return index;
  }();
  const EventSchema* schema = by_number[static_cast<std::size_t>(type)];
  CHECK_THAT(schema != nullptr, "the generator wrote a row for every type");
  return *schema;
}

}  // namespace assay::ingest

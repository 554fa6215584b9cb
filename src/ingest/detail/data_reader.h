// SPDX-License-Identifier: Apache-2.0
// Takes the typed data of an event out of members that have been checked.
#pragma once

#include "core/event.h"
#include "ingest/detail/data_check.h"

namespace assay::ingest::detail {

// `members` must have passed CheckObject for `type`; the reader asserts nothing about them again.
// The tokens of `context` are moved from. Error: kInvalidArgument for what a schema cannot say.
Result<EventData> ReadData(EventType type, const Members& members, std::string_view subject,
                           CheckContext& context);

}  // namespace assay::ingest::detail

// SPDX-License-Identifier: Apache-2.0
// Writes the events that Assay itself puts into its log.
#pragma once

#include <string>

#include "core/event.h"

namespace assay::ingest {

// The line of a clock.advanced or epoch.started event, on one line and in one spelling: equal
// events give equal bytes. Source is "assay"; the id comes from the content ("clock-<ms>",
// "epoch-<n>"), so that one written twice is a duplicate; `source`, `id` and `line` of the event
// are not read. An empty subject becomes "assay". Decoding it with Origin::kLog gives the same
// data. Other types must not be passed.
std::string EncodeSystemEvent(const Event& event);

}  // namespace assay::ingest

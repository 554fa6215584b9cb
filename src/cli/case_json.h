// SPDX-License-Identifier: Apache-2.0
// The queue and a case as JSON (docs/formats/queue.md). Text that is no UTF-8 is replaced.
#pragma once

#include <string>

#include "cases/case_file.h"
#include "cases/review_order.h"

namespace assay::cli {

std::string QueueJson(const cases::QueuePage& page);
std::string CaseJson(const cases::CaseFile& file);

}  // namespace assay::cli

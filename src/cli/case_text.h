// SPDX-License-Identifier: Apache-2.0
// The queue and a case on a terminal. Other people's text cannot move the cursor or hide a word.
#pragma once

#include <string>

#include "cases/case_file.h"
#include "cases/review_order.h"

namespace assay::cli {

std::string QueueText(const cases::QueuePage& page);
std::string CaseText(const cases::CaseFile& file);

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// A case as one HTML file that needs nothing else: for a person who looks, prints, or files it. Underlined
// words refer by number to the findings below them; bars show how the findings add up.
#pragma once

#include <string>
#include <string_view>

#include "cases/case_file.h"
#include "cases/review_order.h"

namespace assay::cases {

// The file a store's page belongs into: made of a hash, because a store's name may be anything.
std::string PageNameOf(std::string_view store);

std::string CasePage(const CaseFile& file);
// All open items, in review order, with links to the pages of their stores.
std::string QueueIndexPage(const QueuePage& page);

}  // namespace assay::cases

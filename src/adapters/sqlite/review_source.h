// SPDX-License-Identifier: Apache-2.0
// What waits for people, out of the database of a data folder (tables `queue`, `measure`, `verdict`,
// `outbox`, `link`).
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "flows/review_source.h"

namespace assay::sqlite {

// On a connection of its own that only reads, beside whoever writes. Each call sees what was committed before
// it. Errors: as BringToDate (migrations.h); kNotFound "storage.empty" where there is no
// installation.
Result<std::unique_ptr<flows::ReviewSource>> OpenReviewSource(const std::string& database_path);

}  // namespace assay::sqlite

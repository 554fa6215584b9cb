// SPDX-License-Identifier: Apache-2.0
// The migrations of migrations/sqlite, compiled in.
#pragma once

#include <string_view>

namespace assay::sqlite {

std::string_view FoundationSql();  // 0001_foundation.sql

}  // namespace assay::sqlite

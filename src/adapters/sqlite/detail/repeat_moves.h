// SPDX-License-Identifier: Apache-2.0
// The table `repeat_move`: first openings, and closings for counterfeits without an end, of repeat stores,
// which have a standing link to a store shut before. It follows from the rows of openings, closings and
// links, and is kept so that a report need not look at every link that ever was.
//
// A link stands when the newest word about its pair says so, where a withdrawal by the event that shuts the
// open store itself is no word: a link joins an open store to a shut one and ends there, which says
// nothing against it.
//
// Cost: one look into an index for each store that opened or was shut and each word about a link, a few more where
// a link may have begun or ceased to stand.
#pragma once

#include <cstdint>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/statement_cache.h"
#include "core/result.h"
#include "engine/delta.h"

namespace assay::sqlite::detail {

// After the delta's own rows are written, within the same transaction.
Result<void> UpdateRepeatMoves(Database& database, StatementCache& statements,
                               const engine::Delta& delta);

// How many rows the table has too many or too few, by the rows it follows from. Cost: all links.
Result<std::int64_t> CountWrongRepeatMoves(Database& database);

}  // namespace assay::sqlite::detail

// SPDX-License-Identifier: Apache-2.0
// The rows of what a batch decided: verdicts, measures and what waits for people, actions, stores and
// their identities, links, roll-ups. Written within the caller's transaction, in the order of the log.
#pragma once

#include <vector>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/detail/statement_cache.h"
#include "engine/delta.h"
#include "linkage/identity_index.h"
#include "linkage/link_set.h"

namespace assay::sqlite::detail {

Result<void> WriteDecisions(Database& database, StatementCache& statements,
                            const engine::Delta& delta);

// Made again from the rows of tokens, openings and closures.
Result<linkage::IdentityIndex> LoadIdentities(Database& database);
// With all changes so far.
Result<linkage::LinkSet> LoadLinks(Database& database);

}  // namespace assay::sqlite::detail

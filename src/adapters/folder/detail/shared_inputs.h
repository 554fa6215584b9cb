// SPDX-License-Identifier: Apache-2.0
// Shared state and the immutable contents that it names, out of the database.
#pragma once

#include <memory>
#include <string>

#include "adapters/sqlite/state_database.h"
#include "core/result.h"
#include "engine/engine.h"
#include "engine/state.h"

namespace assay::folder::detail {

Result<Sha256> Sha256FromHex(const std::string& hex);
Result<std::shared_ptr<const registry::Registry>> LoadRegistry(sqlite::StateDatabase& database,
                                                               const std::string& sha256);
// Null where there were none.
Result<std::shared_ptr<const linkage::LinkSet>> LoadLinks(sqlite::StateDatabase& database,
                                                          const std::string& sha256);
// With nothing pending.
Result<engine::SharedState> SharedStateFrom(sqlite::StateDatabase& database,
                                            const sqlite::StoredSharedState& stored);

// As earlier epochs left them. `database` outlives the result.
engine::RecordedInputs RecordedInputsOf(sqlite::StateDatabase& database);

}  // namespace assay::folder::detail

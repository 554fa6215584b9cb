// SPDX-License-Identifier: Apache-2.0
// [lexicon] packs and the [[file]] sections that hold them.
#pragma once

#include <vector>

#include <toml++/toml.h>

#include "configuration/configuration.h"

namespace assay::configuration::detail {

// The packs that `root` names, in its order. Errors: a pack without its file, a file that nothing names.
Result<std::vector<NamedFile>> ReadPacks(const toml::table& root);

}  // namespace assay::configuration::detail

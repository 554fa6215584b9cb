// SPDX-License-Identifier: Apache-2.0
// [lexicon] packs, [screening] prices, and the [[file]] sections that hold them.
#pragma once

#include <optional>
#include <vector>

#include <toml++/toml.h>

#include "configuration/configuration.h"

namespace assay::configuration::detail {

struct NamedFiles {
  std::vector<NamedFile> packs;  // In the order of `root`.
  std::optional<NamedFile> prices;
};

// What `root` names. Errors: a name without its file, two names for one file, a file that nothing names.
Result<NamedFiles> ReadNamedFiles(const toml::table& root);

}  // namespace assay::configuration::detail

// SPDX-License-Identifier: Apache-2.0
// A file with one key: a word that tells what it is, a space, 64 hexadecimal digits, a newline.
// Mode 0600, written once.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/result.h"
#include "privacy/keys.h"

namespace assay::sqlite::detail {

struct KeyFile {
  std::string path;
  std::string_view magic;
};

// Makes the folder with mode 0700 where it is missing; its parents too.
Result<void> MakePrivateFolder(const std::string& path);

// Takes the file from group and others. SQLite gives its journal the same mode.
Result<void> MakePrivateFile(const std::string& path);

// Errors: see OpenKeyFolder. A new key is on disk, and its name in the folder, when this returns.
Result<privacy::SecretKey> LoadOrMakeKey(const KeyFile& file, bool may_create, Entropy& entropy);

}  // namespace assay::sqlite::detail

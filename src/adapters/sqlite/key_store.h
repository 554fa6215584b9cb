// SPDX-License-Identifier: Apache-2.0
// Data subjects' keys in `keys/keys.db`, with the master key and the token key in files beside it.
// The folder is kept apart from log and state: a backup of those without it shows no personal data,
// and a destroyed key must not come back with an old copy of it.
//
// Invariants
//  1. A destroyed key's bytes are overwritten in place and the page is synced before the call
//  returns;
//     neither the database file nor its journal has them afterwards. Wrapped bytes live in a table
//     that only grows at its end and is updated at equal size, so that no page split leaves a copy
//     behind. (What a file system or a flash disk keeps of unlinked blocks is beyond a program's
//     reach: the bytes are useless without the master key, which belongs on an encrypted disk.)
//  2. Triggers refuse any change of an audit line.
//
// Threads: one caller at a time.
#pragma once

#include <memory>
#include <string>

#include "core/clock.h"
#include "core/result.h"
#include "privacy/key_store.h"
#include "privacy/keys.h"

namespace assay::sqlite {

struct KeyFolder {
  privacy::MasterKey master;
  privacy::TokenKey token_key;
  std::unique_ptr<privacy::KeyStore> store;
};

// Opens the folder, and makes it with new keys (files of mode 0600) where it is not there. Errors:
//  kForbidden   "privacy.key_file_open"      a key file may be read by other accounts
//  kNotFound    "privacy.key_file_missing"   keys.db is there and its key file is not
//  kConflict    "privacy.wrong_master_key", "privacy.wrong_token_key"  the file is of another
//  folder kCorrupted   "privacy.key_file_damaged" kUnavailable the folder cannot be written or
//  keys.db is locked
Result<KeyFolder> OpenKeyFolder(const std::string& folder, Entropy& entropy);

}  // namespace assay::sqlite

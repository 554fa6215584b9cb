// SPDX-License-Identifier: Apache-2.0
// Splits identifying fields off an event before anything is written: each becomes a sealed box that only
// the data subject's key opens, plus keyed tokens that can be compared but not read back.
//
// The box: XChaCha20-Poly1305 under a random 32-byte key of the data subject; the key is wrapped by the
// installation's master key and lives in the key store, apart from log and backups. Destroying the key
// erases. The tokens: HMAC-SHA-256 under the installation's token key (which has an id) over kind, part
// and the normalised value; parts are declared per field (whole value, last 8 digits, prefix + mask, /24).
//
// Threads: Split may be called from several threads; the key store serialises.
#pragma once

#include <string>
#include <string_view>

#include "core/event.h"
#include "core/result.h"

namespace assay::privacy {

class KeyStore;
struct TokenKey;

class Splitter {
 public:
  // All three must outlive the splitter.
  Splitter(KeyStore& keys, const TokenKey& token_key);

  // The line to archive: personal fields of `event` replaced by {"sealed":..., "tokens":{...}}, and the
  // keyed content fingerprint added as the extension attribute `assayfingerprint`. The new subject keys
  // are durable when this returns. Errors: kUnavailable where the key store cannot be written.
  Result<std::string> Split(const Event& event, std::string_view line) const;

 private:
  KeyStore& keys_;
  const TokenKey& token_key_;
};

}  // namespace assay::privacy

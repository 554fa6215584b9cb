// SPDX-License-Identifier: Apache-2.0
// Splits identifying fields off an event before anything is written: each becomes a sealed box that
// only the data subject's key opens, plus keyed tokens that can be compared but not read back
// (docs/formats/personal-data.md).
//
// The box: XChaCha20-Poly1305 under a random 32-byte key of the data subject; the key is wrapped by
// the installation's master key and lives in the key store, apart from log and backups. Destroying
// the key erases. The tokens: HMAC-SHA-256 under the installation's token key (which has an id)
// over kind, part and the normalised value; parts are declared per field (personal_field.h).
//
// Invariants
//  1. What Split and SealRaw return must not be written before Flush succeeded: until then its keys
//  are
//     in memory only. A batch costs one write of the key store if it has new subjects, else none.
//  2. Every byte outside a personal field stays as it came. A field is found however often its name
//  is
//     repeated or escaped.
//
// Threads: Split and SealRaw may be called from several threads; Flush after they have returned.
// Cost: about that of two passes over the line and two hashes a token. Example:
//
//   for (auto& decoded : batch) {
//     ASSAY_ASSIGN(std::string line, splitter.Split(decoded.event, decoded.event.line));
//     // Decode `line` again with Origin::kLog: tokens and fingerprint are read from there.
//   }
//   ASSAY_TRY(splitter.Flush());
//   // Now the log may be written.
#pragma once

#include <string>
#include <string_view>

#include "core/clock.h"
#include "core/event.h"
#include "core/result.h"
#include "privacy/key_ring.h"
#include "privacy/keys.h"
#include "privacy/personal_field.h"

namespace assay::privacy {

// Raw bytes that could not be decoded may name anybody. They are sealed under one key a calendar
// month, kept this long after the month has ended.
inline constexpr std::int32_t kQuarantineRetentionDays = 30;

class Splitter {
 public:
  // All must outlive the splitter.
  Splitter(KeyRing& keys, const TokenKey& token_key, const PersonalFields& fields,
           Entropy& entropy);

  // The line to archive: personal fields of `event` replaced by {"sealed":..., "tokens":{...}}, and
  // the keyed content fingerprint added as the extension attribute `assayfingerprint`. Fields that
  // are absent or null stay so. Errors: kInvalidArgument "privacy.not_json" or
  // "privacy.repeated_data"; kLimitExceeded "privacy.too_deep"; kUnavailable where the key store
  // cannot be read.
  Result<std::string> Split(const Event& event, std::string_view line) const;

  // Any bytes, sealed for quarantine; Opener::OpenRaw gives them back.
  Result<std::string> SealRaw(std::string_view bytes, Instant received) const;

  // Makes the keys of everything sealed since the last Flush durable. Errors: kUnavailable;
  // kConflict "privacy.keys_changed" where a subject was erased meanwhile. After an error seal the
  // batch again.
  Result<void> Flush() const;

 private:
  KeyRing& keys_;
  const TokenKey& token_key_;
  const PersonalFields& fields_;
  Entropy& entropy_;
};

}  // namespace assay::privacy

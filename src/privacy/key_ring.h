// SPDX-License-Identifier: Apache-2.0
// Subjects' keys as the sealing and opening code sees them: unwrapped, kept in memory while in use,
// new ones made on demand and written together.
//
// Invariants
//  1. A key given out by KeyForSealing is durable only after Flush. Nothing sealed with it may be
//  written
//     before that: one write of the key store per batch with new subjects, none for a batch
//     without.
//  2. Flush fails with kConflict where a key in use was destroyed or added by somebody else since
//  the
//     last Flush; the batch must then be sealed again.
//
// Threads: any; one lock. Memory: at most kCachedKeysMax keys are kept.
#pragma once

#include <cstddef>
#include <map>
#include <mutex>
#include <optional>
#include <set>

#include "core/clock.h"
#include "core/result.h"
#include "core/time.h"
#include "privacy/key_store.h"
#include "privacy/keys.h"

namespace assay::privacy {

class KeyRing {
 public:
  // A retention that moves by less than this is not written again: a subject that is active every
  // day costs one write in this time, and a key may outlive its retention by as much.
  static constexpr std::int64_t kRetentionStepMs = 90 * kMillisecondsPerDay;
  static constexpr std::size_t kCachedKeysMax = 50'000;

  // All must outlive the ring.
  KeyRing(KeyStore& store, const MasterKey& master, Entropy& entropy);

  struct SealingKey {
    KeyId id;
    SecretKey key;
  };
  // When the data was made, which dates a new key, and until when it is needed.
  struct Lifetime {
    Instant created;
    Instant retain_until;
  };
  // The subject's live key, made where there is none (or only destroyed ones). Errors:
  // kUnavailable; kCorrupted "privacy.key_damaged".
  Result<SealingKey> KeyForSealing(const SubjectToken& subject, const Lifetime& lifetime);

  // Makes new keys and later retentions durable, in one step. Costs nothing where there are none.
  // On failure what was pending is forgotten, and everything sealed since the last Flush with it.
  Result<void> Flush();

  // Errors: kNotFound "privacy.erased" with the date where it was destroyed, "privacy.no_such_key"
  // where it never was; kCorrupted "privacy.key_damaged".
  Result<SecretKey> KeyForOpening(const KeyId& id);

 private:
  struct Entry {
    KeyRecord record;
    SecretKey key;
  };

  Result<Entry> LoadOrMake(const SubjectToken& subject, const Lifetime& lifetime);
  Result<SecretKey> Unwrap(const KeyRecord& record) const;
  Result<void> CheckUsedKeys();
  void Forget();

  KeyStore& store_;
  const MasterKey& master_;
  Entropy& entropy_;
  std::mutex mutex_;
  std::map<SubjectToken, Entry> live_;  // Newest live key of a subject
  std::set<SubjectToken> unsaved_;      // Of `live_`: to be written by the next Flush
  std::set<SubjectToken> used_;         // Of `live_`: given out since the last Flush
  std::optional<std::uint64_t> seen_version_;
};

}  // namespace assay::privacy

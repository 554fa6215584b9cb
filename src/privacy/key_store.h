// SPDX-License-Identifier: Apache-2.0
// Where data subjects' keys live, apart from log, archive and backup, with the audit of what was
// done to them.
//
// Invariants
//  1. A key's wrapped bytes are written once. Destroying overwrites them; the row stays as a
//  tombstone.
//  2. Whatever a person does to keys or reads with them is an audit line, written in the same step
//  as the
//     effect. Audit lines are never changed or removed.
//  3. What a call has written is durable when it returns.
//
// Threads: one caller at a time (KeyRing serialises). Errors: kUnavailable where the store cannot
// be written or is locked; nothing was done then.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "privacy/keys.h"

namespace assay::privacy {

struct KeyRecord {
  KeyId id;
  std::string wrapped;  // Empty once destroyed.
  Instant created;
  Instant retain_until;
  std::optional<Instant> destroyed;
  std::optional<Instant> held_until;  // Legal hold, the same for all keys of a subject.
};

enum class AuditAction : std::uint8_t {
  kExport = 1,
  kErase = 2,
  kHold = 3,
  kRelease = 4,
  kExpire = 5,
  kOpenQuarantine = 6,  // Quarantined lines of a month were read in the clear.
};
std::string_view NameOf(AuditAction action);

struct AuditLine {
  Instant at;
  AuditAction action = AuditAction::kExport;
  SubjectToken subject;
  std::string actor;
  std::string reason;
};

Error NoSuchSubject();

// Whether the keys of a subject, as Find gives them, may be destroyed at that moment. Errors: those
// of KeyStore::Destroy.
Result<void> CheckMayDestroy(std::span<const KeyRecord> keys, Instant at);

class KeyStore {
 public:
  virtual ~KeyStore() = default;

  // All keys of a subject, destroyed ones too, oldest generation first. Empty where there is none.
  virtual Result<std::vector<KeyRecord>> Find(const SubjectToken& subject) = 0;

  // Adds keys that are not there, and for those that are moves `retain_until` later (never
  // earlier): all in one step, nothing on failure. Error kConflict "privacy.keys_changed" where a
  // key is there with other bytes or was destroyed: somebody else wrote; look again.
  virtual Result<void> Save(std::span<const KeyRecord> keys) = 0;

  // Destroys every live key of the subject. Errors: kNotFound "privacy.no_such_subject",
  // kAlreadyDone "privacy.already_erased", kConflict "privacy.on_hold" where a hold has not ended
  // by line.at.
  virtual Result<void> Destroy(const AuditLine& line) = 0;

  // Sets the end of the legal hold, or lifts it with nullopt. Error: kNotFound
  // "privacy.no_such_subject".
  virtual Result<void> SetHold(std::optional<Instant> until, const AuditLine& line) = 0;

  // Records what left no other trace here, such as an export.
  virtual Result<void> Record(const AuditLine& line) = 0;

  // Every key by subject and generation, without its bytes.
  virtual Result<void> ForEachKey(const std::function<void(const KeyRecord&)>& visit) = 0;

  // The whole audit, oldest first.
  virtual Result<std::vector<AuditLine>> Audit() = 0;

  // Changes whenever another connection has changed the store since the last call.
  virtual Result<std::uint64_t> ForeignVersion() = 0;
};

}  // namespace assay::privacy

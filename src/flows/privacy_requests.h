// SPDX-License-Identifier: Apache-2.0
// What a data subject, a court or the house's own rules may ask about personal data: show it, erase
// it, keep it for a proceeding, say what is kept and why.
//
// Invariants
//  1. Every request has an actor and a reason. Whatever had an effect, or showed something, is an
//  audit
//     line; an export is recorded before its first line leaves.
//  2. Under legal hold nothing is erased.
//  3. Erasing destroys the subject's keys; archived events keep their place, with tokens and
//  tombstones.
//
// A subject is named as in docs/formats/personal-data.md: "S-17" for the store (or brand) that is
// the subject of events, "buyer:T-9" for one that events name by a token.
//
// Threads: one request at a time.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/clock.h"
#include "core/result.h"
#include "flows/log_reader.h"
#include "privacy/key_ring.h"
#include "privacy/key_store.h"
#include "privacy/keys.h"
#include "privacy/personal_field.h"

namespace assay::flows {

struct PrivacyRequest {
  std::string subject;
  std::string actor;
  std::string reason;
};

struct PrivacyExport {
  std::size_t events = 0;
  std::size_t opened = 0;   // Sealed fields shown
  std::size_t erased = 0;   // Sealed fields whose key was destroyed
  std::size_t damaged = 0;  // Sealed fields that do not open: run `assay verify`
};

struct KeptField {
  std::string event_type;
  std::string path;
  std::string kind;
  std::string purpose;
  std::int32_t retention_days = 0;
};

struct PrivacyReport {
  Instant as_of;
  std::vector<KeptField> fields;
  std::size_t live_subjects = 0;  // With at least one key; those on hold too
  std::size_t held_subjects = 0;  // Of the live ones: under a hold that has not ended
  std::size_t erased_subjects = 0;
  std::size_t keys_past_retention = 0;  // Live, not on hold, and nothing sealed needs them any more
  std::size_t audit_lines = 0;
};

class PrivacyDesk {
 public:
  struct Parts {
    std::unique_ptr<privacy::KeyStore> store;
    privacy::MasterKey master;
    privacy::TokenKey token_key;
    std::unique_ptr<LogReader> log;
    privacy::PersonalFields fields;
    // The world around, which outlives the desk.
    const Clock& clock;
    Entropy& entropy;
  };
  explicit PrivacyDesk(Parts parts);
  PrivacyDesk(PrivacyDesk&&) noexcept;
  PrivacyDesk& operator=(PrivacyDesk&&) = delete;
  ~PrivacyDesk();

  // Hands every event about the subject to `write`, its own boxes opened, those of others sealed.
  // Error kNotFound "privacy.no_such_subject" where neither key nor event is known; then, too, the
  // audit says that somebody asked.
  Result<PrivacyExport> Export(const PrivacyRequest& request,
                               const std::function<Result<void>(std::string_view line)>& write);
  // Errors: kConflict "privacy.on_hold"; kAlreadyDone "privacy.already_erased"; kNotFound
  // "privacy.no_such_subject".
  Result<void> Erase(const PrivacyRequest& request);
  // Error kInvalidArgument "privacy.hold_in_past".
  Result<void> Hold(const PrivacyRequest& request, Instant until);
  Result<void> Release(const PrivacyRequest& request);
  // Destroys every key past its retention that is not on hold, one audit line each; how many.
  Result<std::size_t> Expire(const PrivacyRequest& request_without_subject);
  Result<PrivacyReport> Report();

 private:
  Result<privacy::AuditLine> LineFor(const PrivacyRequest& request,
                                     privacy::AuditAction action) const;

  std::unique_ptr<Parts>
      parts_;  // Behind a pointer, because the ring refers to it and the desk moves.
  std::unique_ptr<privacy::KeyRing> ring_;
};

}  // namespace assay::flows

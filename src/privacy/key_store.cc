// SPDX-License-Identifier: Apache-2.0
#include "privacy/key_store.h"

#include <fmt/format.h>

namespace assay::privacy {

std::string_view NameOf(AuditAction action) {
  switch (action) {
    case AuditAction::kExport:
      return "export";
    case AuditAction::kErase:
      return "erase";
    case AuditAction::kHold:
      return "hold";
    case AuditAction::kRelease:
      return "release";
    case AuditAction::kExpire:
      return "expire";
    case AuditAction::kOpenQuarantine:
      return "open_quarantine";
  }
  return "unknown";
}

Error NoSuchSubject() {
  return {ErrorCode::kNotFound, "privacy.no_such_subject",
          "no key of this data subject is kept here"};
}

Result<void> CheckMayDestroy(std::span<const KeyRecord> keys, Instant at) {
  if (keys.empty()) {
    return Fail(NoSuchSubject());
  }
  const KeyRecord& newest = keys.back();
  if (newest.held_until && *newest.held_until > at) {
    return Fail(ErrorCode::kConflict, "privacy.on_hold",
                fmt::format("under legal hold until {}", FormatRfc3339(*newest.held_until)));
  }
  if (newest.destroyed) {
    return Fail(ErrorCode::kAlreadyDone, "privacy.already_erased",
                fmt::format("erased on {}", FormatRfc3339(*newest.destroyed)));
  }
  return {};
}

}  // namespace assay::privacy

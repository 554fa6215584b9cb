// SPDX-License-Identifier: Apache-2.0
#include "privacy/key_store.h"

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
  }
  return "unknown";
}

}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
// Opens what Splitter sealed. Who may ask, and the audit line that goes with it, are the flow's
// business: this class only knows keys.
//
// Threads: any.
#pragma once

#include <string>
#include <string_view>

#include "core/result.h"
#include "privacy/key_ring.h"
#include "privacy/keys.h"

namespace assay::privacy {

class Opener {
 public:
  // Both must outlive the opener.
  Opener(KeyRing& keys, const TokenKey& token_key);

  // Whether an archived event is about the data subject ("S-17", "buyer:T-9"): names it, or holds a
  // box of its key. Errors: kInvalidArgument "privacy.not_json".
  Result<bool> IsAbout(std::string_view line, std::string_view subject) const;

  struct OpenedLine {
    std::string line;
    std::size_t opened = 0;
    std::size_t erased = 0;   // Boxes whose key was destroyed: {"erased":"<when>"} stands there.
    std::size_t damaged = 0;  // Left as they are: changed bytes, or copied from another event.
  };
  // The event with the boxes of this subject opened. Boxes of others stay sealed: an export for one
  // person must not tell another's data. Errors: as IsAbout; kUnavailable.
  Result<OpenedLine> OpenLine(std::string_view line, std::string_view subject) const;

  // Quarantined bytes as they came. Errors: kNotFound "privacy.erased"; kCorrupted
  // "privacy.box_damaged".
  Result<std::string> OpenRaw(std::string_view sealed) const;

 private:
  KeyRing& keys_;
  const TokenKey& token_key_;
};

// Whose key opens a quarantined line, told without opening it. Error kCorrupted
// "privacy.box_damaged".
Result<KeyId> KeyOfRaw(std::string_view sealed);

// What OpenLine does with one box: its JSON value as it came. Errors: kNotFound "privacy.erased"
// with the date; kCorrupted "privacy.box_damaged" where bytes were changed or the box belongs to
// another event.
struct BoxPlace {
  std::string source;
  std::string event_id;
};
Result<std::string> OpenBox(KeyRing& keys, const KeyId& key, std::string_view sealed_base64,
                            const BoxPlace& place);

}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
// The written form of a sealed value and what it is bound to. Sealing and opening must agree here.
#pragma once

#include <string>
#include <string_view>

#include "privacy/keys.h"

namespace assay::privacy::detail {

inline constexpr std::string_view kSealedMember = "sealed";
inline constexpr std::string_view kKeyMember = "key";
inline constexpr std::string_view kRawMagic = "assay-raw-1 ";

// A box opens only in the event it was made for and only with its own key: it cannot be moved.
inline std::string BoxContext(std::string_view source, std::string_view event_id,
                              const KeyId& key) {
  std::string context("assay.box.1");
  for (const std::string_view part : {source, event_id, std::string_view(key.subject.hex)}) {
    context.push_back('\0');
    context.append(part);
  }
  return context;
}

inline std::string RawContext(const KeyId& key) {
  std::string context("assay.raw.1");
  context.push_back('\0');
  context.append(ToText(key));
  return context;
}

}  // namespace assay::privacy::detail

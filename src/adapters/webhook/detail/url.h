// SPDX-License-Identifier: Apache-2.0
// The address of a receiver, taken apart. Strict: what is unusual is refused, because two readers
// of an unusual URL may see two hosts in it.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/result.h"

namespace assay::webhook {

struct Url {
  bool is_tls = true;
  std::string host;  // A name in lower case, or an IP address without brackets.
  std::uint16_t port = 443;
  std::string target;     // Path and query, "/" at least.
  std::string authority;  // As it stands in the Host header: brackets, and the port unless usual.
};

// "https://host[:port][/path][?query]", or http. No user, no fragment, ASCII without spaces, at most
// 2,048 bytes. Errors: kInvalidArgument "webhook.bad_url".
Result<Url> ParseUrl(std::string_view text);

}  // namespace assay::webhook

// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/detail/url.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "adapters/webhook/address.h"

namespace assay::webhook {
namespace {

constexpr std::size_t kUrlBytesMax = 2'048;

tl::unexpected<Error> BadUrl(std::string_view why) {
  return Fail(ErrorCode::kInvalidArgument, "webhook.bad_url",
              fmt::format("a url is like https://receiver.example/hooks/assay; this one {}", why));
}

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
}

bool IsName(std::string_view host) {
  return !host.empty() && host.size() <= 253 && host.front() != '.' && host.front() != '-' &&
         std::ranges::all_of(host, IsNameCharacter);
}

// "0x7f.1" and "127.1" are read as addresses by some resolvers; the last label of a name is no
// number.
bool LooksLikeNumber(std::string_view host) {
  const std::size_t dot = host.find_last_of('.');
  const std::string_view last = dot == std::string_view::npos ? host : host.substr(dot + 1);
  return last.empty() || (last.front() >= '0' && last.front() <= '9');
}

}  // namespace

Result<Url> ParseUrl(std::string_view text) {
  Url url;
  if (text.size() > kUrlBytesMax) {
    return BadUrl("is longer than 2,048 bytes");
  }
  if (!std::ranges::all_of(text, [](char c) { return c > ' ' && c < 0x7f; })) {
    return BadUrl("has spaces or letters beyond ASCII (write names as xn--, paths as %XX)");
  }
  if (text.starts_with("https://")) {
    text.remove_prefix(8);
  } else if (text.starts_with("http://")) {
    text.remove_prefix(7);
    url.is_tls = false;
    url.port = 80;
  } else {
    return BadUrl("does not begin with https://");
  }
  const std::size_t end = std::min(text.find_first_of("/?#\\"), text.size());
  std::string_view authority = text.substr(0, end);
  url.target = std::string(text.substr(end));
  if (authority.find('@') != std::string_view::npos) {
    return BadUrl("has a user name in it; receivers know us by the signature");
  }
  if (url.target.find_first_of("#\\") != std::string::npos) {
    return BadUrl("has a # or a \\");
  }
  if (!url.target.starts_with('/')) {
    url.target = "/" + url.target;
  }
  std::string_view port_text;
  if (authority.starts_with('[')) {
    const std::size_t close = authority.find(']');
    if (close == std::string_view::npos || !ParseAddress(authority.substr(1, close - 1))) {
      return BadUrl("has no IPv6 address between its brackets");
    }
    url.host = std::string(authority.substr(1, close - 1));
    port_text = authority.substr(close + 1);
  } else {
    const std::size_t colon = std::min(authority.find(':'), authority.size());
    url.host = std::string(authority.substr(0, colon));
    port_text = authority.substr(colon);
    std::ranges::transform(url.host, url.host.begin(), [](char c) {
      return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    });
    if (!IsName(url.host) || (LooksLikeNumber(url.host) && !ParseAddress(url.host))) {
      return BadUrl("has no valid host name");
    }
  }
  const std::uint16_t usual_port = url.port;
  if (!port_text.empty()) {
    if (port_text.front() != ':') {
      return BadUrl("has something behind its brackets");
    }
    port_text.remove_prefix(1);
    const char* const stop = port_text.data() + port_text.size();
    const auto [rest, error] = std::from_chars(port_text.data(), stop, url.port);
    if (port_text.empty() || error != std::errc() || rest != stop || url.port == 0) {
      return BadUrl("has no valid port");
    }
  }
  const bool is_v6 = url.host.find(':') != std::string::npos;
  url.authority = is_v6 ? "[" + url.host + "]" : url.host;
  if (url.port != usual_port) {
    url.authority += fmt::format(":{}", url.port);
  }
  return url;
}

}  // namespace assay::webhook

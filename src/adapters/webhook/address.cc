// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/address.h"

#include <arpa/inet.h>

#include <algorithm>
#include <cstring>

namespace assay::webhook {
namespace {

constexpr std::array<std::uint8_t, 12> kV4Prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

enum class Ban : std::uint8_t { kPrivate, kAlways };

struct Block {
  std::array<std::uint8_t, 16> prefix;
  unsigned bits;
  Ban ban;
  std::string_view what;
};

constexpr Block V4(std::uint8_t a, std::uint8_t b, std::uint8_t c, std::uint8_t d, unsigned bits,
                   Ban ban, std::string_view what) {
  return {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, a, b, c, d}, 96 + bits, ban, what};
}

// The first that fits decides. IANA IPv4 and IPv6 Special-Purpose Address Registries (RFC 6890 and
// later), read 2024-10; metadata services by their makers' manuals.
constexpr Block kBlocks[] = {
    V4(169, 254, 169, 254, 32, Ban::kAlways, "a cloud metadata service"),
    V4(100, 100, 100, 200, 32, Ban::kAlways, "a cloud metadata service"),
    V4(168, 63, 129, 16, 32, Ban::kAlways, "a cloud metadata service"),
    V4(192, 0, 0, 192, 32, Ban::kAlways, "a cloud metadata service"),
    V4(0, 0, 0, 0, 8, Ban::kAlways, "no address of a host"),
    V4(224, 0, 0, 0, 4, Ban::kAlways, "a multicast address"),
    V4(240, 0, 0, 0, 4, Ban::kAlways, "a reserved or broadcast address"),
    V4(127, 0, 0, 0, 8, Ban::kPrivate, "a loopback address"),
    V4(10, 0, 0, 0, 8, Ban::kPrivate, "a private address"),
    V4(172, 16, 0, 0, 12, Ban::kPrivate, "a private address"),
    V4(192, 168, 0, 0, 16, Ban::kPrivate, "a private address"),
    V4(100, 64, 0, 0, 10, Ban::kPrivate, "a shared address of a provider's network"),
    V4(169, 254, 0, 0, 16, Ban::kPrivate, "a link-local address"),
    V4(192, 0, 0, 0, 24, Ban::kPrivate, "an address for special purposes"),
    V4(192, 0, 2, 0, 24, Ban::kPrivate, "an address for documentation"),
    V4(198, 51, 100, 0, 24, Ban::kPrivate, "an address for documentation"),
    V4(203, 0, 113, 0, 24, Ban::kPrivate, "an address for documentation"),
    V4(192, 88, 99, 0, 24, Ban::kPrivate, "an address for special purposes"),
    V4(198, 18, 0, 0, 15, Ban::kPrivate, "an address for measurements"),
    {{0xfd, 0, 0x0e, 0xc2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0x54},
     128,
     Ban::kAlways,
     "a cloud metadata service"},
    {{}, 128, Ban::kAlways, "no address of a host"},
    {{0xff}, 8, Ban::kAlways, "a multicast address"},
    {{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}, 128, Ban::kPrivate, "a loopback address"},
    {{0xfc}, 7, Ban::kPrivate, "a private address"},
    {{0xfe, 0x80}, 10, Ban::kPrivate, "a link-local address"},
    {{0xfe, 0xc0}, 10, Ban::kPrivate, "a site-local address"},
    {{0x20, 0x01, 0x0d, 0xb8}, 32, Ban::kPrivate, "an address for documentation"},
    {{0x3f, 0xff}, 20, Ban::kPrivate, "an address for documentation"},
    // Teredo and the like: another address may stand inside.
    {{0x20, 0x01}, 23, Ban::kPrivate, "an address for special purposes"},
    {{0x20, 0x02}, 16, Ban::kPrivate, "a 6to4 address, which may hide another"},
};

bool Fits(const Address& address, const std::array<std::uint8_t, 16>& prefix, unsigned bits) {
  const std::size_t whole = bits / 8;
  if (!std::equal(prefix.begin(), prefix.begin() + static_cast<std::ptrdiff_t>(whole),
                  address.bytes.begin())) {
    return false;
  }
  const unsigned rest = bits % 8;
  return rest == 0 || ((address.bytes[whole] ^ prefix[whole]) >> (8 - rest)) == 0;
}

// 64:ff9b::/96: an IPv4 address stands in the last four bytes (RFC 6052).
constexpr std::array<std::uint8_t, 16> kTranslated = {0, 0x64, 0xff, 0x9b};
constexpr std::array<std::uint8_t, 16> kGlobalUnicast = {0x20};

}  // namespace

bool Address::IsV4() const {
  return std::equal(kV4Prefix.begin(), kV4Prefix.end(), bytes.begin());
}

std::optional<Address> ParseAddress(std::string_view text) {
  const std::string terminated(text);
  Address address;
  if (inet_pton(AF_INET6, terminated.c_str(), address.bytes.data()) == 1) {
    return address;
  }
  std::array<std::uint8_t, 4> v4{};
  if (inet_pton(AF_INET, terminated.c_str(), v4.data()) != 1) {
    return std::nullopt;
  }
  std::copy(kV4Prefix.begin(), kV4Prefix.end(), address.bytes.begin());
  std::copy(v4.begin(), v4.end(), address.bytes.begin() + 12);
  return address;
}

std::string FormatAddress(const Address& address) {
  std::array<char, INET6_ADDRSTRLEN> text{};
  const bool is_v4 = address.IsV4();
  inet_ntop(is_v4 ? AF_INET : AF_INET6, address.bytes.data() + (is_v4 ? 12 : 0), text.data(),
            static_cast<socklen_t>(text.size()));
  return text.data();
}

std::optional<std::string_view> WhyRefused(const Address& address, AddressPolicy policy) {
  if (Fits(address, kTranslated, 96)) {
    Address inside;
    std::copy(kV4Prefix.begin(), kV4Prefix.end(), inside.bytes.begin());
    std::copy(address.bytes.begin() + 12, address.bytes.end(), inside.bytes.begin() + 12);
    return WhyRefused(inside, policy);
  }
  for (const Block& block : kBlocks) {
    if (Fits(address, block.prefix, block.bits)) {
      if (block.ban == Ban::kPrivate && policy == AddressPolicy::kPrivateAllowed) {
        return std::nullopt;
      }
      return block.what;
    }
  }
  if (!address.IsV4() && !Fits(address, kGlobalUnicast, 3)) {
    return "no global unicast address";
  }
  return std::nullopt;
}

}  // namespace assay::webhook

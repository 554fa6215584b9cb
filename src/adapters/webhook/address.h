// SPDX-License-Identifier: Apache-2.0
// Which addresses a webhook may be sent to. A receiver's name is in somebody else's hands: it may
// come to mean a machine of ours, so that what it resolves to is judged, never the name.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::webhook {

// An IPv6 address; IPv4 as ::ffff:a.b.c.d.
struct Address {
  std::array<std::uint8_t, 16> bytes{};
  bool IsV4() const;
  friend bool operator==(const Address&, const Address&) = default;
};

// "203.0.113.7" or "2001:db8::7", without brackets or zone.
std::optional<Address> ParseAddress(std::string_view text);
std::string FormatAddress(const Address& address);

enum class AddressPolicy {
  kPublicOnly,      // What the IANA special-purpose registries call globally reachable.
  kPrivateAllowed,  // Also one's own networks and machine; never metadata services or multicast.
};

// Why the address is refused ("a loopback address"), or nullopt.
std::optional<std::string_view> WhyRefused(const Address& address, AddressPolicy policy);

}  // namespace assay::webhook

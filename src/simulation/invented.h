// SPDX-License-Identifier: Apache-2.0
// People and places that do not exist. Every value is checkably nobody's: document numbers have a month 13 and a
// region that is not given out, telephone numbers the unassigned country code 999, e-mail addresses a reserved domain
// (RFC 2606), IP addresses the block for benchmarks (RFC 2544), account numbers no issuer.
//
// Equal keys give equal values. All values of a kind have one length in bytes, so that no length tells anything.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace assay::simulation {

std::string PersonNameOf(std::uint64_t key, bool chinese);
std::string DocumentOf(std::uint64_t key);
std::string PhoneOf(std::uint64_t key);
std::string BankAccountOf(std::uint64_t key);
std::string DeviceOf(std::uint64_t key);
std::string EmailOf(std::uint64_t key);
std::string IpOf(std::uint64_t key);
std::string StreetOf(std::uint64_t key);
std::string StoreNameOf(std::uint64_t key, bool chinese);

struct Place {
  std::string_view code;  // GB/T 2260
  std::string_view text;
};
// The first is Putian.
std::span<const Place> Places();
inline constexpr std::size_t kPutian = 0;

}  // namespace assay::simulation

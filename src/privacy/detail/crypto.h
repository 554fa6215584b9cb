// SPDX-License-Identifier: Apache-2.0
// The only place that includes libsodium.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "core/clock.h"
#include "privacy/keys.h"

namespace assay::privacy::detail {

// A 24-byte random nonce, then XChaCha20-Poly1305 of `plain` bound to `context`.
std::string SealBytes(const SecretKey& key, std::string_view plain, std::string_view context,
                      Entropy& entropy);
// nullopt where key or context differ or a bit was changed.
std::optional<std::string> OpenBytes(const SecretKey& key, std::string_view sealed,
                                     std::string_view context);

SecretKey RandomKey(Entropy& entropy);

// First `bytes` (32 at most) of HMAC-SHA-256, as lower-case hexadecimal.
std::string HmacHex(const SecretKey& key, std::string_view message, std::size_t bytes);

std::string ToBase64(std::string_view bytes);
std::optional<std::string> FromBase64(std::string_view text);

// Adds bytes up to a multiple of 32, so that a box does not tell the length of a name or a number.
std::string Pad(std::string_view plain);
std::optional<std::string> Unpad(std::string_view padded);

void Wipe(void* bytes, std::size_t size);

}  // namespace assay::privacy::detail

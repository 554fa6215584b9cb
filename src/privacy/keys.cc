// SPDX-License-Identifier: Apache-2.0
#include "privacy/keys.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "privacy/detail/crypto.h"

namespace assay::privacy {
namespace {

constexpr std::size_t kSubjectTokenBytes = 16;
constexpr std::size_t kKeyIdBytes = 4;

}  // namespace

SecretKey::~SecretKey() {
  detail::Wipe(bytes_.data(), bytes_.size());
}

std::string IdOf(const MasterKey& key) {
  return detail::HmacHex(key.key, "assay master key id", kKeyIdBytes);
}

std::string IdOf(const TokenKey& key) {
  return detail::HmacHex(key.key, "assay token key id", kKeyIdBytes);
}

SubjectToken SubjectTokenOf(const TokenKey& key, std::string_view subject) {
  std::string message("subject");
  message.push_back('\0');
  message.append(subject);
  return {detail::HmacHex(key.key, message, kSubjectTokenBytes)};
}

std::string ToText(const KeyId& id) {
  return fmt::format("{}.{}", id.subject.hex, id.generation);
}

std::optional<KeyId> ParseKeyId(std::string_view text) {
  constexpr std::size_t kDigits = 2 * kSubjectTokenBytes;
  if (text.size() < kDigits + 2 || text[kDigits] != '.') {
    return std::nullopt;
  }
  const std::string_view hex = text.substr(0, kDigits);
  if (hex.find_first_not_of("0123456789abcdef") != std::string_view::npos) {
    return std::nullopt;
  }
  const std::string_view digits = text.substr(kDigits + 1);
  std::uint32_t generation = 0;
  const auto [end, error] =
      std::from_chars(digits.data(), digits.data() + digits.size(), generation);
  if (error != std::errc() || end != digits.data() + digits.size() || generation == 0) {
    return std::nullopt;
  }
  return KeyId{{std::string(hex)}, generation};
}

}  // namespace assay::privacy

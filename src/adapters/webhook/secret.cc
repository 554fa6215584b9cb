// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/secret.h"

#include <array>

#include <fmt/format.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "core/check.h"

namespace assay::webhook {
namespace {

constexpr std::string_view kPrefix = "whsec_";
constexpr std::string_view kSpaces = " \t\r\n";
constexpr std::size_t kBytesMin = 24;  // Both as the specification has them.
constexpr std::size_t kBytesMax = 64;

std::string_view Trimmed(std::string_view text) {
  const std::size_t begin = text.find_first_not_of(kSpaces);
  return begin == std::string_view::npos
             ? std::string_view()
             : text.substr(begin, text.find_last_not_of(kSpaces) - begin + 1);
}

tl::unexpected<Error> BadSecret(std::string_view why) {
  return Fail(
      ErrorCode::kInvalidArgument, "webhook.bad_secret",
      fmt::format("a secret is \"whsec_\" and the base64 of {} to {} random bytes; this one "
                  "{}. Make one with: echo whsec_$(head -c 32 /dev/urandom | base64)",
                  kBytesMin, kBytesMax, why));
}

}  // namespace

Result<Secret> Secret::Parse(std::string_view text) {
  text = Trimmed(text);
  if (!text.starts_with(kPrefix)) {
    return BadSecret("does not begin so");
  }
  text.remove_prefix(kPrefix.size());
  constexpr std::size_t kTextMax = (kBytesMax + 2) / 3 * 4;
  if (text.empty() || text.size() % 4 != 0 || text.size() > kTextMax) {
    return BadSecret("has a length that fits no such base64");
  }
  std::vector<unsigned char> bytes(text.size() / 4 * 3);
  const int decoded =
      EVP_DecodeBlock(bytes.data(), reinterpret_cast<const unsigned char*>(text.data()),
                      static_cast<int>(text.size()));
  if (decoded < 0) {
    return BadSecret("is no base64");
  }
  const std::size_t padding = text.ends_with("==") ? 2 : text.ends_with("=") ? 1 : 0;
  bytes.resize(static_cast<std::size_t>(decoded) - padding);
  if (bytes.size() < kBytesMin || bytes.size() > kBytesMax) {
    return BadSecret(fmt::format("has {} bytes", bytes.size()));
  }
  return Secret(std::move(bytes));
}

Secret::~Secret() {
  OPENSSL_cleanse(bytes_.data(), bytes_.size());
}

std::string Secret::Sign(std::string_view id, std::int64_t timestamp, std::string_view body) const {
  const std::string content = fmt::format("{}.{}.{}", id, timestamp, body);
  std::array<unsigned char, 32> digest{};
  unsigned int size = 0;
  const unsigned char* made = HMAC(EVP_sha256(), bytes_.data(), static_cast<int>(bytes_.size()),
                                   reinterpret_cast<const unsigned char*>(content.data()),
                                   content.size(), digest.data(), &size);
  CHECK_THAT(made != nullptr && size == digest.size(), "HMAC-SHA256 of text in memory");
  std::array<unsigned char, 45> text{};
  const int length = EVP_EncodeBlock(text.data(), digest.data(), static_cast<int>(digest.size()));
  return fmt::format("v1,{}", std::string_view(reinterpret_cast<const char*>(text.data()),
                                               static_cast<std::size_t>(length)));
}

std::string SignatureHeader(const std::vector<Secret>& secrets, std::string_view id,
                            std::int64_t timestamp, std::string_view body) {
  std::string header;
  for (const Secret& secret : secrets) {
    if (!header.empty()) {
      header += ' ';
    }
    header += secret.Sign(id, timestamp, body);
  }
  return header;
}

}  // namespace assay::webhook

// SPDX-License-Identifier: Apache-2.0
#include "privacy/detail/crypto.h"

#include <array>
#include <span>

#include <sodium.h>

#include "core/check.h"

namespace assay::privacy::detail {
namespace {

constexpr std::size_t kNonceBytes = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagBytes = crypto_aead_xchacha20poly1305_ietf_ABYTES;
constexpr std::size_t kBlockBytes = 32;
static_assert(crypto_aead_xchacha20poly1305_ietf_KEYBYTES == sizeof(SecretKey::Bytes));

const unsigned char* AsBytes(std::string_view text) {
  return reinterpret_cast<const unsigned char*>(text.data());
}

unsigned char* AsBytes(std::string& text) {
  return reinterpret_cast<unsigned char*>(text.data());
}

// Picks the fastest implementation for this CPU; safe to call again and from several threads.
void Start() {
  static const int started = sodium_init();
  CHECK_THAT(started >= 0, "libsodium starts");
}

}  // namespace

std::string SealBytes(const SecretKey& key, std::string_view plain, std::string_view context,
                      Entropy& entropy) {
  Start();
  std::string sealed(kNonceBytes + plain.size() + kTagBytes, '\0');
  entropy.Fill(std::as_writable_bytes(std::span(sealed.data(), kNonceBytes)));
  unsigned long long written = 0;
  crypto_aead_xchacha20poly1305_ietf_encrypt(
      AsBytes(sealed) + kNonceBytes, &written, AsBytes(plain), plain.size(), AsBytes(context),
      context.size(), nullptr, AsBytes(sealed), key.bytes().data());
  CHECK_THAT(written == plain.size() + kTagBytes, "the box has the length of its content and tag");
  return sealed;
}

std::optional<std::string> OpenBytes(const SecretKey& key, std::string_view sealed,
                                     std::string_view context) {
  Start();
  if (sealed.size() < kNonceBytes + kTagBytes) {
    return std::nullopt;
  }
  std::string plain(sealed.size() - kNonceBytes - kTagBytes, '\0');
  unsigned long long written = 0;
  const int failed = crypto_aead_xchacha20poly1305_ietf_decrypt(
      AsBytes(plain), &written, nullptr, AsBytes(sealed) + kNonceBytes, sealed.size() - kNonceBytes,
      AsBytes(context), context.size(), AsBytes(sealed), key.bytes().data());
  if (failed != 0) {
    return std::nullopt;
  }
  return plain;
}

SecretKey RandomKey(Entropy& entropy) {
  SecretKey::Bytes bytes{};
  entropy.Fill(std::as_writable_bytes(std::span(bytes)));
  SecretKey key(bytes);
  Wipe(bytes.data(), bytes.size());
  return key;
}

std::string HmacHex(const SecretKey& key, std::string_view message, std::size_t bytes) {
  Start();
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> mac{};
  CHECK_THAT(bytes <= mac.size(), "HMAC-SHA-256 has 32 bytes");
  crypto_auth_hmacsha256(mac.data(), AsBytes(message), message.size(), key.bytes().data());
  std::array<char, 2 * crypto_auth_hmacsha256_BYTES + 1> hex{};
  sodium_bin2hex(hex.data(), hex.size(), mac.data(), bytes);
  return std::string(hex.data(), 2 * bytes);
}

std::string ToBase64(std::string_view bytes) {
  std::string text(sodium_base64_ENCODED_LEN(bytes.size(), sodium_base64_VARIANT_ORIGINAL), '\0');
  sodium_bin2base64(text.data(), text.size(), AsBytes(bytes), bytes.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  text.pop_back();  // The terminating zero
  return text;
}

std::optional<std::string> FromBase64(std::string_view text) {
  std::string bytes(text.size() / 4 * 3 + 3, '\0');
  std::size_t size = 0;
  const char* end = nullptr;
  if (sodium_base642bin(AsBytes(bytes), bytes.size(), text.data(), text.size(), nullptr, &size,
                        &end, sodium_base64_VARIANT_ORIGINAL) != 0 ||
      end != text.data() + text.size()) {
    return std::nullopt;
  }
  bytes.resize(size);
  return bytes;
}

std::string Pad(std::string_view plain) {
  std::string padded(plain);
  padded.push_back('\x80');
  padded.resize((padded.size() + kBlockBytes - 1) / kBlockBytes * kBlockBytes, '\0');
  return padded;
}

std::optional<std::string> Unpad(std::string_view padded) {
  const std::size_t end = padded.find_last_not_of('\0');
  if (end == std::string_view::npos || padded[end] != '\x80') {
    return std::nullopt;
  }
  return std::string(padded.substr(0, end));
}

void Wipe(void* bytes, std::size_t size) {
  sodium_memzero(bytes, size);
}

}  // namespace assay::privacy::detail

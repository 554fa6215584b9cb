// SPDX-License-Identifier: Apache-2.0
// Keys of the installation and of data subjects, and the names they go by. A data subject is never
// named in the clear outside the log: it goes by its subject token.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace assay::privacy {

// 32 bytes that are wiped when they are no longer needed.
class SecretKey {
 public:
  using Bytes = std::array<unsigned char, 32>;
  SecretKey() = default;
  explicit SecretKey(const Bytes& bytes) : bytes_(bytes) {}
  SecretKey(const SecretKey&) = default;
  SecretKey& operator=(const SecretKey&) = default;
  ~SecretKey();
  const Bytes& bytes() const { return bytes_; }

 private:
  Bytes bytes_{};
};

// Wraps the subjects' keys. Lives in a file of its own (keys/master.key): without it no box opens.
struct MasterKey {
  SecretKey key;
};

// Keys all tokens. Not secret from the installation, but whoever has it can test guesses of short
// values such as phone numbers: it never leaves with archive or backup.
struct TokenKey {
  SecretKey key;
};

// Eight hexadecimal digits that tell keys apart and say nothing about them. Tokens of different ids
// cannot be compared; re-keying is a migration.
std::string IdOf(const MasterKey& key);
std::string IdOf(const TokenKey& key);

// 32 hexadecimal digits that stand for a data subject ("S-17", "buyer:T-9") under the token key.
struct SubjectToken {
  std::string hex;
  friend auto operator<=>(const SubjectToken&, const SubjectToken&) = default;
};
SubjectToken SubjectTokenOf(const TokenKey& key, std::string_view subject);

// A data subject's key. After an erasure, new data of the same subject gets the next generation.
struct KeyId {
  SubjectToken subject;
  std::uint32_t generation = 1;
  friend auto operator<=>(const KeyId&, const KeyId&) = default;
};
// "<32 hexadecimal digits>.<generation>", and back.
std::string ToText(const KeyId& id);
std::optional<KeyId> ParseKeyId(std::string_view text);

}  // namespace assay::privacy

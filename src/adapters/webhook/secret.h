// SPDX-License-Identifier: Apache-2.0
// A key that a receiver shares with us, and the signature made with it, as Standard Webhooks 1.0.0
// describes: "v1," and the base64 of HMAC-SHA256 over "<webhook-id>.<webhook-timestamp>.<body>".
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace assay::webhook {

class Secret {
 public:
  // "whsec_" and base64 of 24 to 64 bytes; spaces around it are ignored. The error does not repeat
  // the text. Errors: kInvalidArgument "webhook.bad_secret".
  static Result<Secret> Parse(std::string_view text);

  Secret(Secret&&) = default;
  Secret& operator=(Secret&&) = default;
  Secret(const Secret&) = default;
  Secret& operator=(const Secret&) = default;
  ~Secret();  // Wipes the bytes.

  // "v1,..." Times are seconds since 1970.
  std::string Sign(std::string_view id, std::int64_t timestamp, std::string_view body) const;

 private:
  explicit Secret(std::vector<unsigned char> bytes) : bytes_(std::move(bytes)) {}
  std::vector<unsigned char> bytes_;
};

// Of every secret, with a space between: while keys are changed, a receiver may hold either.
std::string SignatureHeader(const std::vector<Secret>& secrets, std::string_view id,
                            std::int64_t timestamp, std::string_view body);

}  // namespace assay::webhook

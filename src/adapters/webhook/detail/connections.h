// SPDX-License-Identifier: Apache-2.0
// HTTP/1.1 to one receiver over several connections that are kept open, driven on the caller's
// thread. The only file that knows Boost.
//
// A connection goes to an address that the caller chose; nothing here resolves a name. With TLS
// (1.2 at least) the certificate must be valid for the URL's host. An exchange on a connection that
// the receiver had closed meanwhile is done again once on a new one.
//
// Threads: one caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "adapters/webhook/address.h"
#include "adapters/webhook/detail/answer.h"
#include "adapters/webhook/detail/url.h"
#include "core/result.h"

namespace assay::webhook {

inline constexpr std::uint32_t kHeaderBytesMax = 16 * 1024;
// Of an answer's body that is read; what is longer is left, and the connection closed.
inline constexpr std::uint64_t kBodyBytesMax = 64 * 1024;

struct ClientSettings {
  Url url;
  std::string ca_file;  // Certificates to trust instead of the system's; empty: the system's.
  std::int64_t connect_timeout_ms = 5'000;  // Connection and TLS together.
  std::int64_t timeout_ms = 15'000;         // From the first byte sent to the last byte read.
  std::size_t connections_max = 16;
};

struct Request {
  std::size_t number = 0;  // Given back with the outcome.
  std::vector<std::pair<std::string_view, std::string>> headers;
  std::string_view body;
};

class Connections {
 public:
  // Errors: kInvalidArgument "webhook.bad_ca_file".
  static Result<std::unique_ptr<Connections>> Make(ClientSettings settings);
  virtual ~Connections() = default;

  // Takes requests from `next` until there is none, `side_by_side` at most at a time, and tells
  // `done` what became of each. Returns once all are done.
  virtual void Run(const std::vector<Address>& addresses, std::size_t side_by_side,
                   const std::function<std::optional<Request>()>& next,
                   const std::function<void(std::size_t number, Exchanged)>& done) = 0;
};

}  // namespace assay::webhook

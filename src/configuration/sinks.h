// SPDX-License-Identifier: Apache-2.0
// Which actions leave, and where to: DIR/sinks.toml. Operational: it decides nothing, so it is not
// part of the configuration that the log names, and may be changed at any time. It holds no secret,
// only where one is found.
//
// Example:
//   [file]                            # actions.ndjson; left out: all measures
//   measures = ["delist", "hold"]     # [] writes nothing
//
//   [[webhook]]
//   name = "marketplace"              # of its position: a new name starts anew
//   url = "https://market.example/hooks/assay"
//   measures = ["delist"]             # what may leave; there is no "all"
//   secrets = ["env:ASSAY_HOOK_SECRET", "file:/etc/assay/hook.secret"]
//   start = "now"                     # or "beginning"
//   allow_private = false             # true: a receiver in one's own network, http:// too
//   ca_file = "/etc/assay/ca.pem"     # trusted instead of the system's certificates
//   connect_timeout_s = 5             # 1 to 60
//   timeout_s = 15                    # 1 to 300
//   connections = 16                  # 1 to 64
//
// Without the file, all actions go to actions.ndjson and nothing goes to the network.
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace assay::configuration {

using MeasureNames = std::set<std::string, std::less<>>;

struct SecretSource {
  enum class Kind : std::uint8_t { kEnvironment, kFile };
  Kind kind = Kind::kEnvironment;
  std::string name;  // Of the variable, or the path.
};

struct WebhookSink {
  std::string name;
  std::string url;
  MeasureNames measures;
  std::vector<SecretSource> secrets;
  bool from_beginning = false;
  bool allow_private = false;
  std::string ca_file;
  std::int64_t connect_timeout_ms = 5'000;
  std::int64_t timeout_ms = 15'000;
  std::size_t connections_max = 16;
};

struct Sinks {
  std::optional<MeasureNames> file_measures;  // nullopt: all.
  std::vector<WebhookSink> webhooks;          // At most 100, names distinct.
};

// Errors: kInvalidArgument "configuration.invalid" with line and column.
Result<Sinks> ParseSinks(std::string_view text, std::span<const std::string_view> known_measures);

}  // namespace assay::configuration

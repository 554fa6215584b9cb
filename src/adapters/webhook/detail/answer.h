// SPDX-License-Identifier: Apache-2.0
// What became of one exchange, and what it means for the action. Pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/time.h"
#include "flows/action_sink.h"

namespace assay::webhook {

struct HttpAnswer {
  unsigned status = 0;
  std::string location;
  std::string retry_after;
  std::string body;  // Its beginning, where it was read.
};

struct Exchanged {
  std::optional<HttpAnswer> answer;
  std::string failure;  // Where there is no answer: why not.
};

// Taken: 2xx. Gone: 410. All else is refused, redirects too. 429 and 503 may ask us to wait
// (Retry-After), at most a day.
flows::Handover Judge(const Exchanged& exchanged, Instant now);

// Seconds, or a date as HTTP writes it; nullopt for anything else.
std::optional<std::int64_t> RetryAfterMs(std::string_view header, Instant now);

// What a stranger sent, fit for one line of a log: printable ASCII, cut.
std::string Printable(std::string_view text, std::size_t bytes_max);

}  // namespace assay::webhook

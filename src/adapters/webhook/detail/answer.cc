// SPDX-License-Identifier: Apache-2.0
#include "adapters/webhook/detail/answer.h"

#include <algorithm>
#include <array>
#include <charconv>

#include <fmt/format.h>

namespace assay::webhook {
namespace {

constexpr std::size_t kShownBytesMax = 160;
constexpr std::int64_t kWaitMsMax = kMillisecondsPerDay;

std::optional<std::int64_t> NumberOf(std::string_view digits) {
  std::int64_t number = 0;
  const auto [rest, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (digits.empty() || digits.front() == '-' || error != std::errc() ||
      rest != digits.data() + digits.size()) {
    return std::nullopt;
  }
  return number;
}

// "Wed, 21 Oct 2015 07:28:00 GMT", the one form that RFC 9110 lets senders write: rewritten as RFC
// 3339, whose parser knows which days exist.
std::optional<Instant> ParseHttpDate(std::string_view text) {
  constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                        "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  if (text.size() != 29 || text.substr(25) != " GMT") {
    return std::nullopt;
  }
  const auto month = std::ranges::find(kMonths, text.substr(8, 3));
  if (month == kMonths.end()) {
    return std::nullopt;
  }
  const auto parsed =
      ParseRfc3339(fmt::format("{}-{:02}-{}T{}Z", text.substr(12, 4), month - kMonths.begin() + 1,
                               text.substr(5, 2), text.substr(17, 8)));
  return parsed ? std::optional(parsed->instant) : std::nullopt;
}

std::string Excerpt(const HttpAnswer& answer) {
  const std::string text = Printable(answer.body, kShownBytesMax);
  return text.empty() ? "" : fmt::format(": \"{}\"", text);
}

}  // namespace

std::string Printable(std::string_view text, std::size_t bytes_max) {
  std::string out;
  for (const char c : text.substr(0, bytes_max)) {
    out += c >= ' ' && c < 0x7f && c != '"' && c != '\\' ? c : ' ';
  }
  out.erase(out.find_last_not_of(' ') + 1);
  return text.size() > bytes_max ? out + "..." : out;
}

std::optional<std::int64_t> RetryAfterMs(std::string_view header, Instant now) {
  std::int64_t wait_ms = 0;
  if (const auto seconds = NumberOf(header)) {
    wait_ms = std::min(*seconds, kWaitMsMax / 1'000) * 1'000;
  } else if (const auto date = ParseHttpDate(header)) {
    wait_ms = date->ms - now.ms;
  } else {
    return std::nullopt;
  }
  return std::clamp<std::int64_t>(wait_ms, 0, kWaitMsMax);
}

flows::Handover Judge(const Exchanged& exchanged, Instant now) {
  using flows::Answer;
  if (!exchanged.answer) {
    return {.answer = Answer::kRefused, .message = exchanged.failure, .wait_ms = 0};
  }
  const HttpAnswer& answer = *exchanged.answer;
  if (answer.status >= 200 && answer.status < 300) {
    return {.answer = Answer::kTaken, .message = "", .wait_ms = 0};
  }
  if (answer.status == 410) {
    return {.answer = Answer::kGone,
            .message = "answered 410 Gone: it wants no actions any more",
            .wait_ms = 0};
  }
  if (answer.status >= 300 && answer.status < 400) {
    const std::string target = Printable(answer.location, kShownBytesMax);
    return {.answer = Answer::kRefused,
            .message = fmt::format("answered {}, a redirect{}{}; redirects are not followed: write "
                                   "the receiver's own url into sinks.toml",
                                   answer.status, target.empty() ? "" : " to ", target),
            .wait_ms = 0};
  }
  const bool may_wait = answer.status == 429 || answer.status == 503;
  const std::int64_t wait_ms = may_wait ? RetryAfterMs(answer.retry_after, now).value_or(0) : 0;
  const std::string asked =
      wait_ms > 0 ? fmt::format(" and asked to wait {} s", wait_ms / 1'000) : "";
  return {.answer = Answer::kRefused,
          .message = fmt::format("answered {}{}{}", answer.status, asked, Excerpt(answer)),
          .wait_ms = wait_ms};
}

}  // namespace assay::webhook

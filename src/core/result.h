// SPDX-License-Identifier: Apache-2.0
// What a call that may fail in normal life returns. The signature shows it, because the code of an
// error decides the exit status, the retry and the audit line.
#pragma once

#include <string>
#include <string_view>
#include <utility>

#include <tl/expected.hpp>

namespace assay {

// One short list for the whole product. Each line tells the caller what to do.
enum class ErrorCode {
  kInvalidArgument,  // The request is wrong as written: show the message, do not retry.
  kNotFound,         // The named thing does not exist: show, do not retry.
  kConflict,         // Somebody else changed or holds it: load again, then retry.
  kAlreadyDone,      // The effect is already there: treat as success where that is what was wanted.
  kForbidden,        // Not allowed for this actor or source: show, record, do not retry.
  kLimitExceeded,    // A stated maximum was met: make the request smaller.
  kUnavailable,  // A resource is away (disk full, database locked): retry later, nothing was done.
  kCorrupted,    // Stored bytes are not what was written: stop, run `assay verify`.
  kInternal,     // A bug of ours: report it.
};

// "invalid_argument", "not_found", ... : stable, used in JSON.
std::string_view NameOf(ErrorCode code);

struct Error {
  ErrorCode code = ErrorCode::kInternal;
  std::string reason;   // Stable dotted word of the module: "ingest.line_too_long".
  std::string message;  // For a person: what happened, where, and what helps. No personal data.
};

template <typename T>
using Result = tl::expected<T, Error>;

[[nodiscard]] inline tl::unexpected<Error> Fail(ErrorCode code, std::string reason,
                                                std::string message) {
  return tl::unexpected<Error>(Error{code, std::move(reason), std::move(message)});
}

[[nodiscard]] inline tl::unexpected<Error> Fail(Error error) {
  return tl::unexpected<Error>(std::move(error));
}

}  // namespace assay

// Leaves the function with the error of `expression`, a Result<void> or any Result whose value is
// not needed.
#define ASSAY_TRY(expression) ASSAY_TRY_NAMED_(ASSAY_JOIN_(assay_try_, __COUNTER__), expression)
#define ASSAY_TRY_NAMED_(name, expression)           \
  do {                                               \
    if (auto name = (expression); !name) {           \
      return ::assay::Fail(std::move(name).error()); \
    }                                                \
  } while (false)

// ASSAY_ASSIGN(auto value, Compute()): declares or assigns, or leaves with the error.
#define ASSAY_ASSIGN(target, expression) \
  ASSAY_ASSIGN_NAMED_(ASSAY_JOIN_(assay_assign_, __COUNTER__), target, expression)
#define ASSAY_JOIN_(a, b) ASSAY_JOIN_AGAIN_(a, b)
#define ASSAY_JOIN_AGAIN_(a, b) a##b
#define ASSAY_ASSIGN_NAMED_(name, target, expression) \
  auto name = (expression);                           \
  if (!name) {                                        \
    return ::assay::Fail(std::move(name).error());    \
  }                                                   \
  target = std::move(*name)

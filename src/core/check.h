// SPDX-License-Identifier: Apache-2.0
// CHECK_THAT(condition, "why it must hold") asserts what only a bug of ours could break. It is on
// in every build. Input from outside never reaches it: that is answered with a Result.
#pragma once

namespace assay {

[[noreturn]] void FailCheck(const char* condition, const char* why, const char* file, int line);

}  // namespace assay

#define CHECK_THAT(condition, why)                             \
  do {                                                         \
    if (!(condition)) [[unlikely]] {                           \
      ::assay::FailCheck(#condition, why, __FILE__, __LINE__); \
    }                                                          \
  } while (false)

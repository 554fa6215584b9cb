// SPDX-License-Identifier: Apache-2.0
#include "core/check.h"

#include <cstdio>
#include <cstdlib>

namespace assay {

void FailCheck(const char* condition, const char* why, const char* file, int line) {
  std::fprintf(stderr, "assay: internal error at %s:%d: %s does not hold: %s\n", file, line,
               condition, why);
  std::abort();
}

}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
#include "app/system_entropy.h"

#include <sys/random.h>

#include <cerrno>

#include "core/check.h"

namespace assay::app {

void SystemEntropy::Fill(std::span<std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t filled = getrandom(bytes.data(), bytes.size(), 0);
    if (filled < 0 && errno == EINTR) {
      continue;
    }
    CHECK_THAT(filled > 0, "the kernel gives random bytes once it has started");
    bytes = bytes.subspan(static_cast<std::size_t>(filled));
  }
}

}  // namespace assay::app

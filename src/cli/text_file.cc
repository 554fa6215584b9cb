// SPDX-License-Identifier: Apache-2.0
#include "cli/text_file.h"

#include <fmt/core.h>

namespace assay::cli {

Result<std::string> ReadTextFile(const Services& services, const std::string& name) {
  constexpr std::size_t kBytesMax = 16 << 20;
  ASSAY_ASSIGN(auto source, services.open_input(name));
  std::string text;
  std::string block(64 << 10, '\0');
  while (true) {
    ASSAY_ASSIGN(const std::size_t size, source->Read(block));
    if (size == 0) {
      return text;
    }
    text.append(block, 0, size);
    if (text.size() > kBytesMax) {
      return Fail(ErrorCode::kLimitExceeded, "cli.file_too_large",
                  fmt::format("{} is larger than {} bytes", name, kBytesMax));
    }
  }
}

}  // namespace assay::cli

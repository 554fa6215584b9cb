// SPDX-License-Identifier: Apache-2.0
#include "flows/text_readers.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace assay::flows {

TextReaders::TextReaders(std::size_t workers)
    : workers_(
          workers, [](std::size_t, const auto& task) { return task(); }, SIZE_MAX) {}

void TextReaders::ReadChanged(const engine::StateView& view, const engine::Settings& settings,
                              std::span<engine::Prepared> batch) {
  constexpr std::size_t kTextsAtOnce = 256;
  std::vector<engine::Prepared*> unread;
  for (engine::Prepared& prepared : batch) {
    if (engine::NeedsReading(prepared, view, settings)) {
      unread.push_back(&prepared);
    }
  }
  const auto read = [&settings](std::span<engine::Prepared* const> texts) {
    for (engine::Prepared* prepared : texts) {
      engine::Read(*prepared, settings);
    }
    return true;
  };
  if (unread.size() <= kTextsAtOnce) {
    read(unread);
    return;
  }
  for (std::size_t begin = 0; begin < unread.size(); begin += kTextsAtOnce) {
    workers_.Push(
        [&read, texts = std::span(unread).subspan(
                    begin, std::min(kTextsAtOnce, unread.size() - begin))] { return read(texts); });
  }
  while (workers_.Pop()) {
  }
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "text/nearest.h"

#include <algorithm>
#include <vector>

namespace assay::text {

std::size_t TypingDistance(std::string_view a, std::string_view b, std::size_t limit) {
  const std::size_t longer = std::max(a.size(), b.size());
  limit = std::min(limit, longer + 1);
  if (longer - std::min(a.size(), b.size()) >= limit) {
    return limit;
  }
  // Three rows of the classic table: the row before the last is needed for swapped neighbours. Only cells nearer
  // than `limit` to the diagonal are filled; those beside them say `limit`.
  std::vector<std::size_t> before(b.size() + 2, limit);
  std::vector<std::size_t> previous(b.size() + 2, limit);
  std::vector<std::size_t> current(b.size() + 2, limit);
  for (std::size_t j = 0; j <= std::min(b.size(), limit); ++j) {
    previous[j] = j;
  }
  std::size_t least_before = 0;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    const std::size_t first = i < limit ? 1 : i - limit + 1;
    const std::size_t last = std::min(b.size(), i + limit - 1);
    current[first - 1] = first == 1 ? std::min(i, limit) : limit;
    std::size_t least = current[first - 1];
    for (std::size_t j = first; j <= last; ++j) {
      const std::size_t replaced = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0U : 1U);
      std::size_t cell = std::min({previous[j] + 1, current[j - 1] + 1, replaced, limit});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
        cell = std::min(cell, before[j - 2] + 1);
      }
      current[j] = cell;
      least = std::min(least, cell);
    }
    current[last + 1] = limit;
    if (least == limit && least_before == limit) {
      return limit;
    }
    least_before = least;
    std::swap(before, previous);
    std::swap(previous, current);
  }
  return previous[b.size()];
}

std::optional<std::string> NearestWord(std::string_view word, std::span<const std::string> known) {
  const std::size_t distance_max = std::max<std::size_t>(1, word.size() / 3);
  std::optional<std::string> nearest;
  std::size_t best = distance_max + 1;
  for (const std::string& candidate : known) {
    const std::size_t distance = TypingDistance(word, candidate, best);
    if (distance < best) {
      best = distance;
      nearest = candidate;
    }
  }
  return nearest;
}

}  // namespace assay::text

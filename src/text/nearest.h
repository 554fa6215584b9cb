// SPDX-License-Identifier: Apache-2.0
// Which known word somebody meant.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace assay::text {

// Single-character insertions, deletions, replacements and swaps of neighbours between two words, counted up to
// `limit`: words that differ more are told apart sooner. Cost: the shorter of a word and twice the limit, times
// the other word.
std::size_t TypingDistance(std::string_view a, std::string_view b,
                           std::size_t limit = std::string_view::npos);

// The nearest of `known`, the first of equals; nothing where the best is further than a third of
// the word (at least one change), because a far guess misleads more than none.
std::optional<std::string> NearestWord(std::string_view word, std::span<const std::string> known);

}  // namespace assay::text

// SPDX-License-Identifier: Apache-2.0
#include "text/term_matcher.h"

#include <algorithm>
#include <numeric>
#include <utility>

#include "core/check.h"

namespace assay::text {
namespace {

// 2 MiB of rows with the hundred classes of Chinese and English: what the second level of a cache holds.
constexpr std::size_t kRowBytesMax = std::size_t{2} << 20U;

template <typename T>
std::size_t BytesOf(const std::vector<T>& values) {
  return values.capacity() * sizeof(T);
}

}  // namespace

TermMatcher::TermMatcher(std::span<const std::string> terms) {
  std::array<bool, 256> used{};
  std::size_t bytes_total = 0;
  for (const std::string& term : terms) {
    CHECK_THAT(term.size() <= 65'536, "terms are words, not books");
    bytes_total += term.size();
    for (const char byte : term) {
      used[static_cast<unsigned char>(byte)] = true;
    }
  }
  CHECK_THAT(bytes_total < kHasTerms, "nodes fit 31 bits");
  for (std::size_t byte = 0; byte < used.size(); ++byte) {
    // Class 0 stands for all bytes that no term holds; 255 used bytes at most, as UTF-8 never has
    // 0xFF.
    if (used[byte] && class_count_ < 256) {
      class_of_byte_[byte] = static_cast<std::uint8_t>(class_count_++);
    }
  }
  CHECK_THAT(std::count(used.begin(), used.end(), true) + 1 == class_count_,
             "one class a used byte");

  std::vector<std::uint32_t> sorted(terms.size());
  std::iota(sorted.begin(), sorted.end(), 0U);
  std::erase_if(sorted, [&](std::uint32_t term) { return terms[term].empty(); });
  std::ranges::sort(sorted, [&](std::uint32_t a, std::uint32_t b) {
    const int order = terms[a].compare(terms[b]);
    return order != 0 ? order < 0 : a < b;
  });
  AddNodes(terms, std::move(sorted));
  Complete();
}

// Level by level from the sorted terms: a node is a range of terms with one beginning.
void TermMatcher::AddNodes(std::span<const std::string> terms, std::vector<std::uint32_t> sorted) {
  struct Range {
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  endings_.push_back({});
  class_of_node_.push_back(0);
  ending_of_.push_back(0);
  std::vector<Range> level = {{0, static_cast<std::uint32_t>(sorted.size())}};
  for (std::uint32_t depth = 0; !level.empty(); ++depth) {
    std::vector<Range> next_level;
    for (Range range : level) {
      first_child_.push_back(static_cast<std::uint32_t>(class_of_node_.size()));
      while (range.begin < range.end && terms[sorted[range.begin]].size() == depth) {
        ++range.begin;
      }
      while (range.begin < range.end) {
        const char byte = terms[sorted[range.begin]][depth];
        Range child = {range.begin, range.begin};
        while (child.end < range.end && terms[sorted[child.end]][depth] == byte) {
          ++child.end;
        }
        class_of_node_.push_back(class_of_byte_[static_cast<unsigned char>(byte)]);
        ending_of_.push_back(0);
        if (terms[sorted[child.begin]].size() == depth + 1) {
          ending_of_.back() = static_cast<std::uint32_t>(endings_.size());
          endings_.push_back({static_cast<std::uint32_t>(terms_.size()), 0, depth + 1});
          for (std::uint32_t at = child.begin;
               at < child.end && terms[sorted[at]].size() == depth + 1; ++at) {
            terms_.push_back(sorted[at]);
          }
        }
        next_level.push_back(child);
        range.begin = child.end;
      }
    }
    level = std::move(next_level);
  }
  first_child_.push_back(static_cast<std::uint32_t>(class_of_node_.size()));
  endings_.push_back({static_cast<std::uint32_t>(terms_.size()), 0, 0});
}

// Breadth first, so that what a suffix leads to is known before what it is the suffix of.
void TermMatcher::Complete() {
  const auto nodes = static_cast<std::uint32_t>(class_of_node_.size());
  suffix_.assign(nodes, 0);
  const auto row_count = static_cast<std::uint32_t>(std::min<std::size_t>(
      nodes, std::max<std::size_t>(1, kRowBytesMax / (class_count_ * sizeof(std::uint32_t)))));
  rows_.reserve(std::size_t{row_count} * class_count_);
  for (std::uint32_t node = 0; node < nodes; ++node) {
    // The children's suffixes first: NextOf is asked for nodes before this one alone.
    for (std::uint32_t child = first_child_[node]; child < first_child_[node + 1]; ++child) {
      suffix_[child] = node == 0 ? 0 : NextOf(suffix_[node], class_of_node_[child]) & ~kHasTerms;
      const std::uint32_t shorter = ending_of_[suffix_[child]];
      if (ending_of_[child] == 0) {
        ending_of_[child] = shorter;
      } else {
        endings_[ending_of_[child]].shorter = shorter;
      }
    }
    if (node < row_count) {
      // As from its suffix, but for its own children.
      const std::size_t row = rows_.size();
      const std::size_t of_suffix = std::size_t{suffix_[node]} * class_count_;
      rows_.resize(row + class_count_, 0);
      for (std::size_t at = 0; node > 0 && at < class_count_; ++at) {
        rows_[row + at] = rows_[of_suffix + at];
      }
      for (std::uint32_t child = first_child_[node]; child < first_child_[node + 1]; ++child) {
        rows_[row + class_of_node_[child]] = child | (ending_of_[child] != 0 ? kHasTerms : 0);
      }
      row_count_ = node + 1;
    }
  }
}

std::size_t TermMatcher::table_bytes() const {
  return BytesOf(rows_) + BytesOf(first_child_) + BytesOf(class_of_node_) + BytesOf(suffix_) +
         BytesOf(ending_of_) + BytesOf(endings_) + BytesOf(terms_);
}

}  // namespace assay::text

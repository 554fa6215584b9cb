// SPDX-License-Identifier: Apache-2.0
// Finds every occurrence of up to millions of terms in one pass over the bytes (Aho and Corasick, 1975). Bytes that no
// term holds share one class. The nodes next to the root, where a text is nearly always, have a row of all next nodes;
// the many others have their children and a suffix to fall back to, 13 bytes each.
//
// Invariants
//  1. All occurrences are reported, overlapping and nested ones too, in order of their ends; at one
//  end
//     the longest first.
//  2. Empty terms are never reported. Equal terms are reported each with its own index, in order.
//
// Threads: immutable once made. Cost: about one table look-up a byte, and never more than two a byte on the whole.
// Making: sorts the terms, then linear in their bytes.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

class TermMatcher {
 public:
  TermMatcher() : TermMatcher(std::span<const std::string>{}) {}
  // Terms are at most 64 KiB each and their bytes together below 2^31 (checked).
  explicit TermMatcher(std::span<const std::string> terms);

  // Calls report(term_index, begin, end) for each occurrence.
  template <typename Report>
  void ForEachMatch(std::string_view text, Report&& report) const {
    std::uint32_t node = 0;
    for (std::size_t offset = 0; offset < text.size(); ++offset) {
      node = NextOf(node, class_of_byte_[static_cast<unsigned char>(text[offset])]);
      if ((node & kHasTerms) != 0) [[unlikely]] {
        node &= ~kHasTerms;
        for (std::uint32_t at = ending_of_[node]; at != 0; at = endings_[at].shorter) {
          const Ending& ending = endings_[at];
          for (std::uint32_t i = ending.first_term; i < endings_[at + 1].first_term; ++i) {
            report(std::size_t{terms_[i]}, offset + 1 - ending.length, offset + 1);
          }
        }
      }
    }
  }

  std::size_t table_bytes() const;

 private:
  static constexpr std::uint32_t kHasTerms = 0x8000'0000;

  // Terms that end at a node: a range of terms_, and the next shorter ones that end there as well; 0 for none.
  struct Ending {
    std::uint32_t first_term = 0;
    std::uint32_t shorter = 0;
    std::uint32_t length = 0;
  };

  // The node behind `node` and a byte of that class, with kHasTerms where terms end there.
  std::uint32_t NextOf(std::uint32_t node, std::uint32_t byte_class) const {
    while (node >= row_count_) {
      for (std::uint32_t child = first_child_[node]; child < first_child_[node + 1]; ++child) {
        if (class_of_node_[child] == byte_class) {
          return child | (ending_of_[child] != 0 ? kHasTerms : 0);
        }
      }
      node = suffix_[node];
    }
    return rows_[std::size_t{node} * class_count_ + byte_class];
  }

  void AddNodes(std::span<const std::string> terms, std::vector<std::uint32_t> sorted);
  void Complete();

  std::array<std::uint8_t, 256> class_of_byte_{};
  std::uint32_t class_count_ = 1;
  // Nodes are numbered breadth first, so that the children of each are neighbours and a suffix has a lower number.
  std::uint32_t row_count_ = 0;      // The first nodes have rows.
  std::vector<std::uint32_t> rows_;  // [node * class_count_ + class]
  std::vector<std::uint32_t> first_child_;
  std::vector<std::uint8_t> class_of_node_;
  std::vector<std::uint32_t> suffix_;
  std::vector<std::uint32_t> ending_of_;  // By node: row of endings_, 0 for none.
  std::vector<Ending> endings_;           // Row 0 stands for none; one more behind the last.
  std::vector<std::uint32_t> terms_;
};

}  // namespace assay::text

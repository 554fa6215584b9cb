// SPDX-License-Identifier: Apache-2.0
// Finds every occurrence of thousands of terms in one pass over the bytes (Aho and Corasick, 1975),
// as a complete automaton over classes of bytes: bytes that no term holds share one class, which
// keeps the table a few megabytes.
//
// Invariants
//  1. All occurrences are reported, overlapping and nested ones too, in order of their ends; at one
//  end
//     the longest first.
//  2. Empty terms are never reported. Equal terms are reported each with its own index.
//
// Threads: immutable once made. Cost: one table look-up a byte.
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
  // Terms are at most 64 KiB each and their bytes together below 2^24 (checked).
  explicit TermMatcher(std::span<const std::string> terms);

  // Calls report(term_index, begin, end) for each occurrence.
  template <typename Report>
  void ForEachMatch(std::string_view text, Report&& report) const {
    std::uint32_t state = 0;
    for (std::size_t offset = 0; offset < text.size(); ++offset) {
      state = next_[state + class_of_byte_[static_cast<unsigned char>(text[offset])]];
      if ((state & kHasTerms) != 0) [[unlikely]] {
        state &= ~kHasTerms;
        const std::uint32_t node = state / class_count_;
        for (std::uint32_t i = first_term_[node]; i < first_term_[node + 1]; ++i) {
          report(std::size_t{terms_[i]}, offset + 1 - length_of_term_[terms_[i]], offset + 1);
        }
      }
    }
  }

  std::size_t table_bytes() const { return next_.size() * sizeof(std::uint32_t); }

 private:
  static constexpr std::uint32_t kHasTerms = 0x8000'0000;

  std::array<std::uint8_t, 256> class_of_byte_{};
  std::uint32_t class_count_ = 1;
  // next_[node * class_count_ + class] = next node * class_count_, with kHasTerms where terms end
  // there.
  std::vector<std::uint32_t> next_;
  std::vector<std::uint32_t> first_term_;  // By node: range in terms_.
  std::vector<std::uint32_t> terms_;
  std::vector<std::uint32_t> length_of_term_;
};

}  // namespace assay::text

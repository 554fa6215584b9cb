// SPDX-License-Identifier: Apache-2.0
#include "text/term_matcher.h"

#include <algorithm>

#include "core/check.h"

namespace assay::text {
namespace {

constexpr std::uint32_t kNone = UINT32_MAX;

// The tree of all terms, before failure links turn it into an automaton.
struct Trie {
  std::uint32_t class_count = 1;
  std::vector<std::uint32_t> children;  // node * class_count + class
  std::vector<std::vector<std::uint32_t>> terms;

  std::uint32_t AddNode() {
    children.resize(children.size() + class_count, kNone);
    terms.emplace_back();
    return static_cast<std::uint32_t>(terms.size() - 1);
  }
};

// Completes the automaton in breadth-first order: a missing child is the child of the longest
// proper suffix, and a node inherits the terms that end in that suffix.
void Complete(Trie& trie) {
  const std::uint32_t classes = trie.class_count;
  std::vector<std::uint32_t> suffix(trie.terms.size(), 0);
  std::vector<std::uint32_t> queue = {0};
  for (std::size_t head = 0; head < queue.size(); ++head) {
    const std::uint32_t node = queue[head];
    for (std::uint32_t c = 0; c < classes; ++c) {
      std::uint32_t& child = trie.children[node * classes + c];
      const std::uint32_t fallback = node == 0 ? 0 : trie.children[suffix[node] * classes + c];
      if (child == kNone) {
        child = fallback;
        continue;
      }
      suffix[child] = fallback;
      const std::vector<std::uint32_t>& inherited = trie.terms[fallback];
      trie.terms[child].insert(trie.terms[child].end(), inherited.begin(), inherited.end());
      queue.push_back(child);
    }
  }
}

}  // namespace

TermMatcher::TermMatcher(std::span<const std::string> terms) {
  std::array<bool, 256> used{};
  std::size_t bytes_total = 0;
  for (const std::string& term : terms) {
    CHECK_THAT(term.size() <= 65'536, "terms are words, not books");
    bytes_total += term.size();
    length_of_term_.push_back(static_cast<std::uint32_t>(term.size()));
    for (const char byte : term) {
      used[static_cast<unsigned char>(byte)] = true;
    }
  }
  CHECK_THAT(bytes_total < (1U << 24U), "states and classes fit 31 bits");
  for (std::size_t byte = 0; byte < used.size(); ++byte) {
    // Class 0 stands for all bytes that no term holds; 255 used bytes at most, as UTF-8 never has
    // 0xFF.
    if (used[byte] && class_count_ < 256) {
      class_of_byte_[byte] = static_cast<std::uint8_t>(class_count_++);
    }
  }
  CHECK_THAT(std::count(used.begin(), used.end(), true) + 1 == class_count_,
             "one class a used byte");

  Trie trie;
  trie.class_count = class_count_;
  trie.AddNode();
  for (std::size_t i = 0; i < terms.size(); ++i) {
    if (terms[i].empty()) {
      continue;
    }
    std::uint32_t node = 0;
    for (const char byte : terms[i]) {
      const std::size_t slot =
          std::size_t{node} * class_count_ + class_of_byte_[static_cast<unsigned char>(byte)];
      if (trie.children[slot] == kNone) {
        const std::uint32_t added = trie.AddNode();
        trie.children[slot] = added;
      }
      node = trie.children[slot];
    }
    trie.terms[node].push_back(static_cast<std::uint32_t>(i));
  }
  Complete(trie);
  CHECK_THAT(trie.children.size() < kHasTerms, "states and classes fit 31 bits");

  for (const std::vector<std::uint32_t>& ending : trie.terms) {
    first_term_.push_back(static_cast<std::uint32_t>(terms_.size()));
    terms_.insert(terms_.end(), ending.begin(), ending.end());
  }
  first_term_.push_back(static_cast<std::uint32_t>(terms_.size()));
  next_ = std::move(trie.children);
  for (std::uint32_t& entry : next_) {
    entry = entry * class_count_ | (trie.terms[entry].empty() ? 0 : kHasTerms);
  }
}

}  // namespace assay::text

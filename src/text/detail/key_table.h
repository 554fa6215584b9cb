// SPDX-License-Identifier: Apache-2.0
// Keys of 64 bits with the values under each, made once and then only read. A bitmap before the table answers
// most look-ups of absent keys, which is what a text mostly asks.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

namespace assay::text::detail {

class KeyTable {
 public:
  void Add(std::uint64_t key, std::uint32_t value) { entries_.emplace_back(key, value); }

  // Once, after the last Add. Equal pairs are kept once; the values of a key rise.
  void Build() {
    std::sort(entries_.begin(), entries_.end());
    entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
    const std::size_t slots = std::bit_ceil(2 * entries_.size() + 2);
    slot_shift_ = 64 - static_cast<unsigned>(std::countr_zero(slots));
    slots_.assign(slots, {});
    const std::size_t bits = std::bit_ceil(16 * entries_.size() + 64);
    bit_shift_ = 64 - static_cast<unsigned>(std::countr_zero(bits));
    bits_.assign(bits / 64, 0);
    values_.reserve(entries_.size());
    for (std::size_t first = 0; first < entries_.size();) {
      const std::uint64_t key = entries_[first].first;
      std::size_t last = first;
      for (; last < entries_.size() && entries_[last].first == key; ++last) {
        values_.push_back(entries_[last].second);
      }
      std::size_t slot = Mix(key) >> slot_shift_;
      while (slots_[slot].size != 0) {
        slot = (slot + 1) & (slots_.size() - 1);
      }
      slots_[slot] = {key, static_cast<std::uint32_t>(first),
                      static_cast<std::uint32_t>(last - first)};
      const std::uint64_t bit = Mix(key) >> bit_shift_;
      bits_[bit / 64] |= std::uint64_t{1} << (bit % 64);
      first = last;
    }
    entries_ = {};
  }

  std::span<const std::uint32_t> Find(std::uint64_t key) const {
    const std::uint64_t mixed = Mix(key);
    const std::uint64_t bit = mixed >> bit_shift_;
    if ((bits_[bit / 64] >> (bit % 64) & 1U) == 0) [[likely]] {
      return {};
    }
    for (std::size_t slot = mixed >> slot_shift_; slots_[slot].size != 0;
         slot = (slot + 1) & (slots_.size() - 1)) {
      if (slots_[slot].key == key) {
        return std::span(values_).subspan(slots_[slot].first, slots_[slot].size);
      }
    }
    return {};
  }

  std::size_t bytes() const {
    return slots_.size() * sizeof(Slot) + bits_.size() * sizeof(std::uint64_t) +
           values_.size() * sizeof(std::uint32_t);
  }

 private:
  struct Slot {
    std::uint64_t key = 0;
    std::uint32_t first = 0;
    std::uint32_t size = 0;
  };

  // Fibonacci hashing of keys whose high bits may hold little.
  static std::uint64_t Mix(std::uint64_t key) {
    key ^= key >> 29U;
    key *= 0xBF58476D1CE4E5B9;
    key ^= key >> 32U;
    return key * 0x9E3779B97F4A7C15;
  }

  std::vector<std::pair<std::uint64_t, std::uint32_t>> entries_;
  std::vector<Slot> slots_;
  std::vector<std::uint64_t> bits_;
  std::vector<std::uint32_t> values_;
  unsigned slot_shift_ = 63;
  unsigned bit_shift_ = 58;
};

}  // namespace assay::text::detail

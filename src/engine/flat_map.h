// SPDX-License-Identifier: Apache-2.0
// A flat hash map from Hash128 to a value: one array, linear probing, no erasure. It exists because
// ten million listings must fit in two gigabytes and a lookup should touch one cache line;
// node-based maps need about 50 bytes more an entry and a miss a level.
//
// Invariants: keys are never zero (Insert maps the zero hash to 1); at most 7/8 of the slots are
// used. Threads: as a value. Cost: O(1) expected; growth by half moves everything, so keep maps
// small (one a bucket). At ten million listings a lookup waits for memory, about 0.2 us: Prefetch
// some lookups ahead.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "core/hash.h"

namespace assay::engine {

template <typename Value>
class FlatMap {
 public:
  struct Entry {
    Hash128 key;
    Value value{};
  };

  std::size_t size() const { return size_; }
  std::size_t bytes() const { return slots_.capacity() * sizeof(Entry); }

  const Value* Find(const Hash128& key) const {
    if (slots_.empty()) {
      return nullptr;
    }
    const Hash128 wanted = NonZero(key);
    for (std::size_t at = SlotOf(wanted);; at = at + 1 == slots_.size() ? 0 : at + 1) {
      if (slots_[at].key == wanted) {
        return &slots_[at].value;
      }
      if (slots_[at].key == Hash128{}) {
        return nullptr;
      }
    }
  }
  // Asks for the memory that Find and Insert of the key will read.
  void Prefetch(const Hash128& key) const {
    if (!slots_.empty()) {
      const Entry& entry = slots_[SlotOf(NonZero(key))];
      __builtin_prefetch(&entry);
      __builtin_prefetch(reinterpret_cast<const char*>(&entry) + sizeof(Entry) - 1);
    }
  }
  Value* Find(const Hash128& key) { return const_cast<Value*>(std::as_const(*this).Find(key)); }

  // The value at `key`, made by default where there was none; second tells whether it is new. The
  // pointer lives until the next insertion.
  std::pair<Value*, bool> Insert(const Hash128& key) {
    if ((size_ + 1) * 8 > slots_.size() * 7) {
      Grow();
    }
    const Hash128 wanted = NonZero(key);
    for (std::size_t at = SlotOf(wanted);; at = at + 1 == slots_.size() ? 0 : at + 1) {
      if (slots_[at].key == wanted) {
        return {&slots_[at].value, false};
      }
      if (slots_[at].key == Hash128{}) {
        slots_[at].key = wanted;
        ++size_;
        return {&slots_[at].value, true};
      }
    }
  }

  void Reserve(std::size_t entries) {
    const std::size_t wanted = entries + entries / 7 + 8;
    if (wanted > slots_.size()) {
      Rehash(wanted);
    }
  }

  template <typename Visit>
  void ForEach(Visit&& visit) const {
    for (const Entry& entry : slots_) {
      if (entry.key != Hash128{}) {
        visit(entry.key, entry.value);
      }
    }
  }
  template <typename Visit>
  void ForEach(Visit&& visit) {
    for (Entry& entry : slots_) {
      if (entry.key != Hash128{}) {
        visit(std::as_const(entry.key), entry.value);
      }
    }
  }

  // Entries in key order: what dumps and images are written in. The pointers live until the next
  // insertion.
  std::vector<const Entry*> Sorted() const {
    std::vector<const Entry*> entries;
    entries.reserve(size_);
    for (const Entry& entry : slots_) {
      if (entry.key != Hash128{}) {
        entries.push_back(&entry);
      }
    }
    std::ranges::sort(entries, {}, [](const Entry* entry) { return entry->key; });
    return entries;
  }

  void Clear() {
    slots_.clear();
    slots_.shrink_to_fit();
    size_ = 0;
  }

 private:
  static Hash128 NonZero(const Hash128& key) { return key == Hash128{} ? Hash128{0, 1} : key; }

  std::size_t SlotOf(const Hash128& key) const {
    __extension__ using Wide = unsigned __int128;
    return static_cast<std::size_t>((Wide{key.low} * Wide{slots_.size()}) >> 64);
  }

  void Grow() { Rehash(std::max<std::size_t>(8, slots_.size() + slots_.size() / 2)); }

  void Rehash(std::size_t slots) {
    std::vector<Entry> old(slots);
    old.swap(slots_);
    size_ = 0;
    for (Entry& entry : old) {
      if (entry.key != Hash128{}) {
        *Insert(entry.key).first = std::move(entry.value);
      }
    }
  }

  std::vector<Entry> slots_;
  std::size_t size_ = 0;
};

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
// In which order open items are shown.
//
//  1. What ends by itself within a day, the earliest end first, of equal ends the higher risk: nobody's word
//     can be had afterwards.
//  2. Everything else by risk x hours waited, so that what is likely goes before what is not, and nothing
//     waits for ever.
// Risk is the listing's score; of a measure against a store it is 100, because it rests on what people
// confirmed or buyers reported, and stands for all its listings. Ties end by name, so that the order is the
// same on every machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cases/case_file.h"

namespace assay::cases {

inline constexpr std::int64_t kEndsSoonMs = 24 * 3'600'000LL;

bool GoesBefore(const OpenItem& a, const OpenItem& b, Instant now);

struct QueueFilter {
  std::optional<enforcement::MeasureKind> kind;
  std::string store;                      // Empty: all.
  std::optional<std::int64_t> before_ms;  // Waiting since before then.
  bool Matches(const OpenItem& item) const;
};

struct QueuePage {
  Instant as_of;
  std::vector<OpenItem> items;  // In order, at most as many as asked for.
  std::map<enforcement::MeasureKind, std::uint64_t> kinds;  // Of all that match.
  std::uint64_t total = 0;
};

// Takes items in any order and keeps the first `items_max` of those that match. Memory: items_max items.
class QueuePageBuilder {
 public:
  QueuePageBuilder(QueueFilter filter, Instant now, std::size_t items_max);
  void Add(const OpenItem& item);
  QueuePage Finish() &&;

 private:
  QueueFilter filter_;
  std::size_t items_max_;
  QueuePage page_;  // Its items form a heap whose front goes last.
};

}  // namespace assay::cases

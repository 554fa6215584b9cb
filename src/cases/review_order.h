// SPDX-License-Identifier: Apache-2.0
// In which order open items are shown. There are three lanes:
//
//   in force   what the machine did to a listing for a limited time: its seller cannot sell meanwhile
//   store      what is proposed against a store: it rests on what people confirmed or buyers reported
//   listing    what is proposed against a listing: it stays on sale until a person says yes
//
// Of five places in a row three are for what is in force and one for each other lane; a lane in which nothing is
// left leaves its places to the others. So most of what people look at is what takes something from somebody now,
// and each lane moves on however much comes into another and however old it grows. The row begins one place later
// with each hour of the log's clock, so that this also holds for whoever takes what is on top and no more.
//
// Within a lane
//  1. What ends by itself within a day, the earliest end first, of equal ends the higher risk: nobody's word
//     can be had afterwards.
//  2. Everything else by risk x hours waited, so that what is likely goes before what is not, and nothing
//     waits for ever.
// Risk is the listing's score; of a measure against a store it is 100, because it stands for all its listings.
// Ties end by name, so that the order is the same on every machine.
//
// The shares are Assay's own choice of 2026-11; docs/simulation.md has what they come to.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "cases/case_file.h"

namespace assay::cases {

inline constexpr std::int64_t kEndsSoonMs = 24 * 3'600'000LL;

enum class Lane : std::uint8_t { kInForce, kStore, kListing };
inline constexpr std::size_t kLaneCount = 3;

Lane LaneOf(const OpenItem& item);
// Of two items in one lane.
bool GoesBefore(const OpenItem& a, const OpenItem& b, Instant now);
// All lanes together. Cost: one sort.
void SortForReview(std::vector<OpenItem>& items, Instant now);

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

// Takes items in any order and keeps the first `items_max` of those that match. Memory: items_max items of each lane.
class QueuePageBuilder {
 public:
  QueuePageBuilder(QueueFilter filter, Instant now, std::size_t items_max);
  void Add(const OpenItem& item);
  QueuePage Finish() &&;

 private:
  QueueFilter filter_;
  std::size_t items_max_;
  QueuePage page_;
  // The first of each lane, as a heap whose front goes last.
  std::array<std::vector<OpenItem>, kLaneCount> lanes_;
};

}  // namespace assay::cases

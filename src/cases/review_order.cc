// SPDX-License-Identifier: Apache-2.0
#include "cases/review_order.h"

#include <algorithm>
#include <iterator>
#include <utility>

namespace assay::cases {
namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;

// A row of places; its length shares no factor with 24, so that it begins elsewhere each day at the same hour too.
constexpr std::array kPlaces = {Lane::kInForce, Lane::kStore, Lane::kInForce, Lane::kListing,
                                Lane::kInForce};

std::int64_t RiskOf(const OpenItem& item) {
  return enforcement::TargetOf(item.kind) == enforcement::Target::kStore ? 100 : item.score;
}

// Hours begun, so that what is new weighs something too.
std::int64_t WeightOf(const OpenItem& item, Instant now) {
  const std::int64_t hours = std::max<std::int64_t>(0, now.ms - item.since_ms) / kMsPerHour + 1;
  return RiskOf(item) * hours;
}

bool EndsSoon(const OpenItem& item, Instant now) {
  return item.due_ms != 0 && item.due_ms - now.ms <= kEndsSoonMs;
}

std::size_t At(Lane lane) {
  return static_cast<std::size_t>(lane);
}

auto BeforeAt(Instant now) {
  return [now](const OpenItem& a, const OpenItem& b) { return GoesBefore(a, b, now); };
}

}  // namespace

Lane LaneOf(const OpenItem& item) {
  if (enforcement::IsInForce(item.status)) {
    return Lane::kInForce;
  }
  return enforcement::TargetOf(item.kind) == enforcement::Target::kStore ? Lane::kStore
                                                                         : Lane::kListing;
}

bool GoesBefore(const OpenItem& a, const OpenItem& b, Instant now) {
  const bool soon = EndsSoon(a, now);
  if (soon != EndsSoon(b, now)) {
    return soon;
  }
  if (soon && a.due_ms != b.due_ms) {
    return a.due_ms < b.due_ms;
  }
  const std::int64_t weight_a = soon ? RiskOf(a) : WeightOf(a, now);
  const std::int64_t weight_b = soon ? RiskOf(b) : WeightOf(b, now);
  return weight_a != weight_b ? weight_a > weight_b : a.name < b.name;
}

void SortForReview(std::vector<OpenItem>& items, Instant now) {
  std::array<std::vector<OpenItem>, kLaneCount> lanes;
  const std::size_t total = items.size();
  for (OpenItem& item : items) {
    lanes.at(At(LaneOf(item))).push_back(std::move(item));
  }
  for (std::vector<OpenItem>& lane : lanes) {
    std::ranges::sort(lane, BeforeAt(now));
  }
  items.clear();
  std::array<std::size_t, kLaneCount> taken{};
  auto place = static_cast<std::size_t>(std::max<std::int64_t>(0, now.ms) / kMsPerHour);
  for (; items.size() < total; ++place) {
    const std::size_t lane = At(kPlaces.at(place % kPlaces.size()));
    if (taken.at(lane) < lanes.at(lane).size()) {
      items.push_back(std::move(lanes.at(lane)[taken.at(lane)++]));
    }
  }
}

bool QueueFilter::Matches(const OpenItem& item) const {
  return (!kind || *kind == item.kind) && (store.empty() || store == item.store) &&
         (!before_ms || item.since_ms < *before_ms);
}

QueuePageBuilder::QueuePageBuilder(QueueFilter filter, Instant now, std::size_t items_max)
    : filter_(std::move(filter)), items_max_(items_max) {
  page_.as_of = now;
}

void QueuePageBuilder::Add(const OpenItem& item) {
  if (!filter_.Matches(item)) {
    return;
  }
  ++page_.total;
  ++page_.kinds[item.kind];
  std::vector<OpenItem>& lane = lanes_.at(At(LaneOf(item)));
  const auto goes_before = BeforeAt(page_.as_of);
  if (lane.size() == items_max_) {
    if (items_max_ == 0 || !goes_before(item, lane.front())) {
      return;
    }
    std::ranges::pop_heap(lane, goes_before);
    lane.pop_back();
  }
  lane.push_back(item);
  std::ranges::push_heap(lane, goes_before);
}

QueuePage QueuePageBuilder::Finish() && {
  for (std::vector<OpenItem>& lane : lanes_) {
    std::ranges::move(lane, std::back_inserter(page_.items));
  }
  SortForReview(page_.items, page_.as_of);
  page_.items.resize(std::min(page_.items.size(), items_max_));
  return std::move(page_);
}

}  // namespace assay::cases

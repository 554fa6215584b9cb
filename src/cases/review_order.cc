// SPDX-License-Identifier: Apache-2.0
#include "cases/review_order.h"

#include <algorithm>
#include <utility>

namespace assay::cases {
namespace {

constexpr std::int64_t kMsPerHour = 3'600'000;

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

}  // namespace

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
  const auto goes_before = [this](const OpenItem& a, const OpenItem& b) {
    return GoesBefore(a, b, page_.as_of);
  };
  if (page_.items.size() == items_max_) {
    if (items_max_ == 0 || !goes_before(item, page_.items.front())) {
      return;
    }
    std::ranges::pop_heap(page_.items, goes_before);
    page_.items.pop_back();
  }
  page_.items.push_back(item);
  std::ranges::push_heap(page_.items, goes_before);
}

QueuePage QueuePageBuilder::Finish() && {
  std::ranges::sort_heap(page_.items, [this](const OpenItem& a, const OpenItem& b) {
    return GoesBefore(a, b, page_.as_of);
  });
  return std::move(page_);
}

}  // namespace assay::cases

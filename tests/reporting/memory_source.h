// SPDX-License-Identifier: Apache-2.0
// A source that holds what a test says, and answers the slow and obvious way.
#pragma once

#include <map>
#include <set>
#include <string>
#include <vector>

#include "reporting/report_source.h"

namespace assay::reporting {

struct MemorySource : ReportSource {
  Horizon horizon{.last_sequence = 1'000, .offset_minutes = 480};
  std::vector<DayCount> counts;
  std::map<std::int64_t, StoreCounts> stores;  // By the first day of the period asked for.
  std::map<std::int64_t, std::vector<ExaminedOrder>> examined;  // Likewise.
  std::map<RowSet, std::vector<Row>> rows;

  // "2017-03-01"
  static Day On(const std::string& date) {
    return DayOf(ParseRfc3339(date + "T12:00:00Z")->instant, 0);
  }
  void LogFrom(const std::string& first, const std::string& clock) {
    horizon.first_day = On(first);
    horizon.clock = ParseRfc3339(clock)->instant;
  }
  void Count(const std::string& date, DailyCount count, std::int64_t number) {
    counts.push_back({On(date), count, number});
  }
  void Stores(const std::string& period, const StoreCounts& numbers) {
    stores[Period::Parse(period)->days().first.number] = numbers;
  }
  void Examine(const std::string& period, std::int64_t number, const ExaminedOrder& order) {
    auto& orders = examined[Period::Parse(period)->days().first.number];
    orders.insert(orders.end(), static_cast<std::size_t>(number), order);
  }

  Result<Horizon> LoadHorizon() override { return horizon; }
  Result<std::vector<DayCount>> LoadDailyCounts(Days days) override {
    std::vector<DayCount> found;
    for (const DayCount& count : counts) {
      if (days.Holds(count.day)) {
        found.push_back(count);
      }
    }
    return found;
  }
  Result<StoreCounts> CountStores(Days days) override { return stores[days.first.number]; }
  Result<std::vector<ExaminedOrder>> LoadExaminedOrders(Days days) override {
    return examined[days.first.number];
  }
  Result<void> ForEachRow(RowSet set, Days days, const VisitRow& visit) override {
    for (const Row& row : rows[set]) {
      if (days.Holds(DayOf(row.time, horizon.offset_minutes))) {
        ASSAY_ASSIGN(const bool go_on, visit(row));
        if (!go_on) {
          break;
        }
      }
    }
    return {};
  }
  Result<std::vector<Row>> LoadMeasure(std::uint64_t) override { return std::vector<Row>(); }
};

}  // namespace assay::reporting

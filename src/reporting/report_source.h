// SPDX-License-Identifier: Apache-2.0
// What a report reads. Everything is of one installation; periods are whole days of its reporting
// zone.
//
// Cost: counts come from roll-ups and indexes over time: in proportion to the period's days and
// stores, whatever the length of history. Threads: one caller.
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "reporting/daily_count.h"
#include "reporting/examination.h"
#include "reporting/period.h"

namespace assay::reporting {

struct Horizon {
  std::uint64_t last_sequence = 0;  // Of the log; 0 where it is empty.
  Instant clock = {};               // Event time that the log has reached.
  std::int64_t allowed_lateness_ms = 0;
  std::int16_t offset_minutes = 0;              // Of the reporting zone.
  std::optional<Day> first_day = std::nullopt;  // That anything but a late event was counted for.
};

struct DayCount {
  Day day;
  DailyCount count;
  std::int64_t number = 0;
};

// Distinct stores. "Shut" means the marketplace reported a closing for counterfeits without an end.
struct StoreCounts {
  std::int64_t opened = 0;  // For the first time.
  std::int64_t shut = 0;
  // Of those, opened again under the same id within kReversalDays: the closing was undone.
  std::int64_t reversed = 0;
  // Of the opened ones, those with a standing link to a store shut before they opened.
  std::int64_t repeat = 0;
  // Of the shut ones, those with a standing link to a store shut before they were.
  std::int64_t shut_again = 0;
  friend bool operator==(const StoreCounts&, const StoreCounts&) = default;
};
inline constexpr std::int64_t kReversalDays = 90;

// Rows that tables hold one by one. Other figures are listed by day (DailyCount).
enum class RowSet : std::uint8_t {
  kStoresShut,
  kStoresReversed,  // The openings that undid a closing.
  kOpened,
  kRepeatStores,     // The openings.
  kShutAgain,        // The closings.
  kListingMeasures,  // Executed block_publish, hold and delist.
  kAccusations,      // Executed measures of any kind.
  kExpired,
  kLiftedByPerson,
  kRejected,
  kDecided,  // By a person.
  // Examinations of orders by the rules of examination.h, `other` being the order: those that found
  // counterfeits in an order confirmed fake, and all of orders drawn by chance.
  kConfirmedFakes,
  kDraws,
};

struct Row {
  Sequence sequence = {};  // The event that made it: `assay show event`.
  Instant time = {};
  std::string store = {};
  std::string listing = {};  // Empty where it is about the store.
  std::string what = {};     // "delist executed", "ip_counterfeit".
  std::string measure =
      {};  // Name of the measure: `assay show measure`; empty where there is none.
  std::string other =
      {};  // The shut store a link leads to, who decided, or which order; may be empty.
};

// Returns false to stop.
using VisitRow = std::function<Result<bool>(const Row&)>;

class ReportSource {
 public:
  virtual ~ReportSource() = default;
  virtual Result<Horizon> LoadHorizon() = 0;
  // In order of days.
  virtual Result<std::vector<DayCount>> LoadDailyCounts(Days days) = 0;
  virtual Result<StoreCounts> CountStores(Days days) = 0;
  // Those first examined within the days, in an order that is the same each time.
  virtual Result<std::vector<ExaminedOrder>> LoadExaminedOrders(Days days) = 0;
  // In order of time, those of examinations of their order's first one. Rows are events: a store
  // that was shut twice stands there twice.
  virtual Result<void> ForEachRow(RowSet rows, Days days, const VisitRow& visit) = 0;
  // What became of one measure, in log order; nothing where there is none of that number, the last
  // part of its name.
  virtual Result<std::vector<Row>> LoadMeasure(std::uint64_t measure) = 0;
};

}  // namespace assay::reporting

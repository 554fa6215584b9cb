// SPDX-License-Identifier: Apache-2.0
// What a policy would have done: the log is applied again in memory, and the candidate is tried beside the
// policy that was in effect (engine/policy_trial.h says what that means and what it cannot know). Nothing
// is written.
//
// The period is one of the log: it begins with the first event of `since` or later and ends before the first of
// `until` or later, so that it holds late events that came within it.
//
// Results do not depend on the batch size, the number of workers or whether the run began at a snapshot.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "core/time.h"
#include "flows/compare_courses.h"
#include "flows/history.h"

namespace assay::flows {

struct BacktestOptions {
  Instant since;
  Instant until;
  bool shadows_live = false;  // The candidate's shadow rules act.
  std::size_t cases_max = 20;
  std::uint64_t seed = 1;  // Of the draw of cases.
  std::size_t batch_events = 8'192;
  std::size_t workers = 2;
  bool use_snapshots = true;
};

struct BacktestProgress {
  std::string_view snapshot;  // As in the report.
  std::uint64_t events = 0;
  bool in_period = false;
  double fraction = 0;  // Of the time from where it began to `until`.
};

struct BacktestReport {
  std::string snapshot;             // Where it began; empty: at the beginning of the log.
  std::uint64_t events_before = 0;  // Applied up to the period.
  std::uint64_t events = 0;         // Of the period, Assay's own left out.
  Instant first_time;               // Of the period's first event and its latest.
  Instant last_time;
  std::uint64_t listing_evaluations = 0;
  std::uint64_t listings = 0;
  std::uint64_t store_evaluations = 0;
  std::uint64_t stores = 0;
  std::vector<Sha256> configurations;  // In effect during the period, in their order.
  std::array<std::uint64_t, engine::kCourseCount> lifted{};
  Comparison comparison;
};

// Errors: kInvalidArgument "backtest.period" where `since` is not before `until`, "backtest.no_events" where
// the log holds nothing of the period (the message says what it holds); those of the history.
Result<BacktestReport> Backtest(History& history,
                                std::shared_ptr<const enforcement::Policy> candidate,
                                const BacktestOptions& options,
                                const std::function<void(const BacktestProgress&)>& on_progress);

}  // namespace assay::flows

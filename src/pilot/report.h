// SPDX-License-Identifier: Apache-2.0
// The report of a pilot, on four pages: summary, comparison, what was found, limits. As HTML that prints one part a
// page, as Markdown and as JSON; the same pilot gives the same bytes.
//
// What the review sheet says comes later: it stands between two marks in the first two forms and in the member
// "review" of the third, and WithReview puts the answers there.
//
// Pure. Threads: none.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/time.h"
#include "pilot/comparison.h"
#include "pilot/linked_stores.h"
#include "pilot/review_sheet.h"

namespace assay::pilot {

struct TableReport {
  std::string name;  // "listings"
  std::string file;
  std::string form;  // "gb18030, cells kept apart by tabs"
  std::int64_t rows = 0;
  std::int64_t used = 0;
  std::map<std::string, std::int64_t> rejected = {};  // By reason.
  std::vector<std::string> dropped = {};              // Columns.
  std::vector<std::string> notes = {};
};

// A store that was found, with the listing that did it.
struct Example {
  std::string store;
  Standing standing = Standing::kOnlyOurs;
  Instant found;
  std::optional<Instant> closed;
  std::string listing;
  std::string title;
  std::string price;
  std::vector<std::string> reasons;  // The strongest first.
};

struct PilotReport {
  Instant begin;  // Of the first event, and of the last.
  Instant end;
  std::int16_t offset_minutes = 0;
  std::uint64_t seed = 0;
  std::vector<TableReport> tables;
  std::vector<std::string> disabled;  // What is off, and why. Sentences.
  std::int64_t events = 0;
  std::int64_t late = 0;  // Events that came too late to count.
  Comparison comparison;
  std::int64_t closings = 0;            // All rows of the team's file that could be read.
  std::int64_t closings_otherwise = 0;  // For another reason than counterfeits.
  std::int64_t closed_unknown = 0;      // Stores closed that no listing or order is of.
  bool has_closing_reasons = true;
  std::map<std::string, std::int64_t> found_by_rule;
  std::vector<std::pair<std::string, std::int64_t>>
      brands;  // Stores found, by brand; the most first.
  std::vector<Example> examples;
  std::int64_t stores_opened = 0;  // Stores whose opening is known: 0 without such a table.
  std::vector<LinkedStore> linked_stores;
  std::int64_t sheet_rows = 0;
  std::array<std::int64_t, kStandings> sheet_by_standing = {};
};

std::string AsHtml(const PilotReport& report);
std::string AsMarkdown(const PilotReport& report);
std::string AsJson(const PilotReport& report);

// The report with the answers in it; the text itself where it has no marks.
std::string WithReviewHtml(std::string_view html, const ReviewScore& score);
std::string WithReviewMarkdown(std::string_view markdown, const ReviewScore& score);
std::string WithReviewJson(std::string_view json, const ReviewScore& score);
// For the terminal.
std::string ReviewText(const ReviewScore& score);

}  // namespace assay::pilot

// SPDX-License-Identifier: Apache-2.0
// What a person is shown: values only. Other people's text in them is as it came, and is made harmless by
// whoever prints it. Sealed fields are not among them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/ids.h"
#include "core/listing.h"
#include "core/log_odds.h"
#include "core/time.h"
#include "enforcement/allegation.h"
#include "enforcement/measure.h"
#include "linkage/link.h"
#include "screening/verdict.h"

namespace assay::cases {

// A measure that waits for a person: a proposal, or what the machine did for a limited time.
struct OpenItem {
  std::string name;  // As in actions and decisions.
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  enforcement::MeasureStatus status = enforcement::MeasureStatus::kProposed;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  std::string store;
  std::string listing;  // Empty for measures against a store.
  std::string rule;
  std::int64_t since_ms = 0;
  std::int64_t due_ms = 0;  // When it ends by itself; 0: it does not.
  std::int32_t score = 0;   // Of the listing; 0 for stores.
  Sequence sequence;        // Of the event that led to it.
  friend bool operator==(const OpenItem&, const OpenItem&) = default;
};

struct MeasureStep {
  Sequence sequence;
  Instant time;
  enforcement::MeasureStatus status = enforcement::MeasureStatus::kNone;
  std::string by;  // "machine", "marketplace", "clock", or who decided.
  std::int64_t until_ms = 0;
  friend bool operator==(const MeasureStep&, const MeasureStep&) = default;
};

struct MeasureFile {
  std::string name;
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  enforcement::AllegationType allegation = enforcement::AllegationType::kCounterfeit;
  std::string store;
  std::string listing;
  std::string rule;
  std::string because;             // What the seller is told; empty where the rule says nothing.
  std::vector<MeasureStep> steps;  // In the order of the log; at least one.
};

// The newest verdict of a listing.
struct JudgedListing {
  Sequence sequence;
  Instant time;
  std::string listing;
  std::int32_t score = 0;
  screening::Band band = screening::Band::kUnknown;
  LogOdds log_odds;
};

// With what was found, and its text as the judged version had it.
struct ListingFile : JudgedListing {
  std::vector<screening::Finding> findings;
  std::optional<Listing> text;
};

// What is counted about a store since it was first seen.
struct StoreFigures {
  std::int64_t opened_ms = 0;  // 0: never seen to open.
  std::int64_t closed_ms = 0;  // 0: open.
  std::uint64_t listings = 0;  // On sale.
  std::uint64_t red_listings = 0;
  std::uint64_t orders = 0;
  std::uint64_t orders_of_red = 0;  // The listing was red when ordered.
  std::uint64_t refunds = 0;
  std::uint64_t counterfeit_refunds = 0;  // The buyer said so.
  std::int64_t points = 0;                // Live.
  std::int64_t strikes = 0;               // Live.
};

// Everything open about one store, and why.
struct CaseFile {
  std::string store;
  Instant as_of;  // The log's clock.
  StoreFigures figures;
  std::vector<OpenItem> open;         // In review order.
  std::vector<MeasureFile> measures;  // The newest first.
  std::size_t measures_left_out = 0;  // Older ones.
  std::vector<ListingFile> listings;  // What is judged worst first.
  std::size_t listings_left_out = 0;  // Judged better than those.
  std::vector<linkage::Link> links;   // To stores shut for counterfeits, strongest first.
};

inline constexpr std::size_t kCaseListingsMax = 50;
inline constexpr std::size_t kCaseMeasuresMax = 200;

}  // namespace assay::cases

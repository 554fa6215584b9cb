// SPDX-License-Identifier: Apache-2.0
// The figures a report may show, each defined once: what is counted, over what, in whose time, by
// whose word, and how sure. docs/measures.md is written from this table.
//
// Invariant: figures whose denominators or standings differ are different figures; none is ever
// added to another or shown under another's name. "1.49 in 10,000" means one thing per paid order
// and another per return request, and published figures have been told both ways (docs/measures.md).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "reporting/report_source.h"

namespace assay::reporting {

enum class Unit : std::uint8_t {
  kCount,
  kPerTenThousand,
  kShare,       // In [0, 1]; shown in per cent.
  kHoursAtMost  // Upper bound of a class: the value lies at or below it.
};

// Whose word a figure rests on.
enum class Standing : std::uint8_t {
  kObserved,   // The marketplace reports it as having happened: an order, an opening.
  kClaimed,    // A buyer says so.
  kFlagged,    // Assay says so.
  kExecuted,   // The marketplace reports that it did what was asked.
  kConfirmed,  // A person, a court or an examined purchase says so.
  kReversed,   // It was said or done, and undone.
  kEstimated,  // From a sample, with an interval.
};
std::string_view NameOf(Standing standing);

enum class Figure : std::uint8_t {
  kStoresShut,
  kStoresShutNet,
  kStoresReversed,
  kOpened,
  kRepeatStores,
  kShutAgain,
  kFoundBeforeSale,
  kFoundBeforeComplaint,
  kFakeRefundsPerOrders,
  kFakeRefundsPerRequests,
  kOrdersOfRed,
  kOrdersConfirmedFake,
  kConfirmedFakePerOrders,
  kPrevalence,
  kPrevalenceAdjusted,
  kPaidOrders,
  kTurnedRed,
  kListingMeasures,
  kMeasuresExpired,
  kErrorsFound,
  kProposalsRejected,
  kHandlingMedian,
  kHandlingNinety,
  kHandledInADay,
  kLateEvents,
};

// One word or sentence each, shown to readers. `numerator` is a count where there is no
// denominator.
struct FigureDefinition {
  Figure figure;
  std::string_view id;  // Stable: commands, JSON and HTML anchors use it.
  std::string_view title;
  Unit unit;
  Standing standing;
  std::string_view numerator;
  std::string_view denominator;  // Empty for plain counts.
  // Days after the period's end until the figure no longer changes, beyond the allowed lateness.
  std::int32_t matures_days;
  // What is easily misread.
  std::string_view caution;
  // Its rows, where tables hold them one by one; others are listed by day.
  std::optional<RowSet> rows;
  // What its 95 % interval is; empty where there is none.
  std::string_view interval = "";
};

std::span<const FigureDefinition> AllFigures();
const FigureDefinition& DefinitionOf(Figure figure);
const FigureDefinition* FindFigure(std::string_view id);  // nullptr where there is none.

// All of the above as the Markdown that docs/measures.md holds.
std::string DescribeFigures();

}  // namespace assay::reporting

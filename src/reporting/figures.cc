// SPDX-License-Identifier: Apache-2.0
#include "reporting/figures.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "core/check.h"

namespace assay::reporting {
namespace {

constexpr auto kByDay = std::optional<RowSet>();
constexpr auto kReversal = static_cast<std::int32_t>(kReversalDays);
constexpr auto kReexamination = static_cast<std::int32_t>(kReexaminationDays);

// In the order they are shown. Lateness is not repeated here: no figure is final before it is over.
constexpr std::array kFigures = {
    FigureDefinition{
        Figure::kStoresShut, "stores_shut", "Stores shut", Unit::kCount, Standing::kExecuted,
        "distinct stores with an executed closing for counterfeits (reason "
        "ip_counterfeit) that has no end, before reversals",
        "", 0, "Closings for other reasons and for a time are not in it.", RowSet::kStoresShut},
    FigureDefinition{Figure::kStoresShutNet, "stores_shut_net", "Stores shut, net of reversals",
                     Unit::kCount, Standing::kExecuted, "stores_shut less stores_reversed", "",
                     kReversal, "Falls while closings of the last 90 days may still be undone.",
                     RowSet::kStoresShut},
    FigureDefinition{Figure::kStoresReversed, "stores_reversed", "Closings reversed", Unit::kShare,
                     Standing::kReversed,
                     "stores of stores_shut that the marketplace opened again under the same id "
                     "within 90 days",
                     "stores_shut", kReversal,
                     "A store that comes back under another id is a repeat store, not a reversal.",
                     RowSet::kStoresReversed},
    FigureDefinition{Figure::kOpened, "stores_opened", "Stores opened", Unit::kCount,
                     Standing::kObserved, "distinct stores opened for the first time", "", 0, "",
                     RowSet::kOpened},
    FigureDefinition{Figure::kRepeatStores, "repeat_stores", "Repeat stores among those opened",
                     Unit::kShare, Standing::kFlagged,
                     "stores opened with a link to a store that had been shut for counterfeits "
                     "before they opened; the link stands, or stood until the store was shut too",
                     "stores_opened", 0,
                     "A link is a proposal: some are wrong, and whoever changes every identity is "
                     "not seen.",
                     RowSet::kRepeatStores},
    FigureDefinition{
        Figure::kShutAgain, "shut_again", "Repeat stores among those shut", Unit::kShare,
        Standing::kFlagged,
        "stores of stores_shut with a link, until then, to a store shut for counterfeits "
        "before them",
        "stores_shut", 0, "As repeat_stores.", RowSet::kShutAgain},
    FigureDefinition{Figure::kFoundBeforeSale, "found_before_sale", "Found before any sale",
                     Unit::kShare, Standing::kFlagged,
                     "first measures against a listing, about counterfeits, before any order of it",
                     "first measures against a listing, about counterfeits", 0,
                     "Of what was found. What was never found is in neither count.", kByDay},
    FigureDefinition{Figure::kFoundBeforeComplaint, "found_before_complaint",
                     "Found before any complaint", Unit::kShare, Standing::kFlagged,
                     "first measures against a listing, about counterfeits, before any refund of "
                     "it was asked for as counterfeit",
                     "first measures against a listing, about counterfeits", 0,
                     "Of what was found. What was never found is in neither count.", kByDay},
    FigureDefinition{Figure::kFakeRefundsPerOrders, "fake_refunds_per_10000_orders",
                     "Refunds claimed as fake per 10,000 orders", Unit::kPerTenThousand,
                     Standing::kClaimed, "refund requests with the buyer's reason \"counterfeit\"",
                     "paid orders", 0,
                     "Buyers' claims: some are mistaken, and most who got a fake never claim. A "
                     "request counts on its own day, its order on another.",
                     kByDay},
    FigureDefinition{Figure::kFakeRefundsPerRequests, "fake_refunds_per_10000_requests",
                     "Refunds claimed as fake per 10,000 refund requests", Unit::kPerTenThousand,
                     Standing::kClaimed, "refund requests with the buyer's reason \"counterfeit\"",
                     "refund requests of any reason", 0,
                     "Rises when other refunds fall. Never to be set beside a figure per orders.",
                     kByDay},
    FigureDefinition{
        Figure::kOrdersOfRed, "orders_red_per_10000", "Orders of red listings per 10,000 orders",
        Unit::kPerTenThousand, Standing::kFlagged, "paid orders whose listing was red when ordered",
        "paid orders", 0,
        "Assay's opinion of the listing at that moment, not what was in the parcel.", kByDay},
    FigureDefinition{Figure::kOrdersConfirmedFake, "orders_confirmed_fake", "Orders confirmed fake",
                     Unit::kCount, Standing::kConfirmed,
                     "orders first examined in the period whose goods an examiner found "
                     "counterfeit, and none found otherwise",
                     "", kReexamination,
                     "Of what was examined, mostly on suspicion: says how much was examined before "
                     "it says how much is fake.",
                     RowSet::kConfirmedFakes},
    FigureDefinition{Figure::kConfirmedFakePerOrders, "confirmed_fake_per_10000_orders",
                     "Orders confirmed fake per 10,000 orders", Unit::kPerTenThousand,
                     Standing::kConfirmed, "orders_confirmed_fake", "paid orders", kReexamination,
                     "No estimate of how many are fake: most orders were never examined. An order "
                     "counts on the day it was examined, and was made before.",
                     RowSet::kConfirmedFakes,
                     "counted in full; the 95 % interval (Wilson) is how far chance alone moves a "
                     "count of that size"},
    FigureDefinition{Figure::kPrevalence, "prevalence", "Counterfeit orders per 10,000, estimated",
                     Unit::kPerTenThousand, Standing::kEstimated,
                     "orders drawn by chance, first examined in the period and found counterfeit, "
                     "each weighted by one over its chance of being drawn",
                     "orders drawn by chance, first examined in the period and found one or the "
                     "other, weighted alike; so the share is of all orders that were drawn from",
                     kReexamination,
                     "Numerator and denominator are shown unweighted. Purchases made on suspicion "
                     "say nothing about it and are not in it. An examiner's errors are: where few "
                     "are fake, the genuine taken for fakes weigh most. prevalence_adjusted takes "
                     "them out.",
                     RowSet::kDraws,
                     "sampled; the 95 % interval (Wilson) is for as many equally likely draws as "
                     "would be as sure"},
    FigureDefinition{
        Figure::kPrevalenceAdjusted, "prevalence_adjusted",
        "Counterfeit orders per 10,000, estimated, without examiners' errors",
        Unit::kPerTenThousand, Standing::kEstimated,
        "as prevalence, an order whose examiners contradict each other counted by halves; less "
        "what examiners take for counterfeit who err as often as those of orders that were "
        "drawn to be examined again contradict each other",
        "as prevalence, with those orders", kReexamination,
        "Holds where examiners of one order do not know of each other, and miss a fake as often "
        "as they take a genuine piece for one: where they miss more, more is counterfeit.",
        RowSet::kDraws,
        "sampled; the 95 % interval is of the draws and of the examiners' error together"},
    FigureDefinition{Figure::kPaidOrders, "orders", "Paid orders", Unit::kCount,
                     Standing::kObserved, "paid orders", "", 0, "", kByDay},
    FigureDefinition{Figure::kTurnedRed, "listings_red", "Listings red for the first time",
                     Unit::kCount, Standing::kFlagged,
                     "listings whose verdict became red for the "
                     "first time",
                     "", 0, "", kByDay},
    FigureDefinition{Figure::kListingMeasures, "listing_measures", "Measures against listings",
                     Unit::kCount, Standing::kExecuted,
                     "block_publish, hold and delist about counterfeits that the marketplace "
                     "reported executed",
                     "", 0, "A listing may be measured more than once.", RowSet::kListingMeasures},
    FigureDefinition{Figure::kMeasuresExpired, "measures_expired",
                     "Measures that ended unconfirmed", Unit::kCount, Standing::kReversed,
                     "measures of the machine about counterfeits whose time limit passed without a "
                     "person's word",
                     "", 0, "Says how much review is missing, not how much was wrong.",
                     RowSet::kExpired},
    FigureDefinition{Figure::kErrorsFound, "errors_found", "Errors found", Unit::kShare,
                     Standing::kReversed, "measures about counterfeits lifted by a person",
                     "measures about counterfeits that a person lifted or confirmed", 0,
                     "Errors among what persons looked at. They look at what is doubtful or "
                     "appealed, so this is no error rate of all measures.",
                     RowSet::kLiftedByPerson},
    FigureDefinition{Figure::kProposalsRejected, "proposals_rejected", "Proposals rejected",
                     Unit::kShare, Standing::kReversed,
                     "proposed measures about counterfeits that a person rejected",
                     "measures about counterfeits proposed to a person", 0,
                     "Proposals of the last days may still wait; one made anew after an edit "
                     "counts again.",
                     RowSet::kRejected},
    FigureDefinition{
        Figure::kHandlingMedian, "handling_median", "Handling time, half within",
        Unit::kHoursAtMost, Standing::kObserved,
        "the class of hours in which half of all decisions by persons about counterfeits "
        "had been made, from request or proposal",
        "measures about counterfeits that a person decided", 0,
        "An upper bound: nothing finer than the class is kept.", RowSet::kDecided},
    FigureDefinition{
        Figure::kHandlingNinety, "handling_90", "Handling time, nine in ten within",
        Unit::kHoursAtMost, Standing::kObserved,
        "the class of hours in which 90 % of all decisions by persons about counterfeits "
        "had been made",
        "measures about counterfeits that a person decided", 0,
        "An upper bound: nothing finer than the class is kept.", RowSet::kDecided},
    FigureDefinition{
        Figure::kHandledInADay, "handled_in_24h", "Handled within 24 hours", Unit::kShare,
        Standing::kObserved, "measures about counterfeits that a person decided within 24 hours",
        "measures about counterfeits that a person decided", 0,
        "What still waits, or was never decided, is in neither count.", RowSet::kDecided},
    FigureDefinition{
        Figure::kLateEvents, "late_events", "Late events", Unit::kCount, Standing::kObserved,
        "events that came after the allowed lateness, by their own day", "", 0,
        "In no other figure from daily counts. Late openings, closings and examinations "
        "do count.",
        kByDay},
};

std::string_view NameOf(Unit unit) {
  switch (unit) {
    case Unit::kCount:
      return "count";
    case Unit::kPerTenThousand:
      return "per 10,000";
    case Unit::kShare:
      return "share, in per cent";
    case Unit::kHoursAtMost:
      return "hours, upper bound of a class";
  }
  return "count";
}

std::string Maturity(const FigureDefinition& definition) {
  return definition.matures_days == 0
             ? "when the allowed lateness after the period's end is over"
             : fmt::format("{} days after the period's end", definition.matures_days);
}

}  // namespace

std::string_view NameOf(Standing standing) {
  switch (standing) {
    case Standing::kObserved:
      return "observed";
    case Standing::kClaimed:
      return "claimed";
    case Standing::kFlagged:
      return "flagged";
    case Standing::kExecuted:
      return "executed";
    case Standing::kConfirmed:
      return "confirmed";
    case Standing::kReversed:
      return "reversed";
    case Standing::kEstimated:
      return "estimated";
  }
  return "observed";
}

std::span<const FigureDefinition> AllFigures() {
  return kFigures;
}

const FigureDefinition& DefinitionOf(Figure figure) {
  const auto index = static_cast<std::size_t>(figure);
  CHECK_THAT(index < kFigures.size() && kFigures[index].figure == figure,
             "the table has one line a figure, in the order of the enumeration");
  return kFigures[index];
}

const FigureDefinition* FindFigure(std::string_view id) {
  const auto found = std::ranges::find(kFigures, id, &FigureDefinition::id);
  return found == kFigures.end() ? nullptr : &*found;
}

std::string DescribeFigures() {
  std::string text;
  for (const FigureDefinition& f : kFigures) {
    text += fmt::format("### {}: `{}`\n\n", f.title, f.id);
    text += fmt::format("| | |\n| --- | --- |\n| unit | {} |\n| {} | {} |\n", NameOf(f.unit),
                        f.denominator.empty() ? "counts" : "numerator", f.numerator);
    if (!f.denominator.empty()) {
      text += fmt::format("| denominator | {} |\n", f.denominator);
    }
    text += fmt::format("| standing | {} |\n", NameOf(f.standing));
    text += fmt::format("| counted or sampled | {} |\n",
                        f.interval.empty() ? "counted in full: no interval" : f.interval);
    text += fmt::format("| final | {} |\n", Maturity(f));
    if (!f.caution.empty()) {
      text += fmt::format("| caution | {} |\n", f.caution);
    }
    text += fmt::format("| rows | `assay report PERIOD --rows {}`{} |\n\n", f.id,
                        f.rows ? "" : ", by day");
  }
  return text;
}

}  // namespace assay::reporting

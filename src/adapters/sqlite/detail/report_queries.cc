// SPDX-License-Identifier: Apache-2.0
#include "adapters/sqlite/detail/report_queries.h"

#include <string_view>

#include <fmt/format.h>

#include "core/check.h"

namespace assay::sqlite::detail {
namespace {

using reporting::RowSet;

// Rows about stores: from where, and the table by whose index they come in order.
struct Moves {
  char first;
  std::string_view from;
};

// Closings that make a store shut.
constexpr Moves kShut{
    'c',
    " FROM closure c WHERE c.time_ms>=?1 AND c.time_ms<?2 AND c.reason='ip_counterfeit' AND "
    "c.indefinite=1"};
constexpr Moves kOpened{'o',
                        " FROM opening o WHERE o.time_ms>=?1 AND o.time_ms<?2 AND o.reopened=0"};
constexpr Moves kReversed{
    'o',
    " FROM opening o CROSS JOIN closure c ON c.store=o.store WHERE o.time_ms>=?1 AND "
    "o.time_ms<?2+?3 AND o.reopened=1 AND c.time_ms>=?1 AND c.time_ms<?2 AND "
    "c.reason='ip_counterfeit' AND c.indefinite=1 AND o.time_ms>=c.time_ms AND "
    "o.time_ms<c.time_ms+?3"};
// Of repeat stores (detail/repeat_moves.h): the openings, and the closings.
constexpr Moves kRepeat{'r',
                        " FROM repeat_move r WHERE r.is_shut=0 AND r.time_ms>=?1 AND r.time_ms<?2"};
constexpr Moves kShutAgain{
    'r',
    " FROM repeat_move r CROSS JOIN closure c ON c.sequence=r.sequence WHERE r.is_shut=1 AND "
    "r.time_ms>=?1 AND r.time_ms<?2"};

const Moves& MovesOf(RowSet rows) {
  switch (rows) {
    case RowSet::kStoresShut:
      return kShut;
    case RowSet::kStoresReversed:
      return kReversed;
    case RowSet::kOpened:
      return kOpened;
    case RowSet::kRepeatStores:
      return kRepeat;
    default:
      CHECK_THAT(rows == RowSet::kShutAgain, "the other rows are about measures");
      return kShutAgain;
  }
}

std::string ClosureRows(const Moves& moves) {
  return fmt::format(
      "SELECT c.sequence,c.time_ms,c.store,'',c.reason,NULL,c.actor{0} ORDER BY "
      "{1}.time_ms,{1}.sequence",
      moves.from, moves.first);
}

std::string OpeningRows(const Moves& moves) {
  return fmt::format(
      "SELECT {1}.sequence,{1}.time_ms,{1}.store,'','opened',NULL,''{0} ORDER BY "
      "{1}.time_ms,{1}.sequence",
      moves.from, moves.first);
}

// What the marketplace and people say of a measure names it alone; what was asked names the listing too.
std::string MeasureRows(std::string_view condition) {
  return fmt::format(
      "SELECT sequence,time_ms,store,(SELECT MAX(n.listing) FROM measure n WHERE "
      "n.measure=m.measure),kind||' '||status,measure,actor FROM measure m WHERE "
      "time_ms>=?1 AND time_ms<?2 AND allegation='counterfeit' AND {} ORDER BY "
      "time_ms,sequence,ordinal",
      condition);
}

// By the rules of reporting/examination.h: whether the examination {0} stands by the end of rule 1, and those that do of
// orders that were first examined in the period.
constexpr std::string_view kStands =
    "{0}.time_ms<?2+?4 AND NOT EXISTS(SELECT 1 FROM examination n WHERE "
    "n.retells=iif({0}.retells=0,{0}.sequence,{0}.retells) AND n.retells<>0 AND "
    "n.sequence>{0}.sequence AND n.time_ms<?2+?4)";

std::string StandingExaminations() {
  return fmt::format(" FROM examination e WHERE e.first_ms>=?1 AND e.first_ms<?2 AND {}",
                     fmt::format(kStands, 'e'));
}

// Those of an order together, where the index has them: the first come without reading the others.
std::string ExaminationRows(std::string_view condition) {
  return fmt::format(
      "SELECT e.sequence,e.time_ms,e.store,e.listing,e.result||' '||e.selection||"
      "iif(e.probability_trillionths=0,'',printf(' %.12g',e.probability_trillionths/1e12)),NULL,"
      "e.purchase{} AND {} ORDER BY e.first_ms,e.store,e.purchase,e.sequence",
      StandingExaminations(), condition);
}

}  // namespace

std::string ExaminedOrdersQuery() {
  return fmt::format(
      "SELECT e.store,e.purchase,MAX(e.result='counterfeit'),MAX(e.result='not_counterfeit'),"
      "MAX(e.selection IN('random','stratified')),"
      "MAX((e.selection IN('random','stratified'))*e.probability_trillionths),"
      "SUM(e.selection IN('random','stratified') AND e.result='counterfeit'),"
      "SUM(e.selection IN('random','stratified') AND e.result='not_counterfeit'){} "
      "GROUP BY e.first_ms,e.store,e.purchase",
      StandingExaminations());
}

std::string RowsQuery(RowSet rows) {
  switch (rows) {
    case RowSet::kStoresShut:
      return ClosureRows(kShut);
    case RowSet::kStoresReversed:
      return OpeningRows(kReversed);
    case RowSet::kOpened:
      return OpeningRows(kOpened);
    case RowSet::kRepeatStores:
      return OpeningRows(kRepeat);
    case RowSet::kShutAgain:
      return ClosureRows(kShutAgain);
    case RowSet::kListingMeasures:
      return MeasureRows("status='executed' AND kind IN('block_publish','hold','delist')");
    case RowSet::kAccusations:
      return MeasureRows("status='executed'");
    case RowSet::kExpired:
      return MeasureRows("status='expired'");
    case RowSet::kLiftedByPerson:
      return MeasureRows("status='lifted_by_person'");
    case RowSet::kRejected:
      return MeasureRows("status='rejected'");
    case RowSet::kDecided:
      // As the index `measure_answer` says it: the row of a request or proposal alone names a rule.
      return MeasureRows(
          "rule='' AND (status='confirmed' OR status='requested' OR status='lifted_by_person' OR "
          "status='rejected')");
    case RowSet::kConfirmedFakes:
      return ExaminationRows(
          fmt::format("e.result='counterfeit' AND NOT EXISTS(SELECT 1 FROM examination o WHERE "
                      "o.store=e.store AND o.purchase=e.purchase AND o.result='not_counterfeit' "
                      "AND {})",
                      fmt::format(kStands, 'o')));
    case RowSet::kDraws:
      return ExaminationRows("e.selection IN('random','stratified')");
  }
  return "";
}

std::string CountQuery(RowSet rows) {
  return fmt::format("SELECT count(*){}", MovesOf(rows).from);
}

std::string StoresQuery(RowSet rows) {
  return fmt::format("SELECT {}.store{}", MovesOf(rows).first, MovesOf(rows).from);
}

}  // namespace assay::sqlite::detail

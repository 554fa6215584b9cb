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

}  // namespace

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

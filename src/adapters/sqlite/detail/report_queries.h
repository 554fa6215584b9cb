// SPDX-License-Identifier: Apache-2.0
// What reports ask of the tables. Each goes through an index that is made for it (migrations 0006 and 0007): it reads
// the rows of its period, in their order, and nothing else.
//
// Parameters: ?1 and ?2 are the period's first moment and the first one after it; ?3, where there is one, how long a
// closing may be undone; ?4, where there is one, how long an order may be examined again.
#pragma once

#include <string>

#include "reporting/report_source.h"

namespace assay::sqlite::detail {

// Columns: sequence, time_ms, store, listing, what, measure (its number or null), other.
std::string RowsQuery(reporting::RowSet rows);
// Columns: store, purchase, then as numbers whether it was found counterfeit, found otherwise, drawn by chance, and the
// greatest of its chances.
std::string ExaminedOrdersQuery();
// One number. Of rows about openings and closings, as are the next.
std::string CountQuery(reporting::RowSet rows);
// The store of each row, one column: a store may stand there twice.
std::string StoresQuery(reporting::RowSet rows);

}  // namespace assay::sqlite::detail

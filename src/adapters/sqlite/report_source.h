// SPDX-License-Identifier: Apache-2.0
// What reports read, out of an installation's tables: roll-ups by day, stores opened and shut, links, measures.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include "core/result.h"
#include "reporting/report_source.h"

namespace assay::sqlite {

struct ReportingTime {
  std::int64_t allowed_lateness_ms = 0;
  std::int16_t offset_minutes = 0;
};
// Of a configuration's text: the caller knows the form.
using ReadReportingTime = std::function<Result<ReportingTime>(std::string_view configuration)>;

// Opens the database at `path` to read, while a writer may go on. Errors: as OpenToRead (migrations.h).
Result<std::unique_ptr<reporting::ReportSource>> OpenReportSource(
    const std::string& path, const ReadReportingTime& read_reporting_time);

}  // namespace assay::sqlite

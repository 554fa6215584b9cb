// SPDX-License-Identifier: Apache-2.0
// Numbers and dates as readers see them, the same in Markdown and HTML.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "core/rate.h"
#include "reporting/annual_report.h"
#include "reporting/truth.h"

namespace assay::reporting::detail {

std::string Grouped(std::int64_t number);  // "240,000"
// "240,000", "1.49", "1.49 [1.20, 1.85]", "97.0 %", "within 4 h"; a dash where there is none.
std::string ValueText(Unit unit, const Reading& reading);
// "149 of 1,000,000", and what must be told with it; why not, where there is no value.
std::string BasisText(const FigureDefinition& definition, const Reading& reading);
// "+33.3 %", "-2.0 points"; a dash where nothing is compared.
std::string ChangeText(Unit unit, const Change& change);
std::string RateText(const Rate& rate);  // "97.0 % [95.1, 98.2] (97 of 100)"
std::string RowsCommand(const Report& report, const FigureDefinition& definition);
std::string EventCommand(const Report& report, Sequence sequence);
// As of which event time, up to which event of the log, in which zone.
std::string AsOfText(const Horizon& horizon);
std::string OffsetText(std::int16_t minutes);  // "UTC+08:00"
std::string TimeText(const Row& row, std::int16_t offset_minutes);

// What has to be known before any figure is read.
std::vector<std::string> Notes(const Report& report);

// Of a report against the truth.
std::string TruthText(Unit unit, const TrueValue& value);
std::string ErrorText(Unit unit, const TrueValue& value);
std::vector<std::pair<std::string, Rate>> NamedRates(const TruthReport& truth);
std::vector<std::string> TruthNotes(const TruthReport& truth);

}  // namespace assay::reporting::detail

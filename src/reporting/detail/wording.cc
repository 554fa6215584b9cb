// SPDX-License-Identifier: Apache-2.0
#include "reporting/detail/wording.h"

#include <cstdlib>

#include <fmt/format.h>

namespace assay::reporting::detail {
namespace {

constexpr const char* kNone = "–";

std::string Sign(double amount) {
  return amount < 0 ? "−" : "+";
}

// As one word of a shell.
std::string Quoted(const std::string& text) {
  if (text.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
                             "_-./+:@%") == std::string::npos &&
      !text.empty()) {
    return text;
  }
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') {
      quoted += "'\\'";
    }
    quoted += c;
  }
  quoted += '\'';
  return quoted;
}

std::string DataOption(const Report& report) {
  return report.folder == "./assay-data" ? "" : fmt::format(" --data {}", Quoted(report.folder));
}

}  // namespace

std::string Grouped(std::int64_t number) {
  const std::string plain = std::to_string(std::abs(number));
  std::string digits;
  for (std::size_t i = 0; i < plain.size(); ++i) {
    if (i > 0 && (plain.size() - i) % 3 == 0) {
      digits += ',';
    }
    digits += plain[i];
  }
  return number < 0 ? fmt::format("−{}", digits) : digits;
}

std::string ValueText(Unit unit, const Reading& reading) {
  if (!reading.value) {
    return kNone;
  }
  switch (unit) {
    case Unit::kCount:
      return Grouped(reading.numerator);
    case Unit::kPerTenThousand:
      return reading.interval ? fmt::format("{:.2f} [{:.2f}, {:.2f}]", *reading.value,
                                            reading.interval->low, reading.interval->high)
                              : fmt::format("{:.2f}", *reading.value);
    case Unit::kShare:
      return fmt::format("{:.1f} %", *reading.value * 100);
    case Unit::kHoursAtMost:
      return fmt::format("within {:.0f} h", *reading.value);
  }
  return kNone;
}

std::string BasisText(const FigureDefinition& definition, const Reading& reading) {
  if (!reading.value) {
    return reading.why_not;
  }
  if (definition.denominator.empty()) {
    return reading.beside;
  }
  return fmt::format("{} of {}{}{}", Grouped(reading.numerator), Grouped(reading.denominator),
                     reading.beside.empty() ? "" : " ", reading.beside);
}

std::string ChangeText(Unit unit, const Change& change) {
  if (!change.amount) {
    return kNone;
  }
  return fmt::format("{}{:.1f} {}", Sign(*change.amount), std::abs(*change.amount),
                     unit == Unit::kShare ? "points" : "%");
}

std::string RateText(const Rate& rate) {
  if (!rate.value()) {
    return "– (0 of 0)";
  }
  return fmt::format("{:.1f} % [{:.1f}, {:.1f}] ({} of {})", *rate.value() * 100, rate.low() * 100,
                     rate.high() * 100, Grouped(static_cast<std::int64_t>(rate.hits)),
                     Grouped(static_cast<std::int64_t>(rate.of)));
}

std::string RowsCommand(const Report& report, const FigureDefinition& definition) {
  return fmt::format("assay report {} --rows {}{}", report.period.name(), definition.id,
                     DataOption(report));
}

std::string EventCommand(const Report& report, Sequence sequence) {
  return fmt::format("assay show event {}{}", sequence.number, DataOption(report));
}

std::string OffsetText(std::int16_t minutes) {
  const int size = std::abs(int{minutes});
  return fmt::format("UTC{}{:02}:{:02}", minutes < 0 ? "−" : "+", size / 60, size % 60);
}

std::string AsOfText(const Horizon& horizon) {
  return fmt::format("As of {}, up to event {} of the log. Days are days of {}.",
                     FormatRfc3339(OffsetInstant{horizon.clock, horizon.offset_minutes}),
                     Grouped(static_cast<std::int64_t>(horizon.last_sequence)),
                     OffsetText(horizon.offset_minutes));
}

std::string TimeText(const Row& row, std::int16_t offset_minutes) {
  return FormatRfc3339(OffsetInstant{row.time, offset_minutes});
}

std::vector<std::string> Notes(const Report& report) {
  std::vector<std::string> notes;
  for (const std::string& note : {report.about_completeness, report.about_the_year_before}) {
    if (!note.empty()) {
      notes.push_back(note);
    }
  }
  return notes;
}

std::string TruthText(Unit unit, const TrueValue& value) {
  const auto whole = static_cast<std::int64_t>(value.truth);
  return ValueText(unit, {.value = value.truth, .numerator = whole});
}

std::string ErrorText(Unit unit, const TrueValue& value) {
  const std::string size =
      unit == Unit::kCount   ? Grouped(static_cast<std::int64_t>(std::abs(value.error)))
      : unit == Unit::kShare ? fmt::format("{:.1f} points", std::abs(value.error) * 100)
                             : fmt::format("{:.2f}", std::abs(value.error));
  return value.error == 0 ? size : Sign(value.error) + size;
}

std::vector<std::pair<std::string, Rate>> NamedRates(const TruthReport& truth) {
  return {{"stores shut that were offenders (precision)", truth.shut_rightly},
          {"offenders that were shut (recall)", truth.offenders_shut},
          {"measured listings that were counterfeit (precision)", truth.measured_rightly},
          {"counterfeit listings that were measured (recall)", truth.listings_found},
          {"stores flagged as repeat that were (precision)", truth.repeats_rightly},
          {"stores opened again that were flagged (recall)", truth.repeats_found}};
}

std::vector<std::string> TruthNotes(const TruthReport& truth) {
  std::vector<std::string> notes;
  if (truth.orders_are_of_all_time) {
    notes.emplace_back(
        "The truth files do not say when orders were made: the true share of counterfeit orders is "
        "that of the whole simulation.");
  }
  if (truth.unknown_stores > 0) {
    notes.push_back(fmt::format("{} stores have no line in the truth files and are left out.",
                                Grouped(static_cast<std::int64_t>(truth.unknown_stores))));
  }
  return notes;
}

}  // namespace assay::reporting::detail

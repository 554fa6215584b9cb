// SPDX-License-Identifier: Apache-2.0
#include "flows/pilot_sheet.h"

#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "core/html.h"
#include "core/terminal_text.h"
#include "ingest/csv.h"
#include "ingest/profile_table.h"
#include "ingest/text_encoding.h"

namespace assay::flows {
namespace {

constexpr std::string_view kRowColumn = "row";
constexpr std::string_view kStoreColumn = "store";
constexpr std::string_view kAnswerColumn = "counterfeit";
constexpr std::string_view kStandingColumn = "standing";

// A cell that no spreadsheet takes for a formula, quoted.
std::string Cell(std::string_view text) {
  std::string cell = "\"";
  if (!text.empty() && std::string_view("=+-@\t\r").find(text.front()) != std::string_view::npos) {
    cell += '\'';
  }
  for (const char c : text) {
    if (c == '"') {
      cell += '"';
    }
    cell += c == '\n' || c == '\r' ? ' ' : c;
  }
  return cell + "\"";
}

struct KeyRow {
  std::string store;
  pilot::Standing standing = pilot::Standing::kNeither;
};

// A small table with named columns, one call for each row.
Result<void> ForEachRow(
    const ingest::OpenInput& open, const std::string& file,
    const std::vector<std::string_view>& wanted,
    const std::function<Result<void>(std::uint64_t line, const std::vector<std::string>&)>& visit) {
  ASSAY_ASSIGN(const ingest::ProfiledTable profiled,
               ingest::ProfileTable(open, file, ingest::TableKind::kClosures));
  ASSAY_ASSIGN(auto bytes, open(file));
  ASSAY_ASSIGN(auto text, ingest::ReadAsUtf8(std::move(bytes), profiled.profile.encoding));
  ASSAY_ASSIGN(ingest::CsvTable table, ingest::CsvTable::Open(*text, profiled.profile.options));
  std::vector<std::size_t> places;
  for (const std::string_view name : wanted) {
    const auto place = table.FindColumn(name);
    if (!place) {
      return Fail(ErrorCode::kInvalidArgument, "pilot.sheet_column",
                  fmt::format("{} has no column '{}'; it has {}", file, name,
                              fmt::join(table.columns(), ", ")));
    }
    places.push_back(*place);
  }
  while (true) {
    ASSAY_ASSIGN(const auto record, table.Next());
    if (!record) {
      return {};
    }
    if (!record->defect.empty()) {
      return Fail(
          ErrorCode::kInvalidArgument, "pilot.sheet_row",
          fmt::format("{}:{}: the row cannot be read ({})", file, record->line, record->defect));
    }
    std::vector<std::string> cells;
    cells.reserve(places.size());
    for (const std::size_t place : places) {
      cells.emplace_back(record->fields[place]);
    }
    ASSAY_TRY(visit(record->line, cells));
  }
}

std::optional<std::size_t> NumberOf(std::string_view text) {
  std::size_t number = 0;
  const auto [end, failed] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failed == std::errc() && end == text.data() + text.size() ? std::optional(number)
                                                                   : std::nullopt;
}

std::optional<pilot::Standing> StandingNamed(std::string_view name) {
  for (std::size_t i = 0; i < pilot::kStandings; ++i) {
    if (NameOf(static_cast<pilot::Standing>(i)) == name) {
      return static_cast<pilot::Standing>(i);
    }
  }
  return std::nullopt;
}

}  // namespace

std::string SheetTable(const std::vector<SheetRow>& rows) {
  std::string text = fmt::format("\xEF\xBB\xBF{},{},listings,orders", kRowColumn, kStoreColumn);
  for (std::size_t i = 1; i <= kOffersOnSheet; ++i) {
    text += fmt::format(",listing_{0},title_{0},price_{0}", i);
  }
  text += fmt::format(",{},note\r\n", kAnswerColumn);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SheetRow& row = rows[i];
    text += fmt::format("{},{},{},{}", i + 1, Cell(row.store), row.listings, row.orders);
    for (std::size_t offer = 0; offer < kOffersOnSheet; ++offer) {
      const SheetRow::Offer shown =
          offer < row.offers.size() ? row.offers[offer] : SheetRow::Offer();
      text += fmt::format(",{},{},{}", Cell(shown.listing), Cell(shown.title), Cell(shown.price));
    }
    text += ",,\r\n";
  }
  return text;
}

std::string SheetPage(const std::vector<SheetRow>& rows) {
  std::string body =
      "<h1>Review sheet</h1><p>Does the store sell counterfeits? Look at it in your own system and "
      "write <b>yes</b>, "
      "<b>no</b> or <b>unsure</b> into the column <i>counterfeit</i> of sheet.csv. Some of these "
      "stores were found by "
      "Assay, some were closed by the team, some neither; nothing here says which. Best two people "
      "answer apart.</p>"
      "<div class=scroll><table><thead><tr><th scope=col class=n>row<th scope=col>store<th "
      "scope=col class=n>listings"
      "<th scope=col class=n>orders<th scope=col>offers<tbody>";
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const SheetRow& row = rows[i];
    body += fmt::format("<tr><td class=n>{}<td>{}<td class=n>{}<td class=n>{}<td>", i + 1,
                        HtmlForeign(row.store), row.listings, row.orders);
    for (const SheetRow::Offer& offer : row.offers) {
      body += fmt::format("<div>{}: {} {}</div>", HtmlForeign(offer.listing),
                          HtmlForeign(offer.title), HtmlForeign(offer.price));
    }
  }
  return RenderHtmlPage({.title = "Review sheet", .body = body + "</table></div>"});
}

std::string SheetKey(const std::vector<SheetRow>& rows) {
  std::string text = fmt::format("{},{},{}\r\n", kRowColumn, kStoreColumn, kStandingColumn);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    text += fmt::format("{},{},{}\r\n", i + 1, Cell(rows[i].store), NameOf(rows[i].standing));
  }
  return text;
}

Result<pilot::ReviewScore> ScoreSheet(const ingest::OpenInput& open, const std::string& sheet,
                                      const std::string& key) {
  std::map<std::size_t, KeyRow> known;
  ASSAY_TRY(
      ForEachRow(open, key, {kRowColumn, kStoreColumn, kStandingColumn},
                 [&](std::uint64_t line, const std::vector<std::string>& cells) -> Result<void> {
                   const auto row = NumberOf(cells[0]);
                   const auto standing = StandingNamed(cells[2]);
                   if (!row || !standing) {
                     return Fail(ErrorCode::kInvalidArgument, "pilot.sheet_row",
                                 fmt::format("{}:{}: is not a row of a key", key, line));
                   }
                   known[*row] = {cells[1], *standing};
                   return {};
                 }));
  pilot::ReviewScore score;
  std::set<std::size_t> seen;
  const auto wrong_row = [&](std::uint64_t line, std::string_view what) {
    return Fail(ErrorCode::kInvalidArgument, "pilot.sheet_row",
                fmt::format("{}:{}: {}", sheet, line, what));
  };
  ASSAY_TRY(ForEachRow(
      open, sheet, {kRowColumn, kStoreColumn, kAnswerColumn},
      [&](std::uint64_t line, const std::vector<std::string>& cells) -> Result<void> {
        const auto row = NumberOf(cells[0]);
        const auto of = row ? known.find(*row) : known.end();
        if (of == known.end()) {
          return wrong_row(
              line, fmt::format("column 'row': '{}' is no row of this pilot's sheet", cells[0]));
        }
        if (of->second.store != cells[1]) {
          return wrong_row(
              line,
              fmt::format(
                  "column 'store': row {} of this pilot's sheet is another store; was the column "
                  "sorted by itself, or is it the sheet of another pilot?",
                  *row));
        }
        if (!seen.insert(*row).second) {
          return wrong_row(line, fmt::format("row {} stands there twice", *row));
        }
        const auto answer = pilot::ParseAnswer(cells[2]);
        if (!answer) {
          return Fail(ErrorCode::kInvalidArgument, "pilot.sheet_answer",
                      fmt::format("{}:{}: column 'counterfeit': '{}' must be yes, no or unsure",
                                  sheet, line, VisibleText(cells[2], 40)));
        }
        score.by_standing[static_cast<std::size_t>(of->second.standing)].Count(*answer);
        return {};
      }));
  for (const auto& [row, of] : known) {
    if (!seen.contains(row)) {
      score.by_standing[static_cast<std::size_t>(of.standing)].Count(pilot::Answer::kOpen);
    }
  }
  return score;
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "ingest/profile_table.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "ingest/csv.h"
#include "ingest/text_encoding.h"

namespace assay::ingest {
namespace {

// Enough to meet letters beyond ASCII where a table has any; most have one in the first rows.
constexpr std::size_t kEncodingHeadBytes = std::size_t{8} << 20;

Result<std::string> HeadOf(ByteSource& source, std::size_t bytes_max) {
  constexpr std::size_t kFirstBytes = std::size_t{64} << 10;
  std::string head;
  while (head.size() < bytes_max) {
    const std::size_t filled = head.size();
    head.resize(std::min(bytes_max, std::max(kFirstBytes, 2 * filled)));
    ASSAY_ASSIGN(const std::size_t count,
                 source.Read({head.data() + filled, head.size() - filled}));
    head.resize(filled + count);
    if (count == 0) {
      break;
    }
  }
  return head;
}

// Errors of opening name the file already.
Error In(const std::string& file, Error error) {
  if (error.message.starts_with(file)) {
    return error;
  }
  error.message = fmt::format("{}: {}", file, error.message);
  return error;
}

// Texts have no control characters but tabs and ends of lines; a few stray ones come from typing.
bool IsText(std::string_view head) {
  const auto is_control = [](char c) {
    const auto byte = static_cast<unsigned char>(c);
    return (byte < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f') || byte == 0x7F;
  };
  const auto controls = static_cast<std::size_t>(std::ranges::count_if(head, is_control));
  return head.find('\0') == std::string_view::npos && controls * 100 <= head.size();
}

Result<void> CheckIsText(const OpenInput& open, const std::string& file,
                         const std::string& encoding) {
  constexpr std::size_t kBytes = std::size_t{64} << 10;
  ASSAY_ASSIGN(auto bytes, open(file));
  ASSAY_ASSIGN(auto text, ReadAsUtf8(std::move(bytes), encoding));
  ASSAY_ASSIGN(const std::string head, HeadOf(*text, kBytes));
  if (!IsText(head)) {
    return Fail(ErrorCode::kInvalidArgument, "pilot.not_text",
                head.starts_with("PK\x03\x04")
                    ? "this is no text: a spreadsheet or a ZIP. Export the table as CSV"
                    : "this is no text. Export the table as CSV");
  }
  return {};
}

Result<ProfiledTable> Profile(const OpenInput& open, const std::string& file, TableKind kind,
                              std::string_view encoding) {
  ProfiledTable table;
  table.profile.kind = kind;
  ASSAY_ASSIGN(auto bytes, open(file));
  ASSAY_ASSIGN(const std::string raw, HeadOf(*bytes, kEncodingHeadBytes));
  EncodingGuess guess = GuessEncoding(raw);
  if (!encoding.empty() && !guess.name.starts_with("utf")) {
    guess = {.name = std::string(encoding), .why = "as was said"};
  }
  table.profile.encoding = std::move(guess.name);
  table.encoding_why = std::move(guess.why);
  ASSAY_TRY(CheckIsText(open, file, table.profile.encoding));
  ASSAY_ASSIGN(bytes, open(file));
  ASSAY_ASSIGN(auto text, ReadAsUtf8(std::move(bytes), table.profile.encoding));
  ASSAY_ASSIGN(CsvTable csv, CsvTable::Open(*text));
  table.profile.options = csv.options();
  if (csv.columns().size() == 1) {
    return Fail(
        ErrorCode::kInvalidArgument, "pilot.one_column",
        fmt::format(
            "the first line has one column, '{}': neither commas, semicolons, tabs nor bars keep "
            "cells apart. Export the table as CSV with a header row",
            csv.columns().front().substr(0, 80)));
  }
  for (const std::string& name : csv.columns()) {
    table.profile.columns.emplace_back(name);
  }
  while (true) {
    ASSAY_ASSIGN(const std::optional<CsvRecord> record, csv.Next());
    if (!record) {
      break;
    }
    ++table.rows;
    if (!record->defect.empty()) {
      ++table.defective;
      continue;
    }
    for (std::size_t i = 0; i < record->fields.size(); ++i) {
      table.profile.columns[i].Add(record->fields[i]);
    }
  }
  if (table.rows == 0) {
    return Fail(ErrorCode::kInvalidArgument, "pilot.empty_table",
                "there is no row below the names of the columns");
  }
  return table;
}

}  // namespace

Result<ProfiledTable> ProfileTable(const OpenInput& open, const std::string& file, TableKind kind,
                                   std::string_view encoding) {
  if (file == "-") {
    return Fail(
        ErrorCode::kInvalidArgument, "pilot.standard_input",
        fmt::format("{} cannot come from standard input: it is read several times. Name a file",
                    NameOf(kind)));
  }
  auto table = Profile(open, file, kind, encoding);
  if (!table) {
    return Fail(In(file, std::move(table).error()));
  }
  return table;
}

Result<std::vector<std::string>> ReadColumns(const OpenInput& open, const std::string& file,
                                             const CsvMapping& mapping) {
  ASSAY_ASSIGN(auto bytes, open(file));
  ASSAY_ASSIGN(auto text, ReadAsUtf8(std::move(bytes), mapping.encoding()));
  const auto table = CsvTable::Open(*text, mapping.options());
  if (!table) {
    return Fail(In(file, table.error()));
  }
  return table->columns();
}

}  // namespace assay::ingest

// SPDX-License-Identifier: Apache-2.0
#include "flows/event_lines.h"

#include <utility>

#include <fmt/format.h>

#include "ingest/csv.h"
#include "ingest/line_splitter.h"

namespace assay::flows {
namespace {

class JsonLines : public EventLines {
 public:
  explicit JsonLines(ingest::ByteSource& source) : reader_(source) {}

  Result<std::optional<EventLine>> Next() override {
    while (true) {
      ASSAY_ASSIGN(const auto line, reader_.Next());
      if (!line) {
        return std::nullopt;
      }
      if (line->is_blank()) {
        continue;
      }
      EventLine event{.number = line->number,
                      .offset = line->offset,
                      .true_size = line->length,
                      .text = line->text,
                      .rejected = {}};
      if (line->oversized) {
        event.rejected =
            Error{ErrorCode::kLimitExceeded, "ingest.line_too_long",
                  fmt::format("the line has {} bytes, more than the {} an event may have",
                              line->length, ingest::kLineBytesMax)};
      }
      return event;
    }
  }

 private:
  ingest::LineReader reader_;
};

class MappedLines : public EventLines {
 public:
  MappedLines(ingest::CsvTable table, ingest::CsvMapping::Rows rows)
      : table_(std::move(table)), rows_(std::move(rows)) {}

  Result<std::optional<EventLine>> Next() override {
    ASSAY_ASSIGN(const auto record, table_.Next());
    if (!record) {
      return std::nullopt;
    }
    EventLine event{.number = record->line,
                    .offset = record->offset,
                    .true_size = record->raw.size(),
                    .text = record->raw,
                    .rejected = {}};
    if (!record->defect.empty()) {
      event.rejected = Error{ErrorCode::kInvalidArgument, std::string(record->defect),
                             "the row does not have the form of the table"};
      return event;
    }
    auto line = rows_.LineOf(*record);
    if (!line) {
      event.rejected = std::move(line).error();
      return event;
    }
    text_ = std::move(*line);
    event.text = text_;
    return event;
  }

 private:
  ingest::CsvTable table_;
  ingest::CsvMapping::Rows rows_;
  std::string text_;
};

}  // namespace

std::unique_ptr<EventLines> MakeJsonLines(ingest::ByteSource& source) {
  return std::make_unique<JsonLines>(source);
}

Result<std::unique_ptr<EventLines>> MakeMappedLines(ingest::ByteSource& source,
                                                    const ingest::CsvMapping& mapping) {
  ASSAY_ASSIGN(ingest::CsvTable table, ingest::CsvTable::Open(source, mapping.options()));
  ASSAY_ASSIGN(ingest::CsvMapping::Rows rows, mapping.ForColumns(table.columns()));
  return std::make_unique<MappedLines>(std::move(table), std::move(rows));
}

}  // namespace assay::flows

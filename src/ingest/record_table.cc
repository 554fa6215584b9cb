// SPDX-License-Identifier: Apache-2.0
#include "ingest/record_table.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "ingest/csv.h"
#include "ingest/line_splitter.h"
#include "text/utf8.h"

namespace assay::ingest {
namespace {

using Values = std::vector<std::optional<std::string>>;

// The first block was read to tell the format; this gives it again.
class Replay final : public ByteSource {
 public:
  Replay(std::string head, ByteSource& rest) : head_(std::move(head)), rest_(rest) {}

  Result<std::size_t> Read(std::span<char> buffer) override {
    if (given_ == head_.size()) {
      return rest_.Read(buffer);
    }
    const std::size_t count = std::min(buffer.size(), head_.size() - given_);
    std::memcpy(buffer.data(), head_.data() + given_, count);
    given_ += count;
    return count;
  }
  std::uint64_t raw_bytes_read() const override { return rest_.raw_bytes_read(); }
  std::optional<std::uint64_t> raw_bytes_total() const override { return rest_.raw_bytes_total(); }

 private:
  std::string head_;
  std::size_t given_ = 0;
  ByteSource& rest_;
};

}  // namespace

std::size_t RawRecord::size() const {
  std::size_t size = text.size();
  for (const std::string& field : fields) {
    size += field.size();
  }
  return size;
}

struct RecordTable::State {
  std::string noun;
  std::vector<Column> columns;
  std::optional<Replay> source;
  std::optional<LineReader> lines;
  std::optional<CsvTable> table;
  std::vector<std::optional<std::size_t>> positions;  // By column, in a table's records.

  tl::unexpected<Error> Bad(std::string_view what, std::string message) const {
    return Fail(ErrorCode::kInvalidArgument, fmt::format("{}.{}", noun, what), std::move(message));
  }

  Result<void> FindColumns() {
    positions.resize(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      if (columns[i].name.empty()) {
        continue;
      }
      positions[i] = table->FindColumn(columns[i].name);
      if (!positions[i] && columns[i].is_wanted) {
        return Bad("no_such_column", fmt::format("the table has no column {}", columns[i].name));
      }
    }
    return {};
  }

  // Strings as they are; numbers and truth values as they would be written. Nothing for null.
  Result<std::optional<std::string>> ToText(simdjson::dom::element element,
                                            std::string_view column) const {
    switch (element.type()) {
      case simdjson::dom::element_type::STRING:
        return std::optional(std::string(std::string_view(element.get_string())));
      case simdjson::dom::element_type::INT64:
        return std::optional(fmt::format("{}", std::int64_t(element.get_int64())));
      case simdjson::dom::element_type::UINT64:
        return std::optional(fmt::format("{}", std::uint64_t(element.get_uint64())));
      case simdjson::dom::element_type::DOUBLE:
        return std::optional(fmt::format("{}", double(element.get_double())));
      case simdjson::dom::element_type::BOOL:
        return std::optional(std::string(bool(element.get_bool()) ? "true" : "false"));
      case simdjson::dom::element_type::NULL_VALUE:
        return std::optional<std::string>{};
      default:
        return Bad("wrong_type", fmt::format("{} is neither text nor number", column));
    }
  }

  Result<Values> ReadJson(const RawRecord& raw, simdjson::dom::parser& json) const {
    simdjson::dom::element document;
    const simdjson::error_code error = json.parse(raw.text).get(document);
    if (error != simdjson::SUCCESS) {
      return Bad(error == simdjson::UTF8_ERROR ? "invalid_utf8" : "invalid_json",
                 simdjson::error_message(error));
    }
    simdjson::dom::object object;
    if (document.get(object) != simdjson::SUCCESS) {
      return Bad("invalid_json", "a line is one JSON object");
    }
    Values values(columns.size());
    for (const simdjson::dom::key_value_pair member : object) {
      for (std::size_t i = 0; i < columns.size(); ++i) {
        if (!columns[i].name.empty() && member.key == columns[i].name) {
          ASSAY_ASSIGN(values[i], ToText(member.value, member.key));
        }
      }
    }
    return values;
  }

  Result<Values> ReadRow(const RawRecord& raw) const {
    Values values(columns.size());
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const std::optional<std::size_t> position = positions[i];
      if (!position || *position >= raw.fields.size()) {
        continue;
      }
      const std::string& field = raw.fields[*position];
      if (!text::IsValidUtf8(field)) {
        return Bad("invalid_utf8", fmt::format("column {} is not valid UTF-8", columns[i].name));
      }
      values[i] = field;
    }
    return values;
  }
};

RecordTable::RecordTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
RecordTable::~RecordTable() = default;
RecordTable::RecordTable(RecordTable&&) noexcept = default;
RecordTable& RecordTable::operator=(RecordTable&&) noexcept = default;

bool RecordTable::LacksColumn(std::size_t column) const {
  return state_->table && !state_->positions[column];
}

Result<RecordTable> RecordTable::Open(ByteSource& source, std::string_view noun,
                                      std::vector<Column> columns) {
  auto state = std::make_unique<State>();
  state->noun = noun;
  state->columns = std::move(columns);

  std::string head(64 * 1024, '\0');
  ASSAY_ASSIGN(const std::size_t count, source.Read(head));
  head.resize(count);
  const std::size_t first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  const bool is_json = first != std::string::npos && head[first] == '{';
  if (is_json && head.starts_with("\xEF\xBB\xBF")) {
    head.erase(0, 3);
  }
  state->source.emplace(std::move(head), source);
  if (is_json) {
    state->lines.emplace(*state->source, LineLimits{.line_bytes_max = kRecordBytesMax});
  } else if (count > 0) {
    ASSAY_ASSIGN(state->table, CsvTable::Open(*state->source));
    ASSAY_TRY(state->FindColumns());
  }
  return RecordTable(std::move(state));
}

Result<std::optional<RawRecord>> RecordTable::Next() {
  if (state_->lines) {
    while (true) {
      ASSAY_ASSIGN(const std::optional<Line> line, state_->lines->Next());
      if (!line) {
        return std::optional<RawRecord>{};
      }
      if (line->oversized) {
        return RawRecord{line->number, {}, {}, fmt::format("{}.too_long", state_->noun)};
      }
      if (!line->is_blank()) {
        return RawRecord{line->number, std::string(line->text), {}, {}};
      }
    }
  }
  if (!state_->table) {
    return std::optional<RawRecord>{};
  }
  ASSAY_ASSIGN(const std::optional<CsvRecord> record, state_->table->Next());
  if (!record) {
    return std::optional<RawRecord>{};
  }
  RawRecord raw{record->line, {}, {}, std::string(record->defect)};
  if (raw.defect.empty()) {
    raw.fields.assign(record->fields.begin(), record->fields.end());
  }
  return raw;
}

struct RecordParser::Buffers {
  simdjson::dom::parser json;
};

RecordParser::RecordParser(const RecordTable& table)
    : table_(table), buffers_(std::make_unique<Buffers>()) {}
RecordParser::~RecordParser() = default;

Result<Values> RecordParser::Parse(const RawRecord& raw) {
  const RecordTable::State& state = *table_.state_;
  if (!raw.defect.empty()) {
    return Fail(
        raw.defect.ends_with(".too_long") ? ErrorCode::kLimitExceeded : ErrorCode::kInvalidArgument,
        raw.defect, "the record cannot be read");
  }
  return state.lines ? state.ReadJson(raw, buffers_->json) : state.ReadRow(raw);
}

Result<double> ParseWeight(std::string_view noun, const std::optional<std::string>& text) {
  double weight = 0;
  const std::string_view digits = text ? std::string_view(*text) : std::string_view();
  const auto [end, error] = std::from_chars(digits.begin(), digits.end(), weight);
  if (error != std::errc() || end != digits.end() || !std::isfinite(weight) || !(weight > 0)) {
    return Fail(ErrorCode::kInvalidArgument, fmt::format("{}.bad_weight", noun),
                "a weight is a number above 0");
  }
  return weight;
}

}  // namespace assay::ingest

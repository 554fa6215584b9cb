// SPDX-License-Identifier: Apache-2.0
#include "ingest/listing_reader.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>
#include <simdjson.h>

#include "ingest/csv.h"
#include "ingest/line_splitter.h"
#include "text/utf8.h"

namespace assay::ingest {
namespace {

enum Slot : std::size_t {
  kId,
  kTitle,
  kDescription,
  kBrand,
  kCategory,
  kCondition,
  kPrice,
  kCurrency,
  kLabel,
  kGroup,
  kSlotCount,
};
constexpr std::array<std::string_view, 8> kFieldNames = {
    "id", "title", "description", "brand", "category", "condition", "price", "currency"};

using Values = std::array<std::optional<std::string>, kSlotCount>;

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

tl::unexpected<Error> BadListing(std::string reason, std::string message) {
  return Fail(ErrorCode::kInvalidArgument, std::move(reason), std::move(message));
}

Condition ParseCondition(std::string_view text) {
  constexpr std::array<std::pair<std::string_view, Condition>, 15> kWords = {{
      {"new", Condition::kNew},
      {"brand new", Condition::kNew},
      {"全新", Condition::kNew},
      {"used", Condition::kUsed},
      {"second-hand", Condition::kUsed},
      {"second hand", Condition::kUsed},
      {"secondhand", Condition::kUsed},
      {"pre-owned", Condition::kUsed},
      {"preowned", Condition::kUsed},
      {"pre-loved", Condition::kUsed},
      {"二手", Condition::kUsed},
      {"非全新", Condition::kUsed},
      {"refurbished", Condition::kRefurbished},
      {"renewed", Condition::kRefurbished},
      {"翻新", Condition::kRefurbished},
  }};
  std::string lower(text);
  std::transform(lower.begin(), lower.end(), lower.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  for (const auto& [word, condition] : kWords) {
    if (lower == word) {
      return condition;
    }
  }
  return Condition::kUnknown;
}

// 1 and 0 count; -1, "?" and empty mean that the row is not to be scored.
Result<std::optional<bool>> ParseLabel(const std::optional<std::string>& text) {
  if (!text || text->empty() || *text == "-1" || *text == "?") {
    return std::optional<bool>{};
  }
  if (*text == "1" || *text == "true") {
    return std::optional<bool>{true};
  }
  if (*text == "0" || *text == "false") {
    return std::optional<bool>{false};
  }
  return BadListing("listing.bad_label", "a label is 1, 0, -1 or empty");
}

Result<void> SetPrice(const Values& values, Listing& listing) {
  const std::string& price = values[kPrice].value_or("");
  const std::string& code = values[kCurrency].value_or("");
  if (price.empty()) {
    return {};
  }
  if (code.empty()) {
    listing.has_price_without_currency = true;
    return {};
  }
  const std::optional<Currency> currency = Currency::Find(code);
  if (!currency) {
    return BadListing("listing.unknown_currency", "the currency is no ISO 4217 code");
  }
  ASSAY_ASSIGN(listing.price, ParseMoney(price, *currency));
  return {};
}

Result<LabelledListing> ToListing(Values& values) {
  if (!values[kId] || values[kId]->empty()) {
    return BadListing("listing.no_id", "a listing needs an id");
  }
  if (!values[kTitle]) {
    return BadListing("listing.no_title", "a listing needs a title");
  }
  LabelledListing row;
  ASSAY_ASSIGN(row.label, ParseLabel(values[kLabel]));
  Listing& listing = row.listing;
  listing.condition = ParseCondition(values[kCondition].value_or(""));
  ASSAY_TRY(SetPrice(values, listing));
  listing.id = std::move(*values[kId]);
  listing.title = std::move(*values[kTitle]);
  listing.description = std::move(values[kDescription]).value_or("");
  listing.brand = std::move(values[kBrand]).value_or("");
  listing.category = std::move(values[kCategory]).value_or("");
  row.group = std::move(values[kGroup]).value_or("");
  return row;
}

// Strings as they are; numbers and truth values as they would be written. Nothing for null.
Result<std::optional<std::string>> ToText(simdjson::dom::element element, std::string_view column) {
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
      return BadListing("listing.wrong_type", fmt::format("{} is neither text nor number", column));
  }
}

}  // namespace

struct ListingTable::State {
  ListingOptions options;
  std::array<std::string, kSlotCount> columns;  // Name of each slot's column; empty: not read.
  std::optional<Replay> source;
  std::optional<LineReader> lines;
  std::optional<CsvTable> table;
  std::array<std::optional<std::size_t>, kSlotCount> positions;  // In a table's records.
  bool is_empty = false;
  bool ids_are_line_numbers = false;

  // A column that an option names must be there; others may be missing.
  Result<void> FindColumns() {
    for (std::size_t slot = 0; slot < kSlotCount; ++slot) {
      if (columns[slot].empty()) {
        continue;
      }
      positions[slot] = table->FindColumn(columns[slot]);
      const bool is_wanted = slot >= kLabel || columns[slot] != kFieldNames[slot];
      if (!positions[slot] && is_wanted) {
        return BadListing("listing.no_such_column",
                          fmt::format("the table has no column {}", columns[slot]));
      }
    }
    ids_are_line_numbers = ids_are_line_numbers || !positions[kId];
    return {};
  }
};

ListingTable::ListingTable(std::unique_ptr<State> state) : state_(std::move(state)) {}
ListingTable::~ListingTable() = default;
ListingTable::ListingTable(ListingTable&&) noexcept = default;
ListingTable& ListingTable::operator=(ListingTable&&) noexcept = default;

bool ListingTable::ids_are_line_numbers() const {
  return state_->ids_are_line_numbers;
}

Result<ListingTable> ListingTable::Open(ByteSource& source, ListingOptions options) {
  auto state = std::make_unique<State>();
  for (std::size_t slot = 0; slot < kFieldNames.size(); ++slot) {
    const std::string field(kFieldNames[slot]);
    const auto mapped = options.column_of_field.find(field);
    state->columns[slot] = mapped == options.column_of_field.end() ? field : mapped->second;
  }
  for (const auto& [field, column] : options.column_of_field) {
    if (std::find(kFieldNames.begin(), kFieldNames.end(), field) == kFieldNames.end()) {
      return BadListing("listing.no_such_field", fmt::format("listings have no field {}", field));
    }
  }
  state->columns[kLabel] = options.label_column;
  state->columns[kGroup] = options.group_column;
  state->ids_are_line_numbers = options.ids_are_line_numbers;
  state->options = std::move(options);

  std::string head(64 * 1024, '\0');
  ASSAY_ASSIGN(const std::size_t count, source.Read(head));
  head.resize(count);
  const std::size_t first = head.find_first_not_of("\xEF\xBB\xBF \t\r\n");
  state->is_empty = count == 0;
  const bool is_json = first != std::string::npos && head[first] == '{';
  if (is_json && head.starts_with("\xEF\xBB\xBF")) {
    head.erase(0, 3);
  }
  state->source.emplace(std::move(head), source);
  if (is_json) {
    state->lines.emplace(*state->source, LineLimits{.line_bytes_max = kListingRecordBytesMax});
  } else if (!state->is_empty) {
    ASSAY_ASSIGN(state->table, CsvTable::Open(*state->source));
    ASSAY_TRY(state->FindColumns());
  }
  return ListingTable(std::move(state));
}

Result<std::optional<RawListing>> ListingTable::Next() {
  if (state_->lines) {
    while (true) {
      ASSAY_ASSIGN(const std::optional<Line> line, state_->lines->Next());
      if (!line) {
        return std::optional<RawListing>{};
      }
      if (line->oversized) {
        return RawListing{line->number, {}, {}, "listing.too_long"};
      }
      if (!line->is_blank()) {
        return RawListing{line->number, std::string(line->text), {}, {}};
      }
    }
  }
  if (!state_->table) {
    return std::optional<RawListing>{};
  }
  ASSAY_ASSIGN(const std::optional<CsvRecord> record, state_->table->Next());
  if (!record) {
    return std::optional<RawListing>{};
  }
  RawListing raw{record->line, {}, {}, std::string(record->defect)};
  if (raw.defect.empty()) {
    raw.fields.assign(record->fields.begin(), record->fields.end());
  }
  return raw;
}

struct ListingParser::Buffers {
  simdjson::dom::parser json;

  Result<Values> ReadJson(const RawListing& raw, const ListingTable::State& state);
  static Result<Values> ReadRow(const RawListing& raw, const ListingTable::State& state);
};

Result<Values> ListingParser::Buffers::ReadJson(const RawListing& raw,
                                                const ListingTable::State& state) {
  simdjson::dom::element document;
  const simdjson::error_code error = json.parse(raw.text).get(document);
  if (error != simdjson::SUCCESS) {
    return BadListing(
        error == simdjson::UTF8_ERROR ? "listing.invalid_utf8" : "listing.invalid_json",
        simdjson::error_message(error));
  }
  simdjson::dom::object object;
  if (document.get(object) != simdjson::SUCCESS) {
    return BadListing("listing.invalid_json", "a line is one JSON object");
  }
  Values values;
  for (const simdjson::dom::key_value_pair member : object) {
    for (std::size_t slot = 0; slot < kSlotCount; ++slot) {
      if (!state.columns[slot].empty() && member.key == state.columns[slot]) {
        ASSAY_ASSIGN(values[slot], ToText(member.value, member.key));
      }
    }
  }
  return values;
}

Result<Values> ListingParser::Buffers::ReadRow(const RawListing& raw,
                                               const ListingTable::State& state) {
  Values values;
  for (std::size_t slot = 0; slot < kSlotCount; ++slot) {
    const std::optional<std::size_t> position = state.positions[slot];
    if (!position || *position >= raw.fields.size()) {
      continue;
    }
    const std::string& field = raw.fields[*position];
    if (!text::IsValidUtf8(field)) {
      return BadListing("listing.invalid_utf8",
                        fmt::format("column {} is not valid UTF-8", state.columns[slot]));
    }
    values[slot] = field;
  }
  return values;
}

ListingParser::ListingParser(const ListingTable& table)
    : table_(table), buffers_(std::make_unique<Buffers>()) {}
ListingParser::~ListingParser() = default;

Result<LabelledListing> ListingParser::Parse(const RawListing& raw) {
  const ListingTable::State& state = *table_.state_;
  if (!raw.defect.empty()) {
    return Fail(
        raw.defect == "listing.too_long" ? ErrorCode::kLimitExceeded : ErrorCode::kInvalidArgument,
        raw.defect, "the record cannot be read");
  }
  ASSAY_ASSIGN(Values values,
               state.lines ? buffers_->ReadJson(raw, state) : Buffers::ReadRow(raw, state));
  if (state.ids_are_line_numbers) {
    values[kId] = fmt::format("{}", raw.line);
  }
  if (!values[kCurrency] || values[kCurrency]->empty()) {
    values[kCurrency] = state.options.default_currency;
  }
  return ToListing(values);
}

}  // namespace assay::ingest

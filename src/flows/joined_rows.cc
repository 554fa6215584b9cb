// SPDX-License-Identifier: Apache-2.0
#include "flows/joined_rows.h"

#include <algorithm>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/hash.h"
#include "ingest/csv.h"
#include "ingest/decode.h"
#include "ingest/mapping_guess.h"
#include "ingest/text_encoding.h"

namespace assay::flows {
namespace {

constexpr std::size_t kFirstRejectedMax = 5;
constexpr std::uint64_t kRowsBetweenReports = 16'384;

Error In(const std::string& file, Error error) {
  error.message = fmt::format("{}: {}", file, error.message);
  return error;
}

// The column of the table by which another table is asked.
std::optional<std::size_t> KeyColumn(const ingest::CsvMapping& mapping,
                                     const ingest::CsvTable& table) {
  const std::string_view type = mapping.wire_type();
  // data.listing of orders, data.order of the others.
  const std::string field = type == "assay.order.v1" ? "listing" : "order";
  const std::optional<std::string> column = mapping.ColumnOfField(field);
  return column ? table.FindColumn(*column) : std::nullopt;
}

class Joiner {
 public:
  Joiner(const ingest::CsvMapping& mapping, const ingest::CsvTable& table, const ExportIndex& index)
      : index_(index),
        is_order_(mapping.wire_type() == "assay.order.v1"),
        columns_(table.columns()) {
    for (const std::string_view joined : {ingest::kJoinedStore, ingest::kJoinedListing}) {
      if (std::ranges::find(mapping.columns(), joined) != mapping.columns().end()) {
        joined_.push_back(joined);
        columns_.emplace_back(joined);
      }
    }
    key_ = KeyColumn(mapping, table);
  }
  const std::vector<std::string>& columns() const { return columns_; }

  // Adds the cells. The reason why not, where the other table does not have the key.
  std::optional<Error> Join(ingest::CsvRecord& record) const {
    if (joined_.empty()) {
      return std::nullopt;
    }
    const auto& other = is_order_ ? index_.listing_of_name : index_.order_of_name;
    const auto found = key_ ? other.find(Hash64Of(record.fields[*key_])) : other.end();
    if (found == other.end()) {
      return Error{ErrorCode::kInvalidArgument,
                   is_order_ ? "pilot.no_such_listing" : "pilot.no_such_order",
                   is_order_ ? "its listing is in no row of the listings, so its store is not known"
                             : "its order is in no row of the orders, so its store is not known"};
    }
    for (const std::string_view joined : joined_) {
      record.fields.push_back(joined == ingest::kJoinedStore ? index_.stores[found->second.store]
                                                             : index_.listings[found->second.name]);
    }
    return std::nullopt;
  }

 private:
  const ExportIndex& index_;
  bool is_order_;
  std::vector<std::string> columns_;
  std::vector<std::string_view> joined_;
  std::optional<std::size_t> key_;
};

// Makes an event of a row and keeps it until the next.
class RowReader {
 public:
  explicit RowReader(ingest::CsvMapping::Rows rows) : rows_(std::move(rows)) {}

  // Why not, where the row cannot be read.
  std::optional<Error> Read(const ingest::CsvRecord& record) {
    auto line = rows_.LineOf(record);
    if (!line) {
      return std::move(line).error();
    }
    text_ = *std::move(line);
    auto decoded = decoder_.Decode(text_, {});
    if (!decoded) {
      return std::move(decoded).error();
    }
    event_ = std::move(decoded->event);
    has_personal_fields_ = decoded->has_personal_fields;
    return std::nullopt;
  }
  const Event& event() const { return event_; }
  const std::string& text() const { return text_; }
  bool has_personal_fields() const { return has_personal_fields_; }

 private:
  ingest::CsvMapping::Rows rows_;
  ingest::Decoder decoder_;
  std::string text_;
  Event event_;
  bool has_personal_fields_ = false;
};

}  // namespace

std::uint32_t ExportIndex::StoreOf(const std::string& name) {
  const auto [place, is_new] =
      store_of_name.try_emplace(Hash64Of(name), static_cast<std::uint32_t>(stores.size()));
  if (is_new) {
    stores.push_back(name);
  }
  return place->second;
}

Result<RowCounts> ForEachEvent(
    const ingest::OpenInput& open, const MappedTable& mapped, const ExportIndex& index,
    const std::function<Result<void>(const RowEvent& row)>& visit,
    const std::function<void(std::uint64_t rows, double fraction)>& on_rows) {
  ASSAY_ASSIGN(auto bytes, open(mapped.file));
  ASSAY_ASSIGN(auto text, ingest::ReadAsUtf8(std::move(bytes), mapped.mapping.encoding()));
  auto table = ingest::CsvTable::Open(*text, mapped.mapping.options());
  if (!table) {
    return Fail(In(mapped.file, std::move(table).error()));
  }
  const Joiner joiner(mapped.mapping, *table, index);
  auto rows = mapped.mapping.ForColumns(joiner.columns());
  if (!rows) {
    return Fail(In(mapped.file, std::move(rows).error()));
  }
  RowReader reader(*std::move(rows));
  std::optional<RowReader> changed_reader;
  if (mapped.changed != nullptr) {
    auto changed_rows = mapped.changed->ForColumns(joiner.columns());
    if (!changed_rows) {
      return Fail(In(mapped.file, std::move(changed_rows).error()));
    }
    changed_reader.emplace(*std::move(changed_rows));
  }
  RowCounts counts;
  const auto refuse = [&](std::uint64_t line, const Error& error) {
    ++counts.rejected[error.reason];
    if (counts.first_rejected.size() < kFirstRejectedMax) {
      counts.first_rejected.push_back(fmt::format("{}:{}: {}", mapped.file, line, error.message));
    }
  };
  while (true) {
    auto record = table->Next();
    if (!record) {
      return Fail(In(mapped.file, std::move(record).error()));
    }
    if (!*record) {
      return counts;
    }
    if (++counts.rows % kRowsBetweenReports == 0) {
      on_rows(counts.rows, static_cast<double>(text->raw_bytes_read()) /
                               static_cast<double>(std::max<std::uint64_t>(
                                   1, text->raw_bytes_total().value_or(1))));
    }
    std::optional<Error> unread = (*record)->defect.empty() ? joiner.Join(**record) : std::nullopt;
    unread = unread ? std::move(unread) : reader.Read(**record);
    if (unread) {
      refuse((*record)->line, *unread);
      continue;
    }
    RowEvent row{.line = (*record)->line,
                 .event = reader.event(),
                 .text = reader.text(),
                 .has_personal_fields = reader.has_personal_fields()};
    if (changed_reader && !changed_reader->Read(**record)) {
      row.changed = &changed_reader->event();
      row.changed_text = changed_reader->text();
      row.has_personal_fields |= changed_reader->has_personal_fields();
    }
    ++counts.used;
    ASSAY_TRY(visit(row));
  }
}

}  // namespace assay::flows

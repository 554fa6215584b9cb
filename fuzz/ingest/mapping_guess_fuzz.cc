// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table somebody exported, whatever its encoding and separator. The first byte says which kind of table
// it is taken for. A mapping guessed without a question must be one that reads this table.
#include <memory>
#include <string>
#include <string_view>

#include "bytes.h"
#include "core/check.h"
#include "ingest/csv_mapping.h"
#include "ingest/decode.h"
#include "ingest/mapping_guess.h"
#include "ingest/profile_table.h"
#include "ingest/text_encoding.h"

namespace {

using namespace assay::ingest;

// With the columns that other tables of the export would give.
void MapRows(const OpenInput& open, const std::string& toml) {
  const auto mapping = CsvMapping::Parse(toml);
  CHECK_THAT(mapping.has_value(), "a guess without questions is a mapping");
  auto text = ReadAsUtf8(*open("table"), mapping->encoding());
  CHECK_THAT(text.has_value(), "the encoding guessed can be read");
  auto table = CsvTable::Open(**text, mapping->options());
  CHECK_THAT(table.has_value(), "the mapping reads the header that was profiled");
  std::vector<std::string> columns = table->columns();
  columns.emplace_back(kJoinedStore);
  columns.emplace_back(kJoinedListing);
  const auto rows = mapping->ForColumns(columns);
  CHECK_THAT(rows.has_value(), "the mapping names columns of the table");
  Decoder decoder;
  while (true) {
    auto record = table->Next();
    CHECK_THAT(record.has_value(), "memory does not fail");
    if (!*record) {
      return;
    }
    if (!(*record)->defect.empty()) {
      continue;
    }
    (*record)->fields.insert((*record)->fields.end(), {"store", "listing"});
    if (const auto line = rows->LineOf(**record)) {
      const auto decoded = decoder.Decode(*line, {});
      CHECK_THAT(decoded.has_value() || decoded.error().reason != "ingest.not_json",
                 "a row becomes JSON");
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) {
    return 0;
  }
  const auto kind = static_cast<TableKind>(data[0] % kTableKinds);
  const std::string_view bytes(reinterpret_cast<const char*>(data) + 1, size - 1);
  const OpenInput open = [&](const std::string&) -> assay::Result<std::unique_ptr<ByteSource>> {
    return std::make_unique<Bytes>(bytes);
  };
  const auto profiled = ProfileTable(open, "table", kind);
  if (!profiled) {
    CHECK_THAT(!profiled.error().message.empty(), "every refusal has a message");
    return 0;
  }
  GuessOptions options{.currency = "EUR", .date_order = TimeReading::kDayFirst};
  for (const bool is_told : {true, false}) {
    const MappingGuess guess = GuessMapping(profiled->profile, options);
    if (guess.questions.empty()) {
      MapRows(open, guess.toml);
      if (!guess.changed_toml.empty()) {
        MapRows(open, guess.changed_toml);
      }
    }
    if (is_told) {
      options = {};
    }
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
// Any bytes as a table, and as a mapping file with a table after it (parted by a line "===="). The
// records must not depend on how the bytes came, and a mapped row must be one line of JSON that the
// decoder either accepts or refuses for a reason of the data.
#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "bytes.h"
#include "core/check.h"
#include "ingest/csv.h"
#include "ingest/csv_mapping.h"
#include "ingest/decode.h"

namespace {

using namespace assay::ingest;

// Everything a reader sees of the records, in one text.
std::string Read(std::string_view bytes, CsvOptions options, std::size_t block_bytes) {
  CsvSplitter records(options);
  std::string seen;
  const auto take = [&] {
    while (const auto record = records.Next()) {
      seen += std::to_string(record->line) + "@" + std::to_string(record->offset) + ":";
      seen += record->defect;
      for (const std::string_view field : record->fields) {
        seen.append("[").append(field).append("]");
      }
      seen.push_back('\n');
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
    records.Feed(bytes.substr(at, block_bytes));
    take();
  }
  records.Finish();
  take();
  return seen;
}

void MapRows(std::string_view bytes) {
  constexpr std::string_view kBorder = "\n====\n";
  const std::size_t border = bytes.find(kBorder);
  if (border == std::string_view::npos) {
    return;
  }
  const auto mapping = CsvMapping::Parse(bytes.substr(0, border));
  if (!mapping) {
    return;
  }
  Bytes source(bytes.substr(border + kBorder.size()));
  auto table = CsvTable::Open(source, mapping->options());
  if (!table) {
    return;
  }
  const auto rows = mapping->ForColumns(table->columns());
  if (!rows) {
    return;
  }
  Decoder decoder;
  while (true) {
    const auto record = table->Next();
    CHECK_THAT(record.has_value(), "memory does not fail");
    if (!*record) {
      break;
    }
    const auto line = rows->LineOf(**record);
    if (!line) {
      continue;
    }
    CHECK_THAT(line->find('\n') == std::string::npos, "a row becomes one line");
    const auto decoded = decoder.Decode(*line, {});
    CHECK_THAT(decoded.has_value() || decoded.error().reason != "ingest.not_json",
               "a row becomes JSON");
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // A short maximum, so that short inputs meet it.
  for (CsvOptions options : {CsvOptions::Comma(), CsvOptions::Tab()}) {
    options.record_bytes_max = 64;
    const std::string whole = Read(bytes, options, std::max<std::size_t>(size, 1));
    CHECK_THAT(whole == Read(bytes, options, 1), "the records do not depend on the blocks");
    CHECK_THAT(whole == Read(bytes, options, 7), "the records do not depend on the blocks");
  }
  MapRows(bytes);
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "ingest/csv.h"

#include <algorithm>
#include <unordered_set>

namespace assay::ingest {
namespace {

constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
constexpr std::size_t kBlockBytes = std::size_t{256} << 10;
constexpr std::size_t kGuessRowsMax = 200;
constexpr std::size_t kGuessBytesMax = std::size_t{256} << 10;

std::string_view WithoutReturn(std::string_view text) {
  if (text.ends_with('\r')) {
    text.remove_suffix(1);
  }
  return text;
}

// Spreadsheets put a line "sep=;" above the header.
std::optional<char> DeclaredSeparator(std::string_view line) {
  const bool is_declared = line.size() == 5 && line.starts_with("sep=") &&
                           std::string_view(",;|\t").find(line[4]) != std::string_view::npos;
  return is_declared ? std::optional(line[4]) : std::nullopt;
}

CsvOptions OptionsFor(char separator) {
  CsvOptions options = separator == '\t' ? CsvOptions::Tab() : CsvOptions::Comma();
  options.separator = separator;
  return options;
}

// How many of the first rows have as many cells as the header, times how many those are; 0 for a single cell.
std::size_t Agreement(std::string_view head, const CsvOptions& options) {
  CsvSplitter splitter(options);
  splitter.Feed(head);
  splitter.Finish();
  std::optional<CsvRecord> record = splitter.Next();
  while (record && record->is_blank()) {
    record = splitter.Next();
  }
  const std::size_t cells = record && record->defect.empty() ? record->fields.size() : 0;
  if (cells <= 1) {
    return 0;
  }
  std::size_t agreeing = 1;
  for (std::size_t row = 0; row < kGuessRowsMax; ++row) {
    record = splitter.Next();
    if (!record) {
      break;
    }
    agreeing += record->defect.empty() && record->fields.size() == cells ? 1U : 0U;
  }
  return agreeing * cells;
}

}  // namespace

CsvOptions GuessSeparator(std::string_view head) {
  std::string_view first = head.substr(0, head.find('\n'));
  first.remove_prefix(first.starts_with(kByteOrderMark) ? kByteOrderMark.size() : 0);
  if (const auto declared = DeclaredSeparator(WithoutReturn(first))) {
    return OptionsFor(*declared);
  }
  CsvOptions best = CsvOptions::Comma();
  std::size_t agreement = Agreement(head, best);
  for (const char separator : {';', '\t', '|'}) {
    const CsvOptions options = OptionsFor(separator);
    const std::size_t agrees = Agreement(head, options);
    if (agrees > agreement) {
      agreement = agrees;
      best = options;
    }
  }
  return best;
}

CsvSplitter::CsvSplitter(CsvOptions options) : options_(options) {}

void CsvSplitter::Feed(std::string_view block) {
  buffer_.erase(0, begin_);
  buffer_offset_ += begin_;
  scanned_ -= begin_;
  begin_ = 0;
  buffer_.append(block);
  if (at_start_ && (buffer_.size() >= kByteOrderMark.size() || finished_)) {
    at_start_ = false;
    if (buffer_.starts_with(kByteOrderMark)) {
      begin_ = scanned_ = kByteOrderMark.size();
    }
  }
}

bool CsvSplitter::QuotingAt(std::uint64_t offset) const {
  return options_.quoting && offset >= unquoted_until_;
}

// Goes on to the end of the record that starts at begin_. A quote opens only at the start of a
// field; a quote elsewhere is an ordinary character, because sellers write 5" and nobody escapes
// it.
CsvSplitter::Scan CsvSplitter::ScanRecord() {
  // Never past the first byte that makes the record too long: where that is must not depend on the
  // blocks.
  const std::size_t end = discarding_
                              ? buffer_.size()
                              : std::min(buffer_.size(), begin_ + options_.record_bytes_max + 1);
  if (discarding_ || !QuotingAt(buffer_offset_ + begin_)) {
    const std::size_t newline = std::string_view(buffer_).substr(0, end).find('\n', scanned_);
    scanned_ = std::min(newline, end);
    return {scanned_, newline != std::string_view::npos, false};
  }
  for (; scanned_ < end; ++scanned_) {
    const char c = buffer_[scanned_];
    if (scan_in_quotes_) {
      if (scan_quote_pending_) {
        scan_quote_pending_ = false;
        if (c == '"') {
          continue;
        }
        scan_in_quotes_ = false;
      } else {
        scan_quote_pending_ = c == '"';
        continue;
      }
    }
    if (c == '\n') {
      return {scanned_, true, false};
    }
    if (c == '"' && scan_at_field_start_) {
      scan_in_quotes_ = true;
    }
    scan_at_field_start_ = c == options_.separator;
  }
  return {scanned_, false, scan_in_quotes_ && !scan_quote_pending_};
}

std::string_view CsvSplitter::SplitFields(std::string_view raw, bool quoting,
                                          std::vector<std::string_view>& fields) {
  // Room for every unquoted byte: the views handed out must not move.
  unquoted_fields_.clear();
  unquoted_fields_.reserve(raw.size());
  std::size_t at = 0;
  while (true) {
    if (fields.size() == options_.fields_max) {
      return "csv.too_many_fields";
    }
    if (quoting && at < raw.size() && raw[at] == '"') {
      const std::size_t start = unquoted_fields_.size();
      for (++at; at < raw.size(); ++at) {
        if (raw[at] == '"') {
          if (at + 1 >= raw.size() || raw[at + 1] != '"') {
            break;
          }
          ++at;
        }
        unquoted_fields_.push_back(raw[at]);
      }
      if (at >= raw.size()) {
        return "csv.unclosed_quote";
      }
      ++at;
      if (at < raw.size() && raw[at] != options_.separator) {
        return "csv.text_after_quote";
      }
      fields.push_back(std::string_view(unquoted_fields_).substr(start));
    } else {
      const std::size_t end = std::min(raw.find(options_.separator, at), raw.size());
      fields.push_back(raw.substr(at, end - at));
      at = end;
    }
    if (at >= raw.size()) {
      return {};
    }
    ++at;  // The separator; a field follows, be it empty.
  }
}

CsvRecord CsvSplitter::Take(std::size_t end, std::string_view defect) {
  const std::string_view whole = std::string_view(buffer_).substr(begin_, end - begin_);
  CsvRecord record;
  record.line = line_;
  record.offset = buffer_offset_ + begin_;
  record.raw = WithoutReturn(whole);
  record.defect = defect;
  if (defect.empty()) {
    record.defect = SplitFields(record.raw, QuotingAt(record.offset), record.fields);
  }
  if (!record.defect.empty()) {
    record.fields.clear();
  }
  line_ += static_cast<std::uint64_t>(std::ranges::count(whole, '\n')) + 1;
  begin_ = std::min(end + 1, buffer_.size());
  scanned_ = begin_;
  scan_in_quotes_ = scan_quote_pending_ = false;
  scan_at_field_start_ = true;
  return record;
}

std::optional<CsvRecord> CsvSplitter::Next() {
  if (at_start_ && !finished_) {
    return std::nullopt;  // Fewer bytes than a byte order mark.
  }
  if (at_start_) {
    Feed({});
  }
  while (true) {
    if (begin_ >= buffer_.size() && (!discarding_ || !finished_)) {
      return std::nullopt;
    }
    const Scan scan = ScanRecord();
    const bool ended = scan.complete || finished_;
    if (discarding_) {
      begin_ = std::min(scan.complete ? scan.end + 1 : scan.end, buffer_.size());
      scanned_ = begin_;
      if (!ended) {
        return std::nullopt;
      }
      discarding_ = false;
      scan_at_field_start_ = true;
      ++line_;
      discarded_.raw = discarded_head_;
      return discarded_;
    }
    const std::size_t length = scan.end - begin_;
    if (scan.in_quotes && (finished_ || length > options_.record_bytes_max)) {
      // The quote does not close within reach. Its first line is the defect; the bytes already
      // looked at are read again without quoting, once, so that the time stays linear.
      unquoted_until_ = buffer_offset_ + scan.end;
      const std::size_t newline = std::min(buffer_.find('\n', begin_), scan.end);
      if (newline - begin_ <= options_.record_bytes_max) {
        return Take(newline, "csv.unclosed_quote");
      }
    }
    if (length > options_.record_bytes_max) {
      discarded_ = CsvRecord{};
      discarded_.line = line_;
      discarded_.offset = buffer_offset_ + begin_;
      discarded_.defect = "csv.record_too_long";
      discarded_head_ = buffer_.substr(begin_, std::min(length, kLineHeadBytes));
      discarding_ = true;
      // The rest is looked through for a newline only.
      begin_ = scanned_ = scan.end;
      scan_in_quotes_ = scan_quote_pending_ = scan_at_field_start_ = false;
      continue;
    }
    if (!ended) {
      return std::nullopt;
    }
    return Take(scan.end, {});
  }
}

// Where the head ends depends on its lines alone, never on how the source cuts its blocks: the same table has the
// same separator however it is read.
void CsvTable::GuessOptions() {
  std::string read(kGuessBytesMax, '\0');
  std::size_t filled = 0;
  std::size_t lines = 0;
  std::size_t head = 0;  // Bytes up to the last line that counts.
  while (filled < read.size() && lines <= kGuessRowsMax) {
    auto count = source_->Read({read.data() + filled, read.size() - filled});
    if (!count) {
      error_ = std::move(count).error();
      break;
    }
    if (*count == 0) {
      ended_ = true;
      break;
    }
    filled += *count;
    for (; head < filled && lines <= kGuessRowsMax; ++head) {
      lines += read[head] == '\n' ? 1U : 0U;
    }
  }
  read.resize(filled);
  records_ = CsvSplitter(GuessSeparator(std::string_view(read).substr(0, head)));
  records_.Feed(read);
  if (ended_) {
    records_.Finish();
  }
}

Result<CsvTable> CsvTable::Open(ByteSource& source, std::optional<CsvOptions> options) {
  CsvTable table(source, options.value_or(CsvOptions::Comma()));
  if (!options) {
    table.GuessOptions();
  }
  std::optional<CsvRecord> header;
  do {
    ASSAY_ASSIGN(header, table.NextRecord());
  } while (header && (header->is_blank() || DeclaredSeparator(header->raw)));
  if (!header || !header->defect.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "csv.no_header",
                "the table has no readable first row with the names of its columns");
  }
  std::unordered_set<std::string_view> names;
  for (const std::string_view name : header->fields) {
    if (!names.insert(name).second) {
      return Fail(ErrorCode::kInvalidArgument, "csv.duplicate_column",
                  "two columns have the name '" + std::string(name.substr(0, 64)) + "'");
    }
    table.columns_.emplace_back(name);
  }
  return table;
}

std::optional<std::size_t> CsvTable::FindColumn(std::string_view name) const {
  const auto found = std::ranges::find(columns_, name);
  if (found == columns_.end()) {
    return std::nullopt;
  }
  return static_cast<std::size_t>(found - columns_.begin());
}

Result<std::optional<CsvRecord>> CsvTable::NextRecord() {
  while (true) {
    if (auto record = records_.Next()) {
      return record;
    }
    if (error_) {
      return Fail(*error_);
    }
    if (ended_) {
      return std::optional<CsvRecord>();
    }
    block_.resize(kBlockBytes);
    auto read = source_->Read(block_);
    if (!read) {
      error_ = std::move(read).error();
    } else if (*read == 0) {
      ended_ = true;
      records_.Finish();
    } else {
      records_.Feed(std::string_view(block_).substr(0, *read));
    }
  }
}

Result<std::optional<CsvRecord>> CsvTable::Next() {
  while (true) {
    ASSAY_ASSIGN(std::optional<CsvRecord> record, NextRecord());
    if (record && record->is_blank()) {
      continue;
    }
    if (record && record->defect.empty() && record->fields.size() != columns_.size()) {
      record->defect = "csv.wrong_field_count";
    }
    return record;
  }
}

}  // namespace assay::ingest

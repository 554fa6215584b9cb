// SPDX-License-Identifier: Apache-2.0
#include "text/folding.h"

#include <array>

#include "core/check.h"
#include "text/fold_table.h"
#include "text/utf8.h"

namespace assay::text {
namespace {

// Writes folded bytes, keeping runs of spaces to one.
class Writer {
 public:
  explicit Writer(FoldedText& out) : out_(out) {}

  void Put(char byte, std::uint32_t origin) {
    if (byte == ' ') {
      if (last_was_space_) {
        return;
      }
      last_was_space_ = true;
    } else {
      last_was_space_ = false;
    }
    out_.bytes.push_back(byte);
    out_.origins.push_back(origin);
  }

  void Put(std::string_view bytes, std::uint32_t origin) {
    for (const char byte : bytes) {
      Put(byte, origin);
    }
  }

 private:
  FoldedText& out_;
  bool last_was_space_ = false;
};

constexpr std::array<char, 128> MakeAsciiTable() {
  std::array<char, 128> table{};
  for (std::size_t byte = 0; byte < table.size(); ++byte) {
    const bool is_capital = byte >= 'A' && byte <= 'Z';
    const bool is_space = byte == ' ' || (byte >= '\t' && byte <= '\r');
    table[byte] = is_space ? ' ' : static_cast<char>(is_capital ? byte + ('a' - 'A') : byte);
  }
  return table;
}
constexpr std::array<char, 128> kAscii = MakeAsciiTable();

}  // namespace

FoldedText Fold(std::string_view source) {
  CHECK_THAT(source.size() < UINT32_MAX, "offsets into the source are 32 bits");
  FoldedText folded;
  folded.bytes.reserve(source.size());
  folded.origins.reserve(source.size());
  Writer writer(folded);
  for (std::size_t offset = 0; offset < source.size();) {
    const auto origin = static_cast<std::uint32_t>(offset);
    const auto lead = static_cast<unsigned char>(source[offset]);
    if (lead < kAscii.size()) {
      writer.Put(kAscii[lead], origin);
      ++offset;
      continue;
    }
    const CodePoint point = DecodeAt(source, offset);
    const FoldMapping mapping = point.is_valid ? FindFoldMapping(point.value) : FoldMapping{};
    if (mapping.is_identity && point.is_valid) {
      writer.Put(source.substr(offset, point.length), origin);
    } else if (mapping.is_identity) {
      writer.Put("\xEF\xBF\xBD", origin);
    } else {
      writer.Put(mapping.bytes, origin);
    }
    offset += point.length;
  }
  return folded;
}

std::string FoldTerm(std::string_view term) {
  return Fold(term).bytes;
}

SourceSpan FoldedText::SourceOf(std::string_view source, std::size_t begin, std::size_t end) const {
  CHECK_THAT(begin < end && end <= origins.size(), "a span of folded text lies inside it");
  const std::uint32_t last = origins[end - 1];
  CHECK_THAT(last < source.size(), "the source is the one that was folded");
  return {origins[begin], last + DecodeAt(source, last).length};
}

}  // namespace assay::text

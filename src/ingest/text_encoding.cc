// SPDX-License-Identifier: Apache-2.0
#include "ingest/text_encoding.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <utility>

#include <fmt/format.h>
#include <iconv.h>
#include <simdjson.h>

namespace assay::ingest {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kBlockBytes = std::size_t{64} << 10;

struct Encoding {
  std::string_view name;
  const char* iconv_name;
  std::vector<std::string_view> aliases;  // Without '-', '_' and spaces.
};

const std::vector<Encoding>& Table() {
  static const std::vector<Encoding> table = {
      {kUtf8, "UTF-8", {"utf8", "utf8bom"}},
      {"utf-16le", "UTF-16LE", {"utf16le", "utf16", "unicode"}},
      {"utf-16be", "UTF-16BE", {"utf16be"}},
      {"windows-1252",
       "CP1252",
       {"windows1252", "cp1252", "ansi", "latin1", "iso88591", "iso885915"}},
      {"windows-1250", "CP1250", {"windows1250", "cp1250", "iso88592"}},
      {"windows-1251", "CP1251", {"windows1251", "cp1251"}},
      {"gb18030", "GB18030", {"gb18030", "gbk", "gb2312", "cp936"}},
      {"big5", "BIG5-HKSCS", {"big5", "big5hkscs", "cp950"}},
      {"shift_jis", "CP932", {"shiftjis", "sjis", "cp932"}},
      {"euc-kr", "CP949", {"euckr", "cp949"}},
  };
  return table;
}

bool IsHigh(char c) {
  return static_cast<unsigned char>(c) >= 0x80;
}

// A head may end within a character.
bool IsUtf8Head(std::string_view head) {
  for (std::size_t cut = 0; cut < 4 && cut <= head.size(); ++cut) {
    if (simdjson::validate_utf8(head.data(), head.size() - cut)) {
      return true;
    }
  }
  return false;
}

// Pairs of bytes that are common Chinese characters (the first two levels of GB 2312), and bytes above 127 in all.
bool LooksChinese(std::string_view head) {
  std::size_t high = 0;
  std::size_t paired = 0;
  for (std::size_t at = 0; at < head.size(); ++at) {
    if (!IsHigh(head[at])) {
      continue;
    }
    ++high;
    const auto lead = static_cast<unsigned char>(head[at]);
    if (at + 1 < head.size() && lead >= 0x81 && lead != 0xFF) {
      const auto trail = static_cast<unsigned char>(head[at + 1]);
      if (lead >= 0xB0 && lead <= 0xF7 && trail >= 0xA1 && trail != 0xFF) {
        paired += 2;
      }
      if (trail >= 0x40 && trail != 0x7F && trail != 0xFF) {
        high += IsHigh(head[at + 1]) ? 1U : 0U;
        ++at;
      }
    }
  }
  // Western text has few pairs of them ("Fußgänger" none); Chinese text has punctuation and rare characters.
  return high > 0 && paired * 10 >= high * 6;
}

class Utf8Source final : public ByteSource {
 public:
  Utf8Source(std::unique_ptr<ByteSource> source, iconv_t converter)
      : source_(std::move(source)), converter_(converter) {}
  Utf8Source(const Utf8Source&) = delete;
  Utf8Source& operator=(const Utf8Source&) = delete;
  ~Utf8Source() override { iconv_close(converter_); }

  Result<std::size_t> Read(std::span<char> buffer) override {
    while (at_ == converted_.size()) {
      if (ended_) {
        return std::size_t{0};
      }
      ASSAY_TRY(ConvertMore());
    }
    const std::size_t count = std::min(buffer.size(), converted_.size() - at_);
    std::memcpy(buffer.data(), converted_.data() + at_, count);
    at_ += count;
    return count;
  }
  std::uint64_t raw_bytes_read() const override { return source_->raw_bytes_read(); }
  std::optional<std::uint64_t> raw_bytes_total() const override {
    return source_->raw_bytes_total();
  }

 private:
  Result<void> ConvertMore() {
    converted_.clear();
    at_ = 0;
    const std::size_t kept = raw_.size();
    raw_.resize(kept + kBlockBytes);
    auto read = source_->Read({raw_.data() + kept, kBlockBytes});
    raw_.resize(kept + read.value_or(0));
    ASSAY_ASSIGN(const std::size_t count, std::move(read));
    ended_ = count == 0;
    Convert();
    if (is_first_ && !converted_.empty()) {
      is_first_ = false;
      if (converted_.starts_with("\xEF\xBB\xBF")) {
        at_ = 3;
      }
    }
    return {};
  }

  // Leaves in raw_ what may be the beginning of a character.
  void Convert() {
    std::array<char, std::size_t{16} << 10> out;
    char* from = raw_.data();
    std::size_t left = raw_.size();
    while (left > 0) {
      char* to = out.data();
      std::size_t room = out.size();
      const std::size_t done = iconv(converter_, &from, &left, &to, &room);
      const int why = done == static_cast<std::size_t>(-1) ? errno : 0;
      converted_.append(out.data(), out.size() - room);
      if (why == EILSEQ || (why == EINVAL && ended_)) {
        converted_ += kReplacement;
        ++from;
        --left;
      } else if (why == EINVAL) {
        break;
      }
    }
    raw_.erase(0, raw_.size() - left);
  }

  std::unique_ptr<ByteSource> source_;
  iconv_t converter_;
  std::string raw_;
  std::string converted_;
  std::size_t at_ = 0;
  bool is_first_ = true;
  bool ended_ = false;
};

}  // namespace

EncodingGuess GuessEncoding(std::string_view head) {
  if (head.starts_with("\xEF\xBB\xBF")) {
    return {std::string(kUtf8), "it begins with a byte order mark"};
  }
  if (head.starts_with("\xFF\xFE")) {
    return {"utf-16le", "it begins with a byte order mark"};
  }
  if (head.starts_with("\xFE\xFF")) {
    return {"utf-16be", "it begins with a byte order mark"};
  }
  std::array<std::size_t, 2> zeros = {};
  for (std::size_t at = 0; at < head.size(); ++at) {
    zeros[at % 2] += head[at] == '\0' ? 1U : 0U;
  }
  if (zeros[1] > head.size() / 8 && zeros[0] < zeros[1] / 4) {
    return {"utf-16le", "every second byte is zero"};
  }
  if (zeros[0] > head.size() / 8 && zeros[1] < zeros[0] / 4) {
    return {"utf-16be", "every second byte is zero"};
  }
  if (IsUtf8Head(head)) {
    return {std::string(kUtf8), "its bytes are valid UTF-8"};
  }
  if (LooksChinese(head)) {
    return {"gb18030", "it is not UTF-8, and its bytes stand in pairs as Chinese characters do"};
  }
  return {"windows-1252", "it is not UTF-8, and its letters with accents stand alone"};
}

std::optional<std::string> FindEncoding(std::string_view name) {
  std::string key;
  for (const char c : name) {
    if (c != '-' && c != '_' && c != ' ') {
      key += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  for (const Encoding& encoding : Table()) {
    if (std::ranges::find(encoding.aliases, key) != encoding.aliases.end()) {
      return std::string(encoding.name);
    }
  }
  return std::nullopt;
}

const std::vector<std::string>& AllEncodings() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (const Encoding& encoding : Table()) {
      all.emplace_back(encoding.name);
    }
    return all;
  }();
  return names;
}

Result<std::unique_ptr<ByteSource>> ReadAsUtf8(std::unique_ptr<ByteSource> source,
                                               std::string_view encoding) {
  if (encoding == kUtf8) {
    return source;
  }
  const auto row = std::ranges::find(Table(), encoding, &Encoding::name);
  const iconv_t converter = row == Table().end()
                                ? reinterpret_cast<iconv_t>(-1)  // NOLINT: as iconv_open says it.
                                : iconv_open("UTF-8", row->iconv_name);
  if (converter == reinterpret_cast<iconv_t>(-1)) {  // NOLINT
    return Fail(ErrorCode::kUnavailable, "input.encoding_missing",
                fmt::format("this machine cannot read text in {}", encoding));
  }
  return std::unique_ptr<ByteSource>(std::make_unique<Utf8Source>(std::move(source), converter));
}

}  // namespace assay::ingest

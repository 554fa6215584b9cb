// SPDX-License-Identifier: Apache-2.0
#include "text/detail/decoys.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "text/han.h"
#include "text/utf8.h"

namespace assay::text::detail {
namespace {

constexpr std::string_view kMark = "\u200B";
constexpr std::size_t kBracketBytesMax = 30;
constexpr std::size_t kPieceBytesMax = 18;  // Of what stands between two equal signs.
constexpr std::size_t kTokenBytesMax = 96;

constexpr std::array<std::pair<std::string_view, std::string_view>, 8> kBrackets = {{
    {"(", ")"},
    {"[", "]"},
    {"{", "}"},
    {"（", "）"},
    {"【", "】"},
    {"《", "》"},
    {"「", "」"},
    {"<", ">"},
}};
constexpr std::array<std::string_view, 12> kSigns = {"-", "*", "—", "~", "|", "/",
                                                     "·", "_", "+", "=", "–", "#"};

bool IsLatin(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

class Reducer {
 public:
  Reducer(std::string_view source, ReducedText& out) : source_(source), out_(out) {}

  bool Run() {
    for (std::size_t at = 0; at < source_.size();) {
      if (const std::size_t end = EndOfBracket(at); end != 0) {
        LeaveOut(at, end);
        at = end;
        continue;
      }
      const bool begins_token = source_[at] != ' ' && (at == 0 || source_[at - 1] == ' ');
      const std::size_t end = begins_token ? EndOfToken(at) : at;
      if (end > at && TakeToken(at, end)) {
        at = end;
        continue;
      }
      Keep(at, at + 1);
      ++at;
    }
    return has_left_out_;
  }

 private:
  void Keep(std::size_t begin, std::size_t end) {
    out_.bytes.append(source_.substr(begin, end - begin));
    for (std::size_t i = begin; i < end; ++i) {
      out_.origins.push_back(static_cast<std::uint32_t>(i));
    }
  }
  void LeaveOut(std::size_t at, std::size_t end) {
    if (!out_.bytes.empty() && out_.bytes.back() == ' ' && end < source_.size()) {
      out_.bytes.pop_back();
      out_.origins.pop_back();
    }
    out_.bytes.append(kMark);
    out_.origins.insert(out_.origins.end(), kMark.size(), static_cast<std::uint32_t>(at));
    has_left_out_ = true;
  }

  // Where a bracket that stands between letters or characters ends, with a space behind it; 0 where there is none.
  std::size_t EndOfBracket(std::size_t at) const {
    const auto lead = static_cast<unsigned char>(source_[at]);
    if (lead != '(' && lead != '[' && lead != '{' && lead != '<' && lead != 0xE3 && lead != 0xEF) {
      return 0;
    }
    const std::string_view rest = source_.substr(at, kBracketBytesMax);
    for (const auto& [open, close] : kBrackets) {
      if (!rest.starts_with(open) || at == 0) {
        continue;
      }
      std::size_t end = rest.find(close, open.size());
      if (end == std::string_view::npos) {
        return 0;
      }
      end += at + close.size();
      while (source_.substr(end).starts_with(close)) {
        end += close.size();  // "((18K))"
      }
      end += end < source_.size() && source_[end] == ' ' ? 1U : 0U;
      const char after = end < source_.size() ? source_[end] : ' ';
      const bool goes_on = IsLatin(after) || static_cast<unsigned char>(after) >= 0xC0;
      const char before = source_[at - 1] == ' ' && at > 1 ? source_[at - 2] : source_[at - 1];
      return goes_on && (IsLatin(before) || static_cast<unsigned char>(before) >= 0x80) ? end : 0;
    }
    return 0;
  }

  std::size_t EndOfToken(std::size_t begin) const {
    return std::min(source_.find(' ', begin), source_.size());
  }

  // A token with every second part left out; false where it is not built so.
  bool TakeToken(std::size_t begin, std::size_t end) {
    // A word of Latin letters, as most tokens are, has nothing between them.
    constexpr std::size_t kTokenBytesMin = 5;
    if (end - begin > kTokenBytesMax || end - begin < kTokenBytesMin) {
      return false;
    }
    if (std::ranges::all_of(source_.substr(begin, end - begin), IsLatin)) {
      return TakeEverySecond(begin, end);
    }
    return TakeBetweenSigns(begin, end) || TakeAlternating(begin, end);
  }

  // "Ba*hot*len*sale*ciaga": parts by one sign, every second of them.
  bool TakeBetweenSigns(std::size_t begin, std::size_t end) {
    const std::string_view token = source_.substr(begin, end - begin);
    for (const std::string_view sign : kSigns) {
      std::size_t signs = 0;
      std::size_t longest = 0;
      std::size_t from = 0;
      for (std::size_t to = 0; to <= token.size();) {
        to = std::min(token.find(sign, from), token.size());
        longest = std::max(longest, to - from);
        if (to == token.size()) {
          break;
        }
        ++signs;
        from = to + sign.size();
        to = from;
      }
      if (signs < 2 || signs % 2 != 0 || longest > kPieceBytesMax) {
        continue;
      }
      from = 0;
      for (std::size_t part = 0; part <= signs; ++part) {
        const std::size_t to = std::min(token.find(sign, from), token.size());
        if (part % 2 == 0) {
          Keep(begin + from, begin + to);
        } else {
          LeaveOut(begin + from, begin + to);
        }
        from = to + sign.size();
      }
      return true;
    }
    return false;
  }

  enum class Script : std::uint8_t { kLatin, kHan, kDigit, kOther };
  struct Piece {
    Script script;
    std::size_t begin;
    std::size_t end;
    std::size_t size;  // Characters.
  };

  // "N新I款K鞋E", "耐zz克", "ad1i2d3a4s": two scripts in turn. The shorter parts are the decoys, or the digits.
  bool TakeAlternating(std::size_t begin, std::size_t end) {
    std::array<Piece, 24> pieces{};
    std::size_t count = 0;
    for (std::size_t at = begin; at < end;) {
      const CodePoint point = DecodeAt(source_, at);
      const Script script = point.value < 0x80 && IsLatin(source_[at])   ? Script::kLatin
                            : point.value < 0x80 && IsDigit(source_[at]) ? Script::kDigit
                            : FindHan(point.value) != nullptr            ? Script::kHan
                                                                         : Script::kOther;
      if (script == Script::kOther) {
        return false;
      }
      if (count == 0 || pieces[count - 1].script != script) {
        if (count == pieces.size()) {
          return false;
        }
        pieces[count++] = {script, at, at, 0};
      }
      at += point.length;
      pieces[count - 1].end = at;
      ++pieces[count - 1].size;
    }
    if (count < 3) {
      return false;
    }
    const Script kept = pieces[0].script;
    const Script dropped = pieces[1].script;
    for (std::size_t i = 0; i < count; ++i) {
      const bool is_kept = i % 2 == 0;
      if (pieces[i].script != (is_kept ? kept : dropped) ||
          (!is_kept && pieces[i].size > (kept == Script::kHan ? 3U : 1U))) {
        return false;
      }
    }
    // Two letters around a character, or digits in a model's number, are no name.
    if (kept == Script::kDigit || (kept == Script::kLatin && count < 5) ||
        (kept == Script::kHan && (dropped != Script::kLatin || pieces[0].size > 2))) {
      return false;
    }
    for (std::size_t i = 0; i < count; ++i) {
      if (i % 2 == 0) {
        Keep(pieces[i].begin, pieces[i].end);
      } else {
        LeaveOut(pieces[i].begin, pieces[i].end);
      }
    }
    return true;
  }

  // "Hxexrxmxexs": one letter after each.
  bool TakeEverySecond(std::size_t begin, std::size_t end) {
    constexpr std::size_t kSizeMin = 7;
    const std::string_view token = source_.substr(begin, end - begin);
    if (token.size() < kSizeMin) {
      return false;
    }
    for (std::size_t i = 3; i < token.size(); i += 2) {
      if (token[i] != token[1]) {
        return false;
      }
    }
    for (std::size_t i = 0; i < token.size(); ++i) {
      if (i % 2 == 0) {
        Keep(begin + i, begin + i + 1);
      } else {
        LeaveOut(begin + i, begin + i + 1);
      }
    }
    return true;
  }

  std::string_view source_;
  ReducedText& out_;
  bool has_left_out_ = false;
};

}  // namespace

bool WithoutDecoys(std::string_view source, ReducedText& out) {
  out.bytes.clear();
  out.origins.clear();
  return Reducer(source, out).Run();
}

}  // namespace assay::text::detail

// SPDX-License-Identifier: Apache-2.0
#include "text/detail/text_units.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "text/emoji_words.h"
#include "text/fold_table.h"
#include "text/look_alikes.h"
#include "text/utf8.h"

namespace assay::text::detail {
namespace {

constexpr unsigned kWordGapMax = 5;  // "head & shoulders", "r-a-y---b-a-n".
constexpr std::size_t kPinyinLettersMax = 24;
constexpr std::size_t kSyllableLettersMax = 6;  // "zhuang".

bool IsMask(char32_t point) {
  switch (point) {
    case U'*':
    case U'＊':
    case U'○':
    case U'〇':
    case U'●':
    case U'◯':
    case U'×':
    case U'✕':
    case U'□':
    case U'■':
    case U'＿':
    case U'_':
    case U'某':
      return true;
    default:
      return false;
  }
}

bool IsSpace(char32_t point) {
  return point == ' ' || (point >= '\t' && point <= '\r') || point == 0xA0 || point == 0x3000;
}

class Reader {
 public:
  Reader(std::string_view source, TextUnits& out) : source_(source), out_(out) {}

  void Read() {
    // Chinese characters and most pictures begin with these bytes.
    wants_units_ = std::ranges::any_of(
        source_, [](char byte) { return static_cast<unsigned char>(byte) >= 0xE3; });
    for (std::size_t offset = 0; offset < source_.size();) {
      const auto lead = static_cast<unsigned char>(source_[offset]);
      std::uint32_t length = 1;
      char32_t point = lead;
      bool is_valid = true;
      if (lead >= 0x80) {
        const CodePoint decoded = DecodeAt(source_, offset);
        length = decoded.length;
        point = decoded.value;
        is_valid = decoded.is_valid;
      }
      Take(is_valid ? point : kReplacementCharacter, static_cast<std::uint32_t>(offset), length);
      offset += length;
    }
    EndWord();
    if (!has_chinese_) {
      out_.units.clear();
    }
  }

 private:
  void Take(char32_t point, std::uint32_t begin, std::uint32_t length) {
    if (point < 0x80) {
      TakeAscii(static_cast<char>(point), begin, 1);
      return;
    }
    if (const HanCharacter* const han = FindHan(point); han != nullptr && point != U'〇') {
      EndWord();
      if (point == U'丨' || point == U'丶') {
        Separate(false);  // Strokes: they part letters and characters.
        return;
      }
      if (point == U'某') {
        AddUnit({.kind = UnitKind::kMask}, begin, length);
        return;
      }
      TakeHan(point, *han, begin, length);
      return;
    }
    const FoldMapping mapping = FindFoldMapping(point);
    if (!mapping.is_identity && mapping.bytes.empty()) {
      hidden_ = true;
      return;
    }
    if (IsSpace(point)) {
      EndWord();
      Separate(true);
      return;
    }
    if (TakeLetters(point, mapping, begin, length)) {
      return;
    }
    EndWord();
    if (const std::u32string_view word = WordOfEmoji(point); !word.empty()) {
      // Pictures between single letters are signs: N🔥I🔥K🔥E.
      const bool is_sign =
          last_word_end_known_ && !out_.words.empty() && out_.words.back().letter_count == 1;
      for (const char32_t character : word) {
        AddCharacter(character, begin, length);
      }
      has_chinese_ = true;
      if (is_sign) {
        last_word_end_known_ = true;
        ++separators_;
        all_space_ = false;
      }
      return;
    }
    if (IsMask(point)) {
      AddUnit({.kind = UnitKind::kMask}, begin, length);
      return;
    }
    Separate(false);
  }

  void TakeAscii(char c, std::uint32_t begin, std::uint32_t length) {
    if (c >= 'A' && c <= 'Z') {
      c = static_cast<char>(c + ('a' - 'A'));
    }
    if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) {
      AddLetter(c, begin, length);
      return;
    }
    // A sign is a letter only inside or beside letters; what trails is cut when the word ends.
    if (LetterClassOf(c) != 0) {
      AddLetter(c, begin, length);
      return;
    }
    if ((c == kMaskLetter || c == '#' || c == '_') && in_word_) {
      AddLetter(kMaskLetter, begin, length);
      return;
    }
    EndWord();
    if (IsMask(static_cast<char32_t>(c))) {
      AddUnit({.kind = UnitKind::kMask}, begin, length);
      if (last_word_end_known_) {
        ++separators_;
        all_space_ = false;
      }
      return;
    }
    Separate(IsSpace(static_cast<char32_t>(c)));
  }

  // Letters that are Latin once folded, or pass for Latin ones.
  bool TakeLetters(char32_t point, const FoldMapping& mapping, std::uint32_t begin,
                   std::uint32_t length) {
    if (!mapping.is_identity && mapping.bytes.size() <= 3 &&
        std::ranges::all_of(mapping.bytes, [](char c) {
          return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        })) {
      for (const char c : mapping.bytes) {
        AddLetter(c, begin, length);
      }
      return true;
    }
    if (!mapping.is_identity && mapping.bytes.size() == 1) {
      TakeAscii(mapping.bytes.front(), begin, length);  // Full-width and other styled signs.
      return true;
    }
    if (!mapping.is_identity && mapping.bytes.size() == 3 && mapping.bytes.starts_with('(') &&
        mapping.bytes.ends_with(')')) {
      AddLetter(mapping.bytes[1], begin, length);  // A letter in parentheses that is one character.
      return true;
    }
    std::string_view letters = LookAlikeOf(point);
    if (letters.empty() && !mapping.is_identity) {
      letters =
          LookAlikeOf(DecodeAt(mapping.bytes, 0).value);  // A capital of what passes for a letter.
    }
    if (letters.empty()) {
      return false;
    }
    for (const char c : letters) {
      AddLetter(c, begin, length);
    }
    word_.has_look_alikes = true;
    return true;
  }

  void TakeHan(char32_t point, const HanCharacter& han, std::uint32_t begin, std::uint32_t length) {
    const char32_t simplified = han.simplified != 0 ? han.simplified : point;
    const HanCharacter* const known = FindHan(simplified);
    AddUnit({.kind = UnitKind::kHan,
             .is_traditional = simplified != point,
             .syllable = known != nullptr ? known->syllable : han.syllable,
             .point = simplified,
             .han = known != nullptr ? known : &han},
            begin, length);
    has_chinese_ = true;
  }

  void AddLetter(char c, std::uint32_t begin, std::uint32_t length) {
    if (!in_word_) {
      in_word_ = true;
      word_ = {.begin = begin, .letters = static_cast<std::uint32_t>(out_.letters.size())};
      word_.after_space = all_space_ && separators_ > 0;
      word_.follows = last_word_end_known_ && separators_ <= kWordGapMax;
      word_gap_ = unit_gap_;
      word_gap_is_space_ = unit_gap_is_space_;
      word_hidden_ = hidden_;
      hidden_ = false;
      plain_count_ = 0;
    }
    word_.has_hidden = word_.has_hidden || hidden_;
    hidden_ = false;
    word_.has_masks = word_.has_masks || c == kMaskLetter;
    if (word_.letter_count < std::numeric_limits<std::uint16_t>::max()) {
      out_.letters.push_back(c);
      ++word_.letter_count;
      if (IsLetterOrDigit(c)) {
        plain_count_ = word_.letter_count;
        plain_end_ = begin + length;
      }
    }
    word_.end = begin + length;
  }

  void EndWord() {
    if (!in_word_) {
      return;
    }
    in_word_ = false;
    // Signs at the end are punctuation where no letter follows: "nike!", "nike*".
    const std::size_t count = plain_count_;
    const std::size_t cut = word_.letter_count - count;
    if (count == 0) {
      out_.letters.resize(word_.letters);
      MaskOrSeparate(word_.begin, word_.end);
      return;
    }
    const bool sign_may_count = cut == 1 && out_.letters[word_.letters + count] != kMaskLetter;
    if (!sign_may_count) {
      out_.letters.resize(word_.letters + count);
      word_.letter_count = static_cast<std::uint16_t>(count);
      word_.end = plain_end_;
    }
    AddWordUnits();
    out_.words.push_back(word_);
    last_word_end_known_ = true;
    separators_ = cut != 0 && !sign_may_count ? 1 : 0;
    all_space_ = separators_ == 0;
    if (separators_ != 0) {
      unit_gap_ = 1;
      unit_gap_is_space_ = false;
    }
  }

  static bool IsDigit(char c) { return c >= '0' && c <= '9'; }

  // "1:1", "1.5", "3/4": its digits stand for no characters.
  bool IsPartOfNumber(std::uint32_t begin, std::uint32_t end) const {
    constexpr std::string_view kJoins = ":.,/";
    const auto joins = [&](std::size_t sign, std::size_t digit) {
      return sign < source_.size() && digit < source_.size() &&
             kJoins.find(source_[sign]) != std::string_view::npos && IsDigit(source_[digit]);
    };
    return joins(end, end + 1) || (begin >= 2 && joins(begin - 1, begin - 2));
  }

  static bool IsLetterOrDigit(char c) { return (c >= 'a' && c <= 'z') || IsDigit(c); }

  // A word made of nothing but signs.
  void MaskOrSeparate(std::uint32_t begin, std::uint32_t end) {
    if (IsMask(static_cast<unsigned char>(source_[begin]))) {
      AddUnit({.kind = UnitKind::kMask}, begin, end - begin);
    } else {
      Separate(false);
    }
  }

  void AddWordUnits() {
    if (!wants_units_) {
      return;
    }
    const std::string_view letters = out_.LettersOf(word_);
    unit_gap_ = word_gap_;
    unit_gap_is_space_ = word_gap_is_space_;
    hidden_ = word_hidden_;
    if (letters == "x" || letters == "xx") {
      AddUnit({.kind = UnitKind::kMask, .point = U'x'}, word_.begin, word_.end - word_.begin);
      return;
    }
    if (IsDigit(letters.front()) && IsPartOfNumber(word_.begin, word_.end)) {
      AddUnit({.kind = UnitKind::kOther}, word_.begin, word_.end - word_.begin);
      return;
    }
    if (letters.size() == 1 && letters.front() >= '1' && letters.front() <= '9') {
      static constexpr std::u32string_view kDigits = U"一二三四五六七八九";
      AddCharacter(kDigits[static_cast<std::size_t>(letters.front() - '1')], word_.begin,
                   word_.end - word_.begin);
      return;
    }
    static constexpr std::array<std::pair<std::string_view, char32_t>, 5> kReadAsHan = {
        {{"10", U'十'}, {"100", U'百'}, {"1000", U'千'}, {"10000", U'万'}, {"i", U'爱'}}};
    if (const auto* const read =
            std::ranges::find(kReadAsHan, letters, &std::pair<std::string_view, char32_t>::first);
        read != kReadAsHan.end()) {
      AddCharacter(read->second, word_.begin, word_.end - word_.begin);
      return;
    }
    if (letters.size() == 1) {
      // A letter that belongs to a name of both scripts.
      AddUnit({.kind = UnitKind::kOther, .point = static_cast<unsigned char>(letters.front())},
              word_.begin, word_.end - word_.begin);
      return;
    }
    const std::vector<std::string_view> syllables = CutSyllables(letters);
    if (syllables.empty()) {
      AddUnit({.kind = UnitKind::kOther}, word_.begin, word_.end - word_.begin);
      return;
    }
    // Each syllable has the whole word's place: inside it letters may be wider than a byte.
    for (const std::string_view syllable : syllables) {
      AddUnit({.kind = UnitKind::kSyllable, .syllable = SyllableOf(syllable)}, word_.begin,
              word_.end - word_.begin);
    }
  }

  // A character that a picture or digit is read as.
  void AddCharacter(char32_t character, std::uint32_t begin, std::uint32_t length) {
    const HanCharacter* const han = FindHan(character);
    AddUnit({.kind = UnitKind::kPicture, .syllable = han->syllable, .point = character, .han = han},
            begin, length);
  }

  void AddUnit(Unit unit, std::uint32_t begin, std::uint32_t length) {
    unit.begin = begin;
    unit.end = begin + length;
    unit.after_hidden = hidden_;
    unit.gap_before = unit_gap_;
    unit.gap_is_space = unit_gap_is_space_;
    out_.units.push_back(unit);
    unit_gap_ = 0;
    unit_gap_is_space_ = true;
    hidden_ = false;
    if (unit.kind == UnitKind::kHan || unit.kind == UnitKind::kPicture) {
      last_word_end_known_ = false;  // Latin words on both sides of a character are not neighbours.
    }
  }

  void Separate(bool is_space) {
    if (separators_ < 255) {
      ++separators_;
    }
    all_space_ = all_space_ && is_space;
    if (unit_gap_ < 255) {
      ++unit_gap_;
    }
    unit_gap_is_space_ = unit_gap_is_space_ && is_space;
  }

  std::string_view source_;
  TextUnits& out_;
  LatinWord word_;
  std::uint16_t plain_count_ = 0;  // Up to the last letter or digit of the word at hand.
  std::uint32_t plain_end_ = 0;
  bool wants_units_ = false;
  bool in_word_ = false;
  bool hidden_ = false;
  bool word_hidden_ = false;
  bool has_chinese_ = false;
  bool last_word_end_known_ = false;
  unsigned separators_ = 0;
  bool all_space_ = true;
  std::uint8_t unit_gap_ = 0;
  bool unit_gap_is_space_ = true;
  std::uint8_t word_gap_ = 0;
  bool word_gap_is_space_ = true;
};

// Whether letters may be pinyin: syllables end in a vowel, n, ng or r, and only zh, ch and sh begin with two
// consonants. Most words of other languages are none by this already.
bool MayBePinyin(std::string_view letters) {
  constexpr std::string_view kVowels = "aeiouv";
  constexpr std::string_view kLast = "aeiouvngr";
  const auto is_one_of = [](std::string_view set, char c) {
    return set.find(c) != std::string_view::npos;
  };
  for (std::size_t i = 0; i < letters.size(); ++i) {
    const char c = letters[i];
    if (c < 'a' || c > 'z') {
      return false;
    }
    const bool is_cluster = i > 0 && !is_one_of(kVowels, c) && !is_one_of(kVowels, letters[i - 1]);
    if (is_cluster && !is_one_of("ngr", letters[i - 1]) &&
        !(c == 'h' && is_one_of("zcs", letters[i - 1]))) {
      return false;
    }
  }
  return is_one_of(kLast, letters.back());
}

}  // namespace

std::vector<std::string_view> CutSyllables(std::string_view letters) {
  const std::size_t size = letters.size();
  if (size < 1 || size > kPinyinLettersMax || !MayBePinyin(letters)) {
    return {};
  }
  // best[i]: the fewest syllables that letters[i..] fall into, and where the first of them ends.
  struct Cut {
    std::size_t count = std::numeric_limits<std::size_t>::max();
    std::size_t end = 0;
  };
  std::array<Cut, kPinyinLettersMax + 1> best{};
  best[size].count = 0;
  for (std::size_t begin = size; begin-- > 0;) {
    for (std::size_t end = begin + 1; end <= std::min(size, begin + kSyllableLettersMax); ++end) {
      if (best[end].count < best[begin].count - 1 &&
          SyllableOf(letters.substr(begin, end - begin)) != 0) {
        best[begin] = {best[end].count + 1, end};
      }
    }
  }
  std::vector<std::string_view> syllables;
  if (best[0].count == std::numeric_limits<std::size_t>::max()) {
    return {};
  }
  for (std::size_t begin = 0; begin < size; begin = best[begin].end) {
    syllables.push_back(letters.substr(begin, best[begin].end - begin));
  }
  return syllables;
}

void ReadUnits(std::string_view source, TextUnits& out) {
  out.words.clear();
  out.letters.clear();
  out.units.clear();
  out.letters.reserve(source.size());
  Reader(source, out).Read();
}

}  // namespace assay::text::detail

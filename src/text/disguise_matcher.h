// SPDX-License-Identifier: Apache-2.0
// Finds names that were written so as not to be found: N.I.K.E, Νіке, n1ke, nai ke, 耐·克, 乃克, 而寸克, 耐*.
//
// Nothing is spelled out beforehand: a text is read once into units (Chinese characters, syllables of pinyin,
// pictures read as characters, Latin words with look-alikes and digits taken as letters), and names are looked
// up by what a disguise must leave alone: the letters up to their look-alikes, the sound of the first two
// characters, or two characters of three. Around such a place the name is compared unit by unit.
//
// Invariants
//  1. A Latin name may be reported that stands there plainly, with an empty set. Capitals, full-width and other
//     styled letters are no disguise.
//  2. Spans are byte offsets into the source, on code-point borders.
//  3. Linear in the text: each unit is compared with the names that share its key, each in bounded steps.
//
// The confusions are the field's: UTS 39 look-alikes, digits for letters, Unihan readings with the usual
// confusions of speech (text/han.h), Cangjie codes for parts and shapes. See research on Chinese variants:
// Jiang et al., "Detect Camouflaged Spam Content via StoneSkipping", EMNLP 2019.
//
// Threads: immutable once made. Cost (bench/text, docs/performance.md): about 6 ns a byte of English or Chinese and 8 ns of
// both mixed with 700 names; with 20,000 names 32 ns a byte of Chinese; misspellings 8 ns a byte of English more. Making:
// 1 us a name.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

// How a name was disguised; several at once are a set.
enum class Disguise : std::uint32_t {
  kHidden = 1,          // Characters that are not seen stand within it.
  kSpacing = 2,         // Its letters or characters stand apart.
  kLookAlike = 4,       // Letters of other scripts.
  kDigits = 8,          // Digits or signs for letters.
  kRepeated = 16,       // Letters doubled or left single.
  kSwapped = 32,        // Letters for letters that look alike: l for i, rn for m.
  kSound = 64,          // Characters that sound alike.
  kPinyin = 128,        // Latin letters for characters.
  kPicture = 256,       // Emoji or digits for characters.
  kShape = 512,         // Characters that look alike.
  kParts = 1024,        // A character taken apart.
  kMask = 2048,         // A sign in place of a letter or character.
  kTraditional = 4096,  // Traditional characters; no disguise by itself.
  kPunctuation = 8192,  // Its words joined or parted otherwise; no disguise by itself.
  kMisspelt = 16384,    // A letter or character changed, left out, added or moved.
  kReversed = 32768,    // Written backwards.
  kTurned = 65536,      // Written upside down.
  kMixed = 131072,      // Begun in one script and ended in another: Gu驰.
  kDecoy = 262144,      // Something else put inside: 香(大牌)奈儿.
};

class DisguiseSet {
 public:
  void Add(Disguise disguise) { bits_ |= static_cast<std::uint32_t>(disguise); }
  void Remove(Disguise disguise) { bits_ &= ~static_cast<std::uint32_t>(disguise); }
  bool Has(Disguise disguise) const { return (bits_ & static_cast<std::uint32_t>(disguise)) != 0; }
  bool empty() const { return bits_ == 0; }
  // Whether more than a spelling that anyone may choose: traditional characters, "Ray Ban".
  bool IsDisguised() const { return (bits_ & ~kOrdinary) != 0; }
  // Whether more than a slip of the pen.
  bool IsDeliberate() const { return (bits_ & ~(kOrdinary | kSlips)) != 0; }
  friend bool operator==(const DisguiseSet&, const DisguiseSet&) = default;

 private:
  static constexpr std::uint32_t kOrdinary = static_cast<std::uint32_t>(Disguise::kTraditional) |
                                             static_cast<std::uint32_t>(Disguise::kPunctuation);
  static constexpr std::uint32_t kSlips = static_cast<std::uint32_t>(Disguise::kMisspelt) |
                                          static_cast<std::uint32_t>(Disguise::kRepeated);

  std::uint32_t bits_ = 0;
};

// "with digits or signs for letters, its letters apart".
std::string Describe(DisguiseSet how);

struct DisguisedName {
  std::uint32_t name = 0;  // Its index.
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  DisguiseSet how;
  // Not to be believed without other evidence: short, or little of the name is left.
  bool is_weak = false;
  // Letters or characters of the name, and those of them that stand as themselves.
  std::uint8_t size = 0;
  std::uint8_t plain = 0;

  // Whether to believe it of a word of the language, which has more neighbours than a name has: its characters may stand
  // apart, be spelled out (gao仿) or drawn, most of them standing, and none be replaced by others like it.
  bool IsWordInDisguise() const;
};

inline constexpr std::uint32_t kNoGroup = 0xFFFFFFFF;
// Things have few names by which they are known; with every pair of many, time and memory would grow with the square.
inline constexpr std::size_t kMixedPairsMax = 64;

class DisguiseMatcher {
 public:
  // Names as people write them; Latin, Chinese, or Chinese with letters ("V信"). Names of one letter or character are not
  // looked for. Names whose letters hold digits are found only with every digit in its place.
  // `groups`, one for each name or none at all: names of one group are names of one thing, so that one may begin as the
  // first and end as the second. Of a group only the first kMixedPairsMax pairs of a Latin and a Chinese name are read so,
  // of kNoGroup none.
  explicit DisguiseMatcher(std::span<const std::string> names,
                           std::span<const std::uint32_t> groups = {});
  ~DisguiseMatcher();
  DisguiseMatcher(DisguiseMatcher&&) noexcept;
  DisguiseMatcher& operator=(DisguiseMatcher&&) noexcept;

  // How far the search goes. Misspelt and reversed Latin names cost some 50 ns a word more, and words that are
  // neither ordinary nor a name are often honest: so not in long texts.
  enum class Effort : std::uint8_t { kDisguises, kMisspellingsToo };

  // Appends what stands in `source` (UTF-8, any bytes; below 4 GiB), in order of place; a place may hold several
  // names. At most kDisguisesMax of one text.
  void Find(std::string_view source, Effort effort, std::vector<DisguisedName>& found) const;

 private:
  void FindAroundDecoys(std::string_view source, std::vector<DisguisedName>& found) const;

  struct Tables;
  std::unique_ptr<const Tables> tables_;
};

inline constexpr std::size_t kDisguisesMax = 64;

}  // namespace assay::text

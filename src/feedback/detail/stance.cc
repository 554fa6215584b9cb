// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/stance.h"

#include <algorithm>
#include <array>
#include <optional>

#include "text/utf8.h"

namespace assay::feedback::detail {
namespace {

// How far before a word "not" may stand, in characters: eight of Chinese (shared experience of clause-level
// readers), three times as many of Latin.
constexpr std::size_t kReachHan = 8;
constexpr std::size_t kReachLatin = 24;
// "没有任何假货": how far before it a bare "no" may stand.
constexpr std::size_t kNearReachHan = 2;
constexpr std::size_t kNearReachLatin = 12;
constexpr std::uint32_t kBeforeMax = 12;
constexpr std::uint32_t kAfterMax = 6;

bool IsOfGoods(Role role) {
  return role <= Role::kDenial;
}

// Characters between two places, counted no further than `limit` + 1.
std::size_t Between(std::string_view folded, std::size_t begin, std::size_t end,
                    std::size_t limit) {
  std::size_t count = 0;
  for (std::size_t at = begin; at < end && count <= limit; ++at) {
    count += (static_cast<unsigned char>(folded[at]) & 0xC0U) == 0x80U ? 0U : 1U;
  }
  return count;
}

// Whether nothing but a copula and its adverbs stand in `gap`: "好评[都是]假的", "reviews [are all] fake". What is
// fake is then the thing before it; in "赠送的洗发水是假的" it is not the gift's delivery.
bool IsCopula(std::string_view gap) {
  constexpr std::u32string_view kAdverbs =
      U" 是都全也就根本绝对竟然居应该可能感觉很多大部分基的地完明显肯定一统们什么真实其在有些几乎";
  constexpr std::size_t kGapBytesMax = 24;
  if (gap.size() > kGapBytesMax) {
    return false;
  }
  for (std::size_t at = 0; at < gap.size();) {
    const text::CodePoint point = text::DecodeAt(gap, at);
    const bool is_latin = point.value >= U'a' && point.value <= U'z';
    if (!is_latin && kAdverbs.find(point.value) == std::u32string_view::npos) {
      return false;
    }
    at += point.length;
  }
  return true;
}

// What stands around one word about the goods, in its clause.
struct Surroundings {
  unsigned nots = 0;
  bool unlike = false;
  bool averts = false;
  bool unsure = false;
  bool doubts = false;
  bool disbelieves = false;
  bool seems = false;
  bool opinion = false;
  bool certain = false;
  bool fears = false;
  bool mistaken = false;
  bool pretended = false;
  bool told = false;
  bool supposed = false;
  bool hearsay = false;
  bool elsewhere = false;
  bool before = false;
  bool other_thing = false;
  bool compared = false;
  bool differs = false;
  bool alike = false;
  bool asks = false;
  bool softens = false;
  bool mocks = false;
  bool people = false;
  bool ends_clause = false;
};

class ClauseReader {
 public:
  ClauseReader(std::string_view folded, const PhraseReading& reading)
      : folded_(folded), reading_(reading) {}

  std::optional<Stance> StanceOf(std::uint32_t index) const {
    const Hit& hit = reading_.hits[index];
    Surroundings around = LookAround(index);
    switch (hit.role) {
      case Role::kTruth:
        return around.supposed || around.elsewhere ? Stance::kSetAside : Stance::kAsked;
      case Role::kHint:
        return around.supposed ? Stance::kSetAside : Stance::kHint;
      case Role::kDenial:
        return around.supposed || around.told || around.pretended ? Stance::kSetAside
               : around.mocks                                     ? Stance::kClaim
               : around.asks                                      ? Stance::kAsked
                                                                  : Stance::kDenial;
      case Role::kClaim:
      case Role::kFake:
        return OfFake(around);
      case Role::kFakeAlone:
        if (!around.ends_clause || !BeginsClause(hit)) {
          return std::nullopt;
        }
        return OfFake(around);
      case Role::kGenuineAtEnd:
        if (!around.ends_clause ||
            !(around.nots % 2 == 1 || around.unlike || around.unsure || around.asks ||
              around.disbelieves || around.mistaken || around.fears)) {
          return std::nullopt;
        }
        return OfGenuine(around);
      case Role::kGenuine:
        return OfGenuine(around);
      default:
        return std::nullopt;
    }
  }

 private:
  Surroundings LookAround(std::uint32_t index) const {
    const Hit& hit = reading_.hits[index];
    const Clause& clause = reading_.clauses[hit.clause];
    const bool is_latin = static_cast<unsigned char>(folded_[hit.begin]) < 0x80;
    const std::size_t reach = is_latin ? kReachLatin : kReachHan;
    const std::size_t near_reach = is_latin ? kNearReachLatin : kNearReachHan;
    Surroundings around;
    bool passed_goods = false;
    const std::uint32_t first =
        std::max(clause.hits_begin, index < kBeforeMax ? 0 : index - kBeforeMax);
    for (std::uint32_t i = index; i > first; --i) {
      const Hit& other = reading_.hits[i - 1];
      const std::size_t distance = Between(folded_, other.end, hit.begin, reach);
      TakeBefore(other, distance <= reach, distance <= near_reach, passed_goods, around);
      if (!passed_goods && (other.role == Role::kOtherThing || other.role == Role::kBait)) {
        around.other_thing =
            around.other_thing || IsCopula(folded_.substr(other.end, hit.begin - other.end));
      }
      passed_goods = passed_goods || IsOfGoods(other.role);
    }
    const std::uint32_t last = std::min(clause.hits_end, index + 1 + kAfterMax);
    bool is_last_of_goods = true;
    for (std::uint32_t i = index + 1; i < last; ++i) {
      const Hit& other = reading_.hits[i];
      if (IsOfGoods(other.role)) {
        is_last_of_goods = false;
        break;
      }
      TakeAfter(other, Between(folded_, hit.end, other.begin, reach), around);
    }
    around.asks = around.asks || (clause.is_question && is_last_of_goods);
    // "Not sure if it is": that "if" asks and supposes nothing.
    around.supposed = around.supposed && !around.unsure && !around.disbelieves;
    around.ends_clause = EndsClause(hit, clause, index);
    return around;
  }

  static void TakeBefore(const Hit& other, bool in_reach, bool near, bool passed_goods,
                         Surroundings& around) {
    // These reach over a whole clause: "不知道是正品还是假货".
    switch (other.role) {
      case Role::kUnsure:
        around.unsure = true;
        return;
      case Role::kFears:
        around.fears = true;
        return;
      case Role::kIf:
        around.supposed = true;
        return;
      case Role::kHearsay:
        around.hearsay = true;
        return;
      case Role::kElsewhere:
        around.elsewhere = true;
        return;
      case Role::kBefore:
        around.before = true;
        return;
      case Role::kDoubts:
        around.doubts = true;
        return;
      case Role::kCertain:
        around.certain = true;
        return;
      case Role::kMocks:
        around.mocks = true;
        return;
      default:
        break;
    }
    // These speak of the next word about the goods only.
    if (passed_goods) {
      return;
    }
    switch (other.role) {
      case Role::kNot:
        around.nots += in_reach ? 1U : 0U;
        return;
      case Role::kNearNot:
        around.nots += near ? 1U : 0U;
        return;
      case Role::kUnlike:
        around.unlike = around.unlike || in_reach;
        return;
      case Role::kAverts:
        around.averts = around.averts || in_reach;
        return;
      case Role::kDisbelieves:
        around.disbelieves = true;
        return;
      case Role::kSeems:
        around.seems = true;
        return;
      case Role::kOpinion:
        around.opinion = true;
        return;
      case Role::kMistaken:
        around.mistaken = true;
        return;
      case Role::kPretended:
        around.pretended = true;
        return;
      case Role::kTold:
        around.told = true;
        return;
      case Role::kComparedWith:
        around.compared = true;
        return;
      default:
        return;
    }
  }

  static void TakeAfter(const Hit& other, std::size_t distance, Surroundings& around) {
    switch (other.role) {
      case Role::kAsks:
        around.asks = true;
        return;
      case Role::kUnsure:
        around.unsure = true;
        return;
      case Role::kDoubts:
        around.doubts = true;
        return;
      case Role::kElsewhere:
        around.elsewhere = true;
        return;
      case Role::kSoftens:
        around.softens = around.softens || distance <= 1;
        return;
      case Role::kMocks:
        around.mocks = true;
        return;
      case Role::kCannot:
        around.averts = around.averts || distance <= 1;
        return;
      case Role::kPeople:
        around.people = around.people || distance == 0;
        return;
      case Role::kDiffers:
        around.differs = true;
        return;
      case Role::kAlike:
        around.alike = true;
        return;
      default:
        return;
    }
  }

  // Whether nothing but a space stands before the word in its clause.
  bool BeginsClause(const Hit& hit) const {
    const std::uint32_t begin = hit.clause == 0 ? 0 : reading_.clauses[hit.clause - 1].end;
    return std::ranges::all_of(folded_.substr(begin, hit.begin - begin),
                               [](char c) { return c == ' '; });
  }

  // Whether nothing but a particle stands between the word and the end of its clause.
  bool EndsClause(const Hit& hit, const Clause& clause, std::uint32_t index) const {
    std::uint32_t end = hit.end;
    for (std::uint32_t i = index + 1; i < clause.hits_end; ++i) {
      const Hit& other = reading_.hits[i];
      if (other.begin != end || (other.role != Role::kAsks && other.role != Role::kSoftens)) {
        break;
      }
      end = other.end;
    }
    // The punctuation that ends the clause, and a particle such as 的 or 啊.
    return Between(folded_, end, clause.end, 2) <= 2 &&
           std::ranges::none_of(folded_.substr(end, clause.end - end),
                                [](char c) { return c >= 'a' && c <= 'z'; });
  }

  static Stance OfFake(const Surroundings& around) {
    if (around.supposed || around.other_thing || around.elsewhere) {
      return Stance::kSetAside;
    }
    if (around.people || around.hearsay) {
      return around.doubts ? Stance::kLean : Stance::kHearsay;
    }
    if (around.averts) {
      return Stance::kDenial;
    }
    if (around.compared && (around.alike || around.differs)) {
      return around.alike ? Stance::kLean : Stance::kWeakDenial;
    }
    const bool is_denied = around.nots % 2 == 1 || around.unlike;
    if (is_denied) {
      if (around.mocks) {
        return Stance::kClaim;
      }
      if (around.doubts || around.mistaken) {
        return Stance::kLean;
      }
      if (around.fears) {
        return Stance::kFears;
      }
      return around.unsure || around.asks || around.softens ? Stance::kAsked
             : around.unlike || around.opinion              ? Stance::kWeakDenial
                                                            : Stance::kDenial;
    }
    if (around.mistaken || around.disbelieves) {
      return around.asks ? Stance::kAsked : Stance::kWeakDenial;
    }
    // "也敢卖假货？" asks nothing.
    return around.mocks ? Stance::kClaim : OfDoubt(around).value_or(Stance::kClaim);
  }

  static Stance OfGenuine(const Surroundings& around) {
    if (around.supposed) {
      return Stance::kSetAside;
    }
    const bool is_denied = around.nots % 2 == 1 || around.unlike;
    if (around.differs && !around.alike) {
      return around.compared ? Stance::kOpinion : Stance::kLean;
    }
    if (is_denied) {
      if (around.hearsay) {
        return Stance::kHearsay;
      }
      if (around.elsewhere) {
        return Stance::kSetAside;
      }
      return around.unlike ? Stance::kLean : OfDoubt(around).value_or(Stance::kClaim);
    }
    if (around.mocks) {
      return Stance::kClaim;
    }
    if (around.doubts || around.disbelieves || around.pretended) {
      return Stance::kLean;
    }
    if (around.unsure || around.asks) {
      return Stance::kAsked;
    }
    if (around.mistaken) {
      return Stance::kLean;
    }
    if (around.fears) {
      return Stance::kFears;
    }
    if (around.told || around.hearsay || around.elsewhere || around.before) {
      return Stance::kSetAside;
    }
    return around.seems || around.opinion || around.softens || around.alike ? Stance::kWeakDenial
                                                                            : Stance::kDenial;
  }

  // How sure somebody is who says that the goods are not genuine; nothing where nothing softens it.
  static std::optional<Stance> OfDoubt(const Surroundings& around) {
    if (around.fears) {
      return around.asks || around.seems ? Stance::kLean : Stance::kFears;
    }
    if (around.unsure) {
      return Stance::kAsked;
    }
    if (around.doubts) {
      return Stance::kLean;
    }
    if (around.asks) {
      return around.certain ? Stance::kLean : Stance::kAsked;
    }
    if (around.before) {
      return Stance::kBefore;
    }
    if (around.certain) {
      return std::nullopt;
    }
    if (around.seems || around.softens) {
      return Stance::kLean;
    }
    if (around.opinion) {
      return Stance::kOpinion;
    }
    return std::nullopt;
  }

  std::string_view folded_;
  const PhraseReading& reading_;
};

// Log-odds of a buyer saying that the goods are not genuine, given that he says this. Beliefs, held against the
// weak labels of docs/quality.md: at a prior of 2 % a plain claim comes to 98 %, an open question to about
// half.
constexpr std::array<StanceNote, kStanceCount> kNotes = {{
    {"review.claim", {8'000'000}, "says that the goods are not genuine"},
    {"review.opinion", {6'800'000}, "is of the opinion that the goods are not genuine"},
    {"review.lean", {5'200'000}, "suspects that the goods are not genuine"},
    {"review.asked", {4'200'000}, "does not know whether the goods are genuine"},
    {"review.hint", {3'000'000}, "tells of a mark of genuine goods that is missing"},
    {"review.fears", {1'500'000}, "speaks of the fear of fakes"},
    {"review.hearsay", {1'500'000}, "reports what others say of fakes"},
    {"review.before", {1'500'000}, "speaks of fakes in the past"},
    {"review.set_aside", {0}, "speaks of fakes, but not of these goods as they are"},
    {"review.weak_denial", {-1'000'000}, "takes the goods for genuine"},
    {"review.denial", {-2'000'000}, "says that the goods are genuine"},
}};

}  // namespace

std::vector<Statement> StatementsOf(std::string_view folded, const PhraseReading& reading) {
  const ClauseReader reader(folded, reading);
  std::vector<Statement> statements;
  std::uint32_t clause_of_goods = 0;
  for (std::uint32_t i = 0; i < reading.hits.size(); ++i) {
    const Hit& hit = reading.hits[i];
    // "有人说是假货，我也怀疑了": whoever repeats what others say and adds his doubt has made it his own.
    if (hit.role == Role::kDoubts && !statements.empty() && hit.clause != clause_of_goods &&
        (statements.back().stance == Stance::kHearsay ||
         statements.back().stance == Stance::kFears)) {
      statements.push_back({Stance::kLean, hit.begin, hit.end});
    }
    if (!IsOfGoods(hit.role)) {
      continue;
    }
    clause_of_goods = hit.clause;
    if (const std::optional<Stance> stance = reader.StanceOf(i)) {
      statements.push_back({*stance, hit.begin, hit.end});
    }
  }
  return statements;
}

TextClass ClassOf(const std::vector<Statement>& statements) {
  bool is_doubted = false;
  for (const Statement& statement : statements) {
    switch (statement.stance) {
      case Stance::kClaim:
      case Stance::kOpinion:
        return TextClass::kClaim;
      case Stance::kLean:
      case Stance::kAsked:
        is_doubted = true;
        break;
      case Stance::kDenial:
      case Stance::kWeakDenial:
        is_doubted = false;
        break;
      default:
        break;
    }
  }
  return is_doubted ? TextClass::kSuspicion : TextClass::kNone;
}

const StanceNote& NoteOf(Stance stance) {
  return kNotes[static_cast<std::size_t>(stance)];
}

}  // namespace assay::feedback::detail

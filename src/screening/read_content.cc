// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "contact/contact_reader.h"
#include "core/hash.h"
#include "screening/detail/reading.h"
#include "screening/detail/wording.h"
#include "screening/limits.h"
#include "screening/screen.h"
#include "screening/wording.h"

namespace assay::screening {
namespace {

using detail::Hit;
using detail::Kind;
using detail::Reading;
using detail::Term;
using detail::TermRole;
using detail::Via;

std::string_view MeaningOf(Kind kind) {
  switch (kind) {
    case Kind::kLingoCounterfeitGrade:
      return "names a grade of copy";
    case Kind::kLingoPassesCheck:
      return "promises to pass a check of authenticity";
    case Kind::kLingoBatch:
      return "names a workshop or batch of copies";
    case Kind::kLingoDisclosure:
      return "says that the goods are not genuine";
    case Kind::kLingoOriginHint:
      return "names a place known in the trade with copies";
    case Kind::kLingoQualityClaim:
      return "claims to be as good as the original";
    case Kind::kLingoHiddenLink:
      return "sells goods that the listing does not show";
    case Kind::kLingoPackaging:
      return "offers the brand's packaging or receipts with the goods";
    default:
      return "is used in the trade with copies";
  }
}

// Builds the findings of one listing, each kind at most once: a word said five times is one fact.
class Reader {
 public:
  Reader(const Model::Parts& parts, const Listing& listing)
      : parts_(parts),
        reading_(detail::ReadFields(parts, listing)),
        items_(detail::ItemsOf(reading_)),
        claims_(detail::FindClaims(parts, reading_, items_)) {
    condition_ = detail::PriceConditionOf(reading_, listing.condition);
    signals_.second_hand = condition_ == PriceCondition::kSecondHand;
    is_of_honest_copies_ = IsOfHonestCopies();
  }

  ContentSignals Read() && {
    AddBrandFindings();
    AddWordFindings();
    AddMissingBrand();
    AddContextFindings();
    signals_.price_row = FindPriceRow();
    signals_.brands = std::move(claims_.brands);
    AddWording();
    signals_.fingerprint = Fingerprint();
    return std::move(signals_);
  }

 private:
  void Add(Kind kind, std::string text, std::optional<Span> span = std::nullopt) {
    bool& added = added_[static_cast<std::size_t>(kind)];
    if (added) {
      return;
    }
    added = true;
    signals_.findings.push_back(
        {std::string(NameOf(kind)), parts_.WeightOf(kind), std::move(text), span});
  }

  // Adds "<words> <meaning>" with the span of the words.
  void AddWords(Kind kind, const Hit& hit, std::string_view meaning) {
    if (!added_[static_cast<std::size_t>(kind)]) {
      Add(kind, fmt::format("\"{}\" {}", reading_.SurfaceOf(hit), meaning), reading_.SpanOf(hit));
    }
  }

  void AddBrandFindings() {
    if (claims_.listed > 0) {
      Add(Kind::kBrandList,
          fmt::format("lists {} brands for searches to find, and claims none of them by that",
                      claims_.listed),
          claims_.list);
    }
    if (claims_.brands.empty()) {
      return;
    }
    const BrandClaim& first = claims_.brands.front();
    Add(Kind::kBrandClaimed, fmt::format("claims the brand {}", first.brand), first.span);
    for (std::size_t i = 0; i < claims_.brands.size(); ++i) {
      // A slip of the pen is no sign of anything; a spelling the lexicon lists as a disguise is.
      const bool is_slip = !claims_.disguises[i].empty() && !claims_.disguises[i].IsDeliberate();
      if (claims_.vias[i] == Via::kDisguise && !is_slip) {
        const BrandClaim& claim = claims_.brands[i];
        const text::DisguiseSet how = claims_.disguises[i];
        Add(Kind::kBrandDisguised,
            fmt::format("\"{}\" is a disguised spelling of {}{}", claim.surface, claim.brand,
                        how.empty() ? std::string() : fmt::format(" ({})", text::Describe(how))),
            claim.span);
      }
    }
  }

  // Words that take others back, by field and begin, so that each word looks only at those near it.
  std::vector<const Hit*> FindTakers() const {
    std::vector<const Hit*> takers;
    for (const Hit& hit : reading_.words) {
      if (detail::TakesBack(hit.term->role)) {
        takers.push_back(&hit);
      }
    }
    std::ranges::sort(takers, {}, [](const Hit* hit) { return std::pair(hit->field, hit->begin); });
    return takers;
  }

  bool IsTakenBack(const Hit& hit) const {
    if (hit.is_negated || (has_jade_ && hit.term->folded == "a货") ||
        (is_of_honest_copies_ && hit.term->role == TermRole::kLingo)) {
      return true;
    }
    // Whoever sells what was used says so of flaws: "介意勿拍".
    if (signals_.second_hand && hit.term->lingo_class == "wink") {
      return true;
    }
    const std::uint32_t from = hit.begin - std::min(hit.begin, detail::kTakerBytesMax);
    auto taker =
        std::ranges::lower_bound(takers_, std::pair(hit.field, from), {},
                                 [](const Hit* one) { return std::pair(one->field, one->begin); });
    for (; taker != takers_.end() && (*taker)->field == hit.field && (*taker)->begin <= hit.begin;
         ++taker) {
      if ((*taker)->Contains(hit) && MayTakeBack(*(*taker)->term, *hit.term)) {
        return true;
      }
    }
    return false;
  }

  // "高仿 绿植", "exact replica of a helmet", a book on fakes: no brand is claimed, and all that speaks of the trade are
  // ordinary words for a copy. Any other word of it says that "decorative" or "guide" are but words beside an offer.
  bool IsOfHonestCopies() const {
    const auto is_cue = [](const Hit& hit) {
      return hit.field == Field::kTitle &&
             (hit.term->role == TermRole::kAbout || hit.term->role == TermRole::kImitated);
    };
    const auto is_other_trade = [this](const Hit& hit) {
      const Term& term = *hit.term;
      const bool is_of_copies =
          term.kind == Kind::kLingoCounterfeitGrade || term.kind == Kind::kLingoDisclosure;
      return term.role == TermRole::kLingo && !term.is_of_pack() && hit.field != Field::kBrand &&
             !(is_of_copies && (term.is_weak || term.is_plain_copy)) && !IsTakenBack(hit);
    };
    return claims_.brands.empty() && std::ranges::any_of(reading_.words, is_cue) &&
           std::ranges::none_of(reading_.words, is_other_trade);
  }

  bool Claims(std::string_view brand) const {
    return std::any_of(claims_.brands.begin(), claims_.brands.end(),
                       [&](const BrandClaim& claim) { return claim.brand == brand; });
  }

  bool ClaimsRow(std::uint32_t brand) const {
    return std::ranges::find(claims_.brand_rows, brand) != claims_.brand_rows.end();
  }

  void AddWordFindings() {
    bool has_strong = added_[static_cast<std::size_t>(Kind::kBrandDisguised)];
    bool has_words = AddContacts() || has_strong;
    has_strong = has_strong || added_[static_cast<std::size_t>(Kind::kContactOffPlatform)];
    std::vector<const Hit*> weak;
    std::set<std::string_view> strong_words;
    std::set<Kind> strong_kinds;
    for (const Hit& hit : reading_.words) {
      if (hit.term->role != TermRole::kLingo || hit.field == Field::kBrand || IsTakenBack(hit) ||
          (hit.term->is_of_pack() && !ClaimsRow(hit.term->owner))) {
        continue;
      }
      has_words = true;
      if (hit.term->is_weak && !(hit.term->is_strong_beside_brand && !claims_.brands.empty())) {
        weak.push_back(&hit);
        continue;
      }
      has_strong = true;
      strong_words.insert(hit.term->folded);
      strong_kinds.insert(hit.term->kind);
      speaks_of_copies_ = speaks_of_copies_ || SpeaksOfCopies(hit.term->kind);
      AddWords(hit.term->kind, hit, MeaningOf(hit.term->kind));
      AddDisguisedWord(hit);
    }
    AddWeakWords(weak, has_strong);
    // "AAA+ ... replica": a second word of a kind that is told already.
    if (strong_words.size() > strong_kinds.size() && !claims_.brands.empty()) {
      AddWordsTogether();
    }
    AddWeakContacts(has_strong);
    if (!has_words) {
      Add(Kind::kWordsNone, "no word of the trade with copies and no contact");
    }
  }

  void AddWordsTogether() {
    Add(Kind::kLingoHintsTogether, "several words used in the trade with copies stand together");
  }

  void AddDisguisedWord(const Hit& hit) {
    if (hit.how.IsDisguised()) {
      AddWords(
          Kind::kLingoDisguised, hit,
          fmt::format("is \"{}\" in disguise ({})", hit.term->folded, text::Describe(hit.how)));
    }
  }

  static bool SpeaksOfCopies(Kind kind) {
    return kind == Kind::kLingoCounterfeitGrade || kind == Kind::kLingoPassesCheck ||
           kind == Kind::kLingoBatch || kind == Kind::kLingoDisclosure ||
           kind == Kind::kLingoOriginHint || kind == Kind::kLingoQualityClaim;
  }

  // Words with an honest meaning count only beside a brand or another sign, fully beside another sign, and where
  // there are many kinds of them.
  void AddWeakWords(const std::vector<const Hit*>& weak, bool has_strong) {
    constexpr std::size_t kMany = 3;
    std::set<std::string_view> classes;
    for (const Hit* hit : weak) {
      if (!IsOwnBrand(*hit) && !IsAllusionBesideBrand(*hit)) {
        classes.insert(hit->term->lingo_class);
      }
    }
    const bool has_brand = !claims_.brands.empty();
    const bool counts = has_brand || has_strong || classes.size() >= kMany;
    speaks_of_copies_ =
        speaks_of_copies_ || (counts && (classes.size() >= kMany || classes.contains("allusion")));
    for (const Hit* hit : weak) {
      if (IsOwnBrand(*hit) || !counts) {
        AddWords(Kind::kLingoTwoMeanings, *hit,
                 "has an honest meaning and does not count without another sign");
      } else if (has_brand && SpeaksOfCopies(hit->term->kind)) {
        AddWords(Kind::kLingoCopyHint, *hit,
                 "may say of a brand's goods that they are copies, and has an honest meaning");
        AddDisguisedWord(*hit);
      }
    }
    for (const Hit* hit : weak) {
      if (counts && classes.contains(hit->term->lingo_class) &&
          !added_[static_cast<std::size_t>(Kind::kLingoCopyHint)]) {
        AddWords(Kind::kLingoHint, *hit,
                 "is used in the trade with copies and has an honest meaning");
        AddDisguisedWord(*hit);
      }
    }
    if (counts && !classes.empty() && (has_strong || classes.size() >= 2)) {
      AddWordsTogether();
    }
    if (counts && classes.size() >= kMany) {
      Add(Kind::kLingoManyHints,
          fmt::format("{} kinds of words used in the trade with copies", classes.size()));
    }
  }

  // "UA" is the short form of Under Armour, and of "unauthorised authentic".
  bool IsOwnBrand(const Hit& hit) const {
    return hit.term->folded == "ua" && Claims("Under Armour");
  }
  // "大牌": somebody who names the brand has no need to allude to it.
  bool IsAllusionBesideBrand(const Hit& hit) const {
    return hit.term->lingo_class == "allusion" && !claims_.brands.empty();
  }

  void AddMissingBrand() {
    if (!claims_.brands.empty()) {
      return;
    }
    // Copies are copies of something, whether or not we watch it.
    if (speaks_of_copies_ && claims_.target == nullptr) {
      Add(Kind::kBrandNotNamed, "claims none of the brands watched, and speaks of copies");
    } else {
      Add(Kind::kBrandNone, "claims none of the brands watched");
    }
  }

  // Channels that speak for themselves and numbers. False where the listing has no word of a contact at all.
  bool AddContacts() {
    bool has_any = false;
    for (const Field field : {Field::kTitle, Field::kDescription}) {
      const detail::FieldText& text = reading_.of(field);
      contact::ContactReader reader(text.source, text.folded);
      for (const Hit& hit : reading_.words) {
        if (hit.field == field && hit.term->role == TermRole::kContact && !IsTakenBack(hit)) {
          const Span span = reading_.SpanOf(hit);
          reader.AddMention({.span = {span.begin, span.end},
                             .folded_end = hit.end,
                             .channel = hit.term->lingo_class,
                             .is_strong = !hit.term->is_weak,
                             .how = hit.how});
          has_any = true;
        }
      }
      const contact::ContactReading contacts = reader.Finish();
      const contact::Mention* const channel = contacts.Channel();
      if (channel != nullptr) {
        AddContact(Kind::kContactOffPlatform, field, *channel);
      }
      if (contacts.weak && channel != &*contacts.weak && !weak_contact_) {
        weak_contact_ = {field, *contacts.weak};
      }
      if (contacts.number) {
        has_any = true;
        Add(Kind::kContactNumber, Describe(*contacts.number),
            Span{field, contacts.number->span.begin, contacts.number->span.end});
      }
    }
    return has_any;
  }

  void AddContact(Kind kind, Field field, const contact::Mention& mention) {
    const std::string_view surface =
        reading_.of(field).source.substr(mention.span.begin, mention.span.end - mention.span.begin);
    Add(kind, fmt::format("\"{}\" {}", surface, Describe(mention)),
        Span{field, mention.span.begin, mention.span.end});
  }

  void AddWeakContacts(bool has_strong) {
    if (weak_contact_ && (has_strong || !claims_.brands.empty())) {
      AddContact(Kind::kContactHint, weak_contact_->first, weak_contact_->second);
    }
  }

  void AddContextFindings() {
    if (const Hit* service = reading_.First(TermRole::kService);
        service != nullptr && claims_.target != nullptr) {
      AddWords(Kind::kContextService, *service, "offers a service, not goods of the brand");
    } else if (claims_.target != nullptr && claims_.brands.empty()) {
      AddWords(Kind::kContextCompatible, *claims_.target,
               "is named as what the goods fit, not as their brand");
    }
    if (signals_.second_hand) {
      const Hit* words = reading_.First(TermRole::kSecondHand);
      if (words != nullptr) {
        AddWords(Kind::kContextSecondHand, *words, "says second-hand: prices are compared as such");
      } else {
        Add(Kind::kContextSecondHand, "the condition is used: prices are compared as such");
      }
    }
    if (const Hit* term = reading_.First(TermRole::kOfficialTerm)) {
      AddWords(Kind::kContextOfficialTerm, *term, "is an official or ordinary term");
    }
    if (const Hit* denial = reading_.First(TermRole::kDenial)) {
      AddWords(Kind::kContextDenial, *denial, "denies being a copy; both kinds of sellers say so");
    }
    if (const Hit* receipt = reading_.First(TermRole::kReceipt)) {
      AddWords(Kind::kContextReceipt, *receipt, "offers proof of the purchase");
    }
    if (reading_.was_cut) {
      Add(Kind::kTextCut,
          fmt::format("only the first {} bytes of a field were read", kFieldBytesMax));
    }
  }

  // Of the line that the listing names by the longest words: "small aurora" is not "aurora". Of equally long ones the
  // lowest, so that the order in which lines were written changes nothing. -1 for none.
  std::int32_t FindListPriceRow(std::uint32_t brand) const {
    std::uint32_t longest = 0;
    std::int32_t found = -1;
    for (const Hit& hit : reading_.words) {
      if (hit.term->role != TermRole::kLine || parts_.lines[hit.term->owner].brand != brand) {
        continue;
      }
      const std::int32_t row = parts_.lines[hit.term->owner].price_row;
      const std::uint32_t length = hit.end - hit.begin;
      if (length > longest ||
          (length == longest && row >= 0 && (found < 0 || ListPrice(row) < ListPrice(found)))) {
        longest = length;
        found = row;
      }
    }
    return found;
  }

  MilliUsd ListPrice(std::int32_t row) const {
    return parts_.prices.cell(static_cast<std::size_t>(row)).list_middle;
  }

  void AddWording() {
    if (IsWordingRead(signals_)) {
      if (std::optional<Finding> wording = detail::WordingFinding(parts_, reading_)) {
        signals_.findings.push_back(*std::move(wording));
      }
    }
  }

  std::int32_t FindPriceRow() const {
    for (const std::uint32_t row : claims_.brand_rows) {
      // What the owner says of a line goes before what its kind of goods costs.
      if (const std::int32_t of_line = FindListPriceRow(row); of_line >= 0) {
        return of_line;
      }
      const detail::PricedGoods goods = detail::PricedGoodsOf(parts_, reading_, row, condition_);
      std::int32_t found = parts_.prices.FindRow(goods.subject);
      // A brand without offers of its own is compared with its like.
      if (found < 0 && goods.is_of_sectors && !parts_.prices.IsApart(goods.subject.brand)) {
        found = parts_.prices.FindRow({"*", goods.subject.item, "", condition_});
      }
      if (found >= 0) {
        return found;
      }
    }
    return -1;
  }

  std::uint64_t Fingerprint() const {
    std::string all = fmt::format("{}|{}", signals_.price_row, signals_.second_hand);
    const auto append_span = [&all](const std::optional<Span>& span) {
      if (span) {
        all += fmt::format("|{},{},{}", static_cast<int>(span->field), span->begin, span->end);
      }
    };
    for (const Finding& finding : signals_.findings) {
      all += fmt::format("\n{}|{}|{}", finding.kind, finding.weight.micros, finding.text);
      append_span(finding.span);
    }
    for (const BrandClaim& claim : signals_.brands) {
      all += fmt::format("\n{}|{}|{}", claim.brand, claim.surface, claim.via);
      append_span(claim.span);
    }
    return Hash64Of(all);
  }

  const Model::Parts& parts_;
  Reading reading_;
  std::vector<std::uint32_t> items_;
  detail::Claims claims_;
  ContentSignals signals_;
  std::vector<const Hit*> takers_ = FindTakers();
  bool has_jade_ = reading_.Has(TermRole::kJade);
  bool is_of_honest_copies_ = false;
  bool speaks_of_copies_ = false;
  std::optional<std::pair<Field, contact::Mention>> weak_contact_;
  PriceCondition condition_ = PriceCondition::kAny;
  std::array<bool, detail::kKindCount> added_{};
};

}  // namespace

ContentSignals ReadContent(const Model& model, const Listing& listing) {
  return Reader(model.parts(), listing).Read();
}

}  // namespace assay::screening

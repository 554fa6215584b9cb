// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <map>
#include <set>
#include <span>

#include <fmt/format.h>

#include "core/check.h"
#include "core/hash.h"
#include "screening/detail/pack_merge.h"
#include "screening/detail/parts.h"
#include "screening/detail/tsv.h"
#include "screening/detail/wording.h"
#include "screening/screen.h"
#include "text/folding.h"
#include "text/han.h"
#include "text/utf8.h"

namespace assay::screening {
namespace {

using detail::Kind;
using detail::Term;
using detail::TermRole;
using detail::TsvRow;
using detail::Via;

Result<void> AddTerm(Model::Parts& parts, Term term, std::string_view surface,
                     std::string_view file, std::size_t line) {
  term.folded = detail::FoldTrimmed(surface);
  if (term.folded.empty()) {
    return detail::BadModelFile(file, line, "a term that folds to nothing");
  }
  if (detail::TakesBack(term.role) && term.folded.size() > detail::kTakerBytesMax) {
    return detail::BadModelFile(
        file, line,
        fmt::format("words that take others back have at most {} bytes", detail::kTakerBytesMax));
  }
  term.origin.file = static_cast<std::uint16_t>(std::ranges::find(detail::kOwnFiles, file) -
                                                detail::kOwnFiles.begin());
  term.origin.line = static_cast<std::uint32_t>(line);
  parts.terms.push_back(std::move(term));
  return {};
}

// The bits of sectors, which are numbered as they come.
Result<detail::SectorSet> SectorsOf(Model::Parts& parts, std::span<const std::string_view> names,
                                    std::string_view file, std::size_t line) {
  detail::SectorSet set = 0;
  for (const std::string_view name : names) {
    std::size_t at =
        static_cast<std::size_t>(std::ranges::find(parts.sectors, name) - parts.sectors.begin());
    if (at == 64) {
      return detail::BadModelFile(file, line, "more than 64 sectors");
    }
    if (at == parts.sectors.size()) {
      parts.sectors.emplace_back(name);
    }
    set |= detail::SectorSet{1} << at;
  }
  return set;
}

// A term of a lexicon, which may stand for several.
Result<void> AddAlternatives(Model::Parts& parts, const Term& term, std::string_view pattern,
                             std::string_view file, std::size_t line) {
  const std::vector<std::string> surfaces = detail::ExpandAlternatives(pattern);
  if (surfaces.empty()) {
    return detail::BadModelFile(file, line, "parentheses that do not pair, or too many terms");
  }
  for (const std::string& surface : surfaces) {
    ASSAY_TRY(AddTerm(parts, term, surface, file, line));
  }
  return {};
}

Result<void> AddBrands(Model::Parts& parts, std::string_view tsv) {
  constexpr std::string_view kFile = "brands.tsv";
  const std::vector<TsvRow> rows = detail::ReadTsv(tsv);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TsvRow& row = rows[i];
    if (row.fields.size() < 6 || row.fields[0].empty()) {
      return detail::BadModelFile(kFile, row.line,
                                  "expected brand, four lists of surfaces, sectors");
    }
    const std::vector<std::string_view> sectors = detail::Split(row.fields[5], '|');
    detail::Brand brand{std::string(row.fields[0]), 0, detail::HaveAccessories(sectors)};
    ASSAY_ASSIGN(brand.sectors, SectorsOf(parts, sectors, kFile, row.line));
    const auto owner = static_cast<std::uint32_t>(parts.brands.size());
    for (std::size_t column = 1; column <= 4; ++column) {
      for (std::string_view surface : detail::Split(row.fields[column], '|')) {
        if (surface.empty()) {
          continue;
        }
        const bool is_weak = surface.front() == '?';
        surface.remove_prefix(is_weak ? 1 : 0);
        Term term = detail::BrandTerm(owner, static_cast<Via>(column - 1), surface, is_weak);
        ASSAY_TRY(AddTerm(parts, std::move(term), surface, kFile, row.line));
      }
    }
    parts.brands.push_back(std::move(brand));
  }
  return {};
}

// Names of three and more Chinese characters, backwards or with two neighbours changed over: 士力劳, 奈香儿. Of the terms
// from `first` on.
void AddReordered(Model::Parts& parts, std::size_t first) {
  constexpr std::size_t kBytes = 3;  // Of a Chinese character.
  const std::size_t terms = parts.terms.size();
  for (std::size_t i = first; i < terms; ++i) {
    const Term term = parts.terms[i];
    const std::u32string name = text::ToCodePoints(term.folded);
    const bool is_chinese =
        std::ranges::all_of(name, [](char32_t point) { return text::FindHan(point) != nullptr; });
    if (term.role != TermRole::kBrand || term.via != Via::kName || term.is_weak || !is_chinese ||
        term.folded.size() < 3 * kBytes) {
      continue;
    }
    std::set<std::u32string> orders = {std::u32string(name.rbegin(), name.rend())};
    for (std::size_t at = 0; at + 1 < name.size(); ++at) {
      std::u32string order = name;
      std::swap(order[at], order[at + 1]);
      orders.insert(order);
    }
    orders.erase(name);
    for (const std::u32string& order : orders) {
      Term reordered = term;
      reordered.via = Via::kDisguise;
      reordered.folded = text::ToUtf8(order);
      parts.terms.push_back(std::move(reordered));
    }
  }
}

// The initials of names of three and more Chinese characters: LYWD for 路易威登. Three letters are too many other things
// unless 家 ("house of") stands behind them.
void AddInitials(Model::Parts& parts, std::size_t first) {
  const std::size_t terms = parts.terms.size();
  for (std::size_t i = first; i < terms; ++i) {
    Term term = parts.terms[i];
    const std::u32string name = text::ToCodePoints(term.folded);
    if (term.role != TermRole::kBrand || term.via != Via::kName || term.is_weak ||
        name.size() < 3) {
      continue;
    }
    std::string initials;
    for (const char32_t character : name) {
      const text::HanCharacter* const han = text::FindHan(character);
      const std::string_view sound =
          han != nullptr ? text::NameOfSyllable(han->syllable) : std::string_view();
      if (!sound.empty()) {
        initials.push_back(sound.front());
      }
    }
    if (initials.size() != name.size()) {
      continue;
    }
    term.via = Via::kDisguise;
    term.folded = initials + "家";
    parts.terms.push_back(term);
    if (initials.size() >= 4) {
      // Letters without a vowel between them are no word of anything.
      term.is_weak = initials.find_first_of("aeiou") != std::string::npos;
      term.folded = initials;
      parts.terms.push_back(term);
    }
  }
}

// Of the terms from `first` on, equal ones must have one class and strength: nobody could tell which of them holds.
Result<void> CheckForContradictions(const Model::Parts& parts, std::size_t first,
                                    std::string_view file) {
  std::map<std::string_view, const Term*> known;
  for (std::size_t i = first; i < parts.terms.size(); ++i) {
    const Term& term = parts.terms[i];
    const Term& other = *known.emplace(term.folded, &term).first->second;
    if (other.lingo_class != term.lingo_class || other.is_weak != term.is_weak ||
        other.is_plain_copy != term.is_plain_copy ||
        other.is_strong_beside_brand != term.is_strong_beside_brand) {
      return detail::BadModelFile(file, term.origin.line,
                                  fmt::format("\"{}\" has another class or strength in line {}",
                                              term.folded, other.origin.line));
    }
  }
  return {};
}

// lingo.tsv and contact.tsv have the same columns: term, language, class, strength.
Result<void> AddLingo(Model::Parts& parts, std::string_view tsv, std::string_view file,
                      TermRole role) {
  const std::size_t first = parts.terms.size();
  const std::vector<TsvRow> rows = detail::ReadTsv(tsv);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TsvRow& row = rows[i];
    constexpr std::array<std::string_view, 4> kStrengths = {"strong", "copy", "weak", "beside"};
    if (row.fields.size() < 4 ||
        std::find(kStrengths.begin(), kStrengths.end(), row.fields[3]) == kStrengths.end()) {
      return detail::BadModelFile(file, row.line,
                                  "expected term, language, class, strong, copy, weak or beside");
    }
    Term term;
    term.role = role;
    term.is_plain_copy = row.fields[3] == "copy";
    term.is_weak = row.fields[3] != "strong" && !term.is_plain_copy;
    term.is_strong_beside_brand = row.fields[3] == "beside";
    term.lingo_class = row.fields[2];
    term.kind =
        role == TermRole::kContact ? Kind::kContactOffPlatform : detail::KindOfLingo(row.fields[2]);
    ASSAY_TRY(AddAlternatives(parts, term, row.fields[0], file, row.line));
  }
  return CheckForContradictions(parts, first, file);
}

Result<void> AddSafeContexts(Model::Parts& parts, std::string_view tsv) {
  constexpr std::string_view kFile = "safe_context.tsv";
  static const std::map<std::string_view, TermRole> roles = {
      {"compatible_before", TermRole::kCompatibleBefore},
      {"compatible_after", TermRole::kCompatibleAfter},
      {"accessory", TermRole::kAccessory},
      {"insert", TermRole::kInsert},
      {"service", TermRole::kService},
      {"honest_disclosure", TermRole::kHonestDisclosure},
      {"second_hand", TermRole::kSecondHand},
      {"authority_claim", TermRole::kClaimOfAuthority},
      {"receipt_claim", TermRole::kReceipt},
      {"official_term", TermRole::kOfficialTerm},
      {"other_meaning", TermRole::kOtherMeaning},
      {"jade", TermRole::kJade},
      {"denial", TermRole::kDenial},
      {"negation", TermRole::kNegation},
      {"about", TermRole::kAbout},
      {"imitated", TermRole::kImitated},
  };
  const std::vector<TsvRow> rows = detail::ReadTsv(tsv);
  for (std::size_t i = 1; i < rows.size(); ++i) {
    const TsvRow& row = rows[i];
    const auto role = row.fields.size() < 3 ? roles.end() : roles.find(row.fields[2]);
    if (role == roles.end()) {
      return detail::BadModelFile(kFile, row.line, "expected term, language and a known class");
    }
    Term term;
    term.role = role->second;
    // One word of Latin or Cyrillic ("for", "für", "для") binds only what follows at once.
    term.is_bare_preposition = term.role == TermRole::kCompatibleBefore && row.fields[1] != "zh" &&
                               row.fields[0].size() <= 6 &&
                               row.fields[0].find(' ') == std::string_view::npos;
    ASSAY_TRY(AddAlternatives(parts, term, row.fields[0], kFile, row.line));
  }
  return {};
}

Result<void> AddItems(Model::Parts& parts) {
  for (std::size_t i = 0; i < parts.prices.items().size(); ++i) {
    for (const std::string& word : parts.prices.items()[i].words) {
      Term term;
      term.role = TermRole::kItem;
      term.owner = static_cast<std::uint32_t>(i);
      ASSAY_TRY(AddTerm(parts, std::move(term), word, "prices.tsv", 0));
    }
  }
  for (const PriceItem& item : parts.prices.items()) {
    const std::vector<std::string_view> sectors(item.sectors.begin(), item.sectors.end());
    ASSAY_ASSIGN(const detail::SectorSet set, SectorsOf(parts, sectors, "prices.tsv", 0));
    parts.item_sectors.push_back(set);
  }
  for (std::size_t i = 0; i < parts.prices.lines().size(); ++i) {
    for (const std::string& word : parts.prices.lines()[i].words) {
      Term term;
      term.role = TermRole::kPriceLine;
      term.owner = static_cast<std::uint32_t>(i);
      ASSAY_TRY(AddTerm(parts, std::move(term), word, "prices.tsv", 0));
    }
  }
  return {};
}

// Beyond this a pattern of words would weigh like a word of the trade.
constexpr LogOdds kWordingBoundMax{2'000'000};

Result<void> AddWeights(Model::Parts& parts, std::string_view tsv) {
  constexpr std::string_view kFile = "weights.tsv";
  std::array<bool, detail::kKindCount> seen{};
  bool has_bound = false;
  for (const TsvRow& row : detail::ReadTsv(tsv)) {
    if (row.fields.size() < 3) {
      return detail::BadModelFile(kFile, row.line, "expected record, name and number");
    }
    if (row.fields[0] == "weight") {
      const auto kind = detail::FindKind(row.fields[1]);
      const auto weight = detail::ParseScaled(row.fields[2], 6);
      if (!kind || !weight || seen[static_cast<std::size_t>(*kind)]) {
        return detail::BadModelFile(kFile, row.line,
                                    "an unknown or repeated kind, or a bad weight");
      }
      seen[static_cast<std::size_t>(*kind)] = true;
      parts.weights[static_cast<std::size_t>(*kind)] = {*weight};
    } else if (row.fields[0] == "bound") {
      const auto bound = detail::ParseScaled(row.fields[2], 6);
      if (row.fields[1] != detail::kWordsPattern || !bound || *bound < 0 ||
          *bound > kWordingBoundMax.micros) {
        return detail::BadModelFile(kFile, row.line, "an unknown kind, or a bound outside 0 to 2");
      }
      parts.wording_bound = {*bound};
      has_bound = true;
    } else if (row.fields[0] == "score") {
      const auto log_odds = detail::ParseScaled(row.fields[1], 6);
      const auto score = detail::ParseScaled(row.fields[2], 0);
      if (!log_odds || !score || *score < 0 || *score > 100 ||
          (!parts.score_steps.empty() && (parts.score_steps.back().log_odds.micros >= *log_odds ||
                                          parts.score_steps.back().score > *score))) {
        return detail::BadModelFile(kFile, row.line, "score steps rise from 0 to 100");
      }
      parts.score_steps.push_back({{*log_odds}, static_cast<std::int32_t>(*score)});
    } else {
      return detail::BadModelFile(kFile, row.line, "expected weight, bound or score");
    }
  }
  const auto missing = std::find(seen.begin(), seen.end(), false);
  if (missing != seen.end()) {
    const auto at = static_cast<std::size_t>(missing - seen.begin());
    return detail::BadModelFile(kFile, 0, fmt::format("no weight for {}", detail::kKindNames[at]));
  }
  if (!has_bound) {
    return detail::BadModelFile(kFile, 0, fmt::format("no bound for {}", detail::kWordsPattern));
  }
  if (parts.score_steps.size() < 2) {
    return detail::BadModelFile(kFile, 0, "at least two score steps");
  }
  return {};
}

// Whether a name or word is looked for in disguise. Spellings that are disguises themselves are taken as they stand.
bool IsLookedForInDisguise(const Term& term) {
  constexpr std::size_t kTwoCharacters = 6;
  switch (term.role) {
    case TermRole::kBrand: {
      // A nickname of two characters that has other meanings sounds like too much.
      const bool is_vague =
          term.is_weak && term.via == Via::kNickname && term.folded.size() <= kTwoCharacters;
      return term.via != Via::kDisguise && !is_vague;
    }
    case TermRole::kLingo:
    case TermRole::kContact: {
      // Short Latin words are too near to others, and most two-letter channels are letters of a size or model.
      constexpr std::size_t kLatinLettersMin = 5;
      const bool is_chinese =
          std::ranges::any_of(text::ToCodePoints(term.folded),
                              [](char32_t point) { return text::FindHan(point) != nullptr; });
      return is_chinese || term.folded.size() >= kLatinLettersMin;
    }
    default:
      return false;
  }
}

void AddDisguises(Model::Parts& parts) {
  std::vector<std::string> names;
  std::vector<std::uint32_t> groups;  // A brand's names, but not its aliases and lines.
  for (std::size_t i = 0; i < parts.terms.size(); ++i) {
    if (IsLookedForInDisguise(parts.terms[i])) {
      names.push_back(parts.terms[i].folded);
      const bool is_name =
          parts.terms[i].role == TermRole::kBrand && parts.terms[i].via == Via::kName;
      groups.push_back(is_name ? parts.terms[i].owner : text::kNoGroup);
      parts.disguised_terms.push_back(static_cast<std::uint32_t>(i));
    }
  }
  parts.disguises = text::DisguiseMatcher(names, groups);
}

}  // namespace

std::string Model::Parts::Describe(const detail::Origin& origin) const {
  std::string text = files[origin.file];
  if (origin.line > 0) {
    text += fmt::format(" line {}", origin.line);
  }
  if (origin.column > 0) {
    text += fmt::format(", column {}", origin.column);
  }
  return text;
}

std::int32_t Model::Parts::ScoreOf(LogOdds log_odds) const {
  if (log_odds <= score_steps.front().log_odds) {
    return score_steps.front().score;
  }
  for (std::size_t i = 1; i < score_steps.size(); ++i) {
    const detail::ScoreStep& from = score_steps[i - 1];
    const detail::ScoreStep& to = score_steps[i];
    if (log_odds < to.log_odds) {
      // Rounded down, so that a step's score is reached at its log-odds and not before.
      const std::int64_t part = (log_odds - from.log_odds).micros * (to.score - from.score) /
                                (to.log_odds - from.log_odds).micros;
      return from.score + static_cast<std::int32_t>(part);
    }
  }
  return score_steps.back().score;
}

namespace {

// All terms and tables but the matchers, without packs.
Result<std::unique_ptr<Model::Parts>> OwnParts(const ModelSources& sources) {
  auto parts = std::make_unique<Model::Parts>();
  parts->files.assign(detail::kOwnFiles.begin(), detail::kOwnFiles.end());
  ASSAY_TRY(AddBrands(*parts, sources.brands_tsv));
  AddReordered(*parts, 0);
  AddInitials(*parts, 0);
  ASSAY_TRY(AddLingo(*parts, sources.lingo_tsv, "lingo.tsv", TermRole::kLingo));
  ASSAY_TRY(AddLingo(*parts, sources.contact_tsv, "contact.tsv", TermRole::kContact));
  ASSAY_TRY(AddSafeContexts(*parts, sources.safe_context_tsv));
  ASSAY_ASSIGN(parts->prices, PriceTable::Parse(sources.prices_tsv));
  ASSAY_TRY(AddItems(*parts));
  ASSAY_TRY(AddWeights(*parts, sources.weights_tsv));
  if (!sources.listing_model.empty()) {
    ASSAY_ASSIGN(parts->wording, detail::ParseWordingModel(sources.listing_model));
  }
  return parts;
}

// Adds the packs, and says what is wrong with them.
Result<std::vector<PackProblem>> AddPacks(Model::Parts& parts,
                                          const std::vector<PackSource>& sources) {
  std::vector<Pack> packs;
  for (const PackSource& source : sources) {
    ASSAY_ASSIGN(Pack pack, ParsePack(source));
    packs.push_back(std::move(pack));
  }
  // So that their order in the configuration changes nothing.
  std::ranges::stable_sort(packs, {}, &Pack::name);
  return detail::MergePacks(parts, packs);
}

}  // namespace

Result<std::vector<PackProblem>> CheckPacks(const ModelSources& sources) {
  ASSAY_ASSIGN(const auto parts, OwnParts(sources));
  return AddPacks(*parts, sources.packs);
}

Result<std::shared_ptr<const Model>> Model::Make(const ModelSources& sources) {
  ASSAY_ASSIGN(auto parts, OwnParts(sources));
  if (!sources.packs.empty()) {
    const std::size_t own_terms = parts->terms.size();
    ASSAY_ASSIGN(const std::vector<PackProblem> problems, AddPacks(*parts, sources.packs));
    const auto error = std::ranges::find(problems, true, &PackProblem::is_error);
    if (error != problems.end()) {
      const auto errors = std::ranges::count(problems, true, &PackProblem::is_error);
      return Fail(ErrorCode::kInvalidArgument, "screening.bad_pack",
                  Describe(*error) +
                      (errors > 1 ? fmt::format(" (and {} more: `assay lexicon check` tells all)",
                                                errors - 1)
                                  : ""));
    }
    AddReordered(*parts, own_terms);
    AddInitials(*parts, own_terms);
  }

  std::vector<std::string> folded;
  folded.reserve(parts->terms.size());
  for (const Term& term : parts->terms) {
    folded.push_back(term.folded);
  }
  parts->matcher = text::TermMatcher(folded);
  AddDisguises(*parts);
  auto model = std::shared_ptr<Model>(new Model(std::move(parts)));
  // Raise with every change of the code that reads: texts that said nothing may then say something.
  constexpr std::uint64_t kReadingVersion = 11;
  model->fingerprint_ = kReadingVersion;
  for (const std::string* source :
       {&sources.brands_tsv, &sources.lingo_tsv, &sources.contact_tsv, &sources.safe_context_tsv,
        &sources.prices_tsv, &sources.weights_tsv, &sources.listing_model}) {
    model->fingerprint_ = Hash128Of(std::to_string(model->fingerprint_), *source).high;
  }
  std::set<std::string_view> texts;
  for (const PackSource& pack : sources.packs) {
    texts.insert(pack.text);
  }
  for (const std::string_view text : texts) {
    model->fingerprint_ = Hash128Of(std::to_string(model->fingerprint_), text).high;
  }
  model->silence_ = std::make_unique<const ContentSignals>(
      ReadContent(*model, Listing{.id = "",
                                  .title = "-",
                                  .description = "",
                                  .brand = "",
                                  .category = "",
                                  .condition = Condition::kUnknown,
                                  .price = {},
                                  .has_price_without_currency = false}));
  return model;
}

Model::Model(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  CHECK_THAT(parts_ != nullptr, "a model has parts");
}

Model::~Model() = default;

const PriceTable& Model::prices() const {
  return parts_->prices;
}

std::int32_t Model::ScoreOf(LogOdds log_odds) const {
  return parts_->ScoreOf(log_odds);
}

bool IsSilent(const Model& model, const ContentSignals& signals) {
  const ContentSignals& silence = model.silence();
  return signals.fingerprint == silence.fingerprint && signals.price_row == silence.price_row &&
         signals.second_hand == silence.second_hand;
}

}  // namespace assay::screening

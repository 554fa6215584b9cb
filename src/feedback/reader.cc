// SPDX-License-Identifier: Apache-2.0
#include "feedback/reader.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "feedback/detail/contacts.h"
#include "feedback/detail/phrases.h"
#include "feedback/detail/spelling.h"
#include "feedback/detail/stance.h"
#include "feedback/detail/views.h"
#include "text/folding.h"
#include "text/utf8.h"

namespace assay::feedback {
namespace {

using detail::Hit;
using detail::Role;
using detail::Stance;
using detail::Statement;

// Places of the model that are shown; the rest is one finding.
constexpr std::size_t kPartsShown = 6;
// What the model may add to the rules of a review: it knows how disappointed buyers write, not what they say.
constexpr std::int64_t kContextMax = 2'000'000;
// A review that says nothing about whether the goods are genuine.
constexpr LogOdds kSilent{-3'000'000};
constexpr LogOdds kPriceHint{700'000};
// "水货" is a grey import, and to many buyers any goods that are not right.
constexpr LogOdds kGreyImport{1'000'000};
// Statements listed in one reading.
constexpr std::size_t kStatementsMax = 16;

// The text up to the limit, cut before a character that would cross it.
std::string_view CutToLimit(std::string_view text) {
  if (text.size() <= kTextBytesMax) {
    return text;
  }
  std::size_t end = kTextBytesMax;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) {
    --end;
  }
  return text.substr(0, end);
}

class ReadingBuilder {
 public:
  ReadingBuilder(std::string_view source, const text::FoldedText& folded, LogOdds prior)
      : source_(source), folded_(folded) {
    Add("prior", prior, "the share of such texts, before reading", std::nullopt);
  }

  void Add(std::string_view kind, LogOdds weight, std::string_view text,
           std::optional<text::SourceSpan> span) {
    reading_.log_odds += weight;
    reading_.findings.push_back({std::string(kind), weight, std::string(text), span});
  }
  void AddFolded(std::string_view kind, LogOdds weight, std::string_view text, std::uint32_t begin,
                 std::uint32_t end) {
    Add(kind, weight, text, folded_.SourceOf(source_, begin, end));
  }

  // The model's parts, the largest apart. `limit` bounds what they add together.
  void AddModel(const learning::LinearModel& model, std::span<const learning::TextView> views,
                std::optional<std::int64_t> limit) {
    std::vector<learning::Part> parts = model.Explain(views, source_);
    std::int64_t sum = model.head().bias.micros;
    Add("model.base", model.head().bias, "what a text without known runs of characters says",
        std::nullopt);
    std::ranges::stable_sort(parts, [](const learning::Part& a, const learning::Part& b) {
      return std::abs(a.weight.micros) > std::abs(b.weight.micros);
    });
    LogOdds rest;
    for (std::size_t i = 0; i < parts.size(); ++i) {
      sum += parts[i].weight.micros;
      if (i < kPartsShown) {
        Add("model.words", parts[i].weight, "how these characters are used in known texts",
            parts[i].span);
      } else {
        rest += parts[i].weight;
      }
    }
    if (parts.size() > kPartsShown) {
      Add("model.rest", rest, "the other characters", std::nullopt);
    }
    AddLimit(sum, limit);
  }
  // A sum from elsewhere.
  void AddModelSum(LogOdds sum, std::optional<std::int64_t> limit) {
    Add("model.base", sum, "what a model of the characters says", std::nullopt);
    AddLimit(sum.micros, limit);
  }

  Reading Finish(bool was_cut) {
    if (was_cut) {
      Add("limit.not_read", {}, fmt::format("only the first {} bytes are read", kTextBytesMax),
          std::nullopt);
    }
    const LogOdds within =
        std::clamp(reading_.log_odds, LogOdds{-kLogOddsLimit.micros}, kLogOddsLimit);
    if (within != reading_.log_odds) {
      Add("limit", within - reading_.log_odds, "no text is worth more than this", std::nullopt);
    }
    return std::move(reading_);
  }

  Reading& reading() { return reading_; }

 private:
  void AddLimit(std::int64_t sum, std::optional<std::int64_t> limit) {
    if (limit && std::abs(sum) > *limit) {
      Add("model.limit", {(sum > 0 ? *limit : -*limit) - sum},
          "the characters around say no more than this", std::nullopt);
    }
  }

  std::string_view source_;
  const text::FoldedText& folded_;
  Reading reading_;
};

// The statement that a review's class rests on: the strongest that says so, else the last denial, else the
// strongest.
std::size_t LeadingOf(const std::vector<Statement>& statements, TextClass text_class) {
  std::size_t leading = 0;
  const auto is_denial = [](Stance stance) { return stance >= Stance::kWeakDenial; };
  for (std::size_t i = 1; i < statements.size(); ++i) {
    const Stance best = statements[leading].stance;
    const Stance stance = statements[i].stance;
    const bool is_better = text_class != TextClass::kNone ? stance < best
                           : is_denial(stance)            ? true
                                                          : !is_denial(best) && stance < best;
    leading = is_better ? i : leading;
  }
  return leading;
}

void AddStatements(const std::vector<Statement>& statements, TextClass text_class,
                   ReadingBuilder& builder) {
  if (statements.empty()) {
    builder.Add("review.silent", kSilent, "says nothing about whether the goods are genuine",
                std::nullopt);
    return;
  }
  // One statement leads. Others that say something else count an eighth, each kind once.
  constexpr std::int64_t kOthersShare = 8;
  const std::size_t leading = LeadingOf(statements, text_class);
  std::uint32_t counted = 1U << static_cast<unsigned>(statements[leading].stance);
  for (std::size_t i = 0; i < std::min(statements.size(), kStatementsMax); ++i) {
    const Statement& statement = statements[i];
    const detail::StanceNote& note = detail::NoteOf(statement.stance);
    const std::uint32_t bit = 1U << static_cast<unsigned>(statement.stance);
    LogOdds weight;
    if (i == leading) {
      weight = note.weight;
    } else if ((counted & bit) == 0) {
      counted |= bit;
      weight = {note.weight.micros / kOthersShare};
    }
    builder.AddFolded(note.kind, weight, note.text, statement.begin, statement.end);
  }
  if (leading >= kStatementsMax) {
    const Statement& statement = statements[leading];
    const detail::StanceNote& note = detail::NoteOf(statement.stance);
    builder.AddFolded(note.kind, note.weight, note.text, statement.begin, statement.end);
  }
}

void AddAsides(const detail::PhraseReading& phrases, ReadingBuilder& builder) {
  struct Aside {
    Role role;
    std::string_view kind;
    LogOdds weight;
    std::string_view text;
  };
  constexpr std::array<Aside, 4> kAsides = {{
      {Role::kPrice, "review.price", kPriceHint, "blames the low price"},
      {Role::kRefurbished,
       "review.refurbished",
       {},
       "speaks of used goods, which is another matter"},
      {Role::kPirated, "review.pirated", {}, "speaks of copied works, which is another matter"},
      {Role::kGreyImport, "review.grey_import", kGreyImport,
       "speaks of grey imports, which is another matter"},
  }};
  for (const Aside& aside : kAsides) {
    const auto hit = std::ranges::find(phrases.hits, aside.role, &Hit::role);
    if (hit != phrases.hits.end()) {
      builder.AddFolded(aside.kind, aside.weight, aside.text, hit->begin, hit->end);
    }
  }
}

Result<learning::LinearModel> LoadModel(std::string_view file, const learning::ModelHead& wanted) {
  ASSAY_ASSIGN(learning::LinearModel model, learning::LinearModel::Parse(file));
  if (model.head().task != wanted.task || model.head().views != wanted.views ||
      model.head().reading != wanted.reading) {
    return Fail(ErrorCode::kConflict, "feedback.stale_model",
                fmt::format("the model \"{}\" is for another task or way of reading than \"{}\": "
                            "train it again (assay train)",
                            model.head().task, wanted.task));
  }
  return model;
}

}  // namespace

std::string_view NameOf(TextClass text_class) {
  constexpr std::array<std::string_view, 5> kNames = {"none", "suspicion", "claim", "spam",
                                                      "diversion"};
  return kNames[static_cast<std::size_t>(text_class)];
}

struct Reader::Parts {
  detail::PhraseBook phrases;
  detail::ContactBook contacts;
  // Nothing where no model was given: the rules then speak alone.
  std::optional<learning::LinearModel> review;
  std::optional<learning::LinearModel> message;

  // `model_says` stands in for the model where it is given.
  Reading Read(Purpose purpose, std::string_view text, LogOdds prior,
               std::optional<LogOdds> model_says) const {
    const std::string_view source = CutToLimit(text);
    const text::FoldedText folded = detail::Spell(source);
    const detail::PhraseReading found = phrases.Read(folded);
    ReadingBuilder builder(source, folded, prior);
    const bool is_review = purpose == Purpose::kReview;
    bool leads_off = false;
    if (is_review) {
      const std::vector<Statement> statements = detail::StatementsOf(folded.bytes, found);
      builder.reading().text_class = detail::ClassOf(statements);
      AddStatements(statements, builder.reading().text_class, builder);
      AddAsides(found, builder);
    } else {
      const detail::ContactReading contact = contacts.Read(source, folded, found);
      leads_off = contact.leads_off;
      for (const Finding& finding : contact.findings) {
        builder.Add(finding.kind, finding.weight, finding.text, finding.span);
      }
    }
    const std::optional<std::int64_t> limit = is_review ? std::optional(kContextMax) : std::nullopt;
    const std::optional<learning::LinearModel>& model = is_review ? review : message;
    if (model_says) {
      builder.AddModelSum(*model_says, limit);
    } else if (model) {
      builder.AddModel(*model, detail::MakeViews(purpose, folded, found), limit);
    }
    Reading reading = builder.Finish(source.size() < text.size());
    if (!is_review && reading.log_odds.micros >= 0) {
      reading.text_class = leads_off ? TextClass::kDiversion : TextClass::kSpam;
    }
    return reading;
  }
};

Reader::Reader(std::unique_ptr<Parts> parts) : parts_(std::move(parts)) {
  CHECK_THAT(parts_ != nullptr, "a reader has parts");
}

Reader::~Reader() = default;

Result<std::shared_ptr<const Reader>> Reader::Make(const ReaderSources& sources) {
  std::shared_ptr<Reader> reader(new Reader(std::make_unique<Parts>()));
  Parts& parts = *reader->parts_;
  ASSAY_ASSIGN(parts.phrases, detail::PhraseBook::Parse(sources.phrases_tsv));
  ASSAY_ASSIGN(parts.contacts, detail::ContactBook::Parse(sources.contact_tsv));
  if (!sources.review_model.empty()) {
    ASSAY_ASSIGN(parts.review, LoadModel(sources.review_model, reader->HeadFor(Purpose::kReview)));
  }
  if (!sources.message_model.empty()) {
    ASSAY_ASSIGN(parts.message,
                 LoadModel(sources.message_model, reader->HeadFor(Purpose::kMessage)));
  }
  return reader;
}

Reading Reader::Read(Purpose purpose, std::string_view text, LogOdds prior) const {
  return parts_->Read(purpose, text, prior, std::nullopt);
}

Reading Reader::ReadWithModel(Purpose purpose, std::string_view text, LogOdds prior,
                              LogOdds model_says) const {
  return parts_->Read(purpose, text, prior, model_says);
}

std::vector<learning::TextView> Reader::ViewsOf(Purpose purpose, std::string_view text) const {
  const text::FoldedText folded = detail::Spell(CutToLimit(text));
  return detail::MakeViews(purpose, folded, parts_->phrases.Read(folded));
}

learning::ModelHead Reader::HeadFor(Purpose purpose) const {
  learning::ModelHead head;
  head.task = purpose == Purpose::kReview ? "review" : "message";
  head.views = detail::SpecsFor(purpose);
  head.reading = detail::ReadingOf(purpose);
  return head;
}

}  // namespace assay::feedback

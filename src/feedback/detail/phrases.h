// SPDX-License-Identifier: Apache-2.0
// Finds the phrases of a lexicon in a folded text and cuts the text into clauses.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "text/folding.h"
#include "text/term_matcher.h"

namespace assay::feedback::detail {

// What a phrase does in its clause; data/lexicon/feedback.tsv says which phrases do what.
enum class Role : std::uint8_t {
  // What is said of the goods.
  kFake,
  kFakeAlone,  // "假": only where the clause holds nothing else.
  kGenuine,
  kGenuineAtEnd,  // "real", "真的": only where the clause ends with it, and asked or denied.
  kTruth,         // "真假": whether, not which.
  kClaim,         // Says by itself that the goods are not genuine.
  kHint,          // Speaks for it by itself, without saying so.
  kDenial,        // Says by itself that they are.
  // What that depends on, before it.
  kNot,
  kNearNot,      // "没": not, of what follows at once.
  kUnlike,       // "不像": not, as far as one can see.
  kAverts,       // "不怕", "杜绝": whoever says this of fakes has none.
  kUnsure,       // "不知道是不是"
  kDoubts,       // "怀疑": thinks that something is wrong, whichever word follows.
  kDisbelieves,  // "不相信": speaks against what follows.
  kSeems,        // "好像": leans to what stands behind it.
  kOpinion,      // "感觉": says it of one's own.
  kCertain,      // "肯定"
  kFears,        // "怕买到"
  kMistaken,     // "以为": it was not so.
  kPretended,    // "号称": somebody says so, and the writer does not believe it.
  kTold,         // "说是": somebody says so.
  kIf,
  kHearsay,     // "有人说"
  kElsewhere,   // "别家"
  kBefore,      // "上次"
  kOtherThing,  // "好评": what is fake there is not the goods.
  kComparedWith,
  // What it depends on, after it.
  kDiffers,
  kAlike,
  kCannot,   // "做不出": what fakes cannot do.
  kAsks,     // "吗"
  kSoftens,  // "吧"
  kMocks,    // "个屁": turns it round.
  kPeople,   // "的人": those who bought fakes, not this one.
  // Between clauses.
  kContrast,
  // Beside the question.
  kPrice,  // "便宜没好货"
  kRefurbished,
  kPirated,
  kGreyImport,
  kPlain,  // Keeps what it holds from being read: "假期", "不错".
  // Of messages.
  kBait,     // "刷单"
  kInvites,  // "加我"
};

struct Phrase {
  std::string folded;
  Role role = Role::kPlain;
};

struct Hit {
  std::uint32_t begin = 0;  // In folded bytes.
  std::uint32_t end = 0;
  std::uint32_t clause = 0;
  Role role = Role::kPlain;
};

struct Clause {
  std::uint32_t end = 0;  // In folded bytes.
  bool is_question = false;
  std::uint32_t hits_begin = 0;
  std::uint32_t hits_end = 0;
};

struct PhraseReading {
  std::vector<Hit>
      hits;  // In text order, none inside another: the longest of those that begin first.
  std::vector<Clause> clauses;
};

class PhraseBook {
 public:
  // Errors: kInvalidArgument "feedback.bad_lexicon".
  static Result<PhraseBook> Parse(std::string_view tsv);
  PhraseReading Read(const text::FoldedText& folded) const;

 private:
  std::vector<Phrase> phrases_;
  text::TermMatcher matcher_;
};

// Rows of tab-separated fields; "#" begins a comment line; the first other line names the columns.
struct Row {
  std::size_t line = 0;
  std::vector<std::string_view> fields;
};
std::vector<Row> RowsOf(std::string_view tsv);
tl::unexpected<Error> BadLexicon(std::string_view file, std::size_t line, std::string_view why);

}  // namespace assay::feedback::detail

// SPDX-License-Identifier: Apache-2.0
#include "cli/explain_text.h"

#include <algorithm>
#include <iterator>
#include <vector>

#include <fmt/format.h>

#include "core/terminal_text.h"

namespace assay::cli {
namespace {

constexpr std::size_t kIndent = 14;
constexpr std::size_t kNameBytesMax = 200;
constexpr std::string_view kSigns = "123456789abcdefghijklmnopqrstuvwxyz";

// Listings and readings have findings of their own; what is shown of both is the same.
struct Reason {
  std::string_view kind;
  LogOdds weight;
  std::string_view text;
  char sign = ' ';  // Of its place in the text; ' ' where it has none.
};

TerminalMark::Colour ColourOf(LogOdds weight) {
  return weight.micros > 0   ? TerminalMark::Colour::kRed
         : weight.micros < 0 ? TerminalMark::Colour::kGreen
                             : TerminalMark::Colour::kNone;
}

// Four digits, but never 1: what is left to certainty is the point.
std::string ProbabilityText(LogOdds log_odds) {
  const double probability = ProbabilityOf(log_odds);
  return probability > 0.9999 ? fmt::format("1 - {:.2g}", 1 - probability)
                              : fmt::format("{:.4g}", probability);
}

class Explanation {
 public:
  explicit Explanation(const ExplainLayout& layout) : layout_(layout) {}

  void Head(std::string_view verdict, std::string_view id) {
    fmt::format_to(std::back_inserter(out_), "{}  id {}\n", verdict,
                   VisibleText(id, kNameBytesMax));
  }

  // The next sign for a finding with a place; '*' when they have run out.
  char NextSign() {
    const char sign = signs_given_ < kSigns.size() ? kSigns[signs_given_] : '*';
    ++signs_given_;
    return sign;
  }

  void Text(std::string_view name, std::string_view text, const std::vector<TerminalMark>& marks) {
    if (text.empty()) {
      return;
    }
    const std::string shown = MarkedText(
        text, marks,
        {.indent = kIndent, .columns = layout_.columns, .has_colour = layout_.has_colour});
    const std::string label = fmt::format("  {:<12}", name);
    out_ += label + shown.substr(std::min(label.size(), shown.size()));
  }

  // Those that speak loudest first; what stands nowhere in the text has no sign.
  void Reasons(std::vector<Reason> reasons, LogOdds sum) {
    std::ranges::stable_sort(reasons, std::ranges::greater{}, [](const Reason& reason) {
      return reason.weight.micros < 0 ? -reason.weight.micros : reason.weight.micros;
    });
    for (const Reason& reason : reasons) {
      fmt::format_to(std::back_inserter(out_), "  {} {:+10.6f}  {:<24} {}\n", reason.sign,
                     reason.weight.nats(), reason.kind,
                     VisibleText(reason.text, kSentenceBytesMax));
    }
    fmt::format_to(std::back_inserter(out_), "    {:+10.6f}  log-odds, the sum: probability {}\n",
                   sum.nats(), ProbabilityText(sum));
  }

  std::string Finish() && { return std::move(out_) + "\n"; }

 private:
  static constexpr std::size_t kSentenceBytesMax = 500;

  const ExplainLayout& layout_;
  std::string out_;
  std::size_t signs_given_ = 0;
};

std::string_view WordsOf(screening::Band band) {
  return band == screening::Band::kUnknown ? "cannot say" : NameOf(band);
}

}  // namespace

std::string ExplainVerdict(const Listing& listing, const screening::Verdict& verdict,
                           const ExplainLayout& layout) {
  Explanation explanation(layout);
  explanation.Head(fmt::format("{} {}", WordsOf(verdict.band), verdict.score), listing.id);
  struct NamedField {
    screening::Field field;
    std::string_view text;
  };
  const std::vector<NamedField> fields = {{screening::Field::kTitle, listing.title},
                                          {screening::Field::kDescription, listing.description},
                                          {screening::Field::kBrand, listing.brand},
                                          {screening::Field::kCategory, listing.category}};
  std::vector<Reason> reasons;
  std::vector<std::vector<TerminalMark>> marks(fields.size());
  for (const screening::Finding& finding : verdict.findings) {
    Reason reason{finding.kind, finding.weight, finding.text};
    if (finding.span) {
      reason.sign = explanation.NextSign();
      const auto field =
          std::ranges::find(fields, finding.span->field, &NamedField::field) - fields.begin();
      marks[static_cast<std::size_t>(field)].push_back(
          {finding.span->begin, finding.span->end, reason.sign, ColourOf(finding.weight)});
    }
    reasons.push_back(reason);
  }
  for (std::size_t i = 0; i < fields.size(); ++i) {
    explanation.Text(NameOf(fields[i].field), fields[i].text, marks[i]);
  }
  if (listing.price) {
    explanation.Text(
        "price",
        fmt::format("{} {}", FormatDecimal(*listing.price), listing.price->currency.code()), {});
  }
  explanation.Reasons(std::move(reasons), verdict.log_odds);
  return std::move(explanation).Finish();
}

std::string ExplainReading(std::string_view id, std::string_view text,
                           const feedback::Reading& reading, const ExplainLayout& layout) {
  Explanation explanation(layout);
  explanation.Head(NameOf(reading.text_class), id);
  std::vector<Reason> reasons;
  std::vector<TerminalMark> marks;
  for (const feedback::Finding& finding : reading.findings) {
    Reason reason{finding.kind, finding.weight, finding.text};
    if (finding.span) {
      reason.sign = explanation.NextSign();
      marks.push_back(
          {finding.span->begin, finding.span->end, reason.sign, ColourOf(finding.weight)});
    }
    reasons.push_back(reason);
  }
  explanation.Text("text", text, marks);
  explanation.Reasons(std::move(reasons), reading.log_odds);
  return std::move(explanation).Finish();
}

}  // namespace assay::cli

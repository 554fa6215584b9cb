// SPDX-License-Identifier: Apache-2.0
#include "flows/lexicon_trial.h"

#include <algorithm>
#include <cstdlib>
#include <map>
#include <optional>
#include <span>
#include <utility>

#include "flows/record_rounds.h"
#include "text/folding.h"

namespace assay::flows {
namespace {

using screening::Band;
using screening::Model;
using screening::Verdict;

// What one listing says under both.
struct Compared {
  bool is_listing = false;
  bool is_changed = false;
  std::vector<std::pair<std::string, std::string>> come;  // Brand and surface.
  std::vector<std::pair<std::string, std::string>> gone;
  ChangedVerdict verdict;
};

bool ClaimsBrand(const Verdict& verdict, std::string_view brand) {
  return std::ranges::find(verdict.brands, brand, &screening::BrandClaim::brand) !=
         verdict.brands.end();
}

bool Finds(const Verdict& verdict, std::string_view kind) {
  return std::ranges::find(verdict.findings, kind, &screening::Finding::kind) !=
         verdict.findings.end();
}

// The claims and findings of `with` that `without` does not have. That nothing was found is no word.
std::vector<std::pair<std::string, std::string>> Added(const Verdict& with,
                                                       const Verdict& without) {
  std::vector<std::pair<std::string, std::string>> added;
  for (const screening::BrandClaim& claim : with.brands) {
    if (!ClaimsBrand(without, claim.brand)) {
      added.emplace_back(claim.brand, text::FoldTerm(claim.surface));
    }
  }
  for (const screening::Finding& finding : with.findings) {
    const bool is_of_words =
        finding.kind.starts_with("lingo.") || finding.kind.starts_with("contact.");
    if (is_of_words && !Finds(without, finding.kind)) {
      added.emplace_back("", finding.kind);
    }
  }
  return added;
}

class Trial {
 public:
  Trial(const Model& before, const Model& after, const ingest::ListingTable& table,
        const ScreenOptions& options)
      : before_(before), after_(after), table_(table), options_(options) {}

  void Compare(std::span<const ingest::RawRecord> raws, std::span<Compared> outputs) const {
    ingest::ListingParser parser(table_);
    for (std::size_t i = 0; i < raws.size(); ++i) {
      const auto row = parser.Parse(raws[i]);
      if (!row) {
        continue;
      }
      const Verdict before = VerdictOf(before_, *row);
      const Verdict after = VerdictOf(after_, *row);
      Compared& output = outputs[i];
      output.is_listing = true;
      output.come = Added(after, before);
      output.gone = Added(before, after);
      output.is_changed = !output.come.empty() || !output.gone.empty() ||
                          before.log_odds != after.log_odds || before.band != after.band;
      output.verdict = {.id = row->listing.id,
                        .title = output.is_changed ? row->listing.title : "",
                        .from = before.band,
                        .to = after.band,
                        .from_score = before.score,
                        .to_score = after.score};
    }
  }

  void Take(Compared& compared) {
    if (!compared.is_listing) {
      ++result_.bad_lines;
      return;
    }
    ++result_.listings;
    ++result_.bands[static_cast<std::size_t>(compared.verdict.from)]
                   [static_cast<std::size_t>(compared.verdict.to)];
    if (!compared.is_changed) {
      return;
    }
    ++result_.changed;
    Count(come_, compared.come, compared.verdict.title);
    Count(gone_, compared.gone, compared.verdict.title);
    Keep(std::move(compared.verdict));
  }

  LexiconTrial Finish() && {
    result_.come = Sorted(std::move(come_));
    result_.gone = Sorted(std::move(gone_));
    return std::move(result_);
  }

 private:
  using Words = std::map<std::pair<std::string, std::string>, TrialWord>;

  Verdict VerdictOf(const Model& model, const ingest::LabelledListing& row) const {
    return Judge(model, row.listing, ReadContent(model, row.listing),
                 {.prior = options_.prior, .authorised_brands = row.authorised_brands});
  }

  void Count(Words& words, const std::vector<std::pair<std::string, std::string>>& found,
             const std::string& title) {
    for (const auto& key : found) {
      auto at = words.find(key);
      if (at == words.end()) {
        if (words.size() >= kTrialWordsMax) {
          ++result_.words_left_out;
          continue;
        }
        at = words.emplace(key, TrialWord{key.first, key.second, 0, {}}).first;
      }
      ++at->second.listings;
      if (at->second.examples.size() < kTrialExamplesMax) {
        at->second.examples.push_back(title);
      }
    }
  }

  // The verdicts that moved most, the first of equals.
  void Keep(ChangedVerdict verdict) {
    const auto moved = [](const ChangedVerdict& each) {
      return -std::abs(each.to_score - each.from_score);
    };
    auto& sample = result_.sample;
    const auto at = std::ranges::upper_bound(sample, moved(verdict), {}, moved);
    if (at == sample.end() && sample.size() >= kTrialSampleMax) {
      return;
    }
    sample.insert(at, std::move(verdict));
    if (sample.size() > kTrialSampleMax) {
      sample.pop_back();
    }
  }

  static std::vector<TrialWord> Sorted(Words words) {
    std::vector<TrialWord> sorted;
    for (auto& [key, word] : words) {
      sorted.push_back(std::move(word));
    }
    std::ranges::stable_sort(sorted, std::ranges::greater(), &TrialWord::listings);
    return sorted;
  }

  const Model& before_;
  const Model& after_;
  const ingest::ListingTable& table_;
  const ScreenOptions& options_;
  Words come_;
  Words gone_;
  LexiconTrial result_;
};

}  // namespace

Result<LexiconTrial> TryLexicon(const Model& before, const Model& after, ingest::ByteSource& source,
                                const ScreenOptions& options) {
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options.listing));
  Trial trial(before, after, table, options);
  ASSAY_TRY(ForEachRecord<Compared>(
      table, options.threads,
      [&](std::span<const ingest::RawRecord> raws, std::span<Compared> outputs) {
        trial.Compare(raws, outputs);
      },
      [&](Compared& compared) -> Result<void> {
        trial.Take(compared);
        return {};
      }));
  return std::move(trial).Finish();
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "flows/train_listing_model.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <unordered_map>
#include <utility>

#include "ingest/listing_reader.h"
#include "learning/near_duplicates.h"
#include "screening/wording.h"
#include "text/folding.h"

namespace assay::flows {
namespace {

using evaluation::ScoredRow;
using learning::SourcedExample;

constexpr std::uint32_t kFolds = 5;

// The labelled listings of a file, as the model sees them. Rows of `asked` name those whose wording is read.
struct Offers {
  std::vector<SourcedExample> asked;
  std::vector<std::size_t> row_of_asked;
  // Of every row, without the model.
  std::vector<ScoredRow> priced;
  std::vector<ScoredRow> titles;
  std::vector<std::string> sources;
  std::uint64_t sellers = 0;
};

std::uint32_t NumberOf(std::unordered_map<std::string, std::uint32_t>& numbers,
                       const std::string& name) {
  return numbers.emplace(name, static_cast<std::uint32_t>(numbers.size())).first->second;
}

class OfferReader {
 public:
  OfferReader(const screening::Model& without, const ScreenOptions& options)
      : without_(without), options_(options) {}

  Result<Offers> Read(ingest::ByteSource& source, TrainedListingModel& counts) {
    ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options_.listing));
    ingest::ListingParser parser(table);
    while (true) {
      ASSAY_ASSIGN(const std::optional<ingest::RawRecord> raw, table.Next());
      if (!raw) {
        break;
      }
      const Result<ingest::LabelledListing> row = parser.Parse(*raw);
      if (!row || !row->label) {
        (row ? counts.skipped : counts.bad_lines) += 1;
        continue;
      }
      Add(*row);
    }
    SetGroups();
    return std::move(offers_);
  }

 private:
  void Add(const ingest::LabelledListing& row) {
    const std::uint32_t source = NumberOf(sources_, row.group);
    if (source == offers_.sources.size()) {
      offers_.sources.push_back(row.group);
    }
    const screening::ContentSignals signals = screening::ReadContent(without_, row.listing);
    const screening::Verdict verdict =
        screening::Judge(without_, row.listing, signals,
                         {.prior = options_.prior, .authorised_brands = {}, .store = nullptr});
    LogOdds of_price;
    for (const screening::Finding& finding : verdict.findings) {
      if (finding.kind.starts_with("price.")) {
        of_price += finding.weight;
      }
    }
    if (screening::IsWordingRead(signals)) {
      offers_.row_of_asked.push_back(offers_.priced.size());
      offers_.asked.push_back({screening::WordingOf(without_, row.listing), *row.label, source, 0,
                               0, verdict.log_odds - options_.prior});
      titles_.push_back(learning::ViewOf(text::Fold(row.listing.title)).units);
      sellers_.push_back(row.seller.empty() ? "" : row.group + '\n' + row.seller);
    }
    ScoredRow scored;
    scored.log_odds = verdict.log_odds;
    scored.is_positive = *row.label;
    scored.group = source;
    offers_.priced.push_back(scored);
    scored.log_odds = verdict.log_odds - of_price;
    offers_.titles.push_back(scored);
  }

  // Held out together: one seller's offers; titles that are nearly the same.
  void SetGroups() {
    const std::vector<std::uint32_t> clusters = learning::NearDuplicateGroups(titles_);
    std::unordered_map<std::string, std::uint32_t> groups;
    for (std::size_t i = 0; i < offers_.asked.size(); ++i) {
      offers_.asked[i].cluster = clusters[i];
      // A line feed begins no seller's name above, so clusters and sellers do not meet.
      offers_.asked[i].group =
          NumberOf(groups, sellers_[i].empty() ? '\n' + std::to_string(clusters[i]) : sellers_[i]);
    }
    offers_.sellers = groups.size();
  }

  const screening::Model& without_;
  const ScreenOptions& options_;
  Offers offers_;
  std::unordered_map<std::string, std::uint32_t> sources_;
  std::vector<std::u32string> titles_;
  std::vector<std::string> sellers_;
};

tl::unexpected<Error> TooFew() {
  return Fail(ErrorCode::kInvalidArgument, "train.too_few",
              "both labels must stand in listings of several sellers that claim a brand");
}

// The rows with what a model adds to those it is asked about.
std::vector<ScoredRow> With(std::vector<ScoredRow> rows, const Offers& offers,
                            const std::vector<LogOdds>& added) {
  for (std::size_t i = 0; i < added.size(); ++i) {
    rows[offers.row_of_asked[i]].log_odds += added[i];
  }
  return rows;
}

class Assessor {
 public:
  Assessor(const screening::Model& without, const Offers& offers, LogOdds prior)
      : without_(without), offers_(offers), prior_(prior) {}

  WordingCourse Course(std::string name, const std::vector<LogOdds>& added) const {
    return {std::move(name), Figures(With(offers_.priced, offers_, added)),
            Figures(With(offers_.titles, offers_, added)), learning::LeakOf(offers_.asked, added)};
  }

  SourceLeftOut LeftOut(std::uint32_t source, const std::vector<LogOdds>& added) const {
    const std::vector<ScoredRow> with = With(offers_.priced, offers_, added);
    const auto own = std::ranges::find(with, source, &ScoredRow::group);
    return {offers_.sources[source], own->is_positive, Unseen(with, source, own->is_positive),
            Unseen(offers_.priced, source, own->is_positive)};
  }

 private:
  evaluation::Figures Figures(std::vector<ScoredRow> rows) const {
    for (ScoredRow& row : rows) {
      const std::int32_t score = without_.ScoreOf(row.log_odds);
      row.level = score >= screening::kRedScore     ? evaluation::Level::kRed
                  : score >= screening::kWatchScore ? evaluation::Level::kWatch
                                                    : evaluation::Level::kPass;
    }
    return FiguresOf(std::move(rows), {offers_.sources, {"any"}}, prior_);
  }

  static UnseenFigures Unseen(const std::vector<ScoredRow>& rows, std::uint32_t source,
                              bool is_positive) {
    std::vector<LogOdds> others;
    for (const ScoredRow& row : rows) {
      if (!row.is_positive && row.group != source) {
        others.push_back(row.log_odds);
      }
    }
    UnseenFigures figures;
    if (others.empty()) {
      return figures;
    }
    std::ranges::sort(others);
    const LogOdds threshold = others[others.size() - 1 - others.size() / 100];
    for (const LogOdds other : others) {
      figures.others_above.Count(other > threshold);
    }
    double won = 0;
    for (const ScoredRow& row : rows) {
      if (row.group == source) {
        figures.above.Count(row.log_odds > threshold);
        const auto [low, high] = std::ranges::equal_range(others, row.log_odds);
        won += static_cast<double>(low - others.begin()) + static_cast<double>(high - low) / 2;
      }
    }
    if (is_positive) {
      figures.auc =
          won / (static_cast<double>(figures.above.of) * static_cast<double>(others.size()));
    }
    return figures;
  }

  const screening::Model& without_;
  const Offers& offers_;
  LogOdds prior_;
};

Result<std::vector<SourceLeftOut>> LeaveSourcesOut(const Assessor& assessor, const Offers& offers,
                                                   LogOdds bound,
                                                   const learning::ResidualOptions& options) {
  std::vector<SourceLeftOut> figures;
  for (std::uint32_t source = 0; source < offers.sources.size(); ++source) {
    std::vector<bool> learn_from;
    for (const SourcedExample& example : offers.asked) {
      learn_from.push_back(example.source != source);
    }
    const auto added = HeldOutResiduals(offers.asked, learn_from, kFolds, bound, options);
    if (!added) {
      return TooFew();
    }
    figures.push_back(assessor.LeftOut(source, *added));
  }
  return figures;
}

}  // namespace

Result<TrainedListingModel> TrainListingModel(const screening::Model& without,
                                              ingest::ByteSource& source,
                                              const ScreenOptions& options,
                                              bool leave_sources_out) {
  if (options.listing.label_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "train.no_label_column",
                "name the column that holds the truth");
  }
  if (options.listing.group_column.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "train.no_source_column",
                "name the column that holds the source of a listing");
  }
  TrainedListingModel trained;
  ASSAY_ASSIGN(const Offers offers, OfferReader(without, options).Read(source, trained));
  trained.listings = offers.priced.size();
  trained.asked = offers.asked.size();
  trained.sources = offers.sources.size();
  trained.sellers = offers.sellers;

  const learning::ResidualOptions learned = {.head = screening::WordingHead()};
  learning::ResidualOptions naive = learned;
  naive.sources_min = 0;
  naive.spread = 0;
  const LogOdds bound = screening::WordingBound(without);
  const std::vector<bool> all(offers.asked.size(), true);
  std::vector<std::uint32_t> chosen;
  for (std::uint32_t i = 0; i < offers.asked.size(); ++i) {
    chosen.push_back(i);
  }
  const auto training = learning::FitResidual(offers.asked, chosen, learned);
  const auto added = HeldOutResiduals(offers.asked, all, kFolds, bound, learned);
  const auto added_naively = HeldOutResiduals(offers.asked, all, kFolds, bound, naive);
  if (!training || !added || !added_naively) {
    return TooFew();
  }
  trained.file = training->model.Serialise();
  trained.weights = training->model.weight_count();
  trained.runs_seen = training->runs_seen;
  trained.runs_learned = training->runs_learned;

  const Assessor assessor(without, offers, options.prior);
  trained.courses.push_back(
      assessor.Course("without the model", std::vector<LogOdds>(offers.asked.size())));
  trained.courses.push_back(assessor.Course("learned naively", *added_naively));
  trained.courses.push_back(assessor.Course("the model", *added));
  if (leave_sources_out) {
    ASSAY_ASSIGN(trained.left_out, LeaveSourcesOut(assessor, offers, bound, learned));
  }
  return trained;
}

}  // namespace assay::flows

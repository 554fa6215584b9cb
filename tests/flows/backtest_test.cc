// SPDX-License-Identifier: Apache-2.0
#include "flows/backtest.h"

#include <algorithm>
#include <filesystem>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/folder/history.h"
#include "adapters/folder/market.h"
#include "configuration/configuration.h"
#include "ingest/decode.h"
#include "support/process.h"

namespace assay::flows {
namespace {

using enforcement::MeasureKind;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

Instant At(const char* time) {
  return ParseRfc3339(time)->instant;
}

std::shared_ptr<const enforcement::Policy> PolicyOf(const std::string& text) {
  const auto parsed = configuration::Parse(text);
  EXPECT_TRUE(parsed) << parsed.error().message;
  return (*parsed)->policy;
}

std::string Default() {
  return std::string(configuration::DefaultText());
}

// The default with a rule left out.
std::string Without(const std::string& rule) {
  std::string text = Default();
  const std::size_t id = text.find(fmt::format("id = \"{}\"", rule));
  EXPECT_NE(id, std::string::npos);
  const std::size_t begin = text.rfind("[[rule]]", id);
  return text.erase(begin, text.find("[[", id) - begin);
}

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  const std::size_t at = text.find(what);
  EXPECT_NE(at, std::string::npos) << what;
  return text.replace(at, what.size(), by);
}

// The market of tests/adapters/folder on the real disk, 28 March to 2 April 2017, with a snapshot at the
// end of March.
class Log {
 public:
  Log() {
    ingesting_ =
        *folder::OpenMarket(*files_, path(), {.sqlite_vfs = {}, .first_configuration = {}});
    for (const folder::Input& input : folder::MarketInputs()) {
      EXPECT_TRUE(folder::IngestInput(*ingesting_, keys_, input, {.batch_lines = 20}));
    }
    EXPECT_TRUE(ingesting_->Flush());
  }

  Result<BacktestReport> Run(const std::string& candidate, BacktestOptions options) {
    ASSAY_ASSIGN(const auto history,
                 folder::OpenHistory(*files_, path(), {}, folder::MakeTestSettings));
    return Backtest(*history, PolicyOf(candidate), options,
                    [&](const BacktestProgress& progress) { last_ = progress; });
  }
  BacktestReport Report(const std::string& candidate, BacktestOptions options) {
    auto report = Run(candidate, options);
    EXPECT_TRUE(report) << report.error().message;
    return report ? *std::move(report) : BacktestReport{};
  }

  // Measures that the archive says were requested or proposed by a rule, within the events of a period.
  std::vector<std::string> Recorded(Instant since, Instant until, const std::string& rule = "") {
    std::set<std::uint64_t> in_period;
    Instant moment{INT64_MIN};
    ingest::Decoder decoder;
    EXPECT_TRUE(
        ingesting_->ForEachLine([&](Sequence sequence, std::string_view line) -> Result<bool> {
          const auto decoded = decoder.Decode(line, {.origin = ingest::Origin::kLog});
          if (InfoOf(decoded->event.type).family != EventFamily::kSystem) {
            moment = std::max(moment, decoded->event.time.instant);
            if (since <= moment && moment < until) {
              in_period.insert(sequence.number);
            }
          }
          return true;
        }));
    std::vector<std::string> actions;
    const auto rows = ingesting_->LoadActionsAfter({}, 100'000);
    for (const engine::OutboxRow& row : *rows) {
      const bool asks = row.body.find("\"rule\":\"" + rule) != std::string::npos;
      if (asks && in_period.contains(row.sequence.number)) {
        actions.push_back(row.body);
      }
    }
    return actions;
  }

  std::string path() const { return folder_ / "data"; }
  const BacktestProgress& last_progress() const { return last_; }
  Installation& installation() { return *ingesting_; }

 private:
  process::TemporaryFolder folder_;
  std::unique_ptr<files::FileSystem> files_ = files::MakePosixFileSystem();
  folder::Keys keys_;
  std::unique_ptr<Installation> ingesting_;  // A writer that stays open beside every backtest.
  BacktestProgress last_;
};

const BacktestOptions kAll{.since = At("2017-03-01T00:00:00+08:00"),
                           .until = At("2017-05-01T00:00:00+08:00"),
                           .batch_events = 50};
const BacktestOptions kApril{.since = At("2017-04-01T00:00:00+08:00"),
                             .until = At("2017-05-01T00:00:00+08:00"),
                             .batch_events = 50};

std::string Side(const std::optional<SidedRule>& side) {
  return side ? fmt::format("{}/{} asked {} units {} same {} otherwise {}", side->rule.matched,
                            side->rule.decided, side->asked, side->units, side->same,
                            side->otherwise)
              : "-";
}

// Everything that a report says of the period.
std::string TextOf(const BacktestReport& report) {
  std::string text =
      fmt::format("{} events {} to {}, {} of {} and {} of {}, lifted {}, {} configurations\n",
                  report.events, report.first_time.ms, report.last_time.ms,
                  report.listing_evaluations, report.listings, report.store_evaluations,
                  report.stores, fmt::join(report.lifted, "/"), report.configurations.size());
  for (const RuleChange& rule : report.comparison.rules) {
    text += fmt::format("{}: {} | {}\n", rule.id, Side(rule.recorded), Side(rule.candidate));
  }
  for (const MeasureChange& measure : report.comparison.measures) {
    text += fmt::format("{} {}: {} {}\n", enforcement::NameOf(measure.kind), measure.proposed,
                        fmt::join(measure.asked, "/"), fmt::join(measure.units, "/"));
  }
  for (const Later& judged : report.comparison.later) {
    text += fmt::format("{}: {} of {}, {} of {}\n", judged.units, judged.confirmed.hits,
                        judged.confirmed.of, judged.complained, judged.listings);
  }
  for (const ChangedCase& one : report.comparison.cases) {
    text += fmt::format("{} {} {} {} {} {} {}\n", static_cast<int>(one.change), one.rule,
                        one.found.asked.sequence.number, one.found.store, one.found.listing,
                        one.found.score, one.found.facts);
  }
  return text;
}

std::uint64_t AskedIn(const BacktestReport& report, engine::Course course) {
  std::uint64_t asked = 0;
  for (const MeasureChange& measure : report.comparison.measures) {
    asked += measure.asked[static_cast<std::size_t>(course)];
  }
  return asked;
}

TEST(Backtest, ThePolicyInEffectAgainstItselfChangesNothing) {
  Log log;
  const BacktestReport report = log.Report(Default(), kAll);
  EXPECT_GT(report.comparison.units(Change::kSame), 10U);
  EXPECT_EQ(report.comparison.units(Change::kGone), 0U);
  EXPECT_EQ(report.comparison.units(Change::kAdded), 0U);
  EXPECT_THAT(report.comparison.cases, IsEmpty());
  EXPECT_EQ(report.lifted[0], report.lifted[1]);
  EXPECT_DOUBLE_EQ(log.last_progress().fraction > 0 ? 1.0 : 0.0, 1.0);
}

TEST(Backtest, TheRecordedSideIsWhatTheArchiveSays) {
  Log log;
  for (const BacktestOptions& options : {kAll, kApril,
                                         BacktestOptions{.since = At("2017-03-29T05:30:00+08:00"),
                                         .until = At("2017-04-01T07:10:00+08:00"),
                                         .batch_events = 50}}) {
    const BacktestReport report = log.Report(Without("red"), options);
    EXPECT_EQ(AskedIn(report, engine::Course::kRecorded),
              log.Recorded(options.since, options.until).size());
    for (const RuleChange& rule : report.comparison.rules) {
      ASSERT_TRUE(rule.recorded);
      EXPECT_EQ(rule.recorded->asked,
                log.Recorded(options.since, options.until, rule.id + "\"").size())
          << rule.id;
    }
  }
}

TEST(Backtest, ADroppedRuleTakesItsMeasuresWithItAndNoOthers) {
  Log log;
  const BacktestReport report = log.Report(Without("red-at-first-publish"), kAll);
  const auto rule_of = [&](const char* id) {
    return *std::ranges::find(report.comparison.rules, id, &RuleChange::id);
  };
  const RuleChange dropped = rule_of("red-at-first-publish");
  ASSERT_TRUE(dropped.recorded);
  EXPECT_FALSE(dropped.candidate);
  EXPECT_EQ(dropped.recorded->asked,
            log.Recorded(kAll.since, kAll.until, "red-at-first-publish").size());
  EXPECT_GT(dropped.recorded->changed(), 0U);
  EXPECT_EQ(report.comparison.units(Change::kGone), dropped.recorded->changed());
  // The next rule that fits asks for a delisting where the first asked to block.
  const RuleChange next = rule_of("red");
  EXPECT_EQ(dropped.recorded->otherwise, dropped.recorded->changed());
  EXPECT_EQ(next.candidate->changed(), report.comparison.units(Change::kAdded));
  EXPECT_EQ(next.recorded->changed(), 0U);

  const BacktestReport none = log.Report("", kAll);
  EXPECT_EQ(none.comparison.units(Change::kSame), 0U);
  EXPECT_EQ(none.comparison.units(Change::kAdded), 0U);
  EXPECT_EQ(AskedIn(none, engine::Course::kCandidate), 0U);
}

TEST(Backtest, ARuleOfAnotherNameThatAsksForTheSameChangesNothing) {
  Log log;
  const BacktestReport report =
      log.Report(Replaced(Default(), "id = \"red\"", "id = \"looks-fake\""), kAll);
  EXPECT_EQ(report.comparison.units(Change::kGone) + report.comparison.units(Change::kAdded), 0U);
  const auto renamed = std::ranges::find(report.comparison.rules, "looks-fake", &RuleChange::id);
  EXPECT_FALSE(renamed->recorded);
  EXPECT_GT(renamed->candidate->same, 0U);
  EXPECT_EQ(report.comparison.rules.back().id, "red") << "it stands behind those of the candidate";
}

TEST(Backtest, DoesNotDependOnWorkersOrBatches) {
  Log log;
  BacktestOptions options = kApril;
  options.workers = 1;
  options.batch_events = 1;
  const std::string one = TextOf(log.Report(Without("red"), options));
  EXPECT_THAT(one, HasSubstr("l-"));
  for (const auto& [workers, batch] : {std::pair(2U, 7U), {4U, 100U}, {3U, 100'000U}}) {
    options.workers = workers;
    options.batch_events = batch;
    EXPECT_EQ(TextOf(log.Report(Without("red"), options)), one);
  }
}

TEST(Backtest, ASnapshotGivesWhatTheBeginningGives) {
  Log log;
  const BacktestReport from_snapshot = log.Report(Without("red"), kApril);
  EXPECT_EQ(from_snapshot.snapshot, "2017-03");
  EXPECT_EQ(from_snapshot.events_before, 0U);
  BacktestOptions options = kApril;
  options.use_snapshots = false;
  const BacktestReport from_beginning = log.Report(Without("red"), options);
  EXPECT_EQ(from_beginning.snapshot, "");
  EXPECT_GT(from_beginning.events_before, 0U);
  EXPECT_EQ(TextOf(from_snapshot), TextOf(from_beginning));
  EXPECT_EQ(log.Report(Without("red"), kAll).snapshot, "") << "it is from after the period began";
}

TEST(Backtest, ASnapshotThatIsNotWholeIsPassedOver) {
  Log log;
  const std::string whole = TextOf(log.Report(Without("red"), kApril));
  const std::string path = log.path() + "/snapshots/2017-03.state";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 3);
  const BacktestReport report = log.Report(Without("red"), kApril);
  EXPECT_EQ(report.snapshot, "");
  EXPECT_EQ(TextOf(report), whole);
  std::filesystem::resize_file(path, 5);
  EXPECT_EQ(TextOf(log.Report(Without("red"), kApril)), whole);
}

TEST(Backtest, TellsWhatPeopleSaidOfWhatWouldBeGone) {
  Log log;
  const BacktestReport report = log.Report("", kAll);
  const Later& gone = report.comparison.later[static_cast<std::size_t>(Change::kGone)];
  std::uint64_t confirmed = 0;
  std::uint64_t lifted = 0;
  const auto actions = log.installation().LoadActionsAfter({}, 100'000);
  for (const engine::OutboxRow& row : *actions) {
    confirmed += row.body.find("assay.measure.confirmed") != std::string::npos ? 1U : 0U;
    lifted += row.body.find("\"reason\":\"decision\"") != std::string::npos ? 1U : 0U;
  }
  lifted -= confirmed;
  EXPECT_GT(confirmed, 0U);
  EXPECT_GT(lifted, 0U);
  EXPECT_EQ(gone.confirmed.hits, confirmed);
  EXPECT_EQ(gone.confirmed.of, confirmed + lifted);
  EXPECT_GT(gone.complained, 0U);
  EXPECT_LE(gone.complained, gone.listings);
  EXPECT_LT(gone.listings, gone.units) << "stores too";
  BacktestOptions options = kAll;
  options.cases_max = 1'000;
  std::uint64_t with_words = 0;
  const BacktestReport all = log.Report("", options);
  for (const ChangedCase& one : all.comparison.cases) {
    with_words += one.confirmed ? 1U : 0U;
    EXPECT_EQ(one.change, Change::kGone);
  }
  EXPECT_EQ(with_words, gone.confirmed.of);
}

TEST(Backtest, ShowsAsManyCasesAsAskedForAndTheSameOfASeed) {
  Log log;
  BacktestOptions options = kAll;
  options.cases_max = 6;
  const auto cases_of = [&](std::uint64_t seed) {
    options.seed = seed;
    std::string text;
    const BacktestReport report = log.Report(Without("red-at-first-publish"), options);
    EXPECT_EQ(report.comparison.cases.size(), 6U);
    for (const ChangedCase& one : report.comparison.cases) {
      text += fmt::format("{} {}/{} {}\n", static_cast<int>(one.change), one.found.store,
                          one.found.listing, one.rule);
    }
    return text;
  };
  const std::string first = cases_of(1);
  EXPECT_EQ(first, cases_of(1));
  EXPECT_NE(first, cases_of(2));
  EXPECT_EQ(std::ranges::count(first, '\n'), 6);
  EXPECT_THAT(first, testing::StartsWith("2 "));
  EXPECT_THAT(first, HasSubstr("\n1 "));
}

TEST(Backtest, LeavesTheInstallationAsItIs) {
  Log log;
  const std::string before = folder::DumpOf(log.installation());
  const std::string database = process::ReadFile(log.path() + "/assay.db");
  log.Report(Without("red"), kAll);
  EXPECT_EQ(folder::DumpOf(log.installation()), before);
  EXPECT_EQ(process::ReadFile(log.path() + "/assay.db"), database);
}

TEST(Backtest, SaysWhatTheLogHoldsWhereThePeriodHoldsNothing) {
  Log log;
  const auto error_of = [&](const char* since, const char* until) {
    BacktestOptions options = kAll;
    options.since = At(since);
    options.until = At(until);
    const auto report = log.Run(Default(), options);
    EXPECT_FALSE(report);
    return report ? Error{} : report.error();
  };
  const Error reversed = error_of("2017-04-02T00:00:00Z", "2017-04-01T00:00:00Z");
  EXPECT_EQ(reversed.reason, "backtest.period");
  EXPECT_EQ(reversed.code, ErrorCode::kInvalidArgument);
  for (const auto& [since, until] : {std::pair("2016-01-01T00:00:00Z", "2017-03-27T00:00:00Z"),
                                     {"2017-04-20T00:00:00Z", "2017-05-01T00:00:00Z"},
                                     {"2017-03-31T10:30:00Z", "2017-03-31T10:30:01Z"}}) {
    const Error error = error_of(since, until);
    EXPECT_EQ(error.reason, "backtest.no_events") << since;
    EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(error.message, HasSubstr("it goes from 2017-03-28T00:01:00+08:00"));
  }
}

TEST(Backtest, NeedsALog) {
  const process::TemporaryFolder folder;
  const auto files = files::MakePosixFileSystem();
  const auto missing = folder::OpenHistory(*files, folder / "none", {}, folder::MakeTestSettings);
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().reason, "storage.empty");
  {
    const auto made =
        folder::OpenMarket(*files, folder / "new", {.sqlite_vfs = {}, .first_configuration = {}});
    ASSERT_TRUE(made);
  }
  const auto history = folder::OpenHistory(*files, folder / "new", {}, folder::MakeTestSettings);
  ASSERT_TRUE(history) << history.error().message;
  const auto report = Backtest(**history, PolicyOf(Default()), kAll, [](const auto&) {});
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().reason, "history.no_events");
  EXPECT_THAT(report.error().message, Not(HasSubstr("1970")));
}

}  // namespace
}  // namespace assay::flows

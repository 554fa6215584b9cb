// SPDX-License-Identifier: Apache-2.0
// How long a backtest of a month takes.
//
//   flows_backtest_bench --events 10000000 --live 1000000 --listings 40 --data DIR
//
// Where DIR holds no log yet, one is made: `live` listings in February 2017, whose end gives a snapshot, then
// `events` in March, of which --listings percent are changes of listings (80 % of the price alone, the rest
// bring a new text) and the rest orders, refunds and parcels 6:1:3. Then March is backtested: the default policy
// with a rule changed, a rule less and a rule more. One line of JSON a phase. DIR stays, so that a second
// run measures the backtest alone.
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "adapters/folder/history.h"
#include "flows/backtest.h"
#include "flows/made_lines.h"
#include "flows/site.h"
#include "measure.h"

namespace assay::bench {
namespace {

struct Arguments {
  std::uint64_t live = 1'000'000;
  std::uint64_t events = 10'000'000;
  std::uint64_t listings = 40;
  std::string data = "/tmp/assay-backtest-bench";
  std::size_t workers = 2;
  std::size_t batch = 8'192;
};

// Midnight of the reporting zone, +08:00.
const Instant kMarch{1'488'297'600'000};
const Instant kApril{kMarch.ms + 31 * kMillisecondsPerDay};
constexpr std::int64_t kFebruaryDays = 28;

std::string Replaced(std::string text, const std::string& what, const std::string& by) {
  return text.replace(text.find(what), what.size(), by);
}

std::string Candidate() {
  std::string text(configuration::DefaultText());
  text = Replaced(text, "listing.band == \"red\" && !listing.authorised'",
                  "listing.band == \"red\" && !listing.authorised && store.orders_30d > 20'");
  const std::size_t begin = text.find("[[rule]]\nid = \"red-at-first-publish\"");
  text.erase(begin, text.find("[[rule]]", begin + 1) - begin);
  return text + R"(
[[rule]]
id = "named"
scope = "listing"
when = 'size(listing.brands) > 0 && listing.score > 5 && store.listings > 30'
measure = "hold"
duration = "24h"
because = "The listing names a brand."
)";
}

void MakeLog(const Arguments& arguments) {
  const Clocked clocked;
  Site site;
  site.Open(arguments.data);
  Random random(7);
  const auto line = [&](std::uint64_t i) {
    if (i < arguments.live) {
      const std::int64_t step =
          kFebruaryDays * kMillisecondsPerDay / static_cast<std::int64_t>(arguments.live);
      return ListingLine(i, i, i, i,
                         {kMarch.ms - static_cast<std::int64_t>(arguments.live - i) * step});
    }
    const std::uint64_t id = random.Below(arguments.live);
    const std::int64_t step = (kApril.ms - kMarch.ms) / static_cast<std::int64_t>(arguments.events);
    const Instant time{kMarch.ms + static_cast<std::int64_t>(i - arguments.live) * step};
    return random.Below(100) < arguments.listings
               ? ListingLine(id, i, random.Below(5) == 0 ? i : id, random.Next(), time)
               : TradeLine(id, i, time);
  };
  const flows::IngestReport report =
      site.Ingest(std::make_unique<Lines>(arguments.live + arguments.events, line));
  site.Close();
  fmt::print(
      "{{\"phase\":\"make the log\",\"accepted\":{},\"rejected\":{},\"red\":{},\"measures\":{},"
      "\"seconds\":{:.1f}}}\n",
      report.accepted, report.rejected, report.red_verdicts, report.measures_requested,
      clocked.seconds());
  std::fflush(stdout);
}

void RunBacktest(const Arguments& arguments) {
  const auto disk = files::MakePosixFileSystem();
  const Clocked clocked;
  const auto candidate = Must(configuration::Parse(Candidate()));
  const auto history = Must(folder::OpenHistory(*disk, arguments.data, {}, MakeSettings));
  const flows::BacktestReport report = Must(flows::Backtest(*history, candidate->policy,
                                                            {.since = kMarch,
                                                             .until = kApril,
                                                             .batch_events = arguments.batch,
                                                             .workers = arguments.workers},
                                                            [](const flows::BacktestProgress&) {}));
  const double seconds = clocked.seconds();
  fmt::print(
      "{{\"phase\":\"backtest\",\"snapshot\":\"{}\",\"events_before\":{},\"events\":{},"
      "\"listing_evaluations\":{},\"listings\":{},\"same\":{},\"gone\":{},\"new\":{},"
      "\"seconds\":{:.1f},\"per_second\":{:.0f},\"cpu_us_an_event\":{:.2f},\"peak_gb\":{:.2f}}}\n",
      report.snapshot, report.events_before, report.events, report.listing_evaluations,
      report.listings, report.comparison.units(flows::Change::kSame),
      report.comparison.units(flows::Change::kGone), report.comparison.units(flows::Change::kAdded),
      seconds, static_cast<double>(report.events) / seconds,
      clocked.cpu_seconds() / static_cast<double>(report.events) * 1e6, PeakGigabytes());
}

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Arguments arguments;
  CLI::App app("How long a backtest of a month takes");
  app.add_option("--live", arguments.live, "Listings before the month")->check(CLI::PositiveNumber);
  app.add_option("--events", arguments.events, "Of the month")->check(CLI::PositiveNumber);
  app.add_option("--listings", arguments.listings, "Percent of events that change a listing")
      ->check(CLI::Range(0, 100));
  app.add_option("--data", arguments.data, "Folder; its log is made where there is none");
  app.add_option("--workers", arguments.workers)->check(CLI::PositiveNumber);
  app.add_option("--batch", arguments.batch, "Events")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  if (!std::filesystem::exists(arguments.data)) {
    assay::bench::MakeLog(arguments);
  }
  assay::bench::RunBacktest(arguments);
  return 0;
}

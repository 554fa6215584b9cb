// SPDX-License-Identifier: Apache-2.0
// Bytes to durable decisions: how many events a second one folder takes, and what it costs to start
// again.
//
//   flows_ingest_bench --live 1000000 --events 2000000 --kind listing --data DIR
//   flows_ingest_bench --live 1000000 --events 2000000 --from LIVE --data DIR
//   flows_ingest_bench --live 1000000 --events 2000000 --until crash --data DIR
//   flows_ingest_bench --reopen DIR
//
// First `live` listings are made (reported, not gated), or copied from a folder that an earlier run
// made with the same number and `--events 0`. Then `events` of the kind asked for are measured, from
// NDJSON lines in memory to the last database commit on the disk: for listings, 80 % change only the
// price of a listing and 20 % its text; orders, refunds and parcels come 6:1:3. At the end the folder
// is left as a crash leaves it and opened, then closed and opened again. One line of JSON a phase. `--until crash`
// ends there, and `--reopen` opens such a folder, as often as asked: it stays as it is.
//
// The measured lines are made before the clock starts, in blocks that are read again in turn, so
// that making them costs nothing; the lines of the first phase are made on the way.
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "flows/made_lines.h"
#include "flows/site.h"
#include "measure.h"

namespace assay::bench {
namespace {

struct Arguments {
  std::uint64_t live = 100'000;
  std::uint64_t events = 1'000'000;
  std::string kind = "listing";
  std::string data = "/tmp/assay-bench";
  std::string from;
  std::string until;
  std::string reopen;
  std::size_t workers = 2;
  std::size_t batch = 8'192;
  std::uint64_t checkpoint_events = 2'000'000;
};

Instant TimeOf(std::uint64_t number) {
  return {kStartMs + static_cast<std::int64_t>(number / 50)};
}

class Bench {
 public:
  explicit Bench(Arguments arguments) : arguments_(std::move(arguments)) {}

  void Run() {
    if (!arguments_.reopen.empty()) {
      arguments_.data = arguments_.reopen;
      Open("open after a crash");
      return;
    }
    std::filesystem::remove_all(arguments_.data);
    MakeLiveListings();
    if (arguments_.events != 0) {
      Measure();
      if (arguments_.until == "crash") {
        return;
      }
      site_.Abandon();
      Open("open after a crash");
    }
    const Clocked clocked;
    site_.Close();
    fmt::print("{{\"phase\":\"close\",\"seconds\":{:.2f}}}\n", clocked.seconds());
    Open("open after a clean close");
  }

 private:
  void MakeLiveListings() {
    if (arguments_.from.empty()) {
      Open("first open");
      Phase("new listings", arguments_.live,
            std::make_unique<Lines>(arguments_.live, [](std::uint64_t i) {
              return ListingLine(i, i, i, i, TimeOf(i));
            }));
      return;
    }
    std::filesystem::copy(arguments_.from, arguments_.data,
                          std::filesystem::copy_options::recursive);
    Open("open of the copy");
    // An order to each store brings every bucket into memory before the clock starts.
    const std::uint64_t stores = arguments_.live / kListingsPerStore;
    Phase("orders to load the buckets", stores,
          std::make_unique<Lines>(stores, [](std::uint64_t i) {
            return TradeLine(i * kListingsPerStore, 10 * i, TimeOf(10 * i));
          }));
  }

  void Measure() {
    Random random(7);
    std::string text;
    const std::uint64_t first = arguments_.live;
    for (std::uint64_t i = 0; i < arguments_.events; ++i) {
      const std::uint64_t id = random.Below(arguments_.live);
      text += arguments_.kind == "listing"
                  ? ListingLine(id, first + i, random.Below(5) == 0 ? first + i : id, random.Next(),
                                TimeOf(first + i))
                  : TradeLine(id, first + i, TimeOf(first + i));
    }
    const std::size_t bytes = text.size();
    Phase(arguments_.kind == "listing" ? "listing changes" : "orders, refunds, parcels",
          arguments_.events, std::make_unique<Lines>(std::move(text)));
    fmt::print("{{\"phase\":\"input\",\"bytes_an_event\":{}}}\n", bytes / arguments_.events);
  }

  void Open(const char* what) {
    const Clocked clocked;
    folder::Options options;
    options.checkpoint_events = arguments_.checkpoint_events;
    site_.Open(arguments_.data, options);
    fmt::print("{{\"phase\":\"{}\",\"seconds\":{:.3f},\"events_replayed\":{}}}\n", what,
               clocked.seconds(), site_.installation().statistics().events_replayed_at_open);
  }

  void Phase(const char* what, std::uint64_t events, std::unique_ptr<ingest::ByteSource> lines) {
    const Clocked clocked;
    Clocked batch;
    double slowest = 0;
    flows::IngestOptions options;
    options.workers = arguments_.workers;
    options.batch_lines = arguments_.batch;
    const flows::IngestReport report =
        site_.Ingest(std::move(lines), options, [&](const flows::IngestProgress&) {
          slowest = std::max(slowest, batch.seconds());
          batch = {};
        });
    const double seconds = clocked.seconds();
    fmt::print(
        "{{\"phase\":\"{}\",\"events\":{},\"accepted\":{},\"rejected\":{},\"seconds\":{:.2f},"
        "\"per_second\":{:.0f},\"cpu_us_an_event\":{:.2f},\"slowest_batch_s\":{:.3f},"
        "\"red\":{},\"state_gb\":{:.3f},\"peak_gb\":{:.3f}}}\n",
        what, events, report.accepted, report.rejected, seconds,
        static_cast<double>(events) / seconds,
        clocked.cpu_seconds() / static_cast<double>(events) * 1e6, slowest, report.red_verdicts,
        static_cast<double>(site_.installation().statistics().state_bytes) / 1e9, PeakGigabytes());
    std::fflush(stdout);
  }

  Arguments arguments_;
  Site site_;
};

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Arguments arguments;
  CLI::App app("Bytes to durable decisions, and what it costs to start again");
  app.add_option("--live", arguments.live, "Listings before the clock starts")
      ->check(CLI::PositiveNumber);
  app.add_option("--events", arguments.events, "Measured; 0: none");
  app.add_option("--kind", arguments.kind, "What is measured")
      ->check(CLI::IsMember({"listing", "order"}));
  app.add_option("--data", arguments.data, "Folder, made anew");
  app.add_option("--from", arguments.from, "Folder of an earlier run with --events 0, copied");
  app.add_option("--until", arguments.until, "Where to stop")->check(CLI::IsMember({"crash"}));
  app.add_option("--reopen", arguments.reopen, "Folder left by --until crash: opened, no more");
  app.add_option("--workers", arguments.workers)->check(CLI::PositiveNumber);
  app.add_option("--batch", arguments.batch, "Lines")->check(CLI::PositiveNumber);
  app.add_option("--checkpoint-events", arguments.checkpoint_events)->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  assay::bench::Bench(arguments).Run();
  return 0;
}

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
#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "adapters/memory/key_store.h"
#include "configuration/configuration.h"
#include "flows/ingest_events.h"
#include "flows/made_lines.h"
#include "flows/personal_fields.h"
#include "privacy/key_ring.h"
#include "screening/screen.h"

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
  explicit Bench(Arguments arguments)
      : arguments_(std::move(arguments)),
        fields_(*flows::MakePersonalFields()),
        keys_(*store_, master_, entropy_),
        splitter_(keys_, token_key_, fields_, entropy_) {}

  int Run() {
    if (!arguments_.reopen.empty()) {
      arguments_.data = arguments_.reopen;
      Open("open after a crash");
      return 0;
    }
    std::filesystem::remove_all(arguments_.data);
    MakeLiveListings();
    if (arguments_.events != 0) {
      Measure();
      if (arguments_.until == "crash") {
        return 0;
      }
      installation_.reset();  // As a crash leaves it: without the last images.
      Open("open after a crash");
    }
    const auto before_close = std::chrono::steady_clock::now();
    Must(installation_->Close());
    fmt::print("{{\"phase\":\"close\",\"seconds\":{:.2f}}}\n", Since(before_close));
    installation_.reset();
    Open("open after a clean close");
    installation_.reset();
    return 0;
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

  static double Since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  static double CpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }
  static double PeakGigabytes() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_maxrss) / 1e6;
  }
  template <typename T>
  static void Must(const Result<T>& result) {
    if (!result) {
      fmt::print(stderr, "{}: {}\n", result.error().reason, result.error().message);
      std::exit(1);
    }
  }

  void Open(const char* what) {
    const auto start = std::chrono::steady_clock::now();
    static const auto model = screening::Model::Make(screening::EmbeddedModelSources());
    folder::Options options;
    options.checkpoint_events = arguments_.checkpoint_events;
    options.first_configuration = std::string(configuration::DefaultText());
    auto opened = folder::OpenFolder(*disk_, arguments_.data, options,
                                     [](std::string_view text) -> Result<engine::Settings> {
                                       ASSAY_ASSIGN(auto parsed, configuration::Parse(text));
                                       return engine::Settings{std::move(parsed), *model};
                                     });
    Must(opened);
    installation_ = std::move(*opened);
    fmt::print("{{\"phase\":\"{}\",\"seconds\":{:.3f},\"events_replayed\":{}}}\n", what,
               Since(start), installation_->statistics().events_replayed_at_open);
  }

  void Phase(const char* what, std::uint64_t events, std::unique_ptr<ingest::ByteSource> lines) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    double slowest = 0;
    auto last = start;
    flows::IngestOptions options;
    options.workers = arguments_.workers;
    options.batch_lines = arguments_.batch;
    const auto report = flows::IngestEvents(
        {.installation = *installation_, .splitter = splitter_, .clock = clock_},
        [&]() -> Result<std::unique_ptr<ingest::ByteSource>> { return std::move(lines); }, options,
        [&](const flows::IngestProgress&) {
          slowest = std::max(slowest, Since(last));
          last = std::chrono::steady_clock::now();
        });
    Must(report);
    const double seconds = Since(start);
    fmt::print(
        "{{\"phase\":\"{}\",\"events\":{},\"accepted\":{},\"rejected\":{},\"seconds\":{:.2f},"
        "\"per_second\":{:.0f},\"cpu_us_an_event\":{:.2f},\"slowest_batch_s\":{:.3f},"
        "\"red\":{},\"state_gb\":{:.3f},\"peak_gb\":{:.3f}}}\n",
        what, events, report->accepted, report->rejected, seconds,
        static_cast<double>(events) / seconds,
        (CpuSeconds() - cpu) / static_cast<double>(events) * 1e6, slowest, report->red_verdicts,
        static_cast<double>(installation_->statistics().state_bytes) / 1e9, PeakGigabytes());
    for (const auto& [reason, count] : report->rejects) {
      fmt::print(stderr, "rejected {}: {}\n", reason, count);
    }
    std::fflush(stdout);
  }

  Arguments arguments_;
  std::unique_ptr<files::FileSystem> disk_ = files::MakePosixFileSystem();
  FixedClock clock_;
  NoEntropy entropy_;
  std::unique_ptr<privacy::KeyStore> store_ = memory::MakeKeyStore();
  privacy::MasterKey master_;
  privacy::TokenKey token_key_;
  privacy::PersonalFields fields_;
  privacy::KeyRing keys_;
  privacy::Splitter splitter_;
  std::unique_ptr<flows::Installation> installation_;
};

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  assay::bench::Arguments arguments;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    const std::string value = argv[i + 1];
    if (name == "--live") {
      arguments.live = std::stoull(value);
    } else if (name == "--events") {
      arguments.events = std::stoull(value);
    } else if (name == "--kind") {
      arguments.kind = value;
    } else if (name == "--data") {
      arguments.data = value;
    } else if (name == "--from") {
      arguments.from = value;
    } else if (name == "--until") {
      arguments.until = value;
    } else if (name == "--reopen") {
      arguments.reopen = value;
    } else if (name == "--workers") {
      arguments.workers = std::stoull(value);
    } else if (name == "--batch") {
      arguments.batch = std::stoull(value);
    } else if (name == "--checkpoint-events") {
      arguments.checkpoint_events = std::stoull(value);
    } else {
      std::fprintf(stderr, "unknown option %s\n", name.c_str());
      return 2;
    }
  }
  return assay::bench::Bench(arguments).Run();
}

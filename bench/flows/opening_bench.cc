// SPDX-License-Identifier: Apache-2.0
// Store openings beside many known identities: how many a second, and what the index of identities costs.
//
//   flows_opening_bench --stores 1000000 --openings 20000 --data DIR
//   flows_opening_bench --openings 20000 --measure DIR
//
// Ten thousand stores open down the whole path: their personal fields are sealed and split into tokens, and a quarter of
// them is shut for counterfeits. Their rows of tokens are then copied under other names until there are `stores`, no
// whole value shared by two. The folder is opened again, and one opening makes the index of the rows. Then `openings` are
// measured: one in ten has the phone and the bank account of one of 250 stores that were shut. `--measure DIR` does this part again.
// One line of JSON a phase.
#include <sys/resource.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <memory>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "adapters/files/file_system.h"
#include "adapters/folder/folder_store.h"
#include "adapters/memory/key_store.h"
#include "adapters/sqlite/database.h"
#include "configuration/configuration.h"
#include "flows/ingest_events.h"
#include "flows/made_lines.h"
#include "flows/personal_fields.h"
#include "ingest/decode.h"
#include "privacy/key_ring.h"
#include "screening/screen.h"

namespace assay::bench {
namespace {

constexpr std::uint64_t kFirstStores = 10'000;

template <typename T>
void Must(const Result<T>& result) {
  if (!result) {
    fmt::print(stderr, "{}: {}\n", result.error().reason, result.error().message);
    std::exit(1);
  }
}

// Different each time, the same in each run.
class CountingEntropy : public Entropy {
 public:
  void Fill(std::span<std::byte> bytes) override {
    Random random(++calls_ * 0x9E3779B97F4A7C15ULL);
    for (std::byte& byte : bytes) {
      byte = static_cast<std::byte>(random.Next() >> 32);
    }
  }

 private:
  std::atomic<std::uint64_t> calls_ = 0;
};

Instant TimeOf(std::uint64_t number) {
  return {kStartMs + static_cast<std::int64_t>(number) * 30};
}

std::string Line(std::uint64_t store, const char* type, Instant time, const std::string& data) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{0}-{1}","source":"//market.example","type":"assay.store.{0}.v1",)"
      R"("time":"{2}","subject":"store-{1}","data":{3}}})"
      "\n",
      type, store, FormatRfc3339(time), data);
}

// `person` is who registers, `contact` whose phone and bank account are given.
std::string OpeningLine(std::uint64_t store, std::uint64_t contact, Instant time) {
  return Line(
      store, "opened", time,
      fmt::format(
          R"({{"name":"Shop {0}","person":{{"kind":"person","name":"Person {0}","document_type":"national_id",)"
          R"("document":"{2:018}"}},"phones":[{{"number":"+86139{1:08}"}}],)"
          R"("emails":[{{"address":"shop{0}@example.net"}}],"bank_accounts":[{{"number":"62{3:017}"}}],)"
          R"("devices":[{{"id":"device-{0}"}}],"ips":[{{"address":"{4}.{5}.{6}.7"}}],)"
          R"("addresses":[{{"kind":"registered","text":"{0} Example Road"}}]}})",
          store, contact, store * 7'919 + 110'101'198'001'010'000ULL, contact * 104'729,
          20 + store / 65'536, store / 256 % 256, store % 256));
}

bool IsShut(std::uint64_t store) {
  return store % 4 == 0;
}

class Bench {
 public:
  explicit Bench(std::string data)
      : data_(std::move(data)),
        fields_(*flows::MakePersonalFields()),
        keys_(*store_, master_, entropy_),
        splitter_(keys_, token_key_, fields_, entropy_) {}

  void Fill(std::uint64_t stores) {
    std::filesystem::remove_all(data_);
    Open();
    Phase("stores of the first phase", 2 * kFirstStores, [](std::uint64_t i) {
      const std::uint64_t store = i % kFirstStores;
      if (i < kFirstStores) {
        return OpeningLine(store, store, TimeOf(i));
      }
      return Line(store, "closed", TimeOf(i),
                  fmt::format(R"({{"reason":"{}","actor":"reviewer-1"}})",
                              IsShut(store) ? "ip_counterfeit" : "voluntary"));
    });
    Must(installation_->Close());
    installation_.reset();
    CopyTokens(stores);
  }

  void Measure(std::uint64_t openings) {
    Open();
    const auto shared = installation_->LoadShared();
    Must(shared);
    const std::uint64_t first = kFirstStores + shared->last.number;
    const double before = ResidentGigabytes();
    Phase("one opening: the index is made", 1,
          [&](std::uint64_t) { return OpeningLine(first, first, TimeOf(first)); });
    fmt::print("{{\"phase\":\"memory\",\"before_gb\":{:.2f},\"with_index_gb\":{:.2f}}}\n", before,
               ResidentGigabytes());
    const auto make = [&](std::uint64_t i) {
      const std::uint64_t store = first + 1 + i;
      const std::uint64_t shut = i * 4 % kFirstStores;
      return OpeningLine(store, i % 10 == 0 ? shut : store, TimeOf(store));
    };
    Split(make, std::min<std::uint64_t>(openings, 2'000));
    Phase("openings", openings, make);
    Must(installation_->Close());
  }

 private:
  static double Since(std::chrono::steady_clock::time_point start) {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  }
  static double CpuSeconds() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
           static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
  }
  static double ResidentGigabytes() {
    std::uint64_t size = 0;
    std::uint64_t resident = 0;
    std::ifstream("/proc/self/statm") >> size >> resident;
    return static_cast<double>(resident) * 4096 / 1e9;
  }

  void Open() {
    static const auto model = screening::Model::Make(screening::EmbeddedModelSources());
    folder::Options options;
    options.first_configuration = std::string(configuration::DefaultText());
    auto opened = folder::OpenFolder(*disk_, data_, options,
                                     [](std::string_view text) -> Result<engine::Settings> {
                                       ASSAY_ASSIGN(auto parsed, configuration::Parse(text));
                                       return engine::Settings{std::move(parsed), *model};
                                     });
    Must(opened);
    installation_ = std::move(*opened);
  }

  void CopyTokens(std::uint64_t stores) {
    const auto start = std::chrono::steady_clock::now();
    auto database = sqlite::Database::Open(data_ + "/assay.db", {});
    Must(database);
    for (std::uint64_t copy = 1; copy < stores / kFirstStores; ++copy) {
      Must(database->Execute(fmt::format(
          "INSERT INTO identity_token SELECT sequence,store||'-{0}',kind,value||'{0}' FROM "
          "identity_token WHERE rowid<=(SELECT CAST(value AS INTEGER) FROM meta WHERE "
          "key='rows.identity_token')",
          copy)));
    }
    fmt::print("{{\"phase\":\"copies\",\"stores\":{},\"rows\":{},\"seconds\":{:.1f}}}\n", stores,
               database->QueryInteger("SELECT max(rowid) FROM identity_token")->value_or(0),
               Since(start));
    std::fflush(stdout);
  }

  // What sealing and splitting alone take, on one thread.
  void Split(const std::function<std::string(std::uint64_t)>& make, std::uint64_t lines) {
    ingest::Decoder decoder;
    const auto start = std::chrono::steady_clock::now();
    for (std::uint64_t i = 0; i < lines; ++i) {
      const std::string line = make(i);
      const auto decoded = decoder.Decode(line.substr(0, line.size() - 1), {});
      Must(decoded);
      Must(splitter_.Split(decoded->event, line.substr(0, line.size() - 1)));
    }
    fmt::print("{{\"phase\":\"splitting alone\",\"us_an_event\":{:.0f}}}\n",
               Since(start) / static_cast<double>(lines) * 1e6);
  }

  void Phase(const char* what, std::uint64_t events,
             std::function<std::string(std::uint64_t)> make) {
    const auto start = std::chrono::steady_clock::now();
    const double cpu = CpuSeconds();
    flows::IngestOptions options;
    options.workers = 2;
    const auto report = flows::IngestEvents(
        {.installation = *installation_, .splitter = splitter_, .clock = clock_},
        [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
          return std::make_unique<Lines>(events, std::move(make));
        },
        options, [](const flows::IngestProgress&) {});
    Must(report);
    const double seconds = Since(start);
    fmt::print(
        "{{\"phase\":\"{}\",\"accepted\":{},\"rejected\":{},\"seconds\":{:.2f},\"per_second\":{:."
        "0f},"
        "\"cpu_us_an_event\":{:.0f},\"resident_gb\":{:.2f}}}\n",
        what, report->accepted, report->rejected, seconds, static_cast<double>(events) / seconds,
        (CpuSeconds() - cpu) / static_cast<double>(events) * 1e6, ResidentGigabytes());
    for (const auto& [reason, count] : report->rejects) {
      fmt::print(stderr, "rejected {}: {}\n", reason, count);
    }
    std::fflush(stdout);
  }

  std::string data_;
  std::unique_ptr<files::FileSystem> disk_ = files::MakePosixFileSystem();
  FixedClock clock_;
  CountingEntropy entropy_;
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
  std::string data = "/tmp/assay-opening-bench";
  bool fills = true;
  std::uint64_t stores = 1'000'000;
  std::uint64_t openings = 20'000;
  for (int i = 1; i + 1 < argc; i += 2) {
    const std::string name = argv[i];
    if (name == "--data" || name == "--measure") {
      data = argv[i + 1];
      fills = name == "--data";
    } else if (name == "--stores") {
      stores = std::stoull(argv[i + 1]);
    } else if (name == "--openings") {
      openings = std::stoull(argv[i + 1]);
    } else {
      std::fprintf(stderr, "unknown option %s\n", argv[i]);
      return 2;
    }
  }
  assay::bench::Bench bench(data);
  if (fills) {
    bench.Fill(stores);
  }
  bench.Measure(openings);
  return 0;
}

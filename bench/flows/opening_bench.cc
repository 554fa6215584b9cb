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
#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "adapters/sqlite/database.h"
#include "flows/made_lines.h"
#include "flows/site.h"
#include "ingest/decode.h"
#include "measure.h"

namespace assay::bench {
namespace {

constexpr std::uint64_t kFirstStores = 10'000;

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
  explicit Bench(std::string data) : data_(std::move(data)) {}

  void Fill(std::uint64_t stores) {
    std::filesystem::remove_all(data_);
    site_.Open(data_);
    Phase("stores of the first phase", 2 * kFirstStores, [](std::uint64_t i) {
      const std::uint64_t store = i % kFirstStores;
      if (i < kFirstStores) {
        return OpeningLine(store, store, TimeOf(i));
      }
      return Line(store, "closed", TimeOf(i),
                  fmt::format(R"({{"reason":"{}","actor":"reviewer-1"}})",
                              IsShut(store) ? "ip_counterfeit" : "voluntary"));
    });
    site_.Close();
    CopyTokens(stores);
  }

  void Measure(std::uint64_t openings) {
    site_.Open(data_);
    const std::uint64_t first = kFirstStores + Must(site_.installation().LoadShared()).last.number;
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
    site_.Close();
  }

 private:
  void CopyTokens(std::uint64_t stores) {
    const Clocked clocked;
    auto database = Must(sqlite::Database::Open(data_ + "/assay.db", {}));
    for (std::uint64_t copy = 1; copy < stores / kFirstStores; ++copy) {
      Must(database.Execute(fmt::format(
          "INSERT INTO identity_token SELECT sequence,store||'-{0}',kind,value||'{0}' FROM "
          "identity_token WHERE rowid<=(SELECT CAST(value AS INTEGER) FROM meta WHERE "
          "key='rows.identity_token')",
          copy)));
    }
    fmt::print("{{\"phase\":\"copies\",\"stores\":{},\"rows\":{},\"seconds\":{:.1f}}}\n", stores,
               Must(database.QueryInteger("SELECT max(rowid) FROM identity_token")).value_or(0),
               clocked.seconds());
    std::fflush(stdout);
  }

  // What sealing and splitting alone take, on one thread.
  void Split(const std::function<std::string(std::uint64_t)>& make, std::uint64_t lines) {
    ingest::Decoder decoder;
    const Clocked clocked;
    for (std::uint64_t i = 0; i < lines; ++i) {
      const std::string line = make(i);
      const auto decoded = Must(decoder.Decode(line.substr(0, line.size() - 1), {}));
      Must(site_.splitter().Split(decoded.event, line.substr(0, line.size() - 1)));
    }
    fmt::print("{{\"phase\":\"splitting alone\",\"us_an_event\":{:.0f}}}\n",
               clocked.seconds() / static_cast<double>(lines) * 1e6);
  }

  void Phase(const char* what, std::uint64_t events,
             std::function<std::string(std::uint64_t)> make) {
    const Clocked clocked;
    const flows::IngestReport report =
        site_.Ingest(std::make_unique<Lines>(events, std::move(make)));
    const double seconds = clocked.seconds();
    fmt::print(
        "{{\"phase\":\"{}\",\"accepted\":{},\"rejected\":{},\"seconds\":{:.2f},\"per_second\":{:."
        "0f},"
        "\"cpu_us_an_event\":{:.0f},\"resident_gb\":{:.2f}}}\n",
        what, report.accepted, report.rejected, seconds, static_cast<double>(events) / seconds,
        clocked.cpu_seconds() / static_cast<double>(events) * 1e6, ResidentGigabytes());
    std::fflush(stdout);
  }

  std::string data_;
  Site site_;
};

}  // namespace
}  // namespace assay::bench

int main(int argc, char** argv) {
  std::string data = "/tmp/assay-opening-bench";
  std::string measure;
  std::uint64_t stores = 1'000'000;
  std::uint64_t openings = 20'000;
  CLI::App app("Store openings beside many known identities");
  auto* filled = app.add_option("--data", data, "Folder, made anew");
  app.add_option("--measure", measure, "Folder of an earlier run: measured again")
      ->excludes(filled);
  app.add_option("--stores", stores, "Known before")->check(CLI::PositiveNumber);
  app.add_option("--openings", openings, "Measured")->check(CLI::PositiveNumber);
  CLI11_PARSE(app, argc, argv);
  assay::bench::Bench bench(measure.empty() ? data : measure);
  if (measure.empty()) {
    bench.Fill(stores);
  }
  bench.Measure(openings);
  return 0;
}

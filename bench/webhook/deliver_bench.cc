// SPDX-License-Identifier: Apache-2.0
// Outbox to an answer and its record: actions a second to a receiver on this machine that does
// nothing. The argument is the number of connections.
#include <cstdio>
#include <memory>
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "adapters/sqlite/delivery_journal.h"
#include "adapters/sqlite/migrations.h"
#include "adapters/webhook/webhook_sink.h"
#include "core/clock.h"
#include "flows/deliver_actions.h"
#include "support/http_receiver.h"

namespace assay {
namespace {

constexpr int kActions = 10'000;

class StandingClock final : public Clock {
 public:
  Instant Now() const override { return {1'488'000'000'000}; }
};
class NoJitter final : public Entropy {
 public:
  void Fill(std::span<std::byte>) override {}
};

std::unique_ptr<sqlite::Database> MakeOutbox(const std::string& path) {
  for (const char* suffix : {"", "-wal", "-shm"}) {
    std::remove((path + suffix).c_str());
  }
  auto database = std::make_unique<sqlite::Database>(*sqlite::Database::Open(path, {}));
  (void)database->Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL");
  (void)sqlite::MigrateTo(*database, sqlite::CurrentSchemaVersion());
  (void)database->Execute("BEGIN");
  // About as long as an action with its findings.
  const std::string findings(1'500, 'x');
  for (int i = 1; i <= kActions; ++i) {
    (void)database->Execute(fmt::format(
        R"(INSERT INTO outbox VALUES({0},0,{0},'{{"data":{{"measure":"m{0}","action":"delist","text":"{1}"}}}}'))",
        i, findings));
  }
  (void)database->Execute("COMMIT");
  return database;
}

void Deliver(benchmark::State& state) {
  HttpReceiver receiver([](const Received&) { return Reply::Status(204); });
  const StandingClock clock;
  NoJitter entropy;
  const std::string path = "/tmp/assay_deliver_bench.db";
  for (auto _ : state) {
    state.PauseTiming();
    const auto database = MakeOutbox(path);
    const auto journal = sqlite::MakeDeliveryJournal(*database);
    const auto sink = webhook::MakeWebhookSink(
        {.url = fmt::format("http://127.0.0.1:{}/", receiver.port()),
         .secrets = {*webhook::Secret::Parse("whsec_" + std::string(32, 'A'))},
         .allow_private = true,
         .ca_file = "",
         .connections_max = static_cast<std::size_t>(state.range(0))},
        clock, webhook::ResolveWithSystem);
    flows::ActionDelivery delivery(*journal, **sink, {.name = "bench", .measures = std::nullopt},
                                   clock, entropy);
    state.ResumeTiming();
    const auto all = delivery.RunAll();
    if (!all || all->taken != kActions) {
      state.SkipWithError("not all were taken");
    }
  }
  state.SetItemsProcessed(state.iterations() * kActions);
}
BENCHMARK(Deliver)->Arg(1)->Arg(16)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace assay

BENCHMARK_MAIN();

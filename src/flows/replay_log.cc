// SPDX-License-Identifier: Apache-2.0
#include "flows/replay_log.h"

#include <utility>

#include "core/hash.h"
#include "flows/log_decoder.h"
#include "flows/text_readers.h"

namespace assay::flows {

Result<std::uint64_t> ReplayLog(Installation& from, Installation& into, std::size_t batch_events,
                                const std::function<void(std::uint64_t events)>& on_progress) {
  ASSAY_ASSIGN(const engine::StateView empty, into.LoadShared());
  if (empty.last.number != 0) {
    return Fail(ErrorCode::kConflict, "replay.target_not_empty",
                "the target already holds a log; name an empty folder");
  }
  engine::SettingsByHash settings;
  ASSAY_ASSIGN(const std::vector<std::string> configurations, from.LoadConfigurations());
  for (const std::string& text : configurations) {
    ASSAY_TRY(into.AddConfiguration(text));
    const Sha256 hash = Sha256Of(text);
    ASSAY_ASSIGN(engine::Settings made, from.LoadSettings(hash));
    settings.emplace(hash, std::move(made));
  }

  if (settings.empty()) {
    return 0;  // Nothing was ever ingested.
  }

  const std::size_t workers = WorkersOfMachine();
  TextReaders texts(workers);
  std::vector<engine::Prepared> batch;
  std::uint64_t events = 0;
  engine::SharedState shared = empty.shared;
  // Until the first epoch names it, any will do: nothing is decided before.
  shared.pending_configuration = settings.begin()->first;
  const auto flush = [&]() -> Result<void> {
    if (batch.empty()) {
      return {};
    }
    events += batch.size();
    const engine::Settings& active =
        settings.at(shared.epoch == 0 ? shared.pending_configuration : shared.configuration);
    const engine::KeySet keys = engine::KeysOf(batch, shared, active.configuration->epoch_ms);
    ASSAY_ASSIGN(engine::StateView view, into.Load(keys));
    // Before the first epoch the configuration is the one the log will name.
    view.shared.pending_configuration = shared.pending_configuration;
    texts.ReadChanged(view, active, batch);
    ASSAY_ASSIGN(engine::Delta delta,
                 engine::Apply(std::move(view), std::move(batch), settings,
                               {.write_system_events = false, .recorded = nullptr}));
    batch.clear();
    shared = delta.shared;
    on_progress(events);
    return into.Commit(std::move(delta), {});
  };
  const auto take = [&](engine::Prepared prepared) -> Result<void> {
    if (const auto* epoch = std::get_if<EpochStartedData>(&prepared.event.data);
        epoch != nullptr && epoch->epoch == 1) {
      shared.pending_configuration = epoch->configuration;
    }
    batch.push_back(std::move(prepared));
    return batch.size() < batch_events ? Result<void>() : flush();
  };
  LogDecoder decoder(
      workers, [](Sequence, Event&) { return true; }, take);
  ASSAY_TRY(from.ForEachLine([&](Sequence sequence, std::string_view line) -> Result<bool> {
    ASSAY_TRY(decoder.Add(sequence, line));
    return true;
  }));
  ASSAY_TRY(decoder.Finish());
  ASSAY_TRY(flush());
  ASSAY_TRY(into.Flush());
  return events;
}

Result<Sha256> DecisionsDigest(Installation& installation) {
  // Two levels, so that no dump has to be in memory: the hash of the lines' hashes.
  std::string hashes;
  Sha256 digest;
  const auto fold = [&] {
    digest = Sha256Of(std::string(reinterpret_cast<const char*>(digest.bytes.data()), 32) + hashes);
    hashes.clear();
  };
  std::size_t lines = 0;
  ASSAY_TRY(installation.Dump(DumpPart::kDecisions, [&](std::string_view line) {
    const Sha256 hash = Sha256Of(line);
    hashes.append(reinterpret_cast<const char*>(hash.bytes.data()), hash.bytes.size());
    if (++lines % 1'024 == 0) {
      fold();
    }
  }));
  fold();
  return digest;
}

}  // namespace assay::flows

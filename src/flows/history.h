// SPDX-License-Identifier: Apache-2.0
// An installation's past as a flow reads it: the state as it once was, and the log from there on. Read
// only, as of one moment, beside whoever writes.
//
// Threads: one caller. Errors: kCorrupted where the archive is damaged; those of the storage.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/ids.h"
#include "core/result.h"
#include "core/time.h"
#include "engine/engine.h"
#include "engine/state_store.h"

namespace assay::flows {

// The log, from end to end.
struct LogExtent {
  Sequence last;
  Instant first_time;    // Of the first event that is not Assay's own.
  Instant clock;         // At the end: no event is newer than this and one epoch.
  Sha256 configuration;  // Active at the end.
};

struct Past {
  // In memory: commits go on from it and leave the installation as it is.
  std::unique_ptr<engine::StateStore> state;
  std::string snapshot;  // Empty: the beginning of the log, where there is no state.
};

// A person's final word about a measure that was asked for.
struct PersonsAnswer {
  Sequence sequence;
  std::string store;
  std::string listing;  // Empty where it is about the store.
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  bool confirmed = false;
};

class History {
 public:
  virtual ~History() = default;

  // Errors: kNotFound "history.no_events" where nothing was ever ingested.
  virtual Result<LogExtent> LoadExtent() = 0;
  virtual Result<engine::Settings> LoadSettings(const Sha256& configuration) = 0;
  // Registries and links as they were recorded.
  virtual const engine::RecordedInputs& recorded() const = 0;
  // The newest month-end snapshot from before any event of `moment` or later; without one, or with no
  // `moment`, the beginning.
  virtual Result<Past> LoadPastBefore(std::optional<Instant> moment) = 0;
  // Every event behind `position`, until `visit` returns false.
  virtual Result<void> ForEachLineAfter(
      Sequence position, const std::function<Result<bool>(Sequence, std::string_view)>& visit) = 0;
  // In the order of the log, from `first` to its end.
  virtual Result<void> ForEachAnswerFrom(
      Sequence first, const std::function<void(const PersonsAnswer&)>& visit) = 0;
};

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// The decision core: events and state in, decisions and changed state out. Pure: no clock, disk,
// network or randomness, so that the same log and configuration give the same verdicts byte for
// byte, whatever the batch size, the storage or the crashes in between.
//
//   Prepared prepared = Prepare(std::move(event));      // any thread
//   KeySet keys = KeysOf(batch, ...);                   // from here on in the order of the log
//   StateView view = store.Load(keys);
//   Read(prepared, settings);                           // any thread, where NeedsReading
//   Delta delta = Apply(std::move(view), batch, settings, {});
//   store.Commit(std::move(delta), extras);
//
// Time enters as clock.advanced events, which Apply itself writes into the log before the first
// event of a new step (Configuration::epoch_ms); timers due by then fire in (due, measure) order.
// Reference data and configuration change only at epoch.started events, written at the same steps
// when something is pending.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "configuration/configuration.h"
#include "core/event.h"
#include "core/result.h"
#include "engine/delta.h"
#include "engine/state.h"
#include "screening/screen.h"

namespace assay::engine {

class PolicyTrial;

// A configuration together with the model it screens with.
struct Settings {
  std::shared_ptr<const configuration::Configuration> configuration;
  std::shared_ptr<const screening::Model> model;
};

// Settings by the SHA-256 of the configuration: the active one and each that a batch may activate.
using SettingsByHash = std::map<Sha256, Settings>;

// An event with everything that can be known from it alone.
struct Prepared {
  Event event;
  std::uint16_t bucket = 0;  // kSharedBucket for shared events.
  Hash128 event_key;
  Hash128 store_key;                   // Of store-local events, as the one below.
  std::optional<Hash128> listing_key;  // Where the event is about one.
  screening::ContentSignals signals;   // Of listings.
  const screening::Model* read_with = nullptr;
  // In replay: the event's place in the log. 0: the next one.
  Sequence logged_as;
};

// Without reading the words of a listing.
Prepared Prepare(Event event);
// With the words read, for callers that know no state.
Prepared Prepare(Event event, const Settings& settings);
// Whether a listing's words have to be read: not where the view holds the same content and
// knows it as silent. Reading costs more than all the rest, and most changes of a catalogue are of price or
// stock.
bool NeedsReading(const Prepared& prepared, const StateView& view, const Settings& settings);
// Reads the words. Any thread.
void Read(Prepared& prepared, const Settings& settings);

// Where the clock stands with an event of this time, unless it is there already or behind.
Instant StepOf(Instant time, std::int64_t epoch_ms);

KeySet KeysOf(std::span<const Prepared> batch, const SharedState& shared, std::int64_t epoch_ms);

// Shared inputs by their hash, as earlier epochs left them.
struct RecordedInputs {
  std::function<Result<std::shared_ptr<const registry::Registry>>(const Sha256&)> find_registry;
  std::function<Result<std::shared_ptr<const linkage::LinkSet>>(const Sha256&)> find_links;
};

struct ApplyOptions {
  // False in replay: the log already holds clock.advanced and epoch.started events, and nothing
  // that a source was not allowed to send.
  bool write_system_events = true;
  // Where set, a replayed epoch takes its registry and links from here, and reference events and
  // identities change nothing; else both are computed from the log and must have the recorded hashes.
  // Recovery sets it, because it starts in the middle and shared inputs are durable at once.
  const RecordedInputs* recorded = nullptr;
  // Where set, a policy that is tried beside the one in effect and changes nothing (policy_trial.h).
  PolicyTrial* trial = nullptr;
};

// A measure's name outside: it carries the key of its listing or store, so that an answer finds it without
// an index. "<32 hexadecimal digits>-<16 hexadecimal digits>", before it "store-" for those of stores.
std::string MeasureNameOf(enforcement::Target target, const Hash128& key, std::uint64_t measure);
struct MeasureName {
  enforcement::Target target = enforcement::Target::kListing;
  Hash128 key;
  std::uint64_t measure = 0;
};
std::optional<MeasureName> ParseMeasureName(std::string_view name);

// Moves an index of identities by what a batch changed, as Apply moved its view's part.
void ApplyIdentities(const Delta& delta, linkage::IdentityIndex& identities);

// Applies the batch in order. Errors: kCorrupted "engine.registry_differs" and "engine.links_differ"
// where a replayed epoch names what the log does not give; kNotFound "engine.configuration_missing". Cost:
// linear in the batch, about a microsecond an event beyond screening.
Result<Delta> Apply(StateView view, std::vector<Prepared> batch, const SettingsByHash& settings,
                    const ApplyOptions& options);

}  // namespace assay::engine

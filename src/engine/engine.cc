// SPDX-License-Identifier: Apache-2.0
#include "engine/engine.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "engine/detail/application.h"

namespace assay::engine {
namespace {

template <typename Number>
bool ReadHex(std::string_view text, Number& number) {
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number, 16);
  return error == std::errc() && end == text.data() + text.size();
}

}  // namespace

Instant StepOf(Instant time, std::int64_t epoch_ms) {
  return {time.ms - ((time.ms % epoch_ms) + epoch_ms) % epoch_ms};
}

Hash128 StoreKeyOf(std::string_view store) {
  return Hash128Of(store);
}

Hash128 ListingKeyOf(std::string_view store, std::string_view listing) {
  return Hash128Of(store, listing);
}

Hash128 EventKeyOf(const Event& event, std::uint16_t bucket) {
  return Hash128Of(fmt::format("{}/{}", bucket, event.source), event.id);
}

std::string_view NameOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kApplied:
      return "applied";
    case Outcome::kDuplicate:
      return "duplicate";
    case Outcome::kContradiction:
      return "contradiction";
    case Outcome::kStale:
      return "stale";
    case Outcome::kLate:
      return "late";
    case Outcome::kUnknownTarget:
      return "unknown_target";
    case Outcome::kNotAllowed:
      return "not_allowed";
    case Outcome::kNeedsAnother:
      return "needs_another";
  }
  return "applied";
}

constexpr std::string_view kStorePrefix = "store-";

std::string MeasureNameOf(enforcement::Target target, const Hash128& key, std::uint64_t measure) {
  return fmt::format("{}{}-{:016x}", target == enforcement::Target::kStore ? kStorePrefix : "",
                     ToHex(key), measure);
}

std::optional<MeasureName> ParseMeasureName(std::string_view name) {
  MeasureName parsed;
  if (name.starts_with(kStorePrefix)) {
    parsed.target = enforcement::Target::kStore;
    name.remove_prefix(kStorePrefix.size());
  }
  if (name.size() != 49 || name[32] != '-' || !ReadHex(name.substr(0, 16), parsed.key.high) ||
      !ReadHex(name.substr(16, 16), parsed.key.low) || !ReadHex(name.substr(33), parsed.measure)) {
    return std::nullopt;
  }
  return parsed;
}

Prepared Prepare(Event event) {
  Prepared prepared;
  const bool is_shared = InfoOf(event.type).shared;
  prepared.bucket = is_shared ? kSharedBucket : event.bucket().index;
  prepared.event_key = EventKeyOf(event, prepared.bucket);
  if (!is_shared) {
    prepared.store_key = StoreKeyOf(event.subject);
    prepared.listing_key = detail::ListingKeyIn(event);
  }
  prepared.event = std::move(event);
  return prepared;
}

Prepared Prepare(Event event, const Settings& settings) {
  Prepared prepared = Prepare(std::move(event));
  Read(prepared, settings);
  return prepared;
}

bool NeedsReading(const Prepared& prepared, const StateView& view, const Settings& settings) {
  const auto* data = std::get_if<ListingData>(&prepared.event.data);
  if (data == nullptr) {
    return false;
  }
  const Viewed<ListingState>* known = view.listings.Find(*prepared.listing_key);
  return known == nullptr || !detail::IsKnownSilent(known->state, *data, *settings.model);
}

void Read(Prepared& prepared, const Settings& settings) {
  if (const auto* data = std::get_if<ListingData>(&prepared.event.data)) {
    prepared.signals = screening::ReadContent(*settings.model, data->listing);
    prepared.read_with = settings.model.get();
  }
}

KeySet KeysOf(std::span<const Prepared> batch, const SharedState& shared, std::int64_t epoch_ms) {
  KeySet keys;
  keys.timers_due_by = shared.clock;
  keys.events.reserve(batch.size());
  keys.stores.reserve(batch.size());
  keys.listings.reserve(batch.size());
  for (const Prepared& prepared : batch) {
    const Event& event = prepared.event;
    keys.events.push_back({prepared.bucket, prepared.event_key});
    if (const auto* clock = std::get_if<ClockAdvancedData>(&event.data)) {
      keys.timers_due_by = std::max(keys.timers_due_by, clock->to);
      continue;
    }
    keys.timers_due_by = std::max(keys.timers_due_by, StepOf(event.time.instant, epoch_ms));
    if (prepared.bucket == kSharedBucket) {
      continue;
    }
    keys.stores.push_back({prepared.bucket, prepared.store_key});
    if (prepared.listing_key) {
      keys.listings.push_back({prepared.bucket, *prepared.listing_key});
    }
    detail::AddIdentities(event, keys);
  }
  return keys;
}

void ApplyIdentities(const Delta& delta, linkage::IdentityIndex& identities) {
  for (const TokenRow& row : delta.tokens) {
    if (const auto kind = linkage::FindTokenKind(row.kind)) {
      const linkage::IdentityIndex::Token token{*kind, linkage::TokenKeyOf(*kind, row.value)};
      identities.AddTokens(StoreId(row.store), {&token, 1});
    }
  }
  // A store may be shut and opened again within the batch: in the order of the log.
  auto opening = delta.openings.begin();
  for (const ClosureRow& closure : delta.closures) {
    for (; opening != delta.openings.end() && opening->sequence < closure.sequence; ++opening) {
      if (opening->reopened) {
        identities.MarkOpen(StoreId(opening->store));
      }
    }
    if (closure.reason == ClosureReason::kIpCounterfeit) {
      identities.MarkClosed(StoreId(closure.store), closure.time);
    }
  }
  for (; opening != delta.openings.end(); ++opening) {
    if (opening->reopened) {
      identities.MarkOpen(StoreId(opening->store));
    }
  }
}

Result<Delta> Apply(StateView view, std::vector<Prepared> batch, const SettingsByHash& settings,
                    const ApplyOptions& options) {
  detail::Application application(std::move(view), settings, options);
  for (Prepared& prepared : batch) {
    ASSAY_TRY(application.Step(std::move(prepared)));
  }
  return std::move(application).Finish();
}

}  // namespace assay::engine

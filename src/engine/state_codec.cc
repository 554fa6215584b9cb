// SPDX-License-Identifier: Apache-2.0
#include "engine/state_codec.h"

#include <algorithm>
#include <cstring>
#include <type_traits>

#include <fmt/format.h>

namespace assay::engine {
namespace {

// The image is little-endian memory of plain structs: written and read by the same kind of machine;
// the canonical dump is the portable form. The mark names the layout and changes with it.
constexpr std::string_view kMark = "ASSAYIM3";
static_assert(sizeof(ListingState) == 88 && std::has_unique_object_representations_v<ListingState>,
              "the image writes listing states byte for byte, so they must have no padding");

template <typename Plain>
void Put(std::string& out, const Plain& value) {
  static_assert(std::is_trivially_copyable_v<Plain>);
  out.append(reinterpret_cast<const char*>(&value), sizeof(Plain));
}

class Reader {
 public:
  explicit Reader(std::string_view bytes) : bytes_(bytes) {}
  template <typename Plain>
  Plain Get() {
    static_assert(std::is_trivially_copyable_v<Plain>);
    Plain value{};
    if (bytes_.size() < sizeof(Plain)) {
      failed_ = true;
      return value;
    }
    std::memcpy(&value, bytes_.data(), sizeof(Plain));
    bytes_.remove_prefix(sizeof(Plain));
    return value;
  }
  // A count of things of `size` bytes each that must still be there.
  std::uint64_t GetCount(std::size_t size) {
    const auto count = Get<std::uint64_t>();
    if (count > bytes_.size() / size) {
      failed_ = true;
      return 0;
    }
    return count;
  }
  std::string GetText() {
    const std::uint64_t size = GetCount(1);
    std::string text(bytes_.substr(0, size));
    bytes_.remove_prefix(size);
    return text;
  }
  bool failed() const { return failed_; }
  bool done() const { return bytes_.empty(); }

 private:
  std::string_view bytes_;
  bool failed_ = false;
};

void PutText(std::string& out, std::string_view text) {
  Put(out, std::uint64_t{text.size()});
  out += text;
}

// Points and measures of a store. Field by field: the structs have padding.
void PutEnforcement(std::string& out, const StoreState& store) {
  Put(out, std::uint64_t{store.points.size()});
  for (const enforcement::PointsDay& day : store.points) {
    Put(out, day.day);
    Put(out, day.general);
    Put(out, day.serious);
  }
  Put(out, std::uint64_t{store.measures.size()});
  for (const StoreMeasure& measure : store.measures) {
    Put(out, measure.id);
    Put(out, measure.basis);
    Put(out, measure.first_person);
    Put(out, measure.since_ms);
    Put(out, measure.duration_ms);
    Put(out, measure.due_ms);
    Put(out, measure.kind);
    Put(out, measure.tier);
    Put(out, measure.status);
    Put(out, measure.allegation);
    Put(out, measure.executed);
    Put(out, measure.rests_on_link);
  }
  Put(out, store.shadows);
  Put(out, store.was_closed_for_counterfeit);
  Put(out, store.same_controller_confirmed);
}

void GetEnforcement(Reader& reader, StoreState& store) {
  store.points.resize(reader.GetCount(3 * sizeof(std::int32_t)));
  for (enforcement::PointsDay& day : store.points) {
    day.day = reader.Get<std::int32_t>();
    day.general = reader.Get<std::uint32_t>();
    day.serious = reader.Get<std::uint32_t>();
  }
  store.measures.resize(reader.GetCount(6 * sizeof(std::uint64_t)));
  for (StoreMeasure& measure : store.measures) {
    measure.id = reader.Get<std::uint64_t>();
    measure.basis = reader.Get<std::uint64_t>();
    measure.first_person = reader.Get<std::uint64_t>();
    measure.since_ms = reader.Get<std::int64_t>();
    measure.duration_ms = reader.Get<std::int64_t>();
    measure.due_ms = reader.Get<std::int64_t>();
    measure.kind = reader.Get<enforcement::MeasureKind>();
    measure.tier = reader.Get<enforcement::Tier>();
    measure.status = reader.Get<enforcement::MeasureStatus>();
    measure.allegation = reader.Get<enforcement::AllegationType>();
    measure.executed = reader.Get<bool>();
    measure.rests_on_link = reader.Get<bool>();
  }
  store.shadows = reader.Get<std::uint64_t>();
  store.was_closed_for_counterfeit = reader.Get<bool>();
  store.same_controller_confirmed = reader.Get<bool>();
}

template <typename Value>
void PutMap(std::string& out, const FlatMap<Value>& map) {
  Put(out, std::uint64_t{map.size()});
  for (const auto* entry : map.Sorted()) {
    Put(out, entry->key);
    Put(out, entry->value);
  }
}

template <typename Value>
void GetMap(Reader& reader, FlatMap<Value>& map) {
  const std::uint64_t count = reader.GetCount(sizeof(Hash128) + sizeof(Value));
  map.Reserve(count);
  for (std::uint64_t i = 0; i < count; ++i) {
    const auto key = reader.Get<Hash128>();
    *map.Insert(key).first = reader.Get<Value>();
  }
}

}  // namespace

std::optional<SeenEvents::Entry> SeenEvents::Find(const Hash128& event) const {
  if (const std::uint32_t* found = young_.Find(event)) {
    return Entry{*found, true};
  }
  if (const std::uint32_t* found = old_.Find(event)) {
    return Entry{*found, false};
  }
  return std::nullopt;
}

void SeenEvents::Add(const Hash128& event, std::uint32_t fingerprint, EventType type,
                     Instant time) {
  if (young_.size() == kSeenPerGeneration) {
    old_ = std::move(young_);
    young_ = {};
    young_.Reserve(kSeenPerGeneration);
    times_.Turn();
  }
  *young_.Insert(event).first = fingerprint;
  times_.Note(type, time);
}

std::optional<std::size_t> SeenTimes::KindOf(EventType type) {
  if (type == EventType::kOrder) {
    return 0;
  }
  if (type == EventType::kRefund) {
    return 1;
  }
  if (type == EventType::kParcel) {
    return 2;
  }
  return std::nullopt;
}

void SeenTimes::Note(EventType type, Instant time) {
  if (const auto kind = KindOf(type)) {
    young[*kind] = std::max(young[*kind], time.ms);
  }
}

void SeenTimes::Turn() {
  for (std::size_t kind = 0; kind < forgotten.size(); ++kind) {
    forgotten[kind] = std::max(forgotten[kind], old[kind]);
  }
  old = young;
  young = {};
}

bool SeenTimes::MayHaveForgotten(EventType type, Instant time) const {
  const auto kind = KindOf(type);
  return kind && time.ms <= forgotten[*kind];
}

std::size_t BucketState::bytes() const {
  std::size_t sum = listings.bytes() + stores.bytes() + seen.bytes();
  stores.ForEach([&](const Hash128&, const StoreState& store) {
    sum += store.days.capacity() * sizeof(DayCounts);
  });
  return sum;
}

void ForEachTimer(std::uint16_t index, const BucketState& bucket,
                  const std::function<void(const Timer&)>& visit) {
  bucket.listings.ForEach([&](const Hash128& key, const ListingState& state) {
    if (state.measure_due_ms != 0) {
      visit({.due_ms = state.measure_due_ms,
             .measure = state.measure,
             .bucket = index,
             .target = enforcement::Target::kListing,
             .key = key});
    }
  });
  bucket.stores.ForEach([&](const Hash128& key, const StoreState& store) {
    for (const StoreMeasure& measure : store.measures) {
      if (measure.due_ms != 0) {
        visit({.due_ms = measure.due_ms,
               .measure = measure.id,
               .bucket = index,
               .target = enforcement::Target::kStore,
               .key = key});
      }
    }
  });
}

std::string EncodeImage(const BucketState& bucket) {
  std::string out;
  out.reserve(256 + bucket.listings.size() * 104 + bucket.seen.size() * 20 +
              bucket.stores.size() * 256);
  out += kMark;
  PutMap(out, bucket.listings);
  Put(out, std::uint64_t{bucket.stores.size()});
  for (const auto* entry : bucket.stores.Sorted()) {
    const StoreState& store = entry->value;
    Put(out, entry->key);
    PutText(out, store.id);
    Put(out, store.opened_ms);
    Put(out, store.closed_ms);
    Put(out, store.closure_reason);
    Put(out, store.listings);
    Put(out, store.red_listings);
    Put(out, store.totals);
    Put(out, static_cast<std::uint8_t>(store.days.size()));
    for (const DayCounts& day : store.days) {
      Put(out, day);
    }
    PutEnforcement(out, store);
  }
  PutMap(out, bucket.seen.young_);
  PutMap(out, bucket.seen.old_);
  Put(out, bucket.seen.times_);
  Put(out, Hash64Of(out));
  return out;
}

Result<BucketState> DecodeImage(std::string_view image) {
  const auto damaged = [] {
    return Fail(
        ErrorCode::kCorrupted, "engine.image_damaged",
        "a stored bucket is not what was written; rebuild the state with `assay replay --into`");
  };
  if (image.size() < kMark.size() + sizeof(std::uint64_t) || !image.starts_with(kMark)) {
    return damaged();
  }
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, image.data() + image.size() - sizeof(checksum), sizeof(checksum));
  image.remove_suffix(sizeof(checksum));
  if (Hash64Of(image) != checksum) {
    return damaged();
  }
  image.remove_prefix(kMark.size());
  Reader reader(image);
  BucketState bucket;
  GetMap(reader, bucket.listings);
  const std::uint64_t stores = reader.GetCount(sizeof(Hash128));
  for (std::uint64_t i = 0; i < stores && !reader.failed(); ++i) {
    const auto key = reader.Get<Hash128>();
    StoreState store;
    store.id = reader.GetText();
    store.opened_ms = reader.Get<std::int64_t>();
    store.closed_ms = reader.Get<std::int64_t>();
    store.closure_reason = reader.Get<ClosureReason>();
    store.listings = reader.Get<std::uint32_t>();
    store.red_listings = reader.Get<std::uint32_t>();
    store.totals = reader.Get<std::array<std::uint64_t, kCountKinds>>();
    const auto days = reader.Get<std::uint8_t>();
    for (std::uint8_t d = 0; d < days && !reader.failed(); ++d) {
      store.days.push_back(reader.Get<DayCounts>());
    }
    GetEnforcement(reader, store);
    *bucket.stores.Insert(key).first = std::move(store);
  }
  GetMap(reader, bucket.seen.young_);
  GetMap(reader, bucket.seen.old_);
  bucket.seen.times_ = reader.Get<SeenTimes>();
  if (reader.failed() || !reader.done()) {
    return damaged();
  }
  return bucket;
}

void DumpBucket(std::uint16_t index, const BucketState& bucket,
                const std::function<void(std::string_view line)>& write) {
  for (const auto* entry : bucket.listings.Sorted()) {
    const ListingState& state = entry->value;
    write(fmt::format(
        R"({{"bucket":{},"kind":"listing","key":"{}","version":{},"content":"{}","findings":"{:016x}",)"
        R"("last_verdict":{},"measure":"{:016x}","measured":"{:016x}","due_ms":{},"log_odds_micros":{},)"
        R"("band":"{}","measure_kind":"{}","measure_status":"{}","allegation":"{}","since_minutes":{},)"
        R"("score":{},"flags":{},"removed":{}}})",
        index, ToHex(entry->key), state.version, ToHex(state.content_hash), state.findings,
        state.last_verdict, state.measure, state.measured_findings, state.measure_due_ms,
        state.log_odds_micros, screening::NameOf(state.band),
        enforcement::NameOf(state.measure_kind), enforcement::NameOf(state.measure_status),
        enforcement::NameOf(state.allegation), state.measure_since_minutes, state.score,
        state.flags, state.removed != 0));
  }
  for (const auto* entry : bucket.stores.Sorted()) {
    const StoreState& store = entry->value;
    std::string days;
    for (const DayCounts& day : store.days) {
      days +=
          fmt::format("{}[{},{}]", days.empty() ? "" : ",", day.day, fmt::join(day.counts, ","));
    }
    std::string points;
    for (const enforcement::PointsDay& day : store.points) {
      points +=
          fmt::format("{}[{},{},{}]", points.empty() ? "" : ",", day.day, day.general, day.serious);
    }
    std::string measures;
    for (const StoreMeasure& measure : store.measures) {
      measures += fmt::format(
          R"({}{{"id":"{:016x}","basis":"{:016x}","first_person":"{:016x}","since_ms":{},"due_ms":{},)"
          R"("duration_ms":{},"kind":"{}","status":"{}","executed":{}}})",
          measures.empty() ? "" : ",", measure.id, measure.basis, measure.first_person,
          measure.since_ms, measure.due_ms, measure.duration_ms, enforcement::NameOf(measure.kind),
          enforcement::NameOf(measure.status), measure.executed);
    }
    write(fmt::format(
        R"({{"bucket":{},"kind":"store","key":"{}","opened_ms":{},"closed_ms":{},"closure_reason":{},)"
        R"("listings":{},"red_listings":{},"totals":[{}],"days":[{}],"points":[{}],"measures":[{}],)"
        R"("shadows":"{:016x}","was_closed_for_counterfeit":{},"same_controller_confirmed":{}}})",
        index, ToHex(entry->key), store.opened_ms, store.closed_ms,
        static_cast<int>(store.closure_reason), store.listings, store.red_listings,
        fmt::join(store.totals, ","), days, points, measures, store.shadows,
        store.was_closed_for_counterfeit, store.same_controller_confirmed));
  }
}

}  // namespace assay::engine

// SPDX-License-Identifier: Apache-2.0
#include "engine/detail/application.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "engine/detail/store_facts.h"
#include "engine/verdict_json.h"
#include "ingest/encode.h"

namespace assay::engine::detail {
namespace {

using screening::Band;

template <typename Number>
void Put(std::string& bytes, Number number) {
  bytes.append(reinterpret_cast<const char*>(&number), sizeof(number));
}

// Band, kinds, weights and places of the findings; not their wording, which may hold a price.
std::uint64_t FingerprintOf(const screening::Verdict& verdict) {
  std::string bytes;
  bytes.reserve(verdict.findings.size() * 48 + 1);
  bytes.push_back(static_cast<char>(verdict.band));
  for (const screening::Finding& finding : verdict.findings) {
    bytes += finding.kind;
    bytes.push_back('\0');
    Put(bytes, finding.weight.micros);
    bytes.push_back(finding.span ? '\1' : '\0');
    if (finding.span) {
      bytes.push_back(static_cast<char>(finding.span->field));
      Put(bytes, finding.span->begin);
      Put(bytes, finding.span->end);
    }
  }
  return Hash64Of(bytes);
}

Sha256 HashOf(const linkage::LinkSet* links) {
  return Sha256Of(links != nullptr ? links->CanonicalBytes() : std::string());
}

}  // namespace

std::uint64_t IdOf(const Hash128& event_key, std::uint32_t ordinal) {
  return Hash128Of(ToHex(event_key), std::to_string(ordinal)).high;
}

void AddIdentities(const Event& event, KeySet& keys) {
  const std::vector<IdentityToken>* tokens = nullptr;
  if (const auto* opened = std::get_if<StoreOpenedData>(&event.data)) {
    tokens = &opened->tokens;
  } else if (const auto* updated = std::get_if<StoreUpdatedData>(&event.data)) {
    tokens = &updated->tokens;
  } else if (!std::holds_alternative<StoreClosedData>(event.data)) {
    return;
  }
  keys.identities.emplace_back(event.subject);
  if (tokens == nullptr) {
    return;
  }
  for (const IdentityToken& token : *tokens) {
    if (const auto kind = linkage::FindTokenKind(token.kind)) {
      keys.tokens.push_back(linkage::TokenKeyOf(*kind, token.value));
    }
  }
}

std::optional<Hash128> ListingKeyIn(const Event& event) {
  if (const auto* data = std::get_if<ListingData>(&event.data)) {
    return ListingKeyOf(event.subject, data->listing.id);
  }
  if (const auto* data = std::get_if<ListingRemovedData>(&event.data)) {
    return ListingKeyOf(event.subject, data->listing.value());
  }
  if (const auto* data = std::get_if<OrderData>(&event.data)) {
    return ListingKeyOf(event.subject, data->listing.value());
  }
  if (const auto* data = std::get_if<RefundData>(&event.data); data && !data->listing.empty()) {
    return ListingKeyOf(event.subject, data->listing.value());
  }
  const auto of_measure = [](std::string_view name) -> std::optional<Hash128> {
    const auto parsed = ParseMeasureName(name);
    return parsed && parsed->target == enforcement::Target::kListing ? std::optional(parsed->key)
                                                                     : std::nullopt;
  };
  if (const auto* data = std::get_if<MeasureOutcomeData>(&event.data)) {
    return of_measure(data->measure);
  }
  if (const auto* data = std::get_if<DecisionData>(&event.data)) {
    return of_measure(data->measure);
  }
  return std::nullopt;
}

bool IsKnownSilent(const ListingState& state, const ListingData& data,
                   const screening::Model& model) {
  return state.silent_under == model.fingerprint() && state.content_hash == data.content_hash;
}

Application::Application(StateView view, const SettingsByHash& settings,
                         const ApplyOptions& options)
    : view_(std::move(view)), settings_(settings), options_(options) {
  delta_.first = {view_.last.number + 1};
  const auto active = settings_.find(view_.shared.epoch == 0 ? view_.shared.pending_configuration
                                                             : view_.shared.configuration);
  active_ = active == settings_.end() ? nullptr : &active->second;
}

Result<void> Application::Step(Prepared prepared) {
  if (active_ == nullptr) {
    return Fail(ErrorCode::kNotFound, "engine.configuration_missing",
                "the active configuration was not loaded");
  }
  Event& event = prepared.event;
  if (InfoOf(event.type).family == EventFamily::kSystem) {
    ++type_tally_[static_cast<std::size_t>(event.type)];
    delta_.outcomes.push_back(Outcome::kApplied);
    return ApplySystemEvent(std::move(event), prepared.logged_as);
  }
  if (options_.write_system_events) {
    if (!configuration().MaySend(event.source, event.type)) {
      ++outcome_tally_[static_cast<std::size_t>(Outcome::kNotAllowed)];
      delta_.outcomes.push_back(Outcome::kNotAllowed);
      return {};
    }
    ASSAY_TRY(WriteSystemEventsBefore(event.time.instant));
  }
  const Hash128 key = prepared.event_key;
  const std::uint16_t bucket = prepared.bucket;
  const auto fingerprint = static_cast<std::uint32_t>(event.content_fingerprint);
  if (const auto seen = FindSeen(key, bucket, fingerprint)) {
    ++outcome_tally_[static_cast<std::size_t>(*seen)];
    delta_.outcomes.push_back(*seen);
    return {};
  }
  may_be_known_ = view_.generations[bucket].times.MayHaveForgotten(event.type, event.time.instant);
  Remember(key, bucket, fingerprint, event);
  Cause cause{.sequence = Log(std::move(event.line), prepared.logged_as),
              .event_key = key,
              .next_ordinal = 0,
              .time = event.time.instant};
  delta_.seen.push_back(
      {{bucket, key}, fingerprint, cause.sequence, event.type, event.time.instant});
  ++type_tally_[static_cast<std::size_t>(event.type)];
  const Outcome outcome = Dispatch(cause, prepared);
  ++outcome_tally_[static_cast<std::size_t>(outcome)];
  delta_.outcomes.push_back(outcome);
  return {};
}

std::optional<Outcome> Application::FindSeen(const Hash128& key, std::uint16_t bucket,
                                             std::uint32_t fingerprint) const {
  const StateView::Seen* seen = view_.seen.Find(key);
  if (seen == nullptr || seen->generation < view_.generations[bucket].number - 1) {
    return std::nullopt;
  }
  return seen->fingerprint == fingerprint ? Outcome::kDuplicate : Outcome::kContradiction;
}

void Application::Remember(const Hash128& key, std::uint16_t bucket, std::uint32_t fingerprint,
                           const Event& event) {
  StateView::Generation& generation = view_.generations[bucket];
  if (generation.size == kSeenPerGeneration && bucket != kSharedBucket) {
    ++generation.number;
    generation.size = 0;
    generation.times.Turn();
  }
  ++generation.size;
  generation.times.Note(event.type, event.time.instant);
  *view_.seen.Insert(key).first = {fingerprint, generation.number};
}

Outcome Application::Dispatch(Cause& cause, const Prepared& prepared) {
  const EventData& data = prepared.event.data;
  if (const auto* listing = std::get_if<ListingData>(&data)) {
    return ApplyListing(cause, prepared, *listing);
  }
  if (std::holds_alternative<OrderData>(data)) {
    return ApplyOrder(cause, prepared);
  }
  if (const auto* refund = std::get_if<RefundData>(&data)) {
    return ApplyRefund(cause, prepared, *refund);
  }
  if (std::holds_alternative<ParcelData>(data)) {
    return ApplyCount(cause, prepared, {Count::kParcels});
  }
  if (const auto* removal = std::get_if<ListingRemovedData>(&data)) {
    return ApplyRemoval(prepared, *removal);
  }
  if (const auto* opened = std::get_if<StoreOpenedData>(&data)) {
    return ApplyStoreOpened(cause, prepared, *opened);
  }
  if (const auto* updated = std::get_if<StoreUpdatedData>(&data)) {
    return ApplyStoreUpdated(cause, prepared, *updated);
  }
  if (const auto* closed = std::get_if<StoreClosedData>(&data)) {
    return ApplyStoreClosed(cause, prepared, *closed);
  }
  if (const auto* outcome = std::get_if<MeasureOutcomeData>(&data)) {
    return ApplyMeasureOutcome(cause, prepared, *outcome);
  }
  if (const auto* decision = std::get_if<DecisionData>(&data)) {
    return ApplyDecision(cause, prepared, *decision);
  }
  if (const auto* test_buy = std::get_if<TestBuyData>(&data)) {
    return ApplyTestBuy(cause, prepared, *test_buy);
  }
  if (prepared.bucket == kSharedBucket) {
    return ApplyReference(prepared.event);
  }
  return ApplyCount(cause, prepared, {Count::kOther});
}

Outcome Application::ApplyListing(Cause& cause, const Prepared& prepared, const ListingData& data) {
  const Event& event = prepared.event;
  const Hash128& key = *prepared.listing_key;
  const ListingState* known = FindListing(key, prepared.bucket);
  const std::int64_t version = VersionOf(data.version, event);
  if (known != nullptr && version <= known->version) {
    return Outcome::kStale;
  }
  const bool is_new = known == nullptr;
  const bool was_live = known != nullptr && known->removed == 0;
  const bool was_red = was_live && known->band == Band::kRed;
  // The words were read ahead with the model of that moment, or not at all where they were known to
  // say nothing; an epoch, or an event of the same batch, may have changed that since.
  const screening::Model& model = *active_->model;
  const bool known_silent = known != nullptr && IsKnownSilent(*known, data, model);
  screening::ContentSignals read_now;
  const bool read_ahead = prepared.read_with == &model;
  if (!read_ahead && !known_silent) {
    read_now = screening::ReadContent(model, data.listing);
  }
  const screening::ContentSignals& signals = known_silent ? model.silence()
                                             : read_ahead ? prepared.signals
                                                          : read_now;
  const bool silent = known_silent || screening::IsSilent(model, signals);
  StoreState& store = StoreToChange(prepared);
  const bool is_like_any_silent = silent && !data.listing.has_price_without_currency;
  if (is_like_any_silent && !silence_) {
    silence_ = Judge(event, data.listing, store, signals);
  }
  const Judged judged_now =
      is_like_any_silent ? Judged{} : Judge(event, data.listing, store, signals);
  const Judged& judged = is_like_any_silent ? *silence_ : judged_now;

  ListingState& state = ListingToChange(key, prepared.bucket);
  state.silent_under = silent ? model.fingerprint() : 0;
  state.version = version;
  state.removed = 0;
  state.log_odds_micros = static_cast<std::int32_t>(judged.verdict.log_odds.micros);
  state.score = static_cast<std::uint8_t>(judged.verdict.score);
  state.band = judged.verdict.band;
  WriteVerdict(cause, event, data, state, judged, silent);
  state.content_hash = data.content_hash;

  store.listings += was_live ? 0U : 1U;
  const bool is_red = state.band == Band::kRed;
  store.red_listings += is_red && !was_red ? 1U : 0U;
  store.red_listings -= !is_red && was_red ? 1U : 0U;
  CountDaily(cause, is_new ? reporting::kListingsNew : reporting::kListingChanges);
  if (is_red && (state.flags & kWasRedFlag) == 0) {
    state.flags |= kWasRedFlag;
    CountDaily(cause, reporting::kListingsRed);
  }
  OnListingVerdict(cause, prepared, state, store,
                   ListingFactsOf(state, data, judged.verdict, is_new, signals.second_hand),
                   judged.verdict);
  if (is_red && !was_red) {
    EvaluateStore(cause, prepared, store);
  }
  return IsLate(event) ? Outcome::kLate : Outcome::kApplied;
}

Application::Judged Application::Judge(const Event& event, const Listing& listing,
                                       const StoreState& store,
                                       const screening::ContentSignals& signals) const {
  std::vector<std::string> authorised;
  if (view_.shared.registry != nullptr) {
    authorised =
        view_.shared.registry->AuthorisedBrands(StoreId(event.subject), event.time.instant);
  }
  const screening::StoreContext context =
      ContextOf(store, {event.time.instant, DayAt(event.time.instant.ms)});
  Judged judged{
      .verdict = screening::Judge(
          *active_->model, listing, signals,
          {.prior = configuration().prior, .authorised_brands = authorised, .store = &context}),
      .fingerprint = 0};
  judged.fingerprint = FingerprintOf(judged.verdict);
  return judged;
}

void Application::WriteVerdict(Cause& cause, const Event& event, const ListingData& data,
                               ListingState& state, const Judged& judged, bool silent) {
  const screening::Verdict& verdict = judged.verdict;
  const bool is_shown_anew = state.measure != 0 && data.content_hash != state.content_hash;
  const bool unchanged = judged.fingerprint == state.findings && !is_shown_anew;
  const bool first_and_empty = state.last_verdict == 0 && silent &&
                               (verdict.band == Band::kClear || verdict.band == Band::kUnknown);
  state.findings = judged.fingerprint;
  if (unchanged || first_and_empty) {
    return;
  }
  delta_.verdicts.push_back({.sequence = cause.sequence,
                             .id = IdOf(cause.event_key, cause.next_ordinal++),
                             .store = event.subject,
                             .listing = data.listing.id,
                             .time = cause.time,
                             .epoch = view_.shared.epoch,
                             .previous = state.last_verdict,
                             .log_odds_micros = verdict.log_odds.micros,
                             .score = verdict.score,
                             .band = verdict.band,
                             .findings_json = FindingsJson(verdict),
                             .brands_json = BrandsJson(verdict)});
  state.last_verdict = cause.sequence.number;
}

Result<void> Application::WriteSystemEventsBefore(Instant time) {
  const Instant step = StepOf(time, configuration().epoch_ms);
  if (view_.shared.epoch != 0 && step <= view_.shared.clock) {
    return {};
  }
  if (step > view_.shared.clock) {
    ASSAY_TRY(WriteClock(step));
  }
  const bool something_pending = view_.shared.epoch == 0 ||
                                 view_.shared.pending_registry != view_.shared.registry ||
                                 view_.shared.pending_links != view_.shared.links ||
                                 view_.shared.pending_configuration != view_.shared.configuration;
  return something_pending ? WriteEpoch(step) : Result<void>();
}

Result<void> Application::WriteClock(Instant to) {
  Event event;
  event.type = EventType::kClockAdvanced;
  event.source = "assay";
  event.id = fmt::format("clock-{}", to.ms);
  event.time = {to, 0};
  event.data = ClockAdvancedData{to};
  event.line = ingest::EncodeSystemEvent(event);
  ++type_tally_[static_cast<std::size_t>(event.type)];
  return ApplySystemEvent(std::move(event), {});
}

Result<void> Application::WriteEpoch(Instant time) {
  Event event;
  event.type = EventType::kEpochStarted;
  event.source = "assay";
  event.id = fmt::format("epoch-{}", view_.shared.epoch + 1);
  event.time = {time, 0};
  if (view_.shared.pending_registry == nullptr) {
    view_.shared.pending_registry = std::make_shared<registry::Registry>();
  }
  event.data =
      EpochStartedData{.epoch = view_.shared.epoch + 1,
                       .configuration = view_.shared.pending_configuration,
                       .registry = Sha256Of(view_.shared.pending_registry->CanonicalBytes()),
                       .links = HashOf(view_.shared.pending_links.get())};
  event.line = ingest::EncodeSystemEvent(event);
  ++type_tally_[static_cast<std::size_t>(event.type)];
  return ApplySystemEvent(std::move(event), {});
}

Result<void> Application::ApplySystemEvent(Event event, Sequence logged_as) {
  Cause cause{.sequence = Log(std::move(event.line), logged_as),
              .event_key = EventKeyOf(event, kSharedBucket),
              .next_ordinal = 0,
              .time = event.time.instant};
  delta_.shared_changed = true;
  if (const auto* clock = std::get_if<ClockAdvancedData>(&event.data)) {
    view_.shared.clock = std::max(view_.shared.clock, clock->to);
    FireTimers(cause, view_.shared.clock);
    return {};
  }
  return StartEpoch(cause, std::get<EpochStartedData>(event.data));
}

Result<void> Application::StartEpoch(const Cause& cause, const EpochStartedData& started) {
  const auto settings = settings_.find(started.configuration);
  if (settings == settings_.end()) {
    return Fail(ErrorCode::kNotFound, "engine.configuration_missing",
                fmt::format("epoch {} needs the configuration {}, which is not here", started.epoch,
                            ToHex(started.configuration)));
  }
  ASSAY_TRY(TakeInputs(started));
  active_ = &settings->second;
  silence_.reset();
  view_.shared.epoch = started.epoch;
  view_.shared.configuration = started.configuration;
  view_.shared.pending_configuration = started.configuration;
  view_.shared.registry_sha256 = started.registry;
  view_.shared.links_sha256 = started.links;
  delta_.epochs.push_back({.sequence = cause.sequence,
                           .epoch = started.epoch,
                           .configuration = started.configuration,
                           .registry = started.registry,
                           .links = started.links,
                           .contents = view_.shared.registry,
                           .link_contents = view_.shared.links});
  return {};
}

Result<void> Application::TakeInputs(const EpochStartedData& started) {
  SharedState& shared = view_.shared;
  if (options_.recorded != nullptr) {
    ASSAY_ASSIGN(shared.registry, options_.recorded->find_registry(started.registry));
    ASSAY_ASSIGN(shared.links, options_.recorded->find_links(started.links));
    return {};
  }
  if (shared.pending_registry == nullptr) {
    shared.pending_registry = std::make_shared<registry::Registry>();
  }
  if (Sha256Of(shared.pending_registry->CanonicalBytes()) != started.registry) {
    return Fail(
        ErrorCode::kCorrupted, "engine.registry_differs",
        fmt::format("the log gives another registry than epoch {} recorded", started.epoch));
  }
  if (HashOf(shared.pending_links.get()) != started.links) {
    return Fail(ErrorCode::kCorrupted, "engine.links_differ",
                fmt::format("the log gives other links than epoch {} recorded", started.epoch));
  }
  // Published: the next change works on a copy.
  shared.registry = shared.pending_registry;
  growing_.reset();
  shared.links = shared.pending_links;
  growing_links_.reset();
  return {};
}

const ListingState* Application::FindListing(const Hash128& key, std::uint16_t bucket) const {
  const Viewed<ListingState>* found = view_.listings.Find(key);
  return found != nullptr && found->bucket == bucket ? &found->state : nullptr;
}

const StoreState* Application::FindStore(const Hash128& key, std::uint16_t bucket) const {
  const Viewed<StoreState>* found = view_.stores.Find(key);
  return found != nullptr && found->bucket == bucket ? &found->state : nullptr;
}

ListingState& Application::ListingToChange(const Hash128& key, std::uint16_t bucket) {
  Viewed<ListingState>& viewed = *view_.listings.Insert(key).first;
  viewed.bucket = bucket;
  viewed.changed = true;
  return viewed.state;
}

StoreState& Application::StoreToChange(const Prepared& prepared) {
  StoreState& store = StoreToChange(prepared.store_key, prepared.bucket);
  if (store.id.empty()) {
    store.id = prepared.event.subject;
  }
  return store;
}

StoreState& Application::StoreToChange(const Hash128& key, std::uint16_t bucket) {
  Viewed<StoreState>& viewed = *view_.stores.Insert(key).first;
  viewed.bucket = bucket;
  viewed.changed = true;
  return viewed.state;
}

bool Application::IsLate(const Event& event) const {
  return may_be_known_ ||
         event.time.instant.ms < view_.shared.clock.ms - configuration().allowed_lateness_ms;
}

Sequence Application::Log(std::string line, Sequence logged_as) {
  CHECK_THAT(logged_as.number == 0 || logged_as > view_.last, "the log only moves forward");
  view_.last = logged_as.number != 0 ? logged_as : Sequence{view_.last.number + 1};
  delta_.log.push_back({view_.last, std::move(line)});
  return view_.last;
}

Result<Delta> Application::Finish() && {
  // A timer may be set, removed and set again within the batch: what counts is the end.
  std::erase_if(delta_.timers_set,
                [&](const Timer& timer) { return !view_.timers.contains(timer); });
  std::erase_if(delta_.timers_gone,
                [&](const Timer& timer) { return view_.timers.contains(timer); });
  delta_.listings.reserve(view_.listings.size());
  view_.listings.ForEach([&](const Hash128& key, const Viewed<ListingState>& viewed) {
    if (viewed.changed) {
      delta_.listings.push_back({{viewed.bucket, key}, viewed.state});
    }
  });
  delta_.stores.reserve(view_.stores.size());
  view_.stores.ForEach([&](const Hash128& key, Viewed<StoreState>& viewed) {
    if (viewed.changed) {
      delta_.stores.push_back({{viewed.bucket, key}, std::move(viewed.state)});
    }
  });
  for (std::size_t i = 0; i < outcome_tally_.size(); ++i) {
    if (outcome_tally_[i] != 0) {
      delta_.tallies[fmt::format("outcome.{}", NameOf(static_cast<Outcome>(i)))] =
          outcome_tally_[i];
    }
  }
  for (const EventTypeInfo& info : AllEventTypes()) {
    if (const std::int64_t count = type_tally_[static_cast<std::size_t>(info.type)]; count != 0) {
      delta_.tallies[fmt::format("type.{}", info.name)] = count;
    }
  }
  delta_.shared = std::move(view_.shared);
  return std::move(delta_);
}

}  // namespace assay::engine::detail

// SPDX-License-Identifier: Apache-2.0
// Measures: from what the policy says, what people decide, what the marketplace reports and what the clock
// ends, to rows, messages and timers. Listings carry one measure, stores one of each kind.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/check.h"
#include "engine/detail/application.h"
#include "engine/detail/measure_moves.h"
#include "engine/detail/store_facts.h"
#include "engine/policy_trial.h"
#include "engine/verdict_json.h"

namespace assay::engine::detail {
namespace {

using enforcement::Answer;
using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using enforcement::MeasureStep;
using enforcement::Rule;
using enforcement::Target;
using enforcement::Tier;

constexpr std::int64_t kMillisecondsPerMinute = 60'000;

std::uint32_t MinutesOf(std::int64_t ms) {
  return static_cast<std::uint32_t>(std::max<std::int64_t>(ms, 0) / kMillisecondsPerMinute);
}

reporting::Claim ClaimOf(enforcement::AllegationType allegation) {
  return enforcement::CountsAsCounterfeit(allegation) ? reporting::Claim::kCounterfeit
                                                      : reporting::Claim::kOther;
}

}  // namespace

enforcement::ListingFacts Application::ListingFactsOf(const ListingState& state,
                                                      const ListingData& data,
                                                      const screening::Verdict& verdict,
                                                      bool is_new, bool second_hand) const {
  enforcement::ListingFacts facts;
  facts.band = state.band;
  facts.score = state.score;
  facts.log_odds_micros = state.log_odds_micros;
  facts.brands = verdict.brands;
  facts.findings = verdict.findings;
  facts.authorised = std::ranges::any_of(verdict.findings, [](const screening::Finding& finding) {
    return finding.kind == "context.authorised";
  });
  facts.is_new = is_new;
  facts.second_hand = second_hand;
  if (data.listing.price) {
    facts.price_minor = data.listing.price->minor_units;
    facts.currency = data.listing.price->currency.code();
  }
  return facts;
}

void Application::OnListingVerdict(Cause& cause, const Prepared& prepared, ListingState& state,
                                   const StoreState& store,
                                   const enforcement::ListingFacts& listing,
                                   const screening::Verdict& verdict) {
  const enforcement::StoreFacts store_facts = StoreFactsOf(prepared.event, store);
  const enforcement::ListingOutcome outcome = policy().OnListing(listing, store_facts);
  const auto& data = std::get<ListingData>(prepared.event.data);
  const Place place{.target = Target::kListing,
                    .key = *prepared.listing_key,
                    .bucket = prepared.bucket,
                    .store = prepared.event.subject,
                    .listing = data.listing.id};
  const Rule* rule = outcome.decides ? &policy().rule(*outcome.decides) : nullptr;
  const std::uint64_t measured = MeasuredOf(state);
  if (outcome.shadows.any() && measured != state.measured_findings) {
    RecordShadows(cause, place, outcome.shadows);
  }
  const auto step = NextListingStep(state, rule, measured);
  if (options_.trial != nullptr) {
    options_.trial->OnListing(MomentOf(cause, place), {.state = state,
                                                       .ledger = store.points,
                                                       .facts = listing,
                                                       .store_facts = store_facts,
                                                       .policy = policy(),
                                                       .decides = outcome.decides});
  }
  if (!step) {
    return;
  }
  const bool waited = enforcement::IsWaiting(state.measure_status);
  if (*step != MeasureStep::kRequest) {
    MoveListingMeasure(cause, place, state, MeasureStatus::kLiftedByEdit, "machine");
    Send(cause, place, SnapshotOf(state),
         {.type = waited ? "measure.withdrawn" : "measure.lift_requested",
          .reason = "edited",
          .verdict = &verdict});
  }
  if (*step != MeasureStep::kLift) {
    state.measure = IdOf(cause.event_key, cause.next_ordinal++);
    detail::Ask(state, *rule, measured, Now(cause), waited);
    CountFirstMeasure(cause, state);
    MoveListingMeasure(cause, place, state, state.measure_status, "machine", rule);
    Send(cause, place, SnapshotOf(state),
         {.type = enforcement::IsWaiting(state.measure_status) ? "measure.proposed"
                                                               : "measure.requested",
          .reason = "rule",
          .rule = rule,
          .verdict = &verdict});
  }
}

enforcement::StoreFacts Application::StoreFactsOf(const Event& event,
                                                  const StoreState& store) const {
  return FactsOf(store, {event.time.instant, DayAt(event.time.instant.ms)}, policy().points(),
                 LinksToClosed(event));
}

void Application::CountFirstMeasure(const Cause& cause, ListingState& state) {
  if ((state.flags & kMeasuredFlag) != 0 || !enforcement::CountsAsCounterfeit(state.allegation)) {
    return;
  }
  state.flags |= kMeasuredFlag;
  CountDaily(cause, reporting::kFirstMeasures);
  if ((state.flags & kSoldFlag) == 0) {
    CountDaily(cause, reporting::kFirstMeasuresBeforeSale);
  }
  if ((state.flags & kComplainedFlag) == 0) {
    CountDaily(cause, reporting::kFirstMeasuresBeforeComplaint);
  }
}

void Application::EvaluateStore(Cause& cause, const Prepared& prepared, StoreState& store) {
  if (store.closed_ms != 0) {
    return;
  }
  const enforcement::StoreFacts facts = StoreFactsOf(prepared.event, store);
  const enforcement::StoreOutcome outcome = policy().OnStore(facts);
  const Place place{.target = Target::kStore,
                    .key = prepared.store_key,
                    .bucket = prepared.bucket,
                    .store = prepared.event.subject,
                    .listing = {}};
  std::uint64_t shadows = 0;
  for (std::size_t i = 0; i < outcome.shadows.size(); ++i) {
    shadows = outcome.shadows.test(i) ? Hash64Of(fmt::format("{:x}/{}", shadows, i)) : shadows;
  }
  if (shadows != store.shadows && shadows != 0) {
    RecordShadows(cause, place, outcome.shadows);
  }
  store.shadows = shadows;
  if (options_.trial != nullptr) {
    options_.trial->OnStore(MomentOf(cause, place), {.measures = store.measures,
                                                     .ledger = store.points,
                                                     .facts = facts,
                                                     .policy = policy(),
                                                     .outcome = outcome});
  }
  for (const MeasureKind kind : enforcement::AllMeasureKinds()) {
    const auto decides = outcome.decides[static_cast<std::size_t>(kind)];
    if (!decides) {
      continue;
    }
    const Rule& rule = policy().rule(*decides);
    const auto proposal = NextProposal(store.measures, rule, facts, Now(cause));
    if (!proposal) {
      continue;
    }
    StoreMeasure* measure = FindStoreMeasure(store, kind);
    if (measure == nullptr) {
      measure = &store.measures.emplace_back();
    }
    *measure = *proposal;
    measure->id = IdOf(cause.event_key, cause.next_ordinal++);
    MoveStoreMeasure(cause, place, *measure, MeasureStatus::kProposed, "machine", &rule);
    Send(cause, place, SnapshotOf(*measure),
         {.type = "measure.proposed", .reason = "rule", .rule = &rule});
  }
}

void Application::EndWaitingMeasures(Cause& cause, const Prepared& prepared, StoreState& store) {
  const Place place{.target = Target::kStore,
                    .key = prepared.store_key,
                    .bucket = prepared.bucket,
                    .store = prepared.event.subject,
                    .listing = {}};
  if (options_.trial != nullptr) {
    options_.trial->OnStoreClosed(MomentOf(cause, place));
  }
  for (StoreMeasure& measure : store.measures) {
    if (enforcement::IsWaiting(measure.status)) {
      MoveStoreMeasure(cause, place, measure, MeasureStatus::kExpired, "marketplace");
      Send(cause, place, SnapshotOf(measure), {.type = "measure.withdrawn", .reason = "closed"});
    }
  }
}

Application::Place Application::PlaceOf(const MeasureName& name, const Prepared& prepared) {
  return {.target = name.target,
          .key = name.key,
          .bucket = prepared.bucket,
          .store = prepared.event.subject,
          .listing = {}};
}

TrialMoment Application::MomentOf(const Cause& cause, const Place& place) const {
  return {.sequence = cause.sequence,
          .time = cause.time,
          .now_ms = Now(cause),
          .clock = view_.shared.clock,
          .day = DayAt(cause.time.ms),
          .target = place.target,
          .key = place.key,
          .bucket = place.bucket,
          .store = place.store,
          .listing = place.listing};
}

// --- what the marketplace reports ---

Outcome Application::ApplyMeasureOutcome(Cause& cause, const Prepared& prepared,
                                         const MeasureOutcomeData& data) {
  const auto name = ParseMeasureName(data.measure);
  if (!name || FindStore(prepared.store_key, prepared.bucket) == nullptr) {
    return Outcome::kUnknownTarget;
  }
  const bool executed = prepared.event.type == EventType::kMeasureExecuted;
  if (name->target == Target::kStore) {
    StoreMeasure* measure = name->key == prepared.store_key
                                ? FindStoreMeasure(StoreToChange(prepared), name->measure)
                                : nullptr;
    if (measure == nullptr) {
      return Outcome::kUnknownTarget;
    }
    return ReportStoreMeasure(cause, PlaceOf(*name, prepared), *measure, executed);
  }
  const ListingState* known = FindListing(name->key, prepared.bucket);
  if (known == nullptr || known->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  // What a person confirmed meanwhile stays confirmed.
  const MeasureStatus status = known->measure_status;
  const auto next = StatusAfterReport(*known, executed);
  if (!next) {
    return Outcome::kStale;
  }
  const Place place = PlaceOf(*name, prepared);
  if (options_.trial != nullptr) {
    options_.trial->OnReport(MomentOf(cause, place), known->measure_kind, executed);
  }
  ListingState& state = ListingToChange(name->key, prepared.bucket);
  if (status == MeasureStatus::kFailed) {
    // It is in force now after all, and the machine's word stands only for a limited time.
    state.measure_due_ms = Now(cause) + policy().jurisdiction().MachineMsMax(state.measure_kind);
  }
  if (executed) {
    state.flags |= kExecutedFlag;
  }
  if (status == MeasureStatus::kConfirmed) {
    MeasureSnapshot row = SnapshotOf(state);
    row.status = MeasureStatus::kExecuted;
    Record(cause, place, row, "marketplace", nullptr);
  } else {
    MoveListingMeasure(cause, place, state, *next, "marketplace");
  }
  return Outcome::kApplied;
}

Outcome Application::ReportStoreMeasure(Cause& cause, const Place& place, StoreMeasure& measure,
                                        bool executed) {
  if (!TakesReport(measure, executed)) {
    return Outcome::kStale;
  }
  if (options_.trial != nullptr) {
    options_.trial->OnReport(MomentOf(cause, place), measure.kind, executed);
  }
  measure.executed = executed;
  if (measure.status == MeasureStatus::kFailed && measure.duration_ms != 0) {
    measure.due_ms = Now(cause) + measure.duration_ms;
  }
  MoveStoreMeasure(cause, place, measure,
                   executed ? MeasureStatus::kExecuted : MeasureStatus::kFailed, "marketplace");
  return Outcome::kApplied;
}

// --- what people decide ---

Outcome Application::ApplyDecision(Cause& cause, const Prepared& prepared,
                                   const DecisionData& data) {
  const auto name = ParseMeasureName(data.measure);
  if (!name || FindStore(prepared.store_key, prepared.bucket) == nullptr) {
    return Outcome::kUnknownTarget;
  }
  StoreState& store = StoreToChange(prepared);
  const Answer answer = data.kind == DecisionKind::kConfirm ? Answer::kApprove : Answer::kReject;
  const Place place = PlaceOf(*name, prepared);
  if (name->target == Target::kStore) {
    StoreMeasure* measure =
        name->key == prepared.store_key ? FindStoreMeasure(store, name->measure) : nullptr;
    return measure == nullptr ? Outcome::kUnknownTarget
                              : DecideStoreMeasure(cause, prepared, place, *measure, store, answer);
  }
  const ListingState* known = FindListing(name->key, prepared.bucket);
  if (known == nullptr || known->measure != name->measure) {
    return Outcome::kUnknownTarget;
  }
  const auto next = enforcement::StatusAfter(answer, known->measure_status, Tier::kPerson, false);
  if (!next) {
    return Outcome::kStale;
  }
  ListingState& state = ListingToChange(name->key, prepared.bucket);
  if (options_.trial != nullptr) {
    options_.trial->OnAnswer(MomentOf(cause, place), state.measure_kind, answer, data.actor);
  }
  const bool waited = enforcement::IsWaiting(state.measure_status);
  CountHandled(cause, state.allegation,
               std::int64_t{state.measure_since_minutes} * kMillisecondsPerMinute);
  CountViolation(cause, state, store, answer);
  MoveListingMeasure(cause, place, state, *next, data.actor);
  Send(cause, place, SnapshotOf(state),
       {.type = answer == Answer::kApprove
                    ? (waited ? "measure.requested" : "measure.confirmed")
                    : (waited ? "measure.withdrawn" : "measure.lift_requested"),
        .reason = "decision"});
  EvaluateStore(cause, prepared, store);
  return Outcome::kApplied;
}

Outcome Application::DecideStoreMeasure(Cause& cause, const Prepared& prepared, const Place& place,
                                        StoreMeasure& measure, StoreState& store, Answer answer) {
  const auto& data = std::get<DecisionData>(prepared.event.data);
  const std::uint64_t person = Hash64Of(data.actor);
  const auto next = StatusAfterAnswer(measure, answer, person);
  if (!next) {
    return measure.status == MeasureStatus::kFirstApproval && measure.first_person == person
               ? Outcome::kNeedsAnother
               : Outcome::kStale;
  }
  if (options_.trial != nullptr) {
    options_.trial->OnAnswer(MomentOf(cause, place), measure.kind, answer, data.actor);
  }
  const bool waited = enforcement::IsWaiting(measure.status);
  TakeAnswer(measure, *next, person, Now(cause));
  if (*next != MeasureStatus::kFirstApproval) {
    CountHandled(cause, measure.allegation, measure.since_ms);
    // A person's word about what the measure rests on: from now on a fact that a verdict may read.
    store.same_controller_confirmed =
        measure.rests_on_link ? answer == Answer::kApprove : store.same_controller_confirmed;
  }
  MoveStoreMeasure(cause, place, measure, *next, data.actor);
  if (*next != MeasureStatus::kFirstApproval) {
    Send(cause, place, SnapshotOf(measure),
         {.type = answer == Answer::kApprove
                      ? (waited ? "measure.requested" : "measure.confirmed")
                      : (waited ? "measure.withdrawn" : "measure.lift_requested"),
          .reason = "decision"});
  }
  return Outcome::kApplied;
}

void Application::CountHandled(const Cause& cause, enforcement::AllegationType allegation,
                               std::int64_t since_ms) {
  CountDaily(cause, reporting::Handled(ClaimOf(allegation), cause.time.ms - since_ms));
}

// A violation counts once, from the day a person confirmed it, and is taken back when a person
// reverses it.
void Application::CountViolation(const Cause& cause, ListingState& state, StoreState& store,
                                 Answer answer) {
  const auto severity = policy().points().SeverityOf(state.allegation);
  const bool counted = (state.flags & kCountedFlag) != 0;
  if (!severity || counted == (answer == Answer::kApprove)) {
    return;
  }
  if (answer == Answer::kApprove) {
    state.measure_since_minutes = MinutesOf(Now(cause));
    enforcement::AddViolation(store.points, policy().points(), DayAt(Now(cause)), *severity);
    state.flags |= kCountedFlag;
  } else {
    enforcement::RemoveViolation(
        store.points, DayAt(std::int64_t{state.measure_since_minutes} * kMillisecondsPerMinute),
        *severity);
    state.flags &= static_cast<std::uint8_t>(~kCountedFlag);
  }
}

// --- what the clock ends ---

void Application::FireTimers(Cause& cause, Instant now) {
  while (!view_.timers.empty() && view_.timers.begin()->due_ms <= now.ms) {
    const Timer timer = *view_.timers.begin();
    view_.timers.erase(view_.timers.begin());
    MeasureSnapshot ended;
    Place place{.target = timer.target,
                .key = timer.key,
                .bucket = timer.bucket,
                .store = {},
                .listing = {}};
    if (timer.target == Target::kListing) {
      ListingState& state = ListingToChange(timer.key, timer.bucket);
      CHECK_THAT(state.measure == timer.measure, "a timer belongs to the listing's newest measure");
      MoveListingMeasure(cause, place, state, MeasureStatus::kExpired, "clock");
      ended = SnapshotOf(state);
    } else {
      StoreState& store = StoreToChange(timer.key, timer.bucket);
      StoreMeasure* measure = FindStoreMeasure(store, timer.measure);
      CHECK_THAT(measure != nullptr, "a timer belongs to a measure of its store");
      place.store = store.id;
      MoveStoreMeasure(cause, place, *measure, MeasureStatus::kExpired, "clock");
      ended = SnapshotOf(*measure);
    }
    Send(cause, place, ended,
         {.type = "measure.lift_requested",
          .reason = timer.target == Target::kListing ? "not_confirmed_in_time" : "time_served"});
  }
}

// --- moving, recording, sending ---

void Application::MoveListingMeasure(Cause& cause, const Place& place, ListingState& state,
                                     MeasureStatus status, std::string_view by, const Rule* rule) {
  state.measure_status = status;
  MoveTimer(place, state.measure, state.measure_due_ms, KeepsTimer(status));
  Record(cause, place, SnapshotOf(state), by, rule);
}

void Application::MoveStoreMeasure(Cause& cause, const Place& place, StoreMeasure& measure,
                                   MeasureStatus status, std::string_view by, const Rule* rule) {
  measure.status = status;
  MoveTimer(place, measure.id, measure.due_ms, KeepsTimer(status));
  Record(cause, place, SnapshotOf(measure), by, rule);
}

void Application::MoveTimer(const Place& place, std::uint64_t measure, std::int64_t& due_ms,
                            bool keep) {
  if (due_ms == 0) {
    return;
  }
  const Timer timer{.due_ms = due_ms,
                    .measure = measure,
                    .bucket = place.bucket,
                    .target = place.target,
                    .key = place.key};
  if (keep) {
    view_.timers.insert(timer);
    delta_.timers_set.push_back(timer);
  } else {
    view_.timers.erase(timer);
    delta_.timers_gone.push_back(timer);
    due_ms = 0;
  }
}

void Application::Record(Cause& cause, const Place& place, const MeasureSnapshot& measure,
                         std::string_view by, const Rule* rule) {
  delta_.measures.push_back({.sequence = cause.sequence,
                             .ordinal = cause.next_ordinal++,
                             .measure = measure.id,
                             .store = std::string(place.store),
                             .listing = std::string(place.listing),
                             .time = cause.time,
                             .status = measure.status,
                             .by = std::string(by),
                             .kind = measure.kind,
                             .allegation = measure.allegation,
                             .rule = rule != nullptr ? rule->id : std::string(),
                             .until_ms = measure.due_ms});
  // The counted kinds and statuses have the numbers of ours (a test holds them together).
  CountDaily(cause, reporting::Measures(ClaimOf(measure.allegation),
                                        static_cast<reporting::CountedKind>(measure.kind),
                                        static_cast<reporting::CountedStatus>(measure.status)));
  const bool open = enforcement::IsWaiting(measure.status) ||
                    (measure.due_ms != 0 && place.target == Target::kListing);
  QueueChange& change = delta_.queue.emplace_back();
  change.measure = measure.id;
  change.status = measure.status;
  change.due_ms = measure.due_ms;
  change.is_open = open;
  if (open && rule != nullptr) {
    change.item = QueueItem{.name = MeasureNameOf(place.target, place.key, measure.id),
                            .kind = measure.kind,
                            .store = std::string(place.store),
                            .listing = std::string(place.listing),
                            .rule = rule->id,
                            .allegation = measure.allegation,
                            .since_ms = measure.since_ms,
                            .score = measure.score,
                            .sequence = cause.sequence};
  }
}

void Application::RecordShadows(Cause& cause, const Place& place,
                                const enforcement::RuleSet& shadows) {
  for (std::size_t i = 0; i < shadows.size(); ++i) {
    if (shadows.test(i)) {
      delta_.shadows.push_back({.sequence = cause.sequence,
                                .ordinal = cause.next_ordinal++,
                                .rule = policy().rule(static_cast<enforcement::RuleIndex>(i)).id,
                                .store = std::string(place.store),
                                .listing = std::string(place.listing),
                                .time = cause.time});
    }
  }
}

void Application::Send(Cause& cause, const Place& place, const MeasureSnapshot& measure,
                       const Message& message) {
  const std::uint32_t ordinal = cause.next_ordinal++;
  const std::uint64_t id = IdOf(cause.event_key, ordinal);
  delta_.outbox.push_back(
      {.sequence = cause.sequence,
       .ordinal = ordinal,
       .id = id,
       .body = ActionJson(
           {.id = id,
            .type = message.type,
            .time = cause.time,
            .measure = MeasureNameOf(place.target, place.key, measure.id),
            .action = enforcement::NameOf(measure.kind),
            .allegation = enforcement::NameOf(measure.allegation),
            .reason = message.reason,
            .rule = message.rule != nullptr ? message.rule->id : std::string_view(),
            .because = message.rule != nullptr ? message.rule->because : std::string_view(),
            .store = place.store,
            .listing = place.listing,
            .until_ms = measure.due_ms,
            .verdict = message.verdict})});
}

Application::MeasureSnapshot Application::SnapshotOf(const ListingState& state) {
  return {.id = state.measure,
          .kind = state.measure_kind,
          .status = state.measure_status,
          .allegation = state.allegation,
          .since_ms = std::int64_t{state.measure_since_minutes} * kMillisecondsPerMinute,
          .due_ms = state.measure_due_ms,
          .score = state.score};
}

Application::MeasureSnapshot Application::SnapshotOf(const StoreMeasure& measure) {
  return {.id = measure.id,
          .kind = measure.kind,
          .status = measure.status,
          .allegation = measure.allegation,
          .since_ms = measure.since_ms,
          .due_ms = measure.due_ms,
          .score = 0};
}

StoreMeasure* Application::FindStoreMeasure(StoreState& store, MeasureKind kind) {
  const auto found = std::ranges::find(store.measures, kind, &StoreMeasure::kind);
  return found == store.measures.end() ? nullptr : &*found;
}

StoreMeasure* Application::FindStoreMeasure(StoreState& store, std::uint64_t id) {
  const auto found = std::ranges::find(store.measures, id, &StoreMeasure::id);
  return found == store.measures.end() ? nullptr : &*found;
}

}  // namespace assay::engine::detail

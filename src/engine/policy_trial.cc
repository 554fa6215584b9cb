// SPDX-License-Identifier: Apache-2.0
#include "engine/policy_trial.h"

#include <algorithm>

#include "engine/detail/measure_moves.h"

namespace assay::engine {
namespace {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;
using enforcement::MeasureStep;
using enforcement::Rule;
using enforcement::RuleIndex;
using enforcement::Target;
using enforcement::Tier;

void MoveTo(MeasureStatus status, ListingState& state) {
  state.measure_status = status;
  state.measure_due_ms = detail::KeepsTimer(status) ? state.measure_due_ms : 0;
}

void MoveTo(MeasureStatus status, StoreMeasure& measure) {
  measure.status = status;
  measure.due_ms = detail::KeepsTimer(status) ? measure.due_ms : 0;
}

// What the clock has ended since the last look.
void Expire(Instant clock, ListingState& state) {
  if (state.measure_due_ms != 0 && state.measure_due_ms <= clock.ms) {
    MoveTo(MeasureStatus::kExpired, state);
  }
}

void Expire(Instant clock, std::vector<StoreMeasure>& measures) {
  for (StoreMeasure& measure : measures) {
    if (measure.due_ms != 0 && measure.due_ms <= clock.ms) {
      MoveTo(MeasureStatus::kExpired, measure);
    }
  }
}

// The listing's measure a step on. Whether something is asked for.
bool Move(std::optional<MeasureStep> step, const Rule* rule, std::uint64_t measured,
          std::int64_t now_ms, ListingState& state) {
  if (!step) {
    return false;
  }
  const bool waited = enforcement::IsWaiting(state.measure_status);
  if (*step != MeasureStep::kRequest) {
    MoveTo(MeasureStatus::kLiftedByEdit, state);
  }
  if (*step == MeasureStep::kLift) {
    return false;
  }
  detail::Ask(state, *rule, measured, now_ms, waited);
  return true;
}

// The store's measure of the rule's kind, if the rule proposes it anew. Whether it does.
bool Move(const Rule& rule, const enforcement::StoreFacts& facts, std::int64_t now_ms,
          std::vector<StoreMeasure>& measures) {
  const auto proposal = detail::NextProposal(measures, rule, facts, now_ms);
  if (!proposal) {
    return false;
  }
  const auto known = std::ranges::find(measures, rule.measure, &StoreMeasure::kind);
  (known == measures.end() ? measures.emplace_back() : *known) = *proposal;
  return true;
}

bool AreSame(const ListingState& left, const ListingState& right) {
  return left.measure_status == right.measure_status && left.measure_kind == right.measure_kind &&
         left.measure_due_ms == right.measure_due_ms &&
         left.measured_findings == right.measured_findings;
}

bool AreSame(const std::vector<StoreMeasure>& left, const std::vector<StoreMeasure>& right) {
  return std::ranges::equal(left, right, [](StoreMeasure one, const StoreMeasure& other) {
    one.id = other.id;  // A number that tells nothing of what was decided.
    return one == other;
  });
}

bool Proposes(const Rule& rule) {
  return rule.decided_by != Tier::kMachine;
}

// Whether what the rule asks for stands already.
bool Stands(const Rule& rule, MeasureKind kind, MeasureStatus status) {
  return rule.measure == kind &&
         (enforcement::IsInForce(status) || (enforcement::IsWaiting(status) && Proposes(rule)));
}

bool Stands(const Rule& rule, const std::vector<StoreMeasure>& measures) {
  return std::ranges::any_of(measures, [&](const StoreMeasure& measure) {
    return Stands(rule, measure.kind, measure.status);
  });
}

std::uint64_t DrawOf(std::uint64_t seed, const AskedMeasure& asked) {
  const std::uint64_t parts[] = {seed, asked.key.high, asked.key.low,
                                 static_cast<std::uint64_t>(asked.kind),
                                 static_cast<std::uint64_t>(asked.proposed)};
  return Hash64Of({reinterpret_cast<const char*>(parts), sizeof(parts)});
}

TriedRule TriedOf(const Rule& rule) {
  return {.id = rule.id, .scope = rule.scope, .measure = rule.measure, .shadow = rule.shadow};
}

}  // namespace

PolicyTrial::PolicyTrial(std::shared_ptr<const enforcement::Policy> candidate,
                         const Options& options)
    : candidate_(std::move(candidate)), options_(options) {
  for (const Rule& rule : candidate_->rules()) {
    rules_[At(Course::kCandidate)].push_back(TriedOf(rule));
  }
}

const std::vector<std::uint16_t>& PolicyTrial::PlacesOf(const enforcement::Policy& policy) {
  if (placed_ == &policy) {
    return places_;
  }
  placed_ = &policy;
  places_.clear();
  std::vector<TriedRule>& known = rules_[At(Course::kRecorded)];
  for (const Rule& rule : policy.rules()) {
    auto place = std::ranges::find(known, rule.id, &TriedRule::id);
    if (place == known.end()) {
      place = known.insert(known.end(), TriedOf(rule));
    }
    places_.push_back(static_cast<std::uint16_t>(place - known.begin()));
  }
  return places_;
}

void PolicyTrial::CountMatches(Course course, const enforcement::Policy& policy,
                               const enforcement::RuleSet& matches) {
  if (matches.none()) {
    return;
  }
  for (std::size_t i = 0; i < policy.rules().size(); ++i) {
    if (matches.test(i)) {
      const std::size_t place = course == Course::kRecorded ? PlacesOf(policy)[i] : i;
      ++rules_[At(course)][place].matched;
    }
  }
}

enforcement::StoreFacts PolicyTrial::UnderCandidate(const enforcement::StoreFacts& facts,
                                                    const enforcement::PointsLedger& ledger,
                                                    std::int32_t day) const {
  const enforcement::Standing standing = enforcement::StandingOn(ledger, candidate_->points(), day);
  enforcement::StoreFacts own = facts;
  own.points = standing.points;
  own.serious_strikes = standing.serious_strikes;
  return own;
}

void PolicyTrial::OnListing(const TrialMoment& moment, const ListingTrial& listing) {
  ++listing_evaluations_;
  listings_.Insert(moment.key);
  const std::uint64_t measured = detail::MeasuredOf(listing.state);

  CountMatches(Course::kRecorded, listing.policy,
               listing.policy.AllMatches(listing.facts, listing.store_facts));
  const Rule* rule = listing.decides ? &listing.policy.rule(*listing.decides) : nullptr;
  ListingState recorded = listing.state;
  const auto recorded_step = detail::NextListingStep(recorded, rule, measured);
  const bool recorded_asks = Move(recorded_step, rule, measured, moment.now_ms, recorded);
  lifted_[At(Course::kRecorded)] += recorded_step == MeasureStep::kLift ? 1U : 0U;

  const enforcement::StoreFacts facts =
      UnderCandidate(listing.store_facts, listing.ledger, moment.day);
  const enforcement::RuleSet matches = candidate_->AllMatches(listing.facts, facts);
  CountMatches(Course::kCandidate, *candidate_, matches);
  std::optional<RuleIndex> decides;
  for (std::size_t i = 0; matches.any() && !decides && i < candidate_->rules().size(); ++i) {
    if (matches.test(i) && Acts(candidate_->rules()[i])) {
      decides = static_cast<RuleIndex>(i);
    }
  }
  const Rule* own_rule = decides ? &candidate_->rule(*decides) : nullptr;
  ListingState* const differs = own_listings_.Find(moment.key);
  ListingState own = differs != nullptr ? *differs : listing.state;
  Expire(moment.clock, own);
  const auto own_step = detail::NextListingStep(own, own_rule, measured);
  const bool own_asks = Move(own_step, own_rule, measured, moment.now_ms, own);
  lifted_[At(Course::kCandidate)] += own_step == MeasureStep::kLift ? 1U : 0U;
  if (differs != nullptr || !AreSame(own, recorded)) {
    *own_listings_.Insert(moment.key).first = own;
  }

  if (rule != nullptr) {
    const std::uint16_t place = PlacesOf(listing.policy)[*listing.decides];
    ++rules_[At(Course::kRecorded)][place].decided;
    if (recorded_asks) {
      Note({.moment = moment,
            .course = Course::kRecorded,
            .rule = *rule,
            .rule_index = place,
            .store_facts = listing.store_facts,
            .listing_facts = &listing.facts,
            .changes = !Stands(*rule, own.measure_kind, own.measure_status)});
    }
  }
  if (own_rule != nullptr) {
    ++rules_[At(Course::kCandidate)][*decides].decided;
    if (own_asks) {
      Note({.moment = moment,
            .course = Course::kCandidate,
            .rule = *own_rule,
            .rule_index = *decides,
            .store_facts = facts,
            .listing_facts = &listing.facts,
            .changes = !Stands(*own_rule, recorded.measure_kind, recorded.measure_status)});
    }
  }
}

void PolicyTrial::OnStore(const TrialMoment& moment, const StoreTrial& store) {
  ++store_evaluations_;
  stores_.Insert(moment.key);
  CountMatches(Course::kRecorded, store.policy, store.policy.AllMatches(store.facts));
  const enforcement::StoreFacts facts = UnderCandidate(store.facts, store.ledger, moment.day);
  const enforcement::RuleSet matches = candidate_->AllMatches(facts);
  CountMatches(Course::kCandidate, *candidate_, matches);
  std::array<std::optional<RuleIndex>, enforcement::kMeasureKindCount> decides;
  for (std::size_t i = 0; matches.any() && i < candidate_->rules().size(); ++i) {
    const Rule& rule = candidate_->rules()[i];
    auto& first = decides.at(static_cast<std::size_t>(rule.measure));
    if (matches.test(i) && Acts(rule) && !first) {
      first = static_cast<RuleIndex>(i);
    }
  }

  // Both courses to their ends first: whether something changes is seen by what the other came to.
  std::vector<StoreMeasure>* const differs = own_stores_.Find(moment.key);
  std::vector<StoreMeasure> recorded = store.measures;
  std::vector<StoreMeasure> own = differs != nullptr ? *differs : store.measures;
  Expire(moment.clock, own);
  std::array<bool, enforcement::kMeasureKindCount> recorded_asks{};
  std::array<bool, enforcement::kMeasureKindCount> own_asks{};
  for (std::size_t kind = 0; kind < enforcement::kMeasureKindCount; ++kind) {
    if (const auto rule = store.outcome.decides[kind]) {
      recorded_asks[kind] = Move(store.policy.rule(*rule), store.facts, moment.now_ms, recorded);
    }
    if (const auto rule = decides[kind]) {
      own_asks[kind] = Move(candidate_->rule(*rule), facts, moment.now_ms, own);
    }
  }
  for (std::size_t kind = 0; kind < enforcement::kMeasureKindCount; ++kind) {
    if (const auto index = store.outcome.decides[kind]) {
      const Rule& rule = store.policy.rule(*index);
      const std::uint16_t place = PlacesOf(store.policy)[*index];
      ++rules_[At(Course::kRecorded)][place].decided;
      if (recorded_asks[kind]) {
        Note({.moment = moment,
              .course = Course::kRecorded,
              .rule = rule,
              .rule_index = place,
              .store_facts = store.facts,
              .listing_facts = nullptr,
              .changes = !Stands(rule, own)});
      }
    }
    if (const auto index = decides[kind]) {
      const Rule& rule = candidate_->rule(*index);
      ++rules_[At(Course::kCandidate)][*index].decided;
      if (own_asks[kind]) {
        Note({.moment = moment,
              .course = Course::kCandidate,
              .rule = rule,
              .rule_index = *index,
              .store_facts = facts,
              .listing_facts = nullptr,
              .changes = !Stands(rule, recorded)});
      }
    }
  }
  if (differs != nullptr || !AreSame(own, recorded)) {
    *own_stores_.Insert(moment.key).first = std::move(own);
  }
}

void PolicyTrial::OnStoreClosed(const TrialMoment& moment) {
  std::vector<StoreMeasure>* const measures = own_stores_.Find(moment.key);
  if (measures == nullptr) {
    return;
  }
  Expire(moment.clock, *measures);
  for (StoreMeasure& measure : *measures) {
    if (enforcement::IsWaiting(measure.status)) {
      MoveTo(MeasureStatus::kExpired, measure);
    }
  }
}

void PolicyTrial::OnAnswer(const TrialMoment& moment, MeasureKind kind, enforcement::Answer answer,
                           std::string_view actor) {
  if (moment.target == Target::kListing) {
    if (ListingState* const own = own_listings_.Find(moment.key)) {
      Expire(moment.clock, *own);
      if (const auto next =
              enforcement::StatusAfter(answer, own->measure_status, Tier::kPerson, false)) {
        MoveTo(*next, *own);
      }
    }
    return;
  }
  std::vector<StoreMeasure>* const measures = own_stores_.Find(moment.key);
  if (measures == nullptr) {
    return;
  }
  Expire(moment.clock, *measures);
  const auto own = std::ranges::find(*measures, kind, &StoreMeasure::kind);
  if (own == measures->end()) {
    return;
  }
  const std::uint64_t person = Hash64Of(actor);
  if (const auto next = detail::StatusAfterAnswer(*own, answer, person)) {
    detail::TakeAnswer(*own, *next, person, moment.now_ms);
    MoveTo(*next, *own);
  }
}

void PolicyTrial::OnReport(const TrialMoment& moment, MeasureKind kind, bool executed) {
  if (moment.target == Target::kListing) {
    ListingState* const own = own_listings_.Find(moment.key);
    if (own == nullptr) {
      return;
    }
    Expire(moment.clock, *own);
    const auto next = detail::StatusAfterReport(*own, executed);
    if (own->measure_kind != kind || !next) {
      return;
    }
    if (own->measure_status == MeasureStatus::kFailed) {
      own->measure_due_ms = moment.now_ms + candidate_->jurisdiction().MachineMsMax(kind);
    }
    own->flags |= executed ? kExecutedFlag : std::uint8_t{0};
    MoveTo(*next, *own);
    return;
  }
  std::vector<StoreMeasure>* const measures = own_stores_.Find(moment.key);
  if (measures == nullptr) {
    return;
  }
  Expire(moment.clock, *measures);
  const auto own = std::ranges::find(*measures, kind, &StoreMeasure::kind);
  if (own == measures->end() || !detail::TakesReport(*own, executed)) {
    return;
  }
  own->executed = executed;
  if (own->status == MeasureStatus::kFailed && own->duration_ms != 0) {
    own->due_ms = moment.now_ms + own->duration_ms;
  }
  MoveTo(executed ? MeasureStatus::kExecuted : MeasureStatus::kFailed, *own);
}

void PolicyTrial::Note(const Asking& asking) {
  const TrialMoment& moment = asking.moment;
  const AskedMeasure asked{.key = moment.key,
                           .sequence = moment.sequence,
                           .bucket = moment.bucket,
                           .rule = asking.rule_index,
                           .kind = asking.rule.measure,
                           .proposed = Proposes(asking.rule),
                           .course = asking.course};
  asked_.push_back(asked);
  std::map<Draw, TrialCase>& cases = cases_[At(asking.course)];
  const Draw draw{DrawOf(options_.seed, asked), asked.key};
  const bool is_full = cases.size() >= options_.cases_max;
  if (!asking.changes || options_.cases_max == 0 || cases.contains(draw) ||
      (is_full && cases.rbegin()->first < draw)) {
    return;
  }
  const enforcement::Facts facts{.store = asking.store_facts, .listing = asking.listing_facts};
  cases.emplace(
      draw, TrialCase{.asked = asked,
                      .time = moment.time,
                      .store = std::string(moment.store),
                      .listing = std::string(moment.listing),
                      .score = asking.listing_facts != nullptr ? asking.listing_facts->score : 0,
                      .points = asking.store_facts.points,
                      .facts = asking.rule.when.FieldsRead(facts)});
  if (is_full) {
    cases.erase(std::prev(cases.end()));
  }
}

std::vector<const TrialCase*> PolicyTrial::cases(Course course) const {
  std::vector<const TrialCase*> drawn;
  for (const auto& [draw, found] : cases_[At(course)]) {
    drawn.push_back(&found);
  }
  return drawn;
}

}  // namespace assay::engine

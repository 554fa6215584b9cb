// SPDX-License-Identifier: Apache-2.0
// A policy tried beside the one that decided: what a candidate would have asked for while everything
// happened as the log has it. Apply tells it what is decided (ApplyOptions::trial); it changes nothing.
//
// There are two courses. The recorded one is what the policy in effect asked for. The candidate's is as if
// the candidate had been activated when the trial began: it starts from the measures that stood then, and
// from there on asks, lifts and lets expire by its own rules. All facts are those of the log: verdicts,
// trade, people's answers, points of violations. A person's answer to a measure counts as an answer to the
// candidate's measure against the same listing, or of the same kind against the same store; likewise the
// marketplace's reports. What sellers and people would have done otherwise is not known here.
//
// Invariants
//  1. A candidate that decides as the recorded policy does asks for the same at the same events.
//  2. What it finds depends on the log and on where it began alone, not on batches.
//
// Threads: one at a time. Cost: both policies' rules are all evaluated; memory for what was asked for, for
// listings and stores whose candidate's measure differs, and 24 bytes for each listing and store seen.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/hash.h"
#include "core/ids.h"
#include "core/time.h"
#include "enforcement/policy.h"
#include "engine/flat_map.h"
#include "engine/state.h"

namespace assay::engine {

enum class Course : std::uint8_t { kRecorded, kCandidate };
inline constexpr std::size_t kCourseCount = 2;

// One request or proposal of a course.
struct AskedMeasure {
  Hash128 key;  // Of the listing or store.
  Sequence sequence;
  std::uint16_t bucket = 0;
  std::uint16_t rule = 0;  // Into PolicyTrial::rules(course).
  enforcement::MeasureKind kind = enforcement::MeasureKind::kDelist;
  bool proposed = false;  // To a person; else the machine asks the marketplace at once.
  Course course = Course::kRecorded;
};

// How a rule fared in its course.
struct TriedRule {
  std::string id;
  enforcement::Target scope = enforcement::Target::kListing;
  enforcement::MeasureKind measure = enforcement::MeasureKind::kDelist;
  bool shadow = false;
  std::uint64_t matched = 0;  // Evaluations in which its condition held,
  std::uint64_t decided = 0;  // and in which it was the rule that counted.
};

// A request or proposal with what its rule saw.
struct TrialCase {
  AskedMeasure asked;
  Instant time;
  std::string store;
  std::string listing;  // Empty for stores.
  std::int32_t score = 0;
  std::int64_t points = 0;  // Of the store, by the course's scheme.
  std::string facts;        // The fields that the rule reads, with their values.
};

// Where the log stands, and what something is about.
struct TrialMoment {
  Sequence sequence;
  Instant time;
  std::int64_t now_ms = 0;  // When a time limit begins.
  Instant clock;
  std::int32_t day = 0;  // Of `time`, local.
  enforcement::Target target = enforcement::Target::kListing;
  Hash128 key;
  std::uint16_t bucket = 0;
  std::string_view store;
  std::string_view listing;
};
// A listing about to be decided by the policy in effect.
struct ListingTrial {
  const ListingState& state;  // With its new verdict and the measure it had.
  const enforcement::PointsLedger& ledger;
  const enforcement::ListingFacts& facts;
  const enforcement::StoreFacts& store_facts;
  const enforcement::Policy& policy;
  std::optional<enforcement::RuleIndex> decides;
};
struct StoreTrial {
  const std::vector<StoreMeasure>& measures;
  const enforcement::PointsLedger& ledger;
  const enforcement::StoreFacts& facts;
  const enforcement::Policy& policy;
  const enforcement::StoreOutcome& outcome;
};

class PolicyTrial {
 public:
  struct Options {
    bool shadows_live = false;  // The candidate's shadow rules act.
    std::size_t cases_max =
        0;                   // How many changed measures are kept with their facts, of each course.
    std::uint64_t seed = 0;  // Of the draw among them.
  };
  PolicyTrial(std::shared_ptr<const enforcement::Policy> candidate, const Options& options);

  // --- for Apply, each before the recorded course moves ---
  void OnListing(const TrialMoment& moment, const ListingTrial& listing);
  void OnStore(const TrialMoment& moment, const StoreTrial& store);
  void OnStoreClosed(const TrialMoment& moment);
  void OnAnswer(const TrialMoment& moment, enforcement::MeasureKind kind,
                enforcement::Answer answer, std::string_view actor);
  void OnReport(const TrialMoment& moment, enforcement::MeasureKind kind, bool executed);

  // --- what was found ---
  // In the order of the log.
  const std::vector<AskedMeasure>& asked() const { return asked_; }
  std::span<const TriedRule> rules(Course course) const { return rules_[At(course)]; }
  // By the draw. Asked for where the other course had no such measure; it may have come to it later.
  std::vector<const TrialCase*> cases(Course course) const;
  // Measures against listings that ended because the listing changed and no rule wanted them any more.
  std::uint64_t lifted(Course course) const { return lifted_[At(course)]; }
  std::uint64_t listing_evaluations() const { return listing_evaluations_; }
  std::uint64_t store_evaluations() const { return store_evaluations_; }
  std::uint64_t listings_seen() const { return listings_.size(); }
  std::uint64_t stores_seen() const { return stores_.size(); }

 private:
  struct Nothing {};
  using Draw = std::pair<std::uint64_t, Hash128>;
  struct Asking {
    const TrialMoment& moment;
    Course course;
    const enforcement::Rule& rule;
    std::uint16_t rule_index;
    const enforcement::StoreFacts& store_facts;
    const enforcement::ListingFacts* listing_facts;
    bool changes;  // The other course has no such measure.
  };

  static constexpr std::size_t At(Course course) { return static_cast<std::size_t>(course); }
  // Places in rules_[kRecorded] of the rules of a policy that was in effect.
  const std::vector<std::uint16_t>& PlacesOf(const enforcement::Policy& policy);
  void CountMatches(Course course, const enforcement::Policy& policy,
                    const enforcement::RuleSet& matches);
  bool Acts(const enforcement::Rule& rule) const { return !rule.shadow || options_.shadows_live; }
  enforcement::StoreFacts UnderCandidate(const enforcement::StoreFacts& facts,
                                         const enforcement::PointsLedger& ledger,
                                         std::int32_t day) const;
  void Note(const Asking& asking);

  std::shared_ptr<const enforcement::Policy> candidate_;
  Options options_;
  std::array<std::vector<TriedRule>, kCourseCount> rules_;
  const enforcement::Policy* placed_ = nullptr;
  std::vector<std::uint16_t> places_;
  std::vector<AskedMeasure> asked_;
  std::array<std::map<Draw, TrialCase>, kCourseCount> cases_;
  std::array<std::uint64_t, kCourseCount> lifted_{};
  // The candidate's course where it differs from the recorded one; elsewhere they are the same.
  FlatMap<ListingState> own_listings_;
  FlatMap<std::vector<StoreMeasure>> own_stores_;
  FlatMap<Nothing> listings_;
  FlatMap<Nothing> stores_;
  std::uint64_t listing_evaluations_ = 0;
  std::uint64_t store_evaluations_ = 0;
};

}  // namespace assay::engine

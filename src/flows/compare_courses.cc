// SPDX-License-Identifier: Apache-2.0
#include "flows/compare_courses.h"

#include <algorithm>
#include <tuple>
#include <utility>

namespace assay::flows {
namespace {

using engine::AskedMeasure;
using engine::Course;
using engine::TrialCase;

std::size_t At(Course course) {
  return static_cast<std::size_t>(course);
}
std::size_t At(Change change) {
  return static_cast<std::size_t>(change);
}

auto UnitOf(const AskedMeasure& asked) {
  return std::tuple(asked.key, asked.kind, asked.proposed);
}

// A unit with its first request in each course.
struct Unit {
  std::array<const AskedMeasure*, engine::kCourseCount> first{};
  Change change() const {
    return first[0] == nullptr   ? Change::kAdded
           : first[1] == nullptr ? Change::kGone
                                 : Change::kSame;
  }
  const AskedMeasure& earliest() const {
    return first[0] == nullptr || (first[1] != nullptr && first[1]->sequence < first[0]->sequence)
               ? *first[1]
               : *first[0];
  }
};

class Comparer {
 public:
  Comparer(const engine::PolicyTrial& trial, const LaterWords& words)
      : trial_(trial), words_(words) {
    for (const AskedMeasure& asked : trial.asked()) {
      sorted_.push_back(&asked);
    }
    // Stable: requests of a unit stay in the order of the log.
    std::ranges::stable_sort(sorted_, {}, [](const AskedMeasure* asked) { return UnitOf(*asked); });
    MakeRules();
  }

  Comparison Compare(std::size_t cases_max) {
    for (auto begin = sorted_.begin(); begin != sorted_.end();) {
      const auto end = std::find_if(begin, sorted_.end(), [&](const AskedMeasure* asked) {
        return asked->key != (*begin)->key;
      });
      AddTarget({begin, end});
      begin = end;
    }
    comparison_.measures.reserve(measures_.size());
    for (const auto& [what, measure] : measures_) {
      comparison_.measures.push_back(measure);
    }
    TakeCases(cases_max);
    return std::move(comparison_);
  }

 private:
  using Asked = std::vector<const AskedMeasure*>;

  void MakeRules() {
    for (const engine::TriedRule& rule : trial_.rules(Course::kCandidate)) {
      places_[At(Course::kCandidate)].push_back(comparison_.rules.size());
      comparison_.rules.push_back(
          {.id = rule.id, .recorded = {}, .candidate = SidedRule{.rule = rule}});
    }
    for (const engine::TriedRule& rule : trial_.rules(Course::kRecorded)) {
      auto known = std::ranges::find(comparison_.rules, rule.id, &RuleChange::id);
      if (known == comparison_.rules.end()) {
        known = comparison_.rules.insert(known, {.id = rule.id, .recorded = {}, .candidate = {}});
      }
      known->recorded = SidedRule{.rule = rule};
      places_[At(Course::kRecorded)].push_back(
          static_cast<std::size_t>(known - comparison_.rules.begin()));
    }
  }

  SidedRule& RuleOf(const AskedMeasure& asked) {
    RuleChange& change = comparison_.rules[places_[At(asked.course)][asked.rule]];
    return asked.course == Course::kRecorded ? *change.recorded : *change.candidate;
  }

  // All that was asked for about one listing or store.
  void AddTarget(const Asked& asked) {
    std::vector<Unit> units;
    for (std::size_t i = 0; i < asked.size(); ++i) {
      if (i == 0 || UnitOf(*asked[i]) != UnitOf(*asked[i - 1])) {
        units.emplace_back();
      }
      const AskedMeasure*& first = units.back().first[At(asked[i]->course)];
      first = first == nullptr ? asked[i] : first;
      ++RuleOf(*asked[i]).asked;
      MeasureChange& measure = measures_[{asked[i]->kind, asked[i]->proposed}];
      measure.kind = asked[i]->kind;
      measure.proposed = asked[i]->proposed;
      ++measure.asked[At(asked[i]->course)];
    }
    for (const Unit& unit : units) {
      AddUnit(unit, units);
    }
  }

  void AddUnit(const Unit& unit, const std::vector<Unit>& of_target) {
    const Change change = unit.change();
    const AskedMeasure& asked = unit.earliest();
    const Course other = change == Change::kGone ? Course::kCandidate : Course::kRecorded;
    const bool otherwise =
        change != Change::kSame && std::ranges::any_of(of_target, [&](const Unit& one) {
          return one.first[At(other)] != nullptr;
        });
    for (const AskedMeasure* first : unit.first) {
      if (first != nullptr) {
        SidedRule& rule = RuleOf(*first);
        ++rule.units;
        rule.same += change == Change::kSame ? 1U : 0U;
        rule.otherwise += otherwise ? 1U : 0U;
      }
    }
    ++measures_[{asked.kind, asked.proposed}].units[At(change)];
    const std::optional<bool> confirmed = words_.Confirmed(asked);
    const bool is_listing = enforcement::TargetOf(asked.kind) == enforcement::Target::kListing;
    Later& judged = comparison_.later[At(change)];
    ++judged.units;
    judged.listings += is_listing ? 1U : 0U;
    judged.complained += is_listing && words_.Complained(asked.key) ? 1U : 0U;
    if (confirmed) {
      judged.confirmed.Count(*confirmed);
    }
    if (change != Change::kSame) {
      changed_.emplace(UnitOf(asked), Changed{change, otherwise, confirmed});
    }
  }

  void TakeCases(std::size_t cases_max) {
    std::vector<ChangedCase> added = CasesOf(Course::kCandidate, Change::kAdded);
    std::vector<ChangedCase> gone = CasesOf(Course::kRecorded, Change::kGone);
    const std::size_t half = (cases_max + 1) / 2;
    const std::size_t of_gone =
        std::min(gone.size(), cases_max - std::min(cases_max, std::min(added.size(), half)));
    added.resize(std::min(added.size(), cases_max - of_gone));
    gone.resize(of_gone);
    comparison_.cases = std::move(added);
    comparison_.cases.insert(comparison_.cases.end(), std::make_move_iterator(gone.begin()),
                             std::make_move_iterator(gone.end()));
  }

  std::vector<ChangedCase> CasesOf(Course course, Change change) const {
    std::vector<ChangedCase> cases;
    for (const TrialCase* found : trial_.cases(course)) {
      const auto changed = changed_.find(UnitOf(found->asked));
      if (changed == changed_.end() || changed->second.change != change) {
        continue;  // The other course came to it too, at another time.
      }
      cases.push_back(
          {.change = change,
           .found = *found,
           .rule = trial_.rules(course)[found->asked.rule].id,
           .otherwise = changed->second.otherwise,
           .confirmed = changed->second.confirmed,
           .complained = !found->listing.empty() && words_.Complained(found->asked.key)});
    }
    return cases;
  }

  struct Changed {
    Change change = Change::kAdded;
    bool otherwise = false;
    std::optional<bool> confirmed;
  };

  const engine::PolicyTrial& trial_;
  const LaterWords& words_;
  Asked sorted_;
  std::array<std::vector<std::size_t>, engine::kCourseCount>
      places_;  // Of rules, in the comparison.
  std::map<std::pair<enforcement::MeasureKind, bool>, MeasureChange> measures_;
  std::map<std::tuple<Hash128, enforcement::MeasureKind, bool>, Changed> changed_;
  Comparison comparison_;
};

}  // namespace

LaterWords::LaterWords(const std::vector<AskedMeasure>& asked) {
  for (const AskedMeasure& one : asked) {
    answers_[one.key];
  }
}

void LaterWords::Add(const PersonsAnswer& answer) {
  const Hash128 key = answer.listing.empty() ? engine::StoreKeyOf(answer.store)
                                             : engine::ListingKeyOf(answer.store, answer.listing);
  if (const auto found = answers_.find(key); found != answers_.end()) {
    found->second.push_back(answer);
  }
}

std::optional<bool> LaterWords::Confirmed(const AskedMeasure& asked) const {
  const auto found = answers_.find(asked.key);
  if (found == answers_.end()) {
    return std::nullopt;
  }
  const bool is_listing = enforcement::TargetOf(asked.kind) == enforcement::Target::kListing;
  std::optional<bool> confirmed;
  for (const PersonsAnswer& answer : found->second) {
    if (answer.sequence >= asked.sequence && (is_listing || answer.kind == asked.kind)) {
      confirmed = answer.confirmed;
    }
  }
  return confirmed;
}

Comparison CompareCourses(const engine::PolicyTrial& trial, const LaterWords& words,
                          std::size_t cases_max) {
  return Comparer(trial, words).Compare(cases_max);
}

}  // namespace assay::flows

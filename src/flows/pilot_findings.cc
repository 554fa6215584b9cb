// SPDX-License-Identifier: Apache-2.0
#include "flows/pilot_findings.h"

#include <algorithm>
#include <array>
#include <utility>

#include "core/hash.h"
#include "flows/pilot_sheet.h"

namespace assay::flows {
namespace {

// Rules of the default policy that say a store sells counterfeits, and in which words the report names them. Rules
// about links only propose a look: reopened_stores.h counts links apart.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kFindingRules = {{
    {"red-at-first-publish",
     "a listing that reads like an offer of counterfeits, when it was published"},
    {"red", "a listing that reads like an offer of counterfeits, later"},
    {"many-counterfeit-refunds", "many buyers' complaints about counterfeits"},
}};

}  // namespace

std::string_view RuleText(std::string_view rule) {
  const auto row =
      std::ranges::find(kFindingRules, rule, [](const auto& entry) { return entry.first; });
  return row == kFindingRules.end() ? std::string_view() : row->second;
}

void PilotFindings::Observe(const engine::Delta& delta) {
  std::unordered_map<std::uint64_t, const engine::VerdictRow*> verdict_of;
  for (const engine::VerdictRow& row : delta.verdicts) {
    verdict_of[row.sequence.number] = &row;
    ObserveVerdict(row);
  }
  for (const engine::ShadowRow& row : delta.shadows) {
    const auto verdict = verdict_of.find(row.sequence.number);
    ObserveShadow(row, verdict == verdict_of.end() ? nullptr : verdict->second);
  }
}

const PilotFinding& PilotFindings::Of(const std::string& store) const {
  static const PilotFinding nothing;
  const auto found = findings_.find(store);
  return found == findings_.end() ? nothing : found->second;
}

void PilotFindings::ObserveVerdict(const engine::VerdictRow& row) {
  std::vector<PilotFinding::Offer>& offers = findings_[row.store].offers;
  const std::uint64_t key = Hash64Of(row.listing);
  const auto same = std::ranges::find(offers, key, &PilotFinding::Offer::listing);
  if (same != offers.end()) {
    same->score = std::max(same->score, row.score);
  } else {
    offers.push_back({row.score, key});
  }
  std::ranges::sort(offers, [](const PilotFinding::Offer& a, const PilotFinding::Offer& b) {
    return std::pair(-a.score, a.listing) < std::pair(-b.score, b.listing);
  });
  offers.resize(std::min(offers.size(), kOffersOnSheet));
}

void PilotFindings::ObserveShadow(const engine::ShadowRow& row, const engine::VerdictRow* verdict) {
  if (RuleText(row.rule).empty()) {
    return;
  }
  PilotFinding& finding = findings_[row.store];
  Instant strict = row.time;
  if (!row.listing.empty()) {
    const std::uint64_t key = Hash64Of(row.listing);
    finding.red_listings.insert(key);
    const auto first = first_versions_.find(key);
    strict.ms =
        first == first_versions_.end() ? strict.ms : std::max(strict.ms, first->second.changed_ms);
  }
  finding.found_strict = std::min(finding.found_strict.value_or(strict), strict);
  if (finding.found) {
    return;
  }
  finding.found = row.time;
  finding.rule = row.rule;
  finding.listing = row.listing;
  if (verdict != nullptr && verdict->listing == row.listing) {
    finding.findings_json = verdict->findings_json;
    finding.brands_json = verdict->brands_json;
  }
}

}  // namespace assay::flows

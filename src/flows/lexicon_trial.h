// SPDX-License-Identifier: Apache-2.0
// Two lexicons on the same listings: which claims come and go, which verdicts change, and how. For an analyst who is about
// to load a pack: on a file of clean titles, every claim that comes is a false alarm to look at.
//
// Cost: reads each listing twice, on all threads; memory bounded by a round, the different words, and the samples.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <vector>

#include "core/result.h"
#include "flows/screen_listings.h"
#include "screening/screen.h"

namespace assay::flows {

inline constexpr std::size_t kTrialExamplesMax = 3;    // Of one word.
inline constexpr std::size_t kTrialSampleMax = 20;     // Of changed verdicts.
inline constexpr std::size_t kTrialWordsMax = 10'000;  // Different words that are told apart.

// A word as sellers write it, that one lexicon reads as a claim of a brand, or as a finding, and the other does not.
struct TrialWord {
  std::string brand;    // Empty for a finding.
  std::string surface;  // Folded; the kind of a finding.
  std::uint64_t listings = 0;
  std::vector<std::string> examples;  // Titles.
};

struct ChangedVerdict {
  std::string id;
  std::string title;
  screening::Band from = screening::Band::kUnknown;
  screening::Band to = screening::Band::kUnknown;
  std::int32_t from_score = 0;
  std::int32_t to_score = 0;
};

struct LexiconTrial {
  std::uint64_t listings = 0;
  std::uint64_t bad_lines = 0;
  std::uint64_t changed = 0;    // Listings whose claims, findings or score differ.
  std::vector<TrialWord> come;  // The most frequent first.
  std::vector<TrialWord> gone;
  std::uint64_t words_left_out = 0;  // Beyond kTrialWordsMax.
  // By Band before, by Band after.
  std::array<std::array<std::uint64_t, 4>, 4> bands{};
  std::vector<ChangedVerdict> sample;  // Whose score moved most.
};

// Errors: those of the table.
Result<LexiconTrial> TryLexicon(const screening::Model& before, const screening::Model& after,
                                ingest::ByteSource& source, const ScreenOptions& options);

}  // namespace assay::flows

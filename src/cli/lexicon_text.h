// SPDX-License-Identifier: Apache-2.0
// What `assay lexicon` found, as text and as JSON.
#pragma once

#include <span>
#include <string>
#include <vector>

#include <nlohmann/json_fwd.hpp>

#include "flows/lexicon_suggestions.h"
#include "flows/lexicon_trial.h"
#include "screening/lexicon.h"

namespace assay::cli {

std::string TrialAsText(const flows::LexiconTrial& trial);
nlohmann::ordered_json TrialAsJson(const flows::LexiconTrial& trial);

std::string SuggestionsAsText(const flows::Suggestions& suggestions);
nlohmann::ordered_json SuggestionsAsJson(const flows::Suggestions& suggestions);

std::string BrandsAsText(std::span<const screening::LexiconBrand> brands, bool with_words);
nlohmann::ordered_json BrandsAsJson(std::span<const screening::LexiconBrand> brands);

// What two packs say otherwise: an entry of `before` alone, of `after` alone, or in both with another value.
struct EntryChange {
  const screening::PackEntry* before = nullptr;
  const screening::PackEntry* after = nullptr;
};
std::vector<EntryChange> ChangesOf(std::span<const screening::PackEntry> before,
                                   std::span<const screening::PackEntry> after);
std::string ChangesAsText(std::span<const EntryChange> changes);
nlohmann::ordered_json ChangesAsJson(std::span<const EntryChange> changes);

}  // namespace assay::cli

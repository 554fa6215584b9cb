// SPDX-License-Identifier: Apache-2.0
// Packs into the parts of a model, and what is wrong with them.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "screening/detail/parts.h"
#include "screening/pack.h"

namespace assay::screening::detail {

// Terms are compared as they are matched: folded, without spaces at the ends. May be empty.
std::string FoldTrimmed(std::string_view term);

// A surface of a brand, not folded yet.
Term BrandTerm(std::uint32_t owner, Via via, std::string_view surface, bool is_weak);

// Devices, watches, machines and toys alone.
bool HaveAccessories(std::span<const std::string_view> sectors);

// "lingo.<class>" where the model weighs that apart, else "lingo.hint".
Kind KindOfLingo(std::string_view lingo_class);

// Adds the brands, terms, lines and prices of the packs to `parts`, which holds our own terms and items, and no
// matcher yet. Where a problem is an error, `parts` must not be used.
std::vector<PackProblem> MergePacks(Model::Parts& parts, std::span<const Pack> packs);

// A problem, before it is told.
struct Conflict {
  Origin at;
  bool is_error = false;
  std::string what;
};

// What is wrong with the terms of packs, which begin at row `first`: beside our own, each other, and the words of
// every title. Cost: sorts all terms, and reads each name of a pack once as a listing's text is read.
std::vector<Conflict> CheckPackTerms(const Model::Parts& parts, std::size_t first);

}  // namespace assay::screening::detail

// SPDX-License-Identifier: Apache-2.0
// The views of a text that the models read. A further one (sounds, look-alikes) is one more entry in a purpose's
// list; models trained before it are then refused.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "feedback/detail/phrases.h"
#include "feedback/reader.h"
#include "learning/linear_model.h"
#include "text/folding.h"

namespace assay::feedback::detail {

std::vector<learning::ViewSpec> SpecsFor(Purpose purpose);

// Views of `folded`, in the order of the specs.
std::vector<learning::TextView> MakeViews(Purpose purpose, const text::FoldedText& folded,
                                          const PhraseReading& phrases);

// A number that changes where the views of a text do: what ModelHead::reading must be.
std::uint64_t ReadingOf(Purpose purpose);

}  // namespace assay::feedback::detail

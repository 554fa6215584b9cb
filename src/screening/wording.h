// SPDX-License-Identifier: Apache-2.0
// How a title is worded, brands and listed words aside: what the wording model reads and learns from.
//
// The model (data/model/listing.model, learning/linear_model.h) adds the finding "words.pattern" to listings that
// claim a brand or hold a word of the trade; of all others it says nothing. Its weight is held within the bound that
// data/model/weights.tsv gives it, which is less than what parts price alone from red.
#pragma once

#include "core/listing.h"
#include "core/log_odds.h"
#include "learning/linear_model.h"
#include "learning/text_view.h"
#include "screening/screen.h"

namespace assay::screening {

// Letters that are read of a title.
inline constexpr std::size_t kWordingLettersMax = 160;

// The words of the title in plain letters a to z, each between single spaces, without words that hold a digit
// (sizes, model numbers) or any part of what has a finding of its own (brands, trade words, second-hand, ...). Words
// in other scripts are left out: no source of genuine offers shares them with one of fakes.
learning::TextView WordingOf(const Model& model, const Listing& listing);

// What a wording model must say of itself to be used here.
learning::ModelHead WordingHead();

// Whether the other findings let the wording speak: a brand is claimed, or something speaks for a counterfeit offer.
bool IsWordingRead(const ContentSignals& signals);

// Within which the finding's weight is held.
LogOdds WordingBound(const Model& model);

}  // namespace assay::screening

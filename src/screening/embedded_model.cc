// SPDX-License-Identifier: Apache-2.0
#include <string>
#include <string_view>

#include "screening/screen.h"

namespace assay::screening {

// Generated from data/lexicon and data/model (cmake/embed.cmake).
std::string_view EmbeddedBrands();
std::string_view EmbeddedLingo();
std::string_view EmbeddedContact();
std::string_view EmbeddedSafeContext();
std::string_view EmbeddedPrices();
std::string_view EmbeddedWeights();
std::string_view EmbeddedListingModel();

const ModelSources& EmbeddedModelSources() {
  static const ModelSources sources = {
      .brands_tsv = std::string(EmbeddedBrands()),
      .lingo_tsv = std::string(EmbeddedLingo()),
      .contact_tsv = std::string(EmbeddedContact()),
      .safe_context_tsv = std::string(EmbeddedSafeContext()),
      .prices_tsv = std::string(EmbeddedPrices()),
      .weights_tsv = std::string(EmbeddedWeights()),
      .listing_model = std::string(EmbeddedListingModel()),
  };
  return sources;
}

}  // namespace assay::screening

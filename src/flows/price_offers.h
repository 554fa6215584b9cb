// SPDX-License-Identifier: Apache-2.0
// Offers of a file as the price table counts them: whose goods, at what price, genuine or known to be fake.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"
#include "ingest/listing_reader.h"
#include "screening/price_fit.h"

namespace assay::flows {

struct PriceOffers {
  std::vector<screening::PriceOffer> offers;
  std::vector<std::u32string> titles;  // Folded, beside `offers`.
  std::uint64_t without_brand = 0;
  std::uint64_t without_price =
      0;  // None, none in a currency with a rate, or outside of the range that counts.
  std::uint64_t undecided = 0;  // Labels -1 and "?".
  std::uint64_t bad_lines = 0;
  std::optional<Error> first_bad;  // Why the first of them is no listing.
};

enum class PricesAre : std::uint8_t { kOffers, kListPrices };

// Adds the rows of `source`. The label column, where options name one, says 1 for a fake; everything else is genuine,
// but for -1 and "?", which are left out. The group column names the store. Errors: those of reading the file; a line
// that is no listing is counted.
Result<void> ReadPriceOffers(const screening::Model& model, ingest::ByteSource& source,
                             const ingest::ListingOptions& options, PricesAre prices_are,
                             PriceOffers& into);

}  // namespace assay::flows

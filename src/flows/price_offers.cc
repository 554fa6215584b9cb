// SPDX-License-Identifier: Apache-2.0
#include "flows/price_offers.h"

#include <optional>
#include <utility>

#include "text/folding.h"
#include "text/utf8.h"

namespace assay::flows {
namespace {

using screening::OfferKind;

void AddOffer(const screening::Model& model, ingest::LabelledListing row, PricesAre prices_are,
              PriceOffers& into) {
  if (!row.label && !row.is_unlabelled) {
    into.undecided += 1;
    return;
  }
  const std::optional<screening::MilliUsd> price =
      row.listing.price ? model.prices().ToUsd(*row.listing.price) : std::nullopt;
  if (!price || *price < screening::kOfferPriceMin || *price > screening::kOfferPriceMax) {
    into.without_price += 1;
    return;
  }
  const bool is_list_price = prices_are == PricesAre::kListPrices;
  if (is_list_price) {
    row.listing.condition = Condition::kNew;
  }
  std::optional<screening::PriceSubject> subject = screening::PriceSubjectOf(model, row.listing);
  if (!subject) {
    into.without_brand += 1;
    return;
  }
  const OfferKind kind = is_list_price               ? OfferKind::kListPrice
                         : row.label.value_or(false) ? OfferKind::kFake
                                                     : OfferKind::kGenuine;
  into.offers.push_back({std::move(*subject), *price, std::move(row.group), kind});
  into.titles.push_back(text::ToCodePoints(text::Fold(row.listing.title).bytes));
}

}  // namespace

Result<void> ReadPriceOffers(const screening::Model& model, ingest::ByteSource& source,
                             const ingest::ListingOptions& options, PricesAre prices_are,
                             PriceOffers& into) {
  ASSAY_ASSIGN(ingest::ListingTable table, ingest::ListingTable::Open(source, options));
  ingest::ListingParser parser(table);
  while (true) {
    ASSAY_ASSIGN(const std::optional<ingest::RawRecord> raw, table.Next());
    if (!raw) {
      return {};
    }
    Result<ingest::LabelledListing> row = parser.Parse(*raw);
    if (!row) {
      into.bad_lines += 1;
      into.first_bad = into.first_bad.value_or(row.error());
      continue;
    }
    AddOffer(model, std::move(*row), prices_are, into);
  }
}

}  // namespace assay::flows

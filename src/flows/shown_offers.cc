// SPDX-License-Identifier: Apache-2.0
#include "flows/shown_offers.h"

#include <fmt/format.h>

#include "core/hash.h"

namespace assay::flows {
namespace {

bool IsBetter(std::int64_t version_ms, std::int64_t than_ms, std::int64_t as_of_ms) {
  if (version_ms <= as_of_ms) {
    return than_ms > as_of_ms || version_ms >= than_ms;
  }
  return version_ms < than_ms;
}

}  // namespace

void ShownOffers::Ask(std::uint64_t listing, std::optional<Instant> as_of) {
  shown_.try_emplace(
      listing, Shown{.as_of_ms = as_of ? as_of->ms : INT64_MAX, .version_ms = {}, .offer = {}});
}

void ShownOffers::Take(const RowEvent& row) {
  const Listing& listing = std::get<ListingData>(row.event.data).listing;
  const auto place = shown_.find(Hash64Of(listing.id));
  if (place == shown_.end()) {
    return;
  }
  Shown& shown = place->second;
  const std::int64_t version_ms =
      (row.changed != nullptr ? *row.changed : row.event).time.instant.ms;
  if (shown.version_ms && !IsBetter(version_ms, *shown.version_ms, shown.as_of_ms)) {
    return;
  }
  shown.version_ms = version_ms;
  shown.offer = {.listing = listing.id,
                 .title = listing.title,
                 .price = listing.price ? fmt::format("{} {}", FormatDecimal(*listing.price),
                                                      listing.price->currency.code())
                                        : std::string()};
}

ShownOffers::Offer ShownOffers::Find(std::uint64_t listing) const {
  const auto place = shown_.find(listing);
  return place == shown_.end() ? Offer() : place->second.offer;
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// Titles and prices of the few listings of an export that people are shown: picked out of the table while it is read
// once more, rather than kept for all.
//
// Of a listing with several versions it is the one that was on offer at the moment asked for, or the oldest where all
// are younger. Threads: one caller.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <unordered_map>

#include "core/time.h"
#include "flows/joined_rows.h"

namespace assay::flows {

class ShownOffers {
 public:
  struct Offer {
    std::string listing;  // Its id; empty where no row was of it.
    std::string title;
    std::string price;  // "99.00 EUR"; empty where there is none.
  };

  // `listing` is Hash64Of its id. Without a moment, the last version. Asked again, the first moment stays.
  void Ask(std::uint64_t listing, std::optional<Instant> as_of);
  bool IsAsked(std::uint64_t listing) const { return shown_.contains(listing); }
  // A row of the listings.
  void Take(const RowEvent& row);
  Offer Find(std::uint64_t listing) const;

 private:
  struct Shown {
    std::int64_t as_of_ms = INT64_MAX;
    std::optional<std::int64_t> version_ms;
    Offer offer;
  };
  std::unordered_map<std::uint64_t, Shown> shown_;
};

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// What is so, whatever anybody found out: written apart from the events (docs/formats/truth.md).
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace assay::simulation {

enum class StoreKind : std::uint8_t {
  kHonest,
  kReseller,
  kSecondHand,
  kAccessories,
  kAuthorised,
  kOpportunist,
  kRing,
};
std::string_view NameOf(StoreKind kind);
inline bool IsOffender(StoreKind kind) {
  return kind >= StoreKind::kOpportunist;
}

enum class Role : std::uint8_t { kNone, kProducer, kWholesaler, kRetailer, kDropShipper };
std::string_view NameOf(Role role);

// What befalls innocent sellers and looks like guilt from outside.
enum class Mishap : std::uint8_t {
  kMixedSupply,        // Some of what its suppliers send is counterfeit, and it does not know.
  kHijacked,           // Somebody else offered counterfeits in its name for some days.
  kExtorted,           // A gang bought and claimed that the goods are counterfeit.
  kNoticedInBadFaith,  // Somebody said that to the marketplace.
  kPapersBorrowed,     // An offender opened a store in its seller's name.
  kPhoneRecycled,      // Its telephone number was another store's before.
};
inline constexpr std::array<Mishap, 6> kMishaps = {
    Mishap::kMixedSupply,       Mishap::kHijacked,       Mishap::kExtorted,
    Mishap::kNoticedInBadFaith, Mishap::kPapersBorrowed, Mishap::kPhoneRecycled};
std::string_view NameOf(Mishap mishap);

struct StoreTruth {
  std::string store;
  StoreKind kind = StoreKind::kHonest;
  Role role = Role::kNone;
  std::string controller;
  std::string ring;           // Empty for those in none.
  std::string reopened_from;  // The shut store that this one follows; empty for others.
  bool offender = false;      // Offers counterfeit goods.
  bool in_putian = false;
  bool at_night = false;
  bool shares_forwarder = false;
  bool shut = false;                           // By the marketplace, for counterfeits, up to now.
  std::array<bool, kMishaps.size()> befell{};  // By Mishap; innocent stores only.
};

struct ListingTruth {
  std::string listing;
  std::string store;
  std::string_view style;  // "clean": how it was first written (offer_text.h).
  bool counterfeit = false;
};

// Sums of what happened, for comparing arms.
struct Tally {
  std::uint64_t orders = 0;              // Sham ones left out.
  std::uint64_t counterfeit_orders = 0;  // Of them.
  std::uint64_t sham_orders = 0;
  std::uint64_t refunds_claimed_fake = 0;
  std::uint64_t refunds_claimed_fake_wrongly = 0;  // Of them: for genuine goods.
  std::uint64_t takedowns = 0;                     // Executed.
  std::uint64_t decisions = 0;                     // Of reviewers.
  std::uint64_t stores_shut = 0;
  std::uint64_t innocent_stores_shut = 0;
  std::uint64_t reopenings = 0;
  std::uint64_t moves_away = 0;  // Controllers that lead buyers off the platform.
  std::uint64_t arrests = 0;     // Controllers.
};

}  // namespace assay::simulation

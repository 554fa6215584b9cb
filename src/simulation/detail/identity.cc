// SPDX-License-Identifier: Apache-2.0
// Who a store says that it is: what a controller keeps when it opens again, whose papers it borrows, and whose number
// an innocent store gets.
#include "simulation/detail/town.h"

namespace assay::simulation::detail {
namespace {

// The founding store may be still to come.
void LendPapers(Town& town, Index lender, std::int64_t ms) {
  if (lender < town.stores.size()) {
    Befall(town, lender, Mishap::kPapersBorrowed, ms);
  } else {
    town.lenders_to_come.insert(lender);
  }
}

}  // namespace

Identity IdentityOf(std::uint64_t key) {
  return {MixOf(key, 1), MixOf(key, 2), MixOf(key, 3), MixOf(key, 4), MixOf(key, 5)};
}

Identity NextIdentity(Town& town, const Controller& controller, const Store& store) {
  const auto& reentry = town.world.reentry;
  Identity identity = IdentityOf(store.key);
  Chance chance = town.ChanceOf(store.key, Purpose::kIdentity);
  const bool keeps_person = chance.Happens(reentry.keeps_person);
  const bool borrows = chance.Happens(reentry.borrows);
  const auto lender = static_cast<Index>(chance.Below(town.stores_at_start));
  if (keeps_person) {
    identity.person = controller.identity.person;
  } else if (borrows) {
    identity.person = IdentityOf(town.KeyOf(kStoreKeys, lender)).person;
    LendPapers(town, lender, store.opened_ms);
  }
  const auto keep = [&](double share, std::uint64_t Identity::*item) {
    if (chance.Happens(share)) {
      identity.*item = controller.identity.*item;
    }
  };
  keep(reentry.keeps_phone, &Identity::phone);
  keep(reentry.keeps_bank, &Identity::bank);
  keep(reentry.keeps_device, &Identity::device);
  keep(reentry.keeps_address, &Identity::address);
  return identity;
}

void GetRecycledPhone(Town& town, Index index) {
  Store& store = town.stores[index];
  Chance chance = town.ChanceOf(store.key, Purpose::kMishap);
  const bool later = index >= town.stores_at_start && store.controller == kNone;
  if (!later || !chance.Happens(town.world.mishaps.recycled_phone)) {
    return;
  }
  // Whose number it was is drawn from the founding stores, shut or not, so that it is the same in every arm.
  store.identity.phone = town.stores[chance.Below(town.stores_at_start)].identity.phone;
  Befall(town, index, Mishap::kPhoneRecycled, store.opened_ms);
}

}  // namespace assay::simulation::detail

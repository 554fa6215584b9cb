// SPDX-License-Identifier: Apache-2.0
// What befalls innocent sellers and looks like guilt from outside. Whom it befalls does not depend on instructions.
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "simulation/detail/town.h"

namespace assay::simulation::detail {
namespace {

constexpr std::uint64_t kHijackers = 16;
constexpr std::uint64_t kOffersOfHijackers =
    900'000'000'000;  // Numbers beyond those of the owner's.

}  // namespace

void Befall(Town& town, Index index, Mishap mishap, std::int64_t ms) {
  Store& store = town.stores[index];
  bool& known = store.befell[static_cast<std::size_t>(mishap)];
  if (IsOffender(store.kind) || known) {
    return;
  }
  known = true;
  fmt::format_to(std::back_inserter(town.new_mishaps),
                 R"({{"store":"{}","mishap":"{}","time":"{}"}})"
                 "\n",
                 store.id, NameOf(mishap), FormatRfc3339(town.At(ms)));
}

void Hijack(Town& town) {
  const auto day = static_cast<std::uint64_t>(town.day);
  const std::int64_t begin = town.day_begin_ms();
  const std::uint32_t count = town.ChanceOf(kHijackers, Purpose::kMishap, day)
                                  .Count(static_cast<double>(town.stores_at_start) *
                                         town.world.mishaps.hijacked_a_year / 365);
  for (std::uint32_t i = 0; i < count; ++i) {
    Chance chance = town.ChanceOf(town.KeyOf(kHijackers, day << 24U | i), Purpose::kMishap);
    const auto index = static_cast<Index>(chance.Below(town.stores_at_start));
    // Not on the first day, which is the same for all.
    if (IsOffender(town.stores[index].kind) || town.stores[index].hijacked ||
        !town.IsOpen(town.stores[index], begin) ||
        begin < town.stores[index].opened_ms + kMillisecondsPerDay) {
      continue;
    }
    town.stores[index].hijacked = true;
    const std::int64_t ms = town.Later(begin, 20 * chance.Share());
    Befall(town, index, Mishap::kHijacked, ms);
    // Deep discounts, in other people's name: there is no reason to hide.
    const std::uint64_t offers = 3 + chance.Below(6);
    for (std::uint64_t n = 0; n < offers; ++n) {
      const Style style = chance.Happens(0.5) ? Style::kFakeOpen : Style::kFakeClean;
      const Index offer = MakeOffer(town, index, kOffersOfHijackers + (day << 8U) + n,
                                    ms + static_cast<std::int64_t>(n) * 300'000, style);
      town.stores[index].offers.push_back(offer);
    }
    town.Schedule({.ms = town.Later(ms, 24 * (1 + 3 * chance.Share())),
                   .key = town.stores[index].key,
                   .kind = TaskKind::kOwnerReturns,
                   .store = index});
  }
}

void ReturnToOwner(Town& town, const Task& task) {
  Store& store = town.stores[task.store];
  store.hijacked = false;
  std::erase_if(store.offers, [&](Index offer) {
    const bool foreign = town.offers[offer].counterfeit();
    if (foreign && store.closed_ms == INT64_MAX) {
      Withdraw(town, offer, task.ms);
    }
    return foreign;
  });
}

}  // namespace assay::simulation::detail

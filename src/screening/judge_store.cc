// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "screening/detail/store_findings.h"

namespace assay::screening {
namespace {

using detail::Kind;
using detail::StoreFinding;

constexpr std::uint64_t kPriorOrders = 2'000;
constexpr std::uint64_t kBasePerHundredMillion = 14'900;  // 1.49 in 10,000

// Whether the drawn rate is at least `times` the base, in integers.
bool IsAtLeast(std::uint64_t times, std::uint64_t complaints, std::uint64_t orders) {
  // Counters saturate far below what could overflow here.
  const std::uint64_t rate =
      complaints * 100'000'000 + kPriorOrders * kBasePerHundredMillion;  // x (orders + prior)
  return rate >= times * kBasePerHundredMillion * (orders + kPriorOrders);
}

// A store is new for its first 30 days; after a year, with as many orders as a complaint rate can be told
// from, a quiet record speaks for it.
constexpr std::int64_t kNewDays = 30;
constexpr std::int64_t kEstablishedDays = 365;
constexpr std::uint64_t kEstablishedOrders = 1'000;

// Orders without parcels are a mark of brushing, where the marketplace tells parcels at all.
constexpr std::uint64_t kOrdersToMissParcels = 50;

void AddRecord(const StoreContext& store, std::vector<StoreFinding>& findings) {
  if (store.confirmed_listings >= 3) {
    findings.push_back(
        {Kind::kStoreConfirmedOften,
         fmt::format("people confirmed {} listings of this store as counterfeit within a year",
                     store.confirmed_listings)});
  } else if (store.confirmed_listings > 0) {
    findings.push_back(
        {Kind::kStoreConfirmedOnce,
         fmt::format("people confirmed {} of this store as counterfeit within a year",
                     store.confirmed_listings == 1 ? "a listing" : "two listings")});
  }
  if (store.same_controller_as_closed) {
    findings.push_back({Kind::kStoreSameController,
                        "a person confirmed that who runs this store ran one that was shut for "
                        "counterfeits"});
  }
}

}  // namespace

ComplaintLevel ComplaintLevelOf(std::uint64_t counterfeit_refunds, std::uint64_t orders) {
  if (counterfeit_refunds >= 5 && IsAtLeast(10, counterfeit_refunds, orders)) {
    return ComplaintLevel::kMany;
  }
  if (counterfeit_refunds >= 2 && IsAtLeast(4, counterfeit_refunds, orders)) {
    return ComplaintLevel::kSome;
  }
  return ComplaintLevel::kUsual;
}

namespace detail {

std::vector<StoreFinding> FindingsOf(const StoreContext& store) {
  std::vector<StoreFinding> findings;
  const ComplaintLevel complaints = ComplaintLevelOf(store.counterfeit_refunds, store.orders);
  if (complaints != ComplaintLevel::kUsual) {
    findings.push_back({complaints == ComplaintLevel::kMany ? Kind::kStoreComplaintsMany
                                                            : Kind::kStoreComplaintsSome,
                        fmt::format("{} buyers asked for their money back because the goods were "
                                    "counterfeit, of {} orders in {} days",
                                    store.counterfeit_refunds, store.orders, kStoreWindowDays)});
  }
  if (store.age_days >= 0 && store.age_days < kNewDays) {
    findings.push_back(
        {Kind::kStoreNew, fmt::format("the store opened less than {} days ago", kNewDays)});
  } else if (store.age_days >= kEstablishedDays && store.orders_ever >= kEstablishedOrders &&
             complaints == ComplaintLevel::kUsual && store.confirmed_listings == 0) {
    findings.push_back({Kind::kStoreEstablished,
                        fmt::format("open for more than a year with {} orders or more and few "
                                    "complaints",
                                    kEstablishedOrders)});
  }
  if (store.parcels_ever > 0 && store.orders >= kOrdersToMissParcels &&
      store.parcels * 5 < store.orders) {
    findings.push_back(
        {Kind::kStoreParcelsMissing, fmt::format("{} parcels for {} orders in {} days",
                                                 store.parcels, store.orders, kStoreWindowDays)});
  }
  AddRecord(store, findings);
  return findings;
}

}  // namespace detail
}  // namespace assay::screening

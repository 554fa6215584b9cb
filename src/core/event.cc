// SPDX-License-Identifier: Apache-2.0
#include "core/event.h"

#include <unordered_map>

#include "core/check.h"

namespace assay {

const std::vector<EventTypeInfo>& AllEventTypes() {
  using enum EventType;
  using enum EventFamily;
  static const std::vector<EventTypeInfo> types = {
      {kBrand, kReference, "brand", true},
      {kRight, kReference, "right", true},
      {kProduct, kReference, "product", true},
      {kAuthorisation, kReference, "authorisation", true},
      {kStoreOpened, kMarketplace, "store.opened", false},
      {kStoreUpdated, kMarketplace, "store.updated", false},
      {kStoreClosed, kMarketplace, "store.closed", false},
      {kListing, kMarketplace, "listing", false},
      {kListingRemoved, kMarketplace, "listing.removed", false},
      {kOrder, kMarketplace, "order", false},
      {kRefund, kMarketplace, "refund", false},
      {kReview, kMarketplace, "review", false},
      {kMessage, kMarketplace, "message", false},
      {kDispute, kMarketplace, "dispute", false},
      {kInventory, kMarketplace, "inventory", false},
      {kFunds, kMarketplace, "funds", false},
      {kParcel, kMarketplace, "parcel", false},
      {kMeasureExecuted, kMarketplace, "measure.executed", false},
      {kMeasureFailed, kMarketplace, "measure.failed", false},
      {kSighting, kOutside, "sighting", false},
      {kWatch, kOutside, "watch", false},
      {kNotice, kOutside, "notice", false},
      {kCounterNotice, kOutside, "counter_notice", false},
      {kConsumerReport, kOutside, "consumer_report", false},
      {kTestBuy, kOutcome, "test_buy", false},
      {kCapture, kOutcome, "capture", false},
      {kFieldObservation, kOutcome, "field_observation", false},
      {kSeizure, kOutcome, "seizure", false},
      {kAuthorityRequest, kOutcome, "authority.request", false},
      {kAuthorityOrder, kOutcome, "authority.order", false},
      {kAuthorityCase, kOutcome, "authority.case", false},
      {kAuthorityOutcome, kOutcome, "authority.outcome", false},
      {kCourtResult, kOutcome, "court_result", false},
      {kPaymentRecovered, kOutcome, "payment_recovered", false},
      {kDecision, kPeople, "decision", false},
      {kAppeal, kPeople, "appeal", false},
      {kAppealDecision, kPeople, "appeal_decision", false},
      {kCaseOpened, kPeople, "case.opened", false},
      {kCaseAssigned, kPeople, "case.assigned", false},
      {kCaseNote, kPeople, "case.note", false},
      {kCaseClosed, kPeople, "case.closed", false},
      {kConfigurationActivated, kPeople, "configuration.activated", true},
      {kClockAdvanced, kSystem, "clock.advanced", true},
      {kEpochStarted, kSystem, "epoch.started", true},
  };
  return types;
}

const EventTypeInfo& InfoOf(EventType type) {
  static const std::unordered_map<EventType, const EventTypeInfo*> by_type = [] {
    std::unordered_map<EventType, const EventTypeInfo*> index;
    for (const EventTypeInfo& info : AllEventTypes()) {
      index.emplace(info.type, &info);
    }
    return index;
  }();
  const auto found = by_type.find(type);
  CHECK_THAT(found != by_type.end(), "every enumerator stands in the table");
  return *found->second;
}

const EventTypeInfo* FindEventType(std::string_view wire_type) {
  constexpr std::string_view kPrefix = "assay.";
  constexpr std::string_view kSuffix = ".v1";
  if (!wire_type.starts_with(kPrefix) || !wire_type.ends_with(kSuffix) ||
      wire_type.size() <= kPrefix.size() + kSuffix.size()) {
    return nullptr;
  }
  const std::string_view name =
      wire_type.substr(kPrefix.size(), wire_type.size() - kPrefix.size() - kSuffix.size());
  static const std::unordered_map<std::string_view, const EventTypeInfo*> by_name = [] {
    std::unordered_map<std::string_view, const EventTypeInfo*> index;
    for (const EventTypeInfo& info : AllEventTypes()) {
      index.emplace(info.name, &info);
    }
    return index;
  }();
  const auto found = by_name.find(name);
  return found == by_name.end() ? nullptr : found->second;
}

std::string WireNameOf(EventType type) {
  return "assay." + std::string(InfoOf(type).name) + ".v1";
}

}  // namespace assay

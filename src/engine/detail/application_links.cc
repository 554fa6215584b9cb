// SPDX-License-Identifier: Apache-2.0
// Who carries which identity, and the links between open and shut stores that follow. In recovery the
// links of each epoch are read back, and none of this runs.
#include <algorithm>
#include <utility>

#include "engine/detail/application.h"

namespace assay::engine::detail {

void Application::AddTokens(Cause& cause, const Event& event,
                            const std::vector<IdentityToken>& tokens) {
  std::vector<linkage::IdentityIndex::Token> compared;
  for (const IdentityToken& token : tokens) {
    delta_.tokens.push_back({cause.sequence, event.subject, token.kind, token.value});
    if (const auto kind = linkage::FindTokenKind(token.kind)) {
      compared.push_back({*kind, linkage::TokenKeyOf(*kind, token.value)});
    }
  }
  if (options_.recorded == nullptr) {
    TakeLinks(cause,
              view_.identities.AddTokens(StoreId(event.subject), compared, configuration().links));
  }
}

void Application::TakeLinks(Cause& cause, const std::vector<linkage::LinkChange>& changes) {
  for (const linkage::LinkChange& change : changes) {
    if (growing_links_ == nullptr) {
      growing_links_ = view_.shared.pending_links != nullptr
                           ? std::make_shared<linkage::LinkSet>(*view_.shared.pending_links)
                           : std::make_shared<linkage::LinkSet>();
    }
    if (!growing_links_->Apply(change)) {
      continue;
    }
    view_.shared.pending_links = growing_links_;
    delta_.shared_changed = true;
    CountDaily(cause, change.withdrawn ? reporting::kLinksWithdrawn : reporting::kLinksProposed);
    delta_.links.push_back(
        {.sequence = cause.sequence, .ordinal = cause.next_ordinal++, .change = change});
  }
}

std::size_t Application::LinksToClosed(const Event& event) const {
  return view_.shared.links == nullptr || configuration().links == linkage::Comparison::kNone
             ? 0
             : view_.shared.links->LinksOf(StoreId(event.subject), event.time.instant).size();
}

Outcome Application::ApplyStoreOpened(Cause& cause, const Prepared& prepared,
                                      const StoreOpenedData& data) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  if (event.time.instant.ms < store.opened_ms) {
    return Outcome::kStale;  // Sent again after the store was opened once more.
  }
  store.opened_ms = event.time.instant.ms;
  const bool reopened = store.closed_ms != 0 && store.closed_ms <= store.opened_ms;
  if (reopened) {
    store.closed_ms = 0;  // The marketplace opened the same store again.
    if (options_.recorded == nullptr) {
      TakeLinks(cause, view_.identities.MarkOpen(StoreId(event.subject), configuration().links));
    }
  }
  delta_.openings.push_back({cause.sequence, event.subject, event.time.instant, reopened});
  CountDaily(cause, reporting::kStoresOpened);
  AddTokens(cause, event, data.tokens);
  EvaluateStore(cause, prepared, store);
  return Outcome::kApplied;
}

Outcome Application::ApplyStoreUpdated(Cause& cause, const Prepared& prepared,
                                       const StoreUpdatedData& data) {
  AddTokens(cause, prepared.event, data.tokens);
  return ApplyCount(cause, prepared, {Count::kOther});
}

Outcome Application::ApplyStoreClosed(Cause& cause, const Prepared& prepared,
                                      const StoreClosedData& data) {
  const Event& event = prepared.event;
  StoreState& store = StoreToChange(prepared);
  if (event.time.instant.ms < store.opened_ms || event.time.instant.ms < store.closed_ms) {
    return Outcome::kStale;
  }
  const bool counterfeit = data.reason == ClosureReason::kIpCounterfeit;
  store.closed_ms = event.time.instant.ms;
  store.closure_reason = data.reason;
  store.was_closed_for_counterfeit |= counterfeit;
  delta_.closures.push_back({.sequence = cause.sequence,
                             .store = event.subject,
                             .time = event.time.instant,
                             .reason = data.reason,
                             .indefinite = data.indefinite,
                             .measure = data.measure,
                             .actor = data.actor});
  CountDaily(cause, reporting::StoresClosed(data.reason));
  EndWaitingMeasures(cause, prepared, store);
  if (counterfeit && options_.recorded == nullptr) {
    TakeLinks(cause, view_.identities.MarkClosed(StoreId(event.subject), event.time.instant,
                                                 configuration().links));
  }
  return Outcome::kApplied;
}

}  // namespace assay::engine::detail

// SPDX-License-Identifier: Apache-2.0
#include "flows/reopened_stores.h"

#include <algorithm>

#include "linkage/link.h"

namespace assay::flows {
namespace {

std::vector<std::string> KindsOf(const linkage::Link& link) {
  std::vector<linkage::SharedToken> tokens;
  std::ranges::copy_if(link.evidence, std::back_inserter(tokens),
                       [](const linkage::SharedToken& token) { return token.weight.micros > 0; });
  std::ranges::stable_sort(tokens, std::greater{}, &linkage::SharedToken::weight);
  std::vector<std::string> kinds;
  kinds.reserve(tokens.size());
  for (const linkage::SharedToken& token : tokens) {
    kinds.emplace_back(linkage::NameOf(token.kind));
  }
  return kinds;
}

}  // namespace

ReopenedStores::ReopenedStores(const std::unordered_map<std::string, Instant>& closed)
    : closed_(closed) {
  for (const auto& [store, time] : closed) {
    closings_.emplace_back(time, store);
  }
  std::ranges::sort(closings_);
}

void ReopenedStores::Observe(const engine::Delta& delta) {
  auto token = delta.tokens.begin();
  for (const engine::OpeningRow& opening : delta.openings) {
    MarkClosedUntil(opening.time);
    opened_.try_emplace(opening.store, opening.time);
    std::vector<linkage::IdentityIndex::Token> tokens;
    while (token != delta.tokens.end() && token->sequence.number < opening.sequence.number) {
      ++token;  // Of an event that opened no store.
    }
    for (; token != delta.tokens.end() && token->sequence.number == opening.sequence.number;
         ++token) {
      if (const auto kind = linkage::FindTokenKind(token->kind)) {
        tokens.push_back({*kind, linkage::TokenKeyOf(*kind, token->value)});
      }
    }
    Take(index_.AddTokens(StoreId(opening.store), tokens), opening.time);
  }
}

void ReopenedStores::MarkClosedUntil(Instant time) {
  for (; next_closing_ < closings_.size() && closings_[next_closing_].first <= time;
       ++next_closing_) {
    const auto& [at, store] = closings_[next_closing_];
    Take(index_.MarkClosed(StoreId(store), at), at);
  }
}

void ReopenedStores::Take(const std::vector<linkage::LinkChange>& changes, Instant now) {
  for (const linkage::LinkChange& change : changes) {
    const std::string& store = change.link.store.value();
    if (change.withdrawn) {
      // A store's own closing ends its links, and does not make them wrong; a value that many turn out to carry does.
      const auto closed = closed_.find(store);
      const auto found = found_.find(store);
      if (found != found_.end() && found->second.closed_store == change.link.closed.value() &&
          (closed == closed_.end() || closed->second > now)) {
        found_.erase(found);
      }
      continue;
    }
    const auto opened = opened_.find(store);
    found_.try_emplace(store,
                       pilot::LinkedStore{.store = store,
                                          .closed_store = change.link.closed.value(),
                                          .since = now,
                                          .opened_after = opened != opened_.end() &&
                                                          opened->second >= change.link.closed_at,
                                          .shares = KindsOf(change.link)});
  }
}

std::vector<pilot::LinkedStore> ReopenedStores::Finish() {
  MarkClosedUntil({INT64_MAX});
  std::vector<pilot::LinkedStore> stores;
  for (auto& [name, store] : found_) {
    if (const auto closed = closed_.find(name); closed != closed_.end()) {
      store.closed = closed->second;
    }
    stores.push_back(std::move(store));
  }
  found_.clear();
  return stores;
}

}  // namespace assay::flows

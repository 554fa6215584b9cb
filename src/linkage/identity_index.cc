// SPDX-License-Identifier: Apache-2.0
#include "linkage/identity_index.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "linkage/limits.h"

namespace assay::linkage {

Hash128 TokenKeyOf(TokenKind kind, std::string_view value) {
  return Hash128Of(NameOf(kind), value);
}

std::vector<LinkChange> IdentityIndex::AddTokens(const StoreId& store,
                                                 std::span<const Token> tokens,
                                                 Comparison comparison) {
  std::set<Pair> touched;
  for (const Token& token : tokens) {
    AddToken(store, token, touched);
  }
  return Changes(touched, comparison);
}

void IdentityIndex::AddToken(const StoreId& store, const Token& token, std::set<Pair>& touched) {
  Identity& identity = stores_[store];
  const auto own = std::ranges::lower_bound(identity.tokens, token.key, {}, &Token::key);
  if ((own != identity.tokens.end() && own->key == token.key) ||
      identity.tokens.size() == kTokensPerStoreMax) {
    return;
  }
  identity.tokens.insert(own, token);
  Carriers& carriers = carriers_[token.key];
  if (carriers.is_common) {
    TouchPairsOf(store, touched);  // It adds nothing to their weight, but is said in the evidence.
    return;
  }
  carriers.stores.insert(std::ranges::lower_bound(carriers.stores, store), store);
  // The value is less rare now, which weakens every link that rests on it.
  for (std::size_t i = 0; i < carriers.stores.size(); ++i) {
    for (std::size_t j = i + 1; j < carriers.stores.size(); ++j) {
      touched.emplace(carriers.stores[i], carriers.stores[j]);
    }
  }
  if (carriers.stores.size() > kCarriersMax) {
    carriers.is_common = true;
    carriers.stores.clear();
  }
}

std::vector<LinkChange> IdentityIndex::MarkClosed(const StoreId& store, Instant at,
                                                  Comparison comparison) {
  stores_[store].closed_at = at;
  std::set<Pair> touched;
  TouchPairsOf(store, touched);
  return Changes(touched, comparison);
}

std::vector<LinkChange> IdentityIndex::MarkOpen(const StoreId& store, Comparison comparison) {
  const auto found = stores_.find(store);
  if (found == stores_.end() || !found->second.closed_at) {
    return {};
  }
  found->second.closed_at.reset();
  std::set<Pair> touched;
  TouchPairsOf(store, touched);
  return Changes(touched, comparison);
}

void IdentityIndex::TouchPairsOf(const StoreId& store, std::set<Pair>& touched) const {
  for (const Token& own : stores_.at(store).tokens) {
    for (const StoreId& other : carriers_.at(own.key).stores) {
      if (other != store) {
        touched.emplace(std::min(store, other), std::max(store, other));
      }
    }
  }
}

std::vector<LinkChange> IdentityIndex::Changes(const std::set<Pair>& touched,
                                               Comparison comparison) const {
  std::vector<LinkChange> changes;
  const auto none = [](const StoreId& open, const StoreId& closed) {
    LinkChange change;
    change.link.store = open;
    change.link.closed = closed;
    change.withdrawn = true;
    return change;
  };
  for (const auto& [a, b] : touched) {
    const bool a_closed = stores_.at(a).closed_at.has_value();
    const bool b_closed = stores_.at(b).closed_at.has_value();
    for (const auto& [open, closed] : {std::pair(a, b), std::pair(b, a)}) {
      const bool is_pair = a_closed != b_closed && (closed == a ? a_closed : b_closed);
      LinkChange change{.link = is_pair ? LinkBetween(open, closed, comparison) : Link(),
                        .withdrawn = false};
      changes.push_back(is_pair && change.link.log_odds >= kProposalThreshold ? std::move(change)
                                                                              : none(open, closed));
    }
  }
  return changes;
}

Link IdentityIndex::LinkBetween(const StoreId& open, const StoreId& closed,
                                Comparison comparison) const {
  const Identity& one = stores_.at(open);
  const Identity& other = stores_.at(closed);
  Link link{.store = open,
            .closed = closed,
            .closed_at = *other.closed_at,
            .log_odds = {},
            .evidence = {}};
  std::array<SharedToken*, kAttributes> strongest{};
  link.evidence.reserve(std::min(one.tokens.size(), other.tokens.size()));  // Pointers stay.
  for (auto a = one.tokens.begin(), b = other.tokens.begin();
       a != one.tokens.end() && b != other.tokens.end();) {
    if (a->key < b->key) {
      ++a;
    } else if (b->key < a->key) {
      ++b;
    } else if (!IsCompared(a->kind, comparison)) {
      ++a;
      ++b;
    } else {
      const Carriers& carriers = carriers_.at(a->key);
      const auto count = static_cast<std::uint32_t>(carriers.is_common ? kCarriersMax + 1
                                                                       : carriers.stores.size());
      SharedToken& shared = link.evidence.emplace_back(
          SharedToken{.kind = a->kind, .carriers = count, .weight = WeightOf(a->kind, count)});
      SharedToken*& best = strongest[static_cast<std::size_t>(AttributeOf(a->kind))];
      if (best == nullptr || shared.weight > best->weight) {
        if (best != nullptr) {
          best->weight = {};
        }
        best = &shared;
      } else {
        shared.weight = {};
      }
      ++a;
      ++b;
    }
  }
  for (const SharedToken& shared : link.evidence) {
    link.log_odds += shared.weight;
  }
  std::ranges::sort(link.evidence);
  return link;
}

IdentityIndex IdentityIndex::Around(std::span<const Hash128> tokens,
                                    std::span<const StoreId> stores) const {
  IdentityIndex part;
  const auto copy_carriers = [&](const Hash128& token) {
    const auto found = carriers_.find(token);
    if (found == carriers_.end()) {
      return;
    }
    if (part.carriers_.emplace(token, found->second).second) {
      for (const StoreId& store : found->second.stores) {
        CopyStore(store, part);
      }
    }
  };
  for (const Hash128& token : tokens) {
    copy_carriers(token);
  }
  for (const StoreId& store : stores) {
    CopyStore(store, part);
    if (const auto found = stores_.find(store); found != stores_.end()) {
      for (const Token& own : found->second.tokens) {
        copy_carriers(own.key);
      }
    }
  }
  // A link's evidence names every value that both carry: the carriers of each are needed too, though
  // not the stores among them.
  for (const auto& [store, identity] : part.stores_) {
    for (const Token& own : identity.tokens) {
      if (const auto found = carriers_.find(own.key); found != carriers_.end()) {
        part.carriers_.emplace(own.key, found->second);
      }
    }
  }
  return part;
}

void IdentityIndex::CopyStore(const StoreId& store, IdentityIndex& into) const {
  if (const auto found = stores_.find(store); found != stores_.end()) {
    into.stores_.emplace(store, found->second);
  }
}

}  // namespace assay::linkage

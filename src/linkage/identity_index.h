// SPDX-License-Identifier: Apache-2.0
// Who carries which identity token, and which stores were shut for counterfeits. A value with two
// uses: the whole of an installation, kept by storage, and the part around the stores of one batch
// (Around), which the engine moves forward event by event.
//
// Each change returns the links that may have changed with it, among the stores that carry a token of
// the store in question: new ones, ones whose evidence became weaker because more stores carry a value,
// and pairs that are none any more. A LinkSet that takes them all holds, in the end, the same links
// whatever the order of the changes.
//
// Invariants
//  1. The links are a function of the set of tokens and of who is shut, not of the order in which they
//     came (as long as no store brings more than kTokensPerStoreMax).
//  2. A part made by Around answers for its stores and tokens as the whole would.
//  3. A token's carriers are kept up to kCarriersMax; then it is common for good and proves nothing.
//
// Threads: const functions may run at once. Cost: a change looks at the pairs among the carriers of the
// tokens concerned, at most kCarriersMax squared over 4 for each. Memory: about 200 bytes a store and
// 100 a token.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "core/hash.h"
#include "core/ids.h"
#include "core/time.h"
#include "linkage/link.h"

namespace assay::linkage {

struct HashOfToken {
  std::size_t operator()(const Hash128& key) const { return static_cast<std::size_t>(key.low); }
};

// Of kind and value: equal values of different kinds are different tokens.
Hash128 TokenKeyOf(TokenKind kind, std::string_view value);

class IdentityIndex {
 public:
  struct Token {
    TokenKind kind = TokenKind::kPhone;
    Hash128 key;
  };
  // All tokens are kept whatever is compared, so that another comparison can be chosen later. It decides about
  // the pairs that a change touches; the links of others stay as they were.
  //
  // The store carries these from now on. Repeats change nothing.
  std::vector<LinkChange> AddTokens(const StoreId& store, std::span<const Token> tokens,
                                    Comparison comparison = Comparison::kParts);
  // Shut for counterfeits at that time.
  std::vector<LinkChange> MarkClosed(const StoreId& store, Instant at,
                                     Comparison comparison = Comparison::kParts);
  // Open again, by the marketplace's own word.
  std::vector<LinkChange> MarkOpen(const StoreId& store,
                                   Comparison comparison = Comparison::kParts);

  // The part that changes with these tokens and of these stores need.
  IdentityIndex Around(std::span<const Hash128> tokens, std::span<const StoreId> stores) const;

  std::size_t store_count() const { return stores_.size(); }
  std::size_t token_count() const { return carriers_.size(); }

 private:
  struct Identity {
    std::vector<Token> tokens;  // By key.
    std::optional<Instant> closed_at;
  };
  struct Carriers {
    std::vector<StoreId> stores;  // By id, at most kCarriersMax; empty where common.
    bool is_common = false;       // More than kCarriersMax carry it.
  };
  using Pair = std::pair<StoreId, StoreId>;

  void AddToken(const StoreId& store, const Token& token, std::set<Pair>& touched);
  void TouchPairsOf(const StoreId& store, std::set<Pair>& touched) const;
  // The links of the pairs as they are now, in the pairs' order.
  std::vector<LinkChange> Changes(const std::set<Pair>& touched, Comparison comparison) const;
  Link LinkBetween(const StoreId& open, const StoreId& closed, Comparison comparison) const;
  void CopyStore(const StoreId& store, IdentityIndex& into) const;

  std::map<StoreId, Identity> stores_;
  std::unordered_map<Hash128, Carriers, HashOfToken> carriers_;
};

}  // namespace assay::linkage

// SPDX-License-Identifier: Apache-2.0
// A link: an open store that seems to have the controller of a store that was shut for counterfeits.
// A proposal with evidence; a person decides.
#pragma once

#include <cstdint>
#include <vector>

#include "core/ids.h"
#include "core/log_odds.h"
#include "core/time.h"
#include "linkage/token_kind.h"

namespace assay::linkage {

// One value that both stores carry.
struct SharedToken {
  TokenKind kind = TokenKind::kPhone;
  std::uint32_t carriers = 0;  // Stores that carry it; kCarriersMax + 1 means "more than that".
  LogOdds weight;              // 0 where it is common, or follows from a stronger part.
  friend auto operator<=>(const SharedToken&, const SharedToken&) = default;
};

struct Link {
  StoreId store;   // Open.
  StoreId closed;  // Shut for counterfeits.
  Instant closed_at;
  LogOdds log_odds;  // Sum of the weights; without a prior, so not yet a probability.
  std::vector<SharedToken> evidence;  // By kind; also what counts nothing, so that it can be said.
  friend auto operator<=>(const Link&, const Link&) = default;
};

// What one event changed: the pair's link as it is now, or that there is none any more (then `link` holds
// the two names only).
struct LinkChange {
  Link link;
  bool withdrawn = false;
};

}  // namespace assay::linkage

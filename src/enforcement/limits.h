// SPDX-License-Identifier: Apache-2.0
// The maxima of this module. A policy past one does not load (kLimitExceeded).
#pragma once

#include <cstddef>
#include <cstdint>

namespace assay::enforcement {

inline constexpr std::size_t kRulesMax = 256;
inline constexpr std::size_t kRuleIdBytesMax = 64;
inline constexpr std::size_t kBecauseBytesMax = 500;

// Of one expression. Evaluation visits each node at most once, or once for each of a listing's
// findings inside exists(), which does not nest: so these bound the time as well.
inline constexpr std::size_t kExpressionBytesMax = 2'000;
inline constexpr std::size_t kExpressionNodesMax = 256;
inline constexpr std::size_t kExpressionDepthMax = 32;
inline constexpr std::size_t kListItemsMax = 128;

// A measure may be limited to at most ten years; longer is "until a person lifts it".
inline constexpr std::int64_t kDurationMsMax = std::int64_t{3'653} * 24 * 3'600'000;

// How long a link to a closed store, which by itself proves nothing, may hold a new listing.
// Source: Assay's own principle (a link alone proposes), not a law; 2026-11.
inline constexpr std::int64_t kLinkHoldMsMax = std::int64_t{48} * 3'600'000;

// Live days kept for one store's points: the longest expiry and the day itself.
inline constexpr std::int32_t kPointsExpiryDaysMax = 1'096;

}  // namespace assay::enforcement

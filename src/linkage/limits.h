// SPDX-License-Identifier: Apache-2.0
// Maxima of linkage.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/time.h"

namespace assay::linkage {

// A value that more stores carry is a forwarder's phone, an agency's address, a shared device: it
// proves nothing about any two of them, and pairs are never made of it.
inline constexpr std::size_t kCarriersMax = 20;

// Tokens kept of one store; a store that brings more repeats itself or wants to wear us down.
inline constexpr std::size_t kTokensPerStoreMax = 40;

// How long a shut store's tokens are compared: the retention of trade records, three years from the
// closing (E-Commerce Law of China, art. 31: at least three years).
inline constexpr std::int64_t kClosedStoreMs = 3 * 365 * kMillisecondsPerDay;

}  // namespace assay::linkage

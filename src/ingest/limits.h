// SPDX-License-Identifier: Apache-2.0
// The maxima of this module. Meeting one is answered with kLimitExceeded or a reject, never
// silently.
#pragma once

#include <cstddef>
#include <cstdint>

#include "core/time.h"

namespace assay::ingest {

// A line of events: a listing with the longest description allowed, in escapes, stays below half of
// it.
inline constexpr std::size_t kLineBytesMax = std::size_t{1} << 20;
// What is kept of a longer line, so that quarantine can show and recognise it.
inline constexpr std::size_t kLineHeadBytes = std::size_t{64} << 10;

inline constexpr std::size_t kCsvRecordBytesMax = std::size_t{1} << 20;
inline constexpr std::size_t kCsvFieldsMax = 1'024;

// Levels of objects and arrays in an event, the envelope being the first.
inline constexpr int kJsonDepthMax = 64;

// Bounds of the envelope, in bytes. `subject` is a key of every table.
inline constexpr std::size_t kIdBytesMax = 256;
inline constexpr std::size_t kSourceBytesMax = 256;
inline constexpr std::size_t kSubjectBytesMax = 256;
inline constexpr std::size_t kTypeBytesMax = 128;

// Times of events: 2000-01-01T00:00:00Z up to, and without, 2200-01-01T00:00:00Z. Outside it a
// clock was not set, or a field was misread.
inline constexpr Instant kEarliestTime{946'684'800'000};
inline constexpr Instant kTimeEnd{7'258'118'400'000};

}  // namespace assay::ingest

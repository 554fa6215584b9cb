// SPDX-License-Identifier: Apache-2.0
// Whether digits are a telephone number that somebody may have: the numbering plans of the world, as libphonenumber
// (Google) keeps them. The plans are those of the installed library: a number given out since then is none to it.
//
// Threads: any. Cost: some 20 us a number and 10 ms at the first; ask only where the digits look like one.
#pragma once

#include <cstdint>
#include <string_view>

namespace assay::contact {

// Where the digits are dialled. kWorld: they begin with a country's code, without "+" or "00".
enum class Plan : std::uint8_t { kWorld, kChina, kNorthAmerica };

// `digits`: ASCII, at most 15 count (E.164). False for numbers that cost the caller extra or nothing (400 and 800 in China,
// 800 in North America), which are hotlines of companies.
bool IsPrivatePhone(std::string_view digits, Plan plan);

}  // namespace assay::contact

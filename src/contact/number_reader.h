// SPDX-License-Identifier: Apache-2.0
// Numbers that lead off the marketplace, in any writing of digits: 138…, 一三八…, 1️⃣3️⃣8️⃣…, 幺三扒…, l38 OO….
//
// A telephone number is told by itself: by its plan (contact/phone_number.h), by how its digits are grouped, and by what
// stands before it. Sizes, prices, dates, articles, barcodes and orders are numbers of the same lengths; the hotline of
// a company (400, 800) is no private number. Numbers stand beside each other ("38 39 40 13900001234"): one that is part of
// a row counts where its groups are apart otherwise than the row's. An account name is a number or a word with digits
// beside a channel.
//
// Privacy: a Number says where it stands and never what it is.
//
// Cost: linear, 1 ns a byte of words and up to 40 ns a byte of digits that stand apart; and at most kPlanLookupsMax looks
// into the plans, some 20 us each (bench/screening/hostile_text_bench.cc). Threads: pure.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

#include "text/folding.h"

namespace assay::contact {

enum class NumberKind : std::uint8_t { kPhone, kAccount };

struct Number {
  NumberKind kind = NumberKind::kPhone;
  text::SourceSpan span;
  std::uint32_t digits = 0;
  bool is_disguised = false;  // Not written in plain digits.
};

// A text that looks like so many numbers and is none of them is read no further.
inline constexpr std::size_t kPlanLookupsMax = 64;

// The first telephone number of a text (any bytes; below 4 GiB).
std::optional<Number> FindPhone(std::string_view source);

// The account name that begins within 12 characters behind the offset `begin` of `folded`: five to twenty digits and small
// letters, two of them digits at least, apart by no more than one other character each.
std::optional<Number> FindAccount(std::string_view source, const text::FoldedText& folded,
                                  std::size_t begin);

}  // namespace assay::contact

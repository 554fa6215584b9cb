// SPDX-License-Identifier: Apache-2.0
// Money is an integer count of minor units plus an ISO 4217 code. A price that came without a
// currency is not Money: callers say so instead of guessing.
#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "core/result.h"

namespace assay {

// An ISO 4217 code that is in our table (docs/formats/money.md says from which list and date).
class Currency {
 public:
  Currency() = default;  // XXX: "no currency".
  // Upper or lower case; nullopt for anything that is not in the table.
  static std::optional<Currency> Find(std::string_view code);

  std::string_view code() const { return {code_.data(), 3}; }
  // Digits after the decimal point: 2 for CNY, 0 for JPY, 3 for KWD.
  int minor_digits() const { return minor_digits_; }
  bool is_none() const { return code_[0] == 'X' && code_[1] == 'X' && code_[2] == 'X'; }

  friend auto operator<=>(const Currency&, const Currency&) = default;

 private:
  std::array<char, 3> code_ = {'X', 'X', 'X'};
  std::int8_t minor_digits_ = 0;
};

struct Money {
  std::int64_t minor_units = 0;
  Currency currency;
  friend auto operator<=>(const Money&, const Money&) = default;
};

// The largest amount any event may carry, in minor units: 10^15 is ten trillion yuan.
inline constexpr std::int64_t kMoneyMinorUnitsMax = 1'000'000'000'000'000;

// Parses a decimal amount in the currency's main unit ("1299.00", "1,299", " 12.5 "): digits with
// at most one point; commas only as thousands separators; digits beyond the minor unit are rounded
// half up; an exponent is refused. Errors: kInvalidArgument "money.not_a_number", "money.negative",
// "money.out_of_range". O(length).
Result<Money> ParseMoney(std::string_view decimal, Currency currency);

// "1299.00"
std::string FormatDecimal(const Money& money);

}  // namespace assay

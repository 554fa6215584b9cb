// SPDX-License-Identifier: Apache-2.0
#include "core/money.h"

#include <algorithm>

#include <fmt/format.h>

namespace assay {
namespace {

struct CurrencyRow {
  std::string_view code;
  std::int8_t minor_digits;
};

// ISO 4217 active codes and their minor units (ISO 4217:2015 list one, as amended to 2024-06: ZWG
// for ZWL, no HRK, no SLL). Sorted: Find searches by halves.
constexpr CurrencyRow kCurrencies[] = {
    {"AED", 2}, {"AFN", 2}, {"ALL", 2}, {"AMD", 2}, {"ANG", 2}, {"AOA", 2}, {"ARS", 2}, {"AUD", 2},
    {"AWG", 2}, {"AZN", 2}, {"BAM", 2}, {"BBD", 2}, {"BDT", 2}, {"BGN", 2}, {"BHD", 3}, {"BIF", 0},
    {"BMD", 2}, {"BND", 2}, {"BOB", 2}, {"BRL", 2}, {"BSD", 2}, {"BTN", 2}, {"BWP", 2}, {"BYN", 2},
    {"BZD", 2}, {"CAD", 2}, {"CDF", 2}, {"CHF", 2}, {"CLP", 0}, {"CNY", 2}, {"COP", 2}, {"CRC", 2},
    {"CUP", 2}, {"CVE", 2}, {"CZK", 2}, {"DJF", 0}, {"DKK", 2}, {"DOP", 2}, {"DZD", 2}, {"EGP", 2},
    {"ERN", 2}, {"ETB", 2}, {"EUR", 2}, {"FJD", 2}, {"FKP", 2}, {"GBP", 2}, {"GEL", 2}, {"GHS", 2},
    {"GIP", 2}, {"GMD", 2}, {"GNF", 0}, {"GTQ", 2}, {"GYD", 2}, {"HKD", 2}, {"HNL", 2}, {"HTG", 2},
    {"HUF", 2}, {"IDR", 2}, {"ILS", 2}, {"INR", 2}, {"IQD", 3}, {"IRR", 2}, {"ISK", 0}, {"JMD", 2},
    {"JOD", 3}, {"JPY", 0}, {"KES", 2}, {"KGS", 2}, {"KHR", 2}, {"KMF", 0}, {"KPW", 2}, {"KRW", 0},
    {"KWD", 3}, {"KYD", 2}, {"KZT", 2}, {"LAK", 2}, {"LBP", 2}, {"LKR", 2}, {"LRD", 2}, {"LSL", 2},
    {"LYD", 3}, {"MAD", 2}, {"MDL", 2}, {"MGA", 2}, {"MKD", 2}, {"MMK", 2}, {"MNT", 2}, {"MOP", 2},
    {"MRU", 2}, {"MUR", 2}, {"MVR", 2}, {"MWK", 2}, {"MXN", 2}, {"MYR", 2}, {"MZN", 2}, {"NAD", 2},
    {"NGN", 2}, {"NIO", 2}, {"NOK", 2}, {"NPR", 2}, {"NZD", 2}, {"OMR", 3}, {"PAB", 2}, {"PEN", 2},
    {"PGK", 2}, {"PHP", 2}, {"PKR", 2}, {"PLN", 2}, {"PYG", 0}, {"QAR", 2}, {"RON", 2}, {"RSD", 2},
    {"RUB", 2}, {"RWF", 0}, {"SAR", 2}, {"SBD", 2}, {"SCR", 2}, {"SDG", 2}, {"SEK", 2}, {"SGD", 2},
    {"SHP", 2}, {"SLE", 2}, {"SOS", 2}, {"SRD", 2}, {"SSP", 2}, {"STN", 2}, {"SVC", 2}, {"SYP", 2},
    {"SZL", 2}, {"THB", 2}, {"TJS", 2}, {"TMT", 2}, {"TND", 3}, {"TOP", 2}, {"TRY", 2}, {"TTD", 2},
    {"TWD", 2}, {"TZS", 2}, {"UAH", 2}, {"UGX", 0}, {"USD", 2}, {"UYU", 2}, {"UZS", 2}, {"VES", 2},
    {"VND", 0}, {"VUV", 0}, {"WST", 2}, {"XAF", 0}, {"XCD", 2}, {"XOF", 0}, {"XPF", 0}, {"YER", 2},
    {"ZAR", 2}, {"ZMW", 2}, {"ZWG", 2},
};

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}

}  // namespace

std::optional<Currency> Currency::Find(std::string_view code) {
  if (code.size() != 3) {
    return std::nullopt;
  }
  std::array<char, 3> upper{};
  for (std::size_t i = 0; i < 3; ++i) {
    upper[i] = code[i] >= 'a' && code[i] <= 'z' ? static_cast<char>(code[i] - 'a' + 'A') : code[i];
  }
  const std::string_view wanted(upper.data(), 3);
  const auto* row = std::ranges::lower_bound(kCurrencies, wanted, {}, &CurrencyRow::code);
  if (row == std::end(kCurrencies) || row->code != wanted) {
    return std::nullopt;
  }
  Currency currency;
  currency.code_ = upper;
  currency.minor_digits_ = row->minor_digits;
  return currency;
}

Result<Money> ParseMoney(std::string_view decimal, Currency currency) {
  const auto not_a_number = [&] {
    return Fail(ErrorCode::kInvalidArgument, "money.not_a_number",
                "the amount is not a decimal number such as 1299.00");
  };
  while (!decimal.empty() && (decimal.front() == ' ' || decimal.front() == '\t')) {
    decimal.remove_prefix(1);
  }
  while (!decimal.empty() && (decimal.back() == ' ' || decimal.back() == '\t')) {
    decimal.remove_suffix(1);
  }
  if (!decimal.empty() && decimal.front() == '-') {
    return Fail(ErrorCode::kInvalidArgument, "money.negative", "the amount is negative");
  }
  if (decimal.empty()) {
    return not_a_number();
  }
  std::int64_t minor = 0;
  int fraction_digits = -1;  // -1 before the point
  int digits_since_comma = -1;
  bool any_digit = false;
  bool round_up = false;
  for (const char c : decimal) {
    if (c == '.') {
      if (fraction_digits >= 0 || (digits_since_comma >= 0 && digits_since_comma != 3)) {
        return not_a_number();
      }
      fraction_digits = 0;
      digits_since_comma = -1;
      continue;
    }
    if (c == ',') {
      if (fraction_digits >= 0 || !any_digit ||
          (digits_since_comma >= 0 && digits_since_comma != 3)) {
        return not_a_number();
      }
      digits_since_comma = 0;
      continue;
    }
    if (!IsDigit(c)) {
      return not_a_number();
    }
    any_digit = true;
    if (digits_since_comma >= 0) {
      ++digits_since_comma;
    }
    if (fraction_digits >= 0 && fraction_digits >= currency.minor_digits()) {
      if (fraction_digits == currency.minor_digits()) {
        round_up = c >= '5';
      }
      ++fraction_digits;
      continue;
    }
    minor = minor * 10 + (c - '0');
    if (minor > kMoneyMinorUnitsMax) {
      return Fail(ErrorCode::kInvalidArgument, "money.out_of_range", "the amount is too large");
    }
    if (fraction_digits >= 0) {
      ++fraction_digits;
    }
  }
  if (!any_digit || (digits_since_comma >= 0 && digits_since_comma != 3)) {
    return not_a_number();
  }
  for (int i = std::max(fraction_digits, 0); i < currency.minor_digits(); ++i) {
    minor *= 10;
    if (minor > kMoneyMinorUnitsMax) {
      return Fail(ErrorCode::kInvalidArgument, "money.out_of_range", "the amount is too large");
    }
  }
  return Money{minor + (round_up ? 1 : 0), currency};
}

std::string FormatDecimal(const Money& money) {
  const int digits = money.currency.minor_digits();
  std::int64_t scale = 1;
  for (int i = 0; i < digits; ++i) {
    scale *= 10;
  }
  const bool negative = money.minor_units < 0;
  const std::int64_t magnitude = negative ? -money.minor_units : money.minor_units;
  std::string text = fmt::format("{}{}", negative ? "-" : "", magnitude / scale);
  if (digits > 0) {
    text += fmt::format(".{:0{}}", magnitude % scale, digits);
  }
  return text;
}

}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
#include "privacy/normalise.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <set>

#include <fmt/format.h>

#include "core/time.h"

namespace assay::privacy {
namespace {

bool IsDigit(char c) {
  return c >= '0' && c <= '9';
}
bool IsLetter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}
bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}
char Lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}
char Upper(char c) {
  return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
}
bool AllDigits(std::string_view text) {
  return std::all_of(text.begin(), text.end(), IsDigit);
}

// U+FF01 to U+FF5E, how an East Asian keyboard may write ASCII, and the ideographic space U+3000.
std::string FoldFullWidth(std::string_view text) {
  std::string folded;
  folded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto at = [&](std::size_t index) {
      return index < text.size() ? static_cast<unsigned char>(text[index]) : 0U;
    };
    if (at(i) == 0xEF && (at(i + 1) == 0xBC || at(i + 1) == 0xBD)) {
      const unsigned code = 0xF000U | ((at(i + 1) & 0x3FU) << 6U) | (at(i + 2) & 0x3FU);
      const unsigned offset = code - 0xFF00U;
      if (offset >= 0x01U && offset <= 0x5EU) {
        folded.push_back(static_cast<char>(offset + 0x20U));
        i += 2;
        continue;
      }
    }
    if (at(i) == 0xE3 && at(i + 1) == 0x80 && at(i + 2) == 0x80) {
      folded.push_back(' ');
      i += 2;
      continue;
    }
    folded.push_back(text[i]);
  }
  return folded;
}

// Bytes above ASCII are kept where letters are: an identity number of another country may use them.
std::string LettersAndDigits(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (IsDigit(c) || IsLetter(c) || static_cast<unsigned char>(c) >= 0x80U) {
      kept.push_back(Upper(c));
    }
  }
  return kept;
}

std::string PhoneDigits(std::string_view text) {
  std::string digits;
  std::copy_if(text.begin(), text.end(), std::back_inserter(digits), IsDigit);
  if (digits.starts_with("00")) {
    digits.erase(0, 2);
  }
  return digits;
}

std::string WithoutSpaces(std::string_view text) {
  std::string kept;
  for (const char c : text) {
    if (!IsSpace(c)) {
      kept.push_back(Lower(c));
    }
  }
  return kept;
}

std::string SingleSpaces(std::string_view text) {
  std::string kept;
  bool space_is_due = false;
  for (const char c : text) {
    if (IsSpace(c)) {
      space_is_due = !kept.empty();
      continue;
    }
    if (space_is_due) {
      kept.push_back(' ');
      space_is_due = false;
    }
    kept.push_back(Lower(c));
  }
  return kept;
}

std::optional<std::array<unsigned, 4>> ParseIpv4(std::string_view text) {
  std::array<unsigned, 4> parts{};
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const std::size_t end = i + 1 < parts.size() ? text.find('.') : text.size();
    if (end == std::string_view::npos || end == 0 || end > 3 || !AllDigits(text.substr(0, end))) {
      return std::nullopt;
    }
    std::from_chars(text.data(), text.data() + end, parts[i]);
    if (parts[i] > 255) {
      return std::nullopt;
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// The eight groups of an IPv6 address without zone and without an embedded IPv4 address.
std::optional<std::array<unsigned, 8>> ParseIpv6(std::string_view text) {
  const auto read = [](std::string_view list) -> std::optional<std::vector<unsigned>> {
    std::vector<unsigned> groups;
    while (!list.empty()) {
      const std::size_t end = std::min(list.find(':'), list.size());
      unsigned group = 0;
      const auto [stop, error] = std::from_chars(list.data(), list.data() + end, group, 16);
      if (end == 0 || end > 4 || error != std::errc() || stop != list.data() + end ||
          end + 1 == list.size()) {
        return std::nullopt;
      }
      groups.push_back(group);
      list.remove_prefix(std::min(end + 1, list.size()));
    }
    return groups;
  };
  const std::size_t gap = text.find("::");
  const bool has_gap = gap != std::string_view::npos;
  const auto head = read(text.substr(0, gap));
  const auto tail = read(has_gap ? text.substr(gap + 2) : std::string_view());
  if (!head || !tail || head->size() + tail->size() > 8 ||
      (has_gap ? head->size() + tail->size() == 8 : head->size() != 8)) {
    return std::nullopt;
  }
  std::array<unsigned, 8> groups{};
  std::copy(head->begin(), head->end(), groups.begin());
  std::copy_backward(tail->begin(), tail->end(), groups.end());
  return groups;
}

std::string NormaliseIp(std::string_view text) {
  std::string compact = WithoutSpaces(text);
  if (const auto v4 = ParseIpv4(compact)) {
    return fmt::format("{}.{}.{}.{}", (*v4)[0], (*v4)[1], (*v4)[2], (*v4)[3]);
  }
  if (const auto v6 = ParseIpv6(compact)) {
    return fmt::format("{:x}", fmt::join(*v6, ":"));
  }
  return compact;
}

bool IsCalendarDay(std::string_view eight_digits) {
  const std::string text = fmt::format("{}-{}-{}T00:00:00Z", eight_digits.substr(0, 4),
                                       eight_digits.substr(4, 2), eight_digits.substr(6, 2));
  return ParseRfc3339(text).has_value() && eight_digits >= "18000101" && eight_digits < "22000101";
}

bool IsResidentForm(std::string_view text) {
  return text.size() == 18 && AllDigits(text.substr(0, 17)) &&
         (IsDigit(text[17]) || text[17] == 'X') && text[0] != '0' &&
         IsCalendarDay(text.substr(6, 8));
}

// ISO 7064 MOD 11-2: the weight of each place is a power of two modulo 11.
bool HasResidentCheckDigit(std::string_view text) {
  unsigned sum = 0;
  for (std::size_t i = 0; i < 17; ++i) {
    sum = (sum + static_cast<unsigned>(text[i] - '0')) * 2 % 11;
  }
  const unsigned check = (12 - sum) % 11;
  return text[17] == (check == 10 ? 'X' : static_cast<char>('0' + check));
}

constexpr std::string_view kEnterpriseAlphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY";

bool IsEnterpriseForm(std::string_view text) {
  return text.size() == 18 &&
         text.find_first_not_of(kEnterpriseAlphabet) == std::string_view::npos &&
         AllDigits(text.substr(2, 6)) && text[2] != '0';  // No province begins with 0.
}

// GB 32100-2015: weights are powers of three modulo 31.
bool HasEnterpriseCheckDigit(std::string_view text) {
  std::size_t sum = 0;
  std::size_t weight = 1;
  for (std::size_t i = 0; i < 17; ++i) {
    sum += weight * kEnterpriseAlphabet.find(text[i]);
    weight = weight * 3 % 31;
  }
  return kEnterpriseAlphabet.find(text[17]) == (31 - sum % 31) % 31;
}

}  // namespace

std::string NormaliseValue(PersonalKind kind, std::string_view value) {
  std::string folded = FoldFullWidth(value);
  switch (kind) {
    case PersonalKind::kDocument:
    case PersonalKind::kBankAccount:
    case PersonalKind::kDevice:
      return LettersAndDigits(folded);
    case PersonalKind::kPhone:
      return PhoneDigits(folded);
    case PersonalKind::kEmail:
      return WithoutSpaces(folded);
    case PersonalKind::kIp:
      return NormaliseIp(folded);
    case PersonalKind::kAddress:
    case PersonalKind::kName:
    case PersonalKind::kText:
      return SingleSpaces(folded);
  }
  return folded;
}

std::optional<std::string> NetworkOf(std::string_view normalised_ip) {
  if (const auto v4 = ParseIpv4(normalised_ip)) {
    return fmt::format("{}.{}.{}.0/24", (*v4)[0], (*v4)[1], (*v4)[2]);
  }
  if (const auto v6 = ParseIpv6(normalised_ip)) {
    return fmt::format("{:x}:{:x}:{:x}::/48", (*v6)[0], (*v6)[1], (*v6)[2]);
  }
  return std::nullopt;
}

std::vector<std::string> NeighboursOf(std::string_view normalised) {
  std::vector<std::string> neighbours{std::string(normalised)};
  std::set<std::string> seen{neighbours.front()};
  const auto continues = [&](std::size_t at) {
    return at < normalised.size() && (static_cast<unsigned char>(normalised[at]) & 0xC0U) == 0x80U;
  };
  for (std::size_t begin = 0; begin < normalised.size();) {
    std::size_t end = begin + 1;
    while (continues(end)) {
      ++end;
    }
    std::string neighbour(normalised);
    neighbour.erase(begin, end - begin);
    if (!neighbour.empty() && seen.insert(neighbour).second) {
      neighbours.push_back(std::move(neighbour));
    }
    begin = end;
  }
  return neighbours;
}

NumberFacts FactsOfDocument(std::string_view normalised) {
  NumberFacts facts;
  if (IsResidentForm(normalised)) {
    facts.validity = HasResidentCheckDigit(normalised) ? Validity::kValid : Validity::kInvalid;
    facts.issuer = "cn_resident";
    facts.region = normalised.substr(0, 6);
  } else if (IsEnterpriseForm(normalised)) {
    const bool is_valid = HasEnterpriseCheckDigit(normalised);
    // Digits alone may as well be a mistyped resident number: then a wrong check digit proves
    // nothing.
    if (!is_valid && AllDigits(normalised.substr(0, 17))) {
      return facts;
    }
    facts.validity = is_valid ? Validity::kValid : Validity::kInvalid;
    facts.issuer = "cn_enterprise";
    facts.region = normalised.substr(2, 6);
  }
  return facts;
}

NumberFacts FactsOfBankAccount(std::string_view normalised) {
  NumberFacts facts;
  // Card numbers have 12 to 19 digits; anything else may be an account number of any form.
  if (normalised.size() < 12 || normalised.size() > 19 || !AllDigits(normalised)) {
    return facts;
  }
  int sum = 0;
  bool doubled = false;
  for (auto digit = normalised.rbegin(); digit != normalised.rend(); ++digit) {
    const int value = (*digit - '0') * (doubled ? 2 : 1);
    sum += value > 9 ? value - 9 : value;
    doubled = !doubled;
  }
  facts.validity = sum % 10 == 0 ? Validity::kValid : Validity::kInvalid;
  facts.issuer = normalised.substr(0, 6);
  return facts;
}

}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
#include "pilot/review_sheet.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "core/hash.h"
#include "pilot/bound.h"

namespace assay::pilot {
namespace {

// The groups of the sheet: only ours, both, and what was not found.
constexpr std::size_t kGroups = 3;
constexpr std::array<std::size_t, kGroups> kQuarters = {2, 1, 1};

std::size_t GroupOf(Standing standing) {
  switch (standing) {
    case Standing::kOnlyOurs:
      return 0;
    case Standing::kBoth:
      return 1;
    case Standing::kMissed:
    case Standing::kNeither:
      return 2;
  }
  return 2;
}

// A store's place in a shuffle.
Hash128 LotOf(std::uint64_t seed, std::string_view purpose, const std::string& store) {
  return Hash128Of(fmt::format("{}/{}", seed, purpose), store);
}

std::string Lowered(std::string_view cell) {
  std::string text;
  for (const char c : cell) {
    if (c != ' ' && c != '\t' && c != '\r') {
      text += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  return text;
}

double ValueOf(const Rate& rate) {
  return rate.value().value_or(0);
}

}  // namespace

std::vector<std::size_t> DrawSheet(std::span<const StoreHistory> stores, std::size_t rows,
                                   std::uint64_t seed) {
  rows = std::min(rows, kSheetRowsMax);
  std::array<std::vector<std::pair<Hash128, std::size_t>>, kGroups> groups;
  for (std::size_t i = 0; i < stores.size(); ++i) {
    groups[GroupOf(StandingOf(stores[i]))].emplace_back(LotOf(seed, "draw", stores[i].store), i);
  }
  std::array<std::size_t, kGroups> taken = {};
  std::size_t left = rows;
  for (std::size_t i = 0; i < kGroups; ++i) {
    std::ranges::sort(groups[i]);
    // Missed stores before those that nobody found: a quarter of a large marketplace would hold none of them.
    if (i == 2) {
      std::ranges::stable_partition(groups[i], [&](const auto& entry) {
        return StandingOf(stores[entry.second]) == Standing::kMissed;
      });
      const auto missed =
          static_cast<std::size_t>(std::ranges::count_if(groups[i], [&](const auto& entry) {
            return StandingOf(stores[entry.second]) == Standing::kMissed;
          }));
      // At most half of the quarter: the other half are stores that nobody accuses.
      const std::size_t half = std::max<std::size_t>(1, rows / 8);
      if (missed > half) {
        std::rotate(groups[i].begin() + static_cast<std::ptrdiff_t>(half),
                    groups[i].begin() + static_cast<std::ptrdiff_t>(missed), groups[i].end());
      }
    }
    taken[i] = std::min(groups[i].size(), rows * kQuarters[i] / 4);
    left -= taken[i];
  }
  for (std::size_t i = 0; i < kGroups; ++i) {
    const std::size_t more = std::min(left, groups[i].size() - taken[i]);
    taken[i] += more;
    left -= more;
  }
  std::vector<std::pair<Hash128, std::size_t>> sheet;
  for (std::size_t i = 0; i < kGroups; ++i) {
    for (std::size_t at = 0; at < taken[i]; ++at) {
      const std::size_t store = groups[i][at].second;
      sheet.emplace_back(LotOf(seed, "order", stores[store].store), store);
    }
  }
  std::ranges::sort(sheet);
  std::vector<std::size_t> order;
  order.reserve(sheet.size());
  for (const auto& [lot, store] : sheet) {
    order.push_back(store);
  }
  return order;
}

std::optional<Answer> ParseAnswer(std::string_view cell) {
  const std::string word = Lowered(cell);
  const auto is = [&](std::initializer_list<std::string_view> words) {
    return std::ranges::find(words, std::string_view(word)) != words.end();
  };
  if (word.empty()) {
    return Answer::kOpen;
  }
  if (is({"yes", "y", "1", "true", "ja", "j", "oui", "si", "sí", "是"})) {
    return Answer::kYes;
  }
  if (is({"no", "n", "0", "false", "nein", "non", "否", "不是"})) {
    return Answer::kNo;
  }
  if (is({"unsure", "u", "?", "unknown", "unsicher", "不确定"})) {
    return Answer::kUnsure;
  }
  return std::nullopt;
}

void Answers::Count(Answer answer) {
  yes += answer == Answer::kYes ? 1 : 0;
  no += answer == Answer::kNo ? 1 : 0;
  unsure += answer == Answer::kUnsure ? 1 : 0;
  open += answer == Answer::kOpen ? 1 : 0;
}

Rate Answers::wrong() const {
  return {static_cast<std::uint64_t>(no), static_cast<std::uint64_t>(yes + no)};
}

Rate Answers::wrong_at_most() const {
  return {static_cast<std::uint64_t>(no + unsure), static_cast<std::uint64_t>(yes + no + unsure)};
}

namespace {

// The shares of the two groups that Assay found, weighted by how many stores each has.
std::optional<double> Weighted(const ReviewScore& score, double (*share)(const Answers&)) {
  double sum = 0;
  double stores = 0;
  for (const Standing standing : {Standing::kOnlyOurs, Standing::kBoth}) {
    const auto count = static_cast<double>(score.stores[static_cast<std::size_t>(standing)]);
    if (count == 0) {
      continue;
    }
    const Answers& answers = score.Of(standing);
    if (answers.yes + answers.no == 0) {
      return std::nullopt;
    }
    sum += count * share(answers);
    stores += count;
  }
  return stores == 0 ? std::nullopt : std::optional(sum / stores);
}

}  // namespace

std::optional<double> ReviewScore::false_discovery() const {
  return Weighted(*this, [](const Answers& answers) { return ValueOf(answers.wrong()); });
}

std::optional<double> ReviewScore::false_discovery_upper() const {
  return Weighted(*this, [](const Answers& answers) {
    return UpperBound(answers.wrong_at_most(), 1 - (1 - kConfidence) / 2);
  });
}

}  // namespace assay::pilot

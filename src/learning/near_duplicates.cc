// SPDX-License-Identifier: Apache-2.0
#include "learning/near_duplicates.h"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <numeric>
#include <unordered_map>

#include "core/check.h"

namespace assay::learning {
namespace {

constexpr std::size_t kShingleUnits = 4;
constexpr std::size_t kBands = 8;
constexpr std::size_t kRows = 3;
constexpr double kNearlyTheSame = 0.7;

constexpr std::uint64_t Mixed(std::uint64_t hash) {
  hash = (hash ^ (hash >> 30)) * 0xBF58'476D'1CE4'E5B9;
  hash = (hash ^ (hash >> 27)) * 0x94D0'49BB'1331'11EB;
  return hash ^ (hash >> 31);
}

bool IsLetterOrDigit(char32_t unit) {
  if (unit < 128) {
    return (unit >= U'a' && unit <= U'z') || (unit >= U'0' && unit <= U'9');
  }
  // General and CJK punctuation, and the forms that folding leaves.
  return !(unit >= 0x2000 && unit <= 0x206F) && !(unit >= 0x3000 && unit <= 0x303F) &&
         !(unit >= 0xFF00 && unit <= 0xFF0F) && !(unit >= 0x80 && unit <= 0xBF);
}

// The distinct runs of a text's letters and digits, sorted. One of the whole text where it is short.
std::vector<std::uint64_t> ShinglesOf(const std::u32string& text) {
  std::u32string kept;
  std::ranges::copy_if(text, std::back_inserter(kept), IsLetterOrDigit);
  const std::u32string& units = kept.empty() ? text : kept;
  std::vector<std::uint64_t> shingles;
  const std::size_t runs = units.size() < kShingleUnits ? 1 : units.size() - kShingleUnits + 1;
  for (std::size_t begin = 0; begin < runs; ++begin) {
    std::uint64_t hash = 0;
    for (std::size_t i = begin; i < std::min(units.size(), begin + kShingleUnits); ++i) {
      hash = Mixed(hash ^ units[i]);
    }
    shingles.push_back(hash);
  }
  std::ranges::sort(shingles);
  const auto repeated = std::ranges::unique(shingles);
  shingles.erase(repeated.begin(), repeated.end());
  return shingles;
}

double Overlap(const std::vector<std::uint64_t>& a, const std::vector<std::uint64_t>& b) {
  std::vector<std::uint64_t> both;
  std::ranges::set_intersection(a, b, std::back_inserter(both));
  return static_cast<double>(both.size()) / static_cast<double>(a.size() + b.size() - both.size());
}

class Unions {
 public:
  explicit Unions(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0U);
  }
  std::uint32_t Find(std::uint32_t member) {
    while (parent_[member] != member) {
      parent_[member] = parent_[parent_[member]];
      member = parent_[member];
    }
    return member;
  }
  void Join(std::uint32_t a, std::uint32_t b) {
    a = Find(a);
    b = Find(b);
    parent_[std::max(a, b)] = std::min(a, b);
  }
  // Numbers from 0 in the order of first members.
  std::vector<std::uint32_t> Numbers() {
    std::vector<std::uint32_t> numbers(parent_.size());
    std::uint32_t next = 0;
    for (std::uint32_t member = 0; member < numbers.size(); ++member) {
      const std::uint32_t root = Find(member);
      numbers[member] = root == member ? next++ : numbers[root];
    }
    return numbers;
  }

 private:
  std::vector<std::uint32_t> parent_;
};

}  // namespace

std::vector<std::uint32_t> NearDuplicateGroups(std::span<const std::u32string> texts) {
  std::vector<std::vector<std::uint64_t>> shingles;
  shingles.reserve(texts.size());
  for (const std::u32string& text : texts) {
    shingles.push_back(ShinglesOf(text));
  }
  Unions unions(texts.size());
  for (std::size_t band = 0; band < kBands; ++band) {
    // The last text of each key: a chain of versions is followed link by link.
    std::unordered_map<std::uint64_t, std::uint32_t> last_of_key;
    for (std::uint32_t i = 0; i < texts.size(); ++i) {
      std::uint64_t key = 0;
      for (std::size_t row = 0; row < kRows; ++row) {
        std::uint64_t least = std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t seed = (band * kRows + row + 1) * 0x9E37'79B9'7F4A'7C15;
        for (const std::uint64_t shingle : shingles[i]) {
          least = std::min(least, Mixed(shingle ^ seed));
        }
        key = Mixed(key ^ least);
      }
      const auto [last, is_new] = last_of_key.try_emplace(key, i);
      if (!is_new) {
        if (Overlap(shingles[last->second], shingles[i]) >= kNearlyTheSame) {
          unions.Join(last->second, i);
        }
        last->second = i;
      }
    }
  }
  return unions.Numbers();
}

std::vector<std::uint32_t> FoldsOf(std::span<const std::uint32_t> groups, std::uint32_t folds) {
  CHECK_THAT(folds >= 1, "at least one fold");
  std::map<std::uint32_t, std::size_t> sizes;
  for (const std::uint32_t group : groups) {
    sizes[group] += 1;
  }
  std::vector<std::pair<std::uint32_t, std::size_t>> by_size(sizes.begin(), sizes.end());
  std::ranges::stable_sort(by_size, std::greater{}, &std::pair<std::uint32_t, std::size_t>::second);
  std::vector<std::size_t> filled(folds);
  std::unordered_map<std::uint32_t, std::uint32_t> fold_of_group;
  for (const auto& [group, size] : by_size) {
    const auto smallest = std::ranges::min_element(filled);
    fold_of_group[group] = static_cast<std::uint32_t>(smallest - filled.begin());
    *smallest += size;
  }
  std::vector<std::uint32_t> fold_of_text;
  fold_of_text.reserve(groups.size());
  for (const std::uint32_t group : groups) {
    fold_of_text.push_back(fold_of_group[group]);
  }
  return fold_of_text;
}

}  // namespace assay::learning

// SPDX-License-Identifier: Apache-2.0
#include "learning/ngrams.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <string>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::learning {
namespace {

std::set<std::uint32_t> BucketsOf(std::u32string_view units, const NgramOptions& options) {
  std::set<std::uint32_t> buckets;
  for (const Ngram& ngram : DistinctNgrams(units, options)) {
    buckets.insert(ngram.bucket);
  }
  return buckets;
}

TEST(DistinctNgrams, SeeNothingInNothing) {
  EXPECT_TRUE(DistinctNgrams(U"", {}).empty());
}

TEST(DistinctNgrams, HoldCharactersPairsAndBothEnds) {
  // a, b, ab, and "begins with a", "ends with b".
  const auto ngrams = DistinctNgrams(U"ab", {});
  ASSERT_EQ(ngrams.size(), 5U);
  for (const Ngram& ngram : ngrams) {
    EXPECT_GE(ngram.units, 1U);
    EXPECT_LE(ngram.unit + ngram.units, 2U);
  }
}

TEST(DistinctNgrams, CountARepeatedRunOnceWhereItStandsFirst) {
  const auto ngrams = DistinctNgrams(U"xxxxxxxxxx", {});
  ASSERT_EQ(ngrams.size(), 4U);  // x, xx, begins with x, ends with x.
  EXPECT_EQ(ngrams[0].unit, 0U);
}

TEST(DistinctNgrams, TellViewsAndOrdersApart) {
  const NgramOptions wide = {.bucket_bits = 24};
  NgramOptions other_view = wide;
  other_view.view = 1;
  EXPECT_NE(BucketsOf(U"a", wide), BucketsOf(U"a", other_view));
  EXPECT_NE(BucketsOf(U"ab", wide), BucketsOf(U"ba", wide));
}

TEST(DistinctNgrams, CostOneRunForEachUnitAndOrder) {
  // Linear by count: no text gives more runs than units times orders, whatever it repeats.
  std::u32string units;
  for (std::size_t length : {1'000U, 10'000U, 100'000U}) {
    while (units.size() < length) {
      units.push_back(static_cast<char32_t>(U'一' + (units.size() * 7'919) % 20'000));
    }
    const auto ngrams = DistinctNgrams(units, {.order_max = 4, .bucket_bits = 24});
    EXPECT_LE(ngrams.size(), 4 * (length + 2));
    EXPECT_GE(ngrams.size(), std::min<std::size_t>(length, 20'000));
  }
}

RC_GTEST_PROP(DistinctNgrams, AreDistinctAndHoldThoseOfEveryPart, ()) {
  const auto units = *rc::gen::container<std::u32string>(rc::gen::inRange<char32_t>(U'a', U'e'));
  const auto order_max = *rc::gen::inRange(1U, 5U);
  const NgramOptions options = {.order_max = order_max, .bucket_bits = 24};
  const std::set<std::uint32_t> all = BucketsOf(units, options);
  RC_ASSERT(all.size() == DistinctNgrams(units, options).size());
  for (std::size_t begin = 0; begin < units.size(); ++begin) {
    for (std::size_t order = 1; order <= order_max && begin + order <= units.size(); ++order) {
      NgramOptions only = options;
      only.order_min = static_cast<unsigned>(order);
      only.order_max = static_cast<unsigned>(order);
      for (const Ngram& ngram : DistinctNgrams(units.substr(begin, order), only)) {
        // The others hold an end that the part has and the text has elsewhere.
        if (ngram.units == order) {
          RC_ASSERT(all.contains(ngram.bucket));
        }
      }
    }
  }
}

TEST(NormOf, IsTheRootOfTheShare) {
  EXPECT_EQ(NormOf(1), 65'536);
  EXPECT_EQ(NormOf(4), 32'768);
  for (std::size_t count = 1; count < 5'000; ++count) {
    EXPECT_EQ(NormOf(count), static_cast<std::int64_t>(std::floor(
                                 std::sqrt(static_cast<double>((std::uint64_t{1} << 32) / count)))))
        << count;
  }
}

}  // namespace
}  // namespace assay::learning

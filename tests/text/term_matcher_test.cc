// SPDX-License-Identifier: Apache-2.0
#include "text/term_matcher.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace assay::text {
namespace {

using Match = std::tuple<std::size_t, std::size_t, std::size_t>;  // term, begin, end

std::vector<Match> MatchesOf(const std::vector<std::string>& terms, const std::string& text) {
  std::vector<Match> matches;
  const TermMatcher matcher(terms);
  matcher.ForEachMatch(text, [&](std::size_t term, std::size_t begin, std::size_t end) {
    matches.emplace_back(term, begin, end);
  });
  std::sort(matches.begin(), matches.end());
  return matches;
}

// The oracle: looks for each term at each place.
std::vector<Match> SlowMatchesOf(const std::vector<std::string>& terms, const std::string& text) {
  std::vector<Match> matches;
  for (std::size_t term = 0; term < terms.size(); ++term) {
    for (std::size_t begin = 0; !terms[term].empty() && begin < text.size(); ++begin) {
      if (text.compare(begin, terms[term].size(), terms[term]) == 0) {
        matches.emplace_back(term, begin, begin + terms[term].size());
      }
    }
  }
  std::sort(matches.begin(), matches.end());
  return matches;
}

TEST(TermMatcher, ReportsOverlappingNestedAndEqualTerms) {
  const std::vector<std::string> terms = {"高仿", "高仿真", "仿真", "高仿"};
  EXPECT_EQ(MatchesOf(terms, "高仿真花"), SlowMatchesOf(terms, "高仿真花"));
  EXPECT_EQ(MatchesOf(terms, "高仿真花").size(), 4U);
}

TEST(TermMatcher, FindsNothingWithoutTerms) {
  EXPECT_TRUE(MatchesOf({}, "anything").empty());
  EXPECT_TRUE(MatchesOf({""}, "anything").empty());
  EXPECT_TRUE(MatchesOf({"term"}, "").empty());
}

TEST(TermMatcher, HandlesEveryByteValue) {
  std::string all;
  for (int byte = 0; byte < 255; ++byte) {
    all.push_back(static_cast<char>(static_cast<unsigned char>(byte)));
  }
  EXPECT_EQ(MatchesOf({all}, all + all).size(), 2U);
}

TEST(TermMatcher, AgreesWithLookingForEachTermAtEachPlace) {
  const bool holds = rc::check("equals the oracle", [] {
    // Few letters, so that terms overlap and nest often.
    const auto word = rc::gen::container<std::string>(rc::gen::element('a', 'b', 'c', '\xE8'));
    const auto terms = *rc::gen::container<std::vector<std::string>>(word);
    const std::string text = *word + *word + *word;
    RC_ASSERT(MatchesOf(terms, text) == SlowMatchesOf(terms, text));
  });
  EXPECT_TRUE(holds);
}

}  // namespace
}  // namespace assay::text

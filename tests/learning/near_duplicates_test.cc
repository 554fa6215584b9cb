// SPDX-License-Identifier: Apache-2.0
#include "learning/near_duplicates.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::learning {
namespace {

TEST(NearDuplicateGroups, JoinTextsThatDifferByPunctuation) {
  const std::vector<std::u32string> texts = {U"good quality, fast delivery!", U"another text",
                                             U"good quality fast delivery..."};
  // Spaces are no letters either.
  EXPECT_EQ(NearDuplicateGroups(texts), (std::vector<std::uint32_t>{0, 1, 0}));
}

TEST(NearDuplicateGroups, JoinALongTextWithItsEdit) {
  std::u32string text;
  for (char32_t i = 0; i < 200; ++i) {
    text.push_back(U'一' + i * 37 % 5'000);
  }
  std::u32string edited = text;
  edited[100] = U'a';
  const auto groups = NearDuplicateGroups(std::vector{text, edited});
  EXPECT_EQ(groups[0], groups[1]);
}

TEST(NearDuplicateGroups, KeepDifferentTextsApart) {
  const std::vector<std::u32string> texts = {U"the shoes are too small for me",
                                             U"the coat keeps very warm indeed", U"", U"好", U"坏"};
  EXPECT_EQ(NearDuplicateGroups(texts), (std::vector<std::uint32_t>{0, 1, 2, 3, 4}));
}

RC_GTEST_PROP(NearDuplicateGroups, PutEqualTextsTogether,
              (const std::vector<std::uint8_t>& choices)) {
  std::vector<std::u32string> texts;
  for (const std::uint8_t choice : choices) {
    texts.push_back(std::u32string(std::size_t{choice} % 9, U'a') +
                    static_cast<char32_t>(U'b' + choice % 3));
  }
  const auto groups = NearDuplicateGroups(texts);
  std::map<std::u32string, std::uint32_t> group_of_text;
  for (std::size_t i = 0; i < texts.size(); ++i) {
    RC_ASSERT(group_of_text.emplace(texts[i], groups[i]).first->second == groups[i]);
  }
}

RC_GTEST_PROP(FoldsOf, KeepGroupsWholeAndFoldsEven, ()) {
  const auto groups =
      *rc::gen::container<std::vector<std::uint32_t>>(rc::gen::inRange<std::uint32_t>(0, 30));
  const auto folds = FoldsOf(groups, 4);
  std::map<std::uint32_t, std::uint32_t> fold_of_group;
  std::map<std::uint32_t, std::size_t> group_size;
  std::vector<std::size_t> filled(4);
  for (std::size_t i = 0; i < groups.size(); ++i) {
    RC_ASSERT(fold_of_group.emplace(groups[i], folds[i]).first->second == folds[i]);
    RC_ASSERT(folds[i] < 4U);
    filled[folds[i]] += 1;
    group_size[groups[i]] += 1;
  }
  std::size_t largest = 0;
  for (const auto& [group, size] : group_size) {
    largest = std::max(largest, size);
  }
  // Dealing the largest first into the smallest leaves folds no further apart than one group.
  RC_ASSERT(*std::ranges::max_element(filled) - *std::ranges::min_element(filled) <= largest);
}

}  // namespace
}  // namespace assay::learning

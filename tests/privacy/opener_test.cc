// SPDX-License-Identifier: Apache-2.0
#include "privacy/opener.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "privacy/world.h"

namespace assay::privacy {
namespace {

using testing::HasSubstr;
using testing::Not;

World& WithPhone(World& world) {
  return world.With(EventType::kStoreOpened, "/phone", PersonalKind::kPhone, {TokenPart::kWhole})
      .With(EventType::kOrder, "/buyer_phone", PersonalKind::kPhone, {TokenPart::kWhole});
}

const EventOf kOpened{.data = R"({"phone":"13800138000"})"};

Result<void> Erase(World& world, std::string_view subject, std::string_view when) {
  return world.store->Destroy({At(when), AuditAction::kErase,
                               SubjectTokenOf(world.token_key, subject), "clerk", "asked for it"});
}

TEST(Opener, ShowsATombstoneWhereTheKeyWasDestroyed) {
  World world;
  const auto sealed = SplitAndFlush(WithPhone(world), kOpened);
  ASSERT_TRUE(Erase(world, "S-17", "2018-05-25T10:00:00Z"));
  const auto opened = world.opener.OpenLine(*sealed, "S-17");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->opened, 0U);
  EXPECT_EQ(opened->erased, 1U);
  EXPECT_THAT(opened->line, HasSubstr(R"({"phone":{"erased":"erased on 2018-05-25T10:00:00Z"}})"));
}

TEST(Opener, TellsErasedFromNeverThere) {
  World world;
  const auto sealed = SplitAndFlush(WithPhone(world), kOpened);
  const auto box = nlohmann::json::parse(*sealed)["data"]["phone"];
  const KeyId key = *ParseKeyId(box["key"].get<std::string>());
  const std::string bytes = box["sealed"];
  EXPECT_EQ(*OpenBox(world.ring, key, bytes, {"/shop", "e1"}), R"("13800138000")");
  EXPECT_EQ(OpenBox(world.ring, {key.subject, 2}, bytes, {"/shop", "e1"}).error().reason,
            "privacy.no_such_key");
  ASSERT_TRUE(Erase(world, "S-17", "2018-05-25T10:00:00Z"));
  const auto erased = OpenBox(world.ring, key, bytes, {"/shop", "e1"});
  ASSERT_FALSE(erased);
  EXPECT_EQ(erased.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(erased.error().reason, "privacy.erased");
  EXPECT_THAT(erased.error().message, HasSubstr("2018-05-25"));
}

TEST(Opener, RefusesATamperedBox) {
  World world;
  const auto sealed = SplitAndFlush(WithPhone(world), kOpened);
  const auto box = nlohmann::json::parse(*sealed)["data"]["phone"];
  const KeyId key = *ParseKeyId(box["key"].get<std::string>());
  const std::string bytes = box["sealed"];
  for (std::size_t at = 0; at < bytes.size(); at += 7) {
    std::string changed = bytes;
    changed[at] = changed[at] == 'A' ? 'B' : 'A';
    const auto opened = OpenBox(world.ring, key, changed, {"/shop", "e1"});
    ASSERT_FALSE(opened) << at;
    EXPECT_EQ(opened.error().reason, "privacy.box_damaged") << at;
  }
  for (const char* text : {"", "A", "====", "not base64!"}) {
    EXPECT_EQ(OpenBox(world.ring, key, text, {"/shop", "e1"}).error().reason,
              "privacy.box_damaged");
  }
}

TEST(Opener, RefusesABoxCopiedIntoAnotherEvent) {
  World world;
  std::string moved = *SplitAndFlush(WithPhone(world), kOpened);
  moved.replace(moved.find("\"e1\""), 4, "\"e2\"");
  const auto opened = world.opener.OpenLine(moved, "S-17");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->damaged, 1U);
  EXPECT_EQ(opened->line, moved);
}

TEST(Opener, LeavesBoxesOfOthersSealed) {
  World world;
  const auto sealed = SplitAndFlush(
      WithPhone(world),
      {.type = EventType::kOrder, .data = R"({"buyer_phone":"13800138000","buyer_token":"T-9"})"});
  EXPECT_TRUE(*world.opener.IsAbout(*sealed, "S-17"));
  EXPECT_TRUE(*world.opener.IsAbout(*sealed, "buyer:T-9"));
  EXPECT_FALSE(*world.opener.IsAbout(*sealed, "S-1"));
  EXPECT_FALSE(*world.opener.IsAbout(*sealed, "buyer:T-"));
  EXPECT_EQ(world.opener.OpenLine(*sealed, "S-17")->line, *sealed);
  EXPECT_THAT(world.opener.OpenLine(*sealed, "buyer:T-9")->line, HasSubstr("13800138000"));
}

TEST(Opener, FindsASubjectWrittenWithEscapes) {
  World world;
  EXPECT_TRUE(*world.opener.IsAbout(R"({"subject":"\u0053-17","data":{}})", "S-17"));
}

TEST(Opener, NewDataAfterAnErasureOpensWhileTheOldStaysErased) {
  World world;
  const auto before = SplitAndFlush(WithPhone(world), kOpened);
  ASSERT_TRUE(Erase(world, "S-17", "2018-05-25T10:00:00Z"));
  World after(2);  // Another process: nothing is left in memory of the old key.
  after.store = std::move(world.store);
  KeyRing ring(*after.store, after.master, after.entropy);
  const Splitter splitter(ring, after.token_key, WithPhone(after).fields, after.entropy);
  const Opener opener(ring, after.token_key);
  const auto again = splitter.Split(kOpened.Decoded(), kOpened.Line());
  ASSERT_TRUE(again && splitter.Flush());
  EXPECT_EQ(opener.OpenLine(*again, "S-17")->opened, 1U);
  EXPECT_EQ(opener.OpenLine(*before, "S-17")->erased, 1U);
}

TEST(Opener, CannotOpenUnderAnotherMasterKey) {
  World world;
  const auto sealed = SplitAndFlush(WithPhone(world), kOpened);
  const MasterKey other{KeyFilledWith(0x77)};
  KeyRing ring(*world.store, other, world.entropy);
  const Opener opener(ring, world.token_key);
  const auto opened = opener.OpenLine(*sealed, "S-17");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->damaged, 1U);
  EXPECT_THAT(opened->line, Not(HasSubstr("13800138000")));
}

}  // namespace
}  // namespace assay::privacy

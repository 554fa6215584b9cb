// SPDX-License-Identifier: Apache-2.0
#include "privacy/splitter.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck.h>

#include "privacy/normalise.h"
#include "privacy/world.h"

namespace assay::privacy {
namespace {

using testing::HasSubstr;
using testing::Not;

constexpr std::string_view kIdNumber = "11010519491231002X";

World& WithPerson(World& world) {
  return world
      .With(EventType::kStoreOpened, "/person/document", PersonalKind::kDocument,
            {TokenPart::kWhole, TokenPart::kLast8, TokenPart::kValidity, TokenPart::kRegion})
      .With(EventType::kStoreOpened, "/contacts/*/phone", PersonalKind::kPhone,
            {TokenPart::kWhole});
}

TEST(Splitter, GivesBackTheEventAsItCame) {
  World world;
  WithPerson(world);
  const EventOf event{
      .data = R"({"person":{"document":"11010519491231002X"},"contacts":[{"phone":"+86 138"},
      {"phone":13900139000}], "name" : "Sun & Moon"})"};
  const auto sealed = SplitAndFlush(world, event);
  ASSERT_TRUE(sealed);
  EXPECT_THAT(*sealed, Not(HasSubstr(kIdNumber)));
  EXPECT_THAT(*sealed, Not(HasSubstr("13900139000")));

  const auto opened = world.opener.OpenLine(*sealed, "S-17");
  ASSERT_TRUE(opened);
  EXPECT_EQ(opened->opened, 3U);
  const std::string fingerprint = nlohmann::json::parse(*sealed)["assayfingerprint"];
  std::string expected = event.Line();
  expected.insert(expected.size() - 1, R"(,"assayfingerprint":")" + fingerprint + '"');
  EXPECT_EQ(opened->line, expected);
}

TEST(Splitter, ShowsTokensAndFactsBesideTheBox) {
  World world;
  const auto sealed = SplitAndFlush(WithPerson(world),
                                    {.data = R"({"person":{"document":"110105 19491231 002x"}})"});
  const auto box = nlohmann::json::parse(*sealed)["data"]["person"]["document"];
  EXPECT_EQ(box["facts"], (nlohmann::json{{"validity", "valid"}, {"region", "110105"}}));
  EXPECT_EQ(box["tokens"].size(), 2U);
  EXPECT_EQ(box["token_key"], IdOf(world.token_key));
  EXPECT_TRUE(ParseKeyId(box["key"].get<std::string>()));
}

TEST(Splitter, LeavesEveryOtherByteAlone) {
  World world;
  const std::string rest = R"( "n" : 1.10, "big":12345678901234567890,  "s":"\u00e9\/" })";
  const auto sealed =
      SplitAndFlush(WithPerson(world), {.data = R"({"person":{"document":"x1234567"},)" + rest});
  EXPECT_THAT(*sealed, HasSubstr(rest));
}

TEST(Splitter, LeavesAbsentAndNullFieldsAlone) {
  World world;
  const auto sealed = SplitAndFlush(WithPerson(world), {.data = R"({"person":{"document":null}})"});
  EXPECT_THAT(*sealed, HasSubstr(R"({"person":{"document":null}})"));
  EXPECT_TRUE(world.store->Find(SubjectTokenOf(world.token_key, "S-17"))->empty());
}

TEST(Splitter, FindsAFieldBehindARepeatedOrEscapedName) {
  World world;
  const auto sealed = SplitAndFlush(
      WithPerson(world),
      {.data = R"({"person":{"document":"first-copy"},"person":{"docu\u006dent":"second-copy"}})"});
  EXPECT_THAT(*sealed, Not(HasSubstr("first-copy")));
  EXPECT_THAT(*sealed, Not(HasSubstr("second-copy")));
}

TEST(Splitter, SealsObjectsAndArraysWhole) {
  World world;
  world.With(EventType::kNotice, "/sender", PersonalKind::kText, {})
      .With(EventType::kNotice, "/sender/phone", PersonalKind::kPhone, {TokenPart::kWhole});
  const EventOf event{.type = EventType::kNotice, .data = R"({"sender":{"phone":"13800138000"}})"};
  const auto sealed = SplitAndFlush(world, event);
  EXPECT_THAT(*sealed, Not(HasSubstr("13800138000")));
  EXPECT_THAT(world.opener.OpenLine(*sealed, "S-17")->line,
              HasSubstr(R"({"sender":{"phone":"13800138000"}})"));
}

TEST(Splitter, RefusesWhatItCannotRead) {
  World world;
  WithPerson(world);
  const EventOf event{.data = "{}"};
  for (const char* line : {"", "{", "[]", "{}", R"({"a":1)", R"({"a" 1})", R"({"a":})",
                           R"({"a":1}x)", R"({"a":"b)", R"({"a":"b\)", R"({a:1})", R"({"a":1,})"}) {
    const auto split = world.splitter.Split(event.Decoded(), line);
    ASSERT_FALSE(split) << line;
    EXPECT_EQ(split.error().reason, "privacy.not_json") << line;
  }
  EXPECT_EQ(world.splitter.Split(event.Decoded(), R"({"data":{},"data":{}})").error().reason,
            "privacy.repeated_data");
  EXPECT_EQ(world.splitter.Split(event.Decoded(), R"({"data":)" + std::string(10'000, '['))
                .error()
                .reason,
            "privacy.too_deep");
}

TEST(Splitter, FingerprintTellsContentNotSpacing) {
  World world;
  WithPerson(world);
  const auto fingerprint = [&](const std::string& data) {
    const auto sealed = SplitAndFlush(world, {.data = data});
    return nlohmann::json::parse(*sealed)["assayfingerprint"].get<std::string>();
  };
  const std::string original = fingerprint(R"({"person":{"document":"a b"}})");
  EXPECT_EQ(fingerprint(R"({ "person" : {"document":"a b"} })"), original);
  EXPECT_NE(fingerprint(R"({"person":{"document":"a  b"}})"), original);
  EXPECT_NE(fingerprint(R"({"person":{"document":"a c"}})"), original);
}

TEST(Splitter, ReplacesAFingerprintThatCameFromOutside) {
  World world;
  const EventOf event{.data = "{}"};
  const auto sealed = WithPerson(world).splitter.Split(
      event.Decoded(), R"({"id":"e1","assayfingerprint":"0000000000000000","data":{}})");
  EXPECT_THAT(*sealed, Not(HasSubstr("0000000000000000")));
}

// The subject of a box is whoever can open it.
bool Opens(World& world, const EventOf& event, std::string_view subject) {
  const auto sealed = SplitAndFlush(world, event);
  const auto opened = world.opener.OpenLine(*sealed, subject);
  return opened->opened == 1;
}

TEST(Splitter, SealsForTheStoreInStoreEvents) {
  World world;
  WithPerson(world);
  EXPECT_TRUE(
      Opens(world, {.data = R"({"person":{"document":"x1234567","token":"T-1"}})"}, "S-17"));
}

TEST(Splitter, SealsForThePersonThatATokenNames) {
  World world;
  world.With(EventType::kOrder, "/buyer_phone", PersonalKind::kPhone, {})
      .With(EventType::kOrder, "/buyer/phone", PersonalKind::kPhone, {})
      .With(EventType::kOrder, "/phone", PersonalKind::kPhone, {});
  const auto order = [](std::string data) {
    return EventOf{.type = EventType::kOrder, .data = std::move(data)};
  };
  EXPECT_TRUE(Opens(world,
                    order(R"({"buyer_phone":"138","buyer_token":"T-9","payer_token":"T-8"})"),
                    "buyer:T-9"));
  EXPECT_TRUE(Opens(world, order(R"({"buyer":{"phone":"138","token":"T-9"}})"), "buyer:T-9"));
  EXPECT_TRUE(Opens(world, order(R"({"buyer":{"phone":"138"},"buyer_token":"T-9"})"), "buyer:T-9"));
  EXPECT_TRUE(Opens(world, order(R"({"phone":"138","sender_token":"T-7"})"), "sender:T-7"));
  EXPECT_TRUE(Opens(world, order(R"({"phone":"138"})"), "S-17"));
}

TEST(Splitter, ShowsNoPlainValueWhateverTheKindAndTheValue) {
  constexpr PersonalKind kKinds[] = {
      PersonalKind::kDocument, PersonalKind::kBankAccount, PersonalKind::kPhone,
      PersonalKind::kEmail,    PersonalKind::kDevice,      PersonalKind::kIp,
      PersonalKind::kAddress,  PersonalKind::kName,        PersonalKind::kText};
  const std::vector<TokenPart> all_parts{
      TokenPart::kWhole, TokenPart::kLast8,    TokenPart::kPrefixMask, TokenPart::kSlash24,
      TokenPart::kNear,  TokenPart::kValidity, TokenPart::kIssuer,     TokenPart::kRegion};
  for (const PersonalKind kind : kKinds) {
    World world;
    world.With(EventType::kStoreOpened, "/field", kind, all_parts);
    EXPECT_TRUE(rc::check(std::string(NameOf(kind)), [&]() {
      // Ten characters or more: shorter ones meet by chance somewhere in the base64 of the box.
      const auto alphabet = *rc::gen::element<std::string>("0123456789", "0123456789ABCDEFX",
                                                           "abcdefgh@.- \"\\/", "0123456789.:");
      const auto size = *rc::gen::inRange(10, 40);
      const auto value = *rc::gen::container<std::string>(static_cast<std::size_t>(size),
                                                          rc::gen::elementOf(alphabet));
      const std::string quoted = nlohmann::json(value).dump();
      const auto sealed = SplitAndFlush(world, {.data = R"({"field":)" + quoted + "}"});
      RC_ASSERT(sealed.has_value());
      RC_ASSERT(sealed->find(value) == std::string::npos);
      RC_ASSERT(sealed->find(quoted.substr(1, quoted.size() - 2)) == std::string::npos);
      const std::string normalised = NormaliseValue(kind, value);
      if (normalised.size() >= 10) {
        RC_ASSERT(sealed->find(normalised) == std::string::npos);
        RC_ASSERT(sealed->find(normalised.substr(normalised.size() - 8)) == std::string::npos);
      }
      RC_ASSERT(world.opener.OpenLine(*sealed, "S-17")->line.find(quoted) != std::string::npos);
    }));
  }
}

TEST(Splitter, SealsAnyBytesForQuarantine) {
  World world;
  const std::string raw("{\"id_number\":\"11010519491231002X\"\n\0\xff", 36);
  const auto sealed = world.splitter.SealRaw(raw, At("2017-03-31T23:59:00Z"));
  ASSERT_TRUE(sealed && world.splitter.Flush());
  EXPECT_THAT(*sealed, Not(HasSubstr(kIdNumber)));
  EXPECT_EQ(*world.opener.OpenRaw(*sealed), raw);

  std::string changed = *sealed;
  changed.back() = static_cast<char>(changed.back() ^ 1);
  EXPECT_EQ(world.opener.OpenRaw(changed).error().reason, "privacy.box_damaged");
  EXPECT_EQ(world.opener.OpenRaw("not sealed").error().reason, "privacy.box_damaged");
}

TEST(Splitter, KeepsQuarantineUnderOneKeyAMonthForThirtyDaysMore) {
  World world;
  for (const char* time :
       {"2017-12-01T00:00:00Z", "2017-12-31T23:59:59Z", "2018-01-01T00:00:00Z"}) {
    ASSERT_TRUE(world.splitter.SealRaw("x", At(time)));
  }
  ASSERT_TRUE(world.splitter.Flush());
  std::vector<KeyRecord> keys;
  ASSERT_TRUE(world.store->ForEachKey([&](const KeyRecord& key) { keys.push_back(key); }));
  ASSERT_EQ(keys.size(), 2U);
  for (const KeyRecord& key : keys) {
    const bool is_december = key.created < At("2018-01-01T00:00:00Z");
    EXPECT_GE(key.retain_until, At(is_december ? "2018-01-31T00:00:00Z" : "2018-03-03T00:00:00Z"));
  }
}

}  // namespace
}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>
#include <rapidcheck/gtest.h>

#include "ingest/encode.h"
#include "ingest/event_builder.h"
#include "ingest/event_types.h"
#include "ingest/limits.h"

namespace assay::ingest {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
using Json = nlohmann::json;

Result<Decoded> DecodeLine(const std::string& line, Origin origin = Origin::kOutside) {
  Decoder decoder;
  return decoder.Decode(line, {.origin = origin});
}

Decoded Accept(const EventText& text, Origin origin = Origin::kOutside) {
  auto decoded = DecodeLine(text.Line(), origin);
  EXPECT_TRUE(decoded.has_value()) << decoded.error().reason << ": " << decoded.error().message;
  return decoded ? *decoded : Decoded{};
}

Error Refuse(const std::string& line, Origin origin = Origin::kOutside) {
  auto decoded = DecodeLine(line, origin);
  EXPECT_FALSE(decoded.has_value()) << line.substr(0, 200);
  return decoded ? Error{} : decoded.error();
}

std::string ReasonFor(const EventText& text) {
  return Refuse(text.Line()).reason;
}
std::string ReasonForData(const std::string& data) {
  return ReasonFor({.data = data});
}

// One change to the data of a complete order.
std::string ReasonForOrder(const std::string& member) {
  return ReasonFor({.type = "\"assay.order.v1\"",
                    .data = fmt::format(R"({{"order":"o","listing":"l",{}}})", member)});
}

Json ReadSchema(std::string_view name) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/api/events/" + std::string(name) +
                     ".schema.json");
  return Json::parse(file);
}

// --- What comes out ---

TEST(Decoder, ReadsAListingAsTheSellerWroteIt) {
  const Event event =
      Accept({.data =
                  R"({"listing":"l-9","version":3,"title":"N\u0042 男鞋","description":"line\nline",
    "brand":"NB","category":"shoes","condition":"used","price":{"amount":25900,"currency":"CNY"}})"})
          .event;
  const auto& data = std::get<ListingData>(event.data);
  EXPECT_EQ(event.type, EventType::kListing);
  EXPECT_EQ(event.id, "e-1");
  EXPECT_EQ(event.source, "market/1");
  EXPECT_EQ(event.subject, "s-1");
  EXPECT_EQ(FormatRfc3339(event.time), "2017-03-01T22:04:05+08:00");
  EXPECT_EQ(data.listing.id, "l-9");
  EXPECT_EQ(data.version, 3);
  EXPECT_EQ(data.listing.title, "NB 男鞋");
  EXPECT_EQ(data.listing.description, "line\nline");
  EXPECT_EQ(data.listing.brand, "NB");
  EXPECT_EQ(data.listing.category, "shoes");
  EXPECT_EQ(data.listing.condition, Condition::kUsed);
  ASSERT_TRUE(data.listing.price.has_value());
  EXPECT_EQ(FormatDecimal(*data.listing.price), "259.00");
  EXPECT_EQ(data.listing.price->currency.code(), "CNY");
}

TEST(Decoder, KeepsTheInputLineForTheLog) {
  const EventText text{.more = R"(,"traceparent":"00-ab"  )"};
  EXPECT_EQ(Accept(text).event.line, text.Line());
}

TEST(Decoder, TakesNewlinesOutOfTheLineForTheLog) {
  const EventText text{.data = "{\n\"listing\":\"l\",\r\n\"title\":\"a b\"}"};
  const Event event = Accept(text).event;
  EXPECT_THAT(event.line, Not(HasSubstr("\n")));
  EXPECT_THAT(event.line, HasSubstr("a b"));
  EXPECT_EQ(Accept({.data = R"({"listing":"l","title":"a b"})"}).event.content_fingerprint,
            event.content_fingerprint);
}

TEST(Decoder, TakesAMissingVersionAsNone) {
  EXPECT_EQ(std::get<ListingData>(Accept({}).event.data).version, 0);
}

TEST(Decoder, KeepsAPriceWithoutCurrencyOutOfUse) {
  const Event event =
      Accept({.data = R"({"listing":"l","title":"t","price":{"amount":25900}})"}).event;
  const Listing& listing = std::get<ListingData>(event.data).listing;
  EXPECT_FALSE(listing.price.has_value());
  EXPECT_TRUE(listing.has_price_without_currency);
}

TEST(Decoder, TellsEqualDataFromOtherDataByFingerprint) {
  const auto fingerprint = [](const std::string& data) {
    return Accept({.data = data}).event.content_fingerprint;
  };
  const std::uint64_t one = fingerprint(R"({"listing":"l","title":"a"})");
  EXPECT_EQ(one, fingerprint(R"( { "listing" : "l" , "title":"a" } )"));
  EXPECT_NE(one, fingerprint(R"({"listing":"l","title":"b"})"));
}

TEST(Decoder, ComparesTheDataNotTheEnvelope) {
  EXPECT_EQ(Accept({.id = "\"a\"", .more = R"(,"x":{"data":[1,"}"]})"}).event.content_fingerprint,
            Accept({.id = "\"b\""}).event.content_fingerprint);
}

TEST(Decoder, FindsTheSameContentInOtherVersionsOfAListing) {
  const auto hash = [](const std::string& data) {
    return std::get<ListingData>(Accept({.data = data}).event.data).content_hash;
  };
  const Hash128 one = hash(R"({"listing":"l","version":1,"title":"ab","description":"c"})");
  EXPECT_EQ(one, hash(R"({"listing":"l","version":2,"title":"ab","description":"c","stock":3})"));
  EXPECT_NE(one, hash(R"({"listing":"l","version":2,"title":"a","description":"bc"})"));
}

TEST(Decoder, ReadsWhatTheEngineCounts) {
  const auto order = std::get<OrderData>(
      Accept(
          {.type = "\"assay.order.v1\"",
           .data =
               R"({"order":"o","listing":"l","listing_version":2,"quantity":3,"paid":{"amount":5,"currency":"JPY"}})"})
          .event.data);
  EXPECT_EQ(order.quantity, 3);
  EXPECT_EQ(order.listing_version, 2);
  EXPECT_EQ(order.paid.minor_units, 5);
  const auto refund = std::get<RefundData>(
      Accept({.type = "\"assay.refund.v1\"",
              .data =
                  R"({"order":"o","reason":"counterfeit","amount":{"amount":5,"currency":"JPY"}})"})
          .event.data);
  EXPECT_EQ(refund.reason, RefundReason::kCounterfeit);
  const auto closed = std::get<StoreClosedData>(
      Accept({.type = "\"assay.store.closed.v1\"", .data = R"({"reason":"ip_counterfeit"})"})
          .event.data);
  EXPECT_EQ(closed.reason, ClosureReason::kIpCounterfeit);
  const auto decision =
      std::get<DecisionData>(Accept({.type = "\"assay.decision.v1\"",
                                     .data = R"({"measure":"m","kind":"lift","actor":"a"})"})
                                 .event.data);
  EXPECT_EQ(decision.kind, DecisionKind::kLift);
}

TEST(Decoder, TakesAnAuthorisationWithoutEndAsOpen) {
  const auto data = std::get<AuthorisationData>(
      Accept({.type = "\"assay.authorisation.v1\"",
              .data =
                  R"({"authorisation":"a","brand":"b","store":"s","from":"2016-01-01T00:00:00Z"})"})
          .event.data);
  EXPECT_GT(data.until, kTimeEnd);
}

// --- Personal fields ---

TEST(Decoder, SaysThatPersonalFieldsAreInTheClear) {
  const EventText text{.type = "\"assay.store.opened.v1\"",
                       .data = R"({"name":"n","phones":[{"number":"138"}]})"};
  EXPECT_TRUE(Accept(text).has_personal_fields);
  EXPECT_FALSE(Accept({}).has_personal_fields);
}

TEST(Decoder, TakesTokensAndFingerprintFromTheLog) {
  const EventText text{
      .type = "\"assay.store.opened.v1\"",
      .data =
          R"({"name":"n","phones":[{"number":{"sealed":"AAAA","tokens":{"whole":"ab","last8":"cd"}}}]})",
      .more = R"(,"assayfingerprint":"00000000000000ff")"};
  const Decoded decoded = Accept(text, Origin::kLog);
  EXPECT_FALSE(decoded.has_personal_fields);
  EXPECT_EQ(decoded.event.content_fingerprint, 255U);
  EXPECT_EQ(std::get<StoreOpenedData>(decoded.event.data).tokens,
            (std::vector<IdentityToken>{{"phone", "ab"}, {"phone.last8", "cd"}}));
}

TEST(Decoder, RefusesPersonalFieldsInTheClearInTheLog) {
  const EventText text{.type = "\"assay.store.opened.v1\"",
                       .data = R"({"name":"n","phones":[{"number":"13800138000"}]})"};
  const Error error = Refuse(text.Line(), Origin::kLog);
  EXPECT_EQ(error.reason, "ingest.not_sealed");
  EXPECT_THAT(error.message, HasSubstr("/data/phones/0/number"));
  EXPECT_THAT(error.message, Not(HasSubstr("138")));
}

TEST(Decoder, IgnoresAFingerprintFromOutside) {
  EXPECT_EQ(Accept({.more = R"(,"assayfingerprint":"00000000000000ff")"}).event.content_fingerprint,
            Accept({}).event.content_fingerprint);
}

// --- System events ---

TEST(Decoder, RefusesSystemEventsFromOutside) {
  const EventText text{.type = "\"assay.clock.advanced.v1\"",
                       .data = R"({"to":"2017-03-01T00:00:00Z"})"};
  EXPECT_EQ(ReasonFor(text), "ingest.system_type");
  EXPECT_TRUE(std::holds_alternative<ClockAdvancedData>(Accept(text, Origin::kLog).event.data));
}

TEST(EncodeSystemEvent, IsReadBackFromTheLog) {
  Event epoch;
  epoch.type = EventType::kEpochStarted;
  epoch.time = *ParseRfc3339("2017-03-01T00:00:00Z");
  epoch.data = EpochStartedData{7, Sha256Of("a"), Sha256Of("b"), Sha256Of("c")};
  const auto decoded = DecodeLine(EncodeSystemEvent(epoch), Origin::kLog);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(decoded->event.id, "epoch-7");
  EXPECT_EQ(decoded->event.source, "assay");
  const auto& data = std::get<EpochStartedData>(decoded->event.data);
  EXPECT_EQ(data.epoch, 7U);
  EXPECT_EQ(data.configuration, Sha256Of("a"));
  EXPECT_EQ(data.registry, Sha256Of("b"));
}

TEST(EncodeSystemEvent, WritesTheClockToTheMillisecond) {
  Event clock;
  clock.type = EventType::kClockAdvanced;
  clock.time.instant = {1'488'377'045'123};
  clock.data = ClockAdvancedData{{1'488'377'045'123}};
  const auto decoded = DecodeLine(EncodeSystemEvent(clock), Origin::kLog);
  ASSERT_TRUE(decoded.has_value()) << decoded.error().message;
  EXPECT_EQ(std::get<ClockAdvancedData>(decoded->event.data).to.ms, 1'488'377'045'123);
}

// --- Bad input ---

TEST(Decoder, RefusesWhatIsNotJson) {
  for (const std::string& line :
       {std::string(), std::string("  "), std::string("{"), std::string("[]"), std::string("null"),
        std::string("{}{}"), std::string("{\"a\":01}"), std::string("\xEF\xBB\xBF{}"),
        std::string("{\"a\":NaN}")}) {
    EXPECT_EQ(Refuse(line).reason, line == "{}" ? "ingest.missing_field" : "ingest.not_json")
        << line;
  }
}

TEST(Decoder, RefusesInvalidUtf8) {
  EXPECT_EQ(ReasonForData("{\"listing\":\"l\",\"title\":\"\xFF\"}"), "ingest.invalid_utf8");
  EXPECT_EQ(ReasonForData("{\"listing\":\"l\",\"title\":\"\xED\xA0\x80\"}"), "ingest.invalid_utf8");
}

TEST(Decoder, RefusesLoneSurrogatesInEscapes) {
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"\uD83D"})"), "ingest.bad_string");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"\uDE00"})"), "ingest.bad_string");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"\uD83Dx"})"), "ingest.bad_string");
  EXPECT_EQ(std::get<ListingData>(
                Accept({.data = R"({"listing":"l","title":"\uD83D\uDE00"})"}).event.data)
                .listing.title,
            "😀");
}

TEST(Decoder, RefusesNestingTenThousandDeep) {
  const std::string deep = R"({"listing":"l","title":"t","x":)" + std::string(10'000, '[') +
                           std::string(10'000, ']') + "}";
  EXPECT_EQ(ReasonForData(deep), "ingest.too_deep");
}

TEST(Decoder, AcceptsNestingUpToTheLimit) {
  const auto nested = [](int levels) {
    const auto count = static_cast<std::size_t>(levels);
    return R"({"listing":"l","title":"t","x":)" + std::string(count, '[') + "0" +
           std::string(count, ']') + "}";
  };
  Accept({.data = nested(kJsonDepthMax - 2)});
  EXPECT_EQ(ReasonForData(nested(kJsonDepthMax - 1)), "ingest.too_deep");
}

TEST(Decoder, RefusesALineThatIsTooLong) {
  const Error error = Refuse(std::string(kLineBytesMax + 1, ' '));
  EXPECT_EQ(error.reason, "ingest.line_too_long");
  EXPECT_EQ(error.code, ErrorCode::kLimitExceeded);
}

TEST(Decoder, RefusesNumbersOutOfRange) {
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"t","version":99999999999999999999})"),
            "ingest.number_out_of_range");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"t","version":18446744073709551615})"),
            "ingest.number_out_of_range");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"t","x":1e400})"),
            "ingest.number_out_of_range");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"t","version":-1})"),
            "ingest.number_out_of_range");
  EXPECT_EQ(ReasonForOrder(R"("quantity":0,"paid":{"amount":1,"currency":"CNY"})"),
            "ingest.number_out_of_range");
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":1000000000000001,"currency":"CNY"})"),
            "ingest.number_out_of_range");
}

EventText TestBuyWith(const std::string& members) {
  return {.type = "\"assay.test_buy.v1\"",
          .data = fmt::format(R"({{"test_buy":"t",{}}})", members)};
}

TEST(Decoder, TakesATestBuyAsWhatWasChosenHowAndWithWhichResult) {
  const Decoded decoded = Accept(TestBuyWith(
      R"("listing":"l","order":"o","selection":"stratified","selection_probability":0.02,"verdict":"counterfeit")"));
  const auto& data = std::get<TestBuyData>(decoded.event.data);
  EXPECT_EQ(data.test_buy, "t");
  EXPECT_EQ(data.listing.value(), "l");
  EXPECT_EQ(data.order, "o");
  EXPECT_EQ(data.selection, Selection::kStratified);
  EXPECT_EQ(data.probability_trillionths, 20'000'000'000);
  EXPECT_EQ(data.result, ExaminationResult::kCounterfeit);
}

TEST(Decoder, TakesWhatIsNotCounterfeitForNoCounterfeit) {
  const auto result_of = [](const std::string& members) {
    const Decoded decoded = Accept(TestBuyWith(R"("selection":"complaint",)" + members));
    return std::get<TestBuyData>(decoded.event.data).result;
  };
  using enum ExaminationResult;
  EXPECT_EQ(result_of(R"("verdict":"genuine")"), kNotCounterfeit);
  EXPECT_EQ(result_of(R"("verdict":"parallel_goods")"), kNotCounterfeit);
  EXPECT_EQ(result_of(R"("verdict":"other_infringement")"), kNotCounterfeit);
  EXPECT_EQ(result_of(R"("verdict":"cannot_say")"), kUndetermined);
  EXPECT_EQ(result_of(R"("verdict":"counterfeit","second_opinion":"agrees")"), kCounterfeit);
  EXPECT_EQ(result_of(R"("verdict":"counterfeit","second_opinion":"disagrees")"), kUndetermined);
  EXPECT_EQ(result_of(R"("verdict":"genuine","second_opinion":"disagrees")"), kUndetermined);
}

TEST(Decoder, RefusesAChanceThatCannotBeOne) {
  const auto with = [](const std::string& probability) {
    return TestBuyWith(R"("selection":"random","verdict":"genuine","selection_probability":)" +
                       probability);
  };
  for (const char* probability : {"0", "0.0", "-0.5", "1.0000001", "2", "1e-13"}) {
    EXPECT_EQ(ReasonFor(with(probability)), "ingest.number_out_of_range") << probability;
  }
  EXPECT_EQ(ReasonFor(with("\"0.5\"")), "ingest.wrong_kind");
  const auto chance = [&](const std::string& probability) {
    return std::get<TestBuyData>(Accept(with(probability)).event.data).probability_trillionths;
  };
  EXPECT_EQ(chance("1"), 1'000'000'000'000);
  EXPECT_EQ(chance("1e-12"), 1);
  EXPECT_EQ(chance("null"), 0) << "not told";
}

TEST(Decoder, RefusesFractionsOfMinorUnits) {
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":1.5,"currency":"CNY"})"),
            "ingest.wrong_kind");
}

TEST(Decoder, RefusesTimesOutsideTwoCenturies) {
  EXPECT_EQ(ReasonFor({.time = "\"9999-12-31T00:00:00Z\""}), "ingest.time_out_of_range");
  EXPECT_EQ(ReasonFor({.time = "\"1999-12-31T23:59:59Z\""}), "ingest.time_out_of_range");
  EXPECT_EQ(ReasonFor({.time = "\"2017-02-30T00:00:00Z\""}), "ingest.wrong_kind");
  EXPECT_EQ(ReasonFor({.time = "\"yesterday\""}), "ingest.wrong_kind");
}

TEST(Decoder, RefusesTheFutureWhereTheClockIsKnown) {
  Decoder decoder;
  const auto decoded =
      decoder.Decode(EventText{}.Line(), {.latest = ParseRfc3339("2017-03-01T00:00:00Z")->instant});
  ASSERT_FALSE(decoded.has_value());
  EXPECT_EQ(decoded.error().reason, "ingest.time_in_future");
}

TEST(Decoder, RefusesUnknownCurrencyAndNegativeAmounts) {
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":1,"currency":"ZZZ"})"),
            "ingest.unknown_currency");
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":1,"currency":"cny"})"),
            "ingest.unknown_currency");
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":-1,"currency":"CNY"})"),
            "ingest.negative_amount");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"t","price":{"amount":-1}})"),
            "ingest.negative_amount");
  EXPECT_EQ(ReasonForOrder(R"("quantity":1,"paid":{"amount":1})"), "ingest.missing_field");
}

TEST(Decoder, RefusesUnknownTypesAndVersions) {
  EXPECT_EQ(ReasonFor({.type = "\"assay.nothing.v1\""}), "ingest.unknown_type");
  EXPECT_EQ(ReasonFor({.type = "\"assay.listing.v2\""}), "ingest.unknown_type");
  EXPECT_EQ(ReasonFor({.specversion = "\"0.3\""}), "ingest.unsupported_version");
}

TEST(Decoder, RefusesTheSameKeyTwice) {
  EXPECT_EQ(ReasonFor({.more = R"(,"id":"e-2")"}), "ingest.duplicate_key");
  EXPECT_EQ(ReasonFor({.more = R"(,"\u0064ata":{})"}), "ingest.duplicate_key");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"a","title":"b"})"), "ingest.duplicate_key");
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":"a","title":null})"), "ingest.duplicate_key");
}

TEST(Decoder, RefusesMissingEmptyAndLongAttributes) {
  EXPECT_EQ(Refuse("{}").reason, "ingest.missing_field");
  EXPECT_EQ(ReasonFor({.subject = "\"\""}), "ingest.missing_field");
  EXPECT_EQ(ReasonFor({.id = "null"}), "ingest.missing_field");
  EXPECT_EQ(ReasonFor({.id = "7"}), "ingest.wrong_kind");
  EXPECT_EQ(ReasonFor({.id = "\"" + std::string(257, 'x') + "\""}), "ingest.too_long");
  EXPECT_EQ(ReasonFor({.subject = "\"a\\u0000b\""}), "ingest.control_character");
  EXPECT_EQ(ReasonFor({.data = "[]"}), "ingest.wrong_kind");
  EXPECT_EQ(ReasonForData(R"({"title":"t"})"), "ingest.missing_field");
}

TEST(Decoder, CountsLengthsInCharacters) {
  std::string title;
  for (int i = 0; i < 2'000; ++i) {
    title += "鞋";
  }
  Accept({.data = R"({"listing":"l","title":")" + title + "\"}"});
  EXPECT_EQ(ReasonForData(R"({"listing":"l","title":")" + title + "x\"}"), "ingest.too_long");
}

TEST(Decoder, NamesTheFieldAndNeverItsValue) {
  const Error error = Refuse(
      EventText{.type = "\"assay.store.closed.v1\"", .data = R"({"reason":"secret-4711"})"}.Line());
  EXPECT_EQ(error.reason, "ingest.unknown_value");
  EXPECT_THAT(error.message, HasSubstr("/data/reason"));
  EXPECT_THAT(error.message, Not(HasSubstr("4711")));
}

TEST(Decoder, GoesOnAfterARefusal) {
  Decoder decoder;
  EXPECT_FALSE(decoder.Decode("{", {}).has_value());
  EXPECT_FALSE(decoder.Decode(std::string(kLineBytesMax, '['), {}).has_value());
  EXPECT_TRUE(decoder.Decode(EventText{}.Line(), {}).has_value());
}

RC_GTEST_PROP(Decoder, SurvivesAnyLineWithOneByteChanged, ()) {
  std::string line = EventText{}.Line();
  line[*rc::gen::inRange<std::size_t>(0, line.size())] = *rc::gen::arbitrary<char>();
  const auto decoded = DecodeLine(line);
  if (decoded) {
    const auto again = DecodeLine(decoded->event.line);
    RC_ASSERT(again.has_value());
    RC_ASSERT(again->event.content_fingerprint == decoded->event.content_fingerprint);
    RC_ASSERT(again->event.line == decoded->event.line);
  }
}

// --- Schemas ---

TEST(EventSchemas, DescribeEveryTypeWithAnExampleThatDecodes) {
  for (const EventTypeInfo& info : AllEventTypes()) {
    const Json schema = ReadSchema(info.name);
    EXPECT_EQ(schema.at("title"), WireNameOf(info.type));
    ASSERT_FALSE(schema.at("examples").empty()) << info.name;
    for (const Json& example : schema.at("examples")) {
      const bool is_system = info.family == EventFamily::kSystem;
      const auto decoded = DecodeLine(example.dump(), is_system ? Origin::kLog : Origin::kOutside);
      ASSERT_TRUE(decoded.has_value()) << info.name << ": " << decoded.error().message;
      EXPECT_EQ(decoded->event.type, info.type);
    }
  }
}

TEST(EventSchemas, RefuseEachExampleWithoutARequiredField) {
  for (const EventTypeInfo& info : AllEventTypes()) {
    const bool is_system = info.family == EventFamily::kSystem;
    const Json example = ReadSchema(info.name).at("examples").at(0);
    for (const Field& field : SchemaOf(info.type).fields) {
      if (!field.required) {
        continue;
      }
      Json without = example;
      without["data"].erase(std::string(field.name));
      const Error error = Refuse(without.dump(), is_system ? Origin::kLog : Origin::kOutside);
      EXPECT_EQ(error.reason, "ingest.missing_field") << info.name;
      EXPECT_THAT(error.message, HasSubstr("/data/" + std::string(field.name)));
    }
  }
}

TEST(EventSchemas, RefuseEachExampleWithAFieldOfAnotherKind) {
  for (const EventTypeInfo& info : AllEventTypes()) {
    const bool is_system = info.family == EventFamily::kSystem;
    const Json example = ReadSchema(info.name).at("examples").at(0);
    for (const auto& [name, value] : example.at("data").items()) {
      Json wrong = example;
      wrong["data"][name] = value.is_boolean() ? Json("true") : Json(true);
      EXPECT_EQ(Refuse(wrong.dump(), is_system ? Origin::kLog : Origin::kOutside).reason,
                "ingest.wrong_kind")
          << info.name << "/" << name;
    }
  }
}

TEST(EventSchemas, GiveEveryPersonalFieldAPurposeAndAPeriod) {
  bool met = false;
  const std::function<void(const Field&)> look = [&](const Field& field) {
    if (field.personal != nullptr) {
      met = true;
      EXPECT_FALSE(field.personal->purpose.empty()) << field.name;
      EXPECT_GT(field.personal->retention_days, 0) << field.name;
      EXPECT_EQ(field.kind, FieldKind::kString) << field.name;
    }
    for (const Field& inner : field.fields) {
      look(inner);
    }
  };
  for (const EventSchema& schema : AllEventSchemas()) {
    for (const Field& field : schema.fields) {
      look(field);
    }
  }
  EXPECT_TRUE(met);
}

}  // namespace
}  // namespace assay::ingest

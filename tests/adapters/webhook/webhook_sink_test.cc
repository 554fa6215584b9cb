// SPDX-License-Identifier: Apache-2.0
// The sink against a receiver of the test: what goes out, what may come back, and what is refused.
#include "adapters/webhook/webhook_sink.h"

#include <array>
#include <atomic>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sodium.h>

#include "support/http_receiver.h"
#include "support/outbox.h"

namespace assay::webhook {
namespace {

using flows::Answer;
using ::testing::AllOf;
using ::testing::Each;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr std::string_view kKey = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

Resolve To(std::string address) {
  return [address = std::move(address)](const std::string&) -> Result<std::vector<Address>> {
    return std::vector{*ParseAddress(address)};
  };
}

Reply Success() {
  return Reply::Status(200);
}

WebhookSettings SettingsFor(const HttpReceiver& receiver) {
  return {.url = fmt::format("http://127.0.0.1:{}/hooks?x=1", receiver.port()),
          .secrets = {*Secret::Parse("whsec_" + std::string(kKey))},
          .allow_private = true,
          .ca_file = "",
          .connect_timeout_ms = 2'000,
          .timeout_ms = 5'000};
}

WebhookSettings PublicSettingsFor(const HttpReceiver& receiver) {
  WebhookSettings settings = SettingsFor(receiver);
  settings.url = fmt::format("https://hooks.example:{}/", receiver.port());
  settings.allow_private = false;
  return settings;
}

struct World {
  ManualClock clock;

  std::unique_ptr<flows::ActionSink> Sink(WebhookSettings settings,
                                          Resolve resolve = To("127.0.0.1")) {
    auto sink = MakeWebhookSink(std::move(settings), clock, std::move(resolve));
    EXPECT_TRUE(sink) << sink.error().message;
    return std::move(*sink);
  }
};

std::vector<engine::OutboxRow> Actions(std::size_t count) {
  std::vector<engine::OutboxRow> actions;
  for (std::uint64_t i = 1; i <= count; ++i) {
    actions.push_back({.sequence = {i}, .ordinal = 0, .id = 0xa0 + i, .body = R"({"n":1})"});
  }
  return actions;
}

flows::Handover SendOne(flows::ActionSink& sink) {
  const auto sent = sink.Send(Actions(1), 0);
  EXPECT_TRUE(sent) << sent.error().message;
  return sent->handovers.at(0);
}

// By another library than the sink's.
std::string SignedWithSodium(std::string_view content) {
  std::array<unsigned char, 32> key{};
  std::size_t key_size = 0;
  EXPECT_EQ(sodium_base642bin(key.data(), key.size(), kKey.data(), kKey.size(), nullptr, &key_size,
                              nullptr, sodium_base64_VARIANT_ORIGINAL),
            0);
  crypto_auth_hmacsha256_state state;
  crypto_auth_hmacsha256_init(&state, key.data(), key_size);
  crypto_auth_hmacsha256_update(&state, reinterpret_cast<const unsigned char*>(content.data()),
                                content.size());
  std::array<unsigned char, crypto_auth_hmacsha256_BYTES> digest{};
  crypto_auth_hmacsha256_final(&state, digest.data());
  std::array<char, 45> text{};
  sodium_bin2base64(text.data(), text.size(), digest.data(), digest.size(),
                    sodium_base64_VARIANT_ORIGINAL);
  return std::string("v1,") + text.data();
}

TEST(WebhookSink, PostsTheActionSignedAsStandardWebhooksAsks) {
  World world;
  HttpReceiver receiver([](const Received&) { return Reply::Status(204); });
  EXPECT_EQ(SendOne(*world.Sink(SettingsFor(receiver))).answer, Answer::kTaken);
  ASSERT_THAT(receiver.received(), SizeIs(1));
  auto got = receiver.received().at(0);
  EXPECT_EQ(got.method, "POST");
  EXPECT_EQ(got.target, "/hooks?x=1");
  EXPECT_EQ(got.body, R"({"n":1})");
  EXPECT_EQ(got.headers["host"], fmt::format("127.0.0.1:{}", receiver.port()));
  EXPECT_EQ(got.headers["content-type"], "application/cloudevents+json; charset=utf-8");
  EXPECT_EQ(got.headers["webhook-id"], "00000000000000a1");
  EXPECT_EQ(got.headers["webhook-timestamp"], "1488000000");
  EXPECT_EQ(got.headers["webhook-signature"],
            SignedWithSodium("00000000000000a1.1488000000." + got.body));
}

TEST(WebhookSink, WhileKeysAreChangedBothSign) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  WebhookSettings settings = SettingsFor(receiver);
  settings.secrets.push_back(*Secret::Parse("whsec_" + std::string(32, 'A')));
  SendOne(*world.Sink(settings));
  const std::string signature = receiver.received().at(0).headers.at("webhook-signature");
  const std::string content = R"(00000000000000a1.1488000000.{"n":1})";
  EXPECT_THAT(signature, ::testing::StartsWith(SignedWithSodium(content) + " v1,"));
  EXPECT_EQ(signature.size(), 2 * 47 + 1);
}

TEST(WebhookSink, ABatchGoesOverAFewConnectionsThatAreUsedAgain) {
  World world;
  HttpReceiver receiver([](const Received&) { return Reply::Status(200, "", "{}"); });
  WebhookSettings settings = SettingsFor(receiver);
  settings.connections_max = 4;
  const auto sink = world.Sink(settings);
  for (int i = 0; i < 3; ++i) {
    const auto sent = sink->Send(Actions(50), 0);
    ASSERT_TRUE(sent);
    EXPECT_THAT(sent->handovers, Each(::testing::Field(&flows::Handover::answer, Answer::kTaken)));
  }
  std::multiset<std::string> ids;
  for (const Received& got : receiver.received()) {
    ids.insert(got.headers.at("webhook-id"));
  }
  EXPECT_EQ(ids.size(), 150U);
  EXPECT_EQ(ids.count("00000000000000b0"), 3U);
  EXPECT_LE(receiver.connections(), 4U);
}

TEST(WebhookSink, AConnectionThatTheReceiverClosedMeanwhileIsMadeAnew) {
  World world;
  HttpReceiver receiver([](const Received&) {
    Reply reply = Success();
    reply.then_close = true;  // Without saying so.
    return reply;
  });
  WebhookSettings settings = SettingsFor(receiver);
  settings.connections_max = 1;
  const auto sink = world.Sink(settings);
  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(SendOne(*sink).answer, Answer::kTaken);
  }
}

TEST(WebhookSink, AfterARefusalNothingMoreOfTheBatchIsTried) {
  World world;
  std::atomic<int> count = 0;
  HttpReceiver receiver(
      [&](const Received&) { return Reply::Status(++count == 3 ? 500 : 200, "", "on fire"); });
  WebhookSettings settings = SettingsFor(receiver);
  settings.connections_max = 1;
  const auto sent = world.Sink(settings)->Send(Actions(6), 0);
  ASSERT_TRUE(sent);
  EXPECT_EQ(sent->handovers[1].answer, Answer::kTaken);
  EXPECT_EQ(sent->handovers[2].answer, Answer::kRefused);
  EXPECT_EQ(sent->handovers[2].message, "answered 500: \"on fire\"");
  EXPECT_EQ(sent->handovers[3].answer, Answer::kNotTried);
  EXPECT_EQ(count, 3);
}

TEST(WebhookSink, AReceiverThatDoesNotAnswerTimesOut) {
  World world;
  HttpReceiver receiver([](const Received&) { return Reply{.bytes = "", .then_silence = true}; });
  WebhookSettings settings = SettingsFor(receiver);
  settings.timeout_ms = 100;
  const auto handover = SendOne(*world.Sink(settings));
  EXPECT_EQ(handover.answer, Answer::kRefused);
  EXPECT_EQ(handover.message, "no answer within 0.1 s");
}

TEST(WebhookSink, AnAnswerThatTricklesInTimesOutAsAWhole) {
  World world;
  HttpReceiver receiver([](const Received&) {
    return Reply{.bytes = "HTTP/1.1 200 OK\r\nX: " + std::string(100'000, 'x'),
                 .one_byte_at_a_time = true};
  });
  WebhookSettings settings = SettingsFor(receiver);
  settings.timeout_ms = 150;
  EXPECT_EQ(SendOne(*world.Sink(settings)).message, "no answer within 0.15 s");
}

TEST(WebhookSink, ASuccessWhoseBodyNeverEndsIsASuccess) {
  World world;
  HttpReceiver receiver([](const Received&) {
    return Reply{.bytes = "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nhalf",
                 .then_silence = true};
  });
  WebhookSettings settings = SettingsFor(receiver);
  settings.timeout_ms = 100;
  const auto sink = world.Sink(settings);
  EXPECT_EQ(SendOne(*sink).answer, Answer::kTaken);
  EXPECT_EQ(SendOne(*sink).answer, Answer::kTaken);
  EXPECT_EQ(receiver.connections(), 2U) << "a connection with half an answer in it is not used";
}

TEST(WebhookSink, AHugeAnswerIsNotReadToItsEnd) {
  World world;
  const auto answer_to = [&](const std::string& headers, const std::string& body) {
    HttpReceiver receiver([&](const Received&) {
      return Reply{.bytes = "HTTP/1.1 200 OK\r\n" + headers + "\r\n" + body, .then_silence = true};
    });
    return SendOne(*world.Sink(SettingsFor(receiver)));
  };
  EXPECT_EQ(answer_to("Content-Length: 10000000000\r\n", "").answer, Answer::kTaken);
  EXPECT_EQ(answer_to("Transfer-Encoding: chunked\r\n",
                      "100000\r\n" + std::string(0x100000, 'x') + "\r\n")
                .answer,
            Answer::kTaken);
  const auto handover = answer_to("X: " + std::string(1'000'000, 'x') + "\r\n", "");
  EXPECT_EQ(handover.answer, Answer::kRefused);
  EXPECT_EQ(handover.message, "answered with a header of more than 16 KiB");
}

TEST(WebhookSink, WhatIsNotHttpIsRefused) {
  World world;
  HttpReceiver receiver([](const Received&) {
    return Reply{.bytes = "SSH-2.0-OpenSSH_9.2\r\n\r\n", .then_close = true};
  });
  EXPECT_EQ(SendOne(*world.Sink(SettingsFor(receiver))).answer, Answer::kRefused);
}

TEST(WebhookSink, ARedirectToAPrivateAddressIsNotFollowed) {
  World world;
  HttpReceiver inside([](const Received&) { return Success(); });
  HttpReceiver receiver([&](const Received&) {
    return Reply::Status(307,
                         fmt::format("Location: http://127.0.0.1:{}/admin\r\n", inside.port()));
  });
  const auto handover = SendOne(*world.Sink(SettingsFor(receiver)));
  EXPECT_EQ(handover.answer, Answer::kRefused);
  EXPECT_THAT(handover.message, AllOf(HasSubstr("307"), HasSubstr("/admin"),
                                      HasSubstr("redirects are not followed")));
  EXPECT_EQ(inside.connections(), 0U);
}

TEST(WebhookSink, ANameThatComesToMeanAPrivateAddressIsRefused) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  for (const char* address : {"127.0.0.1", "10.1.2.3", "169.254.169.254", "::1"}) {
    const auto handover = SendOne(*world.Sink(PublicSettingsFor(receiver), To(address)));
    EXPECT_EQ(handover.answer, Answer::kRefused);
    EXPECT_THAT(handover.message, AllOf(HasSubstr(fmt::format("hooks.example is {}", address)),
                                        HasSubstr("not sent")));
  }
  EXPECT_EQ(receiver.connections(), 0U);
}

TEST(WebhookSink, OnePrivateAddressAmongPublicOnesIsEnoughToRefuse) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  const auto sink = world.Sink(
      PublicSettingsFor(receiver), [](const std::string&) -> Result<std::vector<Address>> {
        return std::vector{*ParseAddress("1.1.1.1"), *ParseAddress("127.0.0.1")};
      });
  EXPECT_THAT(SendOne(*sink).message, HasSubstr("a loopback address"));
  EXPECT_EQ(receiver.connections(), 0U);
}

TEST(WebhookSink, ANameIsLookedUpOnceABatchAndTheConnectionGoesToWhatWasJudged) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  WebhookSettings settings = SettingsFor(receiver);
  // No resolver but ours knows this name: the connection can only have gone to our answer.
  settings.url = fmt::format("http://only-the-test-knows.invalid:{}/", receiver.port());
  int lookups = 0;
  const auto sink = world.Sink(settings, [&](const std::string& host) {
    EXPECT_EQ(host, "only-the-test-knows.invalid");
    return To(++lookups == 1 ? "127.0.0.1" : "169.254.169.254")(host);
  });
  EXPECT_EQ(sink->Send(Actions(40), 0)->handovers.back().answer, Answer::kTaken);
  EXPECT_EQ(lookups, 1);
  EXPECT_EQ(SendOne(*sink).answer, Answer::kRefused) << "also where a connection is still open";
}

TEST(WebhookSink, ANameWithoutAddressIsRefusedForNow) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  const auto sink = world.Sink(
      PublicSettingsFor(receiver), [](const std::string&) -> Result<std::vector<Address>> {
        return Fail(ErrorCode::kUnavailable, "webhook.no_address", "no address was found");
      });
  EXPECT_EQ(SendOne(*sink).message, "no address was found");
}

TEST(WebhookSink, NobodyListeningIsRefusedForNow) {
  World world;
  WebhookSettings settings;
  {
    HttpReceiver gone([](const Received&) { return Success(); });
    settings = SettingsFor(gone);
  }
  EXPECT_THAT(SendOne(*world.Sink(settings)).message, HasSubstr("Connection refused"));
}

TEST(WebhookSink, PlainHttpAndNoSecretAreErrorsAtOnce) {
  World world;
  HttpReceiver receiver([](const Received&) { return Success(); });
  WebhookSettings settings = SettingsFor(receiver);
  settings.allow_private = false;
  EXPECT_EQ(MakeWebhookSink(settings, world.clock, To("1.1.1.1")).error().reason,
            "webhook.plain_http");
  settings.allow_private = true;
  settings.secrets.clear();
  EXPECT_EQ(MakeWebhookSink(settings, world.clock, To("1.1.1.1")).error().reason,
            "webhook.no_secret");
}

class OverTls : public ::testing::Test {
 protected:
  static WebhookSettings Settings(const HttpReceiver& receiver, const std::string& authority) {
    WebhookSettings settings = PublicSettingsFor(receiver);
    settings.allow_private = true;
    settings.ca_file = authority;
    return settings;
  }
  World world_;
  TestCertificates certificates_{"hooks.example"};
};

TEST_F(OverTls, ACertificateOfATrustedAuthorityForTheHostIsAccepted) {
  HttpReceiver receiver([](const Received&) { return Success(); }, &certificates_);
  const auto sink = world_.Sink(Settings(receiver, certificates_.authority_file));
  for (int i = 0; i < 3; ++i) {
    const auto handover = SendOne(*sink);
    EXPECT_EQ(handover.answer, Answer::kTaken) << handover.message;
  }
  EXPECT_EQ(receiver.received().at(0).headers.at("host"),
            fmt::format("hooks.example:{}", receiver.port()));
  EXPECT_EQ(receiver.connections(), 1U);
}

TEST_F(OverTls, ACertificateOfAnUnknownAuthorityIsRefused) {
  HttpReceiver receiver([](const Received&) { return Success(); }, &certificates_);
  const TestCertificates others("hooks.example");
  for (const std::string& authority : {others.authority_file, std::string()}) {
    const auto handover = SendOne(*world_.Sink(Settings(receiver, authority)));
    EXPECT_EQ(handover.answer, Answer::kRefused);
    EXPECT_THAT(handover.message,
                HasSubstr("its TLS certificate does not hold for hooks.example: "));
  }
  EXPECT_THAT(receiver.received(), IsEmpty());
}

TEST_F(OverTls, ACertificateForAnotherHostIsRefused) {
  const TestCertificates others("other.example");
  HttpReceiver receiver([](const Received&) { return Success(); }, &others);
  EXPECT_THAT(SendOne(*world_.Sink(Settings(receiver, others.authority_file))).message,
              HasSubstr("does not hold for hooks.example: hostname mismatch"));
  EXPECT_THAT(receiver.received(), IsEmpty());
}

TEST_F(OverTls, AReceiverWithoutTlsIsRefused) {
  HttpReceiver receiver([](const Received&) { return Success(); });
  WebhookSettings settings = Settings(receiver, certificates_.authority_file);
  settings.connect_timeout_ms = 200;
  EXPECT_THAT(SendOne(*world_.Sink(settings)).message, HasSubstr("no TLS connection"));
}

TEST_F(OverTls, AnAuthorityFileThatCannotBeReadIsAnErrorAtOnce) {
  HttpReceiver receiver([](const Received&) { return Success(); });
  const auto sink =
      MakeWebhookSink(Settings(receiver, "/no/such/file"), world_.clock, To("127.0.0.1"));
  EXPECT_EQ(sink.error().reason, "webhook.bad_ca_file");
}

}  // namespace
}  // namespace assay::webhook

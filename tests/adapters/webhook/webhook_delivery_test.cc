// SPDX-License-Identifier: Apache-2.0
// The whole way out: outbox, journal, delivery, HTTP. Days pass at once.
#include <atomic>
#include <set>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/webhook/webhook_sink.h"
#include "flows/deliver_actions.h"
#include "support/http_receiver.h"
#include "support/outbox.h"

namespace assay::webhook {
namespace {

using ::testing::HasSubstr;
using ::testing::SizeIs;

constexpr std::int64_t kHour = 3'600'000;

struct World {
  ManualClock clock;
  NoJitter entropy;
  Outbox outbox;

  std::unique_ptr<flows::ActionSink> SinkTo(const HttpReceiver& receiver) {
    auto sink = MakeWebhookSink({.url = fmt::format("http://127.0.0.1:{}/", receiver.port()),
                                 .secrets = {*Secret::Parse("whsec_" + std::string(32, 'A'))},
                                 .allow_private = true,
                                 .ca_file = ""},
                                clock, ResolveWithSystem);
    EXPECT_TRUE(sink) << sink.error().message;
    return std::move(*sink);
  }

  void RunFor(flows::ActionSink& sink, std::int64_t ms, const std::string& name = "market") {
    const Instant end{clock.Now().ms + ms};
    flows::ActionDelivery delivery(outbox.journal(), sink, {.name = name, .measures = std::nullopt},
                                   clock, entropy);
    while (true) {
      const auto round = delivery.RunAll();
      ASSERT_TRUE(round) << round.error().message;
      if (!round->again || *round->again > end) {
        clock.Advance(end.ms - clock.Now().ms);
        return;
      }
      clock.Advance(round->again->ms - clock.Now().ms);
    }
  }

  std::vector<flows::Delivery> In(flows::DeliveryStatus status) {
    return outbox.journal().LoadDeliveries("market", status).value();
  }
};

TEST(WebhookDelivery, AReceiverThatAnswers500ForADayGetsEverythingAfterwards) {
  World world;
  std::atomic<bool> is_well = false;
  HttpReceiver receiver(
      [&](const Received&) { return Reply::Status(is_well ? 200 : 500, "", "no database"); });
  const auto sink = world.SinkTo(receiver);
  for (int i = 0; i < 100; ++i) {
    world.outbox.Decide("m" + std::to_string(i));
  }
  world.RunFor(*sink, 24 * kHour);
  ASSERT_FALSE(world.In(flows::DeliveryStatus::kWaiting).empty());
  EXPECT_EQ(world.In(flows::DeliveryStatus::kWaiting).front().last_error,
            "answered 500: \"no database\"");
  const std::size_t tried = receiver.received().size();
  EXPECT_LT(tried, 340U) << "every five minutes, not more";
  is_well = true;
  world.RunFor(*sink, 24 * kHour);
  std::set<std::string> taken;
  const auto received = receiver.received();
  for (std::size_t i = tried; i < received.size(); ++i) {
    taken.insert(received[i].headers.at("webhook-id"));
  }
  EXPECT_EQ(taken.size(), 100U);
  EXPECT_THAT(world.In(flows::DeliveryStatus::kWaiting), SizeIs(0));
  EXPECT_THAT(world.In(flows::DeliveryStatus::kDead), SizeIs(0));
}

TEST(WebhookDelivery, EveryAttemptCarriesTheSameIdAndATimeOfItsOwn) {
  World world;
  HttpReceiver receiver([&](const Received&) { return Reply::Status(500); });
  const auto sink = world.SinkTo(receiver);
  world.outbox.Decide("m");
  world.RunFor(*sink, 24 * kHour);
  std::set<std::string> ids;
  std::set<std::string> times;
  for (const Received& got : receiver.received()) {
    ids.insert(got.headers.at("webhook-id"));
    times.insert(got.headers.at("webhook-timestamp"));
    EXPECT_THAT(got.body, HasSubstr("\"id\":\"" + got.headers.at("webhook-id") + "\""));
  }
  EXPECT_EQ(ids.size(), 1U);
  EXPECT_EQ(times.size(), receiver.received().size());
}

TEST(WebhookDelivery, OneReceiverThatIsDownDoesNotHoldAnother) {
  World world;
  HttpReceiver up([](const Received&) { return Reply::Status(200); });
  HttpReceiver down([](const Received&) { return Reply::Status(503); });
  world.outbox.Decide("m");
  world.RunFor(*world.SinkTo(down), kHour, "down");
  world.RunFor(*world.SinkTo(up), kHour, "up");
  EXPECT_THAT(up.received(), SizeIs(1));
}

TEST(WebhookDelivery, A410EndsIt) {
  World world;
  HttpReceiver receiver([](const Received&) { return Reply::Status(410); });
  world.outbox.Decide("m");
  world.RunFor(*world.SinkTo(receiver), 100 * kHour);
  EXPECT_THAT(receiver.received(), SizeIs(1));
  EXPECT_THAT(world.outbox.journal().LoadSinks()->at("market").disabled, HasSubstr("410"));
}

TEST(WebhookDelivery, A429IsHonouredForAsLongAsItSays) {
  World world;
  std::atomic<bool> busy = true;
  HttpReceiver receiver([&](const Received&) {
    return busy ? Reply::Status(429, "Retry-After: 7200\r\n") : Reply::Status(200);
  });
  const auto sink = world.SinkTo(receiver);
  world.outbox.Decide("m");
  world.RunFor(*sink, 2 * kHour - 1);
  EXPECT_THAT(receiver.received(), SizeIs(1));
  busy = false;
  world.RunFor(*sink, 1);
  EXPECT_THAT(receiver.received(), SizeIs(2));
}

}  // namespace
}  // namespace assay::webhook

// SPDX-License-Identifier: Apache-2.0
#include "flows/log_decoder.h"

#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

std::string LineOf(std::uint64_t number) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"e-{}","source":"//market.example","type":"assay.parcel.v1",)"
      R"("time":"2017-03-01T12:00:00Z","subject":"s-1","data":{{"parcel":"p","order":"o"}}}})",
      number);
}

// What is handed on, as sequence and id.
class Taken {
 public:
  LogDecoder::Take take() {
    return [this](engine::Prepared prepared) -> Result<void> {
      events.push_back(fmt::format("{} {}", prepared.logged_as.number, prepared.event.id));
      if (events.size() == events_max) {
        return Fail(ErrorCode::kUnavailable, "test.full", "no more");
      }
      return {};
    };
  }
  std::vector<std::string> events;
  std::size_t events_max = SIZE_MAX;
};

bool All(Sequence, Event&) {
  return true;
}

TEST(LogDecoder, HandsOnEveryEventInTheOrderOfTheLogWhateverTheNumberOfWorkers) {
  for (const std::size_t workers : {1U, 3U}) {
    Taken taken;
    LogDecoder decoder(workers, All, taken.take());
    std::vector<std::string> expected;
    for (std::uint64_t i = 5; i < 20'005; ++i) {
      ASSERT_TRUE(decoder.Add({i}, LineOf(i)));
      expected.push_back(fmt::format("{} e-{}", i, i));
    }
    ASSERT_TRUE(decoder.Finish());
    EXPECT_TRUE(taken.events == expected) << workers << " workers";
  }
}

TEST(LogDecoder, FramesAreLoadedWhereTheyAreDecodedAndComeInTheirOrder) {
  Taken taken;
  LogDecoder decoder(2, All, taken.take());
  for (std::uint64_t first = 1; first < 100; first += 2) {
    ASSERT_TRUE(decoder.Add({first}, 2, [first](std::size_t worker) -> Result<std::string> {
      EXPECT_LT(worker, 2U);
      return LineOf(first) + "\n" + LineOf(first + 1) + "\n";
    }));
  }
  ASSERT_TRUE(decoder.Finish());
  ASSERT_EQ(taken.events.size(), 100U);
  EXPECT_EQ(taken.events[41], "42 e-42");
}

TEST(LogDecoder, WhatIsNotWantedIsNotHandedOn) {
  Taken taken;
  LogDecoder decoder(
      2, [](Sequence sequence, Event&) { return sequence.number % 2 == 0; }, taken.take());
  for (std::uint64_t i = 1; i <= 5; ++i) {
    ASSERT_TRUE(decoder.Add({i}, LineOf(i)));
  }
  ASSERT_TRUE(decoder.Finish());
  EXPECT_THAT(taken.events, ElementsAre("2 e-2", "4 e-4"));
}

TEST(LogDecoder, NothingIsHandedOnBehindWhatCannotBeRead) {
  Taken taken;
  LogDecoder decoder(2, All, taken.take());
  ASSERT_TRUE(
      decoder.Add({1}, 1, [](std::size_t) -> Result<std::string> { return LineOf(1) + "\n"; }));
  ASSERT_TRUE(
      decoder.Add({2}, 2, [](std::size_t) -> Result<std::string> { return LineOf(2) + "\n"; }));
  ASSERT_TRUE(
      decoder.Add({4}, 1, [](std::size_t) -> Result<std::string> { return LineOf(4) + "\n"; }));
  const auto finished = decoder.Finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().reason, "storage.frame_damaged");
  EXPECT_THAT(finished.error().message, HasSubstr("events 2 on"));
  EXPECT_THAT(taken.events, ElementsAre("1 e-1"));
}

TEST(LogDecoder, ALineThatIsNoEventIsAnError) {
  Taken taken;
  LogDecoder decoder(1, All, taken.take());
  ASSERT_TRUE(decoder.Add({1}, "{}"));
  EXPECT_FALSE(decoder.Finish());
  EXPECT_THAT(taken.events, IsEmpty());
}

TEST(LogDecoder, StopsWhereItsReaderCannotGoOn) {
  Taken taken;
  taken.events_max = 3;
  LogDecoder decoder(2, All, taken.take());
  for (std::uint64_t i = 1; i <= 9; ++i) {
    ASSERT_TRUE(decoder.Add({i}, LineOf(i)));
  }
  const auto finished = decoder.Finish();
  ASSERT_FALSE(finished);
  EXPECT_EQ(finished.error().reason, "test.full");
  EXPECT_EQ(taken.events.size(), 3U);
}

}  // namespace
}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include <cstdlib>
#include <functional>
#include <string>

#include <gtest/gtest.h>

namespace assay::cli {
namespace {

class HandClock : public Clock {
 public:
  Instant Now() const override { return {now_ms}; }
  std::int64_t now_ms = 0;
};

// What `work` makes a Progress print.
std::string Printed(bool is_terminal, const std::function<void(Progress&, HandClock&)>& work) {
  char* text = nullptr;
  std::size_t size = 0;
  std::FILE* stream = open_memstream(&text, &size);
  {
    HandClock clock;
    Progress progress(clock, *stream, {.what = "events", .is_terminal = is_terminal});
    work(progress, clock);
  }
  std::fclose(stream);
  std::string printed(text, size);
  std::free(text);
  return printed;
}

TEST(Progress, WritesAPlainLineEveryFiveSecondsWhereThereIsNoTerminal) {
  EXPECT_EQ(Printed(false,
                    [](Progress& progress, HandClock& clock) {
                      clock.now_ms = 4'000;
                      progress.Advance(40'000, 0.2);
                      clock.now_ms = 5'000;
                      progress.Advance(50'000, 0.25);
                    }),
            "50,000 events, 10,000/s, 25 %, 15 s left\n");
}

TEST(Progress, RedrawsOneLineOnATerminalAndEndsIt) {
  EXPECT_EQ(Printed(true,
                    [](Progress& progress, HandClock& clock) {
                      clock.now_ms = 1'000;
                      progress.Advance(10, std::nullopt);
                    }),
            "\r10 events, 10/s\x1b[K\n");
}

TEST(Progress, ClosesWithTheMeanRateOnce) {
  EXPECT_EQ(Printed(false,
                    [](Progress& progress, HandClock& clock) {
                      clock.now_ms = 2'000;
                      progress.Finish(1'234'568);
                      progress.Finish(1'234'568);
                    }),
            "1,234,568 events in 2.0 s, 617,284/s\n");
}

TEST(Progress, SurvivesAClockThatIsSetBack) {
  EXPECT_EQ(Printed(false,
                    [](Progress& progress, HandClock& clock) {
                      clock.now_ms = -60'000;
                      progress.Finish(5);
                    }),
            "5 events in 0.0 s, 5,000/s\n");
}

TEST(InWords, NamesTheTwoLargestUnits) {
  EXPECT_EQ(InWords(300), "0.3 s");
  EXPECT_EQ(InWords(42'000), "42 s");
  EXPECT_EQ(InWords(125'000), "2 min 5 s");
  EXPECT_EQ(InWords(4'320'000), "1 h 12 min");
}

}  // namespace
}  // namespace assay::cli

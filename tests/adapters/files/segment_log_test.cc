// SPDX-License-Identifier: Apache-2.0
#include "adapters/files/segment_log.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/simulated_disk.h"

namespace assay::files {
namespace {

using testing::HasSubstr;

constexpr const char* kFirstSegment = "segments/000001.ndjson.zst";
constexpr const char* kSecondSegment = "segments/000002.ndjson.zst";

// Three frames of a few lines each.
class Log {
 public:
  Log() {
    auto log = Reopen({.first = {}, .chain = {}});
    for (const char* text : {"one\n", "two\nthree\n", "four\nfive\nsix\n"}) {
      Append(log, text);
    }
  }

  SegmentLog Reopen(const Frame& committed) {
    auto log = SegmentLog::OpenToWrite(disk, "segments", committed);
    EXPECT_TRUE(log) << log.error().message;
    return std::move(*log);
  }

  void Append(SegmentLog& log, std::string_view text) {
    const auto lines = static_cast<std::uint64_t>(std::ranges::count(text, '\n'));
    const Sequence first = frames.empty() ? Sequence{1} : Sequence{frames.back().last().number + 1};
    const auto frame = log.Append(first, lines, text);
    ASSERT_TRUE(frame) << frame.error().message;
    ASSERT_TRUE(log.Sync());
    frames.push_back(*frame);
    texts.emplace_back(text);
  }

  Result<std::string> Read(std::size_t frame) {
    return SegmentLog::OpenToRead(disk, "segments")
        .Read(frames[frame], frame == 0 ? Sha256{} : frames[frame - 1].chain);
  }

  SimulatedDisk disk;
  std::vector<Frame> frames;
  std::vector<std::string> texts;
};

TEST(SegmentLog, ReadsBackEachFrame) {
  Log log;
  for (std::size_t i = 0; i < log.frames.size(); ++i) {
    EXPECT_EQ(log.Read(i), log.texts[i]);
  }
  EXPECT_EQ(log.frames[2].first.number, 4U);
  EXPECT_EQ(log.frames[2].offset, log.frames[1].offset + log.frames[1].length);
}

TEST(SegmentLog, EqualLinesGiveEqualBytes) {
  const Log one;
  const Log other;
  EXPECT_EQ(one.disk.ContentOf(kFirstSegment), other.disk.ContentOf(kFirstSegment));
}

TEST(SegmentLog, FindsEveryFlippedByteOfEveryFrame) {
  Log log;
  for (std::size_t i = 0; i < log.frames.size(); ++i) {
    const Frame& frame = log.frames[i];
    for (std::uint64_t at = frame.offset; at < frame.offset + frame.length; ++at) {
      log.disk.FlipBit(kFirstSegment, at);
      const auto read = log.Read(i);
      ASSERT_FALSE(read) << "byte " << at << " of frame " << i;
      EXPECT_EQ(read.error().code, ErrorCode::kCorrupted);
      EXPECT_EQ(read.error().reason, "storage.frame_damaged");
      EXPECT_THAT(read.error().message,
                  HasSubstr(fmt::format("{} at byte {}: ", kFirstSegment, frame.offset)));
      log.disk.FlipBit(kFirstSegment, at);
    }
    EXPECT_EQ(log.Read(i), log.texts[i]) << "whole again";
  }
}

TEST(SegmentLog, FindsAFrameThatStandsBehindAnother) {
  Log log;
  const auto read =
      SegmentLog::OpenToRead(log.disk, "segments").Read(log.frames[2], log.frames[0].chain);
  ASSERT_FALSE(read);
  EXPECT_THAT(read.error().message, HasSubstr("the hash does not match"));
}

TEST(SegmentLog, FindsAFrameThatIsRecordedOtherwise) {
  Log log;
  log.frames[1].lines = 3;
  EXPECT_THAT(log.Read(1).error().message, HasSubstr("the frame's head is not what was written"));
  log.frames[1].length = 10;
  EXPECT_THAT(log.Read(1).error().message, HasSubstr("the frame is too short"));
}

TEST(SegmentLog, SaysWhereTheFileEndsBeforeTheFrame) {
  Log log;
  log.frames[2].length += 1;
  const auto read = log.Read(2);
  ASSERT_FALSE(read);
  EXPECT_EQ(read.error().code, ErrorCode::kCorrupted);
  EXPECT_EQ(read.error().reason, "storage.short_file");
}

TEST(SegmentLog, AMissingSegmentIsNotFound) {
  Log log;
  ASSERT_TRUE(log.disk.Remove(kFirstSegment));
  EXPECT_EQ(log.Read(0).error().code, ErrorCode::kNotFound);
}

TEST(SegmentLog, CutsOffWhatNoCommitNames) {
  Log log;
  auto again = log.Reopen(log.frames[0]);
  EXPECT_EQ(log.disk.ContentOf(kFirstSegment).size(), log.frames[0].length);
  log.frames.resize(1);
  log.texts.resize(1);
  log.Append(again, "another two\n");
  EXPECT_EQ(log.Read(0), "one\n");
  EXPECT_EQ(log.Read(1), "another two\n");
}

TEST(SegmentLog, BeginsAnewWhereNothingWasCommitted) {
  Log log;
  (void)log.Reopen({.first = {}, .chain = {}});
  EXPECT_EQ(log.disk.ContentOf(kFirstSegment), "");
}

TEST(SegmentLog, RemovesASegmentThatWasStartedAndNeverCommitted) {
  Log log;
  ASSERT_TRUE(log.disk.Open(kSecondSegment, OpenMode::kCreate));
  (void)log.Reopen(log.frames.back());
  EXPECT_FALSE(log.disk.Exists(kSecondSegment));
}

TEST(SegmentLog, IsNotOpenedToWriteWhereItIsShorterThanCommitted) {
  Log log;
  {
    const auto file = log.disk.Open(kFirstSegment, OpenMode::kWrite);
    ASSERT_TRUE((*file)->Truncate(log.frames[2].offset));
  }
  const auto opened = SegmentLog::OpenToWrite(log.disk, "segments", log.frames[2]);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorrupted);
  EXPECT_EQ(opened.error().reason, "storage.log_too_short");
  EXPECT_THAT(opened.error().message,
              HasSubstr("segments/000001.ndjson.zst is shorter than the database says"));
  EXPECT_EQ(log.disk.ContentOf(kFirstSegment).size(), log.frames[2].offset) << "left as it was";
}

}  // namespace
}  // namespace assay::files

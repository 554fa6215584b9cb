// SPDX-License-Identifier: Apache-2.0
#include "ingest/line_splitter.h"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay::ingest {
namespace {

struct Seen {
  std::uint64_t number;
  std::uint64_t offset;
  std::string text;
  std::uint64_t length;
  bool oversized;
  friend bool operator==(const Seen&, const Seen&) = default;
};

std::vector<Seen> Split(std::string_view bytes, std::size_t block_bytes, LineLimits limits = {}) {
  LineSplitter lines(limits);
  std::vector<Seen> seen;
  const auto take = [&] {
    while (const auto line = lines.Next()) {
      seen.push_back(
          {line->number, line->offset, std::string(line->text), line->length, line->oversized});
    }
  };
  for (std::size_t at = 0; at < bytes.size(); at += block_bytes) {
    lines.Feed(bytes.substr(at, block_bytes));
    take();
  }
  lines.Finish();
  take();
  return seen;
}

// Gives `count` bytes of one line, then what follows, and breaks off with an error if asked to.
class LongLine final : public ByteSource {
 public:
  LongLine(std::uint64_t count, std::string rest, std::optional<Error> error = {})
      : count_(count), rest_(std::move(rest)), error_(std::move(error)) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    if (count_ > 0) {
      const auto some = std::min<std::uint64_t>(count_, buffer.size());
      std::memset(buffer.data(), 'x', some);
      count_ -= some;
      return some;
    }
    const std::size_t some = std::min(rest_.size(), buffer.size());
    std::memcpy(buffer.data(), rest_.data(), some);
    rest_.erase(0, some);
    if (some == 0 && error_) {
      return Fail(*error_);
    }
    return some;
  }
  std::uint64_t raw_bytes_read() const override { return 0; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return std::nullopt; }

 private:
  std::uint64_t count_;
  std::string rest_;
  std::optional<Error> error_;
};

TEST(LineSplitter, TellsNumberAndOffsetOfEachLine) {
  EXPECT_EQ(Split("a\nbc\r\n\nd", 100), (std::vector<Seen>{{1, 0, "a", 1, false},
                                                           {2, 2, "bc", 2, false},
                                                           {3, 6, "", 0, false},
                                                           {4, 7, "d", 1, false}}));
}

TEST(LineSplitter, YieldsNothingForNothingAndNoLineAfterTheLastNewline) {
  EXPECT_TRUE(Split("", 1).empty());
  EXPECT_EQ(Split("a\n", 100).size(), 1U);
}

TEST(LineSplitter, PassesOverAByteOrderMark) {
  EXPECT_EQ(Split("\xEF\xBB\xBF{}\n{}", 2),
            (std::vector<Seen>{{1, 3, "{}", 2, false}, {2, 6, "{}", 2, false}}));
}

TEST(LineSplitter, KnowsBlankLines) {
  EXPECT_TRUE((Line{.text = " \t"}.is_blank()));
  EXPECT_FALSE((Line{.text = " x"}.is_blank()));
}

TEST(LineSplitter, YieldsTheHeadOfALineThatIsTooLong) {
  const LineLimits limits{.line_bytes_max = 4, .head_bytes = 2};
  for (const std::size_t block : {1U, 3U, 100U}) {
    EXPECT_EQ(Split("abcd\r\nabcde\nx", block, limits),
              (std::vector<Seen>{
                  {1, 0, "abcd", 4, false}, {2, 6, "ab", 5, true}, {3, 12, "x", 1, false}}))
        << block;
  }
}

TEST(LineReader, KeepsTheHeadOfAHundredMegabyteLineAndGoesOn) {
  constexpr std::uint64_t kLength = 100'000'000;
  LongLine source(kLength, "\nnext\n");
  LineReader lines(source);
  auto line = lines.Next();
  ASSERT_TRUE(line.has_value() && line->has_value());
  EXPECT_TRUE((*line)->oversized);
  EXPECT_EQ((*line)->length, kLength);
  EXPECT_EQ((*line)->text.size(), kLineHeadBytes);
  line = lines.Next();
  ASSERT_TRUE(line.has_value() && line->has_value());
  EXPECT_EQ((*line)->text, "next");
  EXPECT_EQ((*line)->offset, kLength + 1);
  line = lines.Next();
  ASSERT_TRUE(line.has_value());
  EXPECT_FALSE(line->has_value());
}

TEST(LineReader, YieldsTheWholeLinesBeforeTheSourceBrokeOffAndNotTheTornOne) {
  LongLine source(0, "whole\nbro", Error{ErrorCode::kCorrupted, "input.truncated", ""});
  LineReader lines(source);
  EXPECT_EQ((**lines.Next()).text, "whole");
  for (int i = 0; i < 2; ++i) {
    const auto end = lines.Next();
    ASSERT_FALSE(end.has_value());
    EXPECT_EQ(end.error().reason, "input.truncated");
  }
}

RC_GTEST_PROP(LineSplitter, DoesNotDependOnHowTheBytesCame, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::element('a', '\n', '\r', '\xEF'));
  const auto block = *rc::gen::inRange<std::size_t>(1, 9);
  const LineLimits limits{.line_bytes_max = 5, .head_bytes = 3};
  RC_ASSERT(Split(bytes, block, limits) == Split(bytes, bytes.size() + 1, limits));
}

}  // namespace
}  // namespace assay::ingest

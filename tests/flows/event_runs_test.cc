// SPDX-License-Identifier: Apache-2.0
#include "flows/event_runs.h"

#include <algorithm>
#include <map>
#include <tuple>

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include "ingest/text_source.h"

namespace assay::flows {
namespace {

struct Added {
  std::int64_t time_ms;
  int rank;
  std::string line;
};

std::string Merged(const std::vector<Added>& lines, std::size_t run_bytes) {
  std::map<std::string, std::string> files;
  EventRuns runs(
      [&](const std::string& name, std::string_view bytes) -> Result<void> {
        files[name] += bytes;
        return {};
      },
      [&](const std::string& name) -> Result<std::unique_ptr<ingest::ByteSource>> {
        return std::make_unique<ingest::TextSource>(files.at(name));
      },
      run_bytes);
  for (const Added& added : lines) {
    EXPECT_TRUE(runs.Add({added.time_ms}, added.rank, added.line).has_value());
  }
  auto source = runs.Merge();
  EXPECT_TRUE(source.has_value());
  std::string text;
  std::array<char, 11> buffer;
  while (true) {
    const auto count = (*source)->Read(buffer);
    EXPECT_TRUE(count.has_value());
    if (count.value_or(0) == 0) {
      return text;
    }
    text.append(buffer.data(), *count);
  }
}

TEST(EventRuns, GivesLinesOfOneTimeByRankThenAsTheyCame) {
  EXPECT_EQ(Merged({{7, 1, "c"}, {7, 0, "a"}, {3, 2, "first"}, {7, 0, "b"}}, 1),
            "first\na\nb\nc\n");
}

TEST(EventRuns, NothingComesOfNothing) {
  EXPECT_EQ(Merged({}, 1), "");
}

RC_GTEST_PROP(EventRuns, IsAStableSortHoweverOftenItWritesARun, ()) {
  const auto times = *rc::gen::container<std::vector<int>>(rc::gen::inRange(0, 20));
  std::vector<Added> lines;
  for (std::size_t i = 0; i < times.size(); ++i) {
    lines.push_back({times[i], static_cast<int>(i % 3), "line " + std::to_string(i)});
  }
  std::vector<Added> sorted = lines;
  std::ranges::stable_sort(
      sorted, {}, [](const Added& added) { return std::tuple(added.time_ms, added.rank); });
  std::string expected;
  for (const Added& added : sorted) {
    expected += added.line + "\n";
  }
  RC_ASSERT(Merged(lines, *rc::gen::inRange<std::size_t>(1, 200)) == expected);
}

}  // namespace
}  // namespace assay::flows

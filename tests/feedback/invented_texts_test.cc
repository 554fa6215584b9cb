// SPDX-License-Identifier: Apache-2.0
// Sentences that were invented to trip the reader, each with what it says (invented_reviews.tsv). The floors stand
// where docs/quality.md has the figures.
#include <cstdio>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "core/rate.h"
#include "feedback/reader.h"

namespace assay::feedback {
namespace {

struct Invented {
  std::string text_class;
  std::string trap;
  std::string text;
};

std::vector<Invented> ReadInvented(const std::string& name) {
  std::ifstream file(std::string(ASSAY_SOURCE_DIR) + "/tests/feedback/" + name);
  std::vector<Invented> rows;
  bool has_header = false;
  for (std::string line; std::getline(file, line);) {
    const std::size_t first = line.find('\t');
    if (line.empty() || line.front() == '#' || first == std::string::npos) {
      continue;
    }
    if (!std::exchange(has_header, true)) {
      continue;
    }
    const std::size_t second = line.find('\t', first + 1);
    rows.push_back({line.substr(0, first), line.substr(first + 1, second - first - 1),
                    line.substr(second + 1)});
  }
  return rows;
}

struct Figures {
  std::map<std::string, Rate> recall;     // By true class.
  std::map<std::string, Rate> precision;  // By stated class.
  std::string mistakes;
};

Figures Measure(Purpose purpose, LogOdds prior, const std::vector<Invented>& rows) {
  const auto reader = Reader::Make(EmbeddedReaderSources());
  EXPECT_TRUE(reader) << (reader ? "" : reader.error().message);
  Figures figures;
  for (const Invented& row : rows) {
    const Reading reading = (*reader)->Read(purpose, row.text, prior);
    const std::string stated(NameOf(reading.text_class));
    figures.recall[row.text_class].Count(stated == row.text_class);
    figures.precision[stated].Count(stated == row.text_class);
    if (stated != row.text_class) {
      figures.mistakes += fmt::format("{} taken for {} ({:.3f}): {}\n", row.text_class, stated,
                                      ProbabilityOf(reading.log_odds), row.text);
    }
  }
  return figures;
}

double Value(const std::map<std::string, Rate>& rates, const std::string& name) {
  const auto found = rates.find(name);
  return found == rates.end() ? 0 : found->second.value().value_or(0);
}

TEST(InventedReviews, AreReadAsTheyAreMeant) {
  const std::vector<Invented> rows = ReadInvented("invented_reviews.tsv");
  ASSERT_GE(rows.size(), 150U);
  const Figures figures = Measure(Purpose::kReview, kReviewPrior, rows);
  EXPECT_GE(Value(figures.recall, "claim"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.precision, "claim"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.recall, "suspicion"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.recall, "none"), 0.95) << figures.mistakes;
}

TEST(InventedReviews, WrittenAfterTheRulesAreReadAsWell) {
  const std::vector<Invented> rows = ReadInvented("invented_reviews_later.tsv");
  ASSERT_GE(rows.size(), 80U);
  const Figures figures = Measure(Purpose::kReview, kReviewPrior, rows);
  EXPECT_GE(Value(figures.recall, "claim"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.precision, "claim"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.recall, "none"), 0.95) << figures.mistakes;
}

TEST(InventedMessages, AreReadAsTheyAreMeant) {
  const std::vector<Invented> rows = ReadInvented("invented_messages.tsv");
  ASSERT_GE(rows.size(), 50U);
  const Figures figures = Measure(Purpose::kMessage, kMessagePrior, rows);
  std::printf("%s", figures.mistakes.c_str());
  EXPECT_GE(Value(figures.recall, "diversion"), 0.95) << figures.mistakes;
  EXPECT_GE(Value(figures.recall, "none"), 0.95) << figures.mistakes;
}

}  // namespace
}  // namespace assay::feedback

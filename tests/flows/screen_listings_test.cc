// SPDX-License-Identifier: Apache-2.0
#include "flows/screen_listings.h"

#include <cmath>
#include <cstring>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace assay::flows {
namespace {

class TextSource final : public ingest::ByteSource {
 public:
  explicit TextSource(std::string text) : text_(std::move(text)) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    const std::size_t count = std::min(buffer.size(), text_.size() - given_);
    std::memcpy(buffer.data(), text_.data() + given_, count);
    given_ += count;
    return count;
  }
  std::uint64_t raw_bytes_read() const override { return given_; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return text_.size(); }

 private:
  std::string text_;
  std::size_t given_ = 0;
};

std::vector<nlohmann::json> LinesOf(const std::string& input, ScreenOptions options = {}) {
  static const auto model = *screening::Model::Make(screening::EmbeddedModelSources());
  TextSource source(input);
  std::string output;
  const auto summary =
      ScreenListings(*model, source, options, [&](std::string_view line) -> Result<void> {
        output += line;
        return {};
      });
  EXPECT_TRUE(summary) << (summary ? "" : summary.error().message);
  std::vector<nlohmann::json> lines;
  for (std::size_t begin = 0; begin < output.size();) {
    const std::size_t end = output.find('\n', begin);
    lines.push_back(nlohmann::json::parse(output.substr(begin, end - begin)));
    begin = end + 1;
  }
  return lines;
}

TEST(ScreenListings, FindingsSumToTheLogitOfTheProbability) {
  const auto lines = LinesOf(
      R"({"id":7,"title":"Rolex Submariner replica watch","price":"110.00","currency":"USD"})");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["id"], "7");
  double sum = 0;
  bool has_prior = false;
  for (const auto& finding : lines[0]["findings"]) {
    sum += finding["weight"].get<double>();
    has_prior = has_prior || finding["kind"] == "prior";
  }
  const double p = lines[0]["probability"];
  EXPECT_TRUE(has_prior);
  EXPECT_NEAR(sum, std::log(p / (1 - p)), 1e-6);
  EXPECT_EQ(lines[0]["band"], "red");
  EXPECT_GE(lines[0]["score"].get<int>(), 80);
}

TEST(ScreenListings, SpansAreObjectsOverTheDecodedField) {
  const auto lines = LinesOf(R"({"id":"a","title":"\u5168\u65b0 Nike \u978b"})");
  const auto& span = lines.at(0).at("brands").at(0).at("span");
  EXPECT_EQ(span, nlohmann::json::parse(R"({"field":"title","begin":7,"end":11})"));
}

TEST(ScreenListings, BadLinesStandInTheirPlace) {
  const auto lines = LinesOf(
      "{\"id\":\"1\",\"title\":\"a\"}\nnot json\n{\"title\":\"no id\"}\n"
      "{\"id\":\"4\",\"title\":\"b\",\"price\":\"-1\",\"currency\":\"USD\"}\n"
      "{\"id\":\"5\",\"title\":\"\xFF\"}\n{\"id\":\"6\",\"title\":\"c\"}\n");
  ASSERT_EQ(lines.size(), 6U);
  EXPECT_EQ(lines[0]["id"], "1");
  for (const std::size_t bad : {1U, 2U, 3U, 4U}) {
    EXPECT_EQ(lines[bad]["line"], bad + 1);
    EXPECT_TRUE(lines[bad]["id"].is_null());
    EXPECT_FALSE(lines[bad]["error"]["reason"].get<std::string>().empty());
    EXPECT_FALSE(lines[bad]["error"]["message"].get<std::string>().empty());
  }
  EXPECT_EQ(lines[5]["id"], "6");
}

TEST(ScreenListings, DeepNestingIsABadLine) {
  const std::string deep =
      R"({"id":"1","title":)" + std::string(10'000, '[') + std::string(10'000, ']') + "}";
  EXPECT_EQ(LinesOf(deep).at(0)["error"]["reason"], "listing.invalid_json");
}

TEST(ScreenListings, KeepsOrderWithManyThreads) {
  std::string input;
  for (int i = 0; i < 20'000; ++i) {
    input += "{\"id\":" + std::to_string(i) + ",\"title\":\"Nike shoes\"}\n";
  }
  ScreenOptions options;
  options.threads = 7;
  const auto lines = LinesOf(input, options);
  ASSERT_EQ(lines.size(), 20'000U);
  for (std::size_t i = 0; i < lines.size(); ++i) {
    ASSERT_EQ(lines[i]["id"], std::to_string(i));
  }
}

TEST(ScreenListings, ReadsTablesWithOtherColumnNamesAndTellsMissingIds) {
  ScreenOptions options;
  options.listing.column_of_field = {{"title", "name"}, {"price", "price_usd"}};
  options.listing.default_currency = "USD";
  const auto lines = LinesOf("name\tprice_usd\nRolex \"replica\" watch\t110\n", options);
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_EQ(lines[0]["id"], "2");
  EXPECT_EQ(lines[0]["brands"][0]["brand"], "Rolex");
}

TEST(ScreenListings, PriceWithoutCurrencySaysSo) {
  const auto lines = LinesOf("id,title,price\n1,Rolex watch,100\n");
  std::string kinds;
  for (const auto& finding : lines.at(0)["findings"]) {
    kinds += finding["kind"].get<std::string>() + " ";
  }
  EXPECT_NE(kinds.find("price.without_currency"), std::string::npos);
}

TEST(ScreenListings, EmptyInputGivesNoLines) {
  EXPECT_TRUE(LinesOf("").empty());
}

}  // namespace
}  // namespace assay::flows

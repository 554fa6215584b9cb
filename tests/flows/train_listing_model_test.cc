// SPDX-License-Identifier: Apache-2.0
#include "flows/train_listing_model.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "ingest/text_source.h"

namespace assay::flows {
namespace {

// Two invented crawls of each class. Fakes come "smoothly" and genuine goods "grandly", `worded` in ten of them; every
// crawl has a word of its own besides, the first of a class in all its titles, the second in `owned` of ten. `seller`
// names the seller of row i.
template <typename Seller>
std::string Table(Seller seller, std::size_t worded = 10, std::size_t owned = 10) {
  const std::vector<std::string> goods = {"belt",  "scarf",  "bag",  "cap",
                                          "shirt", "wallet", "socks"};
  const std::vector<std::string> own = {"quuxiq", "zorbiq", "vexiq", "mirfiq"};
  std::string table = "id,title,label,source,seller\n";
  for (std::size_t i = 0; i < 320; ++i) {
    const std::string wording = i / 4 % 10 >= worded ? "" : i % 4 < 2 ? "smoothly" : "grandly";
    const bool is_owned = i % 2 == 0 || i / 40 % 10 < owned;
    table += fmt::format("{},Nike {} {} {} {}{},{},crawl {},{}\n", i, goods[i / 4 % 7], wording,
                         is_owned ? own[i % 4] : "", goods[i / 28 % 7], std::string(i % 11, 'x'),
                         i % 4 < 2 ? 1 : 0, i % 4, seller(i));
  }
  return table;
}

Result<TrainedListingModel> Train(const std::string& table, bool leave_sources_out = false) {
  screening::ModelSources sources = screening::EmbeddedModelSources();
  sources.listing_model.clear();
  const auto without = *screening::Model::Make(sources);
  ingest::TextSource source(table);
  ScreenOptions options;
  options.listing.label_column = "label";
  options.listing.group_column = "source";
  options.listing.seller_column = "seller";
  return TrainListingModel(*without, source, options, leave_sources_out);
}

TEST(TrainListingModel, TellsApartWhatIsAlikeButForTheWording) {
  const auto trained = Train(Table([](std::size_t) { return ""; }));
  ASSERT_TRUE(trained);
  ASSERT_EQ(trained->courses.size(), 3U);
  EXPECT_EQ(trained->courses[0].priced.auc, 0.5);
  EXPECT_EQ(trained->courses[2].priced.auc, 1.0);
  EXPECT_EQ(trained->asked, 320U);
  EXPECT_GT(trained->weights, 0U);
  EXPECT_LT(trained->runs_learned, trained->runs_seen);
}

TEST(TrainListingModel, TellsTheCrawlLessThanNaiveLearningDoes) {
  const auto trained = Train(Table([](std::size_t) { return ""; }, 6, 2));
  ASSERT_TRUE(trained);
  EXPECT_EQ(trained->courses[0].leak.mean, 0.5);
  EXPECT_LT(trained->courses[2].leak.mean, trained->courses[1].leak.mean);
}

TEST(TrainListingModel, ReportsEachSourceLeftOut) {
  const auto trained = Train(Table([](std::size_t) { return ""; }), true);
  ASSERT_TRUE(trained);
  ASSERT_EQ(trained->left_out.size(), 4U);
  EXPECT_EQ(trained->left_out[0].name, "crawl 0");
  EXPECT_TRUE(trained->left_out[0].is_positive);
  EXPECT_TRUE(trained->left_out[0].with_model.auc);
  EXPECT_FALSE(trained->left_out[3].is_positive);
  EXPECT_FALSE(trained->left_out[3].with_model.auc);
  EXPECT_EQ(trained->left_out[3].with_model.above.of, 80U);
}

TEST(TrainListingModel, TakesTheSellersOfOneSourceForThoseOfNoOther) {
  const auto trained = Train(Table([](std::size_t i) { return i / 4 % 2 == 0 ? "a" : "b"; }));
  ASSERT_TRUE(trained);
  EXPECT_EQ(trained->sellers, 8U);
}

TEST(TrainListingModel, WantsBothClassesAndASource) {
  EXPECT_EQ(
      Train("id,title,label,source,seller\n1,Nike cap,1,a,\n2,Nike belt,1,b,\n").error().reason,
      "train.too_few");
  EXPECT_EQ(Train("id,title,label,source,seller\n").error().reason, "train.too_few");
}

}  // namespace
}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "ingest/listing_reader.h"

#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "ingest/text_source.h"

namespace assay::ingest {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

// The first record of a file.
Result<LabelledListing> FirstOf(const std::string& text, const ListingOptions& options = {}) {
  TextSource source(text);
  auto table = ListingTable::Open(source, options);
  if (!table) {
    return Fail(table.error());
  }
  const auto raw = table->Next();
  return ListingParser(*table).Parse(**raw);
}

TEST(ListingReader, ReadsWhatIsKnownOfTheStore) {
  const auto row = FirstOf(
      "id,title,store_age_days,store_orders,store_counterfeit_refunds,authorised_brands\n"
      "1,Nike Dunk,12,340,3,Nike|Jordan\n");
  ASSERT_TRUE(row) << row.error().message;
  EXPECT_EQ(row->store, (StoreFacts{.age_days = 12, .orders = 340, .counterfeit_refunds = 3}));
  EXPECT_THAT(row->authorised_brands, ElementsAre("Nike", "Jordan"));
}

TEST(ListingReader, StoreColumnsWithoutValuesAreNoKnowledge) {
  const auto row = FirstOf("id,title,store_age_days,authorised_brands\n1,Nike Dunk,,\n");
  ASSERT_TRUE(row);
  EXPECT_FALSE(row->store.has_value());
  EXPECT_THAT(row->authorised_brands, IsEmpty());
}

TEST(ListingReader, AStoreThatOpenedTodayIsKnownToBeNew) {
  const auto row = FirstOf(R"({"id":"1","title":"a","store_age_days":0})");
  ASSERT_TRUE(row);
  ASSERT_TRUE(row->store.has_value());
  EXPECT_EQ(row->store->age_days, 0);
}

TEST(ListingReader, RefusesCountsThatAreNone) {
  for (const char* count : {"-1", "1.5", "many", "99999999999999999999", "1 "}) {
    const auto row = FirstOf(std::string("id,title,store_orders\n1,a,") + count + "\n");
    ASSERT_FALSE(row) << count;
    EXPECT_EQ(row.error().reason, "listing.bad_count");
    EXPECT_THAT(row.error().message, testing::HasSubstr("store_orders"));
  }
}

TEST(ListingReader, EmptyNamesBetweenBarsAreNoBrands) {
  const auto row = FirstOf("id,title,authorised_brands\n1,a,|Nike||\n");
  ASSERT_TRUE(row);
  EXPECT_THAT(row->authorised_brands, ElementsAre("Nike"));
}

TEST(ListingReader, ARowStandsForOneUnlessAColumnSaysForHowMany) {
  ListingOptions weighted;
  weighted.weight_column = "weight";
  EXPECT_EQ(FirstOf("id,title,weight\n1,a,50\n")->weight, 1);
  EXPECT_EQ(FirstOf("id,title,weight\n1,a,50\n", weighted)->weight, 50);
  EXPECT_EQ(FirstOf(R"({"id":"1","title":"a","weight":1.25})", weighted)->weight, 1.25);
}

TEST(ListingReader, RefusesWeightsThatStandForNothing) {
  ListingOptions weighted;
  weighted.weight_column = "weight";
  for (const char* weight : {"0", "-1", "", "many", "inf", "nan", "1e999"}) {
    const auto row = FirstOf(std::string("id,title,weight\n1,a,") + weight + "\n", weighted);
    ASSERT_FALSE(row) << weight;
    EXPECT_EQ(row.error().reason, "listing.bad_weight");
  }
}

}  // namespace
}  // namespace assay::ingest

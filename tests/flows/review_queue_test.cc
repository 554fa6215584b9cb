// SPDX-License-Identifier: Apache-2.0
#include "flows/review_queue.h"

#include <map>
#include <string>
#include <utility>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::flows {
namespace {

using enforcement::MeasureStatus;
using ::testing::Eq;
using ::testing::HasSubstr;
using ::testing::Optional;

constexpr Instant kNow{1'488'377'045'000};

class MemorySource : public ReviewSource {
 public:
  Result<Instant> LoadClock() override { return kNow; }
  Result<void> ForEachOpen(std::string_view store,
                           const std::function<void(const cases::OpenItem&)>& visit) override {
    for (const auto& [name, records] : stores) {
      for (const cases::OpenItem& item : records.open) {
        if (store.empty() || store == name) {
          visit(item);
        }
      }
    }
    return {};
  }
  Result<StoreRecords> LoadStore(std::string_view store) override {
    const auto found = stores.find(std::string(store));
    return found == stores.end() ? StoreRecords{} : found->second;
  }
  Result<std::optional<cases::MeasureFile>> FindMeasure(const std::string& name) override {
    for (const auto& [store, records] : stores) {
      for (const cases::MeasureFile& measure : records.measures) {
        if (measure.name == name) {
          return measure;
        }
      }
    }
    return std::nullopt;
  }

  std::map<std::string, StoreRecords> stores;
};

StoreRecords RecordsOf(const std::string& store, const std::string& measure) {
  StoreRecords records;
  records.is_known = true;
  cases::OpenItem item;
  item.name = measure;
  item.store = store;
  item.listing = "l-1";
  records.open.push_back(item);
  cases::MeasureFile file;
  file.name = measure;
  file.store = store;
  file.listing = "l-1";
  file.steps = {{{7}, kNow, MeasureStatus::kRequested, "machine", 0}};
  records.measures.push_back(file);
  records.measures_total = 3;
  records.listings_total = 2;
  records.verdicts.push_back(
      {{.sequence = {7},
        .time = kNow,
        .listing = "l-1",
        .score = 90,
        .band = screening::Band::kRed,
        .log_odds = {955'813}},
       R"([{"kind":"prior","weight":-4.595120,"text":"share"},{"kind":"lingo","weight":5.550933,)"
       R"("text":"\"replica\" names a copy","span":{"field":"title","begin":5,"end":12}}])"});
  return records;
}

Result<std::optional<cases::CaseFile>> Load(ReviewSource& source, const std::string& line) {
  return LoadCase({.source = source,
                   .load_line = [line](Sequence) -> Result<std::string> { return line; },
                   .now = kNow},
                  "s-1");
}

constexpr const char* kLine =
    R"({"specversion":"1.0","id":"1","source":"m","type":"assay.listing.v1",)"
    R"("time":"2017-03-01T10:00:00Z","subject":"s-1","data":{"listing":"l-1","version":1,)"
    R"("title":"nike replica"}})";

TEST(LoadCase, TakesTheSellersWordsFromTheLogAndTheFindingsFromTheVerdict) {
  MemorySource source;
  source.stores["s-1"] = RecordsOf("s-1", "m-1");
  const auto file = Load(source, kLine);
  ASSERT_TRUE(file && *file);
  const cases::ListingFile& listing = (*file)->listings.at(0);
  EXPECT_EQ(listing.text->title, "nike replica");
  EXPECT_EQ(listing.findings.at(1).weight.micros, 5'550'933);
  EXPECT_THAT(listing.findings.at(1).span,
              Optional(Eq(screening::Span{screening::Field::kTitle, 5, 12})));
  EXPECT_EQ((*file)->listings_left_out, 1U);
  EXPECT_EQ((*file)->measures_left_out, 2U);
}

TEST(LoadCase, SaysNothingOfAStoreWithoutRows) {
  MemorySource source;
  const auto file = Load(source, kLine);
  ASSERT_TRUE(file);
  EXPECT_FALSE(*file);
}

TEST(LoadCase, ShowsAVerdictWhoseLineIsNoListingWithoutItsText) {
  MemorySource source;
  source.stores["s-1"] = RecordsOf("s-1", "m-1");
  const auto file = Load(source, "{}");
  ASSERT_TRUE(file && *file);
  EXPECT_FALSE((*file)->listings.at(0).text);
  EXPECT_EQ((*file)->listings.at(0).findings.size(), 2U);
}

TEST(LoadCase, CallsDamagedFindingsDamage) {
  MemorySource source;
  source.stores["s-1"] = RecordsOf("s-1", "m-1");
  source.stores["s-1"].verdicts[0].findings_json = R"([{"kind":1}])";
  EXPECT_EQ(Load(source, kLine).error().code, ErrorCode::kCorrupted);
}

TEST(StoreOf, ReadsAMeasureAsItsStoreAndAnythingElseAsAStore) {
  MemorySource source;
  source.stores["s-1"] = RecordsOf("s-1", "m-1");
  EXPECT_EQ(StoreOf(source, "m-1").value(), "s-1");
  EXPECT_EQ(StoreOf(source, "s-9").value(), "s-9");
}

TEST(NearestName, FindsWhatWasMistypedAndGuessesNothingFarOff) {
  MemorySource source;
  source.stores["store-of-shoes"] = RecordsOf("store-of-shoes", "0123456789abcdef");
  EXPECT_THAT(NearestName(source, "store-of-shose").value(), Optional(Eq("store-of-shoes")));
  EXPECT_THAT(NearestName(source, "0123456789abcdff").value(), Optional(Eq("0123456789abcdef")));
  EXPECT_EQ(NearestName(source, "quite another").value(), std::nullopt);
}

TEST(DecisionLine, HasAnIdThatIsTheSameForTheSameDecisionAlone) {
  const auto line = [](const char* actor, const char* reason, enforcement::Answer answer) {
    return DecisionLine({.measure = "m-1", .answer = answer, .actor = actor, .reason = reason},
                        "s-1", kNow);
  };
  using enforcement::Answer;
  const std::string once = line("a", "r", Answer::kApprove);
  EXPECT_EQ(once, line("a", "r", Answer::kApprove));
  EXPECT_THAT(once,
              HasSubstr(R"("data":{"measure":"m-1","kind":"confirm","actor":"a","reason":"r"})"));
  const auto id = [](const std::string& text) { return text.substr(0, text.find("\"source\"")); };
  EXPECT_NE(id(once), id(line("b", "r", Answer::kApprove)));
  EXPECT_NE(id(once), id(line("a", "s", Answer::kApprove)));
  EXPECT_NE(id(once), id(line("a", "r", Answer::kReject)));
}

}  // namespace
}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// That any batch size gives the same decisions is shown in tests/adapters/folder/decisions_test.cc.
#include "flows/replay_log.h"

#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/folder/market.h"
#include "configuration/configuration.h"
#include "support/simulated_disk.h"
#include "support/simulated_vfs.h"

namespace assay::flows {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;

// An installation on a disk of its own.
class Place {
 public:
  Place()
      : installation_(*folder::OpenMarket(
            disk_, "data", {.sqlite_vfs = vfs_.name(), .first_configuration = {}})) {}
  Installation& operator*() { return *installation_; }
  Installation* operator->() { return installation_.get(); }

  void Ingest(const std::string& name, const std::string& text, Channel channel = Channel::kFeed) {
    const auto done =
        folder::IngestInput(*installation_, keys_, {name, channel, text}, {.batch_lines = 3});
    ASSERT_TRUE(done) << done.error().message;
    ASSERT_TRUE(installation_->Flush());
  }
  void IngestMarket() { ASSERT_TRUE(folder::IngestMarket(*installation_, keys_, {})); }
  std::string Digest() { return ToHex(*DecisionsDigest(*installation_)); }

 private:
  files::SimulatedDisk disk_;
  sqlite::SimulatedVfs vfs_{disk_};
  folder::Keys keys_;
  std::unique_ptr<Installation> installation_;
};

const auto kQuietly = [](std::uint64_t) {};

std::string Offers(int first, int count, const std::string& day) {
  std::string text;
  for (int i = first; i < first + count; ++i) {
    text += fmt::format(
        R"({{"specversion":"1.0","id":"e-{0}","source":"//market.example","type":"assay.listing.v1",)"
        R"("time":"{1}T12:{0:02}:00Z","subject":"s-1","data":{{"listing":"l-{0}","version":1,)"
        R"("title":"Nike running shoes size 42","condition":"new"}}}})"
        "\n",
        i, day);
  }
  return text;
}

TEST(ReplayLog, GivesTheSameDecisionsAndTheSameLog) {
  Place from;
  from.IngestMarket();
  Place into;
  const auto events = ReplayLog(*from, *into, 50, kQuietly);
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_EQ(*events, from->statistics().last_sequence);
  EXPECT_EQ(into.Digest(), from.Digest());

  const auto log_of = [](Installation& installation) {
    std::vector<std::string> lines;
    EXPECT_TRUE(installation.ForEachLine([&](Sequence, std::string_view line) -> Result<bool> {
      lines.emplace_back(line);
      return true;
    }));
    return lines;
  };
  EXPECT_EQ(log_of(*into), log_of(*from));
  EXPECT_THAT(*into->FindDamage(), ElementsAre());
}

TEST(ReplayLog, AReplayOfAReplayIsTheSameAgain) {
  Place from;
  from.IngestMarket();
  Place once;
  ASSERT_TRUE(ReplayLog(*from, *once, 7, kQuietly));
  Place twice;
  ASSERT_TRUE(ReplayLog(*once, *twice, 11, kQuietly));
  EXPECT_EQ(twice.Digest(), from.Digest());
}

TEST(ReplayLog, RefusesATargetThatHoldsALog) {
  Place from;
  from.Ingest("a.ndjson", Offers(1, 3, "2017-03-01"));
  Place into;
  into.Ingest("b.ndjson", Offers(1, 1, "2017-03-01"));
  const std::string before = into.Digest();
  const auto refused = ReplayLog(*from, *into, 50, kQuietly);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error().reason, "replay.target_not_empty");
  EXPECT_THAT(refused.error().message, HasSubstr("name an empty folder"));
  EXPECT_EQ(into.Digest(), before) << "nothing was written";
}

TEST(ReplayLog, OfAnEmptyInstallationIsNoEventsAndNoError) {
  Place from;
  Place into;
  const auto events = ReplayLog(*from, *into, 50, kQuietly);
  ASSERT_TRUE(events) << events.error().message;
  EXPECT_EQ(*events, 0U);
  EXPECT_EQ(into.Digest(), from.Digest());
}

TEST(ReplayLog, TellsItsProgressOnceABatch) {
  Place from;
  from.Ingest("a.ndjson", Offers(1, 5, "2017-03-01"));
  const std::uint64_t events = from->statistics().last_sequence;
  ASSERT_EQ(events, 7U) << "five, and the two that Assay writes before the first";
  Place into;
  std::vector<std::uint64_t> told;
  ASSERT_TRUE(ReplayLog(*from, *into, 3, [&](std::uint64_t done) { told.push_back(done); }));
  EXPECT_THAT(told, ElementsAre(3, 6, 7));
}

TEST(ReplayLog, ChangesTheConfigurationOverAtTheSameEvent) {
  Place from;
  from.Ingest("before.ndjson", Offers(1, 4, "2017-03-01"));
  // A higher prior, active from the next epoch on.
  std::string text(configuration::DefaultText());
  const std::string prior = R"(prior = "0.01")";
  const std::size_t at = text.find(prior);
  ASSERT_NE(at, std::string::npos);
  text.replace(at, prior.size(), R"(prior = "0.04")");
  const Sha256 changed = Sha256Of(text);
  ASSERT_TRUE(from->AddConfiguration(text));
  from.Ingest(
      "change.ndjson",
      fmt::format(
          R"({{"specversion":"1.0","id":"c-1","source":"assay:people","type":"assay.configuration.activated.v1",)"
          R"("time":"2017-03-01T13:00:00Z","subject":"assay","data":{{"configuration":"{}","actor":"operator-1"}}}})"
          "\n",
          ToHex(changed)),
      Channel::kPeople);
  from.Ingest("after.ndjson", Offers(10, 4, "2017-03-02"));
  ASSERT_EQ(ToHex(from->LoadShared()->shared.configuration), ToHex(changed)) << "it took effect";

  for (const std::size_t batch : {1U, 4U, 1'000U}) {
    Place into;
    const auto events = ReplayLog(*from, *into, batch, kQuietly);
    ASSERT_TRUE(events) << events.error().message;
    EXPECT_EQ(into.Digest(), from.Digest()) << "batches of " << batch;
    EXPECT_EQ(ToHex(into->LoadShared()->shared.configuration), ToHex(changed));
    EXPECT_EQ(*into->LoadConfigurations(), *from->LoadConfigurations());
  }
}

TEST(DecisionsDigest, TellsOneDecisionMoreAndNotHowTheWorkWasCut) {
  Place one;
  one.Ingest("a.ndjson", Offers(1, 4, "2017-03-01"));
  Place other;
  other.Ingest("a.ndjson", Offers(1, 2, "2017-03-01"));
  EXPECT_NE(one.Digest(), other.Digest());
  other.Ingest("b.ndjson", Offers(3, 2, "2017-03-01"));
  EXPECT_EQ(one.Digest(), other.Digest());
}

}  // namespace
}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// People see what waits for them, and decide, through the program as people use it.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "support/installation.h"

namespace assay {
namespace {

using nlohmann::json;
using process::Finished;
using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

// A red listing of store s-1, on a day of March 2017 at ten.
std::string Replica(int day) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"l-{0}","source":"//market.example","type":"assay.listing.v1",)"
      R"("time":"2017-03-{0:02}T10:00:00+08:00","subject":"s-1","data":{{"listing":"l-{0}",)"
      R"("version":1,"title":"Rolex <script>alert(1)</script> replica 1:1 AAA",)"
      R"("price":{{"amount":9900,"currency":"CNY"}}}}}})"
      "\n",
      day);
}

class Queue : public process::InstallationTest {
 protected:
  // The name of the first open measure of a kind; empty where there is none.
  std::string First(const std::string& kind) const {
    const json queue = json::parse(Assay({"queue", "list", "--json", "--kind", kind}).out);
    return queue["items"].empty() ? "" : std::string(queue["items"][0]["measure"]);
  }
  Finished Decide(const std::string& measure, const std::string& answer, const std::string& actor,
                  const std::string& reason = "looked at it") const {
    return Assay({"queue", "decide", measure, answer, "--actor", actor, "--reason", reason});
  }
  // Three confirmed offers, days apart, so that the store's closing is proposed.
  void StrikeThreeTimes() {
    for (const int day : {1, 7, 13}) {
      Ingest(Replica(day));
      ASSERT_EQ(Decide(First("block_publish"), "--confirm", "anna").exit_status, 0);
    }
  }
};

TEST_F(Queue, ClosingAStoreTakesTwoDifferentPeople) {
  StrikeThreeTimes();
  const std::string closing = First("close_store");
  ASSERT_THAT(closing, HasSubstr("store-"));
  Finished done = Decide(closing, "--confirm", "anna");
  EXPECT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("a second person has to agree"));
  done = Decide(closing, "--confirm", "anna", "once more");
  EXPECT_EQ(done.exit_status, 1);
  EXPECT_THAT(done.out, HasSubstr("the second person must be another"));
  EXPECT_EQ(First("close_store"), closing);
  done = Decide(closing, "--confirm", "boris");
  EXPECT_EQ(done.exit_status, 0);
  EXPECT_THAT(done.out, HasSubstr("asked of the marketplace"));
  EXPECT_EQ(First("close_store"), "");
  EXPECT_THAT(process::ReadFile(folder_ / "data/actions.ndjson"),
              HasSubstr("\"measure\":\"" + closing + "\",\"action\":\"close_store\""));
  EXPECT_EQ(Assay({"verify"}).exit_status, 0);
}

TEST_F(Queue, TheSameCommandTwiceDecidesOnceAndLiftingTakesAConfirmationBack) {
  Ingest(Replica(1));
  const std::string measure = First("block_publish");
  EXPECT_EQ(Decide(measure, "--confirm", "anna").exit_status, 0);
  const Finished again = Decide(measure, "--confirm", "anna");
  EXPECT_EQ(again.exit_status, 1);
  EXPECT_THAT(again.out, HasSubstr("decided already"));
  EXPECT_EQ(Decide(measure, "--lift", "anna").exit_status, 0);
  const json shown = json::parse(Assay({"queue", "show", measure, "--json"}).out);
  EXPECT_EQ(shown["measures"].back()["status"], "lifted_by_person");
  EXPECT_EQ(Decide(measure, "--confirm", "boris").exit_status, 1);
  EXPECT_EQ(Assay({"verify"}).exit_status, 0);
}

TEST_F(Queue, WhatEndedByItselfCannotBeDecidedAnyMore) {
  Ingest(Replica(1));
  const std::string measure = First("block_publish");
  Ingest(Replica(9));
  const Finished done = Decide(measure, "--confirm", "anna");
  EXPECT_EQ(done.exit_status, 1);
  EXPECT_THAT(done.out, HasSubstr("ended by itself"));
}

TEST_F(Queue, AMistypedNameIsAnsweredWithTheNearest) {
  Ingest(Replica(1));
  const std::string measure = First("block_publish");
  std::string mistyped = measure;
  mistyped[3] = mistyped[3] == '0' ? '1' : '0';
  const Finished done = Decide(mistyped, "--confirm", "anna");
  EXPECT_EQ(done.exit_status, 1);
  EXPECT_THAT(done.err, HasSubstr("did you mean " + measure));
  EXPECT_EQ(First("block_publish"), measure);
}

TEST_F(Queue, ADecisionIsSomebodysAndSaysWhat) {
  Ingest(Replica(1));
  EXPECT_EQ(Assay({"queue", "decide", "x", "--confirm"}).exit_status, 2);
  EXPECT_EQ(Assay({"queue", "decide", "x", "--actor", "anna"}).exit_status, 2);
  EXPECT_EQ(Assay({"queue", "decide", "x", "--confirm", "--lift", "--actor", "a"}).exit_status, 2);
}

TEST_F(Queue, IsReadButNotDecidedWhileAnotherWrites) {
  Ingest(Replica(1));
  const std::string measure = First("block_publish");
  const int lock = open((folder_ / "data/lock").c_str(), O_RDWR | O_CLOEXEC);
  ASSERT_GE(lock, 0);
  ASSERT_EQ(flock(lock, LOCK_EX | LOCK_NB), 0);
  EXPECT_EQ(First("block_publish"), measure);
  const Finished done = Decide(measure, "--confirm", "anna");
  EXPECT_EQ(done.exit_status, 4);
  EXPECT_THAT(done.err, HasSubstr("storage.in_use"));
  close(lock);
  EXPECT_EQ(Decide(measure, "--confirm", "anna").exit_status, 0);
}

// An offer that words with an honest meaning and its price alone make red: a person is asked.
std::string Hinted(const std::string& listing, int version) {
  return fmt::format(
      R"({{"specversion":"1.0","id":"{0}-{1}","source":"//market.example","type":"assay.listing.v1",)"
      R"("time":"2017-03-01T{2:02}:{3:02}:00+08:00","subject":"s-1","data":{{"listing":"{0}",)"
      R"("version":{1},"title":"耐克 运动鞋 尾单 介意勿拍 {1}",)"
      R"("price":{{"amount":9900,"currency":"CNY"}}}}}})"
      "\n",
      listing, version, 10 + version / 60, version % 60);
}

TEST_F(Queue, ASellerWhoEditsOneOfferAllDayHidesNoneOfTheOthers) {
  constexpr int kEdits = 250;
  std::string events = Hinted("quiet", 1);
  for (int version = 1; version <= kEdits; ++version) {
    events += Hinted("busy", version);
  }
  Ingest(events);
  const json queue = json::parse(Assay({"queue", "list", "--json"}).out);
  ASSERT_EQ(queue["total"], 2);
  const json file = json::parse(Assay({"queue", "show", "s-1", "--json"}).out);
  EXPECT_EQ(file["measures_left_out"], kEdits + 1 - 200);
  EXPECT_EQ(file["measures"].size(), 200U);
  EXPECT_EQ(file["measures"].back()["listing"], "quiet");
  ASSERT_EQ(file["listings"].size(), 2U);
  for (const json& listing : file["listings"]) {
    const bool is_busy = listing["listing"] == "busy";
    EXPECT_THAT(listing.dump(), HasSubstr(fmt::format("介意勿拍 {}\"", is_busy ? kEdits : 1)));
  }
}

TEST_F(Queue, WritesAPageACaseWithTheSellersWordsUnderlined) {
  Ingest(Replica(1));
  const std::string pages = folder_ / "pages";
  const Finished done = Assay({"queue", "show", "--html", pages});
  ASSERT_EQ(done.exit_status, 0) << done.err;
  EXPECT_THAT(process::ReadFile(pages + "/index.html"), HasSubstr("<bdi>s-1</bdi>"));
  for (const auto& entry : std::filesystem::directory_iterator(pages)) {
    const std::string page = process::ReadFile(entry.path());
    EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), HasSubstr("default-src 'none'")));
    if (entry.path().filename() != "index.html") {
      EXPECT_THAT(page, AllOf(HasSubstr("<mark>Rolex</mark>"), HasSubstr("<mark>replica")));
    }
  }
  EXPECT_EQ(Assay({"queue", "show", "--html", pages}).exit_status, 4);
  EXPECT_EQ(Assay({"queue", "show", "s-nobody"}).exit_status, 1);
}

}  // namespace
}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
#include "cli/privacy_command.h"

#include <CLI/CLI.hpp>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "privacy/world.h"

namespace assay::cli {
namespace {

using privacy::At;
using testing::HasSubstr;

class FixedClock final : public Clock {
 public:
  Instant Now() const override { return At("2018-01-01T00:00:00Z"); }
};

class OneLine final : public flows::LogReader {
 public:
  explicit OneLine(std::string line) : line_(std::move(line)) {}
  Result<void> ForEachLine(
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    ASSAY_TRY(visit({1}, line_));
    return {};
  }

 private:
  std::string line_;
};

struct Outcome {
  int status = -1;
  std::string out;
  std::string err;
};

std::string Take(std::FILE* file) {
  std::string text(static_cast<std::size_t>(std::ftell(file)), '\0');
  std::rewind(file);
  text.resize(std::fread(text.data(), 1, text.size(), file));
  std::fclose(file);
  return text;
}

// Runs `assay privacy <arguments>` over a log with one event: store S-17 and its phone.
Outcome RunPrivacy(const std::string& arguments) {
  FixedClock clock;
  privacy::World world;
  world.With(EventType::kStoreOpened, "/phone", privacy::PersonalKind::kPhone, {});
  const std::string line = *privacy::SplitAndFlush(world, {.data = R"({"phone":"13800138000"})"});
  const Services services{.clock = clock,
                          .entropy = world.entropy,
                          .open_input = nullptr,
                          .out = std::tmpfile(),
                          .err = std::tmpfile()};
  const auto open_desk = [&](const std::string&) -> Result<flows::PrivacyDesk> {
    return flows::PrivacyDesk({std::move(world.store), world.master, world.token_key,
                               std::make_unique<OneLine>(line), world.fields, clock,
                               world.entropy});
  };
  Outcome outcome;
  CLI::App app;
  AddPrivacyCommand(app, services, open_desk, outcome.status);
  app.parse("privacy " + arguments);
  outcome.out = Take(services.out);
  outcome.err = Take(services.err);
  return outcome;
}

TEST(PrivacyCommand, ExportPrintsTheOpenedEvents) {
  const Outcome outcome = RunPrivacy("export S-17 --by lin --reason 4711");
  EXPECT_EQ(outcome.status, kExitDone);
  EXPECT_EQ(nlohmann::json::parse(outcome.out)["data"]["phone"], "13800138000");
  EXPECT_THAT(outcome.err, HasSubstr("1 events; sealed fields: 1 opened, 0 erased, 0 damaged"));
}

TEST(PrivacyCommand, EraseWantsAConfirmation) {
  const Outcome asked = RunPrivacy("erase S-17 --by lin --reason 4711");
  EXPECT_EQ(asked.status, kExitUsage);
  EXPECT_THAT(asked.err, HasSubstr("--yes"));
  const Outcome done = RunPrivacy("erase S-17 --by lin --reason 4711 --yes --json");
  EXPECT_EQ(done.status, kExitDone);
  EXPECT_EQ(nlohmann::json::parse(done.out)["action"], "erase");
}

TEST(PrivacyCommand, SaysThatASubjectIsUnknown) {
  const Outcome outcome = RunPrivacy("erase S-99 --by lin --reason 4711 --yes");
  EXPECT_NE(outcome.status, kExitDone);
  EXPECT_THAT(outcome.err, HasSubstr("privacy.no_such_subject"));
}

TEST(PrivacyCommand, HoldLastsThroughTheNamedDay) {
  EXPECT_THAT(RunPrivacy("hold S-17 --by lin --reason 4711 --until 2018-03-31").out,
              HasSubstr("before 2018-04-01T00:00:00Z"));
  EXPECT_THAT(RunPrivacy("hold S-17 --by lin --reason 4711 --until soon").err,
              HasSubstr("privacy.bad_date"));
  EXPECT_THAT(RunPrivacy("hold S-17 --by lin --reason 4711 --until 2017-03-31").err,
              HasSubstr("privacy.hold_in_past"));
}

TEST(PrivacyCommand, ReportsAsTextAndAsJson) {
  EXPECT_THAT(RunPrivacy("report").out, HasSubstr("1 subjects with a key (0 on hold), 0 erased"));
  const auto report = nlohmann::json::parse(RunPrivacy("report --json").out);
  EXPECT_EQ(report["live_subjects"], 1);
  EXPECT_EQ(report["fields"][0]["path"], "/phone");
}

TEST(PrivacyCommand, RefusesARequestWithoutActor) {
  EXPECT_THROW(RunPrivacy("export S-17 --reason 4711"), CLI::RequiredError);
}

}  // namespace
}  // namespace assay::cli

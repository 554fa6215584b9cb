// SPDX-License-Identifier: Apache-2.0
#include "flows/privacy_requests.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "privacy/world.h"

namespace assay::flows {
namespace {

using privacy::At;
using privacy::EventOf;
using privacy::PersonalKind;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

class FixedClock final : public Clock {
 public:
  Instant Now() const override { return now; }
  Instant now = At("2018-01-01T00:00:00Z");
};

class LinesInMemory final : public LogReader {
 public:
  explicit LinesInMemory(std::vector<std::string> lines) : lines_(std::move(lines)) {}
  Result<void> ForEachLine(
      const std::function<Result<bool>(Sequence, std::string_view)>& visit) override {
    std::uint64_t number = 0;
    for (const std::string& line : lines_) {
      ASSAY_ASSIGN(const bool goes_on, visit({++number}, line));
      if (!goes_on) {
        break;
      }
    }
    return {};
  }

 private:
  std::vector<std::string> lines_;
};

const PrivacyRequest kAboutStore{"S-17", "ms. lin", "request 4711"};

// A desk over a log of three events: a store with its operator's phone, an order of a buyer there,
// and another store.
struct Office {
  Office() {
    world
        .With(EventType::kStoreOpened, "/phone", PersonalKind::kPhone, {privacy::TokenPart::kWhole})
        .With(EventType::kOrder, "/buyer_phone", PersonalKind::kPhone, {});
    std::vector<std::string> lines;
    for (const EventOf& event :
         {EventOf{.data = R"({"phone":"13800138000"})", .id = "e1"},
          EventOf{.type = EventType::kOrder,
          .data = R"({"buyer_phone":"13900139000","buyer_token":"T-9"})",
          .id = "e2"},
          EventOf{.subject = "S-18", .data = R"({"phone":"13700137000"})", .id = "e3"}}) {
      lines.push_back(*privacy::SplitAndFlush(world, event));
    }
    store = world.store.get();
    desk.emplace(PrivacyDesk::Parts{std::move(world.store), world.master, world.token_key,
                                    std::make_unique<LinesInMemory>(std::move(lines)), world.fields,
                                    clock, world.entropy});
  }

  std::vector<std::string> Export(const PrivacyRequest& request) {
    std::vector<std::string> shown;
    const auto done = desk->Export(request, [&](std::string_view line) -> Result<void> {
      shown.emplace_back(line);
      return {};
    });
    EXPECT_TRUE(done) << done.error().message;
    return shown;
  }

  privacy::World world;
  FixedClock clock;
  privacy::KeyStore* store = nullptr;
  std::optional<PrivacyDesk> desk;
};

TEST(PrivacyDesk, ExportsTheEventsOfAStoreWithItsOwnFieldsOpened) {
  Office office;
  EXPECT_THAT(office.Export(kAboutStore),
              ElementsAre(HasSubstr("13800138000"),
                          testing::AllOf(HasSubstr("\"e2\""), Not(HasSubstr("13900139000")))));
}

TEST(PrivacyDesk, ExportsTheEventsThatNameABuyer) {
  Office office;
  EXPECT_THAT(office.Export({"buyer:T-9", "ms. lin", "request 4712"}),
              ElementsAre(HasSubstr("13900139000")));
}

TEST(PrivacyDesk, AuditsAnExportWithoutThePlainSubject) {
  Office office;
  office.Export(kAboutStore);
  const auto audit = office.store->Audit();
  ASSERT_EQ(audit->size(), 1U);
  EXPECT_EQ(audit->front().action, privacy::AuditAction::kExport);
  EXPECT_EQ(audit->front().actor, "ms. lin");
  EXPECT_EQ(audit->front().reason, "request 4711");
  EXPECT_EQ(audit->front().at, office.clock.now);
  EXPECT_EQ(audit->front().subject, privacy::SubjectTokenOf(office.world.token_key, "S-17"));
}

TEST(PrivacyDesk, ExportOfAnUnknownSubjectSaysSoAndIsAudited) {
  Office office;
  const auto done = office.desk->Export({"S-99", "ms. lin", "request 1"},
                                        [](std::string_view) -> Result<void> { return {}; });
  EXPECT_EQ(done.error().reason, "privacy.no_such_subject");
  EXPECT_EQ(office.store->Audit()->size(), 1U);
}

TEST(PrivacyDesk, ErasingTakesOneSubjectAndLeavesTheOthers) {
  Office office;
  ASSERT_TRUE(office.desk->Erase(kAboutStore));
  EXPECT_THAT(office.Export(kAboutStore)[0],
              testing::AllOf(HasSubstr("erased on 2018-01-01"), Not(HasSubstr("13800138000"))));
  EXPECT_THAT(office.Export({"buyer:T-9", "a", "b"})[0], HasSubstr("13900139000"));
  EXPECT_THAT(office.Export({"S-18", "a", "b"})[0], HasSubstr("13700137000"));
  EXPECT_EQ(office.desk->Erase(kAboutStore).error().reason, "privacy.already_erased");
}

TEST(PrivacyDesk, NothingIsErasedUnderHold) {
  Office office;
  ASSERT_TRUE(office.desk->Hold(kAboutStore, At("2018-06-01T00:00:00Z")));
  EXPECT_EQ(office.desk->Erase(kAboutStore).error().reason, "privacy.on_hold");
  EXPECT_THAT(office.Export(kAboutStore)[0], HasSubstr("13800138000"));
  ASSERT_TRUE(office.desk->Release(kAboutStore));
  EXPECT_TRUE(office.desk->Erase(kAboutStore));
}

TEST(PrivacyDesk, AHoldMustEndInTheFuture) {
  Office office;
  EXPECT_EQ(office.desk->Hold(kAboutStore, office.clock.now).error().reason,
            "privacy.hold_in_past");
  EXPECT_TRUE(office.store->Audit()->empty());
}

TEST(PrivacyDesk, RefusesARequestWithoutActorOrReason) {
  Office office;
  EXPECT_EQ(office.desk->Erase({"S-17", " ", "why"}).error().reason, "privacy.no_actor");
  EXPECT_EQ(office.desk->Erase({"S-17", "who", ""}).error().reason, "privacy.no_reason");
  EXPECT_EQ(office.desk->Erase({"", "who", "why"}).error().reason, "privacy.no_subject");
  EXPECT_TRUE(office.store->Audit()->empty());
}

TEST(PrivacyDesk, ExpiresWhatIsPastItsRetentionExceptUnderHold) {
  Office office;
  const PrivacyRequest request{"", "house rule", "retention"};
  EXPECT_EQ(*office.desk->Expire(request), 0U);
  ASSERT_TRUE(office.desk->Hold(kAboutStore, At("2030-01-01T00:00:00Z")));
  office.clock.now = At("2020-07-01T00:00:00Z");  // Three years and a quarter after the events
  EXPECT_EQ(office.desk->Report()->keys_past_retention, 2U);
  EXPECT_EQ(*office.desk->Expire(request), 2U);
  EXPECT_THAT(office.Export(kAboutStore)[0], HasSubstr("13800138000"));
  EXPECT_THAT(office.Export({"S-18", "a", "b"})[0], HasSubstr("erased on 2020-07-01"));
  EXPECT_EQ(office.desk->Report()->keys_past_retention, 0U);
}

TEST(PrivacyDesk, ReportsWhatIsKeptOfHowMany) {
  Office office;
  ASSERT_TRUE(office.desk->Erase({"S-18", "who", "why"}));
  ASSERT_TRUE(office.desk->Hold(kAboutStore, At("2018-06-01T00:00:00Z")));
  const auto report = office.desk->Report();
  ASSERT_TRUE(report);
  EXPECT_EQ(report->live_subjects, 2U);
  EXPECT_EQ(report->held_subjects, 1U);
  EXPECT_EQ(report->erased_subjects, 1U);
  EXPECT_EQ(report->audit_lines, 2U);
  ASSERT_EQ(report->fields.size(), 2U);
  EXPECT_EQ(report->fields[0].event_type, "assay.store.opened.v1");
  EXPECT_EQ(report->fields[0].path, "/phone");
  EXPECT_EQ(report->fields[0].kind, "phone");
  EXPECT_EQ(report->fields[0].purpose, "linkage");
  EXPECT_EQ(report->fields[0].retention_days, 1'095);
}

}  // namespace
}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
// The contract of engine::StateStore, put to each implementation and held against a list of all commits. What
// only a disk can do to it (lose power, be full) is put to those that have one.
#include <algorithm>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "contract/state_store_model.h"
#include "contract/state_store_subject.h"
#include "contract/trade.h"

namespace assay::contract {
namespace {

using Steps = std::vector<Step>;

constexpr const char* kInput = "trade.ndjson";

// A store, what happens to it, and what the model says it must hold.
template <typename Kind>
class Trial {
 public:
  explicit Trial(std::unique_ptr<Kind> under_test) : subject(std::move(under_test)) {
    const auto opened = subject->Open();
    EXPECT_TRUE(opened) << opened.error().message;
    model = std::make_unique<Model>(subject->store().LoadShared()->shared);
  }

  // Decides on the steps and commits, with a line to quarantine and the position of this commit. The model has
  // the commit whatever came of it.
  Result<void> Commit(const Steps& steps) {
    ASSAY_ASSIGN(const engine::Delta delta, trade.Decide(subject->store(), steps));
    return Commit(delta, ExtrasOf(model->commits() + 1));
  }
  Result<void> Commit(const engine::Delta& delta, const engine::CommitExtras& extras) {
    model->Commit(delta, extras);
    return subject->store().Commit(delta, extras);
  }

  static engine::CommitExtras ExtrasOf(std::uint64_t number) {
    engine::CommitExtras extras;
    extras.position = {.input = kInput,
                       .fingerprint = fmt::format("print-{}", number),
                       .lines = number,
                       .bytes = number * 100};
    extras.quarantine.push_back({.input = kInput,
                                 .line = number,
                                 .offset = number * 100,
                                 .reason = "ingest.not_json",
                                 .message = "not JSON",
                                 .sealed_raw = "sealed",
                                 .raw_size = 6,
                                 .received = {1}});
    // Each third commit releases the line that the one before it quarantined.
    if (number % 3 == 0) {
      extras.released.push_back(static_cast<std::int64_t>(number) - 1);
    }
    return extras;
  }

  std::string Loaded(const engine::KeySet& keys) {
    const auto view = subject->store().Load(keys);
    return view ? TextOf(*view) : view.error().message;
  }
  std::string Loaded() { return Loaded(model->AllKeys()); }
  std::string Wanted() const { return TextOf(model->Load(model->AllKeys())); }

  void ExpectAsModel() {
    EXPECT_EQ(Loaded(), Wanted());
    const auto position = subject->store().FindPosition(kInput);
    ASSERT_TRUE(position) << position.error().message;
    EXPECT_EQ(*position, model->FindPosition(kInput));
    const KeptRows rows = subject->Rows();
    const KeptRows wanted = model->Rows();
    EXPECT_EQ(rows.log, wanted.log);
    EXPECT_EQ(rows.verdicts, wanted.verdicts);
    EXPECT_EQ(rows.examinations, wanted.examinations);
    EXPECT_EQ(rows.actions, wanted.actions);
    EXPECT_EQ(rows.quarantined_lines, wanted.quarantined_lines);
    EXPECT_EQ(rows.released, wanted.released);
  }

  std::unique_ptr<Kind> subject;
  Trade trade;
  std::unique_ptr<Model> model;
};

// Red listings, their measures, a brand, and the hours after which measures end by themselves.
const std::vector<Steps>& Story() {
  static const std::vector<Steps> story = {
      {{Step::kOfferFake, 0}, {Step::kOfferHonest, 1}, {Step::kBrand, 1}},
      {{Step::kOfferFake, 2},
       {Step::kOrder, 0},
       {Step::kHoursPass, 2},
       {Step::kOrder, 2},
       {Step::kExamine, 0}},
      {{Step::kSameAgain, 0}},
      {{Step::kConfirm, 0}, {Step::kOfferFake, 7}, {Step::kRemove, 1}},
      {{Step::kHoursPass, 11}, {Step::kOrder, 1}, {Step::kHoursPass, 11}, {Step::kOfferHonest, 2}},
  };
  return story;
}

rc::Gen<std::vector<Steps>> AnyBatches() {
  const auto step =
      rc::gen::map(rc::gen::pair(rc::gen::inRange(0, kStepKinds), rc::gen::inRange(0, 12)),
                   [](std::pair<int, int> drawn) {
                     return Step{Step::Kind(drawn.first), drawn.second};
                   });
  return rc::gen::resize(12,
                         rc::gen::container<std::vector<Steps>>(rc::gen::container<Steps>(step)));
}

struct Implementation {
  const char* name;
  std::unique_ptr<Subject> (*make)();
};

void PrintTo(const Implementation& implementation, std::ostream* out) {
  *out << implementation.name;
}

class StateStoreContract : public ::testing::TestWithParam<Implementation> {
 protected:
  static Trial<Subject> Begin() { return Trial<Subject>(GetParam().make()); }
};

INSTANTIATE_TEST_SUITE_P(, StateStoreContract,
                         ::testing::Values(Implementation{"Memory", MakeMemorySubject},
                                           Implementation{"Folder",
                                                          []() -> std::unique_ptr<Subject> {
                                                            return MakeFolderSubject(false);
                                                          }},
                                           Implementation{"FolderInBackground",
                                                          []() -> std::unique_ptr<Subject> {
                                                            return MakeFolderSubject(true);
                                                          }}),
                         [](const auto& param) { return param.param.name; });

TEST_P(StateStoreContract, ANewStoreIsEmptyAndKnowsNoPosition) {
  auto trial = Begin();
  const auto view = trial.subject->store().LoadShared();
  ASSERT_TRUE(view);
  EXPECT_EQ(view->last.number, 0U);
  EXPECT_EQ(view->shared.epoch, 0U);
  EXPECT_EQ(*trial.subject->store().FindPosition(kInput),
            (engine::InputPosition{.input = kInput, .fingerprint = "", .lines = 0, .bytes = 0}));
  EXPECT_EQ(trial.subject->Rows(), KeptRows{});
}

TEST_P(StateStoreContract, TheStoryHasEverythingAStoreMustCarry) {
  auto trial = Begin();
  std::size_t timers = 0;
  for (const Steps& steps : Story()) {
    ASSERT_TRUE(trial.Commit(steps));
    timers = std::max(timers, trial.model->Load(trial.model->AllKeys()).timers.size());
  }
  const KeptRows rows = trial.model->Rows();
  EXPECT_GE(rows.log.size(), 15U) << "with the lines Assay writes itself";
  EXPECT_GE(rows.verdicts.size(), 3U);
  EXPECT_GE(rows.examinations.size(), 1U);
  EXPECT_GE(rows.actions.size(), 4U);
  EXPECT_GE(timers, 2U);
  EXPECT_GE(trial.model->Load({}).shared.epoch, 2U);
}

TEST_P(StateStoreContract, ALoadSeesACommitAtOnce) {
  auto trial = Begin();
  for (const Steps& steps : Story()) {
    ASSERT_TRUE(trial.Commit(steps));
    EXPECT_EQ(trial.Loaded(), trial.Wanted()) << "after commit " << trial.model->commits();
  }
}

TEST_P(StateStoreContract, ALoadGivesOnlyWhatWasAskedFor) {
  auto trial = Begin();
  for (std::size_t i = 0; i + 1 < Story().size(); ++i) {  // In the last part all timers fire.
    ASSERT_TRUE(trial.Commit(Story()[i]));
  }
  const engine::KeySet all = trial.model->AllKeys();
  const engine::StateView everything = trial.model->Load(all);
  const auto expect_same = [&](auto ask_for) {
    engine::KeySet keys;
    ask_for(keys);
    EXPECT_EQ(trial.Loaded(keys), TextOf(trial.model->Load(keys)));
  };
  expect_same([](engine::KeySet&) {});
  expect_same([&](engine::KeySet& keys) { keys.listings = {all.listings.front()}; });
  expect_same([&](engine::KeySet& keys) { keys.stores = {all.stores[0], all.stores[0]}; });
  expect_same([&](engine::KeySet& keys) { keys.events = {all.events.back()}; });
  ASSERT_GE(everything.timers.size(), 1U);
  for (const std::int64_t ms : {-1, 0}) {
    expect_same([&](engine::KeySet& keys) {
      keys.timers_due_by = {everything.timers.begin()->due_ms + ms};
    });
  }
  expect_same([](engine::KeySet& keys) {
    keys.listings = {{3, Hash128Of("no such listing")}};
    keys.stores = {{3, Hash128Of("no such store")}};
    keys.events = {{3, Hash128Of("no such event")},
                   {engine::kSharedBucket, Hash128Of("no such event")}};
  });
}

TEST_P(StateStoreContract, ThePositionIsThatOfTheNewestCommitThatNamesTheInput) {
  auto trial = Begin();
  ASSERT_TRUE(trial.Commit(Story()[0]));
  ASSERT_TRUE(trial.Commit(Story()[1]));
  engine::CommitExtras other = trial.ExtrasOf(9);
  other.position.input = "other.ndjson";
  other.released.clear();
  ASSERT_TRUE(trial.Commit(*trial.trade.Decide(trial.subject->store(), Story()[2]), other));
  EXPECT_EQ(trial.subject->store().FindPosition(kInput)->lines, 2U);
  EXPECT_EQ(trial.subject->store().FindPosition("other.ndjson")->fingerprint, "print-9");
  ASSERT_TRUE(trial.Commit(*trial.trade.Decide(trial.subject->store(), Story()[3]), {}));
  EXPECT_EQ(trial.subject->store().FindPosition("")->lines, 0U) << "commands have no position";
  EXPECT_EQ(trial.subject->store().FindPosition(kInput)->lines, 2U);
}

TEST_P(StateStoreContract, ABatchWithoutNewEventsKeepsItsPositionAndQuarantine) {
  auto trial = Begin();
  ASSERT_TRUE(trial.Commit(Story()[0]));
  ASSERT_TRUE(trial.Commit({{Step::kSameAgain, 0}}));
  ASSERT_TRUE(trial.Commit({}));
  trial.ExpectAsModel();
  EXPECT_EQ(trial.subject->store().FindPosition(kInput)->lines, 3U);
  EXPECT_EQ(trial.subject->Rows().quarantined_lines, (std::vector<std::uint64_t>{1, 2, 3}));
}

TEST_P(StateStoreContract, WhatWasFlushedIsThereWhenOpenedAgain) {
  auto trial = Begin();
  for (const Steps& steps : Story()) {
    ASSERT_TRUE(trial.Commit(steps));
    ASSERT_TRUE(trial.subject->store().Flush());
    ASSERT_TRUE(trial.subject->Open());
    trial.ExpectAsModel();
  }
}

TEST_P(StateStoreContract, EventsAreRememberedForTwoGenerationsOfTheirBucketAndSharedOnesForEver) {
  auto trial = Begin();
  constexpr std::uint32_t kCount = 2 * engine::kSeenPerGeneration + 1;
  const auto key_of = [](std::uint32_t number) { return Hash128Of(fmt::format("e{}", number)); };
  for (const std::uint16_t bucket : {std::uint16_t{5}, engine::kSharedBucket}) {
    engine::Delta delta;
    delta.first = {1};
    delta.shared = trial.subject->store().LoadShared()->shared;
    for (std::uint32_t i = 0; i < kCount; ++i) {
      const EventType type = i % 2 == 0 ? EventType::kOrder : EventType::kListing;
      delta.seen.push_back({{bucket, key_of(i)}, i, {}, type, {1'000 + i}});
    }
    ASSERT_TRUE(trial.Commit(delta, {}));
  }
  engine::KeySet keys;
  for (const std::uint16_t bucket : {std::uint16_t{5}, engine::kSharedBucket}) {
    // An id that comes in two buckets is two events: each is asked for by itself.
    for (const std::uint32_t number : {0U, 1U, kCount - 2, kCount - 1}) {
      keys.events = {{bucket, key_of(number)}};
      EXPECT_EQ(trial.Loaded(keys), TextOf(trial.model->Load(keys))) << bucket << " " << number;
    }
  }
  keys.events = {{5, key_of(0)}};
  EXPECT_EQ(trial.subject->store().Load(keys)->seen.size(), 0U) << "forgotten";
}

TEST_P(StateStoreContract, IsAsTheListOfItsCommitsWhateverHappensToIt) {
  EXPECT_TRUE(rc::check([] {
    auto trial = Begin();
    for (const Steps& steps : *AnyBatches()) {
      const auto done = trial.Commit(steps);
      RC_ASSERT(done.has_value());
      RC_ASSERT(trial.Loaded() == trial.Wanted());
      switch (*rc::gen::inRange(0, 4)) {
        case 0:
          RC_ASSERT(trial.subject->store().Flush().has_value());
          RC_ASSERT(trial.subject->Open().has_value());
          RC_ASSERT(trial.Loaded() == trial.Wanted());
          break;
        case 1:
          RC_ASSERT(*trial.subject->store().FindPosition(kInput) ==
                    trial.model->FindPosition(kInput));
          break;
        default:
          break;
      }
    }
    RC_ASSERT(trial.subject->Rows() == trial.model->Rows());
  }));
}

class StateStoreOnDisk : public ::testing::TestWithParam<bool> {
 protected:
  static Trial<DiskSubject> Begin() { return Trial<DiskSubject>(MakeFolderSubject(GetParam())); }
};

INSTANTIATE_TEST_SUITE_P(, StateStoreOnDisk, ::testing::Bool(), [](const auto& param) {
  return param.param ? "FolderInBackground" : "Folder";
});

TEST_P(StateStoreOnDisk, AfterACrashHoldsWholeCommitsInOrderAndAllThatWereFlushed) {
  EXPECT_TRUE(rc::check([] {
    auto trial = Begin();
    const auto batches = *rc::gen::nonEmpty(AnyBatches());
    trial.subject->disk.FailPowerAt(trial.subject->disk.operations() + *rc::gen::inRange(1U, 80U));
    std::size_t flushed = 0;
    for (const Steps& steps : batches) {
      if (!trial.Commit(steps)) {
        break;
      }
      if (*rc::gen::inRange(0, 3) == 0) {
        if (!trial.subject->store().Flush()) {
          break;
        }
        flushed = trial.model->commits();
      }
    }
    trial.subject->GiveUp();
    trial.subject->disk.Restart(*rc::gen::element(files::SimulatedDisk::Unsynced::kDropped,
                                                  files::SimulatedDisk::Unsynced::kPrefixKept,
                                                  files::SimulatedDisk::Unsynced::kSubsetKept),
                                *rc::gen::inRange(0U, 1'000U));
    const auto opened = trial.subject->Open();
    RC_ASSERT(opened.has_value());
    // The position tells which commit is the newest there; all else must be that commit's.
    const std::size_t durable = trial.subject->store().FindPosition(kInput)->lines;
    RC_ASSERT(durable >= flushed);
    RC_ASSERT(durable <= trial.model->commits());
    RC_TAG(durable == trial.model->commits() ? "all there" : "cut");
    const engine::KeySet keys = trial.model->AllKeys();
    trial.model->CutTo(durable);
    RC_ASSERT(trial.Loaded(keys) == TextOf(trial.model->Load(keys)));
    RC_ASSERT(trial.subject->Rows() == trial.model->Rows());
    // And it goes on from there.
    RC_ASSERT(trial.Commit(batches.front()).has_value());
    RC_ASSERT(trial.Loaded() == trial.Wanted());
  }));
}

TEST_P(StateStoreOnDisk, RefusesEverythingAfterAnErrorUntilItIsOpenedAgain) {
  auto trial = Begin();
  ASSERT_TRUE(trial.Commit(Story()[0]));
  ASSERT_TRUE(trial.subject->store().Flush());
  trial.subject->disk.LimitBytes(trial.subject->disk.bytes());
  (void)trial.Commit(Story()[1]);  // In the background nobody knows yet.
  const auto failed = trial.subject->store().Flush();
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().code, ErrorCode::kUnavailable);
  EXPECT_EQ(failed.error().reason, "storage.disk_full") << failed.error().message;

  // Space alone does not help: what is in memory is ahead of the disk.
  trial.subject->disk.LimitBytes(std::nullopt);
  EXPECT_EQ(trial.Commit(Story()[2]).error().reason, "storage.disk_full");
  EXPECT_EQ(trial.subject->store().Flush().error().reason, "storage.disk_full");
  EXPECT_EQ(trial.subject->store().FindPosition(kInput).error().reason, "storage.disk_full");

  ASSERT_TRUE(trial.subject->Open());
  trial.model->CutTo(1);
  trial.ExpectAsModel();
  for (const Steps& steps : Story()) {
    ASSERT_TRUE(trial.Commit(steps));
  }
  trial.ExpectAsModel();
}

TEST_P(StateStoreOnDisk, ATornWriteLeavesTheCommitBeforeIt) {
  for (std::uint64_t write = 1; write <= 12; ++write) {
    SCOPED_TRACE(fmt::format("write {} after the first commit", write));
    auto trial = Begin();
    ASSERT_TRUE(trial.Commit(Story()[0]));
    ASSERT_TRUE(trial.subject->store().Flush());
    trial.subject->disk.TearWriteAt(trial.subject->disk.writes() + write);
    std::size_t flushed = 1;
    for (std::size_t i = 1; i < Story().size(); ++i) {
      if (!trial.Commit(Story()[i]) || !trial.subject->store().Flush()) {
        break;
      }
      flushed = trial.model->commits();
    }
    ASSERT_TRUE(trial.subject->Open());
    const std::size_t durable = trial.subject->store().FindPosition(kInput)->lines;
    EXPECT_GE(durable, flushed);
    trial.model->CutTo(durable);
    trial.ExpectAsModel();
  }
}

}  // namespace
}  // namespace assay::contract

// SPDX-License-Identifier: Apache-2.0
#include "privacy/key_ring.h"

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "privacy/world.h"

namespace assay::privacy {
namespace {

// Counts writes, and lets somebody else write.
class WatchedStore final : public KeyStore {
 public:
  Result<std::vector<KeyRecord>> Find(const SubjectToken& s) override { return inner->Find(s); }
  Result<void> Save(std::span<const KeyRecord> keys) override {
    if (is_full) {
      return Fail(ErrorCode::kUnavailable, "storage.disk_full", "no space");
    }
    ++saves;
    saved_keys += keys.size();
    return inner->Save(keys);
  }
  Result<void> Destroy(const AuditLine& line) override {
    ++version;
    return inner->Destroy(line);
  }
  Result<void> SetHold(std::optional<Instant> until, const AuditLine& line) override {
    return inner->SetHold(until, line);
  }
  Result<void> Record(const AuditLine& line) override { return inner->Record(line); }
  Result<void> ForEachKey(const std::function<void(const KeyRecord&)>& visit) override {
    return inner->ForEachKey(visit);
  }
  Result<std::vector<AuditLine>> Audit() override { return inner->Audit(); }
  Result<std::uint64_t> ForeignVersion() override { return version; }

  std::unique_ptr<KeyStore> inner = memory::MakeKeyStore();
  std::size_t saves = 0;
  std::size_t saved_keys = 0;
  std::uint64_t version = 0;
  bool is_full = false;
};

struct Ring {
  WatchedStore store;
  SeededEntropy entropy{7};
  MasterKey master{KeyFilledWith(0x11)};
  KeyRing ring{store, master, entropy};

  Result<KeyRing::SealingKey> Take(const std::string& subject,
                                   std::string_view retain_until = "2020-03-01T00:00:00Z") {
    return ring.KeyForSealing(SubjectToken{subject},
                              {At("2017-03-01T00:00:00Z"), At(retain_until)});
  }
};

std::string Subject(int number) {
  return fmt::format("{:032x}", number);
}

TEST(KeyRing, WritesTheNewKeysOfABatchTogetherAndNothingWithoutNewOnes) {
  Ring ring;
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(ring.Take(Subject(i)));
  }
  EXPECT_EQ(ring.store.saves, 0U);
  ASSERT_TRUE(ring.ring.Flush());
  EXPECT_EQ(ring.store.saves, 1U);
  EXPECT_EQ(ring.store.saved_keys, 100U);
  for (int i = 0; i < 100; ++i) {
    ASSERT_TRUE(ring.Take(Subject(i)));
  }
  ASSERT_TRUE(ring.ring.Flush());
  EXPECT_EQ(ring.store.saves, 1U);
}

TEST(KeyRing, WritesALaterRetentionAtMostOnceAQuarter) {
  Ring ring;
  ASSERT_TRUE(ring.Take(Subject(1), "2020-03-01T00:00:00Z"));
  ASSERT_TRUE(ring.ring.Flush());
  const auto first = At("2020-03-01T00:00:00Z");
  for (int day = 1; day <= 365; ++day) {
    const Instant until{first.ms + day * kMillisecondsPerDay};
    ASSERT_TRUE(ring.ring.KeyForSealing({Subject(1)}, {first, until}));
    ASSERT_TRUE(ring.ring.Flush());
    EXPECT_GE(ring.store.Find({Subject(1)})->back().retain_until, until);
  }
  EXPECT_LE(ring.store.saves, 6U);
}

TEST(KeyRing, GivesTheSameKeyAgainFromTheStore) {
  Ring ring;
  const auto made = ring.Take(Subject(1));
  ASSERT_TRUE(made && ring.ring.Flush());
  KeyRing later(ring.store, ring.master, ring.entropy);
  EXPECT_EQ(later.KeyForOpening(made->id)->bytes(), made->key.bytes());
  EXPECT_NE(ring.Take(Subject(2))->key.bytes(), made->key.bytes());
}

TEST(KeyRing, RefusesABatchWhoseSubjectWasErasedMeanwhile) {
  Ring ring;
  const auto old_key = ring.Take(Subject(1));
  ASSERT_TRUE(old_key && ring.ring.Flush());
  ASSERT_TRUE(ring.Take(Subject(1)));
  ASSERT_TRUE(ring.store.Destroy(
      {At("2018-01-01T00:00:00Z"), AuditAction::kErase, {Subject(1)}, "clerk", "asked"}));
  const auto flushed = ring.ring.Flush();
  ASSERT_FALSE(flushed);
  EXPECT_EQ(flushed.error().reason, "privacy.keys_changed");

  const auto new_key = ring.Take(Subject(1));
  ASSERT_TRUE(new_key && ring.ring.Flush());
  EXPECT_EQ(new_key->id.generation, 2U);
  EXPECT_NE(new_key->key.bytes(), old_key->key.bytes());
}

TEST(KeyRing, NoticesAnErasureBetweenBatches) {
  Ring ring;
  ASSERT_TRUE(ring.Take(Subject(1)) && ring.Take(Subject(2)) && ring.ring.Flush());
  ASSERT_TRUE(ring.store.Destroy(
      {At("2018-01-01T00:00:00Z"), AuditAction::kErase, {Subject(1)}, "clerk", "asked"}));
  ASSERT_TRUE(ring.Take(Subject(2)) && ring.ring.Flush());
  EXPECT_EQ(ring.Take(Subject(1))->id.generation, 2U);
}

TEST(KeyRing, ForgetsKeysThatCouldNotBeWritten) {
  Ring ring;
  ring.store.is_full = true;
  const auto lost = ring.Take(Subject(1));
  EXPECT_EQ(ring.ring.Flush().error().reason, "storage.disk_full");
  ring.store.is_full = false;
  EXPECT_EQ(ring.ring.KeyForOpening(lost->id).error().reason, "privacy.no_such_key");
  const auto kept = ring.Take(Subject(1));
  ASSERT_TRUE(ring.ring.Flush());
  EXPECT_EQ(ring.ring.KeyForOpening(kept->id)->bytes(), kept->key.bytes());
}

TEST(KeyRing, SaysThatAKeyDoesNotOpenUnderThisMasterKey) {
  Ring ring;
  const auto made = ring.Take(Subject(1));
  ASSERT_TRUE(made && ring.ring.Flush());
  const MasterKey other{KeyFilledWith(0x12)};
  KeyRing wrong(ring.store, other, ring.entropy);
  EXPECT_EQ(wrong.KeyForOpening(made->id).error().reason, "privacy.key_damaged");
  EXPECT_EQ(wrong.KeyForSealing({Subject(1)}, {}).error().reason, "privacy.key_damaged");
}

TEST(KeyId, TextAndBackAreInverse) {
  const KeyId id{{Subject(10)}, 3};
  EXPECT_EQ(ParseKeyId(ToText(id)), id);
  const std::string hex = Subject(1);
  for (const std::string& text : {std::string(), hex, hex + ".", hex + ".0", hex + ".-1",
                                  hex + ".1x", fmt::format("{:G>32}.1", 1)}) {
    EXPECT_EQ(ParseKeyId(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
// The contract of privacy::KeyStore over memory and SQLite, and what only a file can show.
#include "adapters/sqlite/key_store.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/database.h"
#include "privacy/world.h"

namespace assay::sqlite {
namespace {

using privacy::At;
using privacy::AuditAction;
using privacy::AuditLine;
using privacy::KeyRecord;
using privacy::SeededEntropy;
using privacy::SubjectToken;
using testing::HasSubstr;

class Folder {
 public:
  Folder() {
    std::string pattern = (std::filesystem::temp_directory_path() / "assay-keys-XXXXXX").string();
    path_ = ::mkdtemp(pattern.data());
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  std::string keys() const { return path_ + "/keys"; }

  // Every byte of every file of the key folder.
  std::string AllBytes() const {
    std::string bytes;
    for (const auto& entry : std::filesystem::directory_iterator(keys())) {
      std::ifstream file(entry.path(), std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(file), {});
    }
    return bytes;
  }

 private:
  std::string path_;
};

SubjectToken Subject(int number) {
  return {fmt::format("{:032x}", number)};
}

KeyRecord NewKey(int subject, SeededEntropy& entropy, std::uint32_t generation = 1) {
  KeyRecord key;
  key.id = {Subject(subject), generation};
  key.wrapped.resize(72);
  entropy.Fill(std::as_writable_bytes(std::span(key.wrapped)));
  key.created = At("2017-03-01T00:00:00Z");
  key.retain_until = At("2020-03-01T00:00:00Z");
  return key;
}

AuditLine LineOf(AuditAction action, int subject, std::string_view at = "2018-01-01T00:00:00Z") {
  return {At(at), action, Subject(subject), "clerk", "asked for it"};
}

enum class Kind { kMemory, kSqlite };

class KeyStoreContract : public testing::TestWithParam<Kind> {
 protected:
  std::unique_ptr<privacy::KeyStore> Make() {
    return GetParam() == Kind::kMemory ? memory::MakeKeyStore()
                                       : std::move(OpenKeyFolder(folder_.keys(), entropy_)->store);
  }
  SeededEntropy entropy_{5};
  Folder folder_;
};

TEST_P(KeyStoreContract, KeepsKeysAsTheyWereSaved) {
  const auto store = Make();
  const std::vector<KeyRecord> keys{NewKey(1, entropy_), NewKey(2, entropy_)};
  ASSERT_TRUE(store->Save(keys));
  const auto found = store->Find(Subject(1));
  ASSERT_EQ(found->size(), 1U);
  EXPECT_EQ(found->front().wrapped, keys[0].wrapped);
  EXPECT_EQ(found->front().created, keys[0].created);
  EXPECT_EQ(found->front().retain_until, keys[0].retain_until);
  EXPECT_FALSE(found->front().destroyed || found->front().held_until);
  EXPECT_TRUE(store->Find(Subject(3))->empty());
}

TEST_P(KeyStoreContract, MovesRetentionLaterNeverEarlier) {
  const auto store = Make();
  KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  key.retain_until = At("2021-01-01T00:00:00Z");
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  key.retain_until = At("2019-01-01T00:00:00Z");
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  EXPECT_EQ(store->Find(Subject(1))->front().retain_until, At("2021-01-01T00:00:00Z"));
}

TEST_P(KeyStoreContract, SavesAllOrNothing) {
  const auto store = Make();
  KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  const std::vector<KeyRecord> keys{NewKey(2, entropy_), NewKey(1, entropy_)};
  EXPECT_EQ(store->Save(keys).error().reason, "privacy.keys_changed");
  EXPECT_TRUE(store->Find(Subject(2))->empty());
  EXPECT_EQ(store->Find(Subject(1))->front().wrapped, key.wrapped);
}

TEST_P(KeyStoreContract, DestroyingLeavesATombstone) {
  const auto store = Make();
  const KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  ASSERT_TRUE(store->Destroy(LineOf(AuditAction::kErase, 1)));
  const auto found = store->Find(Subject(1));
  EXPECT_EQ(found->front().wrapped, "");
  EXPECT_EQ(found->front().destroyed, At("2018-01-01T00:00:00Z"));
  EXPECT_EQ(store->Save(std::span(&key, 1)).error().reason, "privacy.keys_changed");
  EXPECT_EQ(store->Destroy(LineOf(AuditAction::kErase, 1)).error().reason,
            "privacy.already_erased");
  EXPECT_EQ(store->Destroy(LineOf(AuditAction::kErase, 9)).error().reason,
            "privacy.no_such_subject");
}

TEST_P(KeyStoreContract, DestroysTheNextGenerationToo) {
  const auto store = Make();
  const std::vector<KeyRecord> first{NewKey(1, entropy_)};
  const std::vector<KeyRecord> second{NewKey(1, entropy_, 2)};
  ASSERT_TRUE(store->Save(first) && store->Destroy(LineOf(AuditAction::kErase, 1)));
  ASSERT_TRUE(store->Save(second));
  ASSERT_TRUE(store->Destroy(LineOf(AuditAction::kErase, 1, "2019-01-01T00:00:00Z")));
  const auto found = store->Find(Subject(1));
  ASSERT_EQ(found->size(), 2U);
  EXPECT_EQ((*found)[0].destroyed, At("2018-01-01T00:00:00Z"));
  EXPECT_EQ((*found)[1].destroyed, At("2019-01-01T00:00:00Z"));
}

TEST_P(KeyStoreContract, RefusesToDestroyUnderHoldUntilItEnds) {
  const auto store = Make();
  const KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  ASSERT_TRUE(store->SetHold(At("2018-06-01T00:00:00Z"), LineOf(AuditAction::kHold, 1)));
  const auto refused = store->Destroy(LineOf(AuditAction::kErase, 1, "2018-05-31T23:59:59Z"));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  EXPECT_EQ(refused.error().reason, "privacy.on_hold");
  EXPECT_EQ(store->Find(Subject(1))->front().wrapped, key.wrapped);
  EXPECT_TRUE(store->Destroy(LineOf(AuditAction::kErase, 1, "2018-06-01T00:00:00Z")));
}

TEST_P(KeyStoreContract, DestroysAfterAHoldWasLifted) {
  const auto store = Make();
  const KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  ASSERT_TRUE(store->SetHold(At("2030-01-01T00:00:00Z"), LineOf(AuditAction::kHold, 1)));
  ASSERT_TRUE(store->SetHold(std::nullopt, LineOf(AuditAction::kRelease, 1)));
  EXPECT_TRUE(store->Destroy(LineOf(AuditAction::kErase, 1)));
  EXPECT_EQ(
      store->SetHold(At("2030-01-01T00:00:00Z"), LineOf(AuditAction::kHold, 9)).error().reason,
      "privacy.no_such_subject");
}

TEST_P(KeyStoreContract, AuditsWhatHadAnEffectAndNothingElse) {
  const auto store = Make();
  const KeyRecord key = NewKey(1, entropy_);
  ASSERT_TRUE(store->Save(std::span(&key, 1)));
  ASSERT_TRUE(store->Record(LineOf(AuditAction::kExport, 1)));
  ASSERT_TRUE(store->SetHold(At("2030-01-01T00:00:00Z"), LineOf(AuditAction::kHold, 1)));
  ASSERT_FALSE(store->Destroy(LineOf(AuditAction::kErase, 1)));
  ASSERT_TRUE(store->SetHold(std::nullopt, LineOf(AuditAction::kRelease, 1)));
  ASSERT_TRUE(store->Destroy(LineOf(AuditAction::kErase, 1)));
  const auto audit = store->Audit();
  std::vector<AuditAction> actions;
  for (const AuditLine& line : *audit) {
    actions.push_back(line.action);
    EXPECT_EQ(line.subject, Subject(1));
    EXPECT_EQ(line.actor, "clerk");
    EXPECT_EQ(line.reason, "asked for it");
    EXPECT_EQ(line.at, At("2018-01-01T00:00:00Z"));
  }
  EXPECT_THAT(actions, testing::ElementsAre(AuditAction::kExport, AuditAction::kHold,
                                            AuditAction::kRelease, AuditAction::kErase));
}

TEST_P(KeyStoreContract, ListsKeysWithoutTheirBytes) {
  const auto store = Make();
  const std::vector<KeyRecord> keys{NewKey(2, entropy_), NewKey(1, entropy_)};
  ASSERT_TRUE(store->Save(keys));
  std::vector<SubjectToken> subjects;
  ASSERT_TRUE(store->ForEachKey([&](const KeyRecord& key) {
    EXPECT_EQ(key.wrapped, "");
    subjects.push_back(key.id.subject);
  }));
  EXPECT_THAT(subjects, testing::ElementsAre(Subject(1), Subject(2)));
}

INSTANTIATE_TEST_SUITE_P(AllStores, KeyStoreContract, testing::Values(Kind::kMemory, Kind::kSqlite),
                         [](const auto& kind) {
                           return kind.param == Kind::kMemory ? "Memory" : "Sqlite";
                         });

TEST(SqliteKeyStore, NoByteOfADestroyedKeyStaysInItsFiles) {
  Folder folder;
  SeededEntropy entropy(5);
  auto opened = OpenKeyFolder(folder.keys(), entropy);
  std::vector<KeyRecord> keys;
  // Enough for three levels of pages; subjects in an order that splits index pages everywhere.
  for (int i = 0; i < 20'000; ++i) {
    keys.push_back(NewKey(i * 7'919 % 20'000, entropy));
    if (i % 1'000 == 999) {
      ASSERT_TRUE(opened->store->Save(std::span(keys).last(1'000)));
    }
  }
  for (int i = 0; i < 20'000; i += 100) {
    keys[static_cast<std::size_t>(i)].retain_until = At("2031-01-01T00:00:00Z");
    ASSERT_TRUE(opened->store->Save(std::span(keys).subspan(static_cast<std::size_t>(i), 1)));
  }
  const auto is_in_files = [&folder](const KeyRecord& key) {
    // Eight bytes in a row are enough to call it a remnant; by chance they meet once in 10^13.
    const std::string bytes = folder.AllBytes();
    return bytes.find(key.wrapped.substr(24, 8)) != std::string::npos ||
           bytes.find(key.wrapped.substr(64, 8)) != std::string::npos;
  };
  ASSERT_TRUE(is_in_files(keys[0]));  // The search finds what is there.
  for (std::size_t i = 0; i < keys.size(); i += 500) {
    AuditLine line = LineOf(AuditAction::kErase, 0);
    line.subject = keys[i].id.subject;
    ASSERT_TRUE(opened->store->Destroy(line));
  }
  for (std::size_t i = 0; i < keys.size(); i += 500) {
    EXPECT_FALSE(is_in_files(keys[i])) << i;
    EXPECT_EQ(opened->store->Find(keys[i + 1].id.subject)->front().wrapped, keys[i + 1].wrapped);
  }
}

TEST(SqliteKeyStore, RefusesToEditTheAudit) {
  Folder folder;
  SeededEntropy entropy(5);
  const auto opened = OpenKeyFolder(folder.keys(), entropy);
  ASSERT_TRUE(opened->store->Record(LineOf(AuditAction::kExport, 1)));
  auto database = Database::Open(folder.keys() + "/keys.db", {});
  for (const char* sql : {"UPDATE audit SET reason = 'none'", "DELETE FROM audit"}) {
    const auto edited = database->Execute(sql);
    ASSERT_FALSE(edited) << sql;
    EXPECT_THAT(edited.error().message, HasSubstr("audit lines are never")) << sql;
  }
  EXPECT_EQ(opened->store->Audit()->front().reason, "asked for it");
}

TEST(SqliteKeyStore, SeesWhatAnotherConnectionWrote) {
  Folder folder;
  SeededEntropy entropy(5);
  const auto ours = OpenKeyFolder(folder.keys(), entropy);
  const auto theirs = OpenKeyFolder(folder.keys(), entropy);
  const std::uint64_t before = *ours->store->ForeignVersion();
  const KeyRecord key = NewKey(1, entropy);
  ASSERT_TRUE(ours->store->Save(std::span(&key, 1)));
  EXPECT_EQ(*ours->store->ForeignVersion(), before);
  ASSERT_TRUE(theirs->store->Destroy(LineOf(AuditAction::kErase, 1)));
  EXPECT_NE(*ours->store->ForeignVersion(), before);
}

TEST(KeyFolder, KeepsItsKeysBetweenRunsForItsOwnerOnly) {
  Folder folder;
  SeededEntropy entropy(5);
  const auto first = OpenKeyFolder(folder.keys(), entropy);
  const auto second = OpenKeyFolder(folder.keys(), entropy);
  ASSERT_TRUE(first && second);
  EXPECT_EQ(first->master.key.bytes(), second->master.key.bytes());
  EXPECT_EQ(first->token_key.key.bytes(), second->token_key.key.bytes());
  EXPECT_NE(first->master.key.bytes(), first->token_key.key.bytes());
  using std::filesystem::perms;
  for (const char* name : {"master.key", "token.key", "keys.db"}) {
    const auto mode = std::filesystem::status(folder.keys() + "/" + name).permissions();
    EXPECT_EQ(mode, perms::owner_read | perms::owner_write) << name;
  }
  EXPECT_EQ(std::filesystem::status(folder.keys()).permissions(), perms::owner_all);
}

TEST(KeyFolder, SaysWhichMasterKeyIsWrong) {
  Folder mine;
  Folder other;
  SeededEntropy entropy(5);
  ASSERT_TRUE(OpenKeyFolder(mine.keys(), entropy) && OpenKeyFolder(other.keys(), entropy));
  for (const auto& [file, reason] : {std::pair("master.key", "privacy.wrong_master_key"),
                                     std::pair("token.key", "privacy.wrong_token_key")}) {
    const std::string path = mine.keys() + "/" + file;
    std::filesystem::rename(path, path + ".kept");
    std::filesystem::copy_file(other.keys() + "/" + file, path);
    const auto opened = OpenKeyFolder(mine.keys(), entropy);
    ASSERT_FALSE(opened) << file;
    EXPECT_EQ(opened.error().reason, reason);
    EXPECT_THAT(opened.error().message, HasSubstr("put the right file back"));
    std::filesystem::rename(path + ".kept", path);
  }
  EXPECT_TRUE(OpenKeyFolder(mine.keys(), entropy));
}

TEST(KeyFolder, DoesNotReplaceALostMasterKey) {
  Folder folder;
  SeededEntropy entropy(5);
  ASSERT_TRUE(OpenKeyFolder(folder.keys(), entropy));
  std::filesystem::remove(folder.keys() + "/master.key");
  EXPECT_EQ(OpenKeyFolder(folder.keys(), entropy).error().reason, "privacy.key_file_missing");
  EXPECT_FALSE(std::filesystem::exists(folder.keys() + "/master.key"));
}

TEST(KeyFolder, RefusesAKeyFileThatOthersMayRead) {
  Folder folder;
  SeededEntropy entropy(5);
  ASSERT_TRUE(OpenKeyFolder(folder.keys(), entropy));
  std::filesystem::permissions(folder.keys() + "/master.key", std::filesystem::perms::group_read,
                               std::filesystem::perm_options::add);
  EXPECT_EQ(OpenKeyFolder(folder.keys(), entropy).error().reason, "privacy.key_file_open");
}

TEST(KeyFolder, RefusesADamagedKeyFile) {
  Folder folder;
  SeededEntropy entropy(5);
  ASSERT_TRUE(OpenKeyFolder(folder.keys(), entropy));
  const std::string path = folder.keys() + "/master.key";
  std::filesystem::resize_file(path, std::filesystem::file_size(path) - 2);
  EXPECT_EQ(OpenKeyFolder(folder.keys(), entropy).error().reason, "privacy.key_file_damaged");
}

TEST(KeyFolder, RefusesAnotherSchemaVersion) {
  Folder folder;
  SeededEntropy entropy(5);
  ASSERT_TRUE(OpenKeyFolder(folder.keys(), entropy));
  ASSERT_TRUE(Database::Open(folder.keys() + "/keys.db", {})->Execute("PRAGMA user_version = 99"));
  EXPECT_EQ(OpenKeyFolder(folder.keys(), entropy).error().reason, "privacy.wrong_schema_version");
}

}  // namespace
}  // namespace assay::sqlite

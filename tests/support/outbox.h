// SPDX-License-Identifier: Apache-2.0
// An outbox in a database of its own, a clock that goes only when told, and chance without chance.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "adapters/sqlite/database.h"
#include "adapters/sqlite/delivery_journal.h"
#include "adapters/sqlite/migrations.h"
#include "core/clock.h"

namespace assay {

class ManualClock final : public Clock {
 public:
  Instant Now() const override { return now_; }
  void Advance(std::int64_t ms) { now_.ms += ms; }

 private:
  Instant now_{1'488'000'000'000};
};

// Always the least: delays are as stated.
class NoJitter final : public Entropy {
 public:
  void Fill(std::span<std::byte> bytes) override {
    for (std::byte& byte : bytes) {
      byte = std::byte{0};
    }
  }
};

class Outbox {
 public:
  Outbox()
      : path_(::testing::TempDir() + "/outbox_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->test_suite_name() + "_" +
              ::testing::UnitTest::GetInstance()->current_test_info()->name() + ".db") {
    Remove();
    auto database = sqlite::Database::Open(path_, {});
    EXPECT_TRUE(database);
    EXPECT_TRUE(database->Execute("PRAGMA journal_mode=WAL; PRAGMA synchronous=OFF"));
    EXPECT_TRUE(sqlite::MigrateTo(*database, sqlite::CurrentSchemaVersion()));
    database_ = std::make_unique<sqlite::Database>(std::move(*database));
    journal_ = sqlite::MakeDeliveryJournal(*database_);
  }
  Outbox(const Outbox&) = delete;
  Outbox& operator=(const Outbox&) = delete;
  ~Outbox() {
    journal_.reset();
    database_.reset();
    Remove();
  }

  // Adds an action about `measure`; ids are 1, 2, 3, ... as sixteen digits.
  void Decide(const std::string& measure, const std::string& action = "delist") {
    ++last_;
    auto insert = database_->Prepare("INSERT INTO outbox VALUES(?,0,?,?)");
    const std::string body =
        fmt::format(R"({{"specversion":"1.0","id":"{:016x}","source":"assay",)"
                    R"("type":"assay.measure.requested.v1","time":"2017-02-28T18:26:00Z",)"
                    R"("data":{{"measure":"{}","action":"{}"}}}})",
                    last_, measure, action);
    insert->Bind(1, last_ * 10).Bind(2, last_).Bind(3, std::string_view(body));
    ASSERT_TRUE(insert->Run());
  }

  flows::DeliveryJournal& journal() { return *journal_; }
  const std::string& path() const { return path_; }

 private:
  void Remove() {
    for (const char* suffix : {"", "-wal", "-shm"}) {
      std::remove((path_ + suffix).c_str());
    }
  }

  std::string path_;
  std::unique_ptr<sqlite::Database> database_;
  std::unique_ptr<flows::DeliveryJournal> journal_;
  std::uint64_t last_ = 0;
};

}  // namespace assay

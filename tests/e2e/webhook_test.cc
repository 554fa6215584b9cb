// SPDX-License-Identifier: Apache-2.0
// The real program against the receiver that docs/operating shows. Skipped where there is no python3.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <random>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/process.h"

namespace assay {
namespace {

using process::Finished;
using process::RunAssay;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

// A child that says nothing in this time is ended, which closes its end of the pipe.
constexpr unsigned kWaitSeconds = 60;

// Without its end; what there is of it where the pipe closes before.
std::string ReadLine(int pipe) {
  std::string line;
  for (char c = 0; read(pipe, &c, 1) == 1 && c != '\n';) {
    line += c;
  }
  return line;
}

// docs/operating/webhook_receiver.py on a free port.
class PythonReceiver {
 public:
  PythonReceiver(const std::string& output, const std::string& secret) {
    int announce[2];
    EXPECT_EQ(pipe(announce), 0);
    child_ = fork();
    if (child_ == 0) {
      const std::string script =
          std::string(ASSAY_SOURCE_DIR) + "/docs/operating/webhook_receiver.py";
      const int file = open(output.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
      dup2(file, STDOUT_FILENO);
      dup2(announce[1], STDERR_FILENO);
      setenv("WEBHOOK_SECRET", secret.c_str(), 1);
      alarm(process::ChildSecondsMax());
      execlp("python3", "python3", script.c_str(), "0", nullptr);
      _exit(127);
    }
    close(announce[1]);
    const std::string line = ReadLine(announce[0]);
    announce_ = announce[0];
    port_ = line.starts_with("listening on ") ? line.substr(13) : "";
  }
  ~PythonReceiver() {
    kill(child_, SIGKILL);
    waitpid(child_, nullptr, 0);
    close(announce_);
  }
  PythonReceiver(const PythonReceiver&) = delete;
  PythonReceiver& operator=(const PythonReceiver&) = delete;
  const std::string& port() const { return port_; }  // Empty where it did not start.

 private:
  pid_t child_ = -1;
  int announce_ = -1;
  std::string port_;
};

std::vector<std::string> SortedLines(const std::string& text) {
  std::istringstream stream(text);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) {
    lines.push_back(line);
  }
  std::ranges::sort(lines);
  return lines;
}

class Webhook : public ::testing::Test {
 protected:
  void SetUp() override {
    if (std::system("python3 -c pass 2>/dev/null") != 0) {
      GTEST_SKIP() << "there is no python3";
    }
    const std::string sample = std::string(ASSAY_SOURCE_DIR) + "/data/sample/market.ndjson";
    const Finished ingested = RunAssay({"ingest", sample, "--data", data_});
    ASSERT_EQ(ingested.exit_status, 0) << ingested.err;
    process::WriteFile(secret_file_, std::string(kSecret) + "\n");
    chmod(secret_file_.c_str(), 0600);
  }

  void SwitchOn(const std::string& port, const std::string& more = "") {
    process::WriteFile(data_ + "/sinks.toml",
                       "[[webhook]]\nname = \"market\"\nurl = "
                       "\"http://127.0.0.1:" +
                           port + "/hooks\"\nmeasures = [\"delist\", \"block_publish\"]\n" +
                           "secrets = [\"file:" + secret_file_ + "\"]\nstart = \"beginning\"\n" +
                           (more.empty() ? "allow_private = true\n" : more));
  }
  Finished Actions(const std::string& what) { return RunAssay({"actions", what, "--data", data_}); }
  void ExpectAllReceived() {
    EXPECT_EQ(SortedLines(process::ReadFile(received_)),
              SortedLines(process::ReadFile(data_ + "/actions.ndjson")));
  }

  process::TemporaryFolder folder_;
  std::string data_ = folder_ / "data";
  std::string secret_file_ = folder_ / "secret";
  std::string received_ = folder_ / "received";
};

TEST_F(Webhook, NothingLeavesUnlessItIsSwitchedOn) {
  const Finished delivered = Actions("deliver");
  EXPECT_EQ(delivered.exit_status, 0);
  EXPECT_THAT(delivered.err, HasSubstr("switches no webhook on"));
}

TEST_F(Webhook, TheReceiverOfTheManualVerifiesAndGetsEveryAction) {
  PythonReceiver receiver(received_, kSecret);
  ASSERT_NE(receiver.port(), "");
  SwitchOn(receiver.port());
  const Finished delivered = Actions("deliver");
  EXPECT_EQ(delivered.exit_status, 0) << delivered.out << delivered.err;
  EXPECT_THAT(delivered.out, HasSubstr("market: 408 taken"));
  ExpectAllReceived();
  EXPECT_THAT(Actions("deliver").out, HasSubstr("market: 0 taken"));
  EXPECT_THAT(Actions("list").out, HasSubstr("on; 408 taken, 0 waiting, 0 dead"));
}

TEST_F(Webhook, TheSecretIsNowhereInTheDataFolder) {
  PythonReceiver receiver(received_, kSecret);
  SwitchOn(receiver.port());
  const Finished delivered = Actions("deliver");
  EXPECT_THAT(delivered.out + delivered.err, Not(HasSubstr("MfKQ9r8G")));
  for (const auto& entry : std::filesystem::recursive_directory_iterator(data_)) {
    if (entry.is_regular_file()) {
      EXPECT_THAT(process::ReadFile(entry.path().string()), Not(HasSubstr("MfKQ9r8G")))
          << entry.path();
    }
  }
}

TEST_F(Webhook, AWrongSecretIsRefusedAndCanBeMended) {
  PythonReceiver receiver(received_, "whsec_" + std::string(32, 'A'));
  SwitchOn(receiver.port());
  const Finished delivered = Actions("deliver");
  EXPECT_EQ(delivered.exit_status, 1);
  EXPECT_THAT(delivered.out, HasSubstr("refused: answered 401"));
  EXPECT_THAT(Actions("list").out, HasSubstr("last: answered 401"));
  EXPECT_EQ(process::ReadFile(received_), "");
}

TEST_F(Webhook, KilledAnywhereItLosesNothing) {
  PythonReceiver receiver(received_, kSecret);
  SwitchOn(receiver.port());
  std::mt19937 random(7);
  Finished delivered;
  for (int i = 0; i < 50 && (i < 5 || delivered.signal != 0); ++i) {
    delivered = RunAssay({"actions", "deliver", "--data", data_}, 10'000 + random() % 100'000);
  }
  delivered = Actions("deliver");
  EXPECT_EQ(delivered.exit_status, 0) << delivered.out << delivered.err;
  ExpectAllReceived();  // The receiver drops repetitions by webhook-id.
}

TEST_F(Webhook, OneProcessDeliversAtATimeAndEndsWhenAsked) {
  PythonReceiver receiver(received_, kSecret);
  SwitchOn(receiver.port());
  const std::string program = std::string(ASSAY_BINARY_DIR) + "/bin/assay";
  int told[2];
  ASSERT_EQ(pipe(told), 0);
  const pid_t child = fork();
  if (child == 0) {
    dup2(told[1], STDOUT_FILENO);
    alarm(kWaitSeconds);
    execl(program.c_str(), "assay", "actions", "deliver", "--follow", "--data", data_.c_str(),
          nullptr);
    _exit(127);
  }
  close(told[1]);
  EXPECT_THAT(ReadLine(told[0]), HasSubstr("taken"))
      << "the first batch was not told within " << kWaitSeconds << " s";
  EXPECT_THAT(Actions("deliver").err, HasSubstr("storage.in_use"));
  kill(child, SIGTERM);
  int status = -1;
  waitpid(child, &status, 0);
  close(told[0]);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0) << status;
  EXPECT_EQ(Actions("deliver").exit_status, 0);
  ExpectAllReceived();
}

TEST_F(Webhook, WhatIsWrongIsSaidBeforeAnythingIsSent) {
  PythonReceiver receiver(received_, kSecret);
  SwitchOn(receiver.port(), "allow_private = false\n");
  EXPECT_THAT(Actions("deliver").err, HasSubstr("webhook.plain_http"));
  SwitchOn(receiver.port());
  chmod(secret_file_.c_str(), 0644);
  const Finished readable = Actions("deliver");
  EXPECT_EQ(readable.exit_status, 2);
  EXPECT_THAT(readable.err, HasSubstr("chmod 600"));
  SwitchOn(receiver.port(), "allow_private = 1\n");
  EXPECT_THAT(Actions("deliver").err, HasSubstr("sinks.toml: line 7, column"));
  EXPECT_EQ(RunAssay({"ingest", "/dev/null", "--data", data_}).exit_status, 2)
      << "an ingest with settings that cannot be read must not guess them";
  EXPECT_EQ(process::ReadFile(received_), "");
}

TEST_F(Webhook, TheFileTakesOnlyTheMeasuresThatAreSwitchedOn) {
  const std::string other = folder_ / "other";
  std::filesystem::create_directories(other);
  process::WriteFile(other + "/sinks.toml", "[file]\nmeasures = [\"hold\"]\n");
  const std::string sample = std::string(ASSAY_SOURCE_DIR) + "/data/sample/market.ndjson";
  EXPECT_THAT(RunAssay({"ingest", sample, "--data", other}).out, HasSubstr("0 actions written"));
  EXPECT_FALSE(std::filesystem::exists(other + "/actions.ndjson"));
}

}  // namespace
}  // namespace assay

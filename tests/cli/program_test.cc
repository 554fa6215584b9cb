// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <algorithm>
#include <cstdlib>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "cli/nearest.h"

namespace assay::cli {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

class FixedClock : public Clock {
 public:
  Instant Now() const override { return {1'488'326'400'000}; }
};

class ZeroEntropy : public Entropy {
 public:
  void Fill(std::span<std::byte> bytes) override {
    std::fill(bytes.begin(), bytes.end(), std::byte{0});
  }
};

// What a stream of the program received.
class Captured {
 public:
  Captured() : file_(open_memstream(&text_, &size_)) {}
  ~Captured() {
    std::fclose(file_);
    std::free(text_);
  }
  Captured(const Captured&) = delete;
  Captured& operator=(const Captured&) = delete;
  std::FILE* file() { return file_; }
  std::string Text() {
    std::fflush(file_);
    return std::string(text_, size_);
  }

 private:
  char* text_ = nullptr;
  std::size_t size_ = 0;
  std::FILE* file_;
};

struct Outcome {
  int exit_status;
  std::string out;
  std::string err;
};

Outcome RunWith(const std::vector<std::string>& arguments, Diagnose diagnose = nullptr) {
  const FixedClock clock;
  ZeroEntropy entropy;
  Captured out;
  Captured err;
  const Services services{.clock = clock,
                          .entropy = entropy,
                          .open_input = nullptr,
                          .out = out.file(),
                          .err = err.file(),
                          .diagnose = std::move(diagnose)};
  const int exit_status = RunProgram(arguments, services);
  return {exit_status, out.Text(), err.Text()};
}

TEST(Program, TellsItsVersion) {
  const Outcome outcome = RunWith({"--version"});
  EXPECT_EQ(outcome.exit_status, kExitDone);
  EXPECT_THAT(outcome.out, StartsWith("assay "));
  EXPECT_THAT(outcome.err, IsEmpty());
}

TEST(Program, WithoutACommandShowsThemAllAndFails) {
  const Outcome outcome = RunWith({});
  EXPECT_EQ(outcome.exit_status, kExitUsage);
  EXPECT_THAT(outcome.err, HasSubstr("doctor"));
}

TEST(Program, OffersTheNearestCommandForAMistypedOne) {
  const Outcome outcome = RunWith({"docter"});
  EXPECT_EQ(outcome.exit_status, kExitUsage);
  EXPECT_THAT(outcome.err, HasSubstr("did you mean \"doctor\"?"));
}

TEST(Program, OffersNothingForAWordThatIsFarFromAll) {
  const Outcome outcome = RunWith({"zzzzzzzzz"});
  EXPECT_EQ(outcome.exit_status, kExitUsage);
  EXPECT_THAT(outcome.err, ::testing::Not(HasSubstr("did you mean")));
}

TEST(Program, RefusesAnUnknownOptionAndSaysWhereToRead) {
  const Outcome outcome = RunWith({"doctor", "--colour"});
  EXPECT_EQ(outcome.exit_status, kExitUsage);
  EXPECT_THAT(outcome.err, AllOf(HasSubstr("--colour"), HasSubstr("assay help doctor")));
}

TEST(Program, HelpShowsAnExampleForEveryCommandThatItLists) {
  const std::string listed = RunWith({"help"}).out;
  std::istringstream lines(listed.substr(listed.find("Subcommands:")));
  int commands = 0;
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line.starts_with("  ")) {
    std::istringstream words(line);
    std::string command;
    words >> command;
    if (line[2] == ' ') {
      continue;  // A description that goes on.
    }
    ++commands;
    EXPECT_THAT(RunWith({"help", command}).out, HasSubstr("assay " + command)) << command;
    EXPECT_THAT(RunWith({"help", command}).out, HasSubstr("Example")) << command;
  }
  EXPECT_GE(commands, 3);
}

TEST(Program, CompletionKnowsCommandsAndTheirOptions) {
  for (const char* shell : {"bash", "zsh", "fish"}) {
    const Outcome outcome = RunWith({"completion", shell});
    EXPECT_EQ(outcome.exit_status, kExitDone);
    EXPECT_THAT(outcome.out, AllOf(HasSubstr("doctor"), HasSubstr("data"))) << shell;
  }
  EXPECT_EQ(RunWith({"completion", "tcsh"}).exit_status, kExitUsage);
}

TEST(Program, ManPageDescribesEveryOption) {
  EXPECT_THAT(RunWith({"help", "--man"}).out,
              AllOf(StartsWith(".TH ASSAY 1"), HasSubstr(".SS assay doctor"), HasSubstr("data")));
}

TEST(Doctor, FailsOnlyWhereSomethingIsBad) {
  const auto doubtful = [](const std::string&) {
    return std::vector<Check>{{"disk_space", Check::Outcome::kDoubtful, "little"}};
  };
  const auto bad = [](const std::string& data) {
    return std::vector<Check>{{"data_folder", Check::Outcome::kBad, data + " is a file"}};
  };
  EXPECT_EQ(RunWith({"doctor"}, doubtful).exit_status, kExitDone);
  const Outcome outcome = RunWith({"doctor", "--data", "somewhere"}, bad);
  EXPECT_EQ(outcome.exit_status, kExitFindings);
  EXPECT_THAT(outcome.out, HasSubstr("somewhere is a file"));
}

TEST(Doctor, PrintsJsonForScripts) {
  const auto good = [](const std::string&) {
    return std::vector<Check>{{"clock", Check::Outcome::kGood, "2017"}};
  };
  EXPECT_EQ(RunWith({"doctor", "--json"}, good).out,
            "{\"checks\":[{\"name\":\"clock\",\"outcome\":\"good\",\"message\":\"2017\"}]}\n");
}

TEST(TypingDistance, CountsASwapOfNeighboursAsOneMistake) {
  EXPECT_EQ(TypingDistance("screen", "screen"), 0U);
  EXPECT_EQ(TypingDistance("scren", "screen"), 1U);
  EXPECT_EQ(TypingDistance("sceren", "screen"), 1U);
  EXPECT_EQ(TypingDistance("", "db"), 2U);
}

}  // namespace
}  // namespace assay::cli

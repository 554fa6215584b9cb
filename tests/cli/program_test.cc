// SPDX-License-Identifier: Apache-2.0
#include "cli/program.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

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

// Names under "Subcommands:" in a help text.
std::vector<std::string> ListedIn(const std::string& help) {
  std::vector<std::string> names;
  const std::size_t place = help.find("Subcommands:");
  if (place == std::string::npos) {
    return names;
  }
  std::istringstream lines(help.substr(place));
  std::string line;
  std::getline(lines, line);
  while (std::getline(lines, line) && line.starts_with("  ")) {
    if (line[2] != ' ') {  // Else a description that goes on.
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
  }
  return names;
}

// The commands below `path`, those below them included: {"db"}, {"db", "upgrade"}, ...
std::vector<std::vector<std::string>> CommandsBelow(const std::vector<std::string>& path) {
  std::vector<std::string> arguments = {"help"};
  arguments.insert(arguments.end(), path.begin(), path.end());
  std::vector<std::vector<std::string>> commands;
  for (const std::string& name : ListedIn(RunWith(arguments).out)) {
    std::vector<std::string> command = path;
    command.push_back(name);
    const std::vector<std::vector<std::string>> nested = CommandsBelow(command);
    commands.push_back(std::move(command));
    commands.insert(commands.end(), nested.begin(), nested.end());
  }
  return commands;
}

TEST(Program, HelpShowsAnExampleForEveryCommandAndThoseBelowIt) {
  const std::vector<std::vector<std::string>> commands = CommandsBelow({});
  EXPECT_THAT(commands, ::testing::IsSupersetOf(
                            std::vector<std::vector<std::string>>{{"ingest"},
                                                                  {"db", "upgrade"},
                                                                  {"quarantine", "list"},
                                                                  {"privacy", "erase"},
                                                                  {"configuration", "activate"}}));
  for (const std::vector<std::string>& command : commands) {
    std::string name = "assay";
    std::vector<std::string> arguments = {"help"};
    for (const std::string& word : command) {
      name += " " + word;
      arguments.push_back(word);
    }
    const std::string help = RunWith(arguments).out;
    const std::size_t example = help.find("Example:\n");
    ASSERT_NE(example, std::string::npos) << name;
    EXPECT_THAT(help.substr(example), HasSubstr(name)) << name;
  }
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

TEST(Program, ManPageInTheTreeIsTheOneOfThisProgram) {
  std::ifstream stream(std::string(ASSAY_SOURCE_DIR) + "/docs/assay.1");
  std::ostringstream kept;
  kept << stream.rdbuf();
  EXPECT_EQ(kept.str(), RunWith({"help", "--man"}).out)
      << "write it again with: assay help --man > docs/assay.1";
}

// What bash offers for the words, of which the last is being typed.
std::string OfferedByBash(const std::string& words) {
  const std::string path = ::testing::TempDir() + "assay-completion.bash";
  std::ofstream(path) << RunWith({"completion", "bash"}).out;
  const std::string command = "bash -c 'source " + path + "; COMP_WORDS=(" + words +
                              "); COMP_CWORD=$((${#COMP_WORDS[@]} - 1)); complete -p assay; " +
                              "_assay; echo ${COMPREPLY[*]}' 2>&1";
  std::FILE* pipe = popen(command.c_str(), "r");
  std::string text;
  for (int c = std::fgetc(pipe); c != EOF; c = std::fgetc(pipe)) {
    text.push_back(static_cast<char>(c));
  }
  EXPECT_EQ(pclose(pipe), 0) << text;
  return text;
}

TEST(Program, BashCompletesCommandsNestedCommandsAndOptions) {
  EXPECT_THAT(OfferedByBash("assay quar"),
              AllOf(HasSubstr("-F _assay assay"), ::testing::EndsWith("\nquarantine\n")));
  EXPECT_THAT(OfferedByBash("assay db up"), ::testing::EndsWith("\nupgrade\n"));
  EXPECT_THAT(OfferedByBash("assay ingest --max"), ::testing::EndsWith("\n--max-rejects\n"));
  EXPECT_THAT(OfferedByBash("assay ingest some.ndjson --max"),
              ::testing::EndsWith("\n--max-rejects\n"));
  EXPECT_THAT(OfferedByBash("assay configuration activate --b"), ::testing::EndsWith("\n--by\n"));
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

}  // namespace
}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// A configuration changed while a marketplace runs, through the program as people use it.
#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

struct Outcome {
  int exit_status = -1;
  std::string out;  // With what went to standard error.
};

class Folder {
 public:
  Folder() {
    std::string pattern = ::testing::TempDir() + "assay-configuration-XXXXXX";
    path_ = mkdtemp(pattern.data());
  }
  ~Folder() { std::filesystem::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  std::string Path(const std::string& name) const { return path_ + "/" + name; }

  std::string Write(const std::string& name, const std::string& text) const {
    std::ofstream(Path(name), std::ios::binary) << text;
    return Path(name);
  }

  // Runs `assay WORDS`, with @ standing for the data folder.
  Outcome Assay(std::string words) const {
    if (const std::size_t at = words.find('@'); at != std::string::npos) {
      words.replace(at, 1, Path("data"));
    }
    const std::string command = fmt::format("{}/bin/assay {} 2>&1", ASSAY_BINARY_DIR, words);
    std::FILE* pipe = popen(command.c_str(), "r");
    Outcome outcome;
    std::array<char, 4096> block{};
    while (const std::size_t size = std::fread(block.data(), 1, block.size(), pipe)) {
      outcome.out.append(block.data(), size);
    }
    const int status = pclose(pipe);
    outcome.exit_status = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
    return outcome;
  }

  // A listing of the same words, offered as `name` at that time of the day, with `more` of its fields.
  void OfferAt(const std::string& time, const std::string& name,
               const std::string& title = "Nike running shoes size 42",
               const std::string& more = "") const {
    const std::string line = fmt::format(
        R"({{"specversion":"1.0","id":"{0}","source":"//market.example","type":"assay.listing.v1",)"
        R"("time":"2017-03-01T{1}:00Z","subject":"s-1","data":{{"listing":"{0}","version":1,)"
        R"("title":"{2}","condition":"new"{3}}}}})"
        "\n",
        name, time, title, more);
    const Outcome done = Assay("ingest --data @ " + Write(name + ".ndjson", line));
    ASSERT_EQ(done.exit_status, 0) << done.out;
  }

  // Of all listings, in rising order.
  std::vector<std::int64_t> LogOdds() const {
    const std::string key = "\"log_odds_micros\":";
    std::istringstream dump(Assay("dump --canonical --data @").out);
    std::vector<std::int64_t> found;
    for (std::string line; std::getline(dump, line);) {
      if (line.find("\"kind\":\"listing\"") == std::string::npos) {
        continue;
      }
      found.push_back(std::stoll(line.substr(line.find(key) + key.size())));
    }
    std::sort(found.begin(), found.end());
    return found;
  }

 private:
  std::string path_;
};

std::string DefaultWith(const std::string& from, const std::string& to) {
  std::ifstream stream(std::string(ASSAY_SOURCE_DIR) + "/data/configuration/default.toml");
  std::ostringstream text;
  text << stream.rdbuf();
  std::string changed = text.str();
  changed.replace(changed.find(from), from.size(), to);
  return changed;
}

std::string PageText() {
  std::ifstream page(std::string(ASSAY_SOURCE_DIR) + "/docs/formats/configuration.md");
  return {std::istreambuf_iterator<char>(page), {}};
}

TEST(ConfigurationCommand, APriorTakesEffectOnlyAfterTheNextHourOfEventTime) {
  const Folder folder;
  const std::string file =
      folder.Write("new.toml", DefaultWith("prior = \"0.01\"", "prior = \"0.2\""));
  folder.OfferAt("10:05", "before");
  const Outcome activated =
      folder.Assay("configuration activate --data @ --by lead-1 --reason test " + file);
  ASSERT_EQ(activated.exit_status, 0) << activated.out;
  EXPECT_THAT(activated.out, HasSubstr("takes effect with the next epoch"));
  const std::string hash = activated.out.substr(0, 64);

  folder.OfferAt("10:50", "same-hour");
  EXPECT_THAT(folder.Assay("configuration show --data @").out,
              AllOf(HasSubstr("prior = \"0.01\""), HasSubstr("# pending, from the next epoch"),
                    HasSubstr(hash), HasSubstr("prior = \"0.2\"")));
  folder.OfferAt("11:05", "next-hour");
  EXPECT_THAT(folder.Assay("configuration show --data @").out,
              AllOf(Not(HasSubstr("prior = \"0.01\"")), Not(HasSubstr("# pending")),
                    HasSubstr(hash), HasSubstr("prior = \"0.2\"")));

  const std::vector<std::int64_t> log_odds = folder.LogOdds();
  ASSERT_EQ(log_odds.size(), 3U);
  EXPECT_EQ(log_odds[0], log_odds[1]);
  // logit(0.2) - logit(0.01)
  EXPECT_NEAR(static_cast<double>(log_odds[2] - log_odds[0]), 3'208'825.5, 2);
  const Outcome verified = folder.Assay("verify --data @");
  EXPECT_EQ(verified.exit_status, 0) << verified.out;
}

TEST(ConfigurationCommand, APackTakesEffectWithItsConfigurationAndIsKeptWithIt) {
  const Folder folder;
  const std::string pack = std::string(ASSAY_SOURCE_DIR) + "/data/sample/packs/zephyrine.toml";
  std::filesystem::copy_file(pack, folder.Path("zephyrine.toml"));
  const std::string file = folder.Write(
      "new.toml",
      DefaultWith("[screening]", "[lexicon]\npacks = [\"zephyrine.toml\"]\n\n[screening]"));
  folder.OfferAt("10:05", "before", "泽芙琳 手提包");
  const Outcome activated = folder.Assay("configuration activate --data @ --by lead-1 " + file);
  ASSERT_EQ(activated.exit_status, 0) << activated.out;
  folder.OfferAt("11:05", "after", "泽芙琳 手提包");
  const std::string dump = folder.Assay("dump --canonical --data @").out;
  const std::string claim = R"(\"brand\":\"Zephyrine\")";
  EXPECT_NE(dump.find(claim), std::string::npos) << dump;
  EXPECT_EQ(dump.find(claim), dump.rfind(claim)) << dump;

  // Whatever becomes of the files, the folder explains its verdicts by itself.
  std::filesystem::remove(folder.Path("zephyrine.toml"));
  std::filesystem::remove(file);
  const Outcome verified = folder.Assay("verify --data @");
  EXPECT_EQ(verified.exit_status, 0) << verified.out;
  EXPECT_THAT(folder.Assay("configuration show --data @").out,
              HasSubstr("owner = \"Zephyrine SA\""));
}

TEST(ConfigurationCommand, ABadPackIsToldWithItsPlaceInThePack) {
  const Folder folder;
  folder.Write("bad.toml",
               "[pack]\nname = \"p\"\nversion = \"1\"\nowner = \"o\"\ndate = 2026-11-20\n"
               "[[brand]]\nname = \"Zephyrine\"\nsectors = [\"bags\"]\nnicknames = [\"包\"]\n");
  const std::string file = folder.Write("new.toml", "[lexicon]\npacks = [\"bad.toml\"]\n");
  const Outcome checked = folder.Assay("configuration check " + file);
  EXPECT_EQ(checked.exit_status, 2) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("bad.toml line 9, column 14: \"包\""));
  const Outcome missing =
      folder.Assay("configuration check " +
                   folder.Write("missing.toml", "[lexicon]\npacks = [\"none.toml\"]\n"));
  EXPECT_NE(missing.exit_status, 0);
  EXPECT_THAT(missing.out, HasSubstr("none.toml"));
}

TEST(ConfigurationCommand, APriceTableTakesEffectWithItsConfigurationAndIsKeptWithIt) {
  const Folder folder;
  // By this table 90 dollars, ordinary by the built-in one, is what copies cost.
  folder.Write(
      "prices.tsv",
      "rate\tUSD\t1\t2026-11-01\nsecond_hand\t0.5\n"
      "item\tshoes\tshoes\tshoes\n"
      "cell\tNike\tshoes\t\tany\t50\t500.00\t900.00\t1600.00\t50\t60.00\t90.00\t130.00\t\t\t"
      "200.00\t180.00\t160.00\t150.00\t140.00\t130.00\n");
  const std::string file = folder.Write(
      "new.toml", DefaultWith("prior = \"0.01\"", "prior = \"0.01\"\nprices = \"prices.tsv\""));
  const std::string title = "Nike running shoes size 42";
  const std::string price = R"(,"price":{"amount":9000,"currency":"USD"})";
  folder.OfferAt("10:05", "before", title, price);
  const Outcome activated = folder.Assay("configuration activate --data @ --by lead-1 " + file);
  ASSERT_EQ(activated.exit_status, 0) << activated.out;
  folder.OfferAt("11:05", "after", title, price);
  const std::vector<std::int64_t> log_odds = folder.LogOdds();
  ASSERT_EQ(log_odds.size(), 2U);
  EXPECT_GT(log_odds[1], log_odds[0] + 1'000'000);

  std::filesystem::remove(folder.Path("prices.tsv"));
  const Outcome verified = folder.Assay("verify --data @");
  EXPECT_EQ(verified.exit_status, 0) << verified.out;
  EXPECT_THAT(folder.Assay("configuration show --data @").out, HasSubstr("cell\tNike\tshoes"));
}

TEST(ConfigurationCommand, ABadPriceTableIsToldWithItsLine) {
  const Folder folder;
  folder.Write("bad.tsv", "rate\tUSD\t1\t2026-11-01\ncell\tNike\n");
  const std::string file = folder.Write("new.toml", "[screening]\nprices = \"bad.tsv\"\n");
  const Outcome checked = folder.Assay("configuration check " + file);
  EXPECT_EQ(checked.exit_status, 2) << checked.out;
  EXPECT_THAT(checked.out, HasSubstr("prices.tsv line 2"));
}

TEST(ConfigurationCommand, ComesBackToAnEarlierOneWithinTheSameHour) {
  const Folder folder;
  const std::string one = folder.Write("one.toml", DefaultWith("\"0.01\"", "\"0.02\""));
  const std::string two = folder.Write("two.toml", DefaultWith("\"0.01\"", "\"0.03\""));
  folder.OfferAt("10:05", "before");
  for (const std::string& file : {one, two, one}) {
    const Outcome done = folder.Assay("configuration activate --data @ --by lead-1 " + file);
    EXPECT_EQ(done.exit_status, 0) << done.out;
  }
  EXPECT_THAT(folder.Assay("configuration show --data @").out,
              AllOf(HasSubstr("prior = \"0.02\""), Not(HasSubstr("prior = \"0.03\""))));
  EXPECT_THAT(folder.Assay("configuration activate --data @ --by lead-1 " + one).out,
              HasSubstr("was waiting for the next epoch already"));
}

TEST(ConfigurationCommand, RefusesAFolderWithoutEventsAndMakesNone) {
  const Folder folder;
  const std::string file = folder.Write("new.toml", DefaultWith("\"0.01\"", "\"0.2\""));
  EXPECT_NE(folder.Assay("configuration activate --data @ --by lead-1 " + file).exit_status, 0);
  EXPECT_FALSE(std::filesystem::exists(folder.Path("data")));
}

TEST(ConfigurationCommand, CheckSaysWhereAFileIsWrong) {
  const Folder folder;
  const Outcome good = folder.Assay("configuration check " +
                                    folder.Write("good.toml", DefaultWith("\"0.01\"", "\"0.2\"")));
  EXPECT_EQ(good.exit_status, 0) << good.out;
  EXPECT_THAT(good.out, ::testing::StartsWith("ok "));
  const Outcome bad = folder.Assay("configuration check " +
                                   folder.Write("bad.toml", "[screening]\n  prier = \"0.2\"\n"));
  EXPECT_EQ(bad.exit_status, 2);
  EXPECT_THAT(bad.out, AllOf(HasSubstr("line 2"), HasSubstr("prior")));
}

// docs/formats/configuration.md is complete and its example runs.
TEST(ConfigurationCommand, TakesTheExampleOfItsPage) {
  const Folder folder;
  const std::string page = PageText();
  const std::string open = "```toml\n";
  const std::size_t begin = page.find(open) + open.size();
  const std::string example = page.substr(begin, page.find("```", begin) - begin);
  const Outcome checked = folder.Assay("configuration check " + folder.Write("it.toml", example));
  EXPECT_EQ(checked.exit_status, 0) << checked.out;
}

TEST(ConfigurationCommand, KnowsNoSettingThatItsPageDoesNotName) {
  const Folder folder;
  const std::string page = PageText();
  std::size_t settings = 0;
  for (const std::string section : {"screening", "lexicon", "enforcement", "time", "[source]"}) {
    const Outcome told = folder.Assay("configuration check " +
                                      folder.Write("it.toml", "[" + section + "]\nqqq = 1\n"));
    const std::string before = "known here: ";
    const std::size_t at = told.out.find(before);
    ASSERT_NE(at, std::string::npos) << told.out;
    std::istringstream known(
        told.out.substr(at + before.size(), told.out.find(" (", at) - at - before.size()));
    for (std::string name; std::getline(known >> std::ws, name, ',');) {
      ++settings;
      EXPECT_THAT(page, HasSubstr("`[" + section + "] " + name + "`"));
    }
  }
  EXPECT_GE(settings, 8U);
}

TEST(ConfigurationCommand, RefusesASettingWhereASectionBelongs) {
  const Folder folder;
  for (const std::string text : {"screening = 1\n", "[source]\nname = \"*\"\n"}) {
    EXPECT_NE(folder.Assay("configuration check " + folder.Write("it.toml", text)).exit_status, 0);
  }
}

}  // namespace
}  // namespace assay

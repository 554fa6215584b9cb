// SPDX-License-Identifier: Apache-2.0
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tidy/tree_check.h"

namespace assay::tidy {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::string kLicence = "// SPDX-License-Identifier: Apache-2.0\n";

const Layers kLayers = {{"core", {}}, {"ingest", {"core"}}, {"screening", {"core"}}};

// The breaches of one file in an otherwise clean tree.
std::vector<std::string> BreachesOf(const std::string& path, const std::string& text) {
  std::vector<SourceFile> files = {{"src/core/README.md", "# core\n"},
                                   {"src/ingest/README.md", "# ingest\n"},
                                   {"src/screening/README.md", "# screening\n"}};
  files.push_back({path, text});
  return CheckTree(files, kLayers);
}

std::string ReadAll(const std::filesystem::path& path) {
  std::ifstream stream(path, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  return text.str();
}

TEST(TreeCheck, AcceptsADeclaredDependency) {
  EXPECT_THAT(BreachesOf("src/ingest/a.cc", kLicence + "#include \"core/time.h\"\n"), IsEmpty());
}

TEST(TreeCheck, FindsAnIncludeAgainstTheDirection) {
  EXPECT_THAT(
      BreachesOf("src/core/a.h", kLicence + "#include \"ingest/decode.h\"\n"),
      ElementsAre("src/core/a.h:2: core includes ingest/decode.h, which is not among its DEPS"));
}

TEST(TreeCheck, FindsAnotherModulesPrivateHeader) {
  EXPECT_THAT(BreachesOf("src/ingest/a.cc", kLicence + "#include \"core/detail/tables.h\"\n"),
              ElementsAre(HasSubstr("private to core")));
}

TEST(TreeCheck, FindsAThirdPartyHeaderOutsideItsModule) {
  EXPECT_THAT(BreachesOf("src/ingest/a.cc", kLicence + "#include <sqlite3.h>\n"),
              ElementsAre(HasSubstr("ingest includes <sqlite3.h>")));
  EXPECT_THAT(BreachesOf("src/ingest/a.cc", kLicence + "#include <simdjson.h>\n"), IsEmpty());
}

TEST(TreeCheck, FindsAMissingLicenceLine) {
  EXPECT_THAT(BreachesOf("src/core/a.h", "#pragma once\n"), ElementsAre(HasSubstr("SPDX")));
}

TEST(TreeCheck, FindsAFileBeyondItsBudget) {
  std::string lines = kLicence;
  for (int i = 0; i < 350; ++i) {
    lines += "\n";
  }
  EXPECT_THAT(BreachesOf("src/core/a.h", lines), ElementsAre(HasSubstr("351 lines, budget 350")));
  EXPECT_THAT(BreachesOf("src/core/a.cc", lines), IsEmpty());
}

TEST(TreeCheck, FindsAClockOutsideTheListedFiles) {
  const std::string text = kLicence + "auto now = std::chrono::system_clock::now();\n";
  EXPECT_THAT(BreachesOf("src/core/a.cc", text), ElementsAre(HasSubstr("injected")));
  EXPECT_THAT(BreachesOf("src/app/system_clock.cc", text), IsEmpty());
}

TEST(TreeCheck, FindsADomainModuleThatPrints) {
  const std::string text = kLicence + "fmt::print(\"hello\");\n";
  EXPECT_THAT(BreachesOf("src/screening/a.cc", text), ElementsAre(HasSubstr("screening")));
}

TEST(TreeCheck, FindsAFolderWithoutAName) {
  EXPECT_THAT(BreachesOf("src/core/utils/a.cc", kLicence), ElementsAre(HasSubstr("called utils")));
}

TEST(TreeCheck, FindsAModuleWithoutReadme) {
  EXPECT_THAT(CheckTree({}, {{"core", {}}}), ElementsAre("src/core/README.md:0: is missing"));
}

TEST(TreeCheck, ReadsTheLayersOfTheBuild) {
  const Layers layers = ParseLayers("core: \nadapters/files: core ingest\n");
  EXPECT_THAT(layers.at("core"), IsEmpty());
  EXPECT_THAT(layers.at("adapters/files"), ElementsAre("core", "ingest"));
}

TEST(SourceTree, KeepsItsRules) {
  const std::filesystem::path root = ASSAY_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const char* folder : {"src", "tests", "bench", "fuzz", "tools"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      const std::string extension = entry.path().extension().string();
      if (entry.is_regular_file() &&
          (extension == ".h" || extension == ".cc" || entry.path().filename() == "README.md")) {
        files.push_back(
            {std::filesystem::relative(entry.path(), root).string(), ReadAll(entry.path())});
      }
    }
  }
  const Layers layers =
      ParseLayers(ReadAll(std::filesystem::path(ASSAY_BINARY_DIR) / "layers.txt"));
  ASSERT_TRUE(layers.contains("core")) << "layers.txt of the build is missing or empty";
  ASSERT_GT(files.size(), 50U);
  std::string report;
  for (const std::string& breach : CheckTree(files, layers)) {
    report += breach + "\n";
  }
  EXPECT_EQ(report, "");
}

// Where the links of a page lead, without those to other sites and places within it.
std::vector<std::string> LinksOf(const std::string& page) {
  std::vector<std::string> links;
  for (std::size_t at = page.find("]("); at != std::string::npos; at = page.find("](", at + 2)) {
    const std::string link = page.substr(at + 2, page.find_first_of(")#\n", at + 2) - at - 2);
    if (!link.empty() && link.find("://") == std::string::npos) {
      links.push_back(link);
    }
  }
  return links;
}

TEST(LinksOf, FindsFilesAndNothingElse) {
  EXPECT_THAT(LinksOf("[a](docs/a.md) [b](https://b.example/) [c](#c) [d](d.h#e)"),
              ElementsAre("docs/a.md", "d.h"));
}

TEST(SourceTree, LinksOfPagesLeadSomewhere) {
  const std::filesystem::path root = ASSAY_SOURCE_DIR;
  std::vector<std::filesystem::path> pages = {root / "README.md", root / "CONTRIBUTING.md"};
  for (const char* folder : {"docs", "src", "data", "api", "fuzz", "bench"}) {
    for (const auto& entry : std::filesystem::recursive_directory_iterator(root / folder)) {
      if (entry.path().extension() == ".md") {
        pages.push_back(entry.path());
      }
    }
  }
  std::size_t links = 0;
  for (const std::filesystem::path& page : pages) {
    for (const std::string& link : LinksOf(ReadAll(page))) {
      ++links;
      EXPECT_TRUE(std::filesystem::exists(page.parent_path() / link)) << page << ": " << link;
    }
  }
  EXPECT_GT(links, 10U);
}

TEST(SourceTree, EveryDecisionIsInTheIndex) {
  const std::filesystem::path folder = std::filesystem::path(ASSAY_SOURCE_DIR) / "docs/decisions";
  const std::vector<std::string> listed = LinksOf(ReadAll(folder / "README.md"));
  std::size_t decisions = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename().string();
    if (name != "README.md") {
      ++decisions;
      EXPECT_THAT(listed, ::testing::Contains(name));
    }
  }
  EXPECT_GE(decisions, 5U);
}

TEST(SourceTree, KeepsMainShort) {
  std::istringstream text(ReadAll(std::filesystem::path(ASSAY_SOURCE_DIR) / "src/app/main.cc"));
  int lines = 0;
  for (std::string line; std::getline(text, line);) {
    ++lines;
  }
  EXPECT_GT(lines, 0);
  EXPECT_LT(lines, 40);
}

}  // namespace
}  // namespace assay::tidy

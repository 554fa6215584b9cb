// SPDX-License-Identifier: Apache-2.0
#include "reporting/figures.h"

#include <fstream>
#include <set>
#include <sstream>
#include <string>

#include <gtest/gtest.h>

namespace assay::reporting {
namespace {

TEST(Figures, AreEachDefinedOnceInTheOrderOfTheEnumeration) {
  std::set<std::string_view> ids;
  for (const FigureDefinition& definition : AllFigures()) {
    EXPECT_EQ(&DefinitionOf(definition.figure), &definition);
    EXPECT_EQ(FindFigure(definition.id), &definition);
    EXPECT_TRUE(ids.insert(definition.id).second) << definition.id;
    EXPECT_EQ(definition.unit == Unit::kCount, definition.denominator.empty()) << definition.id;
  }
  EXPECT_EQ(FindFigure("no_such_figure"), nullptr);
}

// docs/measures.md holds what `assay report --definitions` prints. After a change of the table:
// put that output between the two marks.
TEST(Figures, AreDescribedInTheDocumentationAsTheProgramDoes) {
  std::ifstream stream(std::string(ASSAY_SOURCE_DIR) + "/docs/measures.md");
  std::stringstream text;
  text << stream.rdbuf();
  const std::string page = text.str();
  const std::string begin = "<!-- definitions -->\n";
  const std::size_t from = page.find(begin);
  const std::size_t to = page.find("<!-- end of definitions -->");
  ASSERT_NE(from, std::string::npos);
  ASSERT_NE(to, std::string::npos);
  EXPECT_EQ(page.substr(from + begin.size(), to - from - begin.size()), DescribeFigures());
}

}  // namespace
}  // namespace assay::reporting

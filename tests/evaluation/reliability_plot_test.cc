// SPDX-License-Identifier: Apache-2.0
#include "evaluation/reliability_plot.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace assay::evaluation {
namespace {

using testing::HasSubstr;
using testing::Not;

const Calibration kTwoBins = {.error = 0.1,
                              .bins = {{0.003, 0.01, 2, 900, 0.5, 0.005, 0.004, {0.001, 0.02}},
                                       {0.8, 0.95, 40, 10, 0.5, 0.9, 0.85, {0.7, 0.92}}}};

TEST(ReliabilityPlot, TellsEachBinInNumbersToo) {
  const std::string svg = ReliabilityPlot(kTwoBins, "offers");
  EXPECT_THAT(svg, HasSubstr("0.5 %: 0.4 %, 2 / 900"));
  EXPECT_THAT(svg, HasSubstr("90 %: 85 %, 40 / 10"));
}

TEST(ReliabilityPlot, DrawsADotForEachBinAndHigherOnesHigher) {
  const std::string svg = ReliabilityPlot(kTwoBins, "offers");
  const auto first = svg.find("<circle");
  const auto second = svg.find("<circle", first + 1);
  ASSERT_NE(second, std::string::npos);
  EXPECT_EQ(svg.find("<circle", second + 1), std::string::npos);
  const auto cy = [&svg](std::size_t at) {
    return std::stod(svg.substr(svg.find("cy='", at) + 4));
  };
  EXPECT_LT(cy(second), cy(first));
}

TEST(ReliabilityPlot, ATitleCannotBecomeMarkup) {
  const std::string svg = ReliabilityPlot(kTwoBins, "<script>a & b");
  EXPECT_THAT(svg, Not(HasSubstr("<script>")));
  EXPECT_THAT(svg, HasSubstr("&lt;script&gt;a &amp; b"));
}

TEST(ReliabilityPlot, CertaintyIsDrawnAtTheEdge) {
  const Calibration certain = {
      .error = 0,
      .bins = {{0, 0.001, 0, 5, 1, 0, 0, {0, 0.4}}, {0.99, 1, 5, 0, 1, 1, 1, {0.6, 1}}}};
  EXPECT_THAT(ReliabilityPlot(certain, "offers"),
              Not(testing::AnyOf(HasSubstr("nan"), HasSubstr("inf"))));
}

}  // namespace
}  // namespace assay::evaluation

// SPDX-License-Identifier: Apache-2.0
#include "core/html.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace assay {
namespace {

using ::testing::AllOf;
using ::testing::HasSubstr;
using ::testing::Not;

TEST(HtmlForeign, KeepsMarkupFromBecomingMarkup) {
  EXPECT_EQ(HtmlForeign("<script>alert('x')</script> & \"y\""),
            "<bdi>&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt; &amp; &quot;y&quot;</bdi>");
}

TEST(HtmlForeign, ShowsChangesOfDirectionAndInvisibleCharactersAsCodePoints) {
  const std::string html = HtmlForeign("a\u202Ekcip\u202C n\u200Bike");
  EXPECT_THAT(html, AllOf(HasSubstr(">U+202E<"), HasSubstr(">U+202C<"),
                          HasSubstr("n<span class=\"code\">U+200B</span>ike")));
  EXPECT_THAT(html, AllOf(Not(HasSubstr("\u202E")), Not(HasSubstr("\u200B"))));
}

TEST(HtmlForeign, ShowsFourOfTenThousandCombiningCharacters) {
  std::string text = "z";
  for (int i = 0; i < 10'000; ++i) {
    text += "\u0301";
  }
  const std::string html = HtmlForeign(text);
  EXPECT_THAT(html, AllOf(HasSubstr("<bdi>z\u0301\u0301\u0301\u0301<span class=\"code\">+"),
                          HasSubstr(" combining</span>"),
                          Not(HasSubstr("\u0301\u0301\u0301\u0301\u0301"))));
  EXPECT_LT(html.size(), 200U);
}

TEST(HtmlForeign, ReplacesBytesThatAreNoCharacters) {
  EXPECT_EQ(HtmlForeign("a\xff\xc0\xaf\xed\xa0\x80z"),
            "<bdi>a\uFFFD\uFFFD\uFFFD\uFFFD\uFFFD\uFFFDz</bdi>");
}

TEST(HtmlForeign, KeepsScriptsOfTheWorldAsTheyAre) {
  EXPECT_EQ(HtmlForeign("莆田 ก็ Żółć 👟"), "<bdi>莆田 ก็ Żółć 👟</bdi>");
}

TEST(HtmlForeign, UnderlinesMarksAndNamesThem) {
  const HtmlMark marks[] = {{5, 12, 2}, {0, 4, 1}};
  EXPECT_EQ(HtmlForeign("nike replica", marks),
            "<bdi><mark>nike</mark><sup>1</sup> <mark>replica</mark><sup>2</sup></bdi>");
}

TEST(HtmlForeign, JoinsMarksThatOverlap) {
  const HtmlMark marks[] = {{0, 3, 1}, {2, 4, 2}};
  EXPECT_EQ(HtmlForeign("abcde", marks), "<bdi><mark>abcd</mark><sup>1, 2</sup>e</bdi>");
}

TEST(HtmlForeign, CutsMarksToWholeCharactersWithinTheText) {
  const HtmlMark marks[] = {{1, 4, 1}, {900, 905, 2}, {6, 2, 3}};
  EXPECT_EQ(HtmlForeign("莆田x", marks), "<bdi><mark>莆田</mark><sup>1</sup>x</bdi>");
}

TEST(HtmlForeign, ShowsTheBeginningOfAMegabyteAndWhatIsMarkedFarBehind) {
  std::string text(1 << 20, 'a');
  text.replace(900'000, 7, "replica");
  const HtmlMark marks[] = {{900'000, 900'007, 4}};
  const std::string html = HtmlForeign(text, marks);
  EXPECT_LT(html.size(), 2 * kHtmlForeignBytesMax);
  EXPECT_THAT(html,
              AllOf(HasSubstr("<mark>replica</mark><sup>4</sup>"), HasSubstr("bytes not shown")));
}

TEST(HtmlForeign, OfAMarkThatCoversAMegabyteTheBeginningIsShown) {
  const std::string text(1 << 20, 'a');
  const HtmlMark marks[] = {{0, text.size(), 1}};
  EXPECT_LT(HtmlForeign(text, marks).size(), 2 * kHtmlForeignBytesMax);
}

RC_GTEST_PROP(HtmlForeign, LeavesNoMarkupOfTheTextAndClosesWhatItOpens, ()) {
  const auto bytes = *rc::gen::container<std::string>(rc::gen::arbitrary<char>());
  const auto begin = *rc::gen::inRange<std::size_t>(0, 40);
  const auto length = *rc::gen::inRange<std::size_t>(0, 40);
  const HtmlMark marks[] = {{begin, begin + length, 1}, {begin / 2, begin, 2}};
  std::string html = HtmlForeign(bytes, marks);
  const auto count = [&](const std::string& tag) {
    std::size_t found = 0;
    for (std::size_t at = 0; (at = html.find(tag, at)) != std::string::npos; ++at) {
      ++found;
    }
    return found;
  };
  RC_ASSERT(count("<mark>") == count("</mark>"));
  RC_ASSERT(count("<span class=\"code\">") == count("</span>"));
  RC_ASSERT(count("<") == 2 * count("</bdi>") + 2 * count("</mark>") + 2 * count("</sup>") +
                              2 * count("</span>"));
}

TEST(HtmlPage, AllowsNoScriptAndLoadsNothing) {
  const std::string page = RenderHtmlPage({.title = "Store <b>\u202E", .body = "<p>x</p>"});
  EXPECT_THAT(page, HasSubstr("default-src 'none'; style-src 'sha256-"));
  EXPECT_THAT(page, HasSubstr("<title>Store &lt;b&gt;</title>"));
  EXPECT_THAT(page, AllOf(Not(HasSubstr("<script")), Not(HasSubstr("http:")),
                          Not(HasSubstr("https:")), Not(HasSubstr("unsafe-inline")),
                          Not(HasSubstr("style=")), Not(HasSubstr("url("))));
}

}  // namespace
}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
#include "screening/pack.h"

#include <algorithm>
#include <ctime>
#include <fstream>
#include <iterator>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

#include "screening/lexicon.h"
#include "screening/screen.h"

namespace assay::screening {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::IsSupersetOf;
using testing::Not;
using testing::SizeIs;
using testing::UnorderedElementsAre;

constexpr std::string_view kHead =
    "[pack]\nname = \"p\"\nversion = \"1\"\nowner = \"Zephyrine SA\"\ndate = 2026-11-20\n";

// A pack of one brand, whose further lines begin at line 8.
PackSource PackOf(std::string_view lines, std::string_view name = "Zephyrine",
                  std::string_view pack = "p") {
  PackSource source{fmt::format("{}.toml", pack),
                    fmt::format("{}[[brand]]\nname = \"{}\"\n{}", kHead, name, lines)};
  if (source.text.find("sectors") == std::string::npos) {
    source.text.insert(source.text.find("[[brand]]") + 10, "sectors = [\"bags\"]\n");
  }
  source.text.replace(source.text.find("\"p\"") + 1, 1, pack);
  return source;
}

PackSource SamplePack() {
  std::ifstream file(ASSAY_SOURCE_DIR "/data/sample/packs/zephyrine.toml");
  return {"zephyrine.toml", std::string(std::istreambuf_iterator<char>(file), {})};
}

std::shared_ptr<const Model> ModelWith(std::vector<PackSource> packs) {
  ModelSources sources = EmbeddedModelSources();
  sources.packs = std::move(packs);
  auto model = Model::Make(sources);
  EXPECT_TRUE(model) << model.error().message;
  return model ? *model : nullptr;
}

std::vector<std::string> ProblemsOf(std::vector<PackSource> packs, bool errors) {
  ModelSources sources = EmbeddedModelSources();
  sources.packs = std::move(packs);
  const auto problems = CheckPacks(sources);
  EXPECT_TRUE(problems) << problems.error().message;
  std::vector<std::string> told;
  if (problems) {
    for (const PackProblem& problem : *problems) {
      if (problem.is_error == errors) {
        told.push_back(Describe(problem));
      }
    }
  }
  return told;
}

std::vector<std::string> ErrorsOf(std::vector<PackSource> packs) {
  return ProblemsOf(std::move(packs), true);
}
std::vector<std::string> WarningsOf(std::vector<PackSource> packs) {
  return ProblemsOf(std::move(packs), false);
}

std::string ParseErrorOf(std::string text) {
  const auto pack = ParsePack({"p.toml", std::move(text)});
  EXPECT_FALSE(pack);
  return pack ? "" : pack.error().message;
}

Listing ListingOf(std::string title, std::string_view price = "") {
  Listing listing;
  listing.id = "1";
  listing.title = std::move(title);
  if (!price.empty()) {
    listing.price = *ParseMoney(price, *Currency::Find("CNY"));
  }
  return listing;
}

std::vector<std::string> BrandsOf(const Model& model, const Listing& listing) {
  std::vector<std::string> brands;
  for (const BrandClaim& claim : ReadContent(model, listing).brands) {
    brands.push_back(claim.brand);
  }
  return brands;
}

std::vector<std::string> KindsOf(const Model& model, const Listing& listing) {
  std::vector<std::string> kinds;
  for (const Finding& finding : Judge(model, listing, ReadContent(model, listing),
                                      {.prior = kDefaultPrior, .authorised_brands = {}})
                                    .findings) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

TEST(Pack, BringsABrandInAllItsSpellings) {
  const auto without = ModelWith({});
  const auto with = ModelWith({SamplePack()});
  for (const char* title : {"Zephyrine leather bag", "泽芙琳 手提包", "西风家 新款", "小泽 手提包",
                            "z3phyrine bag", "Z.e.p.h.y.r.i.n.e bag", "泽 芙 琳 手提包",
                            "aurora tote in black", "mistral bag", "琳芙泽 手提包"}) {
    EXPECT_THAT(BrandsOf(*without, ListingOf(title)), IsEmpty()) << title;
    EXPECT_THAT(BrandsOf(*with, ListingOf(title)), ElementsAre("Zephyrine")) << title;
  }
  for (const char* title : {"小泽 征尔 指挥", "泽芙琳山谷 旅游 门票", "mistral wind map"}) {
    EXPECT_THAT(BrandsOf(*with, ListingOf(title)), IsEmpty()) << title;
  }
}

TEST(Pack, WordsOfItsTradeCountBesideItsBrandAlone) {
  const auto model = ModelWith({SamplePack()});
  EXPECT_THAT(KindsOf(*model, ListingOf("泽芙琳 手提包 ZX厂")), Contains("lingo.batch"));
  const std::vector<std::string> elsewhere = KindsOf(*model, ListingOf("五金配件 ZX厂 直销"));
  EXPECT_THAT(elsewhere, Not(Contains("lingo.batch")));
  EXPECT_THAT(elsewhere, Contains("words.none"));
  EXPECT_THAT(KindsOf(*model, ListingOf("Gucci 手提包 ZX厂")), Not(Contains("lingo.batch")));
}

TEST(Pack, ListPriceOfALineIsWhatOffersAreComparedWith) {
  const auto model = ModelWith({SamplePack()});
  EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine aurora tote", "180")),
              Contains("price.like_fakes_3"));
  EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine aurora tote", "8800")), Contains("price.usual"));
  // The cheaper line has its own.
  EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine mistral bag", "3600")), Contains("price.usual"));
}

TEST(Pack, TheLongestWordsTellTheLineInWhateverOrderLinesAreWritten) {
  constexpr std::string_view kSmall =
      "[[brand.line]]\nwords = [\"small aurora\"]\nlist_price = { CNY = \"700\" }\n";
  constexpr std::string_view kLarge =
      "[[brand.line]]\nwords = [\"aurora\"]\nlist_price = { CNY = \"14000\" }\n";
  constexpr std::string_view kUnpriced = "[[brand.line]]\nwords = [\"aurora charm\"]\n";
  const std::vector<PackSource> packs = {PackOf(fmt::format("{}{}{}", kSmall, kLarge, kUnpriced)),
                                         PackOf(fmt::format("{}{}{}", kUnpriced, kLarge, kSmall))};
  for (const PackSource& pack : packs) {
    const Pack parsed = *ParsePack(pack);
    const PackSource built{"built.toml", MergedPackText(std::span(&parsed, 1), parsed)};
    for (const auto& model : {ModelWith({pack}), ModelWith({built})}) {
      EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine small aurora bag", "420")),
                  Contains("price.usual"));
      EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine aurora bag", "420")),
                  Contains("price.like_fakes_3"));
      // What a charm costs is not said.
      EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine aurora charm", "420")),
                  Not(Contains("price.like_fakes_3")));
    }
  }
}

TEST(Pack, OfTwoPricesOfALineTheLowerHoldsWhicheverPackComesFirst) {
  const auto line = [](std::string_view price, std::string_view pack) {
    return PackOf(
        fmt::format("[[brand.line]]\nwords = [\"aurora\"]\nlist_price = {{ {} }}\n", price),
        "Zephyrine", pack);
  };
  for (const auto& [first, second] :
       {std::pair("CNY = \"700\"", "USD = \"200\""), std::pair("USD = \"200\"", "CNY = \"700\"")}) {
    const auto model = ModelWith({line(first, "p"), line(second, "q")});
    EXPECT_THAT(KindsOf(*model, ListingOf("Zephyrine aurora bag", "400")), Contains("price.usual"));
  }
}

TEST(Pack, AddsToABrandThatIsKnown) {
  const PackSource nike = PackOf(
      "names = [\"耐克\", \"奈基公司\"]\nsectors = [\"shoes\"]\n"
      "[[brand.line]]\nwords = [\"vaporzoom 9\"]\n",
      "Nike");
  const auto model = ModelWith({nike});
  EXPECT_THAT(BrandsOf(*model, ListingOf("奈基公司 跑鞋")), ElementsAre("Nike"));
  EXPECT_THAT(BrandsOf(*model, ListingOf("vaporzoom 9")), ElementsAre("Nike"));
}

TEST(Pack, TextIsReadAnewUnderOtherPacks) {
  const auto none = ModelWith({});
  const auto one = ModelWith({SamplePack()});
  EXPECT_NE(none->fingerprint(), one->fingerprint());
  const PackSource other = PackOf("", "Borealis", "q");
  EXPECT_EQ(ModelWith({SamplePack(), other})->fingerprint(),
            ModelWith({other, SamplePack()})->fingerprint());
}

TEST(Pack, DoesNotMakeAClaimOfAListOfBrands) {
  const PackSource lingo = PackOf(
      "[[brand.lingo]]\nwords = [\"classic q\"]\nclass = \"batch\"\nstrength = \"strong\"\n");
  const PackSource alias =
      PackOf("sectors = [\"shoes\"]\naliases = [\"nikestyle q\"]\n", "Nike", "q");
  const auto model = ModelWith({lingo, alias});
  for (const char* title :
       {"nike adidas puma reebok phone case", "nike adidas puma reebok classic q phone case",
        "nikestyle q nike adidas puma reebok phone case"}) {
    EXPECT_THAT(BrandsOf(*model, ListingOf(title)), IsEmpty()) << title;
    EXPECT_THAT(KindsOf(*model, ListingOf(title)), Contains("brand.list")) << title;
  }
  // Three of ours and the pack's are no list.
  EXPECT_THAT(BrandsOf(*model, ListingOf("adidas puma reebok zephyrine bag")), SizeIs(4));
}

// Whatever a pack says, the brands of others keep what they had.
TEST(Pack, NeverTakesAClaimFromAnotherBrand) {
  const auto own = ModelWith({});
  const std::vector<std::string> words = {"nike",  "耐克",      "nike air zephyrine",
                                          "air",   "gucci",     "古驰",
                                          "鞋",    "bag",       "n1ke",
                                          "耐.克", "zephyrine", "nike手提",
                                          "for",   "适用于",    "高仿",
                                          "louis", "vuitton",   "adidas 三叶草鞋",
                                          "puma",  "reebok"};
  std::vector<std::string> words_of_titles = words;
  words_of_titles.insert(words_of_titles.end(),
                         {"nike adidas puma reebok", "classic q", "nikestyle q"});
  const bool holds = rc::check("claims stay", [&] {
    const auto some = [&](fmt::string_view forms) {
      std::string list;
      const auto drawn = *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words));
      for (const std::string& word : std::set<std::string>(drawn.begin(), drawn.end())) {
        list += fmt::format(fmt::runtime(forms), fmt::arg("word", word));
      }
      return list;
    };
    ModelSources sources = EmbeddedModelSources();
    sources.packs = {PackOf(fmt::format(
        "sectors = [\"bags\"]\nnames = [{}]\nother_meanings = [{}]\n"
        "[[brand.lingo]]\nwords = [\"高仿 v\", \"classic q\"]\nclass = \"wink\"\nstrength = "
        "\"weak\"\n"
        "[[brand]]\nname = \"Nike\"\naliases = [\"nikestyle q\"]\nsectors = [\"shoes\"]\n",
        some("\"?{word} x\", \"?x{word}\", \"z {word} z\", "),
        some("\"{word} q\", \"q{word}\", ")))};
    const auto with = Model::Make(sources);
    if (!with) {
      RC_FAIL(with.error().message);
    }
    std::string title;
    for (const std::string& word :
         *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words_of_titles))) {
      title += word + *rc::gen::element(" ", "", " x ", " z ", " q ", "q");
    }
    const std::vector<std::string> after = BrandsOf(**with, ListingOf(title));
    for (const std::string& brand : BrandsOf(*own, ListingOf(title))) {
      RC_ASSERT(std::ranges::find(after, brand) != after.end());
    }
    const auto kinds = KindsOf(**with, ListingOf(title));
    const auto own_kinds = KindsOf(*own, ListingOf(title));
    RC_ASSERT(std::ranges::count(own_kinds, "brand.list") ==
              std::ranges::count(kinds, "brand.list"));
    if (title.find("高仿") != std::string::npos) {
      RC_ASSERT(std::ranges::find(kinds, "lingo.counterfeit_grade") != kinds.end());
    }
  });
  EXPECT_TRUE(holds);
}

TEST(PackParser, SaysWhereAFileIsNoPack) {
  EXPECT_THAT(ParseErrorOf(""), HasSubstr("p.toml line 1, column 1: the pack is empty"));
  EXPECT_THAT(ParseErrorOf("\xFF\xFE["), HasSubstr("UTF-16"));
  EXPECT_THAT(ParseErrorOf("[pack]\nname = \"\xBF\xC9\""), HasSubstr("p.toml line 2, column"));
  EXPECT_THAT(ParseErrorOf("brand\tnames\nNike\tNike\n"), HasSubstr("line 1, column"));
  EXPECT_THAT(ParseErrorOf(std::string(kHead)), HasSubstr("holds no [[brand]]"));
  EXPECT_THAT(ParseErrorOf("[pack]\nname = \"p\"\nverzion = \"1\"\n"),
              AllOf(HasSubstr("line 3, column 1"), HasSubstr("did you mean \"version\"?")));
  EXPECT_THAT(ParseErrorOf("[pack]\nname = \"p\"\nversion = \"1\"\nowner = \"o\"\n"),
              HasSubstr("needs a date"));
  EXPECT_THAT(ParseErrorOf("[pack]\nname = \"P q\"\n"), HasSubstr("line 2, column 8"));
}

TEST(PackParser, SaysWhereABrandIsWrittenWrong) {
  const auto error = [](std::string_view lines) { return ParseErrorOf(PackOf(lines).text); };
  EXPECT_THAT(error("nmaes = [\"a\"]\n"),
              AllOf(HasSubstr("line 9, column 1"), HasSubstr("did you mean \"names\"?")));
  EXPECT_THAT(error("names = \"Zephyrine\"\n"), HasSubstr("names is a list"));
  EXPECT_THAT(error("names = [\"a\", 7]\n"), HasSubstr("line 9, column 15: names holds texts"));
  EXPECT_THAT(error("names = [\"\"]\n"), HasSubstr("holds nothing that is seen"));
  EXPECT_THAT(error("names = [\"?\"]\n"), HasSubstr("holds nothing that is seen"));
  EXPECT_THAT(error("names = [\"\\u200B\"]\n"), HasSubstr("holds nothing that is seen"));
  EXPECT_THAT(error(fmt::format("names = [\"{}\"]\n", std::string(101, 'a'))),
              HasSubstr("more than 100 bytes"));
  EXPECT_THAT(error("sectors = []\n"), HasSubstr("needs sectors"));
  EXPECT_THAT(error("line = [\"aurora\"]\n"), HasSubstr("[[brand.line]]"));
  EXPECT_THAT(error("[[brand.line]]\nwords = [\"aurora\"]\nlist_price = { EURO = \"1\" }\n"),
              HasSubstr("line 11, column 16: \"EURO\" is no ISO 4217 currency"));
  EXPECT_THAT(error("[[brand.line]]\nwords = [\"aurora\"]\nlist_price = { EUR = 1250 }\n"),
              HasSubstr("a decimal in quotes"));
  EXPECT_THAT(error("[[brand.line]]\nwords = [\"aurora\"]\nlist_price = { EUR = \"-1\" }\n"),
              HasSubstr("a decimal in quotes"));
  EXPECT_THAT(error("[[brand.lingo]]\nwords = [\"a厂\"]\nclass = \"batch\"\nstrength = \"big\"\n"),
              HasSubstr("line 12, column 12"));
}

TEST(PackChecks, FindNothingWrongWithTheSample) {
  EXPECT_THAT(ErrorsOf({SamplePack()}), IsEmpty());
  EXPECT_THAT(WarningsOf({SamplePack()}), IsEmpty());
}

TEST(PackChecks, ANameOfTwoBrandsIsAnErrorWithBothPlaces) {
  EXPECT_THAT(ErrorsOf({PackOf("names = [\"耐克\"]\n")}),
              ElementsAre(AllOf(HasSubstr("p.toml line 9, column 10"), HasSubstr("names Zephyrine"),
                                HasSubstr("Nike in brands.tsv line "))));
  // A disguise of ours is one as well.
  EXPECT_THAT(ErrorsOf({PackOf("disguises = [\"blcg\"]\n")}), ElementsAre(HasSubstr("Balenciaga")));
  EXPECT_THAT(ErrorsOf({PackOf("nicknames = [\"风之家族\"]\n"),
                        PackOf("nicknames = [\"风之家族\"]\n", "Borealis", "q")}),
              ElementsAre(AllOf(HasSubstr("q.toml line 9, column 14"),
                                HasSubstr("p.toml line 9, column 14"))));
  // Where both have other meanings, goods tell which is meant.
  const std::vector<PackSource> weak = {PackOf("nicknames = [\"?大鹅\"]\n")};
  EXPECT_THAT(ErrorsOf(weak), IsEmpty());
  EXPECT_THAT(WarningsOf(weak), ElementsAre(HasSubstr("Canada Goose")));
}

TEST(PackChecks, OrdinaryWordsMustBeMarkedAndGoodsAreNoNames) {
  EXPECT_THAT(ErrorsOf({PackOf("nicknames = [\"cloud\"]\n")}),
              ElementsAre(AllOf(HasSubstr("an ordinary word"), HasSubstr("\"?cloud\""))));
  EXPECT_THAT(ErrorsOf({PackOf("nicknames = [\"?cloud\"]\n")}), IsEmpty());
  EXPECT_THAT(ErrorsOf({PackOf("nicknames = [\"月亮\"]\n")}),
              ElementsAre(HasSubstr("an ordinary word")));
  EXPECT_THAT(WarningsOf({PackOf("", "Timber")}), ElementsAre(HasSubstr("an ordinary word")));
  for (const char* word : {"包", "?包", "shoes", "?shoes", "手提包", "for", "?for", "the", "?正品",
                           "二手", "高仿", "vx", "a", "?a"}) {
    EXPECT_THAT(ErrorsOf({PackOf(fmt::format("nicknames = [\"{}\"]\n", word))}), SizeIs(1)) << word;
  }
  for (const char* word : {"zp", "361"}) {
    EXPECT_THAT(ErrorsOf({PackOf(fmt::format("aliases = [\"{}\"]\n", word))}), SizeIs(1)) << word;
    EXPECT_THAT(ErrorsOf({PackOf(fmt::format("aliases = [\"?{}\"]\n", word))}), IsEmpty()) << word;
  }
}

TEST(PackChecks, DuplicatesAreErrors) {
  EXPECT_THAT(ErrorsOf({PackOf("names = [\"西风\u9a6c\", \"西风馬\", \"西风\u9a6c\"]\n")}),
              ElementsAre(AllOf(HasSubstr("column 24"), HasSubstr("listed twice"),
                                HasSubstr("p.toml line 9, column 10"))));
  EXPECT_THAT(
      ErrorsOf({PackOf("names = [\"ＺＥＰＨＹＲ house\"]\naliases = [\"zephyr house\"]\n")}),
      ElementsAre(HasSubstr("listed twice")));
  EXPECT_THAT(ErrorsOf({PackOf(""), PackOf("")}), ElementsAre(HasSubstr("given twice")));
}

TEST(PackChecks, WordsOfTheTradeAreNoWordsOfHonestSellers) {
  const auto lingo = [](std::string_view word, std::string_view class_name) {
    return PackOf(
        fmt::format("[[brand.lingo]]\nwords = [\"{}\"]\nclass = \"{}\"\nstrength = \"weak\"\n",
                    word, class_name));
  };
  EXPECT_THAT(ErrorsOf({lingo("二手", "batch")}), ElementsAre(HasSubstr("safe_context.tsv line ")));
  EXPECT_THAT(ErrorsOf({lingo("手提包", "batch")}), ElementsAre(HasSubstr("prices.tsv")));
  EXPECT_THAT(ErrorsOf({lingo("Q厂", "bach")}), ElementsAre(HasSubstr("did you mean \"batch\"?")));
  EXPECT_THAT(WarningsOf({lingo("高仿", "wink")}),
              ElementsAre(HasSubstr("known already (lingo.tsv line ")));
}

TEST(PackChecks, ManyBrandsMayHaveOneWordOfTheTradeAndEachOnce) {
  const std::string lingo =
      "[[brand.lingo]]\nwords = [\"q厂出品\"]\nclass = \"batch\"\nstrength = \"weak\"\n";
  const std::vector<PackSource> packs = {PackOf(lingo), PackOf(lingo, "Borealis", "q"),
                                         PackOf(lingo, "Borealis", "r")};
  EXPECT_THAT(ErrorsOf(packs), IsEmpty());
  EXPECT_THAT(WarningsOf(packs),
              ElementsAre(AllOf(HasSubstr("r.toml"), HasSubstr("known already (q.toml line "))));
}

TEST(PackChecks, EqualWordsOfManyBrandsCostWhatDifferentOnesDo) {
  const auto seconds_of = [](fmt::string_view word) {
    PackSource pack{"p.toml", std::string(kHead)};
    for (int i = 0; i < 4'000; ++i) {
      fmt::format_to(std::back_inserter(pack.text),
                     "[[brand]]\nname = \"zephyr no {0}\"\nsectors = [\"bags\"]\n"
                     "other_meanings = [\"zxq {1}\"]\n[[brand.lingo]]\nwords = [\"zxq lot {1}\"]\n"
                     "class = \"batch\"\nstrength = \"weak\"\n",
                     i, fmt::format(fmt::runtime(word), i));
    }
    const std::clock_t begin = std::clock();
    EXPECT_THAT(ErrorsOf({pack}), IsEmpty());
    return static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
  };
  // Compared in pairs, equal ones cost twenty times as much.
  EXPECT_LT(seconds_of("valley"), 4 * seconds_of("valley {}"));
}

TEST(PackChecks, OtherMeaningsDoNotTakeTheNameBack) {
  EXPECT_THAT(ErrorsOf({PackOf("other_meanings = [\"Zephyrine\"]\n")}),
              ElementsAre(HasSubstr("take back the name itself")));
  EXPECT_THAT(ErrorsOf({PackOf("other_meanings = [\"耐克\"]\n")}), SizeIs(1));
}

TEST(PackChecks, OtherMeaningsAreShortAsTheyAreCompared) {
  // One character of Arabic that folds to 33 bytes.
  EXPECT_THAT(ErrorsOf({PackOf("other_meanings = [\"ﷺ zephyrine\", \"ﷺ ﷺ ﷺ zephyrine\"]\n")}),
              ElementsAre(AllOf(HasSubstr("p.toml line 9, column 34"), HasSubstr("at most 96"))));
  // The longest still takes its name back.
  const std::string longest = std::string(86, 'x') + " zephyrine";
  const auto model = ModelWith({PackOf(fmt::format("other_meanings = [\"{}\"]\n", longest))});
  EXPECT_THAT(BrandsOf(*model, ListingOf(longest)), IsEmpty());
  EXPECT_THAT(BrandsOf(*model, ListingOf("zephyrine")), ElementsAre("Zephyrine"));
  EXPECT_THAT(ErrorsOf({PackOf(fmt::format("other_meanings = [\"x{}\"]\n", longest))}), SizeIs(1));
}

TEST(PackChecks, PricesThatContradictEachOtherAreErrors) {
  const std::string line =
      "[[brand.line]]\nwords = [\"aurora tote\"]\nlist_price = { EUR = \"1250\" }\n";
  EXPECT_THAT(
      ErrorsOf({PackOf(line), PackOf("[[brand.line]]\nwords = [\"Aurora Tote\"]\n"
                                     "list_price = { EUR = \"990\" }\n",
                                     "Zephyrine", "q")}),
      ElementsAre(AllOf(HasSubstr("q.toml line 11, column 22"), HasSubstr("990.00 EUR here"),
                        HasSubstr("1250.00 in p.toml line 11, column 22"))));
  EXPECT_THAT(WarningsOf({PackOf("[[brand.line]]\nwords = [\"aurora tote\"]\n"
                                 "list_price = { EUR = \"1250\", CNY = \"98\" }\n")}),
              ElementsAre(HasSubstr("far apart")));
  EXPECT_THAT(
      WarningsOf({PackOf("sectors = [\"bags\"]\n[[brand.line]]\nwords = [\"gg super tote\"]\n"
                         "list_price = { USD = \"125000\" }\n",
                         "Gucci")}),
      ElementsAre(HasSubstr("genuine offers of Gucci ask")));
}

TEST(PackChecks, ABrandHasOneOwner) {
  PackSource other = PackOf("", "zephyrine", "q");
  other.text.replace(other.text.find("Zephyrine SA"), 12, "Somebody Ltd");
  EXPECT_THAT(ErrorsOf({PackOf(""), other}),
              ElementsAre(AllOf(HasSubstr("Somebody Ltd"), HasSubstr("p.toml line 8, column 8"))));
}

TEST(PackChecks, NamesThatHoldOrReadAsAnothersAreTold) {
  EXPECT_THAT(WarningsOf({PackOf("names = [\"nike zephyr\"]\n")}),
              ElementsAre(AllOf(HasSubstr("holds \"nike\""), HasSubstr("brands.tsv line "))));
  EXPECT_THAT(WarningsOf({PackOf("names = [\"gucc1\"]\n")}),
              ElementsAre(HasSubstr("reads as a spelling of Gucci")));
}

TEST(PackChecks, ABadPackIsNotLoadedAndTheFirstErrorIsTold) {
  ModelSources sources = EmbeddedModelSources();
  sources.packs = {PackOf("names = [\"耐克\"]\nsectors = [\"bagz\"]\n")};
  const auto model = Model::Make(sources);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().reason, "screening.bad_pack");
  EXPECT_THAT(model.error().message,
              AllOf(HasSubstr("p.toml line 8, column"), HasSubstr("and 1 more")));
}

}  // namespace
}  // namespace assay::screening

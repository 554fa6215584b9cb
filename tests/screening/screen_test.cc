// SPDX-License-Identifier: Apache-2.0
#include "screening/screen.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>
#include <rapidcheck/gtest.h>

#include "screening/lexicon.h"
#include "screening/price_table.h"
#include "text/utf8.h"

namespace assay::screening {
namespace {

using testing::AllOf;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::UnorderedElementsAre;

const Model& TestModel() {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  return *model;
}

Listing ListingOf(std::string title, std::string price = "", std::string_view currency = "CNY") {
  Listing listing;
  listing.id = "1";
  listing.title = std::move(title);
  if (!price.empty()) {
    listing.price = *ParseMoney(price, *Currency::Find(currency));
  }
  return listing;
}

Verdict VerdictOf(const Listing& listing, std::vector<std::string> authorised = {}) {
  const Context context{.prior = kDefaultPrior, .authorised_brands = authorised};
  return Judge(TestModel(), listing, ReadContent(TestModel(), listing), context);
}

std::vector<std::string> KindsOf(const Verdict& verdict) {
  std::vector<std::string> kinds;
  for (const Finding& finding : verdict.findings) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

std::vector<std::string> BrandsOf(const Verdict& verdict) {
  std::vector<std::string> brands;
  for (const BrandClaim& claim : verdict.brands) {
    brands.push_back(claim.brand);
  }
  return brands;
}

LogOdds SumOf(const Verdict& verdict) {
  LogOdds sum;
  for (const Finding& finding : verdict.findings) {
    sum += finding.weight;
  }
  return sum;
}

TEST(Screening, OpenReplicaOfABrandAtAFakesPriceIsRed) {
  const Verdict verdict = VerdictOf(ListingOf("Rolex Submariner replica watch", "110", "USD"));
  EXPECT_EQ(verdict.band, Band::kRed);
  EXPECT_THAT(BrandsOf(verdict), ElementsAre("Rolex"));
  EXPECT_THAT(KindsOf(verdict), Contains("lingo.counterfeit_grade"));
}

TEST(Screening, WordsOfTheTradeAreReadThroughDisguises) {
  for (const std::string title :
       {"莆.田 纯 原 AJ1 运动鞋", "耐克 gao仿 跑鞋", "耐克 高\xE2\x80\x8B仿 跑鞋",
        "nike r3plica shoes", "nike m1rror qual1ty shoes"}) {
    EXPECT_THAT(KindsOf(VerdictOf(ListingOf(title))), Contains("lingo.disguised")) << title;
  }
}

TEST(Screening, WordsThatMerelySoundLikeTradeWordsAreThemselves) {
  for (const std::string title :
       {"天然琥珀金珀方牌吊坠", "华科芯微芯microchip控制器", "匡威新款短袖", "身高 仿皮 外套",
        "加长扣排口 内衣配件", "散粉定妆专柜正品"}) {
    const std::vector<std::string> kinds = KindsOf(VerdictOf(ListingOf(title)));
    EXPECT_THAT(kinds, Not(Contains("lingo.disguised"))) << title;
    EXPECT_THAT(kinds, Not(Contains(HasSubstr("contact.")))) << title;
  }
}

TEST(Screening, WordsOfCopiesBesideANegationAreNoOffer) {
  for (const std::string title :
       {"耐克 Dunk 专柜 谨防高仿", "LV 邮差 不是高仿 有发票", "雅诗兰黛 小棕瓶 拒绝A货",
        "Gucci Marmont bag, not a replica", "Nike Dunk, never a fake"}) {
    EXPECT_NE(VerdictOf(ListingOf(title)).band, Band::kRed) << title;
    EXPECT_THAT(KindsOf(VerdictOf(ListingOf(title))), Not(Contains("lingo.counterfeit_grade")))
        << title;
  }
  EXPECT_EQ(VerdictOf(ListingOf("耐克 Dunk 非卖品 高仿")).band, Band::kRed);
}

TEST(Screening, NegationTakesBackOnlyWhatStandsRightBehindIt) {
  for (const std::string title :
       {"Nike Dunk shoes, no box replica", "Nike Dunk shoes without tag fake", "耐克 没有盒 高仿",
        "耐克 无盒 高仿", "LV 包 没有小票 精仿", "Nike Dunk, never worn replica"}) {
    EXPECT_EQ(VerdictOf(ListingOf(title)).band, Band::kRed) << title;
  }
  // And what stands right behind that.
  for (const std::string title : {"耐克 Dunk 不是莆田高仿", "耐克 Dunk 拒绝高仿复刻",
                                  "Nike Dunk, not a 1:1 replica", "Nike Dunk, not  a  copy",
                                  "Nike Dunk, no fake replica", "Nike Dunk, we never sell fakes"}) {
    EXPECT_LT(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
}

std::vector<std::string> TradeKindsOf(const std::string& title) {
  std::vector<std::string> kinds = KindsOf(VerdictOf(ListingOf(title)));
  std::erase_if(kinds, [](const std::string& kind) {
    return !kind.starts_with("lingo.") && !kind.starts_with("contact.");
  });
  return kinds;
}

TEST(Screening, OnePhraseIsOneFact) {
  EXPECT_THAT(TradeKindsOf("耐克鞋 PK版"), ElementsAre("lingo.batch"));
  EXPECT_THAT(TradeKindsOf("耐克鞋 高复刻"), ElementsAre("lingo.counterfeit_grade"));
  EXPECT_THAT(TradeKindsOf("耐克鞋 不输专柜"), ElementsAre("lingo.quality_claim"));
  EXPECT_THAT(TradeKindsOf("耐克鞋 高仿货"), ElementsAre("lingo.counterfeit_grade"));
  EXPECT_THAT(TradeKindsOf("耐克鞋 加微信"), ElementsAre("contact.off_platform"));
  EXPECT_THAT(TradeKindsOf("Nike shoes, fake box"), ElementsAre("lingo.packaging"));
  EXPECT_THAT(TradeKindsOf("Hublot watch AAA+"), ElementsAre("lingo.counterfeit_grade"));
  // Two words are two, of one kind as well.
  EXPECT_THAT(TradeKindsOf("Hublot watch AAA+ replica"),
              UnorderedElementsAre("lingo.counterfeit_grade", "lingo.hints_together"));
  EXPECT_THAT(TradeKindsOf("Hublot watch replica, replica"),
              ElementsAre("lingo.counterfeit_grade"));
  EXPECT_THAT(
      TradeKindsOf("耐克鞋 莆田高仿"),
      UnorderedElementsAre("lingo.counterfeit_grade", "lingo.copy_hint", "lingo.hints_together"));
}

// The terms that are words of the trade.
std::vector<std::string> TradeTerms() {
  std::vector<std::string> words;
  for (const std::string_view term : TermsOf(TestModel())) {
    if (!TradeKindsOf("耐克鞋 " + std::string(term)).empty()) {
      words.emplace_back(term);
    }
  }
  return words;
}

RC_GTEST_PROP(Screening, NoWordWithinAnotherIsCountedBesideIt, ()) {
  static const std::vector<std::string> terms = TradeTerms();
  const auto word = rc::gen::elementOf(terms);
  std::string title = "耐克鞋 " + *word;
  for (int i = 0; i < 3; ++i) {
    title += *rc::gen::element<std::string>("", "", " ", "，") + *word;
  }
  const Verdict verdict = VerdictOf(ListingOf(title));
  const auto is_word = [](const Finding& finding) {
    return finding.kind.starts_with("lingo.") && finding.kind != "lingo.disguised" && finding.span;
  };
  for (const Finding& finding : verdict.findings) {
    for (const Finding& other : verdict.findings) {
      if (&finding != &other && is_word(finding) && is_word(other)) {
        RC_ASSERT(other.span->begin < finding.span->begin || finding.span->end < other.span->end);
      }
    }
  }
}

TEST(Screening, HonestSubstitutesMayCompareThemselvesWithTheCounter) {
  EXPECT_LT(VerdictOf(ListingOf("国货口红 不输专柜")).score, kWatchScore);
  EXPECT_EQ(VerdictOf(ListingOf("香奈儿 口红 不输专柜")).band, Band::kWatch);
}

TEST(Screening, BooksOnFakesAndHonestImitationsAreNoOffers) {
  for (const std::string title :
       {"如何识破高仿 防骗指南", "How to spot a fake Louis Vuitton guide", "高仿 绿植 客厅摆设",
        "高仿 古币 教学", "replica sword blunt", "仿木 高仿 衣架",
        "exact replica of a museum helmet", "Fakes and forgeries in the art world"}) {
    EXPECT_LT(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
}

TEST(Screening, HarmlessWordsDoNotSilenceAnOffer) {
  for (const std::string offer :
       {"Nike Dunk 1:1 replica LJR batch passes legit check", "耐克鞋 高仿 公司级",
        "LV 包 顶级复刻", "Rolex super clone watch"}) {
    for (const std::string words :
         {"", " size guide", ", size guide", " how to order", " tutorial", " 尺码指南", " 穿搭教程",
          " 防骗指南", " leather", " costume", " 真丝", " 摆件"}) {
      EXPECT_EQ(VerdictOf(ListingOf(offer + words)).band, Band::kRed) << offer << words;
    }
  }
  // Nor where no brand is claimed and another word of the trade stands beside those for a copy.
  for (const std::string title :
       {"replica leather handbag 1:1 mirror quality", "高仿 包 公司级 摆件", "高仿 莆田鞋 教程",
        "exact replica handbag LJR batch, decorative statue"}) {
    EXPECT_GE(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
}

TEST(Screening, ABookOnFakesMayNameTheBrand) {
  for (const std::string title :
       {"LV 高仿鉴别教程 电子书", "AJ1 球鞋 莆田纯原鉴别指南",
        "Rolex replica or real? collector handbook", "Guide to fake Rolex watches",
        "How to identify a fake Chanel bag"}) {
    EXPECT_LT(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
}

TEST(Screening, CopiesOfBrandsNobodyWatchesAreWatched) {
  const Verdict verdict = VerdictOf(ListingOf("远山牌 运动鞋 高仿"));
  EXPECT_THAT(KindsOf(verdict), Contains("brand.not_named"));
  EXPECT_EQ(verdict.band, Band::kWatch);
  for (const std::string title : {"Farmountain jacket replica", "Farmountain 28 AAA replica"}) {
    EXPECT_GE(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
  // Of what nobody's brand is on, it is an ordinary word.
  for (const std::string title : {"Spitfire airplane replica, wooden", "Roman oil lamp replica"}) {
    EXPECT_LT(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
}

TEST(Screening, OneCharacterSpeaksOnlyWhereItStandsAlone) {
  EXPECT_THAT(KindsOf(VerdictOf(ListingOf("耐克鞋 仿 礼盒"))), Contains("lingo.disclosure"));
  EXPECT_THAT(KindsOf(VerdictOf(ListingOf("耐克鞋 仿古 模仿"))), Not(Contains("lingo.disclosure")));
}

TEST(Screening, ManyKindsOfHintsAddUp) {
  const std::vector<std::string> kinds =
      KindsOf(VerdictOf(ListingOf("耐克鞋 一手货源 懂的来 全套包装 支持验货")));
  EXPECT_THAT(kinds, Contains("lingo.hints_together"));
  EXPECT_THAT(kinds, Contains("lingo.many_hints"));
}

TEST(Screening, SalesLinksAreHonestWithoutAPartner) {
  for (const std::string title :
       {"补差价 专用链接", "客户专拍 喜糖盒", "生日蛋糕 款式看主页 备注", "邮费补差 拍前联系"}) {
    EXPECT_LT(VerdictOf(ListingOf(title)).score, kWatchScore) << title;
  }
  EXPECT_GE(VerdictOf(ListingOf("LV 包 款式看主页 拍下改价")).score, kWatchScore);
}

TEST(Screening, AlternativesOfATermAreAllFound) {
  for (const std::string title :
       {"耐克鞋 和正品一样", "耐克鞋 跟专柜没区别", "耐克鞋 与原版无异"}) {
    EXPECT_THAT(KindsOf(VerdictOf(ListingOf(title))), Contains("lingo.quality_claim")) << title;
  }
  ModelSources sources = EmbeddedModelSources();
  for (const std::string bad : {"(a|b", "a)b", "((a)b)"}) {
    sources.lingo_tsv = "term\tlang\tclass\tstrength\n" + bad + "\ten\twink\tweak\n";
    EXPECT_FALSE(Model::Make(sources)) << bad;
  }
}

TEST(Screening, ChannelsAndNumbersLeadAwayInAnyDisguise) {
  for (const std::string title :
       {"耐克鞋 加 V 信", "耐克鞋 微.信 abc_12345", "nike w h a t s a p p"}) {
    EXPECT_THAT(KindsOf(VerdictOf(ListingOf(title))), Contains("contact.off_platform")) << title;
  }
  const Verdict verdict = VerdictOf(ListingOf("耐克鞋 看图 一三9零零零〇１②34"));
  const auto number =
      std::ranges::find(verdict.findings, std::string("contact.number"), &Finding::kind);
  ASSERT_NE(number, verdict.findings.end());
  EXPECT_EQ(number->text, "gives a telephone number of 11 digits, not in plain digits");
  ASSERT_TRUE(number->span.has_value());
  EXPECT_EQ(number->span->begin, std::string("耐克鞋 看图 ").size());
}

TEST(Screening, NoFindingRepeatsANumber) {
  const Verdict verdict = VerdictOf(ListingOf("耐克鞋 加微信13900001234 或 vx13900001234"));
  for (const Finding& finding : verdict.findings) {
    EXPECT_THAT(finding.text, Not(HasSubstr("1390000"))) << finding.kind;
  }
}

TEST(Screening, DisguisedBrandWithTradeWordsIsRed) {
  const Verdict verdict = VerdictOf(ListingOf("百达飞丽 鹦鹉螺5711 PPF厂 手表 加微信", "2980"));
  EXPECT_EQ(verdict.band, Band::kRed);
  EXPECT_EQ(verdict.brands.at(0).via, "disguise");
  EXPECT_EQ(verdict.brands.at(0).surface, "百达飞丽");
}

TEST(Screening, AccessoryNamesABrandWithoutClaimingIt) {
  for (const char* title :
       {"适用于苹果15ProMax手机壳硅胶液态", "Leather strap for Rolex Submariner",
        "Back cover for Samsung Galaxy S5", "替换飞利浦牙刷头HX6730通用",
        "适用LV neverfull 内胆包中包 收纳整理"}) {
    const Verdict verdict = VerdictOf(ListingOf(title, "20"));
    EXPECT_THAT(BrandsOf(verdict), IsEmpty()) << title;
    EXPECT_NE(verdict.band, Band::kRed) << title;
  }
}

TEST(Screening, HonestSecondHandIsNotRedHoweverCheap) {
  for (const char* price : {"3600", "900", "300"}) {
    const Verdict verdict =
        VerdictOf(ListingOf("Louis Vuitton Speedy30 包 二手 2016年专柜购入", price));
    EXPECT_NE(verdict.band, Band::kRed) << price;
    EXPECT_THAT(KindsOf(verdict), Contains("context.second_hand"));
  }
}

TEST(Screening, LowPriceAloneIsNeverRed) {
  EXPECT_NE(VerdictOf(ListingOf("Rolex Datejust watch", "100", "USD")).band, Band::kRed);
  EXPECT_NE(VerdictOf(ListingOf("Gucci Marmont bag", "25", "USD")).band, Band::kRed);
}

TEST(Screening, WordsOfTwoMeaningsNeedAPartner) {
  for (const char* title :
       {"翡翠A货天然冰种手镯带证书", "莆田特产桂圆干肉厚核小", "南孚AAA电池7号40粒",
        "老式收音机复刻款 怀旧礼物", "gym bag 100 reps challenge", "高仿真玫瑰花束绢花"}) {
    const Verdict verdict = VerdictOf(ListingOf(title, "30"));
    EXPECT_LT(verdict.score, kWatchScore) << title;
  }
  const Verdict reissue = VerdictOf(ListingOf("Air Jordan 1 Retro High OG 复刻元年 鞋", "1299"));
  EXPECT_LT(reissue.score, kWatchScore);
}

TEST(Screening, BrandNamesOfOrdinaryThingsNeedAProductWord) {
  EXPECT_THAT(BrandsOf(VerdictOf(ListingOf("烟台红富士苹果 5斤装"))), IsEmpty());
  EXPECT_THAT(BrandsOf(VerdictOf(ListingOf("黄小米 五谷杂粮 2斤"))), IsEmpty());
  EXPECT_THAT(BrandsOf(VerdictOf(ListingOf("小米 智能手机"))), ElementsAre("Xiaomi"));
}

TEST(Screening, DenialTakesTheWordBack) {
  const Verdict verdict = VerdictOf(ListingOf("兰蔻粉水400ml 不是高仿"));
  EXPECT_THAT(KindsOf(verdict), Not(Contains("lingo.counterfeit_grade")));
  EXPECT_THAT(KindsOf(verdict), Contains("context.denial"));
}

TEST(Screening, AuthorisedStoreIsNotRedWhateverItsWords) {
  const Listing listing = ListingOf("Rolex Submariner replica watch", "110", "USD");
  EXPECT_EQ(VerdictOf(listing).band, Band::kRed);
  const Verdict authorised = VerdictOf(listing, {"Rolex"});
  EXPECT_NE(authorised.band, Band::kRed);
  EXPECT_THAT(KindsOf(authorised), Contains("context.authorised"));
  EXPECT_EQ(VerdictOf(listing, {"Omega"}).band, Band::kRed);
}

TEST(Screening, PriceWithoutCurrencyIsNotUsedAndSaysSo) {
  Listing listing = ListingOf("Rolex Datejust watch");
  listing.has_price_without_currency = true;
  const Verdict verdict = VerdictOf(listing);
  const auto finding =
      std::find_if(verdict.findings.begin(), verdict.findings.end(),
                   [](const auto& f) { return f.kind == "price.without_currency"; });
  ASSERT_NE(finding, verdict.findings.end());
  EXPECT_EQ(finding->weight.micros, 0);
  EXPECT_THAT(finding->text, HasSubstr("without a currency"));
}

TEST(Screening, LowerPriceNeverLowersTheScore) {
  for (const char* title : {"Gucci Marmont bag", "Nike Dunk Low", "Casio watch", "Hermes belt",
                            "Chanel 二手 包", "Michael Kors watch", "Breguet watch"}) {
    std::int32_t last = 100;
    for (int cents = 600; cents < 100'000'000; cents += cents / 20) {
      const std::string price = FormatDecimal({cents, *Currency::Find("USD")});
      const Verdict verdict = VerdictOf(ListingOf(title, price, "USD"));
      if (KindsOf(verdict).back() == "price.not_given") {
        continue;  // A placeholder says nothing.
      }
      EXPECT_LE(verdict.score, last) << title << " " << price;
      last = verdict.score;
    }
  }
}

TEST(Screening, NoPriceAloneIsRedWhateverTheGoods) {
  std::size_t judged = 0;
  for (const PriceCell& cell : TestModel().prices().cells()) {
    Listing listing = ListingOf("", "6", "USD");
    listing.brand = cell.subject.brand;
    for (const PriceItem& item : TestModel().prices().items()) {
      listing.title = item.name == cell.subject.item ? item.words.front() : listing.title;
    }
    const Verdict verdict = VerdictOf(listing);
    judged += verdict.brands.empty() ? 0U : 1U;
    EXPECT_NE(verdict.band, Band::kRed) << cell.subject.brand << " " << listing.title;
  }
  EXPECT_GT(judged, 1'000U);
}

TEST(Screening, PricesThatCannotBeComparedSaySoAndCountNothing) {
  const auto price_finding = [](const Listing& listing) {
    return VerdictOf(listing).findings.back();
  };
  EXPECT_EQ(price_finding(ListingOf("Gucci bag", "0", "USD")).kind, "price.not_given");
  EXPECT_EQ(price_finding(ListingOf("Gucci bag", "1", "CNY")).kind, "price.not_given");
  EXPECT_EQ(price_finding(ListingOf("Gucci bag", "100", "BTN")).kind, "price.currency_not_known");
  Listing negative = ListingOf("Gucci bag");
  negative.price = Money{-500, *Currency::Find("USD")};
  EXPECT_EQ(price_finding(negative).kind, "price.not_given");
  Listing huge = ListingOf("Gucci bag");
  huge.price = Money{kMoneyMinorUnitsMax, *Currency::Find("USD")};
  EXPECT_EQ(price_finding(huge).kind, "price.usual");
  for (const Listing& listing :
       {ListingOf("Gucci bag", "0", "USD"), negative, ListingOf("Gucci bag", "100", "BTN")}) {
    EXPECT_EQ(price_finding(listing).weight.micros, 0);
  }
}

TEST(Screening, PriceFindingSaysCountsQuantilesAndWhatFakesAsk) {
  const Verdict verdict = VerdictOf(ListingOf("Louis Vuitton bag", "40", "USD"));
  const std::string& text = verdict.findings.back().text;
  EXPECT_THAT(text, HasSubstr("price 40.00 USD; the middle of "));
  EXPECT_THAT(text, HasSubstr(" genuine offers (Louis Vuitton bags) is "));
  EXPECT_THAT(text, HasSubstr("; one in ten asks less than "));
  EXPECT_THAT(text, HasSubstr(" known fakes ask "));
  EXPECT_THAT(text, HasSubstr(" times as common among fakes, or more"));
  // What needs no suspicion needs no word about fakes.
  EXPECT_THAT(VerdictOf(ListingOf("Louis Vuitton bag", "900", "USD")).findings.back().text,
              Not(HasSubstr("fakes")));
}

TEST(Screening, TheWatchForEveryDayIsNotHeldAgainstThoseOfOtherBrands) {
  const Verdict casio = VerdictOf(ListingOf("Casio 卡西欧 石英手表 男", "429"));
  EXPECT_EQ(casio.brands.at(0).brand, "Casio");
  EXPECT_TRUE(std::ranges::any_of(casio.findings,
                                  [](const auto& f) { return f.kind == "price.no_reference"; }));
  // Another brand without offers of its own is compared with its like.
  const Verdict breguet = VerdictOf(ListingOf("Breguet 机械手表 男", "429"));
  EXPECT_TRUE(std::ranges::any_of(
      breguet.findings, [](const auto& f) { return f.kind.starts_with("price.like_fakes_"); }));
}

TEST(Screening, FindingsSumToTheLogOddsAndSpansLieInTheText) {
  const bool holds = rc::check("sums and spans", [] {
    const std::vector<std::string> words = {
        "nike",  "耐克",  "replica",  "高仿", "加微信", "适用于",      "for",    "鞋",
        "watch", "rolex", "二手",     "1:1",  "AAA",    "vx",          "ＬＶ",   "包",
        "gucci", " ",     ".",        "👟",    "莆田",   "LJR版",       "懂的来", "used",
        "A货",   "复刻",  "whatsapp", "过验", "gg",     "\xE2\x80\x8B"};
    Listing listing = ListingOf("");
    for (std::string* field : {&listing.title, &listing.description, &listing.brand}) {
      for (const std::string& word :
           *rc::gen::container<std::vector<std::string>>(rc::gen::elementOf(words))) {
        *field += word + (*rc::gen::arbitrary<bool>() ? " " : "");
      }
    }
    listing.price = Money{*rc::gen::inRange<std::int64_t>(0, 1'000'000), *Currency::Find("USD")};
    const Context context{.prior = {*rc::gen::inRange<std::int64_t>(-13'000'000, 13'000'000)},
                          .authorised_brands = {}};
    const ContentSignals signals = ReadContent(TestModel(), listing);
    const Verdict verdict = Judge(TestModel(), listing, signals, context);
    RC_ASSERT(SumOf(verdict) == verdict.log_odds);
    RC_ASSERT(verdict.log_odds <= kLogOddsLimit &&
              -kLogOddsLimit.micros <= verdict.log_odds.micros);
    RC_ASSERT((verdict.band == Band::kRed) == (verdict.score >= kRedScore));
    RC_ASSERT(ReadContent(TestModel(), listing).fingerprint == signals.fingerprint);
    const auto text_of = [&](const Span& span) {
      const std::string& field = span.field == Field::kTitle         ? listing.title
                                 : span.field == Field::kDescription ? listing.description
                                                                     : listing.brand;
      RC_ASSERT(span.begin < span.end && span.end <= field.size());
      return field.substr(span.begin, span.end - span.begin);
    };
    for (const Finding& finding : verdict.findings) {
      if (finding.span) {
        RC_ASSERT(text::IsValidUtf8(text_of(*finding.span)));
      }
    }
    for (const BrandClaim& claim : verdict.brands) {
      RC_ASSERT(text_of(claim.span) == claim.surface);
    }
  });
  EXPECT_TRUE(holds);
}

TEST(Screening, SumBeyondTheLimitSaysSo) {
  const Listing listing =
      ListingOf("Rolex replica watch noob factory 加微信 非正品 过验", "110", "USD");
  const Context context{.prior = {13'000'000}, .authorised_brands = {}};
  const Verdict verdict = Judge(TestModel(), listing, ReadContent(TestModel(), listing), context);
  EXPECT_EQ(verdict.log_odds, kLogOddsLimit);
  EXPECT_THAT(KindsOf(verdict), Contains("limit"));
  EXPECT_EQ(SumOf(verdict), verdict.log_odds);
}

TEST(Screening, NothingToJudgeByIsUnknownNotClear) {
  EXPECT_EQ(VerdictOf(ListingOf("")).band, Band::kUnknown);
  EXPECT_EQ(VerdictOf(ListingOf("👟👟👟")).band, Band::kUnknown);
  EXPECT_EQ(VerdictOf(ListingOf("plain cotton curtain")).band, Band::kUnknown);
}

TEST(Screening, SurvivesHostileText) {
  EXPECT_EQ(VerdictOf(ListingOf("\xFF\xFE\xC0 bad bytes \xE8")).band, Band::kUnknown);
  std::string marks = "Rol";
  for (int i = 0; i < 10'000; ++i) {
    marks += "\xCC\x81";
  }
  EXPECT_THAT(BrandsOf(VerdictOf(ListingOf(marks + "ex replica"))), ElementsAre("Rolex"));
  const Verdict cut = VerdictOf(ListingOf(std::string(1'000'000, 'a') + " nike replica"));
  EXPECT_THAT(KindsOf(cut), Contains("text.cut"));
}

TEST(Screening, AllBrandsAtOnceStayWithinTheLimits) {
  std::string title;
  const std::string& brands = EmbeddedModelSources().brands_tsv;
  for (std::size_t begin = 0; begin < brands.size();) {
    const std::size_t end = std::min(brands.find('\n', begin), brands.size());
    title += brands.substr(begin, brands.find('\t', begin) - begin) + ", ";
    begin = end + 1;
  }
  const Verdict verdict = VerdictOf(ListingOf(title + "高仿"));
  EXPECT_EQ(verdict.brands.size(), 32U);
  EXPECT_EQ(SumOf(verdict), verdict.log_odds);
}

TEST(ModelFiles, ErrorsNameFileAndLine) {
  ModelSources sources = EmbeddedModelSources();
  sources.weights_tsv = "weight\tno.such_kind\t1.0\n";
  const auto model = Model::Make(sources);
  ASSERT_FALSE(model);
  EXPECT_EQ(model.error().reason, "screening.bad_model_file");
  EXPECT_THAT(model.error().message, HasSubstr("weights.tsv line 1"));
}

TEST(ModelFiles, WordsThatTakeOthersBackAreShortAsTheyAreCompared) {
  ModelSources sources = EmbeddedModelSources();
  sources.safe_context_tsv =
      "term\tlang\tclass\nﷺ 仿\tzh\tofficial_term\nﷺ ﷺ ﷺ 仿\tzh\tofficial_term\n";
  const auto model = Model::Make(sources);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message,
              AllOf(HasSubstr("safe_context.tsv line 3"), HasSubstr("at most 96")));
}

TEST(ModelFiles, ATermOfTwoStrengthsIsAnErrorWithBothLines) {
  ModelSources sources = EmbeddedModelSources();
  for (const std::string other : {"batch\tweak", "wink\tstrong", "batch\tbeside"}) {
    sources.lingo_tsv =
        "term\tlang\tclass\tstrength\n(PK|OG)版\tzh\tbatch\tstrong\npk版\tzh\t" + other + "\n";
    const auto model = Model::Make(sources);
    ASSERT_FALSE(model) << other;
    EXPECT_THAT(model.error().message, AllOf(HasSubstr("line 3"), HasSubstr("in line 2")));
  }
}

TEST(ModelFiles, WeightMissingForAKindIsAnError) {
  ModelSources sources = EmbeddedModelSources();
  const std::size_t at = sources.weights_tsv.find("weight\tbrand.claimed");
  sources.weights_tsv.erase(at, sources.weights_tsv.find('\n', at) - at + 1);
  const auto model = Model::Make(sources);
  ASSERT_FALSE(model);
  EXPECT_THAT(model.error().message, HasSubstr("brand.claimed"));
}

}  // namespace
}  // namespace assay::screening

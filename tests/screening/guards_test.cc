// SPDX-License-Identifier: Apache-2.0
// Titles that name a brand and do not claim it, each beside one that does: a guard that keeps everything out would pass
// the first half and fail the second.
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "screening/screen.h"

namespace assay::screening {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;
using testing::SizeIs;

const Model& TestModel() {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  return *model;
}

Verdict VerdictOf(std::string title, std::string brand = "") {
  Listing listing;
  listing.id = "1";
  listing.title = std::move(title);
  listing.brand = std::move(brand);
  return Judge(TestModel(), listing, ReadContent(TestModel(), listing),
               {.prior = kDefaultPrior, .authorised_brands = {}});
}

std::vector<std::string> BrandsOf(const std::string& title, const std::string& brand = "") {
  std::vector<std::string> brands;
  for (const BrandClaim& claim : VerdictOf(title, brand).brands) {
    brands.push_back(claim.brand);
  }
  return brands;
}

std::vector<std::string> KindsOf(const std::string& title) {
  std::vector<std::string> kinds;
  for (const Finding& finding : VerdictOf(title).findings) {
    kinds.push_back(finding.kind);
  }
  return kinds;
}

struct Pair {
  const char* innocent;
  const char* claim;
  const char* brand;
};

void ExpectToldApart(std::initializer_list<Pair> pairs) {
  for (const Pair& pair : pairs) {
    EXPECT_THAT(BrandsOf(pair.innocent), IsEmpty()) << pair.innocent;
    EXPECT_THAT(BrandsOf(pair.claim), ElementsAre(pair.brand)) << pair.claim;
  }
}

TEST(Guards, ShortNamesNeedGoodsOfTheBrand) {
  ExpectToldApart({{"AP physics textbook 2017", "AP 皇家橡树 手表", "Audemars Piguet"},
                   {"L V 字母 贴纸", "LV 手提包", "Louis Vuitton"},
                   {"MK 机械键盘", "mk handbag", "Michael Kors"},
                   {"BV认证 检测报告", "bv 编织 手提包", "Bottega Veneta"},
                   {"AJ 拍摄 人像 教程", "AJ1 球鞋", "Air Jordan"}});
}

TEST(Guards, OrdinaryWordsOfEnglishAreNoBrands) {
  ExpectToldApart({{"apple pie recipe book", "Apple iphone 64GB unlocked", "Apple"},
                   {"puma animal plush toy", "Puma running shoes", "Puma"},
                   {"coach tour tickets london", "Coach leather handbag", "Coach"},
                   {"football coach whistle", "coach tote", "Coach"},
                   {"diesel engine oil filter", "Diesel jeans men", "Diesel"},
                   {"fossil dinosaur teeth", "Fossil watch men", "Fossil"},
                   {"citizen science handbook", "Citizen watch eco-drive", "Citizen"},
                   {"two delivery vans for hire", "Vans old skool shoes", "Vans"},
                   {"supreme court handbook", "Supreme hoodie box logo", "Supreme"}});
}

TEST(Guards, OrdinaryWordsOfChineseAreNoBrands) {
  ExpectToldApart({{"苹果 新鲜 水果 5斤", "苹果 手机 64G", "Apple"},
                   {"黄小米 五谷杂粮 5斤", "小米 手机", "Xiaomi"},
                   {"三叶草 种子 绿化", "三叶草 运动鞋", "Adidas"},
                   {"大鹅 土鹅 现杀", "大鹅 羽绒服", "Canada Goose"}});
}

TEST(Guards, WhatFitsABrandIsNotOfIt) {
  ExpectToldApart({{"适用于 耐克 鞋带", "耐克 运动鞋", "Nike"},
                   {"for Nike shoelaces", "Nike shoes", "Nike"},
                   {"compatible with Dyson V8 filter", "Dyson V8 vacuum", "Dyson"},
                   {"劳力士 表带 通用", "劳力士 腕表", "Rolex"},
                   {"strap for Rolex Submariner", "Rolex Submariner", "Rolex"},
                   {"适用LV neverfull 内胆包中包", "LV neverfull 手提包", "Louis Vuitton"}});
}

TEST(Guards, SameStyleHonestlySaidIsNoClaim) {
  ExpectToldApart(
      {{"耐克同款 运动鞋", "耐克 运动鞋", "Nike"}, {"Gucci同款 链条包", "Gucci 链条包", "Gucci"}});
  for (const char* title : {"明星同款 连衣裙", "网红同款 小白鞋", "剧中同款 风衣"}) {
    EXPECT_EQ(VerdictOf(title).band, Band::kUnknown) << title;
  }
  // The style is a star's, and the bag is said to be Gucci's.
  EXPECT_THAT(BrandsOf("杨幂同款 Gucci 包"), ElementsAre("Gucci"));
}

TEST(Guards, AListOfBrandsClaimsNone) {
  for (const char* title :
       {"Gucci Prada Chanel Dior Hermes bags", "古驰 普拉达 香奈儿 迪奥 包包",
        "包 Gucci Prada Chanel LV Hermes Dior 风格", "Nike / Adidas / Puma / Vans 运动鞋"}) {
    EXPECT_THAT(BrandsOf(title), IsEmpty()) << title;
    EXPECT_THAT(KindsOf(title), Contains("brand.list")) << title;
    EXPECT_NE(VerdictOf(title).band, Band::kRed) << title;
  }
  const Verdict verdict = VerdictOf("bags Gucci Prada Chanel Dior new");
  const auto list = std::ranges::find(verdict.findings, "brand.list", &Finding::kind);
  ASSERT_NE(list, verdict.findings.end());
  EXPECT_EQ(list->span, (Span{Field::kTitle, 5, 28}));
  // The brand field says which it is.
  EXPECT_THAT(BrandsOf("Gucci Prada Chanel Dior Hermes bags", "Gucci"), ElementsAre("Gucci"));
}

TEST(Guards, TwoOrThreeBrandsAndListsOfCopiesAreClaims) {
  EXPECT_THAT(BrandsOf("Nike x Off-White x Supreme shoes"), SizeIs(3));
  for (const char* title : {"Gucci Prada Chanel Dior replica bags",
                            "古驰 普拉达 香奈儿 迪奥 高仿 包包", "gucc1 Prada Chanel Dior bags"}) {
    EXPECT_THAT(BrandsOf(title), SizeIs(4)) << title;
    EXPECT_THAT(KindsOf(title), Not(Contains("brand.list"))) << title;
  }
}

}  // namespace
}  // namespace assay::screening

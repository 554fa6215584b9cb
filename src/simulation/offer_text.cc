// SPDX-License-Identifier: Apache-2.0
#include "simulation/offer_text.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

#include "core/check.h"

namespace assay::simulation {
namespace {

constexpr std::array<BrandGoods, 20> kBrands = {{
    {"nike", "Nike", "耐克", "N1ke", "耐ke", "shoes", "running shoes", "运动鞋", 89'900, true},
    {"adidas", "Adidas", "阿迪达斯", "ad1das", "阿迪哒斯", "shoes", "trainers", "跑鞋", 79'900,
     true},
    {"new-balance", "New Balance", "新百伦", "N.B", "新百仑", "shoes", "sneakers", "板鞋", 76'900,
     true},
    {"converse", "Converse", "匡威", "c0nverse", "匡w", "shoes", "canvas shoes", "帆布鞋", 46'900,
     true},
    {"air-jordan", "Air Jordan", "乔丹", "j0rdan", "乔但", "shoes", "basketball shoes", "篮球鞋",
     129'900, true},
    {"puma", "Puma", "彪马", "pvma", "彪ma", "shoes", "running shoes", "运动鞋", 59'900, true},
    {"gucci", "Gucci", "古驰", "Gu*ci", "古弛", "bags", "shoulder bag", "单肩包", 1'580'000, false},
    {"chanel", "Chanel", "香奈儿", "ch4nel", "香乃儿", "bags", "crossbody bag", "链条包", 4'200'000,
     false},
    {"louis-vuitton", "Louis Vuitton", "路易威登", "L0uis V", "路易威", "bags", "tote bag",
     "手提包", 1'260'000, false},
    {"coach", "Coach", "蔻驰", "c0ach", "寇驰", "bags", "leather bag", "真皮包", 320'000, false},
    {"prada", "Prada", "普拉达", "pr4da", "普拉d", "bags", "nylon bag", "尼龙包", 980'000, false},
    {"casio", "Casio", "卡西欧", "cas1o", "卡西鸥", "watches", "watch", "手表", 99'000, false},
    {"rolex", "Rolex", "劳力士", "r0lex", "劳力土", "watches", "automatic watch", "机械表",
     6'200'000, false},
    {"levis", "Levi's", "李维斯", "Lev1s", "李维丝", "apparel", "jeans", "牛仔裤", 59'900, false},
    {"moncler", "Moncler", "盟可睐", "m0ncler", "蒙口", "apparel", "down jacket", "羽绒服", 890'000,
     false},
    {"burberry", "Burberry", "巴宝莉", "burb3rry", "巴保莉", "apparel", "scarf", "围巾", 390'000,
     false},
    {"dyson", "Dyson", "戴森", "dys0n", "代森", "appliances", "vacuum cleaner", "吸尘器", 329'000,
     false},
    {"apple", "Apple", "苹果", "app1e", "频果", "electronics", "wireless earphones", "无线耳机",
     127'600, false},
    // Two that no list of brands has.
    {"northpeak", "Northpeak", "北峰", "N0rthpeak", "北锋", "shoes", "hiking boots", "登山鞋",
     129'900, true},
    {"lanterne", "Lanterne", "朗黛", "Lantern3", "朗戴", "cosmetics", "face cream", "面霜", 45'000,
     false},
}};

struct PlainGoods {
  std::string_view chinese;
  std::string_view english;
  std::string_view category;
  std::int64_t price_fen;
};
constexpr std::array<PlainGoods, 24> kPlain = {{
    {"家用收纳盒 三件套", "Storage box, set of three", "home", 3'900},
    {"纯棉毛巾 两条装", "Cotton towels, two pieces", "home", 2'900},
    {"手工陶瓷杯", "Handmade ceramic cup", "home", 5'600},
    {"儿童木制积木", "Wooden building blocks", "toys", 6'900},
    {"不锈钢保温杯 500ml", "Vacuum flask 500 ml", "home", 4'900},
    {"棉麻围巾 素色", "Plain linen scarf", "apparel", 4'500},
    {"帆布双肩包 学生", "Canvas backpack for school", "bags", 8'900},
    {"龙井茶 250克", "Longjing tea 250 g", "food", 12'800},
    {"女士真皮钱包 短款", "Leather wallet, short", "bags", 9'900},
    {"男士休闲皮鞋", "Casual leather shoes for men", "shoes", 15'900},
    {"女款帆布鞋 小白鞋", "White canvas shoes for women", "shoes", 7'900},
    {"老北京布鞋", "Old Beijing cloth shoes", "shoes", 4'600},
    {"石英手表 简约", "Plain quartz watch", "watches", 8'800},
    {"儿童电子手表 防水", "Waterproof watch for children", "watches", 3'500},
    {"蓝牙耳机 运动", "Bluetooth earphones for sport", "electronics", 7'900},
    {"手机支架 桌面", "Phone stand for desks", "electronics", 1'900},
    {"羽绒服 中长款", "Down jacket, knee-length", "apparel", 29'900},
    {"牛仔裤 直筒", "Straight jeans", "apparel", 9'900},
    {"护手霜 三支装", "Hand cream, three tubes", "cosmetics", 3'300},
    {"手工皂 薰衣草", "Handmade soap, lavender", "cosmetics", 2'200},
    {"电动牙刷 成人", "Electric toothbrush", "appliances", 9'900},
    {"手持小风扇", "Handheld fan", "appliances", 2'900},
    {"拼图 1000片", "Puzzle of 1000 pieces", "toys", 4'900},
    {"坚果礼盒", "Box of nuts", "food", 8'800},
}};

using Words = std::span<const std::string_view>;

constexpr std::array<std::string_view, 8> kOpenChinese = {
    "{b}高仿 {g} 一比一",        "{b} 莆系 公司级 {g}",  "精仿{b} {g} 原版开模",
    "{b} 超A {g} 过毒 支持鉴定", "顶级复刻 {b} {g} 1:1", "{b} {g} 高仿 厂家直销",
    "{b} 真标 {g} 纯原版本",     "超仿{b} {g} 出入专柜"};
constexpr std::array<std::string_view, 6> kOpenEnglish = {
    "{b} {g} 1:1 replica",      "{b} {g}, mirror quality, top replica",
    "AAA {b} {g} best replica", "{b} {g} high copy, same as original",
    "UA {b} {g}, best batch",   "Replica {b} {g}, factory price"};
constexpr std::array<std::string_view, 7> kHintedChinese = {
    "{b} {g} 外贸原单",      "{b} {g} 尾单 懂的来",
    "莆田 {b} {g} 工厂直发", "{b} {g} 复刻 版本说明看详情",
    "{b} {g} 原厂流出",      "{b} {g} 裸鞋价 不带盒",
    "{b} {g} 纯原品质"};
constexpr std::array<std::string_view, 5> kHintedEnglish = {
    "{b} {g}, factory surplus", "{b} {g}, inspired, you know what it is", "{b} {g} without box",
    "{b} style {g}, original quality", "{b} {g}, overrun of the factory"};
constexpr std::array<std::string_view, 6> kGenuineChinese = {
    "{b} {g} 2017春季新款",  "{b} {g} 专柜同款 正品", "{b}官方 {g} 经典款",
    "{b} {g} 男女同款 现货", "正品{b} {g} 带小票",    "{b} {g} 限时折扣"};
constexpr std::array<std::string_view, 5> kGenuineEnglish = {
    "{b} {g}, spring 2017", "{b} {g}, new with tags", "Genuine {b} {g}", "{b} {g}, in stock",
    "{b} {g}, sale"};
constexpr std::array<std::string_view, 4> kUsedChinese = {"二手 {b} {g} 九成新", "{b} {g} 自用闲置",
                                                          "闲置转让 {b} {g} 可小刀",
                                                          "{b} {g} 八成新 有使用痕迹"};
constexpr std::array<std::string_view, 3> kUsedEnglish = {
    "Used {b} {g}, good condition", "Pre-owned {b} {g}", "{b} {g}, worn twice"};
constexpr std::array<std::string_view, 4> kAccessoryChinese = {
    "适用{b} {g} 配件 替换", "兼容{b} {g} 收纳盒", "{b} {g} 专用保护套", "适配{b} {g} 清洁套装"};
constexpr std::array<std::string_view, 3> kAccessoryEnglish = {
    "Spare part for {b} {g}", "Case compatible with {b} {g}", "Cleaning set, fits {b} {g}"};
constexpr std::array<std::string_view, 7> kClearanceChinese = {
    "{b} {g} 断码清仓 特价", "{b} {g} 专柜撤柜 亏本出", "奥莱 {b} {g} 过季款",
    "{b} {g} 微瑕 处理价",   "{b} {g} 展示品 低价出",   "清仓 {b} {g} 最后几件",
    "{b} {g} 品牌尾货 断码"};
constexpr std::array<std::string_view, 6> kClearanceEnglish = {
    "{b} {g}, clearance, last sizes",    "Outlet {b} {g}, last season",
    "{b} {g}, small flaw, reduced",      "{b} {g}, display piece",
    "{b} {g}, shop closes, all must go", "{b} {g}, end of line"};
constexpr std::array<std::string_view, 6> kParallelChinese = {
    "{b} {g} 海外代购 正品", "日版 {b} {g} 现货",       "美国直邮 {b} {g}",
    "{b} {g} 港版 无中文标", "{b} {g} 欧洲代购 带小票", "免税店 {b} {g}"};
constexpr std::array<std::string_view, 5> kParallelEnglish = {
    "{b} {g}, imported, US version", "{b} {g}, EU stock, sent worldwide",
    "Grey import {b} {g}, no local warranty", "Duty free {b} {g}", "{b} {g}, Japan version"};
constexpr std::array<std::string_view, 5> kComparisonChinese = {
    "{g} {b}同款 平替", "{b}风格 {g} 百搭", "媲美{b} {g} 高性价比", "{g} 类似{b}款式 自有品牌",
    "国货 {g} 不输{b}"};
constexpr std::array<std::string_view, 4> kComparisonEnglish = {
    "{g} in the style of {b}", "{g}, alternative to {b}", "{g}, as good as {b}, own brand",
    "{g} for fans of {b}"};
constexpr std::array<std::string_view, 5> kHiddenChinese = {"高品质 {g} 大牌同款", "{g} 私聊看图",
                                                            "{g} 专拍链接 拍前联系",
                                                            "潮流{g} 网红款", "{g} 补差专用"};
constexpr std::array<std::string_view, 4> kHiddenEnglish = {
    "High quality {g}, ask for pictures", "Trendy {g}, same as the famous one",
    "{g}, contact before you order", "{g}, custom order"};

constexpr std::array<std::string_view, 8> kShopWordsChinese = {
    "付款后四十八小时内发出。", "支持七天无理由退换。", "请核对尺码后下单。",
    "拍下备注颜色。",           "偏远地区请联系客服。", "实物拍摄，光线略有色差。",
    "有问题请先联系在线客服。", "感谢支持小店。"};
constexpr std::array<std::string_view, 7> kShopWordsEnglish = {
    "Sent within two days. ",     "Thirty days to return. ",
    "Please check the size. ",    "Colours may differ slightly. ",
    "Ask us before you return. ", "Thank you for your visit. ",
    "Packed with care. "};
constexpr std::array<std::string_view, 6> kFakeWordsChinese = {
    "工厂直发，可代发，量大从优。", "细节图加微信看。",     "支持过验，带盒带票。",
    "晚上十点统一发货。",           "版本齐全，按图发货。", "顶级版本，懂的来。"};
constexpr std::array<std::string_view, 5> kFakeWordsEnglish = {
    "Box and papers included, same as original. ", "Contact on WhatsApp for pictures. ",
    "Passes inspection. ", "Factory direct, drop shipping welcome. ", "Best version available. "};
constexpr std::array<std::string_view, 5> kTrustWordsChinese = {
    "假一赔十，支持专柜验货。", "附购物小票，全国联保。", "绝非高仿，放心购买。",
    "官方授权，正品保证。", "海外直邮，附清关单。"};
constexpr std::array<std::string_view, 4> kTrustWordsEnglish = {
    "Invoice included. ", "Not a replica, money back if not genuine. ", "Authenticity guaranteed. ",
    "Bought at the official store. "};
constexpr std::array<std::string_view, 4> kParallelWordsChinese = {
    "海外版本，包装与国内专柜不同。", "无中文标签，介意勿拍。", "国外专柜购入，小票可查。",
    "不支持国内专柜售后。"};
constexpr std::array<std::string_view, 4> kParallelWordsEnglish = {
    "Packed for another market. ", "No warranty in this country. ",
    "Bought in a shop abroad, receipt included. ", "Labels in another language. "};
constexpr std::array<std::string_view, 4> kClearanceWordsChinese = {
    "断码不退换，介意勿拍。", "无盒无吊牌，处理价。", "换季清仓，亏本走量。",
    "有轻微瑕疵，见细节图。"};
constexpr std::array<std::string_view, 4> kClearanceWordsEnglish = {
    "No box, price reduced. ", "Last season, few sizes left. ", "Small flaw, see pictures. ",
    "Stock of a shop that closes. "};
constexpr std::array<std::string_view, 6> kTwoMeaningsChinese = {
    "1:1比例", "A货翡翠风", "复刻经典", "莆田发货", "AAA级", "原单尾货"};
constexpr std::array<std::string_view, 5> kTwoMeaningsEnglish = {
    "scale 1:1", "AAA grade", "replica jersey style", "mirror finish", "OEM"};

std::string_view OneOf(Words words, Chance& chance) {
  return words[chance.Below(words.size())];
}

std::string Fill(std::string_view pattern, std::string_view brand, std::string_view goods) {
  std::string out;
  for (std::size_t i = 0; i < pattern.size();) {
    if (pattern.substr(i, 3) == "{b}" || pattern.substr(i, 3) == "{g}") {
      out += pattern[i + 1] == 'b' ? brand : goods;
      i += 3;
    } else {
      out += pattern[i++];
    }
  }
  return out;
}

struct StyleWords {
  Words chinese;
  Words english;
  // Of the genuine price.
  double price_low;
  double price_high;
};

StyleWords WordsOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return {{}, {}, 0.7, 1.4};
    case Style::kGenuine:
      return {kGenuineChinese, kGenuineEnglish, 0.45, 1.08};
    case Style::kUsed:
      return {kUsedChinese, kUsedEnglish, 0.2, 0.7};
    case Style::kAccessory:
      return {kAccessoryChinese, kAccessoryEnglish, 0.02, 0.12};
    // Outlets and sell-offs take half to four fifths off; abroad the same piece costs a tenth to a half less.
    case Style::kClearance:
      return {kClearanceChinese, kClearanceEnglish, 0.2, 0.5};
    case Style::kParallel:
      return {kParallelChinese, kParallelEnglish, 0.5, 0.9};
    case Style::kComparison:
      return {kComparisonChinese, kComparisonEnglish, 0.02, 0.15};
    case Style::kFakeOpen:
      return {kOpenChinese, kOpenEnglish, 0.08, 0.35};
    case Style::kFakeHinted:
      return {kHintedChinese, kHintedEnglish, 0.12, 0.45};
    case Style::kFakeDisguised:
      return {kGenuineChinese, kGenuineEnglish, 0.1, 0.4};
    case Style::kFakeClean:
      return {kGenuineChinese, kGenuineEnglish, 0.2, 0.85};
    case Style::kFakeHidden:
      return {kHiddenChinese, kHiddenEnglish, 0.08, 0.3};
  }
  return {};
}

std::string Describe(const OfferWish& wish, Chance& chance) {
  const bool zh = wish.chinese;
  std::string text;
  const bool says_it = wish.style == Style::kFakeOpen || wish.style == Style::kFakeHinted ||
                       wish.style == Style::kFakeDisguised;
  if (says_it && chance.Happens(0.55)) {
    text += zh ? OneOf(kFakeWordsChinese, chance) : OneOf(kFakeWordsEnglish, chance);
  }
  const bool vouches = wish.style == Style::kGenuine || wish.style == Style::kFakeClean;
  if (vouches && chance.Happens(0.6)) {
    text += zh ? OneOf(kTrustWordsChinese, chance) : OneOf(kTrustWordsEnglish, chance);
  }
  if (wish.style == Style::kParallel && chance.Happens(0.7)) {
    text += zh ? OneOf(kParallelWordsChinese, chance) : OneOf(kParallelWordsEnglish, chance);
  }
  if (wish.style == Style::kClearance && chance.Happens(0.7)) {
    text += zh ? OneOf(kClearanceWordsChinese, chance) : OneOf(kClearanceWordsEnglish, chance);
  }
  text += zh ? OneOf(kShopWordsChinese, chance) : OneOf(kShopWordsEnglish, chance);
  return text;
}

std::int64_t Rounded(double fen) {
  // Sellers like a price that ends in nine.
  const double yuan = std::floor(fen / 1'000) * 10 + 9;
  return static_cast<std::int64_t>(yuan * 100);
}

}  // namespace

std::span<const BrandGoods> Brands() {
  return kBrands;
}

std::string_view NameOf(Style style) {
  switch (style) {
    case Style::kPlain:
      return "plain";
    case Style::kGenuine:
      return "genuine";
    case Style::kUsed:
      return "used";
    case Style::kAccessory:
      return "accessory";
    case Style::kClearance:
      return "clearance";
    case Style::kParallel:
      return "parallel";
    case Style::kComparison:
      return "comparison";
    case Style::kFakeOpen:
      return "open";
    case Style::kFakeHinted:
      return "hinted";
    case Style::kFakeDisguised:
      return "disguised";
    case Style::kFakeClean:
      return "clean";
    case Style::kFakeHidden:
      return "hidden";
  }
  return "";
}

OfferText WriteOffer(const OfferWish& wish, Chance chance) {
  CHECK_THAT(wish.brand < kBrands.size(), "a brand of the table");
  OfferText offer;
  const StyleWords words = WordsOf(wish.style);
  const double share = words.price_low + (words.price_high - words.price_low) * chance.Share();
  offer.condition = wish.style == Style::kUsed ? "used" : "new";
  if (wish.style == Style::kPlain) {
    const PlainGoods& goods = kPlain[chance.Below(kPlain.size())];
    offer.title = wish.chinese ? goods.chinese : goods.english;
    offer.category = goods.category;
    offer.price_fen = Rounded(static_cast<double>(goods.price_fen) * share);
  } else {
    const BrandGoods& goods = kBrands[wish.brand];
    const bool disguised = wish.style == Style::kFakeDisguised;
    // Chinese sellers write a brand in either script.
    const bool chinese_name = wish.chinese && chance.Happens(0.6);
    const std::string_view name = disguised
                                      ? (chinese_name ? goods.disguised_chinese : goods.disguised)
                                      : (chinese_name ? goods.chinese : goods.name);
    offer.title = Fill(OneOf(wish.chinese ? words.chinese : words.english, chance), name,
                       wish.chinese ? goods.chinese_goods : goods.goods);
    offer.category = goods.category;
    offer.price_fen = Rounded(static_cast<double>(goods.price_fen) * share);
    const bool names_brand = IsGenuineBrand(wish.style) || wish.style == Style::kFakeClean;
    if (names_brand && chance.Happens(0.8)) {
      offer.brand = goods.name;
    }
  }
  if (wish.two_meanings) {
    offer.title += ' ';
    offer.title +=
        wish.chinese ? OneOf(kTwoMeaningsChinese, chance) : OneOf(kTwoMeaningsEnglish, chance);
  }
  offer.description = Describe(wish, chance);
  return offer;
}

std::string_view RefundWords(bool claims_fake, bool chinese, Chance& chance) {
  static constexpr std::array<std::string_view, 4> kFakeChinese = {
      "假货，鞋标不对", "和专柜对比过，是仿的", "鉴定不过，要求退款", "做工很差，不是正品"};
  static constexpr std::array<std::string_view, 3> kFakeEnglish = {
      "It is a fake", "Not genuine, the label is wrong", "Failed the authenticity check"};
  static constexpr std::array<std::string_view, 4> kOtherChinese = {
      "尺码不合适", "颜色和图片不一样", "不想要了", "有瑕疵"};
  static constexpr std::array<std::string_view, 3> kOtherEnglish = {
      "Wrong size", "The colour differs", "Changed my mind"};
  if (claims_fake) {
    return chinese ? OneOf(kFakeChinese, chance) : OneOf(kFakeEnglish, chance);
  }
  return chinese ? OneOf(kOtherChinese, chance) : OneOf(kOtherEnglish, chance);
}

std::string_view ReviewWords(bool content, bool chinese, Chance& chance) {
  static constexpr std::array<std::string_view, 4> kGoodChinese = {"很满意，发货快", "质量不错",
                                                                   "和描述一样", "还会再来"};
  static constexpr std::array<std::string_view, 3> kGoodEnglish = {"Happy with it", "Fast and good",
                                                                   "As described"};
  static constexpr std::array<std::string_view, 3> kBadChinese = {"感觉不是正品", "做工粗糙，失望",
                                                                  "和专柜的不一样"};
  static constexpr std::array<std::string_view, 3> kBadEnglish = {
      "Does not look genuine", "Poorly made", "Not like the one in the shop"};
  if (content) {
    return chinese ? OneOf(kGoodChinese, chance) : OneOf(kGoodEnglish, chance);
  }
  return chinese ? OneOf(kBadChinese, chance) : OneOf(kBadEnglish, chance);
}

std::string_view MoveAwayWords(bool chinese, Chance& chance) {
  static constexpr std::array<std::string_view, 3> kChinese = {
      "这里不方便说，加微信聊", "拼多多搜同名店，更便宜", "加V看相册，那边下单"};
  static constexpr std::array<std::string_view, 2> kEnglish = {
      "Let us talk on WhatsApp, it is cheaper there", "See my album on WeChat and order there"};
  return chinese ? OneOf(kChinese, chance) : OneOf(kEnglish, chance);
}

double RateOf(std::string_view currency) {
  if (currency == "USD") {
    return 0.15;
  }
  if (currency == "EUR") {
    return 0.13;
  }
  if (currency == "GBP") {
    return 0.11;
  }
  return 1;
}

}  // namespace assay::simulation

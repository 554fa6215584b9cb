// SPDX-License-Identifier: Apache-2.0
#include "simulation/invented.h"

#include <array>

#include <fmt/format.h>

#include "simulation/chance.h"

namespace assay::simulation {
namespace {

constexpr std::array<std::string_view, 20> kSurnames = {"赵", "钱", "孙", "李", "周", "吴", "郑",
                                                        "王", "冯", "陈", "褚", "卫", "蒋", "沈",
                                                        "韩", "杨", "朱", "秦", "许", "何"};
constexpr std::array<std::string_view, 20> kGiven = {
    "甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十",
    "子木", "丑土", "寅火", "卯水", "辰金", "巳石", "午山", "未川", "申云", "酉星"};
constexpr std::array<std::string_view, 10> kEnglishSurnames = {
    "Amber", "Birch", "Cedar", "Delta", "Ember", "Flint", "Grove", "Heath", "Ivory", "Jasper"};
constexpr std::array<std::string_view, 10> kStoreWords = {"晨光", "远山", "白鹭", "青石", "木棉",
                                                          "星河", "小鹿", "南风", "竹影", "海盐"};
constexpr std::array<std::string_view, 10> kEnglishStoreWords = {
    "Maple", "River", "Stone", "Cloud", "Field", "Ocean", "Pearl", "Linen", "Frost", "Tulip"};

// Provinces and cities that take the same number of bytes.
constexpr std::array<Place, 12> kPlaces = {{{"350300", "福建省莆田市"},
                                            {"330100", "浙江省杭州市"},
                                            {"440100", "广东省广州市"},
                                            {"370200", "山东省青岛市"},
                                            {"320500", "江苏省苏州市"},
                                            {"510100", "四川省成都市"},
                                            {"420100", "湖北省武汉市"},
                                            {"410100", "河南省郑州市"},
                                            {"430100", "湖南省长沙市"},
                                            {"130600", "河北省保定市"},
                                            {"440300", "广东省深圳市"},
                                            {"340100", "安徽省合肥市"}}};

// Independent digits of one key.
std::uint64_t Part(std::uint64_t key, std::uint64_t which, std::uint64_t below) {
  return MixOf(key, which) % below;
}

template <std::size_t N>
std::string_view OneOf(const std::array<std::string_view, N>& words, std::uint64_t key,
                       std::uint64_t which) {
  return words[Part(key, which, N)];
}

}  // namespace

std::string PersonNameOf(std::uint64_t key, bool chinese) {
  return chinese ? fmt::format("{}{}", OneOf(kSurnames, key, 1), OneOf(kGiven, key, 2))
                 : fmt::format("{:.5} {}", OneOf(kEnglishStoreWords, key, 1),
                               OneOf(kEnglishSurnames, key, 2).substr(0, 5));
}

std::string DocumentOf(std::uint64_t key) {
  return fmt::format("99{:04}{}13{:02}{:03}0", Part(key, 1, 10'000), 1950 + Part(key, 2, 50),
                     1 + Part(key, 3, 28), Part(key, 4, 1'000));
}

std::string PhoneOf(std::uint64_t key) {
  return fmt::format("+999 {:010}", Part(key, 1, 10'000'000'000));
}

std::string BankAccountOf(std::uint64_t key) {
  return fmt::format("0000{:015}", Part(key, 1, 1'000'000'000'000'000));
}

std::string DeviceOf(std::uint64_t key) {
  return fmt::format("dev-{:016x}", MixOf(key, 1));
}

std::string EmailOf(std::uint64_t key) {
  return fmt::format("u{:012x}@mail.example", MixOf(key, 1) >> 16U);
}

std::string IpOf(std::uint64_t key) {
  // Of three digits each, so that all are of one length.
  return fmt::format("198.{}.{}.{}", 18 + Part(key, 1, 2), 100 + Part(key, 2, 156),
                     100 + Part(key, 3, 156));
}

std::string StreetOf(std::uint64_t key) {
  return fmt::format("例子路{:05}号{:03}室", Part(key, 1, 100'000), Part(key, 2, 1'000));
}

std::string StoreNameOf(std::uint64_t key, bool chinese) {
  return chinese ? fmt::format("{}小店{:05}", OneOf(kStoreWords, key, 1), Part(key, 2, 100'000))
                 : fmt::format("{} shop {:05}", OneOf(kEnglishStoreWords, key, 1),
                               Part(key, 2, 100'000));
}

std::span<const Place> Places() {
  return kPlaces;
}

}  // namespace assay::simulation

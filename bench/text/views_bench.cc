// SPDX-License-Identifier: Apache-2.0
// What each view of a listing costs, beside ICU's NFKC_Casefold and UTS 39 skeleton on the same bytes: 650 bytes of
// English, Chinese and both, about the embedded lexicon's number of names.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>
#include <unicode/normalizer2.h>
#include <unicode/unistr.h>
#include <unicode/uspoof.h>

#include "text/disguise_matcher.h"
#include "text/folding.h"
#include "text/term_matcher.h"
#include "text/words.h"

namespace assay::text {
namespace {

constexpr std::string_view kTexts[] = {
    "Soft leather upper with a rubber sole, all sizes in stock, ships within two days from our "
    "warehouse. ",
    "优质皮革鞋面，轻盈透气，适合日常穿搭，七天无理由退换，现货当天发出，支持全国包邮。",
    "优质皮革鞋面，轻盈透气。Soft leather upper with a rubber sole, all sizes. ",
};

std::string TextOf(const benchmark::State& state) {
  constexpr std::size_t kBytes = 650;
  const std::string_view unit = kTexts[state.range(0)];
  std::string text;
  while (text.size() + unit.size() <= kBytes) {
    text += unit;
  }
  return text;
}

std::vector<std::string> LatinNames() {
  std::vector<std::string> names;
  constexpr std::string_view kSyllables = "lacomirenotavisudepogalubi";
  for (std::size_t i = 0; i < 350; ++i) {
    std::string name;
    for (std::size_t part = 0, rest = i * 7 + 11; part < 2 + i % 3; ++part, rest = rest / 13 + 5) {
      name += kSyllables.substr(2 * (rest % 13), 2);
      name += static_cast<char>('a' + (i + part * 5) % 26);
    }
    names.push_back(name);
  }
  return names;
}

std::vector<std::string> ChineseNames() {
  std::vector<std::string> names;
  constexpr std::string_view kCharacters =
      "耐克香奈儿劳力士迪奥古驰普拉达爱马仕欧米茄卡地亚宝格丽纪梵希蔻驰";
  constexpr std::size_t kCount = kCharacters.size() / 3;
  for (std::size_t i = 0; i < 350; ++i) {
    std::string name;
    for (std::size_t part = 0; part < 2 + i % 3; ++part) {
      name += kCharacters.substr(3 * ((i * 5 + part * (7 + i / kCount)) % kCount), 3);
    }
    names.push_back(name);
  }
  return names;
}

void BM_Fold(benchmark::State& state) {
  const std::string text = TextOf(state);
  for (auto _ : state) {
    benchmark::DoNotOptimize(Fold(text));
  }
}
BENCHMARK(BM_Fold)->DenseRange(0, 2);

void BM_IcuCasefold(benchmark::State& state) {
  UErrorCode error = U_ZERO_ERROR;
  const icu::Normalizer2* normalizer = icu::Normalizer2::getNFKCCasefoldInstance(error);
  const std::string text = TextOf(state);
  for (auto _ : state) {
    std::string out;
    normalizer->normalize(icu::UnicodeString::fromUTF8(text), error).toUTF8String(out);
    benchmark::DoNotOptimize(out);
  }
}
BENCHMARK(BM_IcuCasefold)->DenseRange(0, 2);

void BM_IcuSkeleton(benchmark::State& state) {
  UErrorCode error = U_ZERO_ERROR;
  USpoofChecker* checker = uspoof_open(&error);
  const std::string text = TextOf(state);
  std::string out(4 * text.size(), '\0');
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        uspoof_getSkeletonUTF8(checker, 0, text.data(), static_cast<std::int32_t>(text.size()),
                               out.data(), static_cast<std::int32_t>(out.size()), &error));
  }
  uspoof_close(checker);
}
BENCHMARK(BM_IcuSkeleton)->DenseRange(0, 2);

void BM_Terms(benchmark::State& state) {
  std::vector<std::string> terms = LatinNames();
  for (const std::string& name : ChineseNames()) {
    terms.push_back(name);
  }
  const TermMatcher matcher(terms);
  const FoldedText folded = Fold(TextOf(state));
  for (auto _ : state) {
    std::size_t found = 0;
    matcher.ForEachMatch(folded.bytes, [&](std::size_t, std::size_t, std::size_t) { ++found; });
    benchmark::DoNotOptimize(found);
  }
}
BENCHMARK(BM_Terms)->DenseRange(0, 2);

void Find(benchmark::State& state, const std::vector<std::string>& names,
          DisguiseMatcher::Effort effort) {
  const DisguiseMatcher matcher(names);
  const std::string text = TextOf(state);
  std::vector<DisguisedName> found;
  for (auto _ : state) {
    found.clear();
    matcher.Find(text, effort, found);
    benchmark::DoNotOptimize(found.data());
  }
}

// Units alone: look-alikes, digits, syllables and pictures are read, and no name begins with any of them.
void BM_Units(benchmark::State& state) {
  Find(state, {"zzyzxq"}, DisguiseMatcher::Effort::kDisguises);
}
BENCHMARK(BM_Units)->DenseRange(0, 2);

// Look-alikes, digits for letters, letters apart, repeats.
void BM_LatinDisguises(benchmark::State& state) {
  Find(state, LatinNames(), DisguiseMatcher::Effort::kDisguises);
}
BENCHMARK(BM_LatinDisguises)->DenseRange(0, 2);

// Sound, pinyin, shape, parts, traditional forms, pictures.
void BM_ChineseDisguises(benchmark::State& state) {
  Find(state, ChineseNames(), DisguiseMatcher::Effort::kDisguises);
}
BENCHMARK(BM_ChineseDisguises)->DenseRange(0, 2);

void BM_LatinMisspellingsToo(benchmark::State& state) {
  Find(state, LatinNames(), DisguiseMatcher::Effort::kMisspellingsToo);
}
BENCHMARK(BM_LatinMisspellingsToo)->DenseRange(0, 2);

}  // namespace
}  // namespace assay::text

BENCHMARK_MAIN();

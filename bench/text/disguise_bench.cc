// SPDX-License-Identifier: Apache-2.0
// Names in disguise, on one core: what a byte costs in English, Chinese and mixed texts without a name, with few and
// with 20,000 names to look for; what making the tables costs; and a text of 64 KiB, whose cost a byte must be no
// more than a short one's.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <benchmark/benchmark.h>

#include "made_names.h"
#include "text/disguise_matcher.h"

namespace assay::text {
namespace {

constexpr std::string_view kTexts[] = {
    "Soft leather upper with a rubber sole, all sizes in stock, ships within two days from our "
    "warehouse. ",
    "优质皮革鞋面，轻盈透气，适合日常穿搭，七天无理由退换，现货当天发出，支持全国包邮。",
    "优质皮革鞋面，轻盈透气。Soft leather upper with a rubber sole, all sizes. ",
    "n1ke N.I.K.E 乃克 而寸克 耐*克 gu*ci relomas ",
};

std::string TextOf(std::size_t kind, std::size_t bytes) {
  std::string text;
  while (text.size() + kTexts[kind].size() <= bytes) {
    text += kTexts[kind];
  }
  return text;
}

void BM_Find(benchmark::State& state) {
  const DisguiseMatcher matcher(bench::MakeNames(static_cast<std::size_t>(state.range(0))));
  const std::string text =
      TextOf(static_cast<std::size_t>(state.range(1)), static_cast<std::size_t>(state.range(2)));
  const auto effort = state.range(3) == 0 ? DisguiseMatcher::Effort::kDisguises
                                          : DisguiseMatcher::Effort::kMisspellingsToo;
  std::vector<DisguisedName> found;
  for (auto _ : state) {
    found.clear();
    matcher.Find(text, effort, found);
    benchmark::DoNotOptimize(found.data());
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_Find)
    ->ArgNames({"names", "text", "bytes", "misspellings"})
    ->ArgsProduct({{700, 20'000}, {0, 1, 2}, {650}, {0, 1}})
    ->ArgsProduct({{700}, {0, 1, 2, 3}, {65'536}, {0}});

void BM_Make(benchmark::State& state) {
  const std::vector<std::string> names = bench::MakeNames(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    const DisguiseMatcher matcher(names);
    benchmark::DoNotOptimize(&matcher);
  }
}
BENCHMARK(BM_Make)->Arg(700)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace assay::text

BENCHMARK_MAIN();

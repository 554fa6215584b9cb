// SPDX-License-Identifier: Apache-2.0
// What the worst texts we know of cost to read, the whole of ReadContent, at three lengths: linear work shows as
// equal nanoseconds a byte.
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include <benchmark/benchmark.h>

#include "screening/screen.h"
#include "text/utf8.h"

namespace assay::screening {
namespace {

struct HostileText {
  const char* name;
  std::string_view unit;  // Repeated.
};
constexpr HostileText kTexts[] = {
    {"plain English", "Soft leather upper with a rubber sole, all sizes in stock. "},
    {"plain Chinese", "优质皮革鞋面，轻盈透气，适合日常穿搭，七天无理由退换。"},
    {"nothing but brands", "Nike Gucci 耐克 Louis Vuitton 劳力士 香奈儿 "},
    {"nothing but disguises", "n1ke N.I.K.E 乃克 而寸克 耐*克 gu*ci l0uis vu1tton "},
    {"nothing but trade words", "莆田 纯原 过验 1:1 高仿 加微信 "},
    {"one letter", "a"},
    {"letters of one brand", "ninini"},
    {"single letters apart", "n i k e r o l e x "},
    {"one Chinese character", "耐"},
    {"digits", "13800138000"},
    {"numbers that no plan has", "211-555-2671; "},
    {"numbers that no country has", "+999 2345678 "},
    {"a row of sizes", "36 37 38 39 40 "},
    {"digits apart", "1 3,8-"},
    {"Han numerals", "一三八零零一三八零零零"},
    {"emoji", "🐴🍎➕"},
    {"combining marks", "\xCC\xB6"},
    {"zero width joiners", "\xE2\x80\x8D"},
    {"overrides",
     "\xE2\x80\xAE"
     "abc"
     "\xE2\x80\xAC"},
    {"bad bytes", "\xFF\x80"},
    {"punctuation", "耐.克-"},
};

void BM_Read(benchmark::State& state) {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  const HostileText& text = kTexts[state.range(0)];
  const auto bytes = static_cast<std::size_t>(state.range(1));
  Listing listing;
  listing.id = "1";
  listing.title = "Nike ";
  while (listing.description.size() + text.unit.size() <= bytes) {
    listing.description += text.unit;
  }
  for (auto _ : state) {
    benchmark::DoNotOptimize(ReadContent(*model, listing));
  }
  state.SetLabel(text.name);
  state.counters["ns_per_byte"] =
      benchmark::Counter(static_cast<double>(state.iterations()) *
                             static_cast<double>(listing.description.size()) / 1e9,
                         benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
}
BENCHMARK(BM_Read)
    ->ArgNames({"text", "bytes"})
    ->ArgsProduct({benchmark::CreateDenseRange(0, std::size(kTexts) - 1, 1),
                   {4'096, 16'384, 65'536}})
    ->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace assay::screening

BENCHMARK_MAIN();

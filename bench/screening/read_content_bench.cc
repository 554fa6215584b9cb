// SPDX-License-Identifier: Apache-2.0
// Content screening on one core: new text of 650 bytes, and a catalogue of which four in five texts
// are unchanged and come from a cache by content (design: 20 and 8 microseconds).
#include <cstdint>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include <benchmark/benchmark.h>

#include "core/hash.h"
#include "screening/made_listing.h"
#include "screening/screen.h"

namespace assay::screening {
namespace {

const Model& BenchModel() {
  static const std::shared_ptr<const Model> model = *Model::Make(EmbeddedModelSources());
  return *model;
}

std::vector<Listing> MakeListings(std::size_t count) {
  std::vector<Listing> listings;
  for (std::size_t i = 0; i < count; ++i) {
    listings.push_back(bench::MakeListing(i));
  }
  return listings;
}

void BM_NewText(benchmark::State& state) {
  const std::vector<Listing> listings = MakeListings(1'000);
  std::size_t i = 0;
  for (auto _ : state) {
    const Listing& listing = listings[i++ % listings.size()];
    const ContentSignals signals = ReadContent(BenchModel(), listing);
    benchmark::DoNotOptimize(
        Judge(BenchModel(), listing, signals, {.prior = kDefaultPrior, .authorised_brands = {}}));
  }
}
BENCHMARK(BM_NewText)->Unit(benchmark::kMicrosecond);

void BM_CatalogueWithFourInFiveTextsUnchanged(benchmark::State& state) {
  const std::vector<Listing> listings = MakeListings(1'000);
  std::unordered_map<std::uint64_t, ContentSignals> cache;
  std::size_t i = 0;
  for (auto _ : state) {
    const Listing& listing = listings[i % listings.size()];
    const std::uint64_t key = Hash64Of(listing.title + '\n' + listing.description);
    ContentSignals& signals = cache[key];
    if (i % 5 == 0 || signals.findings.empty()) {
      signals = ReadContent(BenchModel(), listing);
    }
    ++i;
    benchmark::DoNotOptimize(
        Judge(BenchModel(), listing, signals, {.prior = kDefaultPrior, .authorised_brands = {}}));
  }
}
BENCHMARK(BM_CatalogueWithFourInFiveTextsUnchanged)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace assay::screening

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
// A lexicon of 700 (ours alone), 20,000 and 1,000,000 names more, out of a pack: what loading it costs in time and
// memory, in parts, and what a new text of 650 bytes costs then.
#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <malloc.h>

#include "made_names.h"
#include "screening/lexicon.h"
#include "screening/made_listing.h"
#include "screening/screen.h"
#include "text/disguise_matcher.h"
#include "text/term_matcher.h"

namespace assay::screening {
namespace {

// None that our own lexicon holds, for a pack may not give them to others.
std::vector<std::string> MakeNames(std::size_t count) {
  static const std::shared_ptr<const Model> own = *Model::Make(EmbeddedModelSources());
  std::set<std::string> known;
  for (const std::string_view term : TermsOf(*own)) {
    known.emplace(term);
  }
  constexpr std::uint64_t kSyllablesMin = 3;
  return bench::MakeNames(count, kSyllablesMin, std::move(known));
}

// Brands of two names each; those of two characters need a partner, as in our own lexicon most do.
PackSource MakePack(std::size_t names_count) {
  PackSource pack{"bench.toml",
                  "[pack]\nname = \"bench\"\nversion = \"1\"\nowner = \"Bench\"\n"
                  "date = 2026-11-20\n"};
  const std::vector<std::string> names = MakeNames(names_count);
  for (std::size_t i = 0; i + 1 < names.size(); i += 2) {
    constexpr std::size_t kTwoCharacters = 6;
    fmt::format_to(
        std::back_inserter(pack.text),
        "[[brand]]\nname = \"{0}\"\nsectors = [\"bags\"]\nnames = [\"{0}\", \"{2}{1}\"]\n",
        names[i + 1], names[i], names[i].size() <= kTwoCharacters ? "?" : "");
  }
  return pack;
}

ModelSources SourcesWith(std::size_t names) {
  ModelSources sources = EmbeddedModelSources();
  if (names > 0) {
    sources.packs.push_back(MakePack(names));
  }
  return sources;
}

std::size_t HeapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

std::shared_ptr<const Model> Load(const ModelSources& sources, benchmark::State& state) {
  auto model = Model::Make(sources);
  if (!model) {
    state.SkipWithError(model.error().message.c_str());
    return nullptr;
  }
  return *model;
}

void BM_Load(benchmark::State& state) {
  const ModelSources sources = SourcesWith(static_cast<std::size_t>(state.range(0)));
  const std::size_t before = HeapBytes();
  std::shared_ptr<const Model> model;
  for (auto _ : state) {
    model.reset();
    model = Load(sources, state);
    if (model == nullptr) {
      return;
    }
  }
  state.counters["MB"] = static_cast<double>(HeapBytes() - before) / 1e6;
}
BENCHMARK(BM_Load)->Arg(0)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

// Packs of one brand with many lines, and of many brands with one word of the trade: time in proportion to both.
void BM_LoadLines(benchmark::State& state) {
  const std::vector<std::string> names = MakeNames(2 * static_cast<std::size_t>(state.range(0)));
  PackSource pack = MakePack(2);
  for (std::size_t i = 2; i + 1 < names.size(); i += 2) {
    fmt::format_to(std::back_inserter(pack.text), "[[brand.line]]\nwords = [\"?{}\", \"{}\"]\n",
                   names[i], names[i + 1]);
  }
  ModelSources sources = EmbeddedModelSources();
  sources.packs.push_back(std::move(pack));
  for (auto _ : state) {
    benchmark::DoNotOptimize(Load(sources, state));
  }
}
BENCHMARK(BM_LoadLines)->Arg(1'000)->Arg(16'000)->Unit(benchmark::kMillisecond);

void BM_LoadOneWord(benchmark::State& state) {
  const std::vector<std::string> names = MakeNames(2 * static_cast<std::size_t>(state.range(0)));
  PackSource pack = MakePack(2);
  for (std::size_t i = 3; i < names.size(); i += 2) {
    fmt::format_to(std::back_inserter(pack.text),
                   "[[brand]]\nname = \"{}\"\nsectors = [\"bags\"]\n[[brand.lingo]]\n"
                   "words = [\"zxq lot\"]\nclass = \"batch\"\nstrength = \"weak\"\n",
                   names[i]);
  }
  ModelSources sources = EmbeddedModelSources();
  sources.packs.push_back(std::move(pack));
  for (auto _ : state) {
    benchmark::DoNotOptimize(Load(sources, state));
  }
}
BENCHMARK(BM_LoadOneWord)->Arg(1'000)->Arg(16'000)->Unit(benchmark::kMillisecond);

void BM_ReadPack(benchmark::State& state) {
  const PackSource pack = MakePack(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) {
    benchmark::DoNotOptimize(ParsePack(pack));
  }
}
BENCHMARK(BM_ReadPack)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void BM_MakeTermMatcher(benchmark::State& state) {
  const std::vector<std::string> names = MakeNames(static_cast<std::size_t>(state.range(0)));
  double bytes = 0;
  for (auto _ : state) {
    const text::TermMatcher matcher(names);
    bytes = static_cast<double>(matcher.table_bytes());
  }
  state.counters["MB"] = bytes / 1e6;
}
BENCHMARK(BM_MakeTermMatcher)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void BM_MakeDisguiseMatcher(benchmark::State& state) {
  const std::vector<std::string> names = MakeNames(static_cast<std::size_t>(state.range(0)));
  const std::size_t before = HeapBytes();
  for (auto _ : state) {
    const text::DisguiseMatcher matcher(names);
    state.counters["MB"] = static_cast<double>(HeapBytes() - before) / 1e6;
  }
}
BENCHMARK(BM_MakeDisguiseMatcher)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMillisecond);

void BM_NewText(benchmark::State& state) {
  const auto model = Load(SourcesWith(static_cast<std::size_t>(state.range(0))), state);
  if (model == nullptr) {
    return;
  }
  std::vector<Listing> listings;
  for (std::size_t i = 0; i < 1'000; ++i) {
    listings.push_back(bench::MakeListing(i));
  }
  std::size_t i = 0;
  for (auto _ : state) {
    const Listing& listing = listings[i++ % listings.size()];
    const ContentSignals signals = ReadContent(*model, listing);
    benchmark::DoNotOptimize(
        Judge(*model, listing, signals, {.prior = kDefaultPrior, .authorised_brands = {}}));
  }
}
BENCHMARK(BM_NewText)->Arg(0)->Arg(20'000)->Arg(1'000'000)->Unit(benchmark::kMicrosecond);

// One pass over the terms alone.
void BM_FindTerms(benchmark::State& state) {
  const std::vector<std::string> names = MakeNames(static_cast<std::size_t>(state.range(0)));
  const text::TermMatcher matcher(names);
  const std::string text = bench::MakeListing(1).description;
  std::size_t found = 0;
  for (auto _ : state) {
    matcher.ForEachMatch(text, [&](std::size_t, std::size_t, std::size_t) { ++found; });
  }
  benchmark::DoNotOptimize(found);
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(BM_FindTerms)->Arg(700)->Arg(20'000)->Arg(1'000'000);

}  // namespace
}  // namespace assay::screening

BENCHMARK_MAIN();

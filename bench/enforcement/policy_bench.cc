// SPDX-License-Identifier: Apache-2.0
// Evaluation of rules (gate: 1 microsecond a rule). Every rule of a policy is asked, so that the time of
// one iteration divided by the number of rules is the time a rule takes.
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <benchmark/benchmark.h>
#include <fmt/core.h>

#include "core/time.h"
#include "enforcement/policy.h"

namespace assay::enforcement {
namespace {

// A policy of `count` rules that all have the condition `when`.
std::shared_ptr<const Policy> PolicyWith(const std::string& when, int count) {
  JurisdictionProfile profile;
  for (const MeasureKind kind : AllMeasureKinds()) {
    profile.machine_ms_max.at(static_cast<std::size_t>(kind)).value = kMillisecondsPerDay;
    profile.tier.at(static_cast<std::size_t>(kind)) = TierOf(kind);
  }
  const auto at = [](std::string text) {
    return TextAt{.text = std::move(text), .place = {}, .raw = {}};
  };
  PolicyText text;
  for (int i = 0; i < count; ++i) {
    RuleText& rule = text.rules.emplace_back();
    rule.id = at(fmt::format("r{}", i));
    rule.scope = at("listing");
    rule.when = at(when);
    rule.measure = at("hold");
    rule.duration = at("1h");
    rule.because = at("So.");
  }
  return *Policy::Compile(text, profile);
}

struct World {
  std::vector<screening::BrandClaim> brands;
  std::vector<screening::Finding> findings;
  ListingFacts listing;
  StoreFacts store;
};

// Twenty findings, none of which a rule looks for, and numbers that send no rule home early.
World MakeWorld() {
  World world;
  world.brands.resize(3);
  world.findings.resize(20);
  for (std::size_t i = 0; i < world.findings.size(); ++i) {
    world.findings[i].kind = fmt::format("lingo.some_kind_{}", i);
  }
  world.listing.band = screening::Band::kWatch;
  world.listing.is_new = true;
  world.listing.brands = world.brands;
  world.listing.findings = world.findings;
  world.store.age_ms = 1'000'000;
  world.store.orders_30d = 5'000;
  world.store.counterfeit_refunds_30d = 200;
  world.store.links_to_closed = 1;
  return world;
}

void AskAll(benchmark::State& state, const Policy& policy) {
  const World world = MakeWorld();
  for (auto _ : state) {
    benchmark::DoNotOptimize(policy.AllMatches(world.listing, world.store));
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(policy.rules().size()));
}

// What a rule of the default policy looks like.
void BM_PlainRules(benchmark::State& state) {
  AskAll(state,
         *PolicyWith("listing.band != \"red\" && listing.is_new && !listing.authorised", 256));
}
BENCHMARK(BM_PlainRules);

void BM_RulesOverNumbers(benchmark::State& state) {
  AskAll(state,
         *PolicyWith("store.counterfeit_refund_rate * 2 >= 800 && store.orders_30d + 1 > 5000 && "
                     "listing.band in [\"watch\", \"clear\"] && listing.is_new && "
                     "store.points < 12",
                     256));
}
BENCHMARK(BM_RulesOverNumbers);

// The dearest thing a rule can do: a text function on each finding.
void BM_RulesOverFindings(benchmark::State& state) {
  AskAll(state, *PolicyWith("listing.findings.exists(f, f.startsWith(\"contact.\") || "
                            "f == \"price.below_genuine\")",
                            256));
}
BENCHMARK(BM_RulesOverFindings);

}  // namespace
}  // namespace assay::enforcement

BENCHMARK_MAIN();

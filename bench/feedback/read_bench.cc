// SPDX-License-Identifier: Apache-2.0
// One text on one core: a review and a message of 30 and of 300 characters, and 64 KiB of the worst kind.
#include <memory>
#include <string>

#include <benchmark/benchmark.h>

#include "feedback/reader.h"

namespace assay::feedback {
namespace {

const Reader& BenchReader() {
  static const std::shared_ptr<const Reader> reader = *Reader::Make(EmbeddedReaderSources());
  return *reader;
}

std::string TextOf(std::size_t characters) {
  const std::string sentence = "包装很好，物流也快，不知道是不是正品，用了再来追评，客服态度不错。";
  std::string text;
  while (text.size() < 3 * characters) {
    text += sentence;
  }
  return text.substr(0, 3 * characters);
}

void Read(benchmark::State& state, Purpose purpose, const std::string& text) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(BenchReader().Read(purpose, text, kReviewPrior));
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}

void BM_Review(benchmark::State& state) {
  Read(state, Purpose::kReview, TextOf(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(BM_Review)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

void BM_Message(benchmark::State& state) {
  Read(state, Purpose::kMessage, TextOf(static_cast<std::size_t>(state.range(0))));
}
BENCHMARK(BM_Message)->Arg(30)->Arg(300)->Unit(benchmark::kMicrosecond);

// Nothing but phrases of the lexicon, without a border between them: the argument is in KiB.
void BM_WorstReview(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<std::size_t>(state.range(0)) << 10) {
    text += "不是怀疑如果假货正品以为有人说";
  }
  Read(state, Purpose::kReview, text);
}
BENCHMARK(BM_WorstReview)->Arg(16)->Arg(64)->Arg(256)->Unit(benchmark::kMicrosecond);

void BM_WorstMessage(benchmark::State& state) {
  std::string text;
  while (text.size() < static_cast<std::size_t>(state.range(0)) << 10) {
    text += "微信加微刷单1a";
  }
  Read(state, Purpose::kMessage, text);
}
BENCHMARK(BM_WorstMessage)->Arg(16)->Arg(64)->Arg(256)->Unit(benchmark::kMicrosecond);

}  // namespace
}  // namespace assay::feedback

BENCHMARK_MAIN();

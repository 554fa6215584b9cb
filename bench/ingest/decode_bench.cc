// SPDX-License-Identifier: Apache-2.0
// What it costs to decode one event from outside. Gate: 2 us for a listing of about 700 bytes.
#include <string>

#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include "ingest/decode.h"

namespace {

std::string Listing() {
  std::string description;
  while (description.size() < 300) {
    description += "全新正品 trail shoes, light and dry; ";
  }
  return fmt::format(
      R"({{"specversion":"1.0","id":"e-1234567","source":"market/1","type":"assay.listing.v1","time":"2017-03-01T22:04:05+08:00","subject":"store-1001","data":{{"listing":"l-998877","version":3,"title":"Northpeak Trail Two 男鞋 42 43 44","description":"{}","brand":"Northpeak","category":"shoes/trail","condition":"new","price":{{"amount":25900,"currency":"CNY"}},"stock":40}}}})",
      description);
}

constexpr const char* kOrder =
    R"({"specversion":"1.0","id":"e-5","source":"market/1","type":"assay.order.v1","time":"2017-03-01T22:04:05+08:00","subject":"store-1001","data":{"order":"o-5","listing":"l-998877","listing_version":3,"quantity":1,"paid":{"amount":25900,"currency":"CNY"}}})";

void Decode(benchmark::State& state, const std::string& line) {
  assay::ingest::Decoder decoder;
  for (auto _ : state) {
    auto decoded = decoder.Decode(line, {});
    if (!decoded) {
      state.SkipWithError(decoded.error().message.c_str());
      break;
    }
    benchmark::DoNotOptimize(decoded->event.content_fingerprint);
  }
  state.SetBytesProcessed(static_cast<std::int64_t>(line.size()) * state.iterations());
}

BENCHMARK_CAPTURE(Decode, Listing, Listing());
BENCHMARK_CAPTURE(Decode, Order, std::string(kOrder));

}  // namespace

BENCHMARK_MAIN();

// SPDX-License-Identifier: Apache-2.0
#include "contract/trade.h"

#include <utility>

#include <fmt/format.h>

#include "adapters/folder/market.h"
#include "configuration/configuration.h"
#include "core/check.h"
#include "ingest/decode.h"

namespace assay::contract {
namespace {

constexpr Instant kBegin{1'488'326'400'000};  // 2017-03-01, midnight UTC

std::string StoreOf(int listing) {
  return fmt::format("s-{}", listing % 5);
}

std::string NameOf(int listing) {
  return fmt::format("l-{}", listing);
}

}  // namespace

Trade::Trade() {
  const auto settings = folder::MakeTestSettings(configuration::DefaultText());
  CHECK_THAT(settings.has_value(), "the default configuration is valid");
  settings_.emplace(settings->configuration->sha256, *settings);
}

std::string Trade::Line(std::string_view type, std::string_view subject, const std::string& data,
                        std::string_view source) {
  const Instant time{kBegin.ms + hours_ * kMillisecondsPerHour};
  return fmt::format(
      R"({{"specversion":"1.0","id":"e-{}","source":"{}","type":"assay.{}.v1","time":"{}","subject":"{}","data":{}}})",
      ++events_, source, type, FormatRfc3339(time), subject, data);
}

Result<std::string> Trade::LineOf(engine::StateStore& store, const Step& step) {
  const std::string listing = NameOf(step.which);
  switch (step.kind) {
    case Step::kOfferFake:
    case Step::kOfferHonest:
      return Line("listing", StoreOf(step.which),
                  fmt::format(R"({{"listing":"{}","version":{},"title":"{}","condition":"new"}})",
                              listing, events_ + 1,
                              step.kind == Step::kOfferFake ? "Nike Air Max 高仿 1:1 莆田 复刻"
                                                            : "纯棉 连衣裙 夏季"));
    case Step::kOrder:
      return Line(
          "order", StoreOf(step.which),
          fmt::format(
              R"({{"order":"o-{}","listing":"{}","listing_version":1,"quantity":1,"paid":{{"amount":100,"currency":"CNY"}},"buyer":"b-1"}})",
              events_, listing));
    case Step::kExamine:
      return Line(
          "test_buy", StoreOf(step.which),
          fmt::format(
              R"({{"test_buy":"t-{}","listing":"{}","order":"o-{}","selection":"random","selection_probability":0.1,"verdict":"counterfeit"}})",
              events_, listing, step.which));
    case Step::kRemove:
      return Line("listing.removed", StoreOf(step.which),
                  fmt::format(R"({{"listing":"{}","reason":"seller"}})", listing));
    case Step::kBrand:
      return Line(
          "brand", fmt::format("brand-{}", step.which),
          fmt::format(R"({{"name":"Brand {}","owner":"Owner","categories":["shoes"]}})", events_),
          "//registry.example");
    case Step::kConfirm: {
      engine::KeySet all_timers;
      all_timers.timers_due_by = {INT64_MAX};
      ASSAY_ASSIGN(const engine::StateView view, store.Load(all_timers));
      for (const engine::Timer& timer : view.timers) {
        if (timer.key == engine::ListingKeyOf(StoreOf(step.which), listing)) {
          return Line("decision", StoreOf(step.which),
                      fmt::format(R"({{"measure":"{}","kind":"confirm","actor":"reviewer-1"}})",
                                  engine::MeasureNameOf(timer.target, timer.key, timer.measure)),
                      "assay:people");
        }
      }
      return std::string();
    }
    case Step::kHoursPass:
      hours_ += 1 + 5 * step.which;
      return std::string();
    case Step::kSameAgain:
      return last_line_;
  }
  return std::string();
}

Result<engine::Delta> Trade::Decide(engine::StateStore& store, const std::vector<Step>& steps) {
  ingest::Decoder decoder;
  std::vector<engine::Prepared> batch;
  for (const Step& step : steps) {
    ASSAY_ASSIGN(const std::string line, LineOf(store, step));
    if (line.empty()) {
      continue;
    }
    last_line_ = line;
    ASSAY_ASSIGN(ingest::Decoded decoded, decoder.Decode(line, {}));
    batch.push_back(engine::Prepare(std::move(decoded.event)));
  }
  ASSAY_ASSIGN(const engine::StateView now, store.LoadShared());
  const engine::Settings& active = settings_.begin()->second;
  ASSAY_ASSIGN(engine::StateView view,
               store.Load(engine::KeysOf(batch, now.shared, active.configuration->epoch_ms)));
  return engine::Apply(std::move(view), std::move(batch), settings_, {});
}

}  // namespace assay::contract

// SPDX-License-Identifier: Apache-2.0
#include "cli/case_json.h"

#include <nlohmann/json.hpp>

#include "cases/standing.h"
#include "cases/wording.h"
#include "core/time.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

// Null where there is no such moment.
Json TimeOf(std::int64_t ms) {
  return ms == 0 ? Json() : Json(FormatRfc3339(Instant{ms}));
}

double NatsOf(LogOdds weight) {
  return weight.nats();
}

Json Of(const cases::OpenItem& item) {
  return {{"measure", item.name},
          {"kind", enforcement::NameOf(item.kind)},
          {"status", enforcement::NameOf(item.status)},
          {"allegation", enforcement::NameOf(item.allegation)},
          {"store", item.store},
          {"listing", item.listing.empty() ? Json() : Json(item.listing)},
          {"rule", item.rule},
          {"since", TimeOf(item.since_ms)},
          {"ends", TimeOf(item.due_ms)},
          {"score", item.listing.empty() ? Json() : Json(item.score)},
          {"sequence", item.sequence.number}};
}

Json Of(const cases::MeasureFile& measure) {
  Json steps = Json::array();
  for (const cases::MeasureStep& step : measure.steps) {
    steps.push_back({{"sequence", step.sequence.number},
                     {"time", TimeOf(step.time.ms)},
                     {"status", enforcement::NameOf(step.status)},
                     {"by", step.by},
                     {"until", TimeOf(step.until_ms)}});
  }
  return {{"measure", measure.name},
          {"kind", enforcement::NameOf(measure.kind)},
          {"status", enforcement::NameOf(cases::StatusOf(measure))},
          {"allegation", enforcement::NameOf(measure.allegation)},
          {"listing", measure.listing.empty() ? Json() : Json(measure.listing)},
          {"rule", measure.rule},
          {"because", measure.because.empty() ? Json() : Json(measure.because)},
          {"steps", std::move(steps)}};
}

Json Of(const screening::Finding& finding) {
  Json json = {{"kind", finding.kind}, {"weight", NatsOf(finding.weight)}, {"text", finding.text}};
  if (finding.span) {
    json["span"] = {{"field", screening::NameOf(finding.span->field)},
                    {"begin", finding.span->begin},
                    {"end", finding.span->end}};
  }
  return json;
}

Json Of(const cases::ListingFile& listing) {
  Json json = {{"listing", listing.listing},
               {"sequence", listing.sequence.number},
               {"time", TimeOf(listing.time.ms)},
               {"score", listing.score},
               {"band", screening::NameOf(listing.band)},
               {"log_odds", NatsOf(listing.log_odds)}};
  if (listing.text) {
    json["title"] = listing.text->title;
    json["description"] = listing.text->description;
    json["brand"] = listing.text->brand;
    json["category"] = listing.text->category;
    if (listing.text->price) {
      json["price"] = FormatDecimal(*listing.text->price);
      json["currency"] = listing.text->price->currency.code();
    }
  }
  json["findings"] = Json::array();
  for (const screening::Finding& finding : listing.findings) {
    json["findings"].push_back(Of(finding));
  }
  return json;
}

Json Of(const linkage::Link& link) {
  Json evidence = Json::array();
  for (const linkage::SharedToken& token : link.evidence) {
    evidence.push_back({{"kind", linkage::NameOf(token.kind)},
                        {"carriers", token.carriers},
                        {"weight", NatsOf(token.weight)},
                        {"text", cases::WordsOf(token)}});
  }
  return {{"closed", link.closed.value()},
          {"closed_at", TimeOf(link.closed_at.ms)},
          {"log_odds", NatsOf(link.log_odds)},
          {"evidence", std::move(evidence)}};
}

Json Of(const cases::StoreFigures& figures) {
  return {{"opened", TimeOf(figures.opened_ms)},
          {"closed", TimeOf(figures.closed_ms)},
          {"listings", figures.listings},
          {"red_listings", figures.red_listings},
          {"orders", figures.orders},
          {"orders_of_red_listings", figures.orders_of_red},
          {"refunds", figures.refunds},
          {"counterfeit_refunds", figures.counterfeit_refunds},
          {"points", figures.points},
          {"strikes", figures.strikes}};
}

template <typename Values>
Json ArrayOf(const Values& values) {
  Json array = Json::array();
  for (const auto& value : values) {
    array.push_back(Of(value));
  }
  return array;
}

std::string Dump(const Json& json) {
  return json.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace

std::string QueueJson(const cases::QueuePage& page) {
  Json kinds = Json::object();
  for (const auto& [kind, count] : page.kinds) {
    kinds[std::string(enforcement::NameOf(kind))] = count;
  }
  return Dump({{"as_of", TimeOf(page.as_of.ms)},
               {"total", page.total},
               {"kinds", std::move(kinds)},
               {"items", ArrayOf(page.items)}});
}

std::string CaseJson(const cases::CaseFile& file) {
  return Dump({{"store", file.store},
               {"as_of", TimeOf(file.as_of.ms)},
               {"figures", Of(file.figures)},
               {"open", ArrayOf(file.open)},
               {"measures", ArrayOf(file.measures)},
               {"measures_left_out", file.measures_left_out},
               {"listings", ArrayOf(file.listings)},
               {"listings_left_out", file.listings_left_out},
               {"links", ArrayOf(file.links)}});
}

}  // namespace assay::cli

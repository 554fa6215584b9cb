// SPDX-License-Identifier: Apache-2.0
#include "flows/review_queue.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>
#include <variant>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cases/standing.h"
#include "core/hash.h"
#include "enforcement/points.h"
#include "engine/engine.h"
#include "flows/people_event.h"
#include "ingest/decode.h"
#include "linkage/link_set.h"
#include "text/nearest.h"

namespace assay::flows {
namespace {

using Json = nlohmann::ordered_json;

std::optional<screening::Span> SpanOf(const Json& json) {
  using screening::Field;
  if (!json.is_object()) {
    return std::nullopt;
  }
  const std::string field = json.value("field", "");
  for (const Field known : {Field::kTitle, Field::kDescription, Field::kBrand, Field::kCategory}) {
    if (screening::NameOf(known) == field) {
      return screening::Span{known, json.value("begin", 0U), json.value("end", 0U)};
    }
  }
  return std::nullopt;
}

Result<std::vector<screening::Finding>> FindingsOf(const std::string& text) {
  const Json json = Json::parse(text, nullptr, false);
  std::vector<screening::Finding> findings;
  const auto is_finding = [](const Json& item) {
    return item.is_object() && item.contains("kind") && item["kind"].is_string() &&
           item.contains("text") && item["text"].is_string() && item.contains("weight") &&
           item["weight"].is_number();
  };
  if (!json.is_array() || !std::ranges::all_of(json, is_finding)) {
    return Fail(ErrorCode::kCorrupted, "storage.damaged", "a verdict's findings are not readable");
  }
  for (const Json& item : json) {
    findings.push_back({.kind = item["kind"],
                        .weight = {std::llround(item["weight"].get<double>() * 1e6)},
                        .text = item["text"],
                        .span = item.contains("span") ? SpanOf(item["span"]) : std::nullopt});
  }
  return findings;
}

// A listing's own words, from the line of the event that was judged.
std::optional<Listing> ListingOf(ingest::Decoder& decoder, const std::string& line) {
  auto decoded = decoder.Decode(line, {.origin = ingest::Origin::kLog});
  if (!decoded) {
    return std::nullopt;
  }
  auto* data = std::get_if<ListingData>(&decoded->event.data);
  return data == nullptr ? std::nullopt : std::optional(std::move(data->listing));
}

Result<cases::ListingFile> ListingFileOf(const CaseParts& parts, ingest::Decoder& decoder,
                                         const VerdictRecord& verdict) {
  cases::ListingFile file{verdict, {}, {}};
  ASSAY_ASSIGN(file.findings, FindingsOf(verdict.findings_json));
  ASSAY_ASSIGN(const std::string line, parts.load_line(verdict.sequence));
  file.text = ListingOf(decoder, line);
  return file;
}

DecisionOutcome OutcomeOf(cases::Standing standing) {
  switch (standing) {
    case cases::Standing::kAnswerable:
      return DecisionOutcome::kDone;
    case cases::Standing::kNeedsAnother:
      return DecisionOutcome::kNeedsAnother;
    case cases::Standing::kAlreadyDecided:
      return DecisionOutcome::kAlreadyDecided;
    case cases::Standing::kEnded:
      return DecisionOutcome::kEnded;
  }
  return DecisionOutcome::kEnded;
}

DecisionOutcome OutcomeOf(PeopleOutcome outcome, const cases::MeasureFile& after) {
  switch (outcome) {
    case PeopleOutcome::kApplied:
      return cases::StatusOf(after) == enforcement::MeasureStatus::kFirstApproval
                 ? DecisionOutcome::kFirstOfTwo
                 : DecisionOutcome::kDone;
    case PeopleOutcome::kDuplicate:
    case PeopleOutcome::kStale:
      return DecisionOutcome::kAlreadyDecided;
    case PeopleOutcome::kUnknownTarget:  // A newer measure took its place.
      return DecisionOutcome::kEnded;
    case PeopleOutcome::kNeedsAnother:
      return DecisionOutcome::kNeedsAnother;
  }
  return DecisionOutcome::kEnded;
}

}  // namespace

Result<cases::QueuePage> LoadQueue(ReviewSource& source, const cases::QueueFilter& filter,
                                   Instant now, std::size_t items_max) {
  cases::QueuePageBuilder page(filter, now, items_max);
  ASSAY_TRY(source.ForEachOpen(filter.store, [&](const cases::OpenItem& item) { page.Add(item); }));
  return std::move(page).Finish();
}

Result<std::optional<cases::CaseFile>> LoadCase(const CaseParts& parts, std::string_view store) {
  ASSAY_ASSIGN(StoreRecords records, parts.source.LoadStore(store));
  if (!records.is_known) {
    return std::nullopt;
  }
  cases::CaseFile file;
  file.store = store;
  file.as_of = parts.now;
  file.open = std::move(records.open);
  cases::SortForReview(file.open, parts.now);
  file.measures_left_out = records.measures_total - records.measures.size();
  file.measures = std::move(records.measures);
  ingest::Decoder decoder;
  for (const VerdictRecord& verdict : records.verdicts) {
    ASSAY_ASSIGN(cases::ListingFile listing, ListingFileOf(parts, decoder, verdict));
    file.listings.push_back(std::move(listing));
  }
  file.listings_left_out = records.listings_total - file.listings.size();
  ASSAY_ASSIGN(const linkage::LinkSet links,
               linkage::LinkSet::FromCanonicalBytes(records.link_lines));
  for (const linkage::Link* link : links.LinksOf(StoreId(file.store), parts.now)) {
    file.links.push_back(*link);
  }
  return file;
}

Result<cases::StoreFigures> LoadFigures(Installation& installation, const std::string& store) {
  const Hash128 key = engine::StoreKeyOf(store);
  engine::KeySet keys;
  keys.stores.push_back({BucketOf(store).index, key});
  ASSAY_ASSIGN(engine::StateView view, installation.Load(keys));
  const auto* known = view.stores.Find(key);
  if (known == nullptr) {
    return cases::StoreFigures{};
  }
  const engine::StoreState& state = known->state;
  const auto total = [&](engine::Count count) {
    return state.totals[static_cast<std::size_t>(count)];
  };
  cases::StoreFigures figures{.opened_ms = state.opened_ms,
                              .closed_ms = state.closed_ms,
                              .listings = state.listings,
                              .red_listings = state.red_listings,
                              .orders = total(engine::Count::kOrders),
                              .orders_of_red = total(engine::Count::kOrdersOfRedListings),
                              .refunds = total(engine::Count::kRefunds),
                              .counterfeit_refunds = total(engine::Count::kCounterfeitRefunds)};
  if (!state.points.empty()) {
    ASSAY_ASSIGN(const engine::Settings settings,
                 installation.LoadSettings(view.shared.configuration));
    const auto& configuration = *settings.configuration;
    const enforcement::Standing standing = enforcement::StandingOn(
        state.points, configuration.policy->points(),
        enforcement::DayOf(view.shared.clock, configuration.reporting_offset_minutes));
    figures.points = standing.points;
    figures.strikes = standing.serious_strikes;
  }
  return figures;
}

Result<std::string> StoreOf(ReviewSource& source, const std::string& measure_or_store) {
  ASSAY_ASSIGN(const auto measure, source.FindMeasure(measure_or_store));
  return measure ? measure->store : measure_or_store;
}

Result<std::optional<std::string>> NearestName(ReviewSource& source, const std::string& word) {
  std::optional<std::string> nearest;
  std::size_t distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  ASSAY_TRY(source.ForEachOpen("", [&](const cases::OpenItem& item) {
    for (const std::string* name : {&item.name, &item.store}) {
      const std::size_t found = text::TypingDistance(word, *name, distance);
      if (found < distance) {
        distance = found;
        nearest = *name;
      }
    }
  }));
  return nearest;
}

std::string DecisionLine(const DecisionRequest& request, const std::string& store, Instant now) {
  const char* kind = request.answer == enforcement::Answer::kApprove ? "confirm" : "lift";
  Json data = {{"measure", request.measure}, {"kind", kind}, {"actor", request.actor}};
  if (!request.reason.empty()) {
    data["reason"] = request.reason;
  }
  const Json event = {{"specversion", "1.0"},
                      {"id", fmt::format("decision-{}-{}-{}", request.measure, kind,
                                         ToHex(Hash128Of(request.actor, request.reason)))},
                      {"source", "assay:people"},
                      {"type", "assay.decision.v1"},
                      {"time", FormatRfc3339(now)},
                      {"subject", store},
                      {"data", data}};
  return event.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n";
}

Result<DecisionResult> Decide(const IngestParts& parts, ReviewSource& source,
                              const DecisionRequest& request) {
  if (request.actor.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "queue.no_actor",
                "a decision is somebody's: say whose with --actor NAME");
  }
  DecisionResult result;
  ASSAY_ASSIGN(result.measure, source.FindMeasure(request.measure));
  if (!result.measure) {
    return result;
  }
  const cases::Standing standing =
      cases::StandingOf(*result.measure, request.answer, request.actor);
  result.outcome = OutcomeOf(standing);
  if (standing != cases::Standing::kAnswerable) {
    return result;
  }
  ASSAY_ASSIGN(const engine::StateView view, parts.installation.LoadShared());
  ASSAY_ASSIGN(
      const PeopleOutcome outcome,
      CommitPeopleEvent(parts, DecisionLine(request, result.measure->store, view.shared.clock)));
  ASSAY_ASSIGN(result.measure, source.FindMeasure(request.measure));
  if (!result.measure) {
    return Fail(ErrorCode::kCorrupted, "storage.damaged", "a measure went missing");
  }
  result.outcome = OutcomeOf(outcome, *result.measure);
  return result;
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "flows/simulate_market.h"

#include <algorithm>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace assay::flows {
namespace {

constexpr std::size_t kActionsAtOnce = 4'096;

class TextSource final : public ingest::ByteSource {
 public:
  explicit TextSource(std::string_view text) : text_(text) {}
  Result<std::size_t> Read(std::span<char> buffer) override {
    const std::size_t size = std::min(buffer.size(), text_.size() - read_);
    std::memcpy(buffer.data(), text_.data() + read_, size);
    read_ += size;
    return size;
  }
  std::uint64_t raw_bytes_read() const override { return read_; }
  std::optional<std::uint64_t> raw_bytes_total() const override { return text_.size(); }

 private:
  std::string_view text_;
  std::size_t read_ = 0;
};

std::string TextOf(const nlohmann::json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

struct Action {
  simulation::Instruction instruction;
  std::string reason;
};

// Of an action that we wrote ourselves: what does not parse is a bug.
Result<Action> ParseAction(const std::string& body) {
  constexpr std::string_view kPrefix = "assay.";
  constexpr std::string_view kSuffix = ".v1";
  const nlohmann::json event = nlohmann::json::parse(body, nullptr, false);
  const std::string type = event.is_object() ? TextOf(event, "type") : "";
  const auto time = event.is_object() ? ParseRfc3339(TextOf(event, "time")) : std::nullopt;
  if (!type.starts_with(kPrefix) || !type.ends_with(kSuffix) || !time || !event.contains("data")) {
    return Fail(ErrorCode::kInternal, "simulation.bad_action", "not an action: " + body);
  }
  const nlohmann::json& data = event["data"];
  const auto until = ParseRfc3339(TextOf(data, "until"));
  return Action{.instruction = {.type = type.substr(kPrefix.size(),
                                                    type.size() - kPrefix.size() - kSuffix.size()),
                                .time = time->instant,
                                .measure = TextOf(data, "measure"),
                                .action = TextOf(data, "action"),
                                .store = TextOf(event, "subject"),
                                .listing = TextOf(data, "listing"),
                                .score = data.value("score", 0),
                                .until = until ? std::optional(until->instant) : std::nullopt},
                .reason = TextOf(data, "reason")};
}

class Course {
 public:
  Course(const IngestParts& parts, simulation::Market& market, const AppendToFile& append,
         const SimulationOptions& options)
      : parts_(parts), market_(market), append_(append), options_(options) {}

  Result<void> RunDay() {
    const simulation::Day day = market_.Step(instructions_);
    // The names sort in the order of ingestion.
    const std::string name = "events/" + day.date;
    ASSAY_TRY(Take(name + ".1-feed.ndjson.zst", day.feed, Channel::kFeed));
    ASSAY_TRY(Take(name + ".2-people.ndjson.zst", day.people, Channel::kPeople));
    ASSAY_TRY(append_("truth/stores.ndjson.zst", day.stores));
    ASSAY_TRY(append_("truth/listings.ndjson.zst", day.listings));
    ASSAY_TRY(append_("truth/orders.ndjson.zst", day.orders));
    ASSAY_TRY(append_("truth/mishaps.ndjson.zst", day.mishaps));
    ASSAY_TRY(append_("truth/examined.ndjson.zst", day.examined));
    report_.events += day.events;
    return LoadActions();
  }

  const SimulationReport& report() const { return report_; }
  SimulationReport TakeReport() { return std::move(report_); }

 private:
  Result<void> Take(const std::string& name, const std::string& text, Channel channel) {
    if (text.empty()) {
      return {};
    }
    ASSAY_TRY(append_(name, text));
    ASSAY_ASSIGN(const IngestReport ingested,
                 IngestEvents(
                     parts_,
                     [&]() -> Result<std::unique_ptr<ingest::ByteSource>> {
                       return std::make_unique<TextSource>(text);
                     },
                     {.input = "",
                      .channel = channel,
                      .workers = options_.workers,
                      .month_end_snapshots = false},
                     [](const IngestProgress&) {}));
    report_.red_verdicts += ingested.red_verdicts;
    if (ingested.rejected > 0) {
      return Fail(ErrorCode::kInternal, "simulation.rejected",
                  fmt::format("{} events of {} were refused, the first reason is {}",
                              ingested.rejected, name, ingested.rejects.begin()->first));
    }
    return {};
  }

  Result<void> LoadActions() {
    instructions_.clear();
    while (true) {
      ASSAY_ASSIGN(const auto rows,
                   parts_.installation.LoadActionsAfter(position_, kActionsAtOnce));
      for (const engine::OutboxRow& row : rows) {
        ASSAY_ASSIGN(Action action, ParseAction(row.body));
        Count(action);
        position_ = {row.sequence.number, row.ordinal};
        instructions_.push_back(std::move(action.instruction));
      }
      report_.actions += rows.size();
      if (rows.size() < kActionsAtOnce) {
        return {};
      }
    }
  }

  void Count(const Action& action) {
    const simulation::Instruction& told = action.instruction;
    const bool requested = told.type == "measure.requested";
    if (requested || told.type == "measure.proposed") {
      const auto [known, is_new] = number_of_.emplace(told.measure, report_.measures.size());
      if (is_new) {
        const bool of_listing = !told.listing.empty();
        report_.measures.push_back({.action = told.action,
                                    .of_listing = of_listing,
                                    .target = of_listing ? told.listing : told.store});
      }
      if (requested) {
        report_.measures[known->second].requested = told.time;
      }
      return;
    }
    const auto known = number_of_.find(told.measure);
    if (known == number_of_.end()) {
      return;
    }
    AskedMeasure& measure = report_.measures[known->second];
    const bool ended = told.type == "measure.lift_requested" || told.type == "measure.withdrawn";
    measure.ended = ended ? std::optional(told.time) : std::nullopt;
    measure.ended_by_person = ended && action.reason == "decision";
  }

  const IngestParts& parts_;
  simulation::Market& market_;
  const AppendToFile& append_;
  const SimulationOptions& options_;
  std::vector<simulation::Instruction> instructions_;
  OutboxPosition position_;
  std::unordered_map<std::string, std::size_t> number_of_;  // Of measures in the report, by name.
  SimulationReport report_;
};

}  // namespace

Result<SimulationReport> SimulateMarket(
    const IngestParts& parts, simulation::Market& market, const AppendToFile& append,
    const SimulationOptions& options,
    const std::function<void(const SimulationProgress&)>& on_progress) {
  Course course(parts, market, append, options);
  while (!market.done()) {
    ASSAY_TRY(course.RunDay());
    on_progress({.days = market.days_done(),
                 .days_in_all = market.days(),
                 .events = course.report().events});
  }
  return course.TakeReport();
}

}  // namespace assay::flows

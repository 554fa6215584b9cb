// SPDX-License-Identifier: Apache-2.0
#include "flows/run_pilot.h"

#include <algorithm>
#include <array>
#include <set>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "configuration/configuration.h"
#include "core/hash.h"
#include "flows/joined_rows.h"
#include "flows/pilot_findings.h"
#include "flows/reopened_stores.h"
#include "flows/shown_offers.h"
#include "pilot/comparison.h"
#include "pilot/review_sheet.h"

namespace assay::flows {
namespace {

using ingest::TableKind;
using nlohmann::json;

constexpr double kRefusedShareMax = 0.2;
constexpr std::size_t kExamplesOfEach = 4;
constexpr std::size_t kReasonsShown = 3;
constexpr std::size_t kBrandsShown = 10;

struct PaidOrder {
  std::uint32_t store = 0;
  std::int64_t time_ms = 0;
  std::int64_t minor_units = 0;
  Currency currency;
};

MappedTable MappedTableOf(const PilotTable& table) {
  return {.file = table.file,
          .mapping = table.mapping,
          .changed = table.changed ? &*table.changed : nullptr};
}

class PilotRun {
 public:
  PilotRun(const PilotParts& parts, const PilotOptions& options, const OnPilotProgress& on_progress)
      : parts_(parts),
        options_(options),
        on_progress_(on_progress),
        runs_(parts.append_run, parts.open_run) {}

  Result<PilotOutcome> Run() {
    // Listings know the stores of orders, orders those of refunds and parcels.
    for (const TableKind kind : {TableKind::kStores, TableKind::kListings, TableKind::kOrders,
                                 TableKind::kRefunds, TableKind::kParcels, TableKind::kClosures}) {
      const auto table = std::ranges::find(options_.tables, kind, &PilotTable::kind);
      if (table != options_.tables.end()) {
        ASSAY_TRY(Read(*table));
      }
    }
    reopened_.emplace(closed_);
    ASSAY_TRY(Replay());
    outcome_.report.linked_stores = reopened_->Finish();
    outcome_.report.stores_opened = reopened_->stores_opened();
    MakeHistories();
    if (known_closed_ == 0) {
      return Fail(ErrorCode::kInvalidArgument, "pilot.no_common_store",
                  fmt::format("none of the {} stores closed for counterfeits has a listing or an "
                              "order: the ids of stores seem to be "
                              "different ones in the closures and in the other tables, or every "
                              "closing was taken for one "
                              "with another reason (see `reason` in the mapping of the closures)",
                              closed_.size()));
    }
    outcome_.report.comparison = pilot::Compare(histories_);
    outcome_.report.seed = options_.seed;
    outcome_.report.offset_minutes = options_.offset_minutes;
    DrawSheet();
    ChooseExamples();
    CountBrands();
    ASSAY_TRY(FillOffers());
    return std::move(outcome_);
  }

 private:
  Result<void> Read(const PilotTable& table);
  Result<void> FindFirstVersions(const PilotTable& table);
  Result<void> Take(const RowEvent& row);
  Result<void> TakeListing(const RowEvent& row, const ListingData& data);
  void TakeClosing(const Event& event, const StoreClosedData& data);
  Result<void> Replay();
  void MakeHistories();
  void DrawSheet();
  void ChooseExamples();
  void CountBrands();
  Result<void> FillOffers();
  Result<void> Add(const RowEvent& row, int rank);
  Result<void> AddLine(const Event& event, std::string_view text, int rank, bool is_personal);

  const PilotParts& parts_;
  const PilotOptions& options_;
  const OnPilotProgress& on_progress_;
  EventRuns runs_;
  ExportIndex index_;
  bool needs_orders_ = false;
  std::vector<std::int64_t> listings_of_;  // By store.
  std::vector<std::int64_t> orders_of_;
  FirstVersions first_versions_;
  std::int64_t later_versions_ = 0;
  std::vector<PaidOrder> paid_;
  std::unordered_map<std::string, Instant> closed_;  // For counterfeits, the first time.
  std::unordered_set<std::string> closed_otherwise_;
  std::optional<ReopenedStores> reopened_;
  PilotFindings findings_{first_versions_};
  std::vector<pilot::StoreHistory> histories_;
  std::int64_t known_closed_ = 0;
  std::int64_t first_ms_ = INT64_MAX;
  std::int64_t last_ms_ = INT64_MIN;
  PilotOutcome outcome_;
};

Result<void> PilotRun::Read(const PilotTable& table) {
  pilot::TableReport report{
      .name = std::string(ingest::NameOf(table.kind)), .file = table.file, .form = {}};
  if (table.kind == TableKind::kOrders) {
    needs_orders_ = std::ranges::any_of(options_.tables, [](const PilotTable& other) {
      const auto& columns = other.mapping.columns();
      return other.kind != TableKind::kOrders &&
             (std::ranges::find(columns, ingest::kJoinedStore) != columns.end() ||
              std::ranges::find(columns, ingest::kJoinedListing) != columns.end());
    });
  }
  if (table.changed) {
    ASSAY_TRY(FindFirstVersions(table));
  }
  const std::string what = fmt::format("rows of {}", report.name);
  ASSAY_ASSIGN(RowCounts counts, ForEachEvent(
                                     parts_.open, MappedTableOf(table), index_,
                                     [this](const RowEvent& row) { return Take(row); },
                                     [&](std::uint64_t rows, double fraction) {
                                       on_progress_(what, rows, fraction);
                                     }));
  const std::uint64_t refused = counts.rows - counts.used;
  if (static_cast<double>(refused) > kRefusedShareMax * static_cast<double>(counts.rows)) {
    return Fail(
        ErrorCode::kLimitExceeded, "pilot.too_many_refused",
        fmt::format("{} of {} rows of {} cannot be read as the mapping says:\n  {}\nCorrect the "
                    "mapping or the table; at most a "
                    "fifth of the rows may be refused",
                    refused, counts.rows, table.file, fmt::join(counts.first_rejected, "\n  ")));
  }
  ASSAY_TRY(parts_.ingest.splitter.Flush());
  report.rows = static_cast<std::int64_t>(counts.rows);
  report.used = static_cast<std::int64_t>(counts.used);
  report.rejected = std::move(counts.rejected);
  if (table.kind == TableKind::kListings && later_versions_ > 0) {
    report.notes.push_back(
        fmt::format("{} rows are later versions of their listings: each counts from its change on.",
                    later_versions_));
  }
  for (const std::string& first : counts.first_rejected) {
    report.notes.push_back(fmt::format("Refused: {}", first));
  }
  outcome_.report.tables.push_back(std::move(report));
  return {};
}

Result<void> PilotRun::FindFirstVersions(const PilotTable& table) {
  ASSAY_TRY(ForEachEvent(
      parts_.open, MappedTableOf(table), index_,
      [this](const RowEvent& row) -> Result<void> {
        const Event& last = row.changed != nullptr ? *row.changed : row.event;
        const FirstVersion version{last.time.instant.ms, row.line};
        const auto [place, is_new] = first_versions_.try_emplace(
            Hash64Of(std::get<ListingData>(row.event.data).listing.id), version);
        if (!is_new && version.changed_ms < place->second.changed_ms) {
          place->second = version;
        }
        return {};
      },
      [this](std::uint64_t rows, double fraction) {
        on_progress_("rows of listings, for their versions", rows, fraction);
      }));
  return {};
}

Result<void> PilotRun::Take(const RowEvent& row) {
  const Event& event = row.event;
  if (const auto* closing = std::get_if<StoreClosedData>(&event.data)) {
    TakeClosing(event, *closing);  // For the comparison alone: the engine must not see it.
    return {};
  }
  if (std::holds_alternative<StoreOpenedData>(event.data)) {
    return Add(row, 0);  // Compared are stores with a listing or an order.
  }
  const std::uint32_t store = index_.StoreOf(event.subject);
  listings_of_.resize(index_.stores.size());
  orders_of_.resize(index_.stores.size());
  if (const auto* listing = std::get_if<ListingData>(&event.data)) {
    return TakeListing(row, *listing);
  }
  int rank = 2;
  if (const auto* order = std::get_if<OrderData>(&event.data)) {
    ++orders_of_[store];
    paid_.push_back({store, event.time.instant.ms, order->paid.minor_units, order->paid.currency});
    if (needs_orders_) {
      const auto bought = index_.listing_of_name.find(Hash64Of(order->listing.value()));
      index_.order_of_name.try_emplace(
          Hash64Of(order->order),
          bought == index_.listing_of_name.end() ? ExportIndex::Listing{store, 0} : bought->second);
    }
  } else {
    rank = std::holds_alternative<RefundData>(event.data) ? 3 : 4;
  }
  return Add(row, rank);
}

Result<void> PilotRun::TakeListing(const RowEvent& row, const ListingData& data) {
  const std::uint64_t key = Hash64Of(data.listing.id);
  const std::uint32_t store = index_.StoreOf(row.event.subject);
  const auto [place, is_new] = index_.listing_of_name.try_emplace(
      key, ExportIndex::Listing{store, static_cast<std::uint32_t>(index_.listings.size())});
  if (is_new) {
    index_.listings.push_back(data.listing.id);
    ++listings_of_[store];
  }
  const auto first = first_versions_.find(key);
  const bool is_first = first == first_versions_.end() || first->second.line == row.line;
  later_versions_ += is_first ? 0 : 1;
  if (is_first) {
    ASSAY_TRY(Add(row, 1));
  }
  // An earlier time than the publishing, or the same, says nothing new.
  if (row.changed != nullptr && row.changed->time.instant > row.event.time.instant) {
    ASSAY_TRY(AddLine(*row.changed, row.changed_text, 1, row.has_personal_fields));
  }
  return {};
}

Result<void> PilotRun::Add(const RowEvent& row, int rank) {
  return AddLine(row.event, row.text, rank, row.has_personal_fields);
}

// Personal values are split off here, not when the lines are replayed: the runs lie on the disk meanwhile.
Result<void> PilotRun::AddLine(const Event& event, std::string_view text, int rank,
                               bool is_personal) {
  first_ms_ = std::min(first_ms_, event.time.instant.ms);
  last_ms_ = std::max(last_ms_, event.time.instant.ms);
  if (!is_personal) {
    return runs_.Add(event.time.instant, rank, text);
  }
  ASSAY_ASSIGN(const std::string split, parts_.ingest.splitter.Split(event, text));
  return runs_.Add(event.time.instant, rank, split);
}

void PilotRun::TakeClosing(const Event& event, const StoreClosedData& data) {
  ++outcome_.report.closings;
  if (data.reason != ClosureReason::kIpCounterfeit) {
    ++outcome_.report.closings_otherwise;
    closed_otherwise_.insert(event.subject);
    return;
  }
  const auto [place, is_new] = closed_.try_emplace(event.subject, event.time.instant);
  place->second = std::min(place->second, event.time.instant);
}

Result<void> PilotRun::Replay() {
  const IngestOptions options{.input = "",
                              .workers = options_.workers,
                              .month_end_snapshots = false,
                              .lines_are_split = true,
                              .on_decided = [this](const engine::Delta& delta) {
                                reopened_->Observe(delta);
                                findings_.Observe(delta);
                              }};
  ASSAY_ASSIGN(const IngestReport report,
               IngestEvents(
                   parts_.ingest, [&] { return runs_.Merge(); }, options,
                   [&](const IngestProgress& now) {
                     on_progress_(
                         "events replayed", now.lines,
                         static_cast<double>(now.lines) /
                             static_cast<double>(std::max<std::uint64_t>(1, runs_.lines())));
                   }));
  outcome_.report.events = static_cast<std::int64_t>(report.accepted);
  const auto late = report.outcomes.find("late");
  outcome_.report.late =
      late == report.outcomes.end() ? 0 : static_cast<std::int64_t>(late->second);
  const auto repeated = [&](std::string_view outcome, std::string_view text) {
    const auto found = report.outcomes.find(std::string(outcome));
    if (found != report.outcomes.end() && found->second > 0) {
      outcome_.report.tables.front().notes.push_back(
          fmt::format("{} rows of all tables {}.", found->second, text));
    }
  };
  repeated("duplicate", "repeat another one word for word");
  repeated("contradiction",
           "have the id and the time of another one with other content, and were left out");
  return {};
}

void PilotRun::MakeHistories() {
  outcome_.report.begin = {first_ms_};
  outcome_.report.end = {last_ms_};
  outcome_.report.has_closing_reasons = !closed_otherwise_.empty();
  histories_.resize(index_.stores.size());
  for (std::size_t i = 0; i < histories_.size(); ++i) {
    pilot::StoreHistory& history = histories_[i];
    history.store = index_.stores[i];
    history.listings = listings_of_[i];
    history.orders = orders_of_[i];
    if (const auto closed = closed_.find(history.store); closed != closed_.end()) {
      history.closed = closed->second;
      ++known_closed_;
    }
    history.closed_otherwise = !history.closed && closed_otherwise_.contains(history.store);
    if (const PilotFinding& finding = findings_.Of(history.store); finding.found) {
      history.found = finding.found;
      history.found_strict = finding.found_strict;
      history.rule = finding.rule;
      history.listing = finding.listing;
      history.red_listings = static_cast<std::int64_t>(finding.red_listings.size());
      ++outcome_.report.found_by_rule[std::string(RuleText(history.rule))];
    }
  }
  outcome_.report.closed_unknown = static_cast<std::int64_t>(closed_.size()) - known_closed_;
  for (const PaidOrder& order : paid_) {
    pilot::StoreHistory& history = histories_[order.store];
    if (history.found && order.time_ms >= history.found->ms &&
        (!history.closed || order.time_ms < history.closed->ms)) {
      ++history.orders_after_found;
      history.paid_after_found[std::string(order.currency.code())] += order.minor_units;
    }
  }
}

void PilotRun::DrawSheet() {
  for (const std::size_t at : pilot::DrawSheet(histories_, options_.sheet_rows, options_.seed)) {
    const pilot::StoreHistory& history = histories_[at];
    const pilot::Standing standing = pilot::StandingOf(history);
    ++outcome_.report.sheet_rows;
    ++outcome_.report.sheet_by_standing[static_cast<std::size_t>(standing)];
    outcome_.sheet.push_back({.store = history.store,
                              .listings = history.listings,
                              .orders = history.orders,
                              .offers = {},
                              .standing = standing});
  }
}

// Stores that only Assay found and that sold most since; then those it found longest before the team.
void PilotRun::ChooseExamples() {
  std::vector<const pilot::StoreHistory*> only_ours;
  std::vector<const pilot::StoreHistory*> both;
  for (const pilot::StoreHistory& history : histories_) {
    const pilot::Standing standing = pilot::StandingOf(history);
    if (standing == pilot::Standing::kOnlyOurs) {
      only_ours.push_back(&history);
    } else if (standing == pilot::Standing::kBoth) {
      both.push_back(&history);
    }
  }
  std::ranges::sort(only_ours, [](const auto* a, const auto* b) {
    return std::pair(-a->orders_after_found, a->store) <
           std::pair(-b->orders_after_found, b->store);
  });
  std::ranges::sort(both, [](const auto* a, const auto* b) {
    return std::pair(a->found->ms - a->closed->ms, a->store) <
           std::pair(b->found->ms - b->closed->ms, b->store);
  });
  only_ours.resize(std::min(only_ours.size(), kExamplesOfEach));
  both.resize(std::min(both.size(), kExamplesOfEach));
  only_ours.insert(only_ours.end(), both.begin(), both.end());
  for (const pilot::StoreHistory* history : only_ours) {
    pilot::Example example{.store = history->store,
                           .standing = pilot::StandingOf(*history),
                           .found = *history->found,
                           .closed = history->closed,
                           .listing = history->listing,
                           .title = {},
                           .price = {},
                           .reasons = {}};
    std::vector<std::pair<double, std::string>> reasons;
    const json findings = json::parse(findings_.Of(history->store).findings_json, nullptr, false);
    for (const json& finding : findings.is_array() ? findings : json::array()) {
      if (finding.value("weight", 0.0) > 0) {
        reasons.emplace_back(-finding.value("weight", 0.0), finding.value("text", ""));
      }
    }
    std::ranges::sort(reasons);
    for (std::size_t i = 0; i < std::min(reasons.size(), kReasonsShown); ++i) {
      example.reasons.push_back(reasons[i].second);
    }
    if (example.reasons.empty()) {
      example.reasons.emplace_back(RuleText(history->rule));
    }
    outcome_.report.examples.push_back(std::move(example));
  }
}

void PilotRun::CountBrands() {
  std::map<std::string, std::int64_t> stores;
  for (const auto& [store, finding] : findings_.all()) {
    if (!finding.found) {
      continue;
    }
    const json brands = json::parse(finding.brands_json, nullptr, false);
    std::set<std::string> names;
    for (const json& brand : brands.is_array() ? brands : json::array()) {
      names.insert(brand.value("brand", ""));
    }
    for (const std::string& name : names) {
      ++stores[name];
    }
  }
  auto& brands = outcome_.report.brands;
  brands.assign(stores.begin(), stores.end());
  std::ranges::stable_sort(brands,
                           [](const auto& a, const auto& b) { return a.second > b.second; });
  brands.resize(std::min(brands.size(), kBrandsShown));
}

Result<void> PilotRun::FillOffers() {
  ShownOffers shown;
  const auto ask = [&](std::uint64_t listing, const std::string& store) {
    shown.Ask(listing, findings_.Of(store).found);
  };
  std::unordered_map<std::string, std::size_t> row_of;  // Store -> row of the sheet.
  std::vector<std::vector<std::uint64_t>> offers_of(outcome_.sheet.size());
  for (std::size_t i = 0; i < outcome_.sheet.size(); ++i) {
    row_of.emplace(outcome_.sheet[i].store, i);
    for (const PilotFinding::Offer& offer : findings_.Of(outcome_.sheet[i].store).offers) {
      offers_of[i].push_back(offer.listing);
      ask(offer.listing, outcome_.sheet[i].store);
    }
  }
  for (const pilot::Example& example : outcome_.report.examples) {
    ask(Hash64Of(example.listing), example.store);
  }
  const auto take = [&](const RowEvent& row) -> Result<void> {
    const std::uint64_t key = Hash64Of(std::get<ListingData>(row.event.data).listing.id);
    const auto at = row_of.find(row.event.subject);
    // Listings that nothing speaks for or against have no verdict: they fill up, so that an empty cell tells nobody
    // which stores were found.
    if (at != row_of.end() && offers_of[at->second].size() < kOffersOnSheet &&
        !shown.IsAsked(key)) {
      offers_of[at->second].push_back(key);
      ask(key, row.event.subject);
    }
    shown.Take(row);
    return {};
  };
  const auto table = std::ranges::find(options_.tables, TableKind::kListings, &PilotTable::kind);
  ASSAY_TRY(
      ForEachEvent(parts_.open, MappedTableOf(*table), index_, take, [](std::uint64_t, double) {}));
  for (std::size_t i = 0; i < offers_of.size(); ++i) {
    for (const std::uint64_t key : offers_of[i]) {
      const ShownOffers::Offer offer = shown.Find(key);
      outcome_.sheet[i].offers.push_back({offer.listing, offer.title, offer.price});
    }
  }
  for (pilot::Example& example : outcome_.report.examples) {
    const ShownOffers::Offer offer = shown.Find(Hash64Of(example.listing));
    example.title = offer.title;
    example.price = offer.price;
  }
  return {};
}

}  // namespace

std::string PilotConfiguration(std::int16_t offset_minutes) {
  const std::string offset =
      offset_minutes == 0 ? "+00:00" : FormatRfc3339(OffsetInstant{{}, offset_minutes}).substr(19);
  constexpr std::string_view kOffset = "reporting_utc_offset = ";
  std::string text;
  std::string_view rest = configuration::DefaultText();
  while (!rest.empty()) {
    const std::size_t end = std::min(rest.find('\n'), rest.size() - 1);
    const std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (line.starts_with("shadow")) {
      continue;
    }
    if (line.starts_with(kOffset)) {
      text += fmt::format("{}\"{}\"\n", kOffset, offset);
      continue;
    }
    text += fmt::format("{}\n", line);
    if (line.starts_with("[[rule]]")) {
      text += "shadow = true\n";
    }
  }
  return text;
}

Result<PilotOutcome> RunPilot(const PilotParts& parts, const PilotOptions& options,
                              const OnPilotProgress& on_progress) {
  return PilotRun(parts, options, on_progress).Run();
}

}  // namespace assay::flows

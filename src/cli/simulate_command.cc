// SPDX-License-Identifier: Apache-2.0
#include "cli/simulate_command.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/command.h"
#include "cli/model_files.h"
#include "cli/progress.h"
#include "cli/rate_text.h"
#include "cli/text_file.h"
#include "configuration/configuration.h"
#include "flows/evaluate_simulation.h"
#include "flows/simulate_market.h"
#include "linkage/token_kind.h"
#include "simulation/market.h"
#include "simulation/world.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct SimulateArguments {
  std::string world = std::string(simulation::ShippedWorlds().front().name);
  std::string out;
  std::string configuration;
  std::uint64_t seed = 1;
  double scale = 0.001;
  std::int64_t days = 0;
  double reviewers = 1;
  std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  std::size_t at_once = std::max(1U, std::thread::hardware_concurrency());
  bool arms = false;
  bool json = false;
};

// The whole of the default world, and as much again: some hundred GB of memory and events.
constexpr double kStoresMax = 2e7;
constexpr double kOffersMax = 4e8;
constexpr double kOrdersADayMax = 4e7;

// One course under one policy. All arms share the luck of a seed.
struct Arm {
  std::string_view name;
  std::string_view what;
  double reviewers = 1;  // Times those of the world and of --reviewers.
  bool enforces = true;
  std::optional<linkage::Comparison> links = std::nullopt;  // Else as configured.
};
constexpr Arm kDefaultArm{"default", "as configured"};
constexpr std::array<Arm, 7> kArms = {{
    {.name = "no_enforcement",
     .what = "the marketplace does nothing that it is asked",
     .enforces = false},
    {.name = "exact_matching",
     .what = "stores are linked by equal whole values only",
     .links = linkage::Comparison::kWhole},
    kDefaultArm,
    {.name = "no_linkage",
     .what = "stores are not linked to shut ones",
     .links = linkage::Comparison::kNone},
    {.name = "no_people", .what = "nobody decides, so measures end by themselves", .reviewers = 0},
    {.name = "half_reviewers", .what = "half the reviewers", .reviewers = 0.5},
    {.name = "double_reviewers", .what = "twice the reviewers", .reviewers = 2},
}};

// What several arms have done so far, as one line. Threads: any.
class SharedProgress {
 public:
  SharedProgress(Progress& progress, std::size_t arms) : progress_(progress), arms_(arms) {}
  void Advance(std::size_t arm, const flows::SimulationProgress& now) {
    const std::scoped_lock lock(mutex_);
    arms_[arm] = now;
    std::uint64_t events = 0;
    double fraction = 0;
    for (const flows::SimulationProgress& each : arms_) {
      events += each.events;
      fraction += each.days_in_all == 0
                      ? 0
                      : static_cast<double>(each.days) / static_cast<double>(each.days_in_all);
    }
    events_ = events;
    progress_.Advance(events, fraction / static_cast<double>(arms_.size()));
  }
  void Finish() { progress_.Finish(events_); }

 private:
  std::mutex mutex_;
  Progress& progress_;
  std::vector<flows::SimulationProgress> arms_;
  std::uint64_t events_ = 0;
};

struct Outcome {
  Arm arm;
  flows::SimulationReport report;
  flows::SimulationFigures figures;
  simulation::Tally tally;
};

Result<std::string> WorldText(const Services& services, const std::string& name) {
  for (const simulation::ShippedWorld& shipped : simulation::ShippedWorlds()) {
    if (shipped.name == name) {
      return std::string(shipped.text);
    }
  }
  auto text = ReadTextFile(services, name);
  if (!text) {
    std::vector<std::string_view> names;
    for (const simulation::ShippedWorld& shipped : simulation::ShippedWorlds()) {
      names.push_back(shipped.name);
    }
    text.error().message += fmt::format(" (\"{}\" is no shipped world either; those are {})", name,
                                        fmt::join(names, ", "));
  }
  return text;
}

Json AgreementJson(const flows::Agreement& agreement) {
  return {{"precision", RateJson(agreement.precision)}, {"recall", RateJson(agreement.recall)}};
}

Json TallyJson(const simulation::Tally& tally) {
  return {{"orders", tally.orders},
          {"counterfeit_orders", tally.counterfeit_orders},
          {"sham_orders", tally.sham_orders},
          {"refunds_claimed_fake", tally.refunds_claimed_fake},
          {"refunds_claimed_fake_wrongly", tally.refunds_claimed_fake_wrongly},
          {"takedowns", tally.takedowns},
          {"decisions", tally.decisions},
          {"stores_shut", tally.stores_shut},
          {"innocent_stores_shut", tally.innocent_stores_shut},
          {"reopenings", tally.reopenings},
          {"moves_away", tally.moves_away},
          {"arrests", tally.arrests}};
}

Json RatesJson(const std::map<std::string, Rate>& rates) {
  Json json = Json::object();
  for (const auto& [name, rate] : rates) {
    json[name] = RateJson(rate);
  }
  return json;
}

Json WrongJson(const flows::SimulationFigures& figures) {
  Json json = Json::object();
  for (const auto& [action, wrong] : figures.wrong_measures) {
    json[action] = {{"only_proposed", wrong.only_proposed},
                    {"lifted_by_person", wrong.lifted_by_person},
                    {"ended", wrong.ended},
                    {"standing", wrong.standing},
                    {"hours_median", wrong.HoursWithin(0.5)},
                    {"hours_90", wrong.HoursWithin(0.9)}};
  }
  return json;
}

Json JsonOf(const Outcome& outcome) {
  const flows::SimulationFigures& figures = outcome.figures;
  Json innocent = Json::object();
  for (const auto& [group, harm] : figures.innocent) {
    innocent[group] = {{"accused", RateJson(harm.accused)},
                       {"measured", RateJson(harm.measured)},
                       {"standing", RateJson(harm.standing)},
                       {"shut", RateJson(harm.shut)}};
  }
  return {{"arm", outcome.arm.name},
          {"events", outcome.report.events},
          {"actions", outcome.report.actions},
          {"red_verdicts", outcome.report.red_verdicts},
          {"market", TallyJson(outcome.tally)},
          {"listings", AgreementJson(figures.listings)},
          {"listings_measured", AgreementJson(figures.listings_measured)},
          {"listings_standing", AgreementJson(figures.listings_standing)},
          {"stores", AgreementJson(figures.stores)},
          {"stores_measured", AgreementJson(figures.stores_measured)},
          {"stores_shut", AgreementJson(figures.stores_shut)},
          {"recall_by_style", RatesJson(figures.recall_by_style)},
          {"accused_by_style", RatesJson(figures.accused_by_style)},
          {"innocent", std::move(innocent)},
          {"wrong_measures", WrongJson(figures)}};
}

std::string AsText(const Outcome& outcome) {
  const flows::SimulationFigures& figures = outcome.figures;
  std::string text = fmt::format(
      "{} ({}): {} events, {} actions, {} orders\n"
      "                                 share   95 % interval\n"
      "listings accused,    precision   {}\n"
      "                     recall      {}\n"
      "  measured,          precision   {}\n"
      "                     recall      {}\n"
      "  not lifted,        precision   {}\n"
      "                     recall      {}\n"
      "stores accused,      precision   {}\n"
      "                     recall      {}\n"
      "  measured,          precision   {}\n"
      "                     recall      {}\n"
      "stores shut,         precision   {}\n"
      "                     recall      {}\n",
      outcome.arm.name, outcome.arm.what, Grouped(outcome.report.events),
      Grouped(outcome.report.actions), Grouped(outcome.tally.orders),
      RateText(figures.listings.precision), RateText(figures.listings.recall),
      RateText(figures.listings_measured.precision), RateText(figures.listings_measured.recall),
      RateText(figures.listings_standing.precision), RateText(figures.listings_standing.recall),
      RateText(figures.stores.precision), RateText(figures.stores.recall),
      RateText(figures.stores_measured.precision), RateText(figures.stores_measured.recall),
      RateText(figures.stores_shut.precision), RateText(figures.stores_shut.recall));
  for (const auto& [style, recall] : figures.recall_by_style) {
    text += fmt::format("recall of {:<26} {}\n", style, RateText(recall));
  }
  for (const auto& [style, accused] : figures.accused_by_style) {
    text += fmt::format("innocent offers, {:<16} {}\n", style, RateText(accused));
  }
  for (const auto& [group, harm] : figures.innocent) {
    text += fmt::format("innocent, {:<20} accused {}\n", group, RateText(harm.accused));
    text += fmt::format("{:<30}measured {}\n", "", RateText(harm.measured));
    text += fmt::format("{:<27}not cleared {}\n", "", RateText(harm.standing));
    text += fmt::format("{:<34}shut {}\n", "", RateText(harm.shut));
  }
  for (const auto& [action, wrong] : figures.wrong_measures) {
    text += fmt::format(
        "wrong {}: {} only proposed, {} lifted by a person, {} ended by themselves, {} standing; "
        "half "
        "of those that ended stood {:.0f} h, nine in ten {:.0f} h\n",
        action, wrong.only_proposed, wrong.lifted_by_person, wrong.ended, wrong.standing,
        wrong.HoursWithin(0.5), wrong.HoursWithin(0.9));
  }
  return text;
}

std::string ArmsTable(const std::vector<Outcome>& outcomes) {
  std::string text =
      fmt::format("{:<18}{:>12}{:>14}{:>13}{:>11}{:>11}{:>12}{:>9}\n", "arm", "orders", "of fakes",
                  "claims", "decisions", "shut", "innocent", "reopen");
  for (const Outcome& outcome : outcomes) {
    const simulation::Tally& tally = outcome.tally;
    const Rate fakes{tally.counterfeit_orders, tally.orders};
    text += fmt::format("{:<18}{:>12}{:>12.3f} %{:>13}{:>11}{:>11}{:>12}{:>9}\n", outcome.arm.name,
                        Grouped(tally.orders), 100 * fakes.value().value_or(0),
                        Grouped(tally.refunds_claimed_fake), Grouped(tally.decisions),
                        Grouped(tally.stores_shut), Grouped(tally.innocent_stores_shut),
                        Grouped(tally.reopenings));
  }
  return text;
}

class SimulateRun {
 public:
  SimulateRun(const Services& services, const SimulateArguments& arguments)
      : services_(services), arguments_(arguments) {}

  Result<void> Run() {
    ASSAY_ASSIGN(const std::string text, WorldText(services_, arguments_.world));
    ASSAY_ASSIGN(world_, simulation::ParseWorld(text));
    ASSAY_TRY(CheckSize());
    configuration_ = configuration::DefaultText();
    if (!arguments_.configuration.empty()) {
      ASSAY_ASSIGN(configuration_, ReadConfiguration(services_, arguments_.configuration));
    }
    ASSAY_TRY(services_.make_folder(arguments_.out));
    // What was simulated, so that the folder explains itself.
    ASSAY_TRY(services_.append_to_file(arguments_.out + "/world.toml", text));
    ASSAY_ASSIGN(const std::vector<Outcome> outcomes, RunArms());
    const Json summary = Summary(outcomes);
    ASSAY_TRY(services_.append_to_file(arguments_.out + "/summary.json", summary.dump(2) + "\n"));
    if (arguments_.json) {
      fmt::print(services_.out, "{}\n", summary.dump());
      return {};
    }
    for (const Outcome& outcome : outcomes) {
      if (!arguments_.arms || outcome.arm.name == kDefaultArm.name) {
        fmt::print(services_.out, "{}", AsText(outcome));
      }
    }
    if (arguments_.arms) {
      fmt::print(services_.out, "\n{}", ArmsTable(outcomes));
    }
    return {};
  }

 private:
  // The market as it begins; what grows later grows by a share of it.
  Result<void> CheckSize() const {
    const double stores = std::max(1.0, world_.stores.count * arguments_.scale);
    struct Size {
      std::string_view what;
      double count;
      double max;
    };
    for (const Size& size :
         {Size{"stores", stores, kStoresMax},
          Size{"offers", stores * world_.catalogue.offers_a_store, kOffersMax},
          Size{"orders a day", stores * world_.trade.orders_a_day, kOrdersADayMax}}) {
      if (size.count > size.max) {
        return Fail(ErrorCode::kLimitExceeded, "simulation.too_large",
                    fmt::format("{:.0f} {} are more than one machine holds ({:.0f} at most): give "
                                "a smaller --scale",
                                size.count, size.what, size.max));
      }
    }
    return {};
  }

  std::span<const Arm> arms() const {
    return arguments_.arms ? std::span<const Arm>(kArms) : std::span<const Arm>(&kDefaultArm, 1);
  }

  // Some arms at a time, because each holds a market and an installation in memory. They share nothing.
  Result<std::vector<Outcome>> RunArms() {
    const std::size_t count = arms().size();
    const std::size_t threads = std::min(count, arguments_.at_once);
    Progress line(services_.clock, *services_.err,
                  {.what = arguments_.arms ? fmt::format("events in {} arms", count) : "events",
                   .is_terminal = services_.err_is_terminal,
                   .quiet = arguments_.json});
    SharedProgress progress(line, count);
    std::vector<std::optional<Result<Outcome>>> done(count);
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < count; i = next++) {
        done[i] = RunArm(i, std::max<std::size_t>(1, arguments_.workers / threads), progress);
        if (!done[i]->has_value()) {
          next = count;  // No use in beginning another.
        }
      }
    };
    std::vector<std::thread> others;
    for (std::size_t i = 1; i < threads; ++i) {
      others.emplace_back(work);
    }
    work();
    for (std::thread& other : others) {
      other.join();
    }
    std::vector<Outcome> outcomes;
    for (std::optional<Result<Outcome>>& each : done) {
      if (each && !each->has_value()) {
        return Fail(std::move(*each).error());
      }
    }
    for (std::optional<Result<Outcome>>& each : done) {
      outcomes.push_back(std::move(**each));
    }
    progress.Finish();
    return outcomes;
  }

  Result<Outcome> RunArm(std::size_t index, std::size_t workers, SharedProgress& progress) const {
    const Arm& arm = arms()[index];
    std::string folder = arguments_.out;
    if (arguments_.arms) {
      folder += fmt::format("/{}", arm.name);
      ASSAY_TRY(services_.make_folder(folder));
    }
    std::string configuration = configuration_;
    if (arm.links) {
      ASSAY_ASSIGN(configuration, configuration::WithLinks(configuration, *arm.links));
    }
    // What the events are to be read in again with.
    ASSAY_TRY(services_.append_to_file(folder + "/configuration.toml", configuration));
    const auto market =
        simulation::Market::Make(world_, {.seed = arguments_.seed,
                                          .scale = arguments_.scale,
                                          .days = arguments_.days,
                                          .reviewer_capacity = arguments_.reviewers * arm.reviewers,
                                          .enforces = arm.enforces});
    ASSAY_TRY(services_.make_folder(folder + "/events"));
    ASSAY_TRY(services_.make_folder(folder + "/truth"));
    ASSAY_ASSIGN(const auto site,
                 services_.open_site(folder + "/data", {.first_configuration = configuration}));
    auto report = flows::SimulateMarket(
        {.installation = site->installation(),
         .splitter = site->splitter(),
         .clock = services_.clock},
        *market,
        [&](const std::string& name, std::string_view bytes) {
          return services_.append_to_file(folder + "/" + name, bytes);
        },
        {.workers = workers},
        [&](const flows::SimulationProgress& now) { progress.Advance(index, now); });
    if (!report) {
      return Fail(std::move(report).error());
    }
    ASSAY_TRY(site->installation().Close());
    Outcome outcome{.arm = arm, .report = std::move(*report), .figures = {}, .tally = {}};
    outcome.figures = flows::EvaluateSimulation(*market, outcome.report);
    outcome.tally = market->tally();
    return outcome;
  }

  Json Summary(const std::vector<Outcome>& outcomes) const {
    Json arms = Json::array();
    for (const Outcome& outcome : outcomes) {
      arms.push_back(JsonOf(outcome));
    }
    return {{"world", world_.name},
            {"seed", arguments_.seed},
            {"scale", arguments_.scale},
            {"days", arguments_.days > 0 ? std::min(arguments_.days, world_.days) : world_.days},
            {"reviewers", arguments_.reviewers},
            {"arms", std::move(arms)}};
  }

  const Services& services_;
  const SimulateArguments& arguments_;
  simulation::World world_;
  std::string configuration_;
};

}  // namespace

void AddSimulateCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<SimulateArguments>();
  CLI::App* command = app.add_subcommand(
      "simulate", "Make up a marketplace whose truth is known, run Assay in it and compare");
  command
      ->add_option(
          "--world", arguments->world,
          "A shipped world (taobao_2017, english_small, hostile, second_hand_eu, easy) or a file")
      ->capture_default_str();
  command->add_option("--out", arguments->out, "New folder: events, truth, data, summary.json")
      ->required();
  command->add_option("--seed", arguments->seed, "The luck of all agents")->capture_default_str();
  command
      ->add_option("--scale", arguments->scale,
                   "Share of the world's stores and staff; each store trades in full")
      ->check(CLI::Range(1e-9, 1e3))
      ->capture_default_str();
  command->add_option("--days", arguments->days, "First days of the world only")
      ->check(CLI::Range(1, 3'660));
  command
      ->add_option("--reviewers", arguments->reviewers,
                   "Reviewers, times those of the world; 0: nobody decides")
      ->check(CLI::Range(0.0, 1e6))
      ->capture_default_str();
  command->add_flag(
      "--arms", arguments->arms,
      "Also without enforcement, with whole values matched only, without links, without "
      "people, with half and twice the reviewers, on the same luck");
  command
      ->add_option(
          "--at-once", arguments->at_once,
          "Arms that run at the same time; memory grows with them, results do not depend on it")
      ->check(CLI::Range(1, 64));
  command->add_option("--configuration", arguments->configuration,
                      "Configuration of the data folder (TOML)");
  command
      ->add_option("--workers", arguments->workers,
                   "Threads that decode; results do not depend on it")
      ->check(CLI::Range(1, 256));
  command->add_flag("--json", arguments->json, "Print the summary as JSON");
  command->footer("Example:\n  assay simulate --world easy --scale 0.2 --out ./assay-simulation");
  command->callback([arguments, &services, &exit_status] {
    const Result<void> done = SimulateRun(services, *arguments).Run();
    exit_status = done ? kExitDone : ReportError(services, done.error());
  });
}

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
#include "cli/actions_command.h"

#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/progress.h"
#include "core/time.h"
#include "flows/deliver_actions.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;

struct Arguments {
  std::string folder = "./assay-data";
  std::string sink;
  bool follow = false;
  bool once = false;
  bool json = false;
};

void PrintRound(const Services& services, const Arguments& arguments, const std::string& sink,
                const flows::DeliveryRound& round) {
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"sink", sink},
                    {"taken", round.taken},
                    {"refused", round.refused},
                    {"dead", round.dead},
                    {"error", round.last_error},
                    {"disabled", round.disabled},
                    {"again", round.again ? FormatRfc3339(*round.again) : ""}}
                   .dump());
    std::fflush(services.out);
    return;
  }
  fmt::print(services.out, "{}: {} taken", sink, Grouped(round.taken));
  if (round.refused > 0) {
    fmt::print(services.out, ", {} refused: {}", Grouped(round.refused), round.last_error);
  }
  if (round.dead > 0) {
    fmt::print(services.out, "; {} of them for the last time (assay actions dead-letters)",
               Grouped(round.dead));
  }
  if (!round.disabled.empty()) {
    fmt::print(services.out, "; off: {} (assay actions enable --sink {})", round.disabled, sink);
  } else if (round.again) {
    fmt::print(services.out, "; again at {}", FormatRfc3339(*round.again));
  }
  fmt::print(services.out, "\n");
  std::fflush(services.out);
}

// Each sink on a thread of its own: one that does not answer holds no other.
class Deliverer {
 public:
  Deliverer(const Services& services, const Arguments& arguments)
      : services_(services), arguments_(arguments) {}

  Result<int> Run() {
    ASSAY_ASSIGN(auto site,
                 services_.open_delivery_site(arguments_.folder, DeliveryPurpose::kDeliver));
    if (site->outgoing().empty()) {
      fmt::print(services_.err,
                 "assay: {}/sinks.toml switches no webhook on, so nothing is sent; actions are in "
                 "{}/actions.ndjson\n",
                 arguments_.folder, arguments_.folder);
      return kExitDone;
    }
    const auto waiter = arguments_.follow ? services_.make_waiter() : nullptr;
    std::vector<std::thread> threads;
    for (Outgoing& outgoing : site->outgoing()) {
      threads.emplace_back([this, &outgoing, &waiter] { Deliver(outgoing, waiter.get()); });
    }
    for (std::thread& thread : threads) {
      thread.join();
    }
    if (error_) {
      return Fail(*error_);
    }
    return waits_ && !arguments_.follow ? kExitFindings : kExitDone;
  }

 private:
  void Deliver(Outgoing& outgoing, flows::Waiter* waiter) {
    const std::string name = outgoing.plan.name;
    flows::ActionDelivery delivery(*outgoing.journal, *outgoing.sink, outgoing.plan,
                                   services_.clock, services_.entropy);
    if (waiter == nullptr) {
      Tell(name, delivery.RunAll());
      return;
    }
    std::string off;
    flows::FollowActions(
        delivery, services_.clock, *waiter, [&](const Result<flows::DeliveryRound>& round) {
          const bool is_news =
              !round || round->taken + round->refused > 0 || round->disabled != off;
          if (round) {
            off = round->disabled;
          }
          if (is_news) {
            Tell(name, round);
          }
        });
  }

  void Tell(const std::string& sink, const Result<flows::DeliveryRound>& round) {
    const std::lock_guard guard(mutex_);
    if (!round) {
      // While following, it is tried again with the next poll; the line is all there is to do.
      fmt::print(services_.err, "assay: {}: {} ({})\n", sink, round.error().message,
                 round.error().reason);
      if (!arguments_.follow) {
        error_ = round.error();
      }
      return;
    }
    waits_ = waits_ || round->refused > 0 || round->again || !round->disabled.empty();
    PrintRound(services_, arguments_, sink, *round);
  }

  const Services& services_;
  const Arguments& arguments_;
  std::mutex mutex_;
  std::optional<Error> error_;  // Guarded by mutex_ until the threads are joined, as below.
  bool waits_ = false;
};

Result<int> Deliver(const Services& services, const Arguments& arguments) {
  return Deliverer(services, arguments).Run();
}

Json JsonOf(const flows::Delivery& delivery) {
  return Json{{"action", fmt::format("{}.{}", delivery.action.sequence, delivery.action.ordinal)},
              {"measure", delivery.measure},
              {"status", NameOf(delivery.status)},
              {"attempts", delivery.attempts},
              {"last_attempt", FormatRfc3339(delivery.last_attempt)},
              {"next_attempt", FormatRfc3339(delivery.next_attempt)},
              {"last_error", delivery.last_error}};
}

void PrintDelivery(const Services& services, const Arguments& arguments, const std::string& sink,
                   const flows::Delivery& delivery) {
  if (arguments.json) {
    Json json{{"sink", sink}};
    json.update(JsonOf(delivery));
    fmt::print(services.out, "{}\n", json.dump());
    return;
  }
  fmt::print(services.out, "  {}: measure {}, {} attempts{}{}\n", NameOf(delivery.status),
             delivery.measure, delivery.attempts,
             delivery.status == flows::DeliveryStatus::kWaiting && delivery.attempts > 0
                 ? ", next " + FormatRfc3339(delivery.next_attempt)
                 : "",
             delivery.last_error.empty() ? "" : ", last: " + delivery.last_error);
}

std::string Condition(const flows::SinkState& state, Instant now) {
  if (!state.disabled.empty()) {
    return "off: " + state.disabled;
  }
  if (state.paused_until > now) {
    return fmt::format("pauses until {}, failures in a row: {}", FormatRfc3339(state.paused_until),
                       state.failures);
  }
  return "on";
}

Result<int> List(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_delivery_site(arguments.folder, DeliveryPurpose::kLook));
  flows::DeliveryJournal& journal = site->journal();
  ASSAY_ASSIGN(auto sinks, journal.LoadSinks());
  std::map<std::string, std::string> urls;
  for (const Outgoing& outgoing : site->outgoing()) {
    sinks.try_emplace(outgoing.plan.name);
    urls.emplace(outgoing.plan.name, outgoing.url);
  }
  for (const auto& [name, state] : sinks) {
    ASSAY_ASSIGN(const auto waiting, journal.LoadDeliveries(name, flows::DeliveryStatus::kWaiting));
    ASSAY_ASSIGN(const auto dead, journal.LoadDeliveries(name, flows::DeliveryStatus::kDead));
    const auto url = urls.find(name);
    const std::string target = name == "file"      ? arguments.folder + "/actions.ndjson"
                               : url != urls.end() ? url->second
                                                   : "no longer in sinks.toml";
    const std::string condition = Condition(state, services.clock.Now());
    if (arguments.json) {
      Json list = Json::array();
      for (const flows::Delivery& delivery : waiting) {
        list.push_back(JsonOf(delivery));
      }
      fmt::print(services.out, "{}\n",
                 Json{{"sink", name},
                      {"target", target},
                      {"condition", condition},
                      {"taken", state.delivered},
                      {"waiting", std::move(list)},
                      {"dead", dead.size()}}
                     .dump());
      continue;
    }
    fmt::print(services.out, "{} ({}): {}; {} taken, {} waiting, {} dead\n", name, target,
               condition, Grouped(state.delivered), Grouped(waiting.size()), Grouped(dead.size()));
    for (const flows::Delivery& delivery : waiting) {
      PrintDelivery(services, arguments, name, delivery);
    }
  }
  return kExitDone;
}

Result<int> ListDeadLetters(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_delivery_site(arguments.folder, DeliveryPurpose::kLook));
  ASSAY_ASSIGN(const auto sinks, site->journal().LoadSinks());
  std::uint64_t count = 0;
  for (const auto& [name, state] : sinks) {
    for (const auto status : {flows::DeliveryStatus::kDead, flows::DeliveryStatus::kSuperseded}) {
      ASSAY_ASSIGN(const auto deliveries, site->journal().LoadDeliveries(name, status));
      if (!deliveries.empty() && !arguments.json) {
        fmt::print(services.out, "{}:\n", name);
      }
      for (const flows::Delivery& delivery : deliveries) {
        PrintDelivery(services, arguments, name, delivery);
      }
      count += status == flows::DeliveryStatus::kDead ? deliveries.size() : 0;
    }
  }
  if (!arguments.json) {
    fmt::print(services.out, "{} dead letters{}\n", Grouped(count),
               count > 0 ? "; `assay actions retry` sends them again" : "");
  }
  return kExitDone;
}

Result<int> Retry(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_delivery_site(arguments.folder, DeliveryPurpose::kChange));
  ASSAY_ASSIGN(const auto sinks, site->journal().LoadSinks());
  std::uint64_t count = 0;
  for (const auto& [name, state] : sinks) {
    if (arguments.sink.empty() || arguments.sink == name) {
      ASSAY_ASSIGN(const std::uint64_t revived, site->journal().Revive(name, services.clock.Now()));
      count += revived;
    }
  }
  if (!arguments.sink.empty() && !sinks.contains(arguments.sink)) {
    return Fail(ErrorCode::kNotFound, "actions.no_such_sink",
                fmt::format("nothing was ever sent to a sink called \"{}\"", arguments.sink));
  }
  if (arguments.json) {
    fmt::print(services.out, "{}\n", Json{{"due", count}}.dump());
  } else {
    fmt::print(services.out,
               "{} dead letters are due again with the next `assay actions deliver`\n",
               Grouped(count));
  }
  return kExitDone;
}

Result<int> Enable(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto site, services.open_delivery_site(arguments.folder, DeliveryPurpose::kChange));
  ASSAY_TRY(site->journal().Enable(arguments.sink));
  if (arguments.json) {
    fmt::print(services.out, "{}\n", Json{{"sink", arguments.sink}, {"enabled", true}}.dump());
  } else {
    fmt::print(services.out, "{} is on again\n", arguments.sink);
  }
  return kExitDone;
}

using Work = Result<int> (*)(const Services&, const Arguments&);

}  // namespace

void AddActionsCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* actions = app.add_subcommand(
      "actions", "Hand actions to the receivers that DIR/sinks.toml switches on");
  actions->require_subcommand(1);
  actions->footer("Example:\n  assay actions deliver --follow --data ./assay-data");
  const auto add = [&](const char* name, const char* what, const char* example, Work work) {
    CLI::App* command = actions->add_subcommand(name, what);
    command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
    command->add_flag("--json", arguments->json, "Print JSON, one line each");
    command->footer(std::string("Example:\n  ") + example);
    command->callback([arguments, work, &services, &exit_status] {
      const Result<int> status = work(services, *arguments);
      exit_status = status ? *status : ReportError(services, status.error());
    });
    return command;
  };
  CLI::App* deliver =
      add("deliver", "Send what is due; an ingest may go on meanwhile. Status 1: something waits",
          "assay actions deliver --data ./assay-data", Deliver);
  CLI::Option* once = deliver->add_flag("--once", arguments->once, "What is due now (the default)");
  deliver->add_flag("--follow", arguments->follow, "Go on until stopped (SIGINT, SIGTERM)")
      ->excludes(once);
  add("list", "Show each sink: where it goes, how far it is, what waits and why",
      "assay actions list --data ./assay-data", List);
  add("dead-letters", "Show what was refused so often that it is not tried any more",
      "assay actions dead-letters --data ./assay-data", ListDeadLetters);
  add("retry", "Make dead letters due again, except where a later action of the measure was taken",
      "assay actions retry --data ./assay-data", Retry)
      ->add_option("--sink", arguments->sink, "Of this sink only");
  add("enable", "Send again to a receiver that had said 410 Gone, or that pauses",
      "assay actions enable --sink marketplace --data ./assay-data", Enable)
      ->add_option("--sink", arguments->sink, "Name in sinks.toml")
      ->required();
}

}  // namespace assay::cli

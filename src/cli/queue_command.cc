// SPDX-License-Identifier: Apache-2.0
#include "cli/queue_command.h"

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cases/case_page.h"
#include "cases/standing.h"
#include "cases/wording.h"
#include "cli/case_json.h"
#include "cli/case_text.h"
#include "core/terminal_text.h"
#include "flows/review_queue.h"

namespace assay::cli {
namespace {

struct Arguments {
  std::string folder = "./assay-data";
  bool json = false;
  std::string kind;
  std::string store;
  std::int64_t older_than_hours = 0;
  std::size_t limit = 50;
  std::string name;
  std::string html;
  std::vector<std::string> measures;
  bool confirm = false;
  bool lift = false;
  std::string actor;
  std::string reason;
};

Result<int> List(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto source, services.open_review(arguments.folder));
  ASSAY_ASSIGN(const Instant now, source->LoadClock());
  cases::QueueFilter filter{.kind = enforcement::FindMeasureKind(arguments.kind),
                            .store = arguments.store,
                            .before_ms = {}};
  if (arguments.older_than_hours > 0) {
    filter.before_ms = now.ms - arguments.older_than_hours * kMillisecondsPerHour;
  }
  ASSAY_ASSIGN(const cases::QueuePage page,
               flows::LoadQueue(*source, filter, now, arguments.limit));
  fmt::print(services.out, "{}", arguments.json ? QueueJson(page) + "\n" : QueueText(page));
  return kExitDone;
}

// What stands behind a word that names nothing.
Result<int> TellUnknown(const Services& services, flows::ReviewSource& source,
                        const std::string& word) {
  ASSAY_ASSIGN(const auto nearest, flows::NearestName(source, word));
  fmt::print(services.err, "assay: no measure of that name, and none against such a store: {}{}\n",
             VisibleText(word, 300),
             nearest ? fmt::format("; did you mean {}?", VisibleText(*nearest, 300))
                     : std::string("; see assay queue list"));
  return kExitFindings;
}

// Cases of an installation that is opened to read.
class CaseReader {
 public:
  static Result<CaseReader> Open(const Services& services, const std::string& folder) {
    CaseReader reader;
    ASSAY_ASSIGN(reader.source_, services.open_review(folder));
    ASSAY_ASSIGN(reader.installation_, services.open_installation(
                                           folder, {.read_only = true, .first_configuration = ""}));
    ASSAY_ASSIGN(reader.now_, reader.source_->LoadClock());
    return reader;
  }

  Result<std::optional<cases::CaseFile>> Load(const std::string& store) {
    ASSAY_ASSIGN(
        auto file,
        flows::LoadCase(
            {.source = *source_,
             .load_line = [this](Sequence sequence) { return installation_->LoadLine(sequence); },
             .now = now_},
            store));
    if (file) {
      ASSAY_ASSIGN(file->figures, flows::LoadFigures(*installation_, store));
    }
    return file;
  }

  flows::ReviewSource& source() { return *source_; }
  Instant now() const { return now_; }

 private:
  std::unique_ptr<flows::ReviewSource> source_;
  std::unique_ptr<flows::Installation> installation_;
  Instant now_;
};

Result<int> WritePages(const Services& services, const Arguments& arguments, CaseReader& reader,
                       const std::string& store) {
  ASSAY_ASSIGN(const cases::QueuePage queue,
               flows::LoadQueue(reader.source(), {.kind = {}, .store = store, .before_ms = {}},
                                reader.now(), arguments.limit));
  std::set<std::string> stores;
  if (!store.empty()) {
    stores.insert(store);  // Also where nothing of it is open.
  }
  for (const cases::OpenItem& item : queue.items) {
    stores.insert(item.store);
  }
  ASSAY_TRY(services.make_folder(arguments.html));
  for (const std::string& one : stores) {
    ASSAY_ASSIGN(const auto file, reader.Load(one));
    if (file) {
      ASSAY_TRY(services.append_to_file(arguments.html + "/" + cases::PageNameOf(one),
                                        cases::CasePage(*file)));
    }
  }
  ASSAY_TRY(services.append_to_file(arguments.html + "/index.html", cases::QueueIndexPage(queue)));
  fmt::print(services.out, "{}/index.html and {} case{}\n", arguments.html, stores.size(),
             stores.size() == 1 ? "" : "s");
  return kExitDone;
}

Result<int> Show(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(CaseReader reader, CaseReader::Open(services, arguments.folder));
  if (arguments.name.empty()) {
    if (arguments.html.empty()) {
      return Fail(ErrorCode::kInvalidArgument, "cli.no_name",
                  "name a measure or a store, or write all open cases with --html DIR");
    }
    return WritePages(services, arguments, reader, "");
  }
  ASSAY_ASSIGN(const std::string store, flows::StoreOf(reader.source(), arguments.name));
  ASSAY_ASSIGN(const auto file, reader.Load(store));
  if (!file) {
    return TellUnknown(services, reader.source(), arguments.name);
  }
  if (!arguments.html.empty()) {
    return WritePages(services, arguments, reader, store);
  }
  fmt::print(services.out, "{}", arguments.json ? CaseJson(*file) + "\n" : CaseText(*file));
  return kExitDone;
}

std::string_view WordsOf(flows::DecisionOutcome outcome) {
  switch (outcome) {
    case flows::DecisionOutcome::kDone:
      return "decided";
    case flows::DecisionOutcome::kFirstOfTwo:
      return "approved once; a second person has to agree";
    case flows::DecisionOutcome::kNeedsAnother:
      return "nothing changed: you approved it already, the second person must be another";
    case flows::DecisionOutcome::kAlreadyDecided:
      return "nothing changed: it was decided already";
    case flows::DecisionOutcome::kEnded:
      return "nothing changed: it ended by itself meanwhile";
    case flows::DecisionOutcome::kUnknown:
      return "";
  }
  return "";
}

Result<int> DecideAll(const Services& services, const Arguments& arguments) {
  if (!arguments.confirm && !arguments.lift) {
    return Fail(ErrorCode::kInvalidArgument, "cli.no_answer", "say --confirm or --lift");
  }
  // Looked at first without making a folder where there is none.
  ASSAY_ASSIGN(auto source, services.open_review(arguments.folder));
  ASSAY_ASSIGN(auto site, services.open_site(arguments.folder, {}));
  int status = kExitDone;
  for (const std::string& measure : arguments.measures) {
    ASSAY_ASSIGN(const flows::DecisionResult result,
                 flows::Decide({.installation = site->installation(),
                                .splitter = site->splitter(),
                                .clock = services.clock},
                               *source,
                               {.measure = measure,
                                .answer = arguments.confirm ? enforcement::Answer::kApprove
                                                            : enforcement::Answer::kReject,
                                .actor = arguments.actor,
                                .reason = arguments.reason}));
    if (result.outcome == flows::DecisionOutcome::kUnknown) {
      ASSAY_ASSIGN(status, TellUnknown(services, *source, measure));
      continue;
    }
    const bool changed = result.outcome == flows::DecisionOutcome::kDone ||
                         result.outcome == flows::DecisionOutcome::kFirstOfTwo;
    status = changed ? status : kExitFindings;
    fmt::print(services.out, "{}: {} ({}: {}, by {})\n", measure, WordsOf(result.outcome),
               cases::WordsOf(result.measure->kind),
               cases::WordsOf(cases::StatusOf(*result.measure)),
               VisibleText(result.measure->steps.back().by, 200));
  }
  ASSAY_TRY(site->installation().DrainOutbox());
  ASSAY_TRY(site->installation().Close());
  return status;
}

using Work = Result<int> (*)(const Services&, const Arguments&);

}  // namespace

void AddQueueCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* queue = app.add_subcommand("queue", "What waits for people, why, and their decisions");
  queue->require_subcommand(1);
  queue->footer("Example:\n  assay queue list --data ./assay-data");
  const auto add = [&](const char* name, const char* what, const char* example, Work work) {
    CLI::App* command = queue->add_subcommand(name, what);
    command->add_option("--data", arguments->folder, "Data folder")->capture_default_str();
    command->footer(std::string("Example:\n  ") + example);
    command->callback([arguments, work, &services, &exit_status] {
      const Result<int> done = work(services, *arguments);
      exit_status = done ? *done : ReportError(services, done.error());
    });
    return command;
  };
  CLI::App* list = add("list", "Print what waits, the most urgent first",
                       "assay queue list --kind close_store --limit 20", List);
  list->add_flag("--json", arguments->json, "Print JSON");
  std::set<std::string> kinds;
  for (const enforcement::MeasureKind kind : enforcement::AllMeasureKinds()) {
    kinds.emplace(enforcement::NameOf(kind));
  }
  list->add_option("--kind", arguments->kind, "Only measures of this kind")
      ->check(CLI::IsMember(kinds));
  list->add_option("--store", arguments->store, "Only of this store");
  list->add_option("--older-than", arguments->older_than_hours, "Only what waits so many hours")
      ->check(CLI::Range(1, 1'000'000));
  list->add_option("--limit", arguments->limit, "How many are printed")
      ->check(CLI::Range(0, 100'000))
      ->capture_default_str();
  CLI::App* show = add("show", "Show a store's case: what is open, the evidence, the history",
                       "assay queue show --html ./pages", Show);
  show->add_option("name", arguments->name, "A measure or a store; all open ones with --html");
  show->add_flag("--json", arguments->json, "Print JSON");
  show->add_option("--html", arguments->html,
                   "Write a page a case, and index.html, to a new folder");
  show->add_option("--limit", arguments->limit, "With --html: how many open items the index holds")
      ->check(CLI::Range(1, 100'000))
      ->capture_default_str();
  CLI::App* decide = add(
      "decide",
      "Confirm or lift measures, in your own name. What was confirmed by mistake is taken back "
      "with "
      "--lift; what was lifted is asked for again only on other content",
      "assay queue decide NAME --confirm --actor reviewer-12 --reason \"copies, seen\"", DecideAll);
  decide->add_option("measures", arguments->measures, "Names, as `assay queue list` prints them")
      ->required();
  CLI::Option* confirm = decide->add_flag("--confirm", arguments->confirm,
                                          "Approve what is proposed; keep what the machine did");
  decide->add_flag("--lift", arguments->lift, "Refuse what is proposed; end what stands")
      ->excludes(confirm);
  decide->add_option("--actor", arguments->actor, "Who decides: yourself (goes to the log)")
      ->required();
  decide->add_option("--reason", arguments->reason, "Why (goes to the log; name nobody)");
}

}  // namespace assay::cli

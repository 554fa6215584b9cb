// SPDX-License-Identifier: Apache-2.0
#include "cli/lexicon_command.h"

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <malloc.h>
#include <nlohmann/json.hpp>

#include "cli/lexicon_text.h"
#include "cli/listing_arguments.h"
#include "cli/model_files.h"
#include "core/clock.h"
#include "core/hash.h"
#include "screening/lexicon.h"
#include "screening/screen.h"

namespace assay::cli {
namespace {

using Json = nlohmann::ordered_json;
using screening::Model;
using screening::PackProblem;

struct Arguments {
  std::vector<std::string> packs;
  std::string before;
  std::string after;
  ListingArguments listings;
  std::string label;
  std::string brand;
  std::string out;
  std::string name = "merged";
  std::string version;
  bool json = false;
};

std::size_t HeapBytes() {
  const struct mallinfo2 info = mallinfo2();
  return info.uordblks + info.hblkhd;
}

screening::ModelSources SourcesWith(std::vector<screening::PackSource> packs) {
  screening::ModelSources sources = screening::EmbeddedModelSources();
  sources.packs = std::move(packs);
  return sources;
}

// --titles, and how to read that file.
void AddTitleOptions(CLI::App& command, ListingArguments& listings, const char* what) {
  command.add_option("--titles", listings.file, what);
  listings.AddReadingTo(command);
}

Result<flows::LexiconTrial> Try(const Services& services, const ListingArguments& listings,
                                const Model& before, const Model& after) {
  ASSAY_ASSIGN(const flows::ScreenOptions options, listings.ToOptions());
  ASSAY_ASSIGN(const auto source, services.open_input(listings.file));
  return flows::TryLexicon(before, after, *source, options);
}

// Prints what is wrong, unless JSON is asked for; returns the number of errors.
std::size_t Tell(const Services& services, const std::vector<PackProblem>& problems,
                 const Arguments& arguments) {
  for (const PackProblem& problem : problems) {
    if (!arguments.json) {
      fmt::print(services.out, "{}: {}\n", problem.is_error ? "error" : "warning",
                 Describe(problem));
    }
  }
  return static_cast<std::size_t>(std::ranges::count(problems, true, &PackProblem::is_error));
}

Json ProblemsAsJson(const std::vector<PackProblem>& problems) {
  Json json = Json::array();
  for (const PackProblem& problem : problems) {
    json.push_back({{"severity", problem.is_error ? "error" : "warning"},
                    {"file", problem.file},
                    {"line", problem.at.line},
                    {"column", problem.at.column},
                    {"what", problem.what}});
  }
  return json;
}

Result<int> RunCheck(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(auto packs, ReadPacks(services, arguments.packs));
  const screening::ModelSources sources = SourcesWith(std::move(packs));
  ASSAY_ASSIGN(const std::vector<PackProblem> problems, screening::CheckPacks(sources));
  const std::size_t errors = Tell(services, problems, arguments);
  Json json = {{"problems", ProblemsAsJson(problems)}};
  std::string text = fmt::format("{} packs: {} errors, {} warnings\n", sources.packs.size(), errors,
                                 problems.size() - errors);
  if (errors == 0) {
    ASSAY_ASSIGN(const auto model, Model::Make(sources));
    const screening::LexiconCounts counts = CountsOf(*model);
    text += fmt::format("{} brands under {} names, {} lines, {} other words\n", counts.brands,
                        counts.names, counts.lines, counts.other_words);
    json["brands"] = counts.brands;
    json["names"] = counts.names;
    json["lines"] = counts.lines;
    json["other_words"] = counts.other_words;
    if (!arguments.listings.file.empty()) {
      ASSAY_ASSIGN(const auto own, Model::Make(SourcesWith({})));
      ASSAY_ASSIGN(const auto trial, Try(services, arguments.listings, *own, *model));
      text += TrialAsText(trial);
      json["titles"] = TrialAsJson(trial);
    }
  }
  fmt::print(services.out, "{}", arguments.json ? json.dump() + "\n" : text);
  return errors == 0 ? kExitDone : kExitFindings;
}

Result<int> RunBuild(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const auto sources, ReadPacks(services, arguments.packs));
  ASSAY_ASSIGN(const std::vector<PackProblem> problems,
               screening::CheckPacks(SourcesWith(sources)));
  if (Tell(services, problems, arguments) > 0) {
    fmt::print(services.err, "assay: nothing is written, for the packs have errors\n");
    return kExitFindings;
  }
  std::vector<screening::Pack> packs;
  screening::Pack head;
  head.name = arguments.name;
  head.version = arguments.version;
  for (const screening::PackSource& source : sources) {
    ASSAY_ASSIGN(screening::Pack pack, screening::ParsePack(source));
    head.owner = head.owner.empty() || head.owner == pack.owner ? pack.owner : "several";
    head.date = std::max(head.date, pack.date);
    packs.push_back(std::move(pack));
  }
  const std::string merged = MergedPackText(packs, head);
  const std::size_t bytes_before = HeapBytes();
  const Instant begin = services.clock.Now();
  ASSAY_ASSIGN(const auto model, Model::Make(SourcesWith({{arguments.out, merged}})));
  const std::int64_t load_ms = services.clock.Now().ms - begin.ms;
  const std::size_t bytes = HeapBytes() - bytes_before;
  ASSAY_TRY(services.replace_file(arguments.out, merged));
  const screening::LexiconCounts counts = CountsOf(*model);
  const std::string hash = ToHex(Sha256Of(merged));
  if (arguments.json) {
    fmt::print(services.out, "{}\n",
               Json{{"out", arguments.out},
                    {"sha256", hash},
                    {"brands", counts.brands},
                    {"names", counts.names},
                    {"lines", counts.lines},
                    {"memory_bytes", bytes},
                    {"load_ms", load_ms}}
                   .dump());
  } else {
    fmt::print(services.out,
               "{} {}\nWith Assay's own lexicon: {} brands under {} names, {} lines; loaded in {} "
               "ms, {:.1f} MB\n",
               hash, arguments.out, counts.brands, counts.names, counts.lines, load_ms,
               static_cast<double>(bytes) / 1e6);
  }
  return kExitDone;
}

Result<int> RunDiff(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const auto sources, ReadPacks(services, {arguments.before, arguments.after}));
  ASSAY_ASSIGN(const screening::Pack before, screening::ParsePack(sources[0]));
  ASSAY_ASSIGN(const screening::Pack after, screening::ParsePack(sources[1]));
  const auto old_entries = EntriesOf(before);
  const auto new_entries = EntriesOf(after);
  const std::vector<EntryChange> changes = ChangesOf(old_entries, new_entries);
  Json json = {{"entries", ChangesAsJson(changes)}};
  std::string text = ChangesAsText(changes);
  if (!arguments.listings.file.empty()) {
    ASSAY_ASSIGN(const auto old_model, Model::Make(SourcesWith({sources[0]})));
    ASSAY_ASSIGN(const auto new_model, Model::Make(SourcesWith({sources[1]})));
    ASSAY_ASSIGN(const auto trial, Try(services, arguments.listings, *old_model, *new_model));
    text += TrialAsText(trial);
    json["titles"] = TrialAsJson(trial);
  }
  fmt::print(services.out, "{}", arguments.json ? json.dump() + "\n" : text);
  return kExitDone;
}

Result<int> RunShow(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(const auto model, MakeModel(services, {.packs = arguments.packs}));
  const auto brands = BrandsOf(*model, arguments.brand);
  if (brands.empty()) {
    return Fail(ErrorCode::kNotFound, "lexicon.no_such_brand",
                fmt::format("no brand is called \"{}\"", arguments.brand));
  }
  fmt::print(services.out, "{}",
             arguments.json ? BrandsAsJson(brands).dump() + "\n"
                            : BrandsAsText(brands, !arguments.brand.empty()));
  return kExitDone;
}

Result<int> RunSuggest(const Services& services, const Arguments& arguments) {
  ASSAY_ASSIGN(flows::ScreenOptions options, arguments.listings.ToOptions());
  options.listing.label_column = arguments.label;
  ASSAY_ASSIGN(const auto model, MakeModel(services, {.packs = arguments.packs}));
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.listings.file));
  ASSAY_ASSIGN(const auto suggestions, flows::SuggestWords(*model, *source, options));
  fmt::print(services.out, "{}",
             arguments.json ? SuggestionsAsJson(suggestions).dump() + "\n"
                            : SuggestionsAsText(suggestions));
  return kExitDone;
}

using Work = Result<int> (*)(const Services&, const Arguments&);

}  // namespace

void AddLexiconCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<Arguments>();
  CLI::App* lexicon = app.add_subcommand(
      "lexicon", "Check, merge, compare and show packs of rights owners, and suggest words");
  lexicon->require_subcommand(1);
  lexicon->footer("Example:\n  assay lexicon check data/sample/packs/zephyrine.toml");
  const auto add = [&](const char* name, const char* what, const char* example, Work work) {
    CLI::App* command = lexicon->add_subcommand(name, what);
    command->add_flag("--json", arguments->json, "Print JSON");
    command->footer(std::string("Example:\n  ") + example);
    command->callback([arguments, work, &services, &exit_status] {
      const Result<int> status = work(services, *arguments);
      exit_status = status ? *status : ReportError(services, status.error());
    });
    return command;
  };
  CLI::App* check = add(
      "check", "Tell every conflict of packs with the lexicon, each other and ordinary words",
      "assay lexicon check data/sample/packs/zephyrine.toml --titles data/sample/listings.ndjson",
      RunCheck);
  check->add_option("packs", arguments->packs, "Packs (TOML)");
  AddTitleOptions(*check, arguments->listings,
                  "Clean listings: tell how many each new word would claim, with examples");
  CLI::App* build = add("build", "Merge packs into one, and say what loading it costs",
                        "assay lexicon build data/sample/packs/zephyrine.toml --version 2026.11 "
                        "--out merged.toml",
                        RunBuild);
  build->add_option("packs", arguments->packs, "Packs (TOML)")->required();
  build->add_option("--out", arguments->out, "File to write")->required();
  build->add_option("--version", arguments->version, "Version of the merged pack")->required();
  build->add_option("--name", arguments->name, "Name of the merged pack")->capture_default_str();
  CLI::App* diff = add("diff", "Tell what two packs say otherwise, and what becomes of listings",
                       "assay lexicon diff old.toml new.toml --titles listings.csv", RunDiff);
  diff->add_option("before", arguments->before, "Pack (TOML)")->required();
  diff->add_option("after", arguments->after, "Pack (TOML)")->required();
  AddTitleOptions(*diff, arguments->listings, "Listings: tell whose verdicts change, and how");
  CLI::App* show = add("show", "Print a brand's words and where each was written",
                       "assay lexicon show Nike", RunShow);
  show->add_option("brand", arguments->brand, "A brand, by any of its names; all where left out");
  AddPackOption(*show, arguments->packs);
  CLI::App* suggest =
      add("suggest", "Tell spellings and words of copies that the lexicon does not hold",
          "assay lexicon suggest data/sample/listings.ndjson --label label", RunSuggest);
  suggest
      ->add_option("file", arguments->listings.file,
                   "Listings as NDJSON, CSV or TSV, plain, .gz or .zst; - is standard input")
      ->required();
  suggest->add_option("--label", arguments->label,
                      "Column with 1 for confirmed copies and 0 for others; the model's own bands "
                      "where left out");
  arguments->listings.AddReadingTo(*suggest);
  AddPackOption(*suggest, arguments->packs);
}

}  // namespace assay::cli

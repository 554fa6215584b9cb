// SPDX-License-Identifier: Apache-2.0
#include "cli/prices_command.h"

#include <memory>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/listing_arguments.h"
#include "cli/prices_text.h"
#include "cli/text_file.h"
#include "flows/evaluate_prices.h"
#include "flows/price_offers.h"
#include "screening/price_fit.h"

namespace assay::cli {
namespace {

constexpr double kChangeRatioMin = 1.05;

struct PricesArguments {
  ListingArguments offers;  // File, --map and --currency.
  std::string list_prices;
  std::string label;
  std::string store;
  std::string base;
  std::string version;
  std::string out;
  bool afresh = false;
  bool json = false;
};

// The model whose lexicon reads the offers, and the price file it was made with.
struct Base {
  std::shared_ptr<const screening::Model> model;
  std::string prices_tsv;
};

Result<Base> MakeBase(const Services& services, const PricesArguments& arguments, bool afresh) {
  screening::ModelSources sources = screening::EmbeddedModelSources();
  if (!arguments.base.empty()) {
    ASSAY_ASSIGN(sources.prices_tsv, ReadTextFile(services, arguments.base));
  }
  if (afresh) {
    sources.prices_tsv = screening::WithoutCells(sources.prices_tsv);
  }
  Base base;
  ASSAY_ASSIGN(base.model, screening::Model::Make(sources));
  base.prices_tsv = std::move(sources.prices_tsv);
  return base;
}

Result<flows::PriceOffers> ReadOffers(const Services& services, const PricesArguments& arguments,
                                      const screening::Model& model) {
  ASSAY_ASSIGN(flows::ScreenOptions options, arguments.offers.ToOptions());
  flows::PriceOffers offers;
  if (!arguments.list_prices.empty()) {
    ASSAY_ASSIGN(const auto source, services.open_input(arguments.list_prices));
    ASSAY_TRY(flows::ReadPriceOffers(model, *source, options.listing, flows::PricesAre::kListPrices,
                                     offers));
  }
  options.listing.label_column = arguments.label;
  options.listing.group_column = arguments.store;
  ASSAY_ASSIGN(const auto source, services.open_input(arguments.offers.file));
  ASSAY_TRY(
      flows::ReadPriceOffers(model, *source, options.listing, flows::PricesAre::kOffers, offers));
  // A file whose every line is bad was meant to be read in another way.
  if (offers.offers.empty() && offers.first_bad) {
    return Fail(*offers.first_bad);
  }
  return offers;
}

Result<void> Build(const Services& services, const PricesArguments& arguments) {
  ASSAY_ASSIGN(const Base base, MakeBase(services, arguments, arguments.afresh));
  ASSAY_ASSIGN(const flows::PriceOffers offers, ReadOffers(services, arguments, *base.model));
  ASSAY_ASSIGN(
      const screening::FittedPrices fitted,
      screening::FitPrices(*base.model, base.prices_tsv, offers.offers, arguments.version));
  // What changes is told against the base with its cells, even where they were not taken over.
  ASSAY_ASSIGN(const Base before, MakeBase(services, arguments, false));
  ASSAY_ASSIGN(const screening::PriceTable after, screening::PriceTable::Parse(fitted.tsv));
  const PriceBuildReport report = {
      offers, fitted, after,
      screening::ComparePrices(before.model->prices(), after, kChangeRatioMin)};
  fmt::print(services.out, "{}",
             arguments.json ? PriceBuildAsJson(report) : PriceBuildAsText(report));
  std::fflush(services.out);
  return arguments.out.empty() ? Result<void>() : services.replace_file(arguments.out, fitted.tsv);
}

Result<void> Evaluate(const Services& services, const PricesArguments& arguments) {
  ASSAY_ASSIGN(const Base base, MakeBase(services, arguments, true));
  ASSAY_ASSIGN(const flows::PriceOffers offers, ReadOffers(services, arguments, *base.model));
  ASSAY_ASSIGN(const auto evaluation,
               flows::EvaluatePrices(*base.model, base.prices_tsv, offers, {}));
  fmt::print(
      services.out, "{}",
      arguments.json ? PriceEvaluationAsJson(evaluation) : PriceEvaluationAsText(evaluation));
  return {};
}

using Work = Result<void> (*)(const Services&, const PricesArguments&);

}  // namespace

void AddPricesCommand(CLI::App& app, const Services& services, int& exit_status) {
  const auto arguments = std::make_shared<PricesArguments>();
  CLI::App* prices = app.add_subcommand(
      "prices", "Make the table of what genuine offers and fakes ask, and measure it");
  prices->require_subcommand(1);
  prices->footer(
      "Example:\n  assay prices build offers.csv --label is_fake --store store_id "
      "--version 2026-11");
  const auto add = [&](const char* name, const char* what, const char* footer, Work work) {
    CLI::App* command = prices->add_subcommand(name, what);
    command
        ->add_option("file", arguments->offers.file,
                     "Offers as NDJSON, CSV or TSV, plain, .gz or .zst; - is standard input")
        ->required();
    command
        ->add_option("--map", arguments->offers.mappings,
                     "Read a field from another column: title=name")
        ->allow_extra_args(false);
    command->add_option("--currency", arguments->offers.currency,
                        "Currency of prices where a file has no such column");
    command->add_option("--list-prices", arguments->list_prices,
                        "Prices that makers list, as a file of offers");
    command->add_option("--label", arguments->label,
                        "Column with 1 for known fakes, -1 or ? to leave out; all else is genuine");
    command->add_option("--store", arguments->store,
                        "Column that names the store, so that none counts for too much");
    command->add_option(
        "--base", arguments->base,
        "Price file with the rates, kinds and lines; the built-in one if not given");
    command->add_flag("--json", arguments->json, "Answer as JSON");
    command->footer(footer);
    command->callback([arguments, work, &services, &exit_status] {
      const Result<void> done = work(services, *arguments);
      exit_status = done ? kExitDone : ReportError(services, done.error());
    });
    return command;
  };
  CLI::App* build =
      add("build", "Make a price table of offers, and print what changes",
          "Labels should come from independent outcomes (test buys, examiners, courts), never from "
          "Assay's own verdicts. Without --out nothing is written.\nExample:\n  assay prices build "
          "offers.csv --label is_fake --store store_id --version 2026-11 --out prices.tsv",
          Build);
  build->add_option("--version", arguments->version, "Name of the table, such as its date")
      ->required();
  build->add_option("--out", arguments->out, "File to write; it is replaced whole or not at all");
  build->add_flag("--afresh", arguments->afresh,
                  "Take no fakes over from the base, and let prices move as far as they do");
  CLI::App* evaluate = add(
      "evaluate", "Measure how well prices tell known fakes, held out in five folds",
      "Example:\n  assay prices evaluate offers.csv --label is_fake --store store_id", Evaluate);
  evaluate->get_option("--label")->required();
}

}  // namespace assay::cli

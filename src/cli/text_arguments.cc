// SPDX-License-Identifier: Apache-2.0
#include "cli/text_arguments.h"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "cli/text_file.h"

namespace assay::cli {

void AddAsOption(CLI::App& command, std::string& as, AsOption kind) {
  const std::vector<std::string> choices = {kAsListing, "review", "message"};
  CLI::Option* option = command.add_option("--as", as, "What the rows are");
  option->check(CLI::IsMember(choices));
  if (kind == AsOption::kListingsUnlessSaid) {
    option->capture_default_str();
  } else {
    option->required();
  }
}

void AddModelOption(CLI::App& command, std::string& model_file) {
  command.add_option("--model", model_file,
                     "Read with this model of `assay train` in place of the one compiled in");
}

Result<std::shared_ptr<const feedback::Reader>> MakeReader(const Services& services,
                                                           const std::string& as,
                                                           const std::string& model_file) {
  feedback::ReaderSources sources = feedback::EmbeddedReaderSources();
  if (!model_file.empty()) {
    std::string& model = as == "review" ? sources.review_model : sources.message_model;
    ASSAY_ASSIGN(model, ReadTextFile(services, model_file));
  }
  return feedback::Reader::Make(sources);
}

Result<flows::ReadTextsOptions> TextOptionsOf(const std::string& as,
                                              const ListingArguments& arguments,
                                              bool prior_is_given) {
  ASSAY_ASSIGN(const flows::ScreenOptions shared, arguments.ToOptions());
  flows::ReadTextsOptions options;
  if (as == "message") {
    options.purpose = feedback::Purpose::kMessage;
    options.prior = feedback::kMessagePrior;
  }
  if (prior_is_given) {
    options.prior = shared.prior;
  }
  for (const auto& [field, column] : shared.listing.column_of_field) {
    if (field != "text") {
      return Fail(ErrorCode::kInvalidArgument, "cli.bad_mapping",
                  fmt::format("texts have no field {}; --map text=COLUMN is what there is", field));
    }
    options.text.text_column = column;
  }
  options.text.ids_are_line_numbers = shared.listing.ids_are_line_numbers;
  options.threads = shared.threads;
  return options;
}

}  // namespace assay::cli

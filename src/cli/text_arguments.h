// SPDX-License-Identifier: Apache-2.0
// The options of commands that read texts people wrote: `screen --as`, `evaluate --as`, `train`.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/fwd.h"
#include "cli/listing_arguments.h"
#include "core/result.h"
#include "flows/read_texts.h"

namespace assay::cli {

inline constexpr const char* kAsListing = "listing";

// Adds --model: a file of `assay train` to read with.
void AddModelOption(CLI::App& command, std::string& model_file);

// Adds --as; `as` holds the choice.
enum class AsOption : bool { kListingsUnlessSaid, kRequired };
void AddAsOption(CLI::App& command, std::string& as, AsOption kind);

// What the shared options mean for texts. `prior_is_given` is false where --prior stands at its default, which is
// that of listings. Errors: kInvalidArgument "cli.bad_prior", "cli.bad_mapping".
Result<flows::ReadTextsOptions> TextOptionsOf(const std::string& as,
                                              const ListingArguments& arguments,
                                              bool prior_is_given);

// The reader compiled in, or with `model_file` in place of the model of `as`. Errors: those of reading the file and of
// feedback::Reader::Make.
Result<std::shared_ptr<const feedback::Reader>> MakeReader(const Services& services,
                                                           const std::string& as,
                                                           const std::string& model_file);

}  // namespace assay::cli

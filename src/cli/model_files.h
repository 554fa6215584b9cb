// SPDX-License-Identifier: Apache-2.0
// What a screening model is made of, as files: packs and price tables, of options and of a configuration.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/fwd.h"
#include "configuration/configuration.h"
#include "core/result.h"
#include "screening/screen.h"

namespace assay::cli {

// --pack FILE, which may be repeated.
void AddPackOption(CLI::App& command, std::vector<std::string>& packs);

// Errors: those of services.open_input; kLimitExceeded "cli.file_too_large".
Result<std::vector<screening::PackSource>> ReadPacks(const Services& services,
                                                     const std::vector<std::string>& names);

// Named by options; an empty name leaves Assay's own in place.
struct ModelFiles {
  std::vector<std::string> packs;
  std::string prices = {};
  std::string wording = {};
};

// Assay's own model with these packs, prices and model of titles. Errors: those of ReadPacks and ReadTextFile, and of
// screening::Model::Make.
Result<std::shared_ptr<const screening::Model>> MakeModel(const Services& services,
                                                          const ModelFiles& files);

// Assay's own model with the packs and the prices that a configuration holds.
screening::ModelSources SourcesOf(const configuration::Configuration& configuration);

// A configuration as it is kept: with the packs and the prices that it names, relative to its own folder, within. They
// are free of errors. Errors: those of ReadTextFile, configuration::Parse and screening::Model::Make.
Result<std::string> ReadConfiguration(const Services& services, const std::string& name);

}  // namespace assay::cli

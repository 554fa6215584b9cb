// SPDX-License-Identifier: Apache-2.0
#include "cli/model_files.h"

#include <utility>

#include <CLI/CLI.hpp>

#include "cli/text_file.h"

namespace assay::cli {

void AddPackOption(CLI::App& command, std::vector<std::string>& packs) {
  command.add_option("--pack", packs, "Lexicon pack of a rights owner; may be given several times")
      ->allow_extra_args(false);
}

Result<std::vector<screening::PackSource>> ReadPacks(const Services& services,
                                                     const std::vector<std::string>& names) {
  std::vector<screening::PackSource> packs;
  for (const std::string& name : names) {
    ASSAY_ASSIGN(std::string text, ReadTextFile(services, name));
    packs.push_back({name, std::move(text)});
  }
  return packs;
}

Result<std::shared_ptr<const screening::Model>> MakeModel(const Services& services,
                                                          const ModelFiles& files) {
  screening::ModelSources sources = screening::EmbeddedModelSources();
  if (!files.prices.empty()) {
    ASSAY_ASSIGN(sources.prices_tsv, ReadTextFile(services, files.prices));
  }
  if (!files.wording.empty()) {
    ASSAY_ASSIGN(sources.listing_model, ReadTextFile(services, files.wording));
  }
  ASSAY_ASSIGN(sources.packs, ReadPacks(services, files.packs));
  return screening::Model::Make(sources);
}

screening::ModelSources SourcesOf(const configuration::Configuration& configuration) {
  screening::ModelSources sources = screening::EmbeddedModelSources();
  if (configuration.prices) {
    sources.prices_tsv = configuration.prices->text;
  }
  for (const configuration::NamedFile& pack : configuration.packs) {
    sources.packs.push_back({pack.name, pack.text});
  }
  return sources;
}

Result<std::string> ReadConfiguration(const Services& services, const std::string& name) {
  ASSAY_ASSIGN(std::string text, ReadTextFile(services, name));
  ASSAY_ASSIGN(const std::vector<std::string> needed, configuration::FilesNeeded(text));
  const std::size_t slash = name.rfind('/');
  const std::string folder = slash == std::string::npos ? "" : name.substr(0, slash + 1);
  std::vector<configuration::NamedFile> files;
  for (const std::string& file : needed) {
    ASSAY_ASSIGN(std::string pack,
                 ReadTextFile(services, file.starts_with('/') ? file : folder + file));
    files.push_back({file, std::move(pack)});
  }
  if (!files.empty()) {
    ASSAY_ASSIGN(text, configuration::WithFiles(text, files));
  }
  ASSAY_ASSIGN(const auto parsed, configuration::Parse(text));
  if (!parsed->packs.empty() || parsed->prices) {
    ASSAY_TRY(screening::Model::Make(SourcesOf(*parsed)));
  }
  return text;
}

}  // namespace assay::cli

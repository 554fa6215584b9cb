// SPDX-License-Identifier: Apache-2.0
// What an operator may set, as one TOML file named by the SHA-256 of its bytes. Two installations
// with the same log and the same configuration give the same verdicts.
//
// docs/formats/configuration.md lists the settings.
//
// Errors of Parse: kInvalidArgument "configuration.invalid" with line and column, and a suggestion
// for a misspelt key, and those of enforcement::Policy::Compile for rules and points. Unknown keys are errors: a setting that is silently ignored is a trap.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/hash.h"
#include "core/log_odds.h"
#include "core/result.h"
#include "enforcement/policy.h"
#include "linkage/token_kind.h"

namespace assay::configuration {

struct SourceRule {
  std::string name;  // Exact, or "*" for every source that no other rule names.
  std::vector<EventType> types;
};

// A file that a configuration names. It is kept within the configuration's text, as [[file]], so that one hash names
// all that verdicts rest on, and a replay needs nothing else.
struct NamedFile {
  std::string name;  // As the configuration writes it.
  std::string text;
};

struct Configuration {
  Sha256 sha256;     // Of `text`.
  std::string text;  // The file as it was.

  LogOdds prior;
  // Rules, points and jurisdiction; never null. Shared with whoever decides by it.
  std::shared_ptr<const enforcement::Policy> policy;
  linkage::Comparison links = linkage::Comparison::kParts;
  std::int64_t epoch_ms = 0;
  std::int64_t allowed_lateness_ms = 0;
  std::int16_t reporting_offset_minutes = 0;  // Days of windows and reports begin at this midnight.
  std::vector<SourceRule> sources;
  // Of the lexicon, and a price table in place of the one compiled in. Not read here: who puts a configuration into
  // force asks screening about them before.
  std::vector<NamedFile> packs;
  std::optional<NamedFile> prices;

  // Whether `source` may send events of that type. System types: nobody.
  bool MaySend(std::string_view source, EventType type) const;
};

Result<std::shared_ptr<const Configuration>> Parse(std::string_view text);

// The files that `text` names and does not hold, as an operator writes it. Errors: those of the TOML reader.
Result<std::vector<std::string>> FilesNeeded(std::string_view text);
// `text` with these files held, unchanged otherwise; Parse gives them back byte for byte. Errors: those of Parse;
// kInvalidArgument "configuration.invalid" for a file that is not UTF-8.
Result<std::string> WithFiles(std::string_view text, const std::vector<NamedFile>& files);

// `text` with [linkage] compare set to that: the same settings with other links. Errors: those of Parse.
Result<std::string> WithLinks(std::string_view text, linkage::Comparison links);

// The file compiled into the binary (data/configuration/default.toml).
std::string_view DefaultText();

}  // namespace assay::configuration

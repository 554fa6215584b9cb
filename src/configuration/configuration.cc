// SPDX-License-Identifier: Apache-2.0
#include "configuration/configuration.h"

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include "configuration/detail/file_text.h"
#include "configuration/detail/named_files.h"
#include "configuration/detail/policy_reader.h"
#include "configuration/jurisdictions.h"
#include "core/time.h"

namespace assay::configuration {
namespace {

using detail::CheckKeys;
using detail::Invalid;

Result<std::int64_t> HoursAsMs(const toml::table& table, std::string_view key,
                               std::int64_t fallback, std::int64_t hours_max) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return fallback * kMillisecondsPerHour;
  }
  const auto hours = node->value_exact<std::int64_t>();
  if (!hours || *hours < 1 || *hours > hours_max) {
    return Invalid(node->source(),
                   fmt::format("{} must be a whole number of hours from 1 to {}", key, hours_max));
  }
  return *hours * kMillisecondsPerHour;
}

Result<LogOdds> PriorOf(const toml::table& table) {
  const toml::node* node = table.get("prior");
  if (node == nullptr) {
    return LogOddsOfBillionths(10'000'000);
  }
  const auto text = node->value_exact<std::string>();
  const auto wrong = [&] {
    return Invalid(node->source(),
                   "prior must be a decimal in quotes, such as \"0.01\", between 0.000001 and 0.5");
  };
  // Read as text, so that no floating-point parser decides the last digit: "0." and up to nine
  // digits.
  if (!text || !text->starts_with("0.") || text->size() < 3 || text->size() > 11) {
    return wrong();
  }
  std::int64_t billionths = 0;
  for (std::size_t i = 2; i < 11; ++i) {
    const char c = i < text->size() ? (*text)[i] : '0';
    if (c < '0' || c > '9') {
      return wrong();
    }
    billionths = billionths * 10 + (c - '0');
  }
  if (billionths < 1'000 || billionths > 500'000'000) {
    return wrong();
  }
  return LogOddsOfBillionths(billionths);
}

constexpr std::array<std::pair<std::string_view, linkage::Comparison>, 3> kComparisons = {{
    {"none", linkage::Comparison::kNone},
    {"whole", linkage::Comparison::kWhole},
    {"parts", linkage::Comparison::kParts},
}};

Result<linkage::Comparison> LinksOf(const toml::table& table) {
  const toml::node* node = table.get("compare");
  if (node == nullptr) {
    return linkage::Comparison::kParts;
  }
  const auto name = node->value_exact<std::string>();
  for (const auto& [known, comparison] : kComparisons) {
    if (name == known) {
      return comparison;
    }
  }
  return Invalid(node->source(), "compare must be \"none\", \"whole\" or \"parts\"");
}

Result<std::int16_t> ReportingOffset(const toml::table& table) {
  const toml::node* node = table.get("reporting_utc_offset");
  if (node == nullptr) {
    return std::int16_t{480};
  }
  const auto text = node->value_exact<std::string>();
  const auto parsed = ParseRfc3339("2000-01-02T00:00:00" + text.value_or("?"));
  if (!parsed) {
    return Invalid(node->source(), "reporting_utc_offset must be written like \"+08:00\"");
  }
  return parsed->offset_minutes;
}

std::optional<EventFamily> FamilyOf(std::string_view name) {
  constexpr std::array<std::pair<std::string_view, EventFamily>, 5> kFamilies = {{
      {"family:reference", EventFamily::kReference},
      {"family:marketplace", EventFamily::kMarketplace},
      {"family:outside", EventFamily::kOutside},
      {"family:outcome", EventFamily::kOutcome},
      {"family:people", EventFamily::kPeople},
  }};
  for (const auto& [family_name, family] : kFamilies) {
    if (name == family_name) {
      return family;
    }
  }
  return std::nullopt;
}

Result<SourceRule> SourceRuleOf(const toml::table& table) {
  ASSAY_TRY(CheckKeys(table, " in [[source]]", {"name", "types"}));
  SourceRule rule;
  rule.name = table["name"].value_or(std::string());
  const toml::array* types = table["types"].as_array();
  if (rule.name.empty() || types == nullptr) {
    return Invalid(table.source(), "each [[source]] needs name = \"...\" and types = [...]");
  }
  for (const toml::node& node : *types) {
    const auto name = node.value_exact<std::string>();
    if (!name) {
      return Invalid(node.source(),
                     "types holds names such as \"listing\" or \"family:marketplace\"");
    }
    const auto family = FamilyOf(*name);
    bool found = false;
    for (const EventTypeInfo& info : AllEventTypes()) {
      const bool wanted = family ? info.family == *family : info.name == *name;
      if (wanted && info.family != EventFamily::kSystem) {
        rule.types.push_back(info.type);
        found = true;
      }
    }
    if (!found) {
      return Invalid(node.source(), fmt::format("\"{}\" is no event type and no family", *name));
    }
  }
  return rule;
}

Result<enforcement::JurisdictionProfile> JurisdictionOf(const toml::table& root) {
  const toml::node_view<const toml::node> node = root["enforcement"]["jurisdiction"];
  if (!node) {
    return LoadJurisdiction(kDefaultJurisdiction);
  }
  const auto name = node.value_exact<std::string>();
  auto profile = LoadJurisdiction(name.value_or(""));
  if (!profile) {
    return Invalid(node.node()->source(), profile.error().message);
  }
  return profile;
}

Result<std::shared_ptr<const enforcement::Policy>> PolicyOf(const toml::table& root,
                                                            std::string_view text) {
  ASSAY_ASSIGN(const enforcement::JurisdictionProfile profile, JurisdictionOf(root));
  ASSAY_ASSIGN(const enforcement::PolicyText policy, detail::ReadPolicyText(root, text));
  return enforcement::Policy::Compile(policy, profile);
}

}  // namespace

bool Configuration::MaySend(std::string_view source, EventType type) const {
  const SourceRule* any = nullptr;
  for (const SourceRule& rule : sources) {
    if (rule.name == source) {
      return std::ranges::find(rule.types, type) != rule.types.end();
    }
    if (rule.name == "*") {
      any = &rule;
    }
  }
  return any != nullptr && std::ranges::find(any->types, type) != any->types.end();
}

Result<std::shared_ptr<const Configuration>> Parse(std::string_view text) {
  ASSAY_ASSIGN(const toml::table root, detail::ParseToml(text));
  ASSAY_TRY(CheckKeys(root, "",
                      {"screening", "lexicon", "linkage", "enforcement", "time", "source", "rule",
                       "points", "file"}));
  for (const std::string_view name : {"screening", "lexicon", "linkage", "enforcement", "time"}) {
    if (const toml::node* node = root.get(name); node != nullptr && !node->is_table()) {
      return Invalid(node->source(), fmt::format("write the settings under [{}]", name));
    }
  }
  if (const toml::node* node = root.get("source"); node != nullptr && !node->is_array()) {
    return Invalid(node->source(), "write each source as [[source]]");
  }
  const toml::table empty;
  const auto section = [&](std::string_view name) -> const toml::table& {
    const toml::table* table = root[name].as_table();
    return table != nullptr ? *table : empty;
  };

  auto result = std::make_shared<Configuration>();
  result->text = std::string(text);
  result->sha256 = Sha256Of(text);

  const toml::table& screening = section("screening");
  ASSAY_TRY(CheckKeys(screening, " in [screening]", {"prior", "prices"}));
  ASSAY_ASSIGN(result->prior, PriorOf(screening));

  ASSAY_ASSIGN(detail::NamedFiles files, detail::ReadNamedFiles(root));
  result->packs = std::move(files.packs);
  result->prices = std::move(files.prices);

  ASSAY_TRY(CheckKeys(section("linkage"), " in [linkage]", {"compare"}));
  ASSAY_ASSIGN(result->links, LinksOf(section("linkage")));

  ASSAY_TRY(CheckKeys(section("enforcement"), " in [enforcement]",
                      {"jurisdiction", "points_expiry_days"}));
  ASSAY_ASSIGN(result->policy, PolicyOf(root, text));

  const toml::table& time = section("time");
  ASSAY_TRY(CheckKeys(time, " in [time]",
                      {"epoch_hours", "allowed_lateness_hours", "reporting_utc_offset"}));
  ASSAY_ASSIGN(result->epoch_ms, HoursAsMs(time, "epoch_hours", 1, 24));
  ASSAY_ASSIGN(result->allowed_lateness_ms, HoursAsMs(time, "allowed_lateness_hours", 72, 720));

  ASSAY_ASSIGN(result->reporting_offset_minutes, ReportingOffset(time));

  if (const toml::array* sources = root["source"].as_array(); sources != nullptr) {
    for (const toml::node& node : *sources) {
      const toml::table* table = node.as_table();
      if (table == nullptr) {
        return Invalid(node.source(), "write each source as [[source]]");
      }
      ASSAY_ASSIGN(SourceRule rule, SourceRuleOf(*table));
      result->sources.push_back(std::move(rule));
    }
  }
  return result;
}

Result<std::string> WithLinks(std::string_view text, linkage::Comparison links) {
  ASSAY_TRY(Parse(text));
  const std::string lines = std::string(text) + (text.ends_with('\n') ? "" : "\n");
  const auto name =
      std::ranges::find(kComparisons, links, [](const auto& row) { return row.second; })->first;
  std::string line = fmt::format("compare = \"{}\"\n", name);
  ASSAY_ASSIGN(const toml::table root, detail::ParseToml(text));
  // Only the line of the setting changes, so that comments and the places of rules stay.
  std::string result;
  std::size_t number = 0;
  const toml::node* section = root.get("linkage");
  const toml::node* setting = root["linkage"]["compare"].node();
  for (std::size_t from = 0; from < lines.size();) {
    const std::size_t end = lines.find('\n', from) + 1;
    const std::string_view own = std::string_view(lines).substr(from, end - from);
    from = end;
    ++number;
    if (setting != nullptr && setting->source().begin.line == number) {
      result += line;
      continue;
    }
    result += own;
    if (setting == nullptr && section != nullptr && section->source().begin.line == number) {
      result += line;
    }
  }
  if (section == nullptr) {
    result += "\n[linkage]\n" + std::move(line);
  }
  ASSAY_TRY(Parse(result));
  return result;
}

}  // namespace assay::configuration

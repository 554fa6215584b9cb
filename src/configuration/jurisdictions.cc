// SPDX-License-Identifier: Apache-2.0
#include "configuration/jurisdictions.h"

#include <algorithm>
#include <array>
#include <optional>

#include <fmt/format.h>

#include "configuration/detail/file_text.h"
#include "core/time.h"
#include "text/nearest.h"

namespace assay::configuration {

std::string_view JurisdictionCn2017();
std::string_view JurisdictionCn2019();
std::string_view JurisdictionEuDsa();
std::string_view JurisdictionUs();

namespace {

using detail::CheckKeys;
using detail::Invalid;
using detail::ParseToml;

using enforcement::JurisdictionProfile;
using enforcement::MeasureKind;
using enforcement::ProfileNumber;
using enforcement::Provenance;

struct Shipped {
  std::string_view name;
  std::string_view (*text)();
};
constexpr std::array<Shipped, 4> kShipped = {{{"cn-2017", JurisdictionCn2017},
                                              {"cn-2019", JurisdictionCn2019},
                                              {"eu-dsa", JurisdictionEuDsa},
                                              {"us", JurisdictionUs}}};

Result<std::string> StringOf(const toml::table& table, std::string_view key) {
  const auto value = table[key].value_exact<std::string>();
  if (!value || value->empty()) {
    return Invalid(table.source(), fmt::format("a {} = \"...\" is missing", key));
  }
  return *value;
}

Result<Provenance> ProvenanceOf(const toml::table& table) {
  Provenance from;
  ASSAY_ASSIGN(from.source, StringOf(table, "source"));
  const auto checked = table["checked"].value_exact<bool>();
  if (!checked) {
    return Invalid(table.source(), "a checked = true or false is missing");
  }
  from.checked = *checked;
  return from;
}

Result<std::int64_t> CountOf(const toml::table& table, std::string_view key, std::int64_t most) {
  const auto value = table[key].value_exact<std::int64_t>();
  if (!value || *value < 1 || *value > most) {
    return Invalid(table.source(),
                   fmt::format("{} must be a whole number from 1 to {}", key, most));
  }
  return *value;
}

Result<const toml::table*> SectionOf(const toml::table& root, std::string_view name) {
  const toml::table* section = root[name].as_table();
  if (section == nullptr) {
    return Invalid(root.source(), fmt::format("a section [{}] is missing", name));
  }
  return section;
}

// A section with one number, its source and whether it was checked; none where it is not there.
Result<std::optional<ProfileNumber>> OptionalNumber(const toml::table& root, std::string_view name,
                                                    std::string_view key, std::int64_t unit) {
  if (!root.contains(name)) {
    return std::nullopt;
  }
  ASSAY_ASSIGN(const toml::table* section, SectionOf(root, name));
  ASSAY_TRY(CheckKeys(*section, fmt::format(" in [{}]", name), {key, "source", "checked"}));
  ProfileNumber number;
  ASSAY_ASSIGN(number.value, CountOf(*section, key, 3'660));
  number.value *= unit;
  ASSAY_ASSIGN(number.from, ProvenanceOf(*section));
  return number;
}

Result<void> ReadMachineLimits(const toml::table& root, JurisdictionProfile& profile) {
  ASSAY_ASSIGN(const toml::table* section, SectionOf(root, "machine_hours_max"));
  ASSAY_TRY(CheckKeys(*section, " in [machine_hours_max]",
                      {"block_publish", "hold", "delist", "source", "checked"}));
  ASSAY_ASSIGN(const Provenance from, ProvenanceOf(*section));
  for (const MeasureKind kind : enforcement::AllMeasureKinds()) {
    const auto index = static_cast<std::size_t>(kind);
    profile.tier.at(index) = enforcement::TierOf(kind);
    if (enforcement::TierOf(kind) != enforcement::Tier::kMachine) {
      continue;
    }
    // 30 days is the longest that any profile may let a machine's word stand alone.
    ASSAY_ASSIGN(const std::int64_t hours, CountOf(*section, enforcement::NameOf(kind), 720));
    profile.machine_ms_max.at(index) = {.value = hours * kMillisecondsPerHour, .from = from};
  }
  return {};
}

// [decided_by]: kinds that more people must decide here than elsewhere.
Result<void> ReadTiers(const toml::table& root, JurisdictionProfile& profile) {
  const toml::table* section = root["decided_by"].as_table();
  if (section == nullptr) {
    return {};
  }
  for (const auto& [key, node] : *section) {
    const auto kind = enforcement::FindMeasureKind(key.str());
    const auto tier = enforcement::FindTier(node.value_or(std::string()));
    if (!kind || !tier || *tier < enforcement::TierOf(*kind)) {
      return Invalid(key.source(),
                     "[decided_by] names a measure and who decides it, at least what it needs");
    }
    profile.tier.at(static_cast<std::size_t>(*kind)) = *tier;
  }
  return {};
}

}  // namespace

std::vector<std::string> JurisdictionNames() {
  std::vector<std::string> names;
  names.reserve(kShipped.size());
  for (const Shipped& shipped : kShipped) {
    names.emplace_back(shipped.name);
  }
  return names;
}

Result<JurisdictionProfile> ParseJurisdiction(std::string_view text) {
  ASSAY_ASSIGN(const toml::table root, ParseToml(text));
  ASSAY_TRY(CheckKeys(
      root, " of a jurisdiction",
      {"name", "title", "in_force_from", "in_force_until", "machine_hours_max", "decided_by",
       "reasons", "counter_notice_wait", "complaint_window", "review_within"}));
  JurisdictionProfile profile;
  ASSAY_ASSIGN(profile.name, StringOf(root, "name"));
  ASSAY_ASSIGN(profile.title, StringOf(root, "title"));
  ASSAY_ASSIGN(profile.in_force_from, StringOf(root, "in_force_from"));
  profile.in_force_until = root["in_force_until"].value_or(std::string());
  for (const std::string& date : {profile.in_force_from, profile.in_force_until}) {
    if (!date.empty() && !ParseRfc3339(date + "T00:00:00Z")) {
      return Invalid(root.source(), fmt::format("\"{}\" is no date like \"2019-01-01\"", date));
    }
  }
  ASSAY_TRY(ReadMachineLimits(root, profile));
  ASSAY_TRY(ReadTiers(root, profile));
  ASSAY_ASSIGN(const toml::table* reasons, SectionOf(root, "reasons"));
  ASSAY_TRY(CheckKeys(*reasons, " in [reasons]", {"required", "source", "checked"}));
  const auto required = (*reasons)["required"].value_exact<bool>();
  if (!required) {
    return Invalid(reasons->source(), "a required = true or false is missing");
  }
  profile.reasons_required = *required;
  ASSAY_ASSIGN(profile.reasons_from, ProvenanceOf(*reasons));
  ASSAY_ASSIGN(profile.counter_notice_wait_days,
               OptionalNumber(root, "counter_notice_wait", "days", 1));
  ASSAY_ASSIGN(profile.complaint_window_days, OptionalNumber(root, "complaint_window", "days", 1));
  ASSAY_ASSIGN(profile.review_within_ms,
               OptionalNumber(root, "review_within", "hours", kMillisecondsPerHour));
  return profile;
}

Result<JurisdictionProfile> LoadJurisdiction(std::string_view name) {
  const auto found = std::ranges::find(kShipped, name, &Shipped::name);
  if (found == kShipped.end()) {
    const std::vector<std::string> names = JurisdictionNames();
    const auto nearest = text::NearestWord(name, names);
    return Fail(ErrorCode::kNotFound, "configuration.no_jurisdiction",
                fmt::format("there is no jurisdiction profile \"{}\"; known: {}{}", name,
                            fmt::join(names, ", "),
                            nearest ? fmt::format("; did you mean \"{}\"?", *nearest) : ""));
  }
  return ParseJurisdiction(found->text());
}

}  // namespace assay::configuration

// SPDX-License-Identifier: Apache-2.0
#include "configuration/detail/policy_reader.h"

#include <array>
#include <optional>
#include <utility>

#include <fmt/core.h>

#include "configuration/detail/file_text.h"

namespace assay::configuration::detail {
namespace {

using enforcement::NumberAt;
using enforcement::PointsText;
using enforcement::RuleText;
using enforcement::TextAt;

Result<std::optional<TextAt>> OptionalText(const toml::table& table, std::string_view key,
                                           std::string_view text) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  const toml::value<std::string>* value = node->as_string();
  if (value == nullptr) {
    return Invalid(node->source(), fmt::format("{} must be a text in quotes", key));
  }
  return TextOf(*value, text);
}

Result<std::optional<NumberAt>> OptionalNumber(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return std::nullopt;
  }
  const auto value = node->value_exact<std::int64_t>();
  if (!value) {
    return Invalid(node->source(), fmt::format("{} must be a whole number", key));
  }
  return NumberAt{.value = *value, .place = PlaceOfNode(*node)};
}

Result<RuleText> ReadRule(const toml::table& table, std::string_view text) {
  ASSAY_TRY(CheckKeys(table, " in [[rule]]",
                      {"id", "scope", "when", "measure", "duration", "allegation", "decided_by",
                       "because", "shadow"}));
  RuleText rule;
  rule.place = PlaceOfNode(table);
  using Member = std::optional<TextAt> RuleText::*;
  static constexpr std::array<std::pair<std::string_view, Member>, 8> kTexts = {
      {{"id", &RuleText::id},
       {"scope", &RuleText::scope},
       {"when", &RuleText::when},
       {"measure", &RuleText::measure},
       {"duration", &RuleText::duration},
       {"allegation", &RuleText::allegation},
       {"decided_by", &RuleText::decided_by},
       {"because", &RuleText::because}}};
  for (const auto& [key, member] : kTexts) {
    ASSAY_ASSIGN(rule.*member, OptionalText(table, key, text));
  }
  if (const toml::node* node = table.get("shadow"); node != nullptr) {
    const auto shadow = node->value_exact<bool>();
    if (!shadow) {
      return Invalid(node->source(), "shadow must be true or false");
    }
    rule.shadow = *shadow;
  }
  return rule;
}

Result<PointsText> ReadPoints(const toml::table& table, std::string_view text) {
  ASSAY_TRY(CheckKeys(table, " in [[points]]",
                      {"severity", "allegations", "points", "day_max", "merge_days"}));
  PointsText points;
  points.place = PlaceOfNode(table);
  ASSAY_ASSIGN(points.severity, OptionalText(table, "severity", text));
  if (const toml::node* node = table.get("allegations"); node != nullptr) {
    const toml::array* names = node->as_array();
    if (names == nullptr) {
      return Invalid(node->source(), "allegations holds names, as in [\"counterfeit\"]");
    }
    for (const toml::node& name : *names) {
      if (!name.is_string()) {
        return Invalid(name.source(), "allegations holds names, as in [\"counterfeit\"]");
      }
      points.allegations.push_back(TextOf(*name.as_string(), text));
    }
  }
  ASSAY_ASSIGN(points.points, OptionalNumber(table, "points"));
  ASSAY_ASSIGN(points.day_max, OptionalNumber(table, "day_max"));
  ASSAY_ASSIGN(points.merge_days, OptionalNumber(table, "merge_days"));
  return points;
}

// The tables of [[name]]; none where there is no such section.
Result<std::vector<const toml::table*>> TablesOf(const toml::table& root, std::string_view name) {
  std::vector<const toml::table*> tables;
  const toml::node* node = root.get(name);
  if (node == nullptr) {
    return tables;
  }
  const auto wrong = [&](const toml::node& at) {
    return Invalid(at.source(), fmt::format("write each one as [[{}]]", name));
  };
  const toml::array* array = node->as_array();
  if (array == nullptr) {
    return wrong(*node);
  }
  for (const toml::node& item : *array) {
    if (!item.is_table()) {
      return wrong(item);
    }
    tables.push_back(item.as_table());
  }
  return tables;
}

}  // namespace

Result<enforcement::PolicyText> ReadPolicyText(const toml::table& root, std::string_view text) {
  enforcement::PolicyText policy;
  ASSAY_ASSIGN(const auto rules, TablesOf(root, "rule"));
  for (const toml::table* table : rules) {
    ASSAY_ASSIGN(RuleText rule, ReadRule(*table, text));
    policy.rules.push_back(std::move(rule));
  }
  ASSAY_ASSIGN(const auto points, TablesOf(root, "points"));
  for (const toml::table* table : points) {
    ASSAY_ASSIGN(PointsText section, ReadPoints(*table, text));
    policy.points.push_back(std::move(section));
  }
  if (const toml::table* enforcement = root["enforcement"].as_table(); enforcement != nullptr) {
    ASSAY_ASSIGN(policy.points_expiry_days, OptionalNumber(*enforcement, "points_expiry_days"));
  }
  return policy;
}

}  // namespace assay::configuration::detail

// SPDX-License-Identifier: Apache-2.0
#include "privacy/detail/data_subject.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

namespace assay::privacy::detail {
namespace {

constexpr std::string_view kTokenSuffix = "_token";

std::optional<std::string> SubjectIn(const JsonNode& object, std::string_view line,
                                     std::string_view member, std::string_view stem) {
  const JsonNode* token = object.Find(member);
  const std::string value = token != nullptr ? StringOf(*token, line) : std::string();
  if (value.empty() || stem.empty()) {
    return std::nullopt;
  }
  return fmt::format("{}:{}", stem, value);
}

std::optional<std::string> SubjectBesideField(const JsonNode& object, std::string_view line,
                                              std::string_view field_name) {
  for (std::size_t end = field_name.size(); end != std::string_view::npos && end > 0;
       end = field_name.rfind('_', end - 1)) {
    const std::string_view stem = field_name.substr(0, end);
    if (auto subject = SubjectIn(object, line, fmt::format("{}{}", stem, kTokenSuffix), stem)) {
      return subject;
    }
  }
  if (auto subject = SubjectIn(object, line, "token", object.name)) {
    return subject;
  }
  const auto is_token = [](const JsonNode& node) { return node.name.ends_with(kTokenSuffix); };
  if (std::count_if(object.children.begin(), object.children.end(), is_token) != 1) {
    return std::nullopt;
  }
  const auto only = std::find_if(object.children.begin(), object.children.end(), is_token);
  return SubjectIn(object, line, only->name,
                   std::string_view(only->name).substr(0, only->name.size() - kTokenSuffix.size()));
}

bool IsStoreType(EventType type) {
  return type == EventType::kStoreOpened || type == EventType::kStoreUpdated ||
         type == EventType::kStoreClosed;
}

bool HasToken(const JsonNode& object, std::string_view line, std::string_view stem,
              std::string_view value) {
  return std::any_of(object.children.begin(), object.children.end(), [&](const JsonNode& child) {
    const bool is_named =
        object.kind == JsonNode::Kind::kObject &&
        ((child.name.ends_with(kTokenSuffix) &&
          std::string_view(child.name).substr(0, child.name.size() - kTokenSuffix.size()) ==
              stem) ||
         (child.name == "token" && object.name == stem));
    return (is_named && StringOf(child, line) == value) || HasToken(child, line, stem, value);
  });
}

}  // namespace

std::string DataSubjectOf(const Event& event, std::string_view line,
                          std::span<const JsonNode* const> ancestors, std::string_view field_name) {
  if (IsStoreType(event.type) || ancestors.empty()) {
    return event.subject;
  }
  if (auto subject = SubjectBesideField(*ancestors.back(), line, field_name)) {
    return *subject;
  }
  for (std::size_t i = ancestors.size() - 1; i > 0; --i) {
    const std::string& name = ancestors[i]->name;
    if (auto subject =
            SubjectIn(*ancestors[i - 1], line, fmt::format("{}{}", name, kTokenSuffix), name)) {
      return *subject;
    }
  }
  return event.subject;
}

bool NamesSubject(const JsonNode& event, std::string_view line, std::string_view subject) {
  if (const JsonNode* own = event.Find("subject");
      own != nullptr && StringOf(*own, line) == subject) {
    return true;
  }
  const std::size_t colon = subject.find(':');
  const JsonNode* data = event.Find("data");
  return colon != std::string_view::npos && data != nullptr &&
         HasToken(*data, line, subject.substr(0, colon), subject.substr(colon + 1));
}

}  // namespace assay::privacy::detail

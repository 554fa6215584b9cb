// SPDX-License-Identifier: Apache-2.0
#include "configuration/sinks.h"

#include <algorithm>

#include <fmt/format.h>

#include "configuration/detail/file_text.h"

namespace assay::configuration {
namespace {

using detail::CheckKeys;
using detail::Invalid;

constexpr std::size_t kWebhooksMax = 100;
constexpr std::size_t kNameBytesMax = 64;

using KnownMeasures = std::span<const std::string_view>;

Result<MeasureNames> MeasuresOf(const toml::table& table, KnownMeasures known) {
  const toml::node* node = table.get("measures");
  const toml::array* array = node != nullptr ? node->as_array() : nullptr;
  if (array == nullptr) {
    return Invalid(
        node != nullptr ? node->source() : table.source(),
        fmt::format("measures = [...] names what may leave: {}", fmt::join(known, ", ")));
  }
  MeasureNames names;
  for (const toml::node& item : *array) {
    const auto name = item.value_exact<std::string>();
    if (!name || std::ranges::find(known, *name) == known.end()) {
      return Invalid(item.source(),
                     fmt::format("{} is no measure; known: {}", name ? "\"" + *name + "\"" : "this",
                                 fmt::join(known, ", ")));
    }
    names.insert(*name);
  }
  return names;
}

// Text that must not be empty, or `fallback` where it may be left out.
Result<std::string> TextOf(const toml::table& table, std::string_view key,
                           std::optional<std::string> fallback = std::nullopt) {
  const toml::node* node = table.get(key);
  if (node == nullptr && fallback) {
    return *fallback;
  }
  const auto text = node != nullptr ? node->value_exact<std::string>() : std::nullopt;
  if (!text || text->empty()) {
    return Invalid(node != nullptr ? node->source() : table.source(),
                   fmt::format("each [[webhook]] needs {} = \"...\"", key));
  }
  return *text;
}

Result<bool> FlagOf(const toml::table& table, std::string_view key) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return false;
  }
  const auto flag = node->value_exact<bool>();
  if (!flag) {
    return Invalid(node->source(), fmt::format("{} must be true or false", key));
  }
  return *flag;
}

struct Range {
  std::int64_t fallback;
  std::int64_t max;
};

Result<std::int64_t> NumberOf(const toml::table& table, std::string_view key, Range range) {
  const toml::node* node = table.get(key);
  if (node == nullptr) {
    return range.fallback;
  }
  const auto number = node->value_exact<std::int64_t>();
  if (!number || *number < 1 || *number > range.max) {
    return Invalid(node->source(),
                   fmt::format("{} must be a whole number from 1 to {}", key, range.max));
  }
  return *number;
}

Result<std::vector<SecretSource>> SecretsOf(const toml::table& table) {
  const toml::array* array = table["secrets"].as_array();
  if (array == nullptr || array->empty()) {
    return Invalid(
        table.source(),
        "each [[webhook]] needs secrets = [\"env:NAME\"] or [\"file:PATH\"], the first of "
        "them the current one");
  }
  std::vector<SecretSource> sources;
  for (const toml::node& item : *array) {
    const std::string text = item.value_exact<std::string>().value_or("");
    const bool is_variable = text.starts_with("env:");
    // The text is not repeated: somebody may have put the secret itself here.
    if ((!is_variable && !text.starts_with("file:")) || text.ends_with(':')) {
      return Invalid(item.source(),
                     "a secret is named by \"env:NAME\" or \"file:PATH\"; it never stands here");
    }
    sources.push_back({is_variable ? SecretSource::Kind::kEnvironment : SecretSource::Kind::kFile,
                       text.substr(is_variable ? 4 : 5)});
  }
  return sources;
}

bool IsName(std::string_view name) {
  return !name.empty() && name.size() <= kNameBytesMax && name != "file" &&
         std::ranges::all_of(name, [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
         });
}

Result<WebhookSink> WebhookOf(const toml::table& table, KnownMeasures known) {
  ASSAY_TRY(CheckKeys(table, " in [[webhook]]",
                      {"name", "url", "measures", "secrets", "start", "allow_private", "ca_file",
                       "connect_timeout_s", "timeout_s", "connections"}));
  WebhookSink sink;
  ASSAY_ASSIGN(sink.name, TextOf(table, "name"));
  if (!IsName(sink.name)) {
    return Invalid(table.get("name")->source(),
                   "a name is 1 to 64 of a-z, 0-9, - and _, and not \"file\"");
  }
  ASSAY_ASSIGN(sink.url, TextOf(table, "url"));
  ASSAY_ASSIGN(sink.measures, MeasuresOf(table, known));
  ASSAY_ASSIGN(sink.secrets, SecretsOf(table));
  ASSAY_ASSIGN(const std::string start, TextOf(table, "start", "now"));
  if (start != "now" && start != "beginning") {
    return Invalid(table.get("start")->source(), "start must be \"now\" or \"beginning\"");
  }
  sink.from_beginning = start == "beginning";
  ASSAY_ASSIGN(sink.allow_private, FlagOf(table, "allow_private"));
  ASSAY_ASSIGN(sink.ca_file, TextOf(table, "ca_file", ""));
  ASSAY_ASSIGN(const auto connect_timeout_s,
               NumberOf(table, "connect_timeout_s", {.fallback = 5, .max = 60}));
  ASSAY_ASSIGN(const auto timeout_s, NumberOf(table, "timeout_s", {.fallback = 15, .max = 300}));
  ASSAY_ASSIGN(const auto connections, NumberOf(table, "connections", {.fallback = 16, .max = 64}));
  sink.connect_timeout_ms = connect_timeout_s * 1'000;
  sink.timeout_ms = timeout_s * 1'000;
  sink.connections_max = static_cast<std::size_t>(connections);
  return sink;
}

}  // namespace

Result<Sinks> ParseSinks(std::string_view text, KnownMeasures known_measures) {
  ASSAY_ASSIGN(const toml::table root, detail::ParseToml(text));
  ASSAY_TRY(CheckKeys(root, "", {"file", "webhook"}));
  Sinks sinks;
  if (const toml::node* node = root.get("file"); node != nullptr) {
    const toml::table* file = node->as_table();
    if (file == nullptr) {
      return Invalid(node->source(), "write it as [file] with measures = [...]");
    }
    ASSAY_TRY(CheckKeys(*file, " in [file]", {"measures"}));
    ASSAY_ASSIGN(sinks.file_measures, MeasuresOf(*file, known_measures));
  }
  const toml::node* node = root.get("webhook");
  if (node == nullptr) {
    return sinks;
  }
  const toml::array* webhooks = node->as_array();
  if (webhooks == nullptr || webhooks->size() > kWebhooksMax) {
    return Invalid(node->source(),
                   fmt::format("write each webhook as [[webhook]], at most {}", kWebhooksMax));
  }
  for (const toml::node& item : *webhooks) {
    const toml::table* table = item.as_table();
    if (table == nullptr) {
      return Invalid(item.source(), "write each webhook as [[webhook]]");
    }
    ASSAY_ASSIGN(WebhookSink sink, WebhookOf(*table, known_measures));
    if (std::ranges::find(sinks.webhooks, sink.name, &WebhookSink::name) != sinks.webhooks.end()) {
      return Invalid(table->get("name")->source(),
                     fmt::format("there are two webhooks called \"{}\"", sink.name));
    }
    sinks.webhooks.push_back(std::move(sink));
  }
  return sinks;
}

}  // namespace assay::configuration

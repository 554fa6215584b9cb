// SPDX-License-Identifier: Apache-2.0
#include "linkage/link_set.h"

#include <algorithm>
#include <optional>

#include <nlohmann/json.hpp>

#include "linkage/limits.h"

namespace assay::linkage {
namespace {

using Json = nlohmann::ordered_json;

std::optional<Link> ReadLine(std::string_view text) {
  const Json line = Json::parse(text, nullptr, false);
  const auto is_text = [&](const char* key) { return line.contains(key) && line[key].is_string(); };
  const auto is_number = [](const Json& object, const char* key) {
    return object.contains(key) && object[key].is_number_integer();
  };
  if (!line.is_object() || !is_text("store") || !is_text("closed") ||
      !is_number(line, "closed_at_ms") || !is_number(line, "log_odds_micros") ||
      !line.contains("evidence") || !line["evidence"].is_array()) {
    return std::nullopt;
  }
  Link link{.store = StoreId(line["store"].get<std::string>()),
            .closed = StoreId(line["closed"].get<std::string>()),
            .closed_at = {line["closed_at_ms"].get<std::int64_t>()},
            .log_odds = {line["log_odds_micros"].get<std::int64_t>()},
            .evidence = {}};
  for (const Json& shared : line["evidence"]) {
    if (!shared.is_object() || !shared.contains("kind") || !shared["kind"].is_string() ||
        !is_number(shared, "carriers") || !is_number(shared, "weight_micros")) {
      return std::nullopt;
    }
    const auto kind = FindTokenKind(shared["kind"].get<std::string>());
    if (!kind) {
      return std::nullopt;
    }
    link.evidence.push_back({.kind = *kind,
                             .carriers = shared["carriers"].get<std::uint32_t>(),
                             .weight = {shared["weight_micros"].get<std::int64_t>()}});
  }
  return link;
}

}  // namespace

bool LinkSet::Apply(const LinkChange& change) {
  const std::pair pair(change.link.store, change.link.closed);
  if (change.withdrawn) {
    return links_.erase(pair) > 0;
  }
  const auto [entry, is_new] = links_.try_emplace(pair, change.link);
  if (!is_new && entry->second == change.link) {
    return false;
  }
  entry->second = change.link;
  return true;
}

std::vector<const Link*> LinkSet::LinksOf(const StoreId& store, Instant now) const {
  std::vector<const Link*> links;
  for (auto at = links_.lower_bound({store, StoreId()});
       at != links_.end() && at->first.first == store; ++at) {
    if (now.ms - at->second.closed_at.ms < kClosedStoreMs) {
      links.push_back(&at->second);
    }
  }
  std::ranges::stable_sort(links, std::ranges::greater{}, &Link::log_odds);
  return links;
}

std::string LinkSet::LineOf(const Link& link) {
  Json evidence = Json::array();
  for (const SharedToken& shared : link.evidence) {
    evidence.push_back(Json{{"kind", NameOf(shared.kind)},
                            {"carriers", shared.carriers},
                            {"weight_micros", shared.weight.micros}});
  }
  return Json{{"store", link.store.value()},
              {"closed", link.closed.value()},
              {"closed_at_ms", link.closed_at.ms},
              {"log_odds_micros", link.log_odds.micros},
              {"evidence", std::move(evidence)}}
      .dump();
}

std::string LinkSet::CanonicalBytes() const {
  std::string bytes;
  for (const auto& [pair, link] : links_) {
    bytes += LineOf(link) + "\n";
  }
  return bytes;
}

Result<LinkSet> LinkSet::FromCanonicalBytes(std::string_view bytes) {
  LinkSet links;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const auto link = ReadLine(bytes.substr(0, end));
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    if (!link) {
      return Fail(ErrorCode::kCorrupted, "linkage.damaged",
                  "a stored set of links holds a line that is no link");
    }
    links.Apply({.link = *link, .withdrawn = false});
  }
  return links;
}

}  // namespace assay::linkage

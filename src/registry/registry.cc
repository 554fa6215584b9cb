// SPDX-License-Identifier: Apache-2.0
#include "registry/registry.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace assay::registry {
namespace {

using Json = nlohmann::ordered_json;

bool Same(const BrandData& a, const BrandData& b) {
  return a.name == b.name && a.names == b.names;
}

bool Same(const AuthorisationData& a, const AuthorisationData& b) {
  return a.brand == b.brand && a.store == b.store && a.from == b.from && a.until == b.until;
}

}  // namespace

bool Registry::Apply(const BrandData& brand) {
  if (brand.withdrawn) {
    return brands_.erase(brand.brand) > 0;
  }
  const auto [entry, is_new] = brands_.try_emplace(brand.brand, brand);
  if (!is_new && Same(entry->second, brand)) {
    return false;
  }
  entry->second = brand;
  return true;
}

bool Registry::Apply(const AuthorisationData& authorisation) {
  const auto found = authorisations_.find(authorisation.id);
  if (found != authorisations_.end()) {
    if (!authorisation.withdrawn && Same(found->second, authorisation)) {
      return false;
    }
    const auto [first, last] = authorisations_by_store_.equal_range(found->second.store);
    const auto link = std::find_if(
        first, last, [&](const auto& entry) { return entry.second == authorisation.id; });
    if (link != last) {
      authorisations_by_store_.erase(link);
    }
    authorisations_.erase(found);
  } else if (authorisation.withdrawn) {
    return false;
  }
  if (!authorisation.withdrawn) {
    authorisations_.emplace(authorisation.id, authorisation);
    authorisations_by_store_.emplace(authorisation.store, authorisation.id);
  }
  return true;
}

std::vector<std::string> Registry::AuthorisedBrands(const StoreId& store, Instant at) const {
  std::vector<std::string> names;
  const auto [first, last] = authorisations_by_store_.equal_range(store);
  for (auto entry = first; entry != last; ++entry) {
    const AuthorisationData& authorisation = authorisations_.at(entry->second);
    if (authorisation.from <= at && at < authorisation.until) {
      const auto brand = brands_.find(authorisation.brand);
      names.push_back(brand != brands_.end() ? brand->second.name : authorisation.brand);
    }
  }
  std::ranges::sort(names);
  names.erase(std::ranges::unique(names).begin(), names.end());
  return names;
}

std::string Registry::LineOf(const BrandData& brand) {
  return Json{{"kind", "brand"}, {"id", brand.brand}, {"name", brand.name}, {"names", brand.names}}
      .dump();
}

std::string Registry::LineOf(const AuthorisationData& authorisation) {
  return Json{{"kind", "authorisation"},          {"id", authorisation.id},
              {"brand", authorisation.brand},     {"store", authorisation.store.value()},
              {"from_ms", authorisation.from.ms}, {"until_ms", authorisation.until.ms}}
      .dump();
}

std::string Registry::CanonicalBytes() const {
  std::string bytes;
  for (const auto& [id, brand] : brands_) {
    bytes += LineOf(brand) + "\n";
  }
  for (const auto& [id, authorisation] : authorisations_) {
    bytes += LineOf(authorisation) + "\n";
  }
  return bytes;
}

Result<Registry> Registry::FromCanonicalBytes(std::string_view bytes) {
  Registry registry;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find('\n'), bytes.size());
    const Json line = Json::parse(bytes.substr(0, end), nullptr, false);
    bytes.remove_prefix(std::min(end + 1, bytes.size()));
    const auto text = [&](const char* key) {
      return line.is_object() && line.contains(key) && line[key].is_string()
                 ? line[key].get<std::string>()
                 : std::string();
    };
    const auto number = [&](const char* key) {
      return line.contains(key) && line[key].is_number_integer() ? line[key].get<std::int64_t>()
                                                                 : 0;
    };
    if (text("kind") == "brand") {
      BrandData brand{.brand = text("id"), .name = text("name"), .names = {}, .withdrawn = false};
      for (const auto& name : line.value("names", Json::array())) {
        if (name.is_string()) {
          brand.names.push_back(name.get<std::string>());
        }
      }
      registry.Apply(brand);
    } else if (text("kind") == "authorisation") {
      registry.Apply(AuthorisationData{.id = text("id"),
                                       .brand = text("brand"),
                                       .store = StoreId(text("store")),
                                       .from = Instant{number("from_ms")},
                                       .until = Instant{number("until_ms")},
                                       .withdrawn = false});
    } else {
      return Fail(
          ErrorCode::kCorrupted, "registry.damaged",
          "a stored copy of the registry holds a line that is neither brand nor authorisation");
    }
  }
  return registry;
}

}  // namespace assay::registry

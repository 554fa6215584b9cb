// SPDX-License-Identifier: Apache-2.0
// Brands and who may sell their goods, as reference events told it. A value: the engine keeps one
// that grows with each event and publishes an immutable, content-addressed copy with each epoch;
// verdicts read only the published one.
//
// Threads: const functions may run at once. Cost: Apply and AuthorisedBrands O(log n); canonical
// O(n).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "core/event.h"
#include "core/hash.h"
#include "core/result.h"
#include "core/time.h"

namespace assay::registry {

class Registry {
 public:
  // The last word about an id wins; `withdrawn` removes it. Returns whether anything changed.
  bool Apply(const BrandData& brand);
  bool Apply(const AuthorisationData& authorisation);

  // Names of the brands whose owner authorised the store at that time, sorted, each once.
  std::vector<std::string> AuthorisedBrands(const StoreId& store, Instant at) const;

  std::size_t brand_count() const { return brands_.size(); }
  std::size_t authorisation_count() const { return authorisations_.size(); }

  // The line of one entry, without a newline, as in CanonicalBytes.
  static std::string LineOf(const BrandData& brand);
  static std::string LineOf(const AuthorisationData& authorisation);

  // One line of JSON for each entry, sorted by kind and id: equal registries give equal bytes.
  std::string CanonicalBytes() const;
  // The inverse. Errors: kCorrupted "registry.damaged".
  static Result<Registry> FromCanonicalBytes(std::string_view bytes);

 private:
  std::map<std::string, BrandData> brands_;
  std::map<std::string, AuthorisationData> authorisations_;
  std::multimap<StoreId, std::string> authorisations_by_store_;
};

}  // namespace assay::registry

// SPDX-License-Identifier: Apache-2.0
// All links of an installation as of one epoch. A value: the engine keeps one that grows as links are
// found and publishes an immutable, content-addressed copy with each epoch; rules read only the
// published one, so that what is found meanwhile is advisory (design §3.3).
//
// Threads: const functions may run at once. Cost: Add and LinksOf O(log n); CanonicalBytes O(n).
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "core/ids.h"
#include "core/result.h"
#include "linkage/link.h"

namespace assay::linkage {

class LinkSet {
 public:
  // Keeps the newest evidence of a pair. Returns whether anything changed.
  bool Apply(const LinkChange& change);
  // Of an open store to stores shut less than kClosedStoreMs ago, strongest first. The pointers live
  // until the set changes.
  std::vector<const Link*> LinksOf(const StoreId& store, Instant now) const;
  std::size_t size() const { return links_.size(); }

  // One line of JSON, without a newline, as in CanonicalBytes (docs/formats/links.md).
  static std::string LineOf(const Link& link);
  // A line a link, by pair: equal sets give equal bytes.
  std::string CanonicalBytes() const;
  // The inverse. Errors: kCorrupted "linkage.damaged".
  static Result<LinkSet> FromCanonicalBytes(std::string_view bytes);

 private:
  std::map<std::pair<StoreId, StoreId>, Link> links_;
};

}  // namespace assay::linkage

// SPDX-License-Identifier: Apache-2.0
#include "adapters/folder/detail/shared_inputs.h"

namespace assay::folder::detail {

Result<Sha256> Sha256FromHex(const std::string& hex) {
  Sha256 hash;
  for (std::size_t i = 0; i < hash.bytes.size(); ++i) {
    const auto digit = [](char c) { return c >= 'a' ? c - 'a' + 10 : c - '0'; };
    if (hex.size() != 64) {
      return Fail(ErrorCode::kCorrupted, "storage.damaged", "a stored hash has the wrong length");
    }
    hash.bytes[i] = static_cast<std::uint8_t>(digit(hex[2 * i]) * 16 + digit(hex[2 * i + 1]));
  }
  return hash;
}

Result<std::shared_ptr<const registry::Registry>> LoadRegistry(sqlite::StateDatabase& database,
                                                               const std::string& sha256) {
  ASSAY_ASSIGN(const std::string bytes, database.LoadContent(sha256));
  ASSAY_ASSIGN(registry::Registry registry, registry::Registry::FromCanonicalBytes(bytes));
  return std::make_shared<const registry::Registry>(std::move(registry));
}

Result<std::shared_ptr<const linkage::LinkSet>> LoadLinks(sqlite::StateDatabase& database,
                                                          const std::string& sha256) {
  if (sha256 == ToHex(Sha256Of(""))) {
    return nullptr;
  }
  ASSAY_ASSIGN(const std::string bytes, database.LoadContent(sha256));
  ASSAY_ASSIGN(linkage::LinkSet links, linkage::LinkSet::FromCanonicalBytes(bytes));
  return std::make_shared<const linkage::LinkSet>(std::move(links));
}

Result<engine::SharedState> SharedStateFrom(sqlite::StateDatabase& database,
                                            const sqlite::StoredSharedState& stored) {
  engine::SharedState shared;
  shared.clock = stored.clock;
  shared.epoch = stored.epoch;
  ASSAY_ASSIGN(shared.configuration, Sha256FromHex(stored.configuration));
  ASSAY_ASSIGN(shared.pending_configuration, Sha256FromHex(stored.pending_configuration));
  ASSAY_ASSIGN(shared.registry_sha256, Sha256FromHex(stored.registry));
  if (shared.epoch != 0) {
    ASSAY_ASSIGN(shared.registry, LoadRegistry(database, stored.registry));
    shared.pending_registry = shared.registry;
    ASSAY_ASSIGN(shared.links_sha256, Sha256FromHex(stored.links));
    ASSAY_ASSIGN(shared.links, LoadLinks(database, stored.links));
    shared.pending_links = shared.links;
  }
  return shared;
}

engine::RecordedInputs RecordedInputsOf(sqlite::StateDatabase& database) {
  return {
      .find_registry =
          [&database](const Sha256& hash) { return LoadRegistry(database, ToHex(hash)); },
      .find_links = [&database](const Sha256& hash) { return LoadLinks(database, ToHex(hash)); }};
}

}  // namespace assay::folder::detail

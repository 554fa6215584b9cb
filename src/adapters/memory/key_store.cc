// SPDX-License-Identifier: Apache-2.0
#include "adapters/memory/key_store.h"

#include <algorithm>
#include <map>
#include <utility>

namespace assay::memory {
namespace {

using privacy::AuditLine;
using privacy::KeyId;
using privacy::KeyRecord;
using privacy::SubjectToken;

class MemoryKeyStore final : public privacy::KeyStore {
 public:
  Result<std::vector<KeyRecord>> Find(const SubjectToken& subject) override {
    std::vector<KeyRecord> found;
    for (auto at = keys_.lower_bound(KeyId{subject, 0});
         at != keys_.end() && at->first.subject == subject; ++at) {
      found.push_back(WithHold(at->second));
    }
    return found;
  }

  Result<void> Save(std::span<const KeyRecord> keys) override {
    std::map<KeyId, KeyRecord> next = keys_;
    for (const KeyRecord& key : keys) {
      const auto [at, is_new] = next.emplace(key.id, key);
      if (!is_new && (at->second.destroyed || at->second.wrapped != key.wrapped)) {
        return Fail(ErrorCode::kConflict, "privacy.keys_changed",
                    "a key was added or destroyed by somebody else; seal the batch again");
      }
      at->second.retain_until = std::max(at->second.retain_until, key.retain_until);
    }
    keys_ = std::move(next);
    return {};
  }

  Result<void> Destroy(const AuditLine& line) override {
    ASSAY_ASSIGN(const std::vector<KeyRecord> records, Find(line.subject));
    ASSAY_TRY(privacy::CheckMayDestroy(records, line.at));
    for (const KeyRecord& record : records) {
      KeyRecord& kept = keys_.at(record.id);
      if (!kept.destroyed) {
        kept.wrapped.clear();
        kept.destroyed = line.at;
      }
    }
    audit_.push_back(line);
    return {};
  }

  Result<void> SetHold(std::optional<Instant> until, const AuditLine& line) override {
    ASSAY_ASSIGN(const std::vector<KeyRecord> records, Find(line.subject));
    if (records.empty()) {
      return Fail(privacy::NoSuchSubject());
    }
    if (until) {
      holds_[line.subject] = *until;
    } else {
      holds_.erase(line.subject);
    }
    audit_.push_back(line);
    return {};
  }

  Result<void> Record(const AuditLine& line) override {
    audit_.push_back(line);
    return {};
  }

  Result<void> ForEachKey(const std::function<void(const KeyRecord&)>& visit) override {
    for (const auto& [id, record] : keys_) {
      KeyRecord shown = WithHold(record);
      shown.wrapped.clear();
      visit(shown);
    }
    return {};
  }

  Result<std::vector<AuditLine>> Audit() override { return audit_; }

  // There is no other connection to memory.
  Result<std::uint64_t> ForeignVersion() override { return std::uint64_t{0}; }

 private:
  KeyRecord WithHold(KeyRecord record) const {
    const auto hold = holds_.find(record.id.subject);
    record.held_until = hold == holds_.end() ? std::nullopt : std::optional(hold->second);
    return record;
  }

  std::map<KeyId, KeyRecord> keys_;
  std::map<SubjectToken, Instant> holds_;
  std::vector<AuditLine> audit_;
};

}  // namespace

std::unique_ptr<privacy::KeyStore> MakeKeyStore() {
  return std::make_unique<MemoryKeyStore>();
}

}  // namespace assay::memory

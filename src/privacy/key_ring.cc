// SPDX-License-Identifier: Apache-2.0
#include "privacy/key_ring.h"

#include <algorithm>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "privacy/detail/crypto.h"

namespace assay::privacy {
namespace {

// A wrapped key opens only under the name it was made for.
std::string WrapContext(const KeyId& id) {
  std::string context("assay.key.1");
  context.push_back('\0');
  context.append(ToText(id));
  return context;
}

Instant RoundUp(Instant instant) {
  const std::int64_t step = KeyRing::kRetentionStepMs;
  const std::int64_t steps = instant.ms / step + (instant.ms % step > 0 ? 1 : 0);
  return {steps * step};
}

Error Damaged(const KeyId& id) {
  return {ErrorCode::kCorrupted, "privacy.key_damaged",
          fmt::format("key {} does not open under this master key; restore keys/ from its backup",
                      ToText(id))};
}

Error Changed() {
  return {ErrorCode::kConflict, "privacy.keys_changed",
          "a data subject was erased while its data was being sealed; seal the batch again"};
}

}  // namespace

KeyRing::KeyRing(KeyStore& store, const MasterKey& master, Entropy& entropy)
    : store_(store), master_(master), entropy_(entropy) {}

Result<KeyRing::SealingKey> KeyRing::KeyForSealing(const SubjectToken& subject,
                                                   const Lifetime& lifetime) {
  const std::lock_guard lock(mutex_);
  auto found = live_.find(subject);
  if (found == live_.end()) {
    ASSAY_ASSIGN(Entry entry, LoadOrMake(subject, lifetime));
    found = live_.emplace(subject, std::move(entry)).first;
  }
  Entry& entry = found->second;
  if (lifetime.retain_until > entry.record.retain_until) {
    entry.record.retain_until = RoundUp(lifetime.retain_until);
    unsaved_.insert(subject);
  }
  used_.insert(subject);
  return SealingKey{entry.record.id, entry.key};
}

Result<KeyRing::Entry> KeyRing::LoadOrMake(const SubjectToken& subject, const Lifetime& lifetime) {
  if (!seen_version_) {
    ASSAY_ASSIGN(seen_version_, store_.ForeignVersion());
  }
  ASSAY_ASSIGN(std::vector<KeyRecord> records, store_.Find(subject));
  if (!records.empty() && !records.back().destroyed) {
    ASSAY_ASSIGN(SecretKey key, Unwrap(records.back()));
    return Entry{std::move(records.back()), key};
  }
  Entry entry;
  entry.record.id = {subject, records.empty() ? 1 : records.back().id.generation + 1};
  entry.record.created = lifetime.created;
  entry.record.retain_until = RoundUp(lifetime.retain_until);
  entry.key = detail::RandomKey(entropy_);
  const SecretKey::Bytes& bytes = entry.key.bytes();
  entry.record.wrapped =
      detail::SealBytes(master_.key, {reinterpret_cast<const char*>(bytes.data()), bytes.size()},
                        WrapContext(entry.record.id), entropy_);
  unsaved_.insert(subject);
  return entry;
}

Result<SecretKey> KeyRing::Unwrap(const KeyRecord& record) const {
  auto opened = detail::OpenBytes(master_.key, record.wrapped, WrapContext(record.id));
  SecretKey::Bytes bytes{};
  if (!opened || opened->size() != bytes.size()) {
    return Fail(Damaged(record.id));
  }
  std::copy(opened->begin(), opened->end(), bytes.begin());
  SecretKey key(bytes);
  detail::Wipe(opened->data(), opened->size());
  detail::Wipe(bytes.data(), bytes.size());
  return key;
}

Result<void> KeyRing::Flush() {
  const std::lock_guard lock(mutex_);
  if (used_.empty()) {
    return {};
  }
  if (auto checked = CheckUsedKeys(); !checked) {
    Forget();
    return checked;
  }
  if (!unsaved_.empty()) {
    std::vector<KeyRecord> records;
    records.reserve(unsaved_.size());
    for (const SubjectToken& subject : unsaved_) {
      records.push_back(live_.at(subject).record);
    }
    if (auto saved = store_.Save(records); !saved) {
      Forget();
      return saved;
    }
  }
  unsaved_.clear();
  used_.clear();
  if (live_.size() > kCachedKeysMax) {
    live_.clear();
  }
  return {};
}

// Another process may have erased a subject whose key is still in memory here. What was sealed with
// it would be written and never open again.
Result<void> KeyRing::CheckUsedKeys() {
  ASSAY_ASSIGN(const std::uint64_t version, store_.ForeignVersion());
  if (seen_version_ == version) {
    return {};
  }
  for (const SubjectToken& subject : used_) {
    ASSAY_ASSIGN(const std::vector<KeyRecord> records, store_.Find(subject));
    const KeyId& id = live_.at(subject).record.id;
    const bool is_destroyed = std::any_of(
        records.begin(), records.end(),
        [&](const KeyRecord& record) { return record.id == id && record.destroyed.has_value(); });
    if (is_destroyed) {
      return Fail(Changed());
    }
  }
  // Keys not used in this batch may be gone as well: they are read again when they are needed.
  std::erase_if(live_, [this](const auto& entry) { return !used_.contains(entry.first); });
  seen_version_ = version;
  return {};
}

void KeyRing::Forget() {
  live_.clear();
  unsaved_.clear();
  used_.clear();
  seen_version_.reset();
}

Result<SecretKey> KeyRing::KeyForOpening(const KeyId& id) {
  const std::lock_guard lock(mutex_);
  ASSAY_ASSIGN(const std::vector<KeyRecord> records, store_.Find(id.subject));
  const auto found = std::find_if(records.begin(), records.end(),
                                  [&](const KeyRecord& record) { return record.id == id; });
  if (found == records.end()) {
    return Fail(ErrorCode::kNotFound, "privacy.no_such_key",
                fmt::format("key {} is not in the key store; was keys/ restored?", ToText(id)));
  }
  if (const std::optional<Instant>& destroyed = found->destroyed) {
    return Fail(ErrorCode::kNotFound, "privacy.erased",
                fmt::format("erased on {}", FormatRfc3339(*destroyed)));
  }
  return Unwrap(*found);
}

}  // namespace assay::privacy

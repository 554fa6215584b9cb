// SPDX-License-Identifier: Apache-2.0
#include "flows/privacy_requests.h"

#include <algorithm>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "privacy/opener.h"

namespace assay::flows {
namespace {

using privacy::AuditAction;
using privacy::AuditLine;
using privacy::KeyRecord;
using privacy::SubjectToken;

constexpr std::size_t kTextBytesMax = 1'000;

bool IsHeld(const KeyRecord& key, Instant now) {
  return key.held_until && *key.held_until > now;
}

bool IsPastRetention(const KeyRecord& key, Instant now) {
  return !key.destroyed && !IsHeld(key, now) && key.retain_until <= now;
}

Result<void> CheckWords(const PrivacyRequest& request) {
  for (const auto& [what, text] :
       {std::pair("actor", &request.actor), std::pair("reason", &request.reason)}) {
    if (text->find_first_not_of(" \t\r\n") == std::string::npos || text->size() > kTextBytesMax) {
      return Fail(ErrorCode::kInvalidArgument, fmt::format("privacy.no_{}", what),
                  fmt::format("the {} must be stated, in at most {} bytes", what, kTextBytesMax));
    }
  }
  return {};
}

}  // namespace

PrivacyDesk::PrivacyDesk(Parts parts)
    : parts_(std::make_unique<Parts>(std::move(parts))),
      ring_(std::make_unique<privacy::KeyRing>(*parts_->store, parts_->master, parts_->entropy)) {}
PrivacyDesk::PrivacyDesk(PrivacyDesk&&) noexcept = default;
PrivacyDesk::~PrivacyDesk() = default;

Result<AuditLine> PrivacyDesk::LineFor(const PrivacyRequest& request, AuditAction action) const {
  ASSAY_TRY(CheckWords(request));
  if (request.subject.empty()) {
    return Fail(ErrorCode::kInvalidArgument, "privacy.no_subject",
                "the data subject must be named");
  }
  return AuditLine{parts_->clock.Now(), action,
                   privacy::SubjectTokenOf(parts_->token_key, request.subject), request.actor,
                   request.reason};
}

Result<PrivacyExport> PrivacyDesk::Export(
    const PrivacyRequest& request,
    const std::function<Result<void>(std::string_view line)>& write) {
  ASSAY_ASSIGN(const AuditLine audit, LineFor(request, AuditAction::kExport));
  ASSAY_TRY(parts_->store->Record(audit));
  const privacy::Opener opener(*ring_, parts_->token_key);
  PrivacyExport done;
  const auto show = [&](Sequence, std::string_view line) -> Result<bool> {
    ASSAY_ASSIGN(const bool is_about, opener.IsAbout(line, request.subject));
    if (!is_about) {
      return true;
    }
    ASSAY_ASSIGN(const privacy::Opener::OpenedLine opened, opener.OpenLine(line, request.subject));
    ++done.events;
    done.opened += opened.opened;
    done.erased += opened.erased;
    done.damaged += opened.damaged;
    ASSAY_TRY(write(opened.line));
    return true;
  };
  ASSAY_TRY(parts_->log->ForEachLine(show));
  if (done.events == 0) {
    ASSAY_ASSIGN(const std::vector<KeyRecord> keys, parts_->store->Find(audit.subject));
    if (keys.empty()) {
      return Fail(ErrorCode::kNotFound, "privacy.no_such_subject",
                  "no event and no key of this data subject is kept here");
    }
  }
  return done;
}

Result<void> PrivacyDesk::Erase(const PrivacyRequest& request) {
  ASSAY_ASSIGN(const AuditLine audit, LineFor(request, AuditAction::kErase));
  return parts_->store->Destroy(audit);
}

Result<void> PrivacyDesk::Hold(const PrivacyRequest& request, Instant until) {
  ASSAY_ASSIGN(const AuditLine audit, LineFor(request, AuditAction::kHold));
  if (until <= audit.at) {
    return Fail(ErrorCode::kInvalidArgument, "privacy.hold_in_past",
                fmt::format("a hold must end in the future, not on {}", FormatRfc3339(until)));
  }
  return parts_->store->SetHold(until, audit);
}

Result<void> PrivacyDesk::Release(const PrivacyRequest& request) {
  ASSAY_ASSIGN(const AuditLine audit, LineFor(request, AuditAction::kRelease));
  return parts_->store->SetHold(std::nullopt, audit);
}

Result<std::size_t> PrivacyDesk::Expire(const PrivacyRequest& request_without_subject) {
  ASSAY_TRY(CheckWords(request_without_subject));
  const Instant now = parts_->clock.Now();
  // A subject goes only when its newest key is past its retention: what is younger is still needed.
  std::map<SubjectToken, bool> is_due;
  ASSAY_TRY(parts_->store->ForEachKey([&](const KeyRecord& key) {
    if (!key.destroyed) {
      const auto [at, is_new] = is_due.emplace(key.id.subject, true);
      at->second = at->second && IsPastRetention(key, now);
    }
  }));
  std::size_t expired = 0;
  for (const auto& [subject, due] : is_due) {
    if (due) {
      ASSAY_TRY(
          parts_->store->Destroy({now, AuditAction::kExpire, subject, request_without_subject.actor,
                                  request_without_subject.reason}));
      ++expired;
    }
  }
  return expired;
}

Result<PrivacyReport> PrivacyDesk::Report() {
  PrivacyReport report;
  report.as_of = parts_->clock.Now();
  for (const auto& [type, fields] : parts_->fields.all()) {
    for (const privacy::PersonalField& field : fields) {
      report.fields.push_back({WireNameOf(type), field.path, std::string(NameOf(field.kind)),
                               field.purpose, field.retention_days});
    }
  }
  struct State {
    bool is_live = false;
    bool is_held = false;
  };
  std::map<SubjectToken, State> subjects;
  ASSAY_TRY(parts_->store->ForEachKey([&](const KeyRecord& key) {
    State& state = subjects[key.id.subject];
    state.is_live = state.is_live || !key.destroyed;
    state.is_held = state.is_held || IsHeld(key, report.as_of);
    report.keys_past_retention += IsPastRetention(key, report.as_of) ? 1U : 0U;
  }));
  for (const auto& [subject, state] : subjects) {
    report.live_subjects += state.is_live ? 1U : 0U;
    report.held_subjects += state.is_live && state.is_held ? 1U : 0U;
    report.erased_subjects += state.is_live ? 0U : 1U;
  }
  ASSAY_ASSIGN(const std::vector<AuditLine> audit, parts_->store->Audit());
  report.audit_lines = audit.size();
  return report;
}

}  // namespace assay::flows

// SPDX-License-Identifier: Apache-2.0
#include "privacy/splitter.h"

#include <algorithm>
#include <span>
#include <vector>

#include <fmt/format.h>

#include "privacy/detail/box.h"
#include "privacy/detail/crypto.h"
#include "privacy/detail/data_subject.h"
#include "privacy/detail/json_tree.h"
#include "privacy/token.h"

namespace assay::privacy {
namespace {

using detail::JsonNode;

struct Match {
  const JsonNode* value = nullptr;
  std::vector<const JsonNode*> ancestors;  // From `data` down
};

// Everything below `node` that the rest of a path names. Every member of a name is followed.
void FindMatches(const JsonNode& node, std::string_view path,
                 std::vector<const JsonNode*>& ancestors, std::vector<Match>& matches) {
  if (path.empty()) {
    matches.push_back({&node, ancestors});
    return;
  }
  path.remove_prefix(1);
  const std::string_view step = path.substr(0, path.find('/'));
  path.remove_prefix(step.size());
  ancestors.push_back(&node);
  for (const JsonNode& child : node.children) {
    if (node.kind == JsonNode::Kind::kArray ? step == "*" : child.name == step) {
      FindMatches(child, path, ancestors, matches);
    }
  }
  ancestors.pop_back();
}

std::size_t CountMembers(const JsonNode& object, std::string_view name) {
  return static_cast<std::size_t>(std::count_if(object.children.begin(), object.children.end(),
                                                [&](const JsonNode& c) { return c.name == name; }));
}

void AppendMember(std::string& json, std::string_view name, std::string_view value) {
  json += fmt::format("{}{}:{}", json.back() == '{' ? "" : ",", detail::ToJsonString(name), value);
}

std::string MembersOf(const std::vector<Derived>& derived, bool facts) {
  std::string json = "{";
  for (const Derived& part : derived) {
    if (part.is_fact == facts) {
      AppendMember(json, part.name, detail::ToJsonString(part.value));
    }
  }
  return json + "}";
}

class EventSplit {
 public:
  EventSplit(KeyRing& keys, const TokenKey& token_key, Entropy& entropy)
      : keys_(keys), token_key_(token_key), entropy_(entropy) {}

  Result<std::string> Run(const Event& event, std::string_view line,
                          std::span<const PersonalField> fields) {
    ASSAY_ASSIGN(const JsonNode root, detail::ParseJsonTree(line));
    if (root.kind != JsonNode::Kind::kObject || root.children.empty()) {
      return Fail(ErrorCode::kInvalidArgument, "privacy.not_json",
                  "the event is not one JSON object");
    }
    if (CountMembers(root, "data") > 1) {
      return Fail(ErrorCode::kInvalidArgument, "privacy.repeated_data",
                  "the event has more than one `data` member");
    }
    std::vector<detail::Replacement> replacements;
    std::string_view data = "null";
    if (const JsonNode* node = root.Find("data")) {
      data = node->In(line);
      for (const PersonalField& field : fields) {
        std::vector<Match> matches;
        std::vector<const JsonNode*> ancestors;
        FindMatches(*node, field.path, ancestors, matches);
        for (const Match& match : matches) {
          if (match.value->In(line) == "null") {
            continue;
          }
          ASSAY_ASSIGN(std::string box, Seal(event, line, root, field, match));
          replacements.push_back({match.value->begin, match.value->end, std::move(box)});
        }
      }
    }
    AddFingerprint(root, FingerprintOf(token_key_, detail::Minify(data)), replacements);
    return detail::Replace(line, std::move(replacements));
  }

 private:
  Result<std::string> Seal(const Event& event, std::string_view line, const JsonNode& root,
                           const PersonalField& field, const Match& match) {
    const std::string subject =
        detail::DataSubjectOf(event, line, match.ancestors, match.value->name);
    const KeyRing::Lifetime lifetime{
        event.time.instant, {event.time.instant.ms + field.retention_days * kMillisecondsPerDay}};
    ASSAY_ASSIGN(const KeyRing::SealingKey key,
                 keys_.KeyForSealing(SubjectTokenOf(token_key_, subject), lifetime));
    const auto envelope = [&](std::string_view name) {
      const JsonNode* node = root.Find(name);
      return node == nullptr ? std::string() : detail::StringOf(*node, line);
    };
    const std::string_view json = match.value->In(line);
    const std::string sealed =
        detail::SealBytes(key.key, detail::Pad(json),
                          detail::BoxContext(envelope("source"), envelope("id"), key.id), entropy_);
    const std::string value = match.value->kind == JsonNode::Kind::kString
                                  ? detail::StringOf(*match.value, line)
                                  : detail::Minify(json);
    const std::vector<Derived> derived = DeriveParts(token_key_, field.kind, field.parts, value);
    std::string box = "{";
    AppendMember(box, detail::kSealedMember, detail::ToJsonString(detail::ToBase64(sealed)));
    AppendMember(box, detail::kKeyMember, detail::ToJsonString(ToText(key.id)));
    AppendMember(box, "token_key", detail::ToJsonString(IdOf(token_key_)));
    AppendMember(box, "tokens", MembersOf(derived, false));
    if (const std::string facts = MembersOf(derived, true); facts != "{}") {
      AppendMember(box, "facts", facts);
    }
    return box + "}";
  }

  static void AddFingerprint(const JsonNode& root, const std::string& fingerprint,
                             std::vector<detail::Replacement>& replacements) {
    constexpr std::string_view kName = "assayfingerprint";
    const std::string quoted = detail::ToJsonString(fingerprint);
    bool is_there = false;
    for (const JsonNode& member : root.children) {
      if (member.name == kName) {
        replacements.push_back({member.begin, member.end, quoted});
        is_there = true;
      }
    }
    if (!is_there) {
      const std::size_t end = root.children.back().end;
      replacements.push_back({end, end, fmt::format(",\"{}\":{}", kName, quoted)});
    }
  }

  KeyRing& keys_;
  const TokenKey& token_key_;
  Entropy& entropy_;
};

SubjectToken QuarantineSubject(const TokenKey& token_key, CivilDate month) {
  return SubjectTokenOf(token_key, fmt::format("quarantine:{:04}-{:02}", month.year, month.month));
}

}  // namespace

Splitter::Splitter(KeyRing& keys, const TokenKey& token_key, const PersonalFields& fields,
                   Entropy& entropy)
    : keys_(keys), token_key_(token_key), fields_(fields), entropy_(entropy) {}

Result<std::string> Splitter::Split(const Event& event, std::string_view line) const {
  return EventSplit(keys_, token_key_, entropy_).Run(event, line, fields_.Of(event.type));
}

Result<std::string> Splitter::SealRaw(std::string_view bytes, Instant received) const {
  const CivilDate today = CivilDateOf(received, 0);
  const bool is_december = today.month == 12;
  const CivilDate next_month{is_december ? today.year + 1 : today.year,
                             static_cast<std::uint8_t>(is_december ? 1 : today.month + 1), 1};
  const Instant retain_until{(DaysSinceEpoch(next_month) + kQuarantineRetentionDays) *
                             kMillisecondsPerDay};
  ASSAY_ASSIGN(const KeyRing::SealingKey key,
               keys_.KeyForSealing(QuarantineSubject(token_key_, today), {received, retain_until}));
  return fmt::format("{}{}\n{}", detail::kRawMagic, ToText(key.id),
                     detail::SealBytes(key.key, bytes, detail::RawContext(key.id), entropy_));
}

Result<void> Splitter::Flush() const {
  return keys_.Flush();
}

}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
#include "privacy/opener.h"

#include <optional>
#include <vector>

#include <fmt/format.h>

#include "privacy/detail/box.h"
#include "privacy/detail/crypto.h"
#include "privacy/detail/data_subject.h"
#include "privacy/detail/json_tree.h"

namespace assay::privacy {
namespace {

using detail::JsonNode;

Error Damaged(std::string_view what) {
  return {ErrorCode::kCorrupted, "privacy.box_damaged",
          fmt::format("{} was changed after it was sealed, or moved from another place", what)};
}

struct Box {
  const JsonNode* node = nullptr;
  const JsonNode* sealed = nullptr;
  KeyId key;
};

void FindBoxes(const JsonNode& node, std::string_view line, const SubjectToken& subject,
               std::vector<Box>& boxes) {
  const JsonNode* sealed = node.Find(detail::kSealedMember);
  const JsonNode* key = node.Find(detail::kKeyMember);
  if (sealed != nullptr && key != nullptr) {
    const auto id = ParseKeyId(detail::StringOf(*key, line));
    if (id && id->subject == subject) {
      boxes.push_back({&node, sealed, *id});
    }
    return;
  }
  for (const JsonNode& child : node.children) {
    FindBoxes(child, line, subject, boxes);
  }
}

std::string EnvelopeString(const JsonNode& root, std::string_view line, std::string_view name) {
  const JsonNode* node = root.Find(name);
  return node == nullptr ? std::string() : detail::StringOf(*node, line);
}

}  // namespace

Opener::Opener(KeyRing& keys, const TokenKey& token_key) : keys_(keys), token_key_(token_key) {}

Result<bool> Opener::IsAbout(std::string_view line, std::string_view subject) const {
  const SubjectToken token = SubjectTokenOf(token_key_, subject);
  const std::size_t colon = subject.find(':');
  const std::string_view tail =
      colon == std::string_view::npos ? subject : subject.substr(colon + 1);
  // Most lines are about somebody else: what is written neither plainly nor with an escape is not
  // there.
  if (line.find(tail) == std::string_view::npos && line.find(token.hex) == std::string_view::npos &&
      line.find('\\') == std::string_view::npos) {
    return false;
  }
  ASSAY_ASSIGN(const JsonNode root, detail::ParseJsonTree(line));
  if (detail::NamesSubject(root, line, subject)) {
    return true;
  }
  std::vector<Box> boxes;
  FindBoxes(root, line, token, boxes);
  return !boxes.empty();
}

Result<Opener::OpenedLine> Opener::OpenLine(std::string_view line, std::string_view subject) const {
  ASSAY_ASSIGN(const JsonNode root, detail::ParseJsonTree(line));
  std::vector<Box> boxes;
  FindBoxes(root, line, SubjectTokenOf(token_key_, subject), boxes);
  const BoxPlace place{EnvelopeString(root, line, "source"), EnvelopeString(root, line, "id")};
  OpenedLine result;
  std::vector<detail::Replacement> replacements;
  for (const Box& box : boxes) {
    auto opened = OpenBox(keys_, box.key, detail::StringOf(*box.sealed, line), place);
    if (opened) {
      ++result.opened;
      replacements.push_back({box.node->begin, box.node->end, std::move(*opened)});
    } else if (opened.error().reason == "privacy.erased") {
      ++result.erased;
      replacements.push_back(
          {box.node->begin, box.node->end,
           fmt::format("{{\"erased\":{}}}", detail::ToJsonString(opened.error().message))});
    } else if (opened.error().code == ErrorCode::kUnavailable) {
      return Fail(std::move(opened).error());
    } else {
      ++result.damaged;
    }
  }
  result.line = detail::Replace(line, std::move(replacements));
  return result;
}

Result<KeyId> KeyOfRaw(std::string_view sealed) {
  const std::size_t end = sealed.find('\n');
  if (!sealed.starts_with(detail::kRawMagic) || end == std::string_view::npos) {
    return Fail(Damaged("a quarantined line"));
  }
  const auto id =
      ParseKeyId(sealed.substr(detail::kRawMagic.size(), end - detail::kRawMagic.size()));
  if (!id) {
    return Fail(Damaged("a quarantined line"));
  }
  return *id;
}

Result<std::string> Opener::OpenRaw(std::string_view sealed) const {
  ASSAY_ASSIGN(const KeyId id, KeyOfRaw(sealed));
  ASSAY_ASSIGN(const SecretKey key, keys_.KeyForOpening(id));
  const std::string_view box = sealed.substr(sealed.find('\n') + 1);
  auto plain = detail::OpenBytes(key, box, detail::RawContext(id));
  if (!plain) {
    return Fail(Damaged("a quarantined line"));
  }
  return std::move(*plain);
}

Result<std::string> OpenBox(KeyRing& keys, const KeyId& id, std::string_view sealed_base64,
                            const BoxPlace& place) {
  ASSAY_ASSIGN(const SecretKey key, keys.KeyForOpening(id));
  const auto sealed = detail::FromBase64(sealed_base64);
  const auto padded =
      sealed ? detail::OpenBytes(key, *sealed, detail::BoxContext(place.source, place.event_id, id))
             : std::nullopt;
  auto plain = padded ? detail::Unpad(*padded) : std::nullopt;
  if (!plain) {
    return Fail(Damaged("a sealed field"));
  }
  return std::move(*plain);
}

}  // namespace assay::privacy

// SPDX-License-Identifier: Apache-2.0
#include "privacy/detail/json_tree.h"

#include <algorithm>

#include <nlohmann/json.hpp>

namespace assay::privacy::detail {
namespace {

bool IsSpace(char c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

// The position after the string that begins at `at`, or npos where it does not end.
std::size_t EndOfString(std::string_view text, std::size_t at) {
  for (std::size_t i = at + 1; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      return i + 1;
    }
  }
  return std::string_view::npos;
}

std::string Decode(std::string_view quoted) {
  if (quoted.find('\\') == std::string_view::npos) {
    return std::string(quoted.substr(1, quoted.size() - 2));
  }
  const auto value = nlohmann::json::parse(quoted, nullptr, false);
  return value.is_string() ? value.get<std::string>() : std::string();
}

class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  Result<JsonNode> Parse() {
    JsonNode root;
    ASSAY_TRY(ReadValue(root, 0));
    SkipSpace();
    if (at_ != text_.size()) {
      return NotJson();
    }
    return root;
  }

 private:
  tl::unexpected<Error> NotJson() const {
    return Fail(ErrorCode::kInvalidArgument, "privacy.not_json",
                "the event is not one JSON object");
  }

  void SkipSpace() {
    while (at_ < text_.size() && IsSpace(text_[at_])) {
      ++at_;
    }
  }

  // The next character after white space, or zero at the end.
  char Peek() {
    SkipSpace();
    return at_ < text_.size() ? text_[at_] : '\0';
  }

  Result<void> ReadValue(JsonNode& node, int depth) {
    if (depth > kJsonDepthMax) {
      return Fail(ErrorCode::kLimitExceeded, "privacy.too_deep", "the event is nested too deep");
    }
    const char first = Peek();
    node.begin = at_;
    if (first == '{' || first == '[') {
      ASSAY_TRY(ReadMembers(node, first == '{', depth));
    } else if (first == '"') {
      node.kind = JsonNode::Kind::kString;
      at_ = EndOfString(text_, at_);
    } else {
      at_ = std::min(text_.find_first_of(",]} \t\r\n", at_), text_.size());
    }
    if (at_ == std::string_view::npos || at_ == node.begin) {
      return NotJson();
    }
    node.end = at_;
    return {};
  }

  Result<void> ReadMembers(JsonNode& node, bool is_object, int depth) {
    node.kind = is_object ? JsonNode::Kind::kObject : JsonNode::Kind::kArray;
    const char close = is_object ? '}' : ']';
    ++at_;
    if (Peek() == close) {
      ++at_;
      return {};
    }
    while (true) {
      JsonNode child;
      if (is_object) {
        ASSAY_ASSIGN(child.name, ReadName());
      }
      ASSAY_TRY(ReadValue(child, depth + 1));
      node.children.push_back(std::move(child));
      const char next = Peek();
      if (next != ',' && next != close) {
        return NotJson();
      }
      ++at_;
      if (next == close) {
        return {};
      }
    }
  }

  Result<std::string> ReadName() {
    if (Peek() != '"') {
      return NotJson();
    }
    const std::size_t begin = at_;
    const std::size_t end = EndOfString(text_, at_);
    if (end == std::string_view::npos) {
      return NotJson();
    }
    at_ = end;
    if (Peek() != ':') {
      return NotJson();
    }
    ++at_;
    return Decode(text_.substr(begin, end - begin));
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

}  // namespace

const JsonNode* JsonNode::Find(std::string_view member) const {
  const auto found = std::find_if(children.begin(), children.end(),
                                  [member](const JsonNode& child) { return child.name == member; });
  return kind != Kind::kObject || found == children.end() ? nullptr : &*found;
}

Result<JsonNode> ParseJsonTree(std::string_view text) {
  return Parser(text).Parse();
}

std::string StringOf(const JsonNode& node, std::string_view text) {
  return node.kind == JsonNode::Kind::kString ? Decode(node.In(text)) : std::string();
}

std::string ToJsonString(std::string_view text) {
  return nlohmann::json(text).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

std::string Minify(std::string_view json) {
  std::string minified;
  minified.reserve(json.size());
  for (std::size_t i = 0; i < json.size();) {
    if (json[i] == '"') {
      const std::size_t end = std::min(EndOfString(json, i), json.size());
      minified.append(json.substr(i, end - i));
      i = end;
    } else {
      if (!IsSpace(json[i])) {
        minified.push_back(json[i]);
      }
      ++i;
    }
  }
  return minified;
}

std::string Replace(std::string_view text, std::vector<Replacement> replacements) {
  std::stable_sort(replacements.begin(), replacements.end(),
                   [](const Replacement& a, const Replacement& b) {
                     return a.begin != b.begin ? a.begin < b.begin : a.end > b.end;
                   });
  std::string replaced;
  replaced.reserve(text.size());
  std::size_t done = 0;
  for (const Replacement& replacement : replacements) {
    if (replacement.begin < done) {
      continue;
    }
    replaced.append(text.substr(done, replacement.begin - done));
    replaced.append(replacement.text);
    done = replacement.end;
  }
  replaced.append(text.substr(done));
  return replaced;
}

}  // namespace assay::privacy::detail

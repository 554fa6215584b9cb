// SPDX-License-Identifier: Apache-2.0
#include "enforcement/detail/wording.h"

#include <optional>
#include <vector>

#include <fmt/ranges.h>

#include "text/nearest.h"

namespace assay::enforcement {
namespace {

std::optional<std::string> Nearest(std::string_view word, std::span<const std::string_view> known) {
  return text::NearestWord(word, std::vector<std::string>(known.begin(), known.end()));
}

}  // namespace

std::string NameOf(ValueType type) {
  std::string_view name;
  switch (type.type) {
    case Type::kBool:
      name = "true or false";
      break;
    case Type::kInt:
      name = "a number";
      break;
    case Type::kDuration:
      name = "a duration";
      break;
    case Type::kText:
      name = "a text";
      break;
    case Type::kBand:
      name = "a band";
      break;
  }
  return type.is_list ? fmt::format("a list (each item {})", name) : std::string(name);
}

std::string Suggestion(std::string_view word, std::span<const std::string_view> known) {
  if (const auto nearest = Nearest(word, known)) {
    return fmt::format("; did you mean \"{}\"?", *nearest);
  }
  return fmt::format("; known: {}", fmt::join(known, ", "));
}

std::string UnexpectedToken(const Token& token, std::string_view wanted) {
  switch (token.kind) {
    case TokenKind::kEnd:
      return fmt::format("the condition ends where {} is missing", wanted);
    case TokenKind::kText:
      return fmt::format("a text stands where {} is missing", wanted);
    case TokenKind::kNumber:
      return fmt::format("a number stands where {} is missing", wanted);
    case TokenKind::kName:
      if (token.text == "and" || token.text == "AND") {
        return "write && for \"and\"";
      }
      if (token.text == "or" || token.text == "OR") {
        return "write || for \"or\"";
      }
      break;
    case TokenKind::kSymbol:
      break;
  }
  return fmt::format("\"{}\" stands where {} is missing", token.text, wanted);
}

std::string NoSuchField(std::string_view object, std::string_view member) {
  std::vector<std::string_view> members;
  for (const FieldInfo& info : AllFields()) {
    if (info.name.starts_with(object)) {
      members.push_back(info.name.substr(object.size() + 1));
    }
  }
  // The whole name, so that it can be copied.
  if (const auto nearest = Nearest(member, members)) {
    return fmt::format("there is no field \"{0}.{1}\"; did you mean \"{0}.{2}\"?", object, member,
                       *nearest);
  }
  return fmt::format("there is no field \"{}.{}\"; known: {}", object, member,
                     fmt::join(members, ", "));
}

}  // namespace assay::enforcement

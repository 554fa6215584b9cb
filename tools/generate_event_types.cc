// SPDX-License-Identifier: Apache-2.0
// Turns api/events/*.schema.json into the tables of src/ingest/event_types.h.
//
//   generate_event_types <folder of schemas> <file to write>
//
// Anything in a schema that the tables cannot express is an error: a bound that is written down but
// not enforced would be a lie.
#include <cstdio>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "core/event.h"

namespace {

using Json = nlohmann::ordered_json;

std::string Quoted(const std::string& text) {
  return Json(text).dump();
}

class Generator {
 public:
  explicit Generator(std::string folder) : folder_(std::move(folder)) {}

  std::string Run() {
    std::string rows;
    for (const assay::EventTypeInfo& info : assay::AllEventTypes()) {
      const Json schema = Read(std::string(info.name) + ".schema.json");
      place_ = std::string(info.name);
      if (schema.at("properties").at("type").at("const") != assay::WireNameOf(info.type)) {
        throw std::runtime_error(place_ + ": the type is not " + assay::WireNameOf(info.type));
      }
      has_personal_ = false;
      const std::string fields = Members(schema.at("properties").at("data"));
      rows += fmt::format("    {{{}, {}, static_cast<EventType>({}), {}}},\n",
                          Quoted(std::string(info.name)), fields, static_cast<int>(info.type),
                          has_personal_);
    }
    return "// Generated from api/events by tools/generate_event_types.cc. Not to be edited.\n"
           "#include \"ingest/event_types.h\"\n\nnamespace assay::ingest {\nnamespace {\n\n" +
           tables_ + "\nconstexpr EventSchema kSchemas[] = {\n" + rows +
           "};\n\n}  // namespace\n\n"
           "std::span<const EventSchema> AllEventSchemas() { return kSchemas; }\n\n"
           "}  // namespace assay::ingest\n";
  }

 private:
  Json Read(const std::string& name) const {
    std::ifstream file(folder_ + "/" + name);
    if (!file) {
      throw std::runtime_error("cannot read " + folder_ + "/" + name);
    }
    return Json::parse(file);
  }

  Json Resolve(Json schema) {
    if (!schema.contains("$ref")) {
      return schema;
    }
    const std::string reference = schema.at("$ref");
    const std::size_t hash = reference.find('#');
    Json target =
        Read(reference.substr(0, hash)).at(Json::json_pointer(reference.substr(hash + 1)));
    schema.erase("$ref");
    target.update(schema);
    return target;
  }

  void RefuseUnknown(const Json& schema) const {
    static const std::set<std::string> known = {
        "type",     "description", "properties", "required",     "items",
        "maxItems", "enum",        "minLength",  "maxLength",    "pattern",
        "minimum",  "maximum",     "format",     "x-assay-kind", "x-assay-personal"};
    for (const auto& [key, value] : schema.items()) {
      if (!known.contains(key)) {
        throw std::runtime_error(place_ + ": the keyword " + key + " would not be enforced");
      }
    }
  }

  // A span over a table of strings, written out once per content.
  std::string Strings(const Json& list) {
    if (list.empty()) {
      return "{}";
    }
    std::string body;
    for (const Json& value : list) {
      body += Quoted(value.get<std::string>()) + ", ";
    }
    const auto [at, is_new] = strings_.emplace(body, strings_.size());
    const std::string name = fmt::format("kStrings{}", at->second);
    if (is_new) {
      tables_ += fmt::format("constexpr std::string_view {}[] = {{{}}};\n", name, body);
    }
    return name;
  }

  std::string Personal(const Json& schema) {
    if (!schema.contains("x-assay-personal")) {
      return "nullptr";
    }
    has_personal_ = true;
    const Json& personal = schema.at("x-assay-personal");
    const std::string tokens = Strings(personal.at("tokens"));
    const std::string name = fmt::format("kPersonal{}", personal_count_++);
    tables_ += fmt::format("constexpr PersonalField {} = {{{}, {}, {}, {}}};\n", name,
                           Quoted(personal.at("kind")), Quoted(personal.at("purpose")),
                           personal.at("retention_days").get<int>(), tokens);
    return "&" + name;
  }

  std::string Alphabet(const Json& schema) const {
    if (!schema.contains("pattern")) {
      return "Alphabet::kAny";
    }
    const std::string pattern = schema.at("pattern");
    const std::size_t open = pattern.find('{');
    const std::string letters = pattern.substr(0, open);
    const std::string count = pattern.substr(open);
    const bool fits = count == fmt::format("{{{}}}$", schema.at("maxLength").get<int>());
    if (fits && letters == "^[0-9a-f]") {
      return "Alphabet::kLowerHexadecimal";
    }
    if (fits && letters == "^[A-Z]") {
      return "Alphabet::kUpperLetters";
    }
    throw std::runtime_error(place_ + ": the pattern " + pattern + " is not understood");
  }

  static std::string Kind(const Json& schema) {
    static const std::map<std::string, std::string> kinds = {
        {"money", "kMoney"},   {"time", "kTime"},       {"date", "kDate"},
        {"string", "kString"}, {"integer", "kInteger"}, {"number", "kNumber"},
        {"object", "kObject"}, {"array", "kArray"},     {"boolean", "kBoolean"}};
    const std::string kind = schema.value("x-assay-kind", schema.at("type").get<std::string>());
    return kinds.at(kind);
  }

  std::string OneField(const std::string& name, const Json& written, bool required) {
    const Json schema = Resolve(written);
    RefuseUnknown(schema);
    const std::string kind = Kind(schema);
    if (kind == "kString" && !schema.contains("enum") && !schema.contains("maxLength")) {
      throw std::runtime_error(place_ + "/" + name + ": a string needs maxLength");
    }
    if ((kind == "kInteger" || kind == "kNumber") &&
        (!schema.contains("minimum") || !schema.contains("maximum"))) {
      throw std::runtime_error(place_ + "/" + name + ": a number needs minimum and maximum");
    }
    std::string fields = "{}";
    std::uint64_t length_max = schema.value("maxLength", std::uint64_t{0});
    std::uint64_t length_min = schema.value("minLength", std::uint64_t{0});
    if (schema.contains("pattern")) {
      length_min = length_max;
    }
    if (kind == "kObject") {
      fields = Members(schema);
    } else if (kind == "kArray") {
      length_max = schema.at("maxItems");
      const std::string item = OneField("", schema.at("items"), true);
      fields = Table({item});
    }
    const bool optional_currency = kind == "kMoney" && schema.at("required").size() == 1;
    const std::string values =
        schema.contains("enum") ? Strings(schema.at("enum")) : std::string("{}");
    const std::string personal = Personal(schema);
    return fmt::format("{{{}, FieldKind::{}, {}, {}, {}, {}, {}, {}, {}, {}, {}, {}}}",
                       Quoted(name), kind, required, Alphabet(schema), optional_currency,
                       length_min, length_max, schema.value("minimum", 0.0),
                       schema.value("maximum", 0.0), values, personal, fields);
  }

  std::string Table(const std::vector<std::string>& fields) {
    if (fields.empty()) {
      return "{}";
    }
    const std::string name = fmt::format("kFields{}", table_count_++);
    tables_ += fmt::format("constexpr Field {}[] = {{\n", name);
    for (const std::string& field : fields) {
      tables_ += "    " + field + ",\n";
    }
    tables_ += "};\n";
    return name;
  }

  std::string Members(const Json& object) {
    std::set<std::string> required;
    if (object.contains("required")) {
      required = object.at("required").get<std::set<std::string>>();
    }
    std::vector<std::string> fields;
    for (const auto& [name, schema] : object.at("properties").items()) {
      fields.push_back(OneField(name, schema, required.erase(name) > 0));
    }
    if (!required.empty() || fields.size() > 64) {
      throw std::runtime_error(place_ + ": required but not described, or more than 64 members");
    }
    return Table(fields);
  }

  std::string folder_;
  std::string place_;
  std::string tables_;
  std::map<std::string, std::size_t> strings_;
  int personal_count_ = 0;
  int table_count_ = 0;
  bool has_personal_ = false;
};

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: generate_event_types SCHEMAS OUTPUT\n");
    return 2;
  }
  try {
    const std::string text = Generator(argv[1]).Run();
    std::ofstream out(argv[2]);
    out << text;
    out.close();
    if (!out) {
      throw std::runtime_error(std::string("cannot write ") + argv[2]);
    }
  } catch (const std::exception& error) {
    std::fprintf(stderr, "generate_event_types: %s\n", error.what());
    return 1;
  }
  return 0;
}

// SPDX-License-Identifier: Apache-2.0
#include "flows/personal_fields.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "ingest/event_types.h"

namespace assay::flows {
namespace {

Result<privacy::PersonalField> MakeField(const ingest::PersonalField& declared, std::string path) {
  privacy::PersonalField field;
  const auto kind = privacy::FindPersonalKind(declared.kind);
  if (!kind) {
    return Fail(ErrorCode::kInternal, "privacy.bad_schema",
                fmt::format("{}: there is no kind \"{}\" of personal data", path, declared.kind));
  }
  field.kind = *kind;
  for (const std::string_view name : declared.tokens) {
    const auto part = privacy::FindTokenPart(name);
    if (!part) {
      return Fail(ErrorCode::kInternal, "privacy.bad_schema",
                  fmt::format("{}: there is no token part \"{}\"", path, name));
    }
    field.parts.push_back(*part);
  }
  field.path = std::move(path);
  field.purpose = declared.purpose;
  field.retention_days = declared.retention_days;
  return field;
}

// Schemas nest a few levels and are our own: the depth is theirs.
Result<void> AddFields(EventType type, std::span<const ingest::Field> members,
                       const std::string& path, privacy::PersonalFields& table) {
  for (const ingest::Field& member : members) {
    const std::string member_path =
        fmt::format("{}/{}", path, member.name.empty() ? "*" : member.name);
    if (member.personal != nullptr) {
      ASSAY_ASSIGN(privacy::PersonalField field, MakeField(*member.personal, member_path));
      ASSAY_TRY(table.Add(type, std::move(field)));
    }
    ASSAY_TRY(AddFields(type, member.fields, member_path, table));
  }
  return {};
}

}  // namespace

Result<privacy::PersonalFields> MakePersonalFields() {
  privacy::PersonalFields table;
  for (const ingest::EventSchema& schema : ingest::AllEventSchemas()) {
    ASSAY_TRY(AddFields(schema.type, schema.fields, "", table));
  }
  return table;
}

}  // namespace assay::flows

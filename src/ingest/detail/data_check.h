// SPDX-License-Identifier: Apache-2.0
// Holds the `data` member of an event against the schema of its type.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <simdjson.h>

#include "core/event.h"
#include "core/result.h"
#include "ingest/decode.h"
#include "ingest/event_types.h"

namespace assay::ingest::detail {

using Element = simdjson::dom::element;
using Object = simdjson::dom::object;

// The members of an object that its schema names, each at most once.
class Members {
 public:
  explicit Members(std::span<const Field> fields) : fields_(fields) {}

  bool Has(std::size_t field) const { return ((present_ >> field) & 1) != 0; }
  const Element& At(std::size_t field) const { return elements_[field]; }
  void Set(std::size_t field, const Element& element) {
    present_ |= std::uint64_t{1} << field;
    elements_[field] = element;
  }
  // nullptr if the member is absent or null.
  const Element* Find(std::string_view name) const;
  std::span<const Field> fields() const { return fields_; }

 private:
  std::span<const Field> fields_;
  std::uint64_t present_ = 0;
  std::array<Element, 64> elements_;
};

// What the check found on its way.
struct CheckContext {
  Origin origin = Origin::kOutside;
  bool has_personal_fields = false;
  std::vector<IdentityToken> tokens;  // Of sealed fields, in the order met.
  std::string scratch;                // Room kept between lines.
};

// Fills `members` from `object`. Unknown members are passed over; null counts as absent. Messages
// name the member by JSON pointer below `parent`, never its value. Errors: kInvalidArgument with
// the reasons of decode.h.
Result<void> CheckObject(const Object& object, std::string_view parent, Members& members,
                         CheckContext& context);

// Reads an RFC 3339 time within the years that events may bear.
Result<OffsetInstant> ReadTime(std::string_view text, std::string_view pointer);

Error Refusal(std::string_view reason, std::string_view pointer, std::string_view why);

}  // namespace assay::ingest::detail

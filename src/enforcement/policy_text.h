// SPDX-License-Identifier: Apache-2.0
// A policy as it stands in a file, before it is checked: texts with the places they stand at.
// Configuration reads the file and fills these; policy.h compiles them.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace assay::enforcement {

// A place in a file: both from 1; columns in code points.
struct Place {
  std::int32_t line = 1;
  std::int32_t column = 1;
};

// A string of the file.
struct TextAt {
  std::string text;  // Its meaning.
  Place place;       // Of its first character, behind the opening quote.
  // The characters between the quotes where they differ from `text` because of escapes; the place
  // of a byte of `text` is counted along it.
  std::string raw;
};

// Where byte `offset` of `at.text` stands in the file.
Place PlaceOf(const TextAt& at, std::size_t offset);

struct NumberAt {
  std::int64_t value = 0;
  Place place;
};

struct RuleText {
  Place place;  // Of [[rule]].
  std::optional<TextAt> id;
  std::optional<TextAt> scope;       // "listing" or "store"
  std::optional<TextAt> when;        // An expression
  std::optional<TextAt> measure;     // A MeasureKind
  std::optional<TextAt> duration;    // "72h"
  std::optional<TextAt> allegation;  // An AllegationType; counterfeit where it is not given.
  std::optional<TextAt> decided_by;  // A Tier; the kind's own where it is not given.
  std::optional<TextAt> because;     // A sentence for the seller
  bool shadow = false;               // Is evaluated and counted, and does nothing.
};

struct PointsText {
  Place place;  // Of [[points]].
  std::optional<TextAt> severity;
  std::vector<TextAt> allegations;
  std::optional<NumberAt> points;
  std::optional<NumberAt> day_max;     // general only
  std::optional<NumberAt> merge_days;  // serious only
};

struct PolicyText {
  std::vector<RuleText> rules;
  std::vector<PointsText> points;
  std::optional<NumberAt> points_expiry_days;
};

}  // namespace assay::enforcement

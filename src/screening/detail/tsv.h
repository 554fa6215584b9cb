// SPDX-License-Identifier: Apache-2.0
// Reads the model's files: tab-separated, "#" begins a comment line, no quoting. The first line
// that is not a comment names the columns, where a file has such a line.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"

namespace assay::screening::detail {

struct TsvRow {
  std::size_t line = 0;  // From 1.
  std::vector<std::string_view> fields;
};

// Views into `text`, which must outlive them.
std::vector<TsvRow> ReadTsv(std::string_view text);

std::vector<std::string_view> Split(std::string_view text, char separator);

// A term with alternatives in parentheses, "(a|b) c(d|)", as the terms it stands for: "a cd", "a c", "b cd", "b c". Nothing
// where parentheses do not pair, lie inside others, or make more than kAlternativesMax terms.
inline constexpr std::size_t kAlternativesMax = 512;
std::vector<std::string> ExpandAlternatives(std::string_view term);

// kInvalidArgument "screening.bad_model_file".
tl::unexpected<Error> BadModelFile(std::string_view file, std::size_t line, std::string_view why);

// A decimal number scaled to an integer ("-1.25" with 6 digits gives -1250000), exactly; nullopt if
// it is not one, has more digits after the point than `digits`, or does not fit.
std::optional<std::int64_t> ParseScaled(std::string_view text, int digits);

}  // namespace assay::screening::detail

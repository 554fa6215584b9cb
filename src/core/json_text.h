// SPDX-License-Identifier: Apache-2.0
// Writing JSON by hand where a document tree would cost more than the work itself. Text must be
// valid UTF-8; control characters are escaped, everything else is written as it is.
#pragma once

#include <string>
#include <string_view>

namespace assay {

// Appends `text` as a JSON string, quotes included.
void AppendJsonString(std::string& out, std::string_view text);
std::string JsonString(std::string_view text);

}  // namespace assay

// SPDX-License-Identifier: Apache-2.0
// Text in another encoding than UTF-8, as tables that people export have it: told by its bytes, and turned into
// UTF-8 while it is read.
//
// Guessing looks at a head of the file. A byte order mark decides; then zero bytes (UTF-16), then whether the head
// is valid UTF-8. What is left is told by how the bytes above 127 stand: in pairs of common Chinese characters
// (GB18030), or alone between letters (Windows-1252). Other encodings are read where they are named, never guessed.
//
// Threads: pure, but for the source below, which has one caller. Cost: linear in the bytes.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/result.h"
#include "ingest/byte_source.h"

namespace assay::ingest {

inline constexpr std::string_view kUtf8 = "utf-8";

struct EncodingGuess {
  std::string name;  // One that FindEncoding knows.
  std::string why;   // "a byte order mark", "its first 4,096 bytes are valid UTF-8", ...
};

// Any bytes; an empty head is UTF-8.
EncodingGuess GuessEncoding(std::string_view head);

// The one spelling of a name ("GBK" and "gb18030" are "gb18030", "latin1" is "windows-1252"); nullopt where it is
// not among those read.
std::optional<std::string> FindEncoding(std::string_view name);
const std::vector<std::string>& AllEncodings();

// Gives the bytes of `source` as UTF-8, without a byte order mark; bytes that the encoding does not have become
// U+FFFD. raw_bytes_* are those of `source`. Errors: those of the source; kUnavailable "input.encoding_missing"
// where this machine cannot convert it.
Result<std::unique_ptr<ByteSource>> ReadAsUtf8(std::unique_ptr<ByteSource> source,
                                               std::string_view encoding);

}  // namespace assay::ingest

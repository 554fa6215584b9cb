// SPDX-License-Identifier: Apache-2.0
// Opens event and table files: plain, gzip (any number of members) and Zstandard (any number of
// frames), told by their first bytes, not by their name.
//
// Memory is constant whatever the file expands to. Threads: one thread at a time per source.
#pragma once

#include <memory>
#include <string>

#include "core/result.h"
#include "ingest/byte_source.h"

namespace assay::files {

// "-" is standard input, which is not closed. Errors: kNotFound "input.not_found"; kUnavailable
// "input.unreadable" for a folder, missing permission or a failing read.
Result<std::unique_ptr<ingest::ByteSource>> OpenInputFile(const std::string& name);

}  // namespace assay::files

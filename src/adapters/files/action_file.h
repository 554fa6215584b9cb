// SPDX-License-Identifier: Apache-2.0
// The sink that is always there: actions appended to a file, one line each, in order. Each stands in
// it exactly once: whatever a crash left behind the acknowledged length is cut off and written
// again, and a batch is synced before it counts.
#pragma once

#include <memory>
#include <string>

#include "adapters/files/file_system.h"
#include "flows/action_sink.h"

namespace assay::files {

// `<directory>/<name>`, made with the first action. The file system must outlive the sink.
std::unique_ptr<flows::ActionSink> MakeActionFile(FileSystem& files, std::string directory,
                                                  const std::string& name);

}  // namespace assay::files

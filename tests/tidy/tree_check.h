// SPDX-License-Identifier: Apache-2.0
// The rules of the source tree, as a pure function of the files, so that the rules themselves are
// tested.
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace assay::tidy {

struct SourceFile {
  std::string path;  // From the root of the repository: "src/core/time.h".
  std::string text;
};

// Module to the modules it may include, as the build declares them (layers.txt).
using Layers = std::map<std::string, std::set<std::string>>;

// Lines of the form "ingest: core text".
Layers ParseLayers(std::string_view text);

// Every breach as "path:line: what is wrong"; line 0 where it is about the whole file.
std::vector<std::string> CheckTree(const std::vector<SourceFile>& files, const Layers& layers);

}  // namespace assay::tidy

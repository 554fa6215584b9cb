// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace CLI {
class App;
}  // namespace CLI

namespace assay::cli {
struct Services;
}  // namespace assay::cli

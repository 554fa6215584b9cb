// SPDX-License-Identifier: Apache-2.0
// An opened data folder: the installation together with the keys that seal and open personal data.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "core/result.h"
#include "core/time.h"
#include "flows/installation.h"
#include "privacy/splitter.h"

namespace assay::cli {

// Who reads quarantined lines, when and what for.
struct RawReader {
  std::string actor;
  std::string reason;
  Instant at;
};

class Site {
 public:
  virtual ~Site() = default;
  virtual flows::Installation& installation() = 0;
  virtual const privacy::Splitter& splitter() = 0;
  // The bytes of a quarantined line as they came. Before the first line of a month is opened for a
  // reader, the audit says who it is. Errors: kNotFound "privacy.erased"; kUnavailable where the
  // audit cannot be written: nothing was opened then.
  virtual Result<std::string> OpenRaw(const std::string& sealed, const RawReader& reader) = 0;
};

struct SiteOptions {
  bool read_only = false;
  bool upgrade = false;  // Run missing migrations.
  // Text of the first configuration of a new folder; empty for the default.
  std::string first_configuration;
};

using OpenSite = std::function<Result<std::unique_ptr<Site>>(const std::string& folder,
                                                             const SiteOptions& options)>;
// An installation without keys (a copy made to compare, a replay's target).
using OpenInstallation = std::function<Result<std::unique_ptr<flows::Installation>>(
    const std::string& folder, const SiteOptions& options)>;

}  // namespace assay::cli

// SPDX-License-Identifier: Apache-2.0
// Opens a data folder to hand actions out: DIR/sinks.toml, secrets from where it says, webhooks.
#pragma once

#include <memory>
#include <string>

#include "cli/delivery_site.h"
#include "configuration/sinks.h"
#include "core/clock.h"
#include "core/result.h"

namespace assay::app {

// Those of DIR/sinks.toml, or of an empty file where there is none.
Result<configuration::Sinks> LoadSinks(const std::string& folder);

Result<std::unique_ptr<cli::DeliverySite>> OpenDeliveries(const std::string& folder,
                                                          cli::DeliveryPurpose purpose,
                                                          const Clock& clock);

}  // namespace assay::app

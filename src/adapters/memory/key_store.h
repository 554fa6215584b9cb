// SPDX-License-Identifier: Apache-2.0
// Data subjects' keys and their audit in memory. "Durable" means until it is destroyed.
#pragma once

#include <memory>

#include "privacy/key_store.h"

namespace assay::memory {

std::unique_ptr<privacy::KeyStore> MakeKeyStore();

}  // namespace assay::memory

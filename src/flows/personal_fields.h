// SPDX-License-Identifier: Apache-2.0
// The table of personal fields that the splitter works with, from the event schemas. Ingest knows
// the schemas, privacy knows what to do; they meet here.
#pragma once

#include "core/result.h"
#include "privacy/personal_field.h"

namespace assay::flows {

// Error: kInternal "privacy.bad_schema" where a schema names a kind or part that does not exist: a
// field that cannot be sealed as declared must not pass.
Result<privacy::PersonalFields> MakePersonalFields();

}  // namespace assay::flows

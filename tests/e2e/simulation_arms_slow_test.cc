// SPDX-License-Identifier: Apache-2.0
// simulation_arms_test.cc in three larger worlds.
#define ASSAY_TEST_SLOW
#include "e2e/simulation_arms_test.cc"

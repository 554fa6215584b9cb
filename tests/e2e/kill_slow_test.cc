// SPDX-License-Identifier: Apache-2.0
// kill_test.cc at two hundred points.
#define ASSAY_TEST_SLOW
#include "e2e/kill_test.cc"

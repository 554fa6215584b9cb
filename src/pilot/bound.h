// SPDX-License-Identifier: Apache-2.0
// How large or small a share can be, given a sample: the exact bounds of Clopper and Pearson (1934), one-sided. They
// hold whatever the share is, and are rather too wide than too narrow: what is wanted where a bound is promised.
//
// Pure. Cost: in proportion to the sample's size. The confidence is above 0 and below 1.
#pragma once

#include "core/rate.h"

namespace assay::pilot {

// The largest share at which so few hits would still come with a chance of 1 - confidence. 1 for an empty sample.
double UpperBound(const Rate& sample, double confidence);
// The smallest, at which so many would. 0 for an empty sample.
double LowerBound(const Rate& sample, double confidence);

}  // namespace assay::pilot

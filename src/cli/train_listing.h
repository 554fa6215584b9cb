// SPDX-License-Identifier: Apache-2.0
// `assay train --as listing`: a model of how titles are worded, and what it is worth.
#pragma once

#include <string>

#include "cli/command.h"
#include "cli/listing_arguments.h"
#include "core/result.h"
#include "flows/train_listing_model.h"

namespace assay::cli {

struct TrainListingArguments {
  ListingArguments shared;
  std::string label;
  std::string source;
  std::string seller;
  bool leave_sources_out = false;
};

// Errors: those of the arguments, of opening the file and of flows::TrainListingModel.
Result<flows::TrainedListingModel> TrainListing(const Services& services,
                                                const TrainListingArguments& arguments);

std::string ListingReportOf(const flows::TrainedListingModel& trained);

}  // namespace assay::cli

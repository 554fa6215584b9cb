// SPDX-License-Identifier: Apache-2.0
// The options of `assay pilot`.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include "ingest/mapping_guess.h"

namespace CLI {
class App;
}

namespace assay::cli {

// In the order in which they are asked for and shown.
inline constexpr std::array<ingest::TableKind, ingest::kTableKinds> kPilotTables = {
    ingest::TableKind::kListings, ingest::TableKind::kOrders,   ingest::TableKind::kRefunds,
    ingest::TableKind::kParcels,  ingest::TableKind::kClosures, ingest::TableKind::kStores};

struct PilotArguments {
  std::array<std::string, ingest::kTableKinds> files;  // By TableKind; empty: not given.
  std::string folder = "./assay-pilot";
  std::string mapping_folder;
  std::string time_zone = "+00:00";
  std::string currency;
  std::string dates;
  std::string encoding;
  std::vector<std::string> columns;  // "listings.title=Warentext"
  std::uint64_t seed = 1;
  std::size_t sheet_rows = 200;
  std::size_t workers = std::max(1U, std::thread::hardware_concurrency());
  bool only_map = false;
};

// `arguments` must outlive `command`.
void AddPilotOptions(CLI::App& command, PilotArguments& arguments);

}  // namespace assay::cli

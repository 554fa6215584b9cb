// SPDX-License-Identifier: Apache-2.0
// make_shop_export FOLDER FORM STORES LISTINGS ORDERS: the tables of tests/support/shop_export.h as files, for trying
// `assay pilot` by hand and for measuring it. FORM is german, chinese or technical; LISTINGS and ORDERS are per store.
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <string>

#include "support/shop_export.h"

int main(int argc, char** argv) {
  if (argc != 6) {
    std::cerr << "usage: make_shop_export FOLDER german|chinese|technical STORES LISTINGS ORDERS\n";
    return 2;
  }
  const std::string folder = argv[1];
  const std::string name = argv[2];
  const auto form = name == "german"    ? assay::shop::Form::kGerman
                    : name == "chinese" ? assay::shop::Form::kChinese
                                        : assay::shop::Form::kTechnical;
  const auto made = assay::shop::MakeExport(form, {.stores = std::atoi(argv[3]),
                                                   .listings_each = std::atoi(argv[4]),
                                                   .orders_each = std::atoi(argv[5])});
  const auto write = [&](const char* file, const std::string& bytes) {
    std::ofstream(folder + "/" + file, std::ios::binary) << bytes;
  };
  write("items.csv", made.listings);
  write("orders.csv", made.orders);
  write("refunds.csv", made.refunds);
  write("parcels.csv", made.parcels);
  write("closed.csv", made.closures);
  return 0;
}

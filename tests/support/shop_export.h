// SPDX-License-Identifier: Apache-2.0
// Tables as a made-up shop system exports them, of stores whose truth is known. Nothing of it comes from the
// simulation or from our own formats: names of columns, dates, amounts and encodings are those of the shop.
#pragma once

#include <cstdint>
#include <string>

namespace assay::shop {

enum class Form {
  kGerman,   // Semicolons, Windows-1252, 01.03.2017 14:05, 1.299,00, no currency.
  kChinese,  // Tabs, GBK, 2017-03-01 14:05:00, ¥199.00; no store in the orders.
  kTechnical,  // Bars, UTF-16 with a byte order mark, milliseconds since 1970, prices with a column of currencies.
};

struct Size {
  int stores = 300;
  int listings_each = 4;
  int orders_each = 10;
};

struct Export {
  std::string listings;
  std::string orders;
  std::string refunds;
  std::string parcels;
  std::string closures;
  // Of each ten stores the first sells copies under words that say so; of each twenty such the first twelve are closed
  // for it, 40 days after their listings were published. One store in fifty that sells nothing of the kind is closed
  // for counterfeits all the same, one for fraud, another for its own reasons.
  int copies = 0;
  int copies_closed = 0;
  int closed_without_a_sign = 0;
  int closed_otherwise = 0;
};

Export MakeExport(Form form, const Size& size = {});
// UTF-8 into the encoding of a form.
std::string Encoded(Form form, const std::string& text);

}  // namespace assay::shop

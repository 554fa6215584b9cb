// SPDX-License-Identifier: Apache-2.0
// Lines of events for tests, with one thing changed at a time.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace assay::ingest {

struct EventText {
  std::string id = "\"e-1\"";
  std::string source = "\"market/1\"";
  std::string type = "\"assay.listing.v1\"";
  std::string time = "\"2017-03-01T22:04:05+08:00\"";
  std::string subject = "\"s-1\"";
  std::string data = R"({"listing":"l-1","title":"Trail shoes"})";
  std::string specversion = "\"1.0\"";
  std::string more{};  // Further members, with a comma before each.

  std::string Line() const {
    return fmt::format(
        R"({{"specversion":{},"id":{},"source":{},"type":{},"time":{},"subject":{},"data":{}{}}})",
        specversion, id, source, type, time, subject, data, more);
  }
};

}  // namespace assay::ingest

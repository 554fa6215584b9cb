// SPDX-License-Identifier: Apache-2.0
#include "ingest/encode.h"

#include <variant>

#include <fmt/format.h>

#include "core/check.h"
#include "core/json_text.h"

namespace assay::ingest {

std::string EncodeSystemEvent(const Event& event) {
  std::string id;
  std::string data;
  if (const auto* clock = std::get_if<ClockAdvancedData>(&event.data)) {
    id = fmt::format("clock-{}", clock->to.ms);
    data = fmt::format(R"({{"to":"{}"}})", FormatRfc3339(clock->to));
  } else if (const auto* epoch = std::get_if<EpochStartedData>(&event.data)) {
    id = fmt::format("epoch-{}", epoch->epoch);
    data = fmt::format(R"({{"epoch":{},"configuration":"{}","registry":"{}","links":"{}"}})",
                       epoch->epoch, ToHex(epoch->configuration), ToHex(epoch->registry),
                       ToHex(epoch->links));
  } else {
    CHECK_THAT(false, "only events of the system are written here");
  }
  return fmt::format(
      R"({{"specversion":"1.0","id":"{}","source":"assay","type":"{}","time":"{}","subject":{},"data":{}}})",
      id, WireNameOf(event.type), FormatRfc3339(event.time),
      JsonString(event.subject.empty() ? "assay" : event.subject), data);
}

}  // namespace assay::ingest

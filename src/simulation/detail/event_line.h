// SPDX-License-Identifier: Apache-2.0
// Writes one event line, member by member. Values come from this module, so nothing is checked but what would
// break the JSON.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "core/time.h"

namespace assay::simulation::detail {

struct Envelope {
  std::string_view type;  // "order"
  std::string_view source;
  std::uint64_t id = 0;
  std::string_view subject;
  OffsetInstant time;
};

class EventLine {
 public:
  explicit EventLine(const Envelope& envelope);

  EventLine& Text(std::string_view name, std::string_view value);
  EventLine& Number(std::string_view name, std::int64_t value);
  EventLine& Flag(std::string_view name, bool value);
  EventLine& Time(std::string_view name, OffsetInstant value);
  EventLine& Money(std::string_view name, std::int64_t minor_units, std::string_view currency);
  // `json` as it stands.
  EventLine& Raw(std::string_view name, std::string_view json);

  std::size_t size() const { return line_.size(); }
  std::string Finish() &&;

 private:
  void Name(std::string_view name);

  std::string line_;
  bool first_ = true;
};

// "s-" and twelve hexadecimal digits that say nothing of the key.
std::string IdText(char kind, std::uint64_t key);

}  // namespace assay::simulation::detail

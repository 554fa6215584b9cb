// SPDX-License-Identifier: Apache-2.0
#include "simulation/detail/event_line.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/json_text.h"
#include "simulation/chance.h"

namespace assay::simulation::detail {

EventLine::EventLine(const Envelope& envelope) {
  line_.reserve(512);
  fmt::format_to(std::back_inserter(line_),
                 R"({{"specversion":"1.0","id":"{:016x}","source":"{}","type":"assay.{}.v1",)"
                 R"("time":"{}","subject":"{}","data":{{)",
                 envelope.id, envelope.source, envelope.type, FormatRfc3339(envelope.time),
                 envelope.subject);
}

void EventLine::Name(std::string_view name) {
  if (!first_) {
    line_ += ',';
  }
  first_ = false;
  line_ += '"';
  line_ += name;
  line_ += "\":";
}

EventLine& EventLine::Text(std::string_view name, std::string_view value) {
  Name(name);
  AppendJsonString(line_, value);
  return *this;
}

EventLine& EventLine::Number(std::string_view name, std::int64_t value) {
  Name(name);
  fmt::format_to(std::back_inserter(line_), "{}", value);
  return *this;
}

EventLine& EventLine::Flag(std::string_view name, bool value) {
  return Raw(name, value ? "true" : "false");
}

EventLine& EventLine::Time(std::string_view name, OffsetInstant value) {
  return Text(name, FormatRfc3339(value));
}

EventLine& EventLine::Money(std::string_view name, std::int64_t minor_units,
                            std::string_view currency) {
  Name(name);
  fmt::format_to(std::back_inserter(line_), R"({{"amount":{},"currency":"{}"}})", minor_units,
                 currency);
  return *this;
}

EventLine& EventLine::Raw(std::string_view name, std::string_view json) {
  Name(name);
  line_ += json;
  return *this;
}

std::string EventLine::Finish() && {
  line_ += "}}";
  return std::move(line_);
}

std::string IdText(char kind, std::uint64_t key) {
  return fmt::format("{}-{:012x}", kind, MixOf(key, static_cast<std::uint64_t>(kind)) >> 16U);
}

}  // namespace assay::simulation::detail

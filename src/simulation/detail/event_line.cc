// SPDX-License-Identifier: Apache-2.0
#include "simulation/detail/event_line.h"

#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/json_text.h"
#include "simulation/chance.h"

namespace assay::simulation::detail {

namespace {

// The last `digits` hexadecimal digits.
void AppendHex(std::string& out, std::uint64_t value, unsigned digits) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  for (unsigned shift = 4 * digits; shift > 0; shift -= 4) {
    out += kDigits[(value >> (shift - 4U)) & 15U];
  }
}

}  // namespace

EventLine::EventLine(const Envelope& envelope) {
  constexpr std::size_t kUsualSize = 1'100;
  line_.reserve(kUsualSize);
  line_ += R"({"specversion":"1.0","id":")";
  AppendHex(line_, envelope.id, 16);
  line_ += R"(","source":")";
  line_ += envelope.source;
  line_ += R"(","type":"assay.)";
  line_ += envelope.type;
  line_ += R"(.v1","time":")";
  line_ += FormatRfc3339(envelope.time);
  line_ += R"(","subject":")";
  line_ += envelope.subject;
  line_ += R"(","data":{)";
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
  std::string id = {kind, '-'};
  AppendHex(id, MixOf(key, static_cast<std::uint64_t>(kind)) >> 16U, 12);
  return id;
}

}  // namespace assay::simulation::detail

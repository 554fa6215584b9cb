// SPDX-License-Identifier: Apache-2.0
// Any bytes as an event. What is accepted must be accepted again from the line that is kept, as the
// same event.
#include <string_view>

#include "core/check.h"
#include "ingest/decode.h"

namespace {

using assay::ingest::Decoder;
using assay::ingest::Origin;

void DecodeTwice(Decoder& decoder, std::string_view bytes, Origin origin) {
  const auto first = decoder.Decode(bytes, {.origin = origin});
  if (!first) {
    CHECK_THAT(!first.error().reason.empty(), "every refusal has a reason");
    CHECK_THAT(!first.error().message.empty(), "every refusal has a message");
    return;
  }
  const assay::Event& event = first->event;
  CHECK_THAT(event.line.find('\n') == std::string::npos, "a line is one line");
  const auto second = decoder.Decode(event.line, {.origin = origin});
  CHECK_THAT(second.has_value(), "the line kept is accepted again");
  const assay::Event& again = second->event;
  CHECK_THAT(again.line == event.line, "the line kept stays as it is");
  CHECK_THAT(again.type == event.type && again.id == event.id && again.source == event.source &&
                 again.subject == event.subject && again.time == event.time,
             "the same envelope");
  CHECK_THAT(again.content_fingerprint == event.content_fingerprint, "the same data");
  CHECK_THAT(again.data.index() == event.data.index(), "the same kind of data");
  CHECK_THAT(second->has_personal_fields == first->has_personal_fields, "the same personal fields");
  CHECK_THAT(origin == Origin::kOutside || !first->has_personal_fields,
             "the log has none in the clear");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static Decoder decoder;
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  DecodeTwice(decoder, bytes, Origin::kOutside);
  DecodeTwice(decoder, bytes, Origin::kLog);
  return 0;
}

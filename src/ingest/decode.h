// SPDX-License-Identifier: Apache-2.0
// One line of JSON in, one validated Event out, or the reason why not.
//
// Untrusted input: any bytes. A line is refused, never repaired. Unknown members of `data` are kept
// in the line and otherwise ignored; unknown types, and types Assay writes itself, are refused.
//
// Threads: a Decoder holds parser buffers, so one per thread. Cost: linear in the line
// (bench/ingest measures it). Errors: kInvalidArgument or kLimitExceeded with reason "ingest.<what>".
#pragma once

#include <memory>
#include <string_view>

#include "core/event.h"
#include "core/result.h"

namespace assay::ingest {

enum class Origin {
  kOutside,  // From a source: personal fields must be plain, system types are refused.
  kLog,      // From our own log: personal fields are sealed, system types are welcome.
};

struct DecodeOptions {
  Origin origin = Origin::kOutside;
  // Times after this are refused ("ingest.time_in_future"): the receiving clock plus one day. The
  // default accepts every four-digit year.
  Instant latest{253'402'300'799'999};
};

struct Decoded {
  Event event;
  // The line carries personal fields in the clear: it must go through privacy::Splitter before
  // anything is written. Always false for Origin::kLog.
  bool has_personal_fields = false;
};

class Decoder {
 public:
  Decoder();
  ~Decoder();
  Decoder(const Decoder&) = delete;
  Decoder& operator=(const Decoder&) = delete;

  Result<Decoded> Decode(std::string_view line, const DecodeOptions& options);

 private:
  struct Buffers;
  std::unique_ptr<Buffers> buffers_;
};

}  // namespace assay::ingest

// SPDX-License-Identifier: Apache-2.0
#include "ingest/decode.h"

#include <algorithm>
#include <charconv>
#include <cstring>

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <simdjson.h>

#include "core/hash.h"
#include "ingest/detail/data_check.h"
#include "ingest/detail/data_reader.h"
#include "ingest/event_types.h"
#include "ingest/limits.h"

namespace assay::ingest {
namespace {

using detail::CheckContext;
using detail::Element;
using detail::Members;
using detail::Object;
using detail::Refusal;

enum EnvelopeMember : std::size_t {
  kSpecVersion,
  kId,
  kSource,
  kType,
  kTime,
  kSubject,
  kData,
  kContentType,
  kFingerprint,
  kEnvelopeMembers,
};

constexpr std::string_view kEnvelopeNames[kEnvelopeMembers] = {
    "specversion",     "id", "source", "type", "time", "subject", "data", "datacontenttype",
    "assayfingerprint"};

struct Envelope {
  Element members[kEnvelopeMembers];
  bool present[kEnvelopeMembers] = {};
};

// Why simdjson refused a number: not JSON at all, or JSON that no 64-bit number holds. Off the hot
// path.
bool IsOnlyOutOfRange(std::string_view line) {
  struct Reader : nlohmann::json_sax<nlohmann::json> {
    bool out_of_range = false;
    bool null() override { return true; }
    bool boolean(bool) override { return true; }
    bool number_integer(number_integer_t) override { return true; }
    bool number_unsigned(number_unsigned_t) override { return true; }
    bool number_float(number_float_t, const string_t&) override { return true; }
    bool string(string_t&) override { return true; }
    bool binary(binary_t&) override { return true; }
    bool start_object(std::size_t) override { return true; }
    bool key(string_t&) override { return true; }
    bool end_object() override { return true; }
    bool start_array(std::size_t) override { return true; }
    bool end_array() override { return true; }
    bool parse_error(std::size_t, const std::string&,
                     const nlohmann::json::exception& why) override {
      out_of_range = why.id == 406;
      return false;
    }
  } reader;
  return nlohmann::json::sax_parse(line, &reader) || reader.out_of_range;
}

Error ErrorOf(simdjson::error_code code, std::string_view line) {
  switch (code) {
    case simdjson::UTF8_ERROR:
      return {ErrorCode::kInvalidArgument, "ingest.invalid_utf8", "the line is not valid UTF-8"};
    case simdjson::DEPTH_ERROR:
      return {ErrorCode::kLimitExceeded, "ingest.too_deep",
              fmt::format("the line nests deeper than {} levels", kJsonDepthMax)};
    case simdjson::CAPACITY:
      return {ErrorCode::kLimitExceeded, "ingest.line_too_long",
              fmt::format("the line has more than {} bytes", kLineBytesMax)};
    case simdjson::MEMALLOC:
      return {ErrorCode::kUnavailable, "ingest.no_memory", "no memory to read the line"};
    case simdjson::NUMBER_ERROR:
      if (IsOnlyOutOfRange(line)) {
        return {ErrorCode::kInvalidArgument, "ingest.number_out_of_range",
                "a number in the line does not fit into 64 bits"};
      }
      break;
    case simdjson::STRING_ERROR:
      return {ErrorCode::kInvalidArgument, "ingest.bad_string",
              "a string in the line has an escape that stands for no character"};
    default:
      break;
  }
  return {ErrorCode::kInvalidArgument, "ingest.not_json", "the line is not one JSON object"};
}

Result<void> ReadEnvelope(const Object& object, Envelope& envelope) {
  for (const auto member : object) {
    const auto* const found = std::ranges::find(kEnvelopeNames, member.key);
    if (found == std::end(kEnvelopeNames)) {
      continue;  // An extension attribute: kept in the line.
    }
    const auto at = static_cast<std::size_t>(found - kEnvelopeNames);
    if (envelope.present[at]) {
      return Fail(
          Refusal("ingest.duplicate_key", fmt::format("/{}", *found), "stands there twice"));
    }
    envelope.present[at] = true;
    envelope.members[at] = member.value;
  }
  for (std::size_t at = 0; at <= kData; ++at) {
    if (!envelope.present[at] || envelope.members[at].is_null()) {
      return Fail(
          Refusal("ingest.missing_field", fmt::format("/{}", kEnvelopeNames[at]), "is missing"));
    }
  }
  return {};
}

Result<std::string_view> Attribute(const Envelope& envelope, EnvelopeMember at,
                                   std::size_t bytes_max) {
  std::string_view text;
  const auto pointer = [at] { return fmt::format("/{}", kEnvelopeNames[at]); };
  if (envelope.members[at].get_string().get(text) != simdjson::SUCCESS) {
    return Fail(Refusal("ingest.wrong_kind", pointer(), "must be a string"));
  }
  if (text.empty()) {
    return Fail(Refusal("ingest.missing_field", pointer(), "is empty"));
  }
  if (text.size() > bytes_max) {
    return Fail(
        Refusal("ingest.too_long", pointer(), fmt::format("has more than {} bytes", bytes_max)));
  }
  if (std::ranges::any_of(
          text, [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
    return Fail(Refusal("ingest.control_character", pointer(), "has a control character"));
  }
  return text;
}

// The type, where this origin may send it.
Result<const EventTypeInfo*> TypeOf(std::string_view name, Origin origin) {
  const EventTypeInfo* info = FindEventType(name);
  if (info == nullptr) {
    return Fail(
        Refusal("ingest.unknown_type", "/type",
                "is no event type of this version; the event can be replayed after an upgrade"));
  }
  if (info->family == EventFamily::kSystem && origin == Origin::kOutside) {
    return Fail(ErrorCode::kForbidden, "ingest.system_type",
                "/type is written by Assay only and not accepted from outside");
  }
  return info;
}

// Past a JSON string that begins at `at` (its quote).
std::size_t SkipString(std::string_view text, std::size_t at) {
  for (++at; at < text.size(); ++at) {
    const void* quote = std::memchr(text.data() + at, '"', text.size() - at);
    if (quote == nullptr) {
      return text.size();
    }
    at = static_cast<std::size_t>(static_cast<const char*>(quote) - text.data());
    std::size_t slashes = 0;
    while (text[at - 1 - slashes] == '\\') {
      ++slashes;
    }
    if (slashes % 2 == 0) {
      return at + 1;
    }
  }
  return text.size();
}

// Past the value that begins at `at`, in valid minified JSON.
std::size_t SkipValue(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '"') {
      at = SkipString(text, at);
    } else if (c == '{' || c == '[') {
      ++depth;
      ++at;
    } else if (c == '}' || c == ']') {
      if (depth == 0) {
        return at;
      }
      --depth;
      ++at;
    } else if (c == ',' && depth == 0) {
      return at;
    } else {
      ++at;
      continue;
    }
    if (depth == 0) {
      return at;
    }
  }
  return at;
}

// The bytes of the `data` member of a valid minified object. A name spelt with escapes is not
// found; then the whole object stands for it: other attributes count too, which only makes the
// comparison stricter.
std::string_view DataOf(std::string_view minified) {
  std::size_t at = 1;
  while (at < minified.size() && minified[at] == '"') {
    const std::size_t colon = SkipString(minified, at);
    const std::string_view name = minified.substr(at, colon - at);
    const std::size_t end = SkipValue(minified, colon + 1);
    if (name == "\"data\"") {
      return minified.substr(colon + 1, end - colon - 1);
    }
    at = end + 1;
  }
  return minified;
}

}  // namespace

struct Decoder::Buffers {
  simdjson::dom::parser parser{kLineBytesMax + simdjson::SIMDJSON_PADDING};
  std::string padded;
  std::string minified;
  CheckContext context;

  // The line, followed by the bytes simdjson may read past it.
  std::string_view Pad(std::string_view line) {
    if (padded.size() < line.size() + simdjson::SIMDJSON_PADDING) {
      padded.resize(line.size() + simdjson::SIMDJSON_PADDING);
    }
    std::memcpy(padded.data(), line.data(), line.size());
    std::memset(padded.data() + line.size(), ' ', simdjson::SIMDJSON_PADDING);
    return {padded.data(), line.size()};
  }

  std::string_view Minify(std::string_view line) {
    if (minified.size() < line.size() + simdjson::SIMDJSON_PADDING) {
      minified.resize(line.size() + simdjson::SIMDJSON_PADDING);
    }
    std::size_t length = 0;
    const auto failed = simdjson::minify(line.data(), line.size(), minified.data(), length);
    return failed == simdjson::SUCCESS ? std::string_view(minified.data(), length) : line;
  }
};

Decoder::Decoder() : buffers_(std::make_unique<Buffers>()) {}
Decoder::~Decoder() = default;

Result<Decoded> Decoder::Decode(std::string_view line, const DecodeOptions& options) {
  if (line.size() > kLineBytesMax) {
    return Fail(ErrorOf(simdjson::CAPACITY, line));
  }
  const std::string_view padded = buffers_->Pad(line);
  Object object;
  {
    if (buffers_->parser.max_depth() != kJsonDepthMax + 1 &&
        buffers_->parser.allocate(kLineBytesMax + simdjson::SIMDJSON_PADDING, kJsonDepthMax + 1) !=
            simdjson::SUCCESS) {
      return Fail(ErrorOf(simdjson::MEMALLOC, line));
    }
    Element root;
    const auto failed = buffers_->parser.parse(padded.data(), padded.size(), false).get(root);
    if (failed != simdjson::SUCCESS) {
      return Fail(ErrorOf(failed, line));
    }
    if (root.get_object().get(object) != simdjson::SUCCESS) {
      return Fail(ErrorOf(simdjson::TAPE_ERROR, line));
    }
  }
  Envelope envelope;
  ASSAY_TRY(ReadEnvelope(object, envelope));
  Decoded decoded;
  Event& event = decoded.event;
  ASSAY_ASSIGN(const std::string_view version, Attribute(envelope, kSpecVersion, kTypeBytesMax));
  if (version != "1.0") {
    return Fail(Refusal("ingest.unsupported_version", "/specversion", "must be \"1.0\""));
  }
  ASSAY_ASSIGN(event.id, Attribute(envelope, kId, kIdBytesMax));
  ASSAY_ASSIGN(event.source, Attribute(envelope, kSource, kSourceBytesMax));
  ASSAY_ASSIGN(event.subject, Attribute(envelope, kSubject, kSubjectBytesMax));
  ASSAY_ASSIGN(const std::string_view type, Attribute(envelope, kType, kTypeBytesMax));
  ASSAY_ASSIGN(const std::string_view time, Attribute(envelope, kTime, kTypeBytesMax));
  ASSAY_ASSIGN(event.time, detail::ReadTime(time, "/time"));
  ASSAY_ASSIGN(const EventTypeInfo* info, TypeOf(type, options.origin));
  event.type = info->type;
  if (event.time.instant > options.latest) {
    return Fail(Refusal("ingest.time_in_future", "/time", "lies in the future"));
  }
  if (envelope.present[kContentType]) {
    std::string_view content_type;
    if (envelope.members[kContentType].get_string().get(content_type) != simdjson::SUCCESS ||
        !content_type.starts_with("application/json")) {
      return Fail(
          Refusal("ingest.unsupported_version", "/datacontenttype", "must be application/json"));
    }
  }
  Object data;
  if (envelope.members[kData].get_object().get(data) != simdjson::SUCCESS) {
    return Fail(Refusal("ingest.wrong_kind", "/data", "must be an object"));
  }
  CheckContext& context = buffers_->context;
  context.origin = options.origin;
  context.has_personal_fields = false;
  context.tokens.clear();
  Members members(SchemaOf(event.type).fields);
  ASSAY_TRY(detail::CheckObject(data, "/data", members, context));
  ASSAY_ASSIGN(event.data, detail::ReadData(event.type, members, event.subject, context));
  decoded.has_personal_fields = context.has_personal_fields;

  const std::string_view minified = buffers_->Minify(line);
  event.content_fingerprint = Hash64Of(DataOf(minified));
  if (options.origin == Origin::kLog && envelope.present[kFingerprint]) {
    std::string_view digits;
    const auto failed = envelope.members[kFingerprint].get_string().get(digits);
    const char* const end = digits.data() + digits.size();
    std::uint64_t fingerprint = 0;
    if (failed != simdjson::SUCCESS || digits.size() != 16 ||
        std::from_chars(digits.data(), end, fingerprint, 16).ptr != end) {
      return Fail(
          Refusal("ingest.wrong_kind", "/assayfingerprint", "must be 16 hexadecimal digits"));
    }
    event.content_fingerprint = fingerprint;
  }
  // A line of the log is one line: white space that breaks it goes, the JSON stays the same.
  const bool is_broken =
      line.find('\n') != std::string_view::npos || line.find('\r') != std::string_view::npos;
  event.line = std::string(is_broken ? minified : line);
  return decoded;
}

}  // namespace assay::ingest

// SPDX-License-Identifier: Apache-2.0
#include "engine/verdict_json.h"

#include <iterator>

#include <fmt/format.h>

#include "core/json_text.h"

namespace assay::engine {
namespace {

void AppendSpan(std::string& out, const screening::Span& span) {
  fmt::format_to(std::back_inserter(out), R"({{"field":"{}","begin":{},"end":{}}})",
                 screening::NameOf(span.field), span.begin, span.end);
}

// Millionths as a decimal with all six digits: a sum of such numbers is exact.
void AppendMicros(std::string& out, std::int64_t micros) {
  const std::int64_t magnitude = micros < 0 ? -micros : micros;
  fmt::format_to(std::back_inserter(out), "{}{}.{:06}", micros < 0 ? "-" : "",
                 magnitude / 1'000'000, magnitude % 1'000'000);
}

void AppendMember(std::string& out, std::string_view name, std::string_view text) {
  fmt::format_to(std::back_inserter(out), R"(,"{}":)", name);
  AppendJsonString(out, text);
}

}  // namespace

std::string FindingsJson(const screening::Verdict& verdict) {
  std::string out = "[";
  for (const screening::Finding& finding : verdict.findings) {
    out += out.size() == 1 ? R"({"kind":)" : R"(,{"kind":)";
    AppendJsonString(out, finding.kind);
    out += R"(,"weight":)";
    AppendMicros(out, finding.weight.micros);
    AppendMember(out, "text", finding.text);
    if (finding.span) {
      out += R"(,"span":)";
      AppendSpan(out, *finding.span);
    }
    out += '}';
  }
  return out + "]";
}

std::string BrandsJson(const screening::Verdict& verdict) {
  std::string out = "[";
  for (const screening::BrandClaim& claim : verdict.brands) {
    out += out.size() == 1 ? R"({"brand":)" : R"(,{"brand":)";
    AppendJsonString(out, claim.brand);
    AppendMember(out, "surface", claim.surface);
    out += R"(,"span":)";
    AppendSpan(out, claim.span);
    AppendMember(out, "via", claim.via);
    out += '}';
  }
  return out + "]";
}

std::string ActionJson(const Action& action) {
  std::string out =
      fmt::format(R"({{"specversion":"1.0","id":"{:016x}","source":"assay","type":"assay.{}.v1",)"
                  R"("time":"{}")",
                  action.id, action.type, FormatRfc3339(action.time));
  if (!action.store.empty()) {
    AppendMember(out, "subject", action.store);
  }
  out += R"(,"data":{"measure":)";
  AppendJsonString(out, action.measure);
  AppendMember(out, "action", action.action);
  AppendMember(out, "allegation", action.allegation);
  AppendMember(out, "reason", action.reason);
  if (!action.rule.empty()) {
    AppendMember(out, "rule", action.rule);
    AppendMember(out, "because", action.because);
  }
  if (!action.listing.empty()) {
    AppendMember(out, "listing", action.listing);
  }
  if (action.until_ms != 0) {
    AppendMember(out, "until", FormatRfc3339(Instant{action.until_ms}));
  }
  if (action.verdict != nullptr) {
    fmt::format_to(std::back_inserter(out), R"(,"score":{},"brands":{},"findings":{})",
                   action.verdict->score, BrandsJson(*action.verdict),
                   FindingsJson(*action.verdict));
  }
  return out + "}}";
}

}  // namespace assay::engine

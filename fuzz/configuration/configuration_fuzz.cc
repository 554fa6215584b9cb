// SPDX-License-Identifier: Apache-2.0
// Any bytes as each of the files that an operator writes: configuration with its policy, jurisdiction
// profile, sinks. An answer with a place in the file, or settings that keep what their headers promise.
#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "configuration/configuration.h"
#include "configuration/jurisdictions.h"
#include "configuration/sinks.h"
#include "core/check.h"

namespace {

using namespace assay;

template <typename Read>
bool IsRead(const Result<Read>& read) {
  CHECK_THAT(read || read.error().message.starts_with("line "), "an error names its place");
  return read.has_value();
}

void ReadConfiguration(std::string_view text) {
  const auto parsed = configuration::Parse(text);
  if (!IsRead(parsed)) {
    return;
  }
  const configuration::Configuration& read = **parsed;
  CHECK_THAT(read.text == text && read.sha256 == Sha256Of(text), "the file names the settings");
  CHECK_THAT(read.epoch_ms > 0 && read.allowed_lateness_ms >= 0, "time moves forward");
  CHECK_THAT(!read.MaySend("", EventType::kClockAdvanced), "nobody sends system events");
  const enforcement::Policy& policy = *read.policy;
  for (const enforcement::Rule& rule : policy.rules()) {
    CHECK_THAT(rule.decided_by != enforcement::Tier::kMachine ||
                   (rule.duration_ms &&
                    *rule.duration_ms <= policy.jurisdiction().MachineMsMax(rule.measure)),
               "the machine's word ends when the law says");
    CHECK_THAT(rule.decided_by >= policy.jurisdiction().TierFor(rule.measure),
               "who decides is who the law says");
  }
  const enforcement::StoreFacts store;
  const enforcement::ListingFacts listing{.band = screening::Band::kRed};
  const auto outcome = policy.OnListing(listing, store);
  CHECK_THAT(!outcome.decides || policy.AllMatches(listing, store).test(*outcome.decides),
             "a rule that decides matches");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  ReadConfiguration(text);
  IsRead(configuration::ParseJurisdiction(text));
  constexpr std::array<std::string_view, 2> kMeasures = {"delist", "hold"};
  IsRead(configuration::ParseSinks(text, kMeasures));
  return 0;
}

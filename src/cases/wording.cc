// SPDX-License-Identifier: Apache-2.0
#include "cases/wording.h"

#include <algorithm>

#include <fmt/format.h>

#include "linkage/limits.h"

namespace assay::cases {

using enforcement::MeasureKind;
using enforcement::MeasureStatus;

std::string_view WordsOf(MeasureKind kind) {
  switch (kind) {
    case MeasureKind::kBlockPublish:
      return "keep the listing from appearing";
    case MeasureKind::kHold:
      return "hold the listing";
    case MeasureKind::kDelist:
      return "take the listing down";
    case MeasureKind::kFreezeStore:
      return "freeze the store";
    case MeasureKind::kCloseStore:
      return "close the store";
    case MeasureKind::kHoldFunds:
      return "hold the store's proceeds";
    case MeasureKind::kDenyEntry:
      return "refuse the store's opening";
  }
  return "";
}

std::string_view WordsOf(MeasureStatus status) {
  switch (status) {
    case MeasureStatus::kNone:
      return "nothing";
    case MeasureStatus::kRequested:
      return "asked of the marketplace";
    case MeasureStatus::kExecuted:
      return "done by the marketplace";
    case MeasureStatus::kFailed:
      return "the marketplace could not do it";
    case MeasureStatus::kConfirmed:
      return "confirmed by a person";
    case MeasureStatus::kLiftedByPerson:
      return "lifted by a person";
    case MeasureStatus::kLiftedByEdit:
      return "ended: the listing was changed";
    case MeasureStatus::kExpired:
      return "ended by itself";
    case MeasureStatus::kProposed:
      return "waits for a person";
    case MeasureStatus::kRejected:
      return "refused by a person";
    case MeasureStatus::kFirstApproval:
      return "approved once, waits for a second person";
  }
  return "";
}

std::string WordsOf(const linkage::SharedToken& token) {
  std::string kind(linkage::NameOf(token.kind));
  std::ranges::replace(kind, '_', ' ');
  if (const std::size_t dot = kind.find('.'); dot != std::string::npos) {
    kind = fmt::format("{} ({})", kind.substr(0, dot), kind.substr(dot + 1));
  }
  if (token.carriers > linkage::kCarriersMax) {
    return fmt::format("the same {}, carried by more than {} stores: proves nothing", kind,
                       linkage::kCarriersMax);
  }
  return fmt::format("the same {}, carried by {} stores{}", kind, token.carriers,
                     token.weight.micros == 0 ? ": follows from stronger evidence" : "");
}

std::string WordsOfTime(std::int64_t ms) {
  if (ms == 0) {
    return "never";
  }
  const std::string time = FormatRfc3339(Instant{ms});
  return time.substr(0, 10) + " " + time.substr(11, 5) + " UTC";
}

std::string WordsOfSpan(std::int64_t ms) {
  const std::int64_t hours = std::max<std::int64_t>(0, ms) / 3'600'000;
  return hours < 72 ? fmt::format("{} h", hours) : fmt::format("{} d", hours / 24);
}

std::string WordsOf(LogOdds weight) {
  const std::int64_t magnitude = weight.micros < 0 ? -weight.micros : weight.micros;
  const std::int64_t hundredths = (magnitude + 5'000) / 10'000;
  return fmt::format("{}{}.{:02}", weight.micros < 0 ? "-" : "+", hundredths / 100,
                     hundredths % 100);
}

}  // namespace assay::cases

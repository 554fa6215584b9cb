// SPDX-License-Identifier: Apache-2.0
// Labels for learning, from the log: what somebody independent found of goods, with the listing as it stood when they
// were ordered.
//
// Rules
//  1. A label has one of four origins:
//       audit      the order was drawn by chance, with a chance that is known, whoever examined it: chance chose, and
//                  not somebody with a mind about the listing;
//       test_buy   the examiner bought the goods; not where a competitor did;
//       examiner   a buyer's order examined on suspicion or complaint, by somebody without an interest;
//       judgment   a final judgment says so of the goods.
//     Where a second examiner agrees, the first one's interest does not matter.
//  2. Nothing else is a label. What Assay chose and what people said of its choice would teach it itself; who does not
//     answer or misses a deadline has not confessed; a complaint is a claim. All that is counted by its reason.
//  3. The unit is what one order holds of one listing, or a purchase of the examiner's own: a draw chooses orders, and one
//     of two listings may hold a copy and a genuine piece. A listing with several examined orders has several outcomes.
//     A word that names no listing is about the only one of the order in the log, else about the only one that another
//     word about the order names; where there are several it is no label (kListingNotFound).
//  4. A test buy told again is what its newest event says, and so is a judgment (the same case and claim) of goods that it
//     names again: by store, listing and order, or time of purchase. Of several pieces in one judgment one that is
//     counterfeit is enough. Of several words about one unit the last one that says something stands; the unit was drawn by
//     chance if it was for any of them, with the greatest of the chances.
//
// Threads: one caller. Cost: reads the log three times; memory in proportion to the outcomes.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/ids.h"
#include "core/listing.h"
#include "core/result.h"
#include "core/time.h"
#include "flows/history.h"

namespace assay::flows {

enum class OutcomeOrigin : std::uint8_t { kAudit, kTestBuy, kExaminer, kJudgment };
inline constexpr std::array<std::string_view, 4> kOutcomeOriginNames = {"audit", "test_buy",
                                                                        "examiner", "judgment"};
std::string_view NameOf(OutcomeOrigin origin);

// Why something that looks like a label is none.
enum class NoLabel : std::uint8_t {
  kDecision,       // A person's word on a measure that Assay asked for.
  kAppealDecided,  // An appeal upheld or reversed, also for a missed deadline.
  kNotice,         // A notifier's claim, answered or not.
  kComplaint,      // A buyer's or somebody else's claim: refund, dispute, report.
  kStoreShut,      // What was done, not what was found.
  kUndetermined,   // Nobody could say, or a second examiner disagrees.
  kInterested,     // The examiner has an interest, or it was not told that he has none.
  kUnknownChance,  // Drawn by chance, and nobody told with which.
  kNotFinal,       // A judgment that may still be appealed.
  kNamesNoGoods,   // A judgment that does not say which goods.
  kOrderNotFound,  // Neither the order nor the time of purchase is in the log.
  kListingNotFound,  // Not said which listing of several, or none of its texts from before the order is in the log.
};
inline constexpr std::size_t kNoLabelCount = 12;
std::string_view NameOf(NoLabel reason);  // "decision"

// Goods that were judged: of one order and one listing.
struct Outcome {
  Sequence event;  // That said it: `assay show event`.
  OutcomeOrigin origin = OutcomeOrigin::kAudit;
  bool is_counterfeit = false;
  double inclusion_probability = 1;  // Of the draw, in (0, 1]; 1 where the origin is none.
  std::string store;
  Instant ordered_at;
  Listing listing;                   // As it stood then.
  std::int64_t listing_version = 0;  // The marketplace's; 0 where it keeps none.

  double weight() const { return 1 / inclusion_probability; }
};

struct Outcomes {
  std::vector<Outcome> outcomes;  // In the order of their events.
  std::array<std::uint64_t, kNoLabelCount> no_labels{};
  std::uint64_t contradicted = 0;  // Those of whose goods another examiner said the opposite.

  std::uint64_t count(NoLabel reason) const { return no_labels[static_cast<std::size_t>(reason)]; }
};

struct OutcomeOptions {
  // Times of the words, not of the orders; without one, from the beginning or to the end.
  std::optional<Instant> since;  // Inclusive.
  std::optional<Instant> until;  // Exclusive.
  std::size_t workers = 1;
};

// `on_progress` gets the part of the work that is done, in [0, 1]. Errors: those of the history.
Result<Outcomes> CollectOutcomes(History& history, const OutcomeOptions& options,
                                 const std::function<void(double fraction)>& on_progress);

}  // namespace assay::flows

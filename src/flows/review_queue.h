// SPDX-License-Identifier: Apache-2.0
// The review queue: what waits for people, a store's case with its evidence, and their decisions, which are
// events on the people's channel and outrank the machine.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cases/case_file.h"
#include "cases/review_order.h"
#include "core/result.h"
#include "flows/ingest_events.h"
#include "flows/installation.h"
#include "flows/review_source.h"

namespace assay::flows {

// The first items of the queue that match, as of the log's clock. Cost: one pass over the open items.
Result<cases::QueuePage> LoadQueue(ReviewSource& source, const cases::QueueFilter& filter,
                                   Instant now, std::size_t items_max);

struct CaseParts {
  ReviewSource& source;
  // An event's line of the log.
  std::function<Result<std::string>(Sequence)> load_line;
  Instant now;  // The log's clock.
};

// `figures` are left empty. Nothing where the store is not known. Listings and measures beyond
// kCaseListingsMax and kCaseMeasuresMax are counted. Personal fields stay sealed: only a listing's own
// words are read from its line.
Result<std::optional<cases::CaseFile>> LoadCase(const CaseParts& parts, std::string_view store);

// From the store's state. Errors: those of the installation.
Result<cases::StoreFigures> LoadFigures(Installation& installation, const std::string& store);

// Which store a word of a person means: that of a measure of this name, else the word itself.
Result<std::string> StoreOf(ReviewSource& source, const std::string& measure_or_store);
// The open measure or store whose name is most like the word; nothing where none is.
Result<std::optional<std::string>> NearestName(ReviewSource& source, const std::string& word);

struct DecisionRequest {
  std::string measure;
  enforcement::Answer answer = enforcement::Answer::kApprove;
  std::string actor;   // Whose decision it is; never empty.
  std::string reason;  // May be empty.
};

enum class DecisionOutcome {
  kDone,
  kFirstOfTwo,      // Recorded; a second person has to agree.
  kNeedsAnother,    // Nothing changed: this person was the first of the two.
  kAlreadyDecided,  // Nothing changed: a person has decided.
  kEnded,           // Nothing changed: it ended by itself meanwhile.
  kUnknown,         // Nothing changed: there is no measure of that name.
};

struct DecisionResult {
  DecisionOutcome outcome = DecisionOutcome::kUnknown;
  std::optional<cases::MeasureFile> measure;  // As it stands afterwards; empty where unknown.
};

// Writes the decision into the log and says what became of it. The event's id is made of the request, so that
// the same command given twice decides once. Errors: kInvalidArgument "queue.no_actor"; those of
// CommitPeopleEvent.
Result<DecisionResult> Decide(const IngestParts& parts, ReviewSource& source,
                              const DecisionRequest& request);

// The event that a decision is, at the log's clock: the machine's time would move a log of the past to
// today.
std::string DecisionLine(const DecisionRequest& request, const std::string& store, Instant now);

}  // namespace assay::flows

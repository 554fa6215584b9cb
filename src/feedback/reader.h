// SPDX-License-Identifier: Apache-2.0
// Reads what people write: reviews (do they say that the goods are not genuine?) and messages (abuse, bait, the
// way off the marketplace). Pure: no clock, disk or chance.
//
// Both add up: written rules give the class and most of the weight, a linear model of hashed runs the rest. The
// review's model never sees the words that the rules read, so it cannot merely repeat them.
//
// Cost: linear in the text, about 0.1 us a byte. Threads: immutable once made.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "core/log_odds.h"
#include "core/result.h"
#include "feedback/reading.h"
#include "learning/linear_model.h"

namespace assay::feedback {

// Bytes of a text that are read; a finding says where one was cut.
inline constexpr std::size_t kTextBytesMax = 256 * 1024;

// The log-odds before a text is read. One review in 50 of the categories that complain most says so (980 of
// the shampoo reviews with a keyword, of which the sources hold tens of thousands); one message in 20 is spam on
// boards that are not moderated. Both are to be set where counts are known.
inline constexpr LogOdds kReviewPrior{-3'891'820};   // log(0.02 / 0.98)
inline constexpr LogOdds kMessagePrior{-2'944'439};  // log(0.05 / 0.95)

// What a text is read for.
enum class Purpose : std::uint8_t { kReview, kMessage };

struct ReaderSources {
  std::string phrases_tsv;   // data/lexicon/feedback.tsv
  std::string contact_tsv;   // data/lexicon/contact.tsv
  std::string review_model;  // learning/linear_model.h
  std::string message_model;
};

// The files compiled into the binary (data/lexicon, data/model).
const ReaderSources& EmbeddedReaderSources();

class Reader {
 public:
  // Errors: kInvalidArgument "feedback.bad_lexicon", naming file and line; kCorrupted "learning.bad_model";
  // kConflict "feedback.stale_model" where a model was trained for another way of reading.
  static Result<std::shared_ptr<const Reader>> Make(const ReaderSources& sources);
  ~Reader();
  Reader(const Reader&) = delete;
  Reader& operator=(const Reader&) = delete;

  Reading Read(Purpose purpose, std::string_view text, LogOdds prior) const;

  // The same with `model_says` in place of what its model says: what it would have read with another.
  Reading ReadWithModel(Purpose purpose, std::string_view text, LogOdds prior,
                        LogOdds model_says) const;

  // The views that the model of `purpose` is trained on, and what it must say of itself to be used here.
  std::vector<learning::TextView> ViewsOf(Purpose purpose, std::string_view text) const;
  learning::ModelHead HeadFor(Purpose purpose) const;

  struct Parts;

 private:
  explicit Reader(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
};

}  // namespace assay::feedback

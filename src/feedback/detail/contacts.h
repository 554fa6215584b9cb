// SPDX-License-Identifier: Apache-2.0
// Ways off the marketplace in a message: names of channels in any spelling of the lexicon, numbers and ids
// beside them, invitations, and the bait that goes with them.
#pragma once

#include <string_view>
#include <vector>

#include "contact/contact_reader.h"
#include "core/result.h"
#include "feedback/detail/phrases.h"
#include "feedback/reading.h"
#include "text/disguise_matcher.h"
#include "text/folding.h"
#include "text/term_matcher.h"

namespace assay::feedback::detail {

struct ContactReading {
  std::vector<Finding> findings;  // Each kind at most twice; spans of the source.
  bool leads_off = false;         // A way off, and not a channel that is merely named.
};

class ContactBook {
 public:
  // Errors: kInvalidArgument "feedback.bad_lexicon".
  static Result<ContactBook> Parse(std::string_view tsv);

  // `phrases` of the same folded text: bait and invitations.
  ContactReading Read(std::string_view source, const text::FoldedText& folded,
                      const PhraseReading& phrases) const;

 private:
  struct Term {
    std::string folded;
    std::string channel;
    bool is_strong = false;
  };
  void AddDisguised(std::string_view source, const text::FoldedText& folded,
                    contact::ContactReader& reader) const;

  std::vector<Term> terms_;
  text::TermMatcher matcher_;
  text::DisguiseMatcher disguises_{{}};
};

}  // namespace assay::feedback::detail

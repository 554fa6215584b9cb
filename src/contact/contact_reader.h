// SPDX-License-Identifier: Apache-2.0
// What the ways off the marketplace in one text say together: a channel's name, a number or account, an invitation.
//
//   ContactReader reader(source, folded);
//   for (each name of a channel that was found) reader.AddMention(...);
//   const ContactReading reading = reader.Finish();
//
// The sentences name the channel and never the number: findings are kept, shown and sent.
//
// Cost: linear in the text; at most kAccountSearchesMax places are searched for an account name.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "contact/number_reader.h"
#include "text/disguise_matcher.h"
#include "text/folding.h"

namespace assay::contact {

inline constexpr std::size_t kAccountSearchesMax = 64;

// The name of a channel ("微信", "whatsapp") or a word that leads to one ("私聊").
struct Mention {
  text::SourceSpan span;
  std::size_t folded_end = 0;
  std::string_view channel;
  bool is_strong = false;  // Speaks by itself; otherwise it has an honest meaning too.
  text::DisguiseSet how{};
};

struct ContactReading {
  std::optional<Mention> strong;  // The first of each.
  std::optional<Mention> weak;
  std::optional<Number> number;

  // A channel that is more than named: by a word that speaks for itself, or with an account beside it.
  const Mention* Channel() const { return strong ? &*strong : weak && number ? &*weak : nullptr; }
};

// "names a way off the marketplace (wechat)", with how it is disguised.
std::string Describe(const Mention& mention);
// "gives a telephone number of 11 digits, not written in plain digits".
std::string Describe(const Number& number);

class ContactReader {
 public:
  // Views into both, which must outlive it. `folded` is `source` folded.
  ContactReader(std::string_view source, const text::FoldedText& folded)
      : source_(source), folded_(folded) {}

  void AddMention(const Mention& mention);
  // "加我": an account may stand behind it.
  void AddInvitation(std::size_t folded_end) { LookForAccount(folded_end); }
  // Once, after all.
  ContactReading Finish();

 private:
  void LookForAccount(std::size_t folded_end);

  std::string_view source_;
  const text::FoldedText& folded_;
  ContactReading reading_;
  std::size_t searches_ = 0;
};

}  // namespace assay::contact

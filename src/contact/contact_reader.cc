// SPDX-License-Identifier: Apache-2.0
#include "contact/contact_reader.h"

#include <fmt/format.h>

namespace assay::contact {

std::string Describe(const Mention& mention) {
  std::string text = fmt::format("names a way off the marketplace ({}", mention.channel);
  if (mention.how.IsDisguised()) {
    text += fmt::format("; {}", text::Describe(mention.how));
  }
  return text + ")";
}

std::string Describe(const Number& number) {
  const std::string_view how = number.is_disguised ? ", not in plain digits" : "";
  return number.kind == NumberKind::kPhone
             ? fmt::format("gives a telephone number of {} digits{}", number.digits, how)
             : fmt::format("gives an account name or number{}", how);
}

void ContactReader::AddMention(const Mention& mention) {
  std::optional<Mention>& place = mention.is_strong ? reading_.strong : reading_.weak;
  if (!place) {
    place = mention;
  }
  LookForAccount(mention.folded_end);
}

void ContactReader::LookForAccount(std::size_t folded_end) {
  if (!reading_.number && searches_ < kAccountSearchesMax) {
    ++searches_;
    reading_.number = FindAccount(source_, folded_, folded_end);
  }
}

ContactReading ContactReader::Finish() {
  // A telephone number speaks more clearly than what stands beside a channel.
  if (auto phone = FindPhone(source_)) {
    reading_.number = phone;
  }
  return reading_;
}

}  // namespace assay::contact

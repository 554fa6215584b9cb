// SPDX-License-Identifier: Apache-2.0
#include "text/disguise_matcher.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "core/check.h"
#include "text/detail/decoys.h"
#include "text/detail/searches.h"

namespace assay::text {

struct DisguiseMatcher::Tables : detail::NameTables {};

std::string Describe(DisguiseSet how) {
  static constexpr std::pair<Disguise, std::string_view> kWords[] = {
      {Disguise::kHidden, "characters that are not seen within"},
      {Disguise::kSpacing, "signs or spaces within"},
      {Disguise::kLookAlike, "letters of other alphabets"},
      {Disguise::kDigits, "digits or signs for letters"},
      {Disguise::kRepeated, "letters doubled or left out"},
      {Disguise::kSwapped, "letters that look alike"},
      {Disguise::kSound, "characters of the same sound"},
      {Disguise::kPinyin, "pinyin for characters"},
      {Disguise::kPicture, "pictures or digits for characters"},
      {Disguise::kShape, "characters of like shape"},
      {Disguise::kParts, "a character taken apart"},
      {Disguise::kMask, "a sign in place of a character"},
      {Disguise::kTraditional, "traditional characters"},
      {Disguise::kPunctuation, "words joined or parted"},
      {Disguise::kMisspelt, "a letter changed, left out, added or moved"},
      {Disguise::kReversed, "letters in reverse"},
      {Disguise::kTurned, "upside down"},
      {Disguise::kMixed, "one half in each script"},
      {Disguise::kDecoy, "something else put inside"},
  };
  std::string text;
  for (const auto& [disguise, words] : kWords) {
    if (how.Has(disguise)) {
      text += text.empty() ? "" : ", ";
      text += words;
    }
  }
  return text;
}

bool DisguisedName::IsWordInDisguise() const {
  if (!how.IsDeliberate() || how.Has(Disguise::kReversed) || how.Has(Disguise::kMisspelt)) {
    return false;
  }
  if (plain == size && !how.Has(Disguise::kParts)) {
    return true;
  }
  const bool is_replaced = how.Has(Disguise::kSound) || how.Has(Disguise::kShape) ||
                           how.Has(Disguise::kParts) || how.Has(Disguise::kMask);
  return !is_replaced && (size <= 3 ? plain + 1 == size : 3 * plain >= 2 * size);
}

DisguiseMatcher::DisguiseMatcher(std::span<const std::string> names,
                                 std::span<const std::uint32_t> groups) {
  CHECK_THAT(groups.empty() || groups.size() == names.size(), "each name has its group");
  auto tables = std::make_unique<Tables>();
  for (std::size_t i = 0; i < names.size(); ++i) {
    tables->Add(static_cast<std::uint32_t>(i), names[i]);
  }
  tables->AddMixed(groups);
  tables->Build();
  tables_ = std::move(tables);
}

DisguiseMatcher::~DisguiseMatcher() = default;
DisguiseMatcher::DisguiseMatcher(DisguiseMatcher&&) noexcept = default;
DisguiseMatcher& DisguiseMatcher::operator=(DisguiseMatcher&&) noexcept = default;

void DisguiseMatcher::FindAroundDecoys(std::string_view source,
                                       std::vector<DisguisedName>& found) const {
  thread_local detail::ReducedText reduced;
  if (!detail::WithoutDecoys(source, reduced)) {
    return;
  }
  thread_local detail::TextUnits text;
  std::vector<DisguisedName> inner;
  detail::ReadUnits(reduced.bytes, text);
  detail::SearchLatin(*tables_, text, Effort::kDisguises, inner);
  if (!text.units.empty()) {
    detail::SearchHan(*tables_, text, inner);
  }
  for (DisguisedName& name : inner) {
    // A mark that is not seen stands where something was left out. All else of the name must be plain.
    if (!name.how.Has(Disguise::kHidden)) {
      continue;
    }
    name.how.Remove(Disguise::kHidden);
    if (name.how.IsDisguised()) {
      continue;
    }
    name.how.Add(Disguise::kDecoy);
    name.begin = reduced.origins[name.begin];
    name.end = reduced.origins[name.end - 1] + 1;
    found.push_back(name);
  }
}

void DisguiseMatcher::Find(std::string_view source, Effort effort,
                           std::vector<DisguisedName>& found) const {
  CHECK_THAT(source.size() < UINT32_MAX, "offsets into the source are 32 bits");
  const std::size_t before = found.size();
  thread_local detail::TextUnits text;
  detail::ReadUnits(source, text);
  detail::SearchLatin(*tables_, text, effort, found);
  if (!text.units.empty()) {
    detail::SearchHan(*tables_, text, found);
    detail::SearchMixed(*tables_, text, found);
  }
  if (effort == Effort::kMisspellingsToo) {
    FindAroundDecoys(source, found);
  }
  const auto first = found.begin() + static_cast<std::ptrdiff_t>(before);
  const auto place = [](const DisguisedName& name) {
    return std::tuple(name.begin, name.name, name.is_weak, name.end);
  };
  std::sort(first, found.end(),
            [&](const DisguisedName& a, const DisguisedName& b) { return place(a) < place(b); });
  found.erase(std::unique(first, found.end(),
                          [](const DisguisedName& a, const DisguisedName& b) {
                            return a.begin == b.begin && a.name == b.name;
                          }),
              found.end());
  if (found.size() - before > kDisguisesMax) {
    found.resize(before + kDisguisesMax);
  }
}

}  // namespace assay::text

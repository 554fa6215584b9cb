// SPDX-License-Identifier: Apache-2.0
#include "text/look_alikes.h"

#include <algorithm>
#include <cstddef>
#include <iterator>

namespace assay::text {
namespace {

struct LookAlike {
  char32_t code_point;
  std::string_view letters;
};

#include "look_alike_table.inc"

// Turned letters, and letters of scripts that UTS 39 keeps apart and people write Latin words with for their shape.
constexpr LookAlike kByShape[] = {
    {U'ƃ', "g"}, {U'ǝ', "e"}, {U'ɐ', "a"}, {U'ɔ', "c"}, {U'ɟ', "f"}, {U'ɥ', "h"}, {U'ɯ', "m"},
    {U'ɹ', "r"}, {U'ʇ', "t"}, {U'ʌ', "v"}, {U'ʎ', "y"}, {U'ʞ', "k"}, {U'Ս', "u"}, {U'Տ', "s"},
    {U'Ք', "p"}, {U'ձ', "a"}, {U'ո', "n"}, {U'ս', "u"}, {U'ց', "g"}, {U'ᐯ', "v"}, {U'ᑌ', "u"},
    {U'ᑎ', "n"}, {U'ᑕ', "c"}, {U'ᑫ', "q"}, {U'ᑭ', "p"}, {U'ᒍ', "j"}, {U'ᒪ', "l"}, {U'ᓰ', "i"},
    {U'ᔕ', "s"}, {U'ᔭ', "y"}, {U'ᕮ', "e"}, {U'ᕼ', "h"}, {U'ᖇ', "r"}, {U'ᖴ', "f"}, {U'ᖻ', "y"},
    {U'ᗩ', "a"}, {U'ᗪ', "d"}, {U'ᗯ', "w"}, {U'ᗰ', "m"}, {U'ᗴ', "e"}, {U'ᗷ', "b"}, {U'ᘔ', "z"},
    {U'ᘜ', "g"}, {U'᙭', "x"}, {U'ᛕ', "k"}, {U'ᝪ', "o"}, {U'ⲁ', "a"}, {U'ⲃ', "b"}, {U'ⲅ', "g"},
    {U'ⲉ', "e"}, {U'ⲏ', "h"}, {U'ⲓ', "i"}, {U'ⲕ', "k"}, {U'ⲗ', "l"}, {U'ⲙ', "m"}, {U'ⲛ', "n"},
    {U'ⲟ', "o"}, {U'ⲡ', "p"}, {U'ⲣ', "r"}, {U'ⲥ', "s"}, {U'ⲧ', "t"}, {U'ⲩ', "u"}, {U'ⲭ', "x"},
};
static_assert(std::ranges::is_sorted(kByShape, {}, &LookAlike::code_point));

template <std::size_t size>
std::string_view FindIn(const LookAlike (&table)[size], char32_t code_point) {
  const auto* const found = std::ranges::lower_bound(table, code_point, {}, &LookAlike::code_point);
  return found != std::end(table) && found->code_point == code_point ? found->letters
                                                                     : std::string_view();
}

}  // namespace

std::string_view LookAlikeOf(char32_t code_point) {
  const std::string_view by_shape = FindIn(kByShape, code_point);
  return by_shape.empty() ? FindIn(kLookAlikes, code_point) : by_shape;
}

}  // namespace assay::text

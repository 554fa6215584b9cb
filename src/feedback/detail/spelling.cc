// SPDX-License-Identifier: Apache-2.0
#include "feedback/detail/spelling.h"

#include "text/han.h"
#include "text/utf8.h"

namespace assay::feedback::detail {
namespace {

// Before it no character has another form: ASCII and most other scripts pass at once.
constexpr char32_t kFirstHan = 0x3400;

}  // namespace

text::FoldedText Spell(std::string_view source) {
  const text::FoldedText folded = text::Fold(source);
  text::FoldedText spelled;
  spelled.bytes.reserve(folded.bytes.size());
  spelled.origins.reserve(folded.origins.size());
  for (std::size_t at = 0; at < folded.bytes.size();) {
    const text::CodePoint point = text::DecodeAt(folded.bytes, at);
    const char32_t simplified =
        point.value < kFirstHan ? point.value : text::SimplifiedOf(point.value);
    if (simplified == point.value) {
      spelled.bytes.append(folded.bytes, at, point.length);
    } else {
      text::AppendUtf8(spelled.bytes, simplified);
    }
    spelled.origins.resize(spelled.bytes.size(), folded.origins[at]);
    at += point.length;
  }
  return spelled;
}

std::string SpellTerm(std::string_view term) {
  return Spell(term).bytes;
}

}  // namespace assay::feedback::detail

// SPDX-License-Identifier: Apache-2.0
#include "learning/text_view.h"

#include "text/utf8.h"

namespace assay::learning {

TextView ViewOf(const text::FoldedText& folded) {
  TextView view;
  view.units.reserve(folded.bytes.size() / 2);
  view.origins.reserve(folded.bytes.size() / 2);
  for (std::size_t at = 0; at < folded.bytes.size();) {
    const text::CodePoint point = text::DecodeAt(folded.bytes, at);
    if (point.value >= U' ') {
      view.Append(point.value, folded.origins[at]);
    }
    at += point.length;
  }
  return view;
}

}  // namespace assay::learning

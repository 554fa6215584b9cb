// SPDX-License-Identifier: Apache-2.0
// Folding: one form for all the ways of writing the same words, with the way back to the seller's
// bytes.
//
// The folded view applies, code point by code point, Unicode's NFKC_Casefold (full width to half
// width, circled to plain, capitals to small letters; default-ignorable characters such as
// zero-width joiners vanish), then takes accents off letters, drops combining accents (U+0300 to
// U+036F), and turns each run of white space into one space. The table is generated at build from
// the Unicode Character Database.
//
// Invariants
//  1. Folding is idempotent, and folded text is valid UTF-8 whatever the input (bad bytes give
//  U+FFFD).
//  2. `origins` has one entry for each folded byte: the offset of the source code point it came
//  from.
//     Entries never fall and are always on a code-point border of the source.
//
// Marks beyond U+036F (such as the Japanese U+3099) are not composed with their base: "per code
// point" is what makes folding linear and its offsets exact.
//
// Views that read more (look-alikes, digits for letters, pinyin) are further functions that return
// the same FoldedText, so that whatever searches one view searches all.
//
// Cost: linear, about 2 ns a byte of ASCII, 5 ns of Chinese. Threads: pure.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace assay::text {

// Where a piece of folded text stands in the source, in bytes, end exclusive.
struct SourceSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  friend auto operator<=>(const SourceSpan&, const SourceSpan&) = default;
};

struct FoldedText {
  std::string bytes;
  std::vector<std::uint32_t> origins;

  // The source bytes of the folded bytes [begin, end), which must not be empty. `source` is the
  // text that was folded.
  SourceSpan SourceOf(std::string_view source, std::size_t begin, std::size_t end) const;
};

// Offsets are 32 bits: sources of 4 GiB and more must not come here (screening cuts fields far
// below).
FoldedText Fold(std::string_view source);
// The same without offsets, for terms of a lexicon.
std::string FoldTerm(std::string_view term);

}  // namespace assay::text

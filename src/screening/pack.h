// SPDX-License-Identifier: Apache-2.0
// A rights owner's own additions to the lexicon: one TOML file, written at the brand, named in the configuration
// (docs/formats/lexicon-pack.md).
//
// Invariants of a lexicon with packs
//  1. What a pack adds concerns its own brands. Its words count only where a listing claims one of them, its other
//     meanings take back only what it brought itself, and its names hide no name of another brand: a brand that a
//     title or brand field claims without the pack, it claims with the pack.
//  2. A pack with an error is not loaded, in whole. A warning is told and changes nothing.
//  3. The order of packs changes no verdict.
//
// Errors name the file, line and column, and those of the other side of a conflict.
// Threads: pure. Cost: about 2 us a surface to read and check.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "core/money.h"
#include "core/result.h"

namespace assay::screening {

// Maxima of one pack; a marketplace's whole catalogue of brands fits.
inline constexpr std::size_t kPackBytesMax = std::size_t{64} << 20U;
inline constexpr std::size_t kPackWordsMax = 2'000'000;
inline constexpr std::size_t kPackWordBytesMax = 100;

// A file of a pack as it was read. `file` is what messages call it.
struct PackSource {
  std::string file;
  std::string text;
};

struct PackPlace {
  std::uint32_t line = 0;  // From 1, in code points as editors count.
  std::uint32_t column = 0;
};

struct PackWord {
  std::string text;  // Without its "?".
  bool is_weak = false;
  PackPlace at;
};

// One model line: the words that name it, and what it costs in the owner's own shops.
struct PackLine {
  std::vector<PackWord> words;
  std::vector<std::pair<Money, PackPlace>> list_prices;  // One a currency, above zero.
};

// How-to-tell words: what sellers of copies of this brand write.
struct PackLingo {
  std::vector<PackWord> words;
  std::string lingo_class;  // As in data/lexicon/lingo.tsv.
  bool is_strong = false;
  PackPlace class_at;
};

struct PackBrand {
  PackWord name;
  std::string owner;
  std::array<std::vector<PackWord>, 4> surfaces;  // Names, aliases, nicknames, disguises.
  std::vector<PackWord> other_meanings;
  std::vector<PackWord> sectors;
  std::vector<PackLine> lines;
  std::vector<PackLingo> lingo;
};

struct Pack {
  std::string file;
  std::string name;  // Small letters, digits, "-" and ".".
  std::string version;
  std::string owner;
  std::string date;  // YYYY-MM-DD.
  PackPlace name_at;
  std::vector<PackBrand> brands;
};

// The keys of the four lists, in the order of PackBrand::surfaces.
inline constexpr std::array<std::string_view, 4> kSurfaceKeys = {"names", "aliases", "nicknames",
                                                                 "disguises"};

// Errors: kInvalidArgument "screening.bad_pack" with file, line and column; kLimitExceeded
// "screening.pack_too_large".
Result<Pack> ParsePack(const PackSource& source);

struct PackProblem {
  bool is_error = false;  // Else a warning.
  std::string file;
  PackPlace at;
  std::string what;  // A sentence; names the other side of a conflict with its place.
};
// "FILE line L, column C: ...".
std::string Describe(const PackProblem& problem);

}  // namespace assay::screening

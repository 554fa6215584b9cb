// SPDX-License-Identifier: Apache-2.0
// One pass over the fields of a listing: the folded texts and every term of the lexicon that stands
// in them as a word of its own.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "screening/detail/parts.h"
#include "screening/verdict.h"
#include "text/folding.h"

namespace assay::screening::detail {

inline constexpr std::size_t kFieldCount = 4;

struct FieldText {
  std::string_view source;  // As far as it is read (limits.h).
  text::FoldedText folded;
};

struct Hit {
  const Term* term = nullptr;
  Field field = Field::kTitle;
  std::uint32_t begin = 0;  // In the folded text.
  std::uint32_t end = 0;
  bool is_weak = false;  // The term or its disguise has other meanings: it needs a partner.
  text::DisguiseSet how{};
  bool is_negated = false;  // A word of the trade or a contact that words beside it take back.

  Via via() const { return how.IsDisguised() ? Via::kDisguise : term->via; }

  bool Contains(const Hit& other) const {
    return field == other.field && begin <= other.begin && other.end <= end;
  }
};

// Whether a name may keep another from being read at its place, or from being claimed: a pack's names do so with those of
// their own brand alone.
inline bool MayHide(const Term& hiding, const Term& hidden) {
  return !hiding.is_of_pack() || (hidden.is_of_pack() && hidden.owner == hiding.owner);
}
// Whether words of another meaning may take a term back: a pack's only what it brought itself, of the same brand.
inline bool MayTakeBack(const Term& taking, const Term& taken) {
  return !taking.is_of_pack() ||
         (taken.origin.file == taking.origin.file && taken.owner == taking.owner);
}

struct Reading {
  std::array<FieldText, kFieldCount> fields;  // By Field.
  std::vector<Hit> brands;                    // By field, then begin; contained ones are left out.
  std::vector<Hit> words;                     // All others, by field, then end.
  bool was_cut = false;

  const FieldText& of(Field field) const { return fields[static_cast<std::size_t>(field)]; }
  bool Has(TermRole role) const;
  const Hit* First(TermRole role) const;
  Span SpanOf(const Hit& hit) const;
  std::string_view SurfaceOf(const Hit& hit) const;
};

// The reading views into `listing` and `parts`.
Reading ReadFields(const Model::Parts& parts, const Listing& listing);

// The item rows (price table) that title and category name, else those of the description.
std::vector<std::uint32_t> ItemsOf(const Reading& reading);

struct Claims {
  std::vector<BrandClaim> brands;
  std::vector<std::uint32_t> brand_rows;  // Beside `brands`.
  std::vector<Via> vias;
  std::vector<text::DisguiseSet> disguises;
  std::vector<std::optional<Via>> own_vias;  // Beside `brands`: by which of our terms, if any.
  const Hit* target = nullptr;  // A brand that the goods fit, are made for, or are serviced for.
  // Brands that the title lists for searches to find; none of them is claimed.
  std::size_t listed = 0;
  std::optional<Span> list;  // From the first to the last of them.
};

Claims FindClaims(const Model::Parts& parts, const Reading& reading,
                  const std::vector<std::uint32_t>& items);

// The goods of a brand that a listing offers, as far as their price needs to know.
struct PricedGoods {
  PriceSubject subject;
  bool is_of_sectors = false;  // The item is of the sectors the brand is known for.
};
PricedGoods PricedGoodsOf(const Model::Parts& parts, const Reading& reading,
                          std::uint32_t brand_row, PriceCondition condition);

PriceCondition PriceConditionOf(const Reading& reading, Condition condition);

}  // namespace assay::screening::detail

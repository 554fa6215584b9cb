// SPDX-License-Identifier: Apache-2.0
// Which brands a listing claims for its own goods, and which it merely names.
#include <algorithm>

#include "screening/detail/reading.h"
#include "screening/limits.h"

namespace assay::screening::detail {
namespace {

// "适用于 ... 耐克": how far the cue may stand before the brand, in folded bytes. Two or three
// words.
constexpr std::size_t kCueReachBytes = 30;

// A sentence ends between the cue and the brand.
bool HasStop(std::string_view between) {
  return between.find_first_of(".!?;|") != std::string_view::npos ||
         between.find("。") != std::string_view::npos ||
         between.find("，") != std::string_view::npos;
}

class TargetTest {
 public:
  TargetTest(const Model::Parts& parts, const Reading& reading)
      : parts_(parts),
        reading_(reading),
        has_accessory_(HasInTitle(TermRole::kAccessory)),
        has_insert_(HasInTitle(TermRole::kInsert)),
        has_service_(HasInTitle(TermRole::kService)) {}

  // Whether the brand at `hit` is what the goods fit or are serviced for. `previous` is the brand
  // hit before it in the same field if that one is a target: "for Apple / Samsung" binds both.
  bool IsTarget(const Hit& hit, const Hit* previous) const {
    const Brand& brand = parts_.brands[hit.term->owner];
    if (has_insert_ || has_service_ || (has_accessory_ && brand.has_accessories)) {
      return true;
    }
    const std::string_view text = reading_.of(hit.field).folded.bytes;
    if (previous != nullptr && MayHide(*previous->term, *hit.term) &&
        hit.begin - previous->end <= 12 && previous->end <= hit.begin &&
        !HasStop(text.substr(previous->end, hit.begin - previous->end))) {
      return true;
    }
    return std::any_of(reading_.words.begin(), reading_.words.end(), [&](const Hit& cue) {
      if (cue.field != hit.field) {
        return false;
      }
      if (cue.term->role == TermRole::kCompatibleBefore && cue.end <= hit.begin) {
        const std::size_t reach = cue.term->is_bare_preposition ? 1 : kCueReachBytes;
        const std::size_t gap = hit.begin - cue.end;
        return gap <= reach && !HasStop(text.substr(cue.end, gap));
      }
      return cue.term->role == TermRole::kCompatibleAfter && cue.begin >= hit.end &&
             cue.begin - hit.end <= 1;
    });
  }

 private:
  bool HasInTitle(TermRole role) const {
    return std::any_of(reading_.words.begin(), reading_.words.end(), [role](const Hit& word) {
      return word.term->role == role && word.field == Field::kTitle;
    });
  }

  const Model::Parts& parts_;
  const Reading& reading_;
  bool has_accessory_;
  bool has_insert_;
  bool has_service_;
};

bool FillsBrandField(const Reading& reading, const Hit& hit) {
  return hit.field == Field::kBrand &&
         hit.end - hit.begin == reading.of(Field::kBrand).folded.bytes.size();
}

// A surface with other meanings counts beside a product word of the brand's sectors or beside
// another surface of the same brand that has none: where `is_own`, one of our lexicon.
bool HasPartner(const Model::Parts& parts, const Reading& reading,
                const std::vector<std::uint32_t>& items, const Hit& hit, bool is_own) {
  if (FillsBrandField(reading, hit)) {
    return true;
  }
  return std::any_of(items.begin(), items.end(),
                     [&](std::uint32_t item) { return parts.Fits(item, hit.term->owner); }) ||
         std::any_of(reading.brands.begin(), reading.brands.end(), [&](const Hit& other) {
           return other.term->owner == hit.term->owner && !other.is_weak &&
                  !(is_own && other.term->is_of_pack());
         });
}

// Whether the brand would be claimed by this without packs.
bool IsOwnClaim(const Model::Parts& parts, const Reading& reading,
                const std::vector<std::uint32_t>& items, const Hit& hit) {
  return !hit.term->is_of_pack() && (!hit.is_weak || HasPartner(parts, reading, items, hit, true));
}

// Whether the title, whose claims these are, lists brands for a search to find: goods have one brand, seldom two or
// three. Of 24,451 titles of genuine offers and replicas in seven files (docs/quality.md) none names more than three. What is disguised is not meant to be found, and who writes words of the trade sells what he lists.
// Asked of our own lexicon alone: a pack neither makes a list nor keeps one from being one.
bool IsList(const Reading& reading, const Claims& claims) {
  constexpr std::ptrdiff_t kBrandsMin = 4;
  return std::ranges::count_if(claims.own_vias, [](const auto& via) { return via.has_value(); }) >=
             kBrandsMin &&
         std::ranges::find(claims.own_vias, Via::kDisguise) == claims.own_vias.end() &&
         std::ranges::none_of(reading.words, [](const Hit& word) {
           return (word.term->role == TermRole::kLingo || word.term->role == TermRole::kContact) &&
                  !word.term->is_of_pack();
         });
}

std::string_view NameOf(Via via) {
  switch (via) {
    case Via::kName:
      return "name";
    case Via::kAlias:
      return "alias";
    case Via::kNickname:
      return "nickname";
    case Via::kDisguise:
      return "disguise";
  }
  return "name";
}

void AddClaim(const Model::Parts& parts, const Reading& reading, const Hit& hit, bool is_own,
              Claims& claims) {
  const std::optional<Via> own_via = is_own ? std::optional(hit.via()) : std::nullopt;
  const auto known = std::find(claims.brand_rows.begin(), claims.brand_rows.end(), hit.term->owner);
  if (known != claims.brand_rows.end()) {
    std::optional<Via>& via =
        claims.own_vias[static_cast<std::size_t>(known - claims.brand_rows.begin())];
    via = via ? via : own_via;
    return;
  }
  if (claims.brands.size() >= kBrandClaimsMax) {
    return;
  }
  claims.brand_rows.push_back(hit.term->owner);
  claims.own_vias.push_back(own_via);
  claims.disguises.push_back(hit.how);
  claims.vias.push_back(hit.via());
  claims.brands.push_back(
      {parts.brands[hit.term->owner].name, std::string(reading.SurfaceOf(hit)), reading.SpanOf(hit),
       std::string(hit.field == Field::kBrand ? "brand_field" : NameOf(hit.via()))});
}

}  // namespace

Claims FindClaims(const Model::Parts& parts, const Reading& reading,
                  const std::vector<std::uint32_t>& items) {
  const TargetTest targets(parts, reading);
  Claims claims;
  // Title first, then the brand field, then, only where those claim nothing, the description: a
  // description names other brands for many honest reasons.
  for (const Field field : {Field::kTitle, Field::kBrand, Field::kDescription}) {
    if (field == Field::kDescription &&
        (!claims.brands.empty() || claims.target != nullptr || claims.listed > 0)) {
      break;
    }
    const Hit* previous_target = nullptr;
    for (const Hit& hit : reading.brands) {
      if (hit.field != field || (hit.is_weak && !HasPartner(parts, reading, items, hit, false))) {
        continue;
      }
      if (targets.IsTarget(hit, previous_target)) {
        if (previous_target == nullptr || MayHide(*hit.term, *previous_target->term)) {
          previous_target = &hit;
        }
        claims.target = claims.target == nullptr ? &hit : claims.target;
        continue;
      }
      const bool title_says_target = field == Field::kBrand && claims.target != nullptr &&
                                     claims.target->term->owner == hit.term->owner;
      if (!title_says_target) {
        AddClaim(parts, reading, hit, IsOwnClaim(parts, reading, items, hit), claims);
      }
    }
    if (field == Field::kTitle && IsList(reading, claims)) {
      Claims list;
      list.target = claims.target;
      list.listed = claims.brands.size();
      list.list = claims.brands.front().span;
      list.list->end = claims.brands.back().span.end;
      claims = std::move(list);
    }
  }
  return claims;
}

}  // namespace assay::screening::detail

// SPDX-License-Identifier: Apache-2.0
// Any bytes as a pack: an answer with a place in the file, or a pack whose conflicts have places, and a model that
// reads the pack's own words without harm.
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "core/check.h"
#include "screening/screen.h"
#include "text/utf8.h"

namespace {

using namespace assay;
using namespace assay::screening;

void ReadItsWords(const Model& model, const Pack& pack) {
  Listing listing;
  for (const PackBrand& brand : pack.brands) {
    for (const auto& list : brand.surfaces) {
      for (const PackWord& word : list) {
        listing.title += word.text + " ";
        listing.description += word.text;
      }
    }
  }
  const ContentSignals signals = ReadContent(model, listing);
  const Verdict verdict =
      Judge(model, listing, signals, {.prior = kDefaultPrior, .authorised_brands = {}});
  CHECK_THAT(verdict.score >= 0 && verdict.score <= 100, "a score is a score");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const PackSource source{"fuzz.toml", std::string(reinterpret_cast<const char*>(data), size)};
  const auto pack = ParsePack(source);
  if (!pack) {
    CHECK_THAT(pack.error().message.starts_with("fuzz.toml "), "an error names its file");
    return 0;
  }
  CHECK_THAT(!pack->brands.empty() && !pack->name.empty(), "a pack has a name and a brand");
  ModelSources sources = EmbeddedModelSources();
  sources.packs = {source};
  const auto problems = CheckPacks(sources);
  CHECK_THAT(problems.has_value(), "a pack that parses can be checked");
  bool has_error = false;
  for (const PackProblem& problem : *problems) {
    CHECK_THAT(problem.file == source.file && problem.at.line > 0 && problem.at.column > 0,
               "a problem has a place in the pack");
    CHECK_THAT(text::IsValidUtf8(problem.what), "a problem can be shown");
    has_error = has_error || problem.is_error;
  }
  const auto model = Model::Make(sources);
  CHECK_THAT(model.has_value() == !has_error, "a pack without errors is loaded, others are not");
  if (model) {
    ReadItsWords(**model, *pack);
  }
  return 0;
}

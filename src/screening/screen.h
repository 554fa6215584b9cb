// SPDX-License-Identifier: Apache-2.0
// Screening of one listing: pure, no clock, disk or randomness, safe to call from any thread.
//
// It works in two steps, because the first is costly and depends on the words alone, so that it
// runs in parallel before any state is known:
//   ContentSignals signals = ReadContent(model, listing);
//   Verdict verdict = Judge(model, listing, signals, {.prior = ..., .authorised_brands = ...});
//
// Cost: ReadContent is linear in the bytes of the listing (about 10 ns a byte); Judge is linear in
// the number of findings.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/listing.h"
#include "core/log_odds.h"
#include "core/result.h"
#include "screening/pack.h"
#include "screening/store_context.h"
#include "screening/verdict.h"

namespace assay::screening {

// The contents of the files a model is made of; each is named by its SHA-256 in the configuration.
struct ModelSources {
  std::string brands_tsv;
  std::string lingo_tsv;
  std::string contact_tsv;
  std::string safe_context_tsv;
  std::string prices_tsv;   // Genuine and known-fake price bands.
  std::string weights_tsv;  // Weight per finding kind, score table.
  // Of titles (wording.h), a file of learning/linear_model.h; empty: wording says nothing.
  std::string listing_model;
  std::vector<PackSource> packs = {};
};

// The files compiled into the binary (data/lexicon, data/model).
const ModelSources& EmbeddedModelSources();

struct ContentSignals;
class PriceTable;

// Every conflict of the packs with the lexicon, with each other and with ordinary words, by pack and place. Errors:
// those of ParsePack and of the model's own files.
Result<std::vector<PackProblem>> CheckPacks(const ModelSources& sources);

// Matchers, weights, price bands and score table, ready to use. Immutable.
class Model {
 public:
  // Errors: kInvalidArgument "screening.bad_model_file", naming file and line; those of ParsePack, and
  // "screening.bad_pack" for the first error that CheckPacks finds; kCorrupted "learning.bad_model" and kConflict
  // "screening.stale_model" of the listing model.
  static Result<std::shared_ptr<const Model>> Make(const ModelSources& sources);
  ~Model();
  Model(const Model&) = delete;
  Model& operator=(const Model&) = delete;

  struct Parts;
  const Parts& parts() const { return *parts_; }
  const PriceTable& prices() const;
  // Of the sources and of the reading code: texts read under equal fingerprints say the same.
  std::uint64_t fingerprint() const { return fingerprint_; }
  std::int32_t ScoreOf(LogOdds log_odds) const;
  // What every text says that names no brand and holds no word we know.
  const ContentSignals& silence() const { return *silence_; }

 private:
  explicit Model(std::unique_ptr<Parts> parts);
  std::unique_ptr<Parts> parts_;
  std::uint64_t fingerprint_ = 0;
  std::unique_ptr<const ContentSignals> silence_;
};

// What the words of a listing say, before price and context.
struct ContentSignals {
  std::vector<Finding> findings;  // Weights already set; no "prior".
  std::vector<BrandClaim> brands;
  std::int32_t price_row = -1;  // Of the price table that applies, -1 for none.
  bool second_hand = false;
  // Equal for two texts exactly when findings and brands are equal (up to a 64-bit hash).
  std::uint64_t fingerprint = 0;
};

// Whether a text says no more than Model::silence: most listings of a marketplace do not.
bool IsSilent(const Model& model, const ContentSignals& signals);

ContentSignals ReadContent(const Model& model, const Listing& listing);

struct Context {
  LogOdds prior;  // Of any listing here being a counterfeit offer; default log(0.01 / 0.99).
  // Brands whose owner authorised this store, at this time and place. From records, never from
  // text.
  std::span<const std::string> authorised_brands;
  // Null where nothing is known of the store. Says something only of a listing that claims a brand or
  // holds a word of the trade: what a store did elsewhere says nothing of a plain kettle.
  const StoreContext* store = nullptr;
};

inline constexpr LogOdds kDefaultPrior{-4'595'120};

Verdict Judge(const Model& model, const Listing& listing, const ContentSignals& signals,
              const Context& context);

}  // namespace assay::screening

// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>

#include <fmt/format.h>

#include "screening/detail/parts.h"
#include "screening/detail/store_findings.h"
#include "screening/screen.h"

namespace assay::screening {
namespace {

using detail::Kind;

// A price below two dollars for goods that cost twenty times that is a placeholder ("1 yuan, ask
// for the price"), which honest second-hand sellers write as well.
constexpr MilliUsd kPlaceholderBelow{2'000};
constexpr std::int64_t kPlaceholderDivisor = 20;

constexpr std::array<Kind, kPriceStepCount + 1> kKindOfStep = {
    Kind::kPriceUsual,       Kind::kPriceSaysLittle,  Kind::kPriceBelowGenuine,
    Kind::kPriceLikeFakes3,  Kind::kPriceLikeFakes10, Kind::kPriceLikeFakes30,
    Kind::kPriceLikeFakes100};

struct PriceReading {
  Kind kind = Kind::kPriceUsual;
  std::string text;
};

std::string Describe(const Money& money) {
  return fmt::format("{} {}", FormatDecimal(money), money.currency.code());
}

// "Gucci bags", "Louis Vuitton Neverfull", "Gucci", "shoes of several brands".
std::string GoodsOf(const PriceSubject& subject) {
  if (subject.brand == "*") {
    return subject.item + " of several brands";
  }
  if (!subject.line.empty()) {
    return subject.brand + " " + subject.line;
  }
  return subject.item == "*" ? subject.brand + ", kind of goods not named"
                             : subject.brand + " " + subject.item;
}

std::string_view WordsOf(PriceCondition condition) {
  switch (condition) {
    case PriceCondition::kAny:
      return "";
    case PriceCondition::kNew:
      return ", new";
    case PriceCondition::kSecondHand:
      return ", second-hand";
  }
  return "";
}

// Writes what a cell says in the currency of the listing.
class PriceText {
 public:
  PriceText(const PriceTable& prices, const PriceCell& cell, Currency currency)
      : prices_(prices), cell_(cell), currency_(currency) {}

  std::string Of(const Money& money, std::size_t step) const {
    const PriceBand& genuine = cell_.genuine;
    // A row without offers of its own rests on the brand's other goods and this kind of goods elsewhere.
    const std::string reference =
        genuine.offers == 0 ? std::string("the middle estimated for genuine offers")
                            : fmt::format("the middle of {} genuine offers{}", genuine.offers,
                                          cell_.list_prices > 0 ? " and list prices" : "");
    std::string text =
        fmt::format("price {}; {} ({}{}) is {}; one in ten asks less than {}", Describe(money),
                    reference, GoodsOf(cell_.subject), WordsOf(cell_.subject.condition),
                    In(genuine.middle), In(genuine.low));
    if (step == 0) {
      return text;
    }
    if (cell_.list_prices > 0) {
      text += cell_.list_prices == 1 ? fmt::format("; the list price is {}", In(cell_.list_middle))
                                     : fmt::format("; the middle of {} list prices is {}",
                                                   cell_.list_prices, In(cell_.list_middle));
    }
    if (cell_.fake) {
      text += cell_.fake->offers > 0
                  ? fmt::format("; eight in ten of {} known fakes", cell_.fake->offers)
                  : std::string("; eight in ten fakes of this kind");
      text += fmt::format(" ask {} to {}", In(cell_.fake->low), In(cell_.fake->high));
    }
    // The steps below say little, and their kinds say that.
    constexpr std::size_t kFirstSaid = 3;
    if (step >= kFirstSaid && cell_.fake) {
      text +=
          fmt::format("; by these a price this low is {:.0f} times as common among fakes, or more",
                      kPriceStepRatios[step - 1]);
    }
    return text;
  }

 private:
  std::string In(MilliUsd amount) const {
    return FormatDecimal(prices_.FromUsd(amount, currency_));
  }

  const PriceTable& prices_;
  const PriceCell& cell_;
  Currency currency_;
};

PriceReading ReadPrice(const PriceTable& prices, const Money& money, std::int32_t row) {
  const std::optional<MilliUsd> price = prices.ToUsd(money);
  if (!price) {
    return {Kind::kPriceCurrencyNotKnown,
            fmt::format("price {} is not used: no rate for the currency", Describe(money))};
  }
  const PriceCell& cell = prices.cell(static_cast<std::size_t>(row));
  if (*price < kPlaceholderBelow &&
      price->amount * kPlaceholderDivisor < cell.genuine.middle.amount) {
    return {Kind::kPriceNotGiven,
            fmt::format("price {} is not used: too low to be meant", Describe(money))};
  }
  const std::size_t step = cell.StepOf(*price);
  return {kKindOfStep[step], PriceText(prices, cell, money.currency).Of(money, step)};
}

class Judgement {
 public:
  explicit Judgement(const Model::Parts& parts) : parts_(parts) {}

  void Add(Kind kind, std::string text) {
    Add(std::string(NameOf(kind)), parts_.WeightOf(kind), std::move(text));
  }

  void Add(std::string kind, LogOdds weight, std::string text) {
    verdict_.findings.push_back({std::move(kind), weight, std::move(text), std::nullopt});
  }

  void AddAll(const ContentSignals& signals) {
    verdict_.findings.insert(verdict_.findings.end(), signals.findings.begin(),
                             signals.findings.end());
    verdict_.brands = signals.brands;
  }

  Verdict Finish() && {
    LogOdds sum;
    for (const Finding& finding : verdict_.findings) {
      sum += finding.weight;
    }
    const LogOdds least{-kLogOddsLimit.micros};
    verdict_.log_odds = std::clamp(sum, least, kLogOddsLimit);
    if (verdict_.log_odds != sum) {
      Add("limit", verdict_.log_odds - sum, "no evidence about a listing is worth more than this");
    }
    verdict_.score = parts_.ScoreOf(verdict_.log_odds);
    verdict_.band = BandOf();
    return std::move(verdict_);
  }

 private:
  // Whether anything but the prior and the two "nothing found" kinds speaks for or against.
  bool HasSignal() const {
    return std::any_of(
        verdict_.findings.begin(), verdict_.findings.end(), [](const Finding& finding) {
          return finding.weight.micros != 0 && finding.kind != "prior" && finding.kind != "limit" &&
                 finding.kind != NameOf(Kind::kBrandNone) &&
                 finding.kind != NameOf(Kind::kWordsNone);
        });
  }

  Band BandOf() const {
    if (verdict_.score >= kRedScore) {
      return Band::kRed;
    }
    if (verdict_.brands.empty() && !HasSignal()) {
      return Band::kUnknown;
    }
    return verdict_.score >= kWatchScore ? Band::kWatch : Band::kClear;
  }

  const Model::Parts& parts_;
  Verdict verdict_;
};

bool IsAuthorisedForAll(const std::vector<BrandClaim>& brands, const Context& context) {
  return !brands.empty() && std::all_of(brands.begin(), brands.end(), [&](const BrandClaim& claim) {
    return std::find(context.authorised_brands.begin(), context.authorised_brands.end(),
                     claim.brand) != context.authorised_brands.end();
  });
}

void AddPrice(const Model::Parts& parts, const Listing& listing, const ContentSignals& signals,
              Judgement& judgement) {
  if (listing.has_price_without_currency) {
    judgement.Add(Kind::kPriceWithoutCurrency, "the price is not used: it came without a currency");
    return;
  }
  if (signals.brands.empty()) {
    return;  // A price says nothing without a brand to compare it with.
  }
  if (!listing.price || listing.price->minor_units <= 0) {
    judgement.Add(Kind::kPriceNotGiven, "no price to compare");
    return;
  }
  if (signals.price_row < 0) {
    judgement.Add(Kind::kPriceNoReference,
                  fmt::format("price {}: no genuine offers of {} to compare with",
                              Describe(*listing.price), signals.brands.front().brand));
    return;
  }
  PriceReading reading = ReadPrice(parts.prices, *listing.price, signals.price_row);
  judgement.Add(reading.kind, std::move(reading.text));
}

}  // namespace

Verdict Judge(const Model& model, const Listing& listing, const ContentSignals& signals,
              const Context& context) {
  const Model::Parts& parts = model.parts();
  Judgement judgement(parts);
  judgement.Add("prior", context.prior,
                "share of listings that are counterfeit offers, before reading");
  judgement.AddAll(signals);
  AddPrice(parts, listing, signals, judgement);
  if (IsAuthorisedForAll(signals.brands, context)) {
    judgement.Add(Kind::kContextAuthorised, "the owner of the brand authorised this store");
  }
  if (context.store != nullptr && !IsSilent(model, signals)) {
    for (detail::StoreFinding& finding : detail::FindingsOf(*context.store)) {
      judgement.Add(finding.kind, std::move(finding.text));
    }
  }
  return std::move(judgement).Finish();
}

}  // namespace assay::screening

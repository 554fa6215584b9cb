// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include <fmt/format.h>

#include "screening/detail/parts.h"
#include "screening/detail/store_findings.h"
#include "screening/screen.h"

namespace assay::screening {
namespace {

using detail::Kind;
using detail::MilliUsd;
using detail::PriceBand;
using detail::PriceCell;

// Bands narrower than this (in log price, a factor of 1.35 to each side) come from few models of
// one shop; real prices vary more than that with size, season and sale.
constexpr std::int64_t kLeastSpreadMicros = 300'105;

// A price below two dollars for goods that cost twenty times that is a placeholder ("1 yuan, ask
// for the price"), which honest second-hand sellers write as well.
constexpr MilliUsd kPlaceholderBelow{2'000};
constexpr std::int64_t kPlaceholderDivisor = 20;

struct PriceReading {
  Kind kind = Kind::kPriceUsual;
  bool is_like_known_fakes = false;
  std::string text;
};

std::string Describe(const Money& money) {
  return fmt::format("{} {}", FormatDecimal(money), money.currency.code());
}

PriceBand Scaled(PriceBand band, std::int64_t thousandths) {
  for (MilliUsd* amount : {&band.low, &band.middle, &band.high}) {
    amount->amount = std::max<std::int64_t>(1, amount->amount * thousandths / 1'000);
  }
  return band;
}

Kind KindOfPrice(MilliUsd price, const PriceBand& genuine) {
  const std::int64_t below = LogRatioMicros(genuine.middle.amount, price.amount);
  const std::int64_t spread =
      std::max(kLeastSpreadMicros, LogRatioMicros(genuine.middle.amount, genuine.low.amount));
  if (below > 2 * spread) {
    return Kind::kPriceFarBelowGenuine;
  }
  if (below > spread) {
    return Kind::kPriceBelowGenuine;
  }
  return 2 * below > spread ? Kind::kPriceLow : Kind::kPriceUsual;
}

// "Gucci bags", "Gucci", "shoes of several brands".
std::string GoodsOf(const PriceCell& cell) {
  if (cell.brand == "*") {
    return cell.item + " of several brands";
  }
  return cell.item == "*" ? cell.brand : cell.brand + " " + cell.item;
}

PriceReading ReadPrice(const Model::Parts& parts, const Money& money,
                       const ContentSignals& signals) {
  const std::string price_text = Describe(money);
  const std::optional<MilliUsd> price = parts.prices.ToUsd(money);
  if (!price) {
    return {Kind::kPriceCurrencyNotKnown, false,
            fmt::format("price {} is not used: no rate for the currency", price_text)};
  }
  const PriceCell& cell = parts.prices.cell(static_cast<std::size_t>(signals.price_brand));
  if (!cell.genuine) {
    return {
        Kind::kPriceNoReference, false,
        fmt::format("price {}: no genuine offers of {} to compare with", price_text, cell.brand)};
  }
  const PriceBand genuine =
      Scaled(*cell.genuine, signals.second_hand ? parts.prices.second_hand_thousandths() : 1'000);
  if (*price < kPlaceholderBelow && price->amount * kPlaceholderDivisor < genuine.middle.amount) {
    return {Kind::kPriceNotGiven, false,
            fmt::format("price {} is not used: too low to be meant", price_text)};
  }

  PriceReading reading;
  reading.kind = KindOfPrice(*price, genuine);
  const auto in_own_currency = [&](MilliUsd amount) {
    return FormatDecimal(parts.prices.FromUsd(amount, money.currency));
  };
  const std::string goods = GoodsOf(cell);
  // A row without offers of its own rests on the brand's other goods and this kind of goods
  // elsewhere.
  const std::string reference = genuine.offers > 0
                                    ? fmt::format("the middle of {} genuine offers", genuine.offers)
                                    : std::string("the middle estimated for genuine offers");
  reading.text = fmt::format("price {}; {} ({}{}) is {}; one in ten asks less than {}", price_text,
                             reference, goods, signals.second_hand ? ", taken as second-hand" : "",
                             in_own_currency(genuine.middle), in_own_currency(genuine.low));
  if (cell.fake && *price < genuine.low && *price >= cell.fake->low && *price <= cell.fake->high) {
    reading.is_like_known_fakes = true;
  }
  return reading;
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
  if (signals.price_brand < 0) {
    judgement.Add(Kind::kPriceNoReference,
                  fmt::format("price {}: no genuine offers of {} to compare with",
                              Describe(*listing.price), signals.brands.front().brand));
    return;
  }
  const PriceReading reading = ReadPrice(parts, *listing.price, signals);
  judgement.Add(reading.kind, reading.text);
  if (reading.is_like_known_fakes) {
    const PriceCell& cell = parts.prices.cell(static_cast<std::size_t>(signals.price_brand));
    const Currency currency = listing.price->currency;
    judgement.Add(
        Kind::kPriceLikeKnownFakes,
        fmt::format("below genuine offers and where known fakes ({}) ask: {} to {} {}",
                    GoodsOf(cell), FormatDecimal(parts.prices.FromUsd(cell.fake->low, currency)),
                    FormatDecimal(parts.prices.FromUsd(cell.fake->high, currency)),
                    currency.code()));
  }
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

// SPDX-License-Identifier: Apache-2.0
#include "flows/outcomes.h"

#include <algorithm>
#include <initializer_list>
#include <set>
#include <unordered_map>
#include <utility>

#include <nlohmann/json.hpp>

#include "core/check.h"
#include "flows/log_decoder.h"

namespace assay::flows {
namespace {

using nlohmann::json;

constexpr double kTrillion = 1e12;
constexpr double kPasses = 3;

// Of ids, such as a store's and its order's; none holds a control character.
std::string KeyOf(std::initializer_list<std::string_view> ids) {
  std::string key;
  for (const std::string_view id : ids) {
    key += id;
    key += '\n';
  }
  return key;
}

std::string TextIn(const json& object, const char* member) {
  const auto found = object.find(member);
  return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::optional<Instant> TimeIn(const json& object, const char* member) {
  const auto time = ParseRfc3339(TextIn(object, member));
  return time ? std::optional(time->instant) : std::nullopt;
}

// What one event says of one order's goods of one listing.
struct Word {
  Sequence event;
  std::string told_as = {};  // A later word of the same key is this one told again.
  OutcomeOrigin origin = OutcomeOrigin::kExaminer;
  std::optional<bool> is_counterfeit = {};
  std::optional<NoLabel> no_label = {};      // Why it says nothing.
  std::int64_t probability_trillionths = 0;  // Of the draw; 0 where it was none.
  std::string store = {};
  std::string listing = {};  // Empty where it was not told.
  std::string order = {};    // Empty where the examiner bought the goods.
  std::optional<Instant> bought_at = {};
};

// The log holds what the decoder accepted, so this is JSON of the event's schema.
json DataOf(const Event& event) {
  const json parsed = json::parse(event.line, nullptr, false);
  CHECK_THAT(parsed.contains("data"), "an event in the log has data");
  return parsed.at("data");
}

Word WordOf(const Event& event, Sequence sequence) {
  const auto& told = std::get<TestBuyData>(event.data);
  const json data = DataOf(event);
  const std::string interest = TextIn(data, "interest");
  const bool seconded = TextIn(data, "second_opinion") == "agrees";
  const bool by_chance =
      told.selection == Selection::kRandom || told.selection == Selection::kStratified;
  Word word{.event = sequence,
            .told_as = KeyOf({"test_buy", event.subject, told.test_buy}),
            .store = event.subject,
            .listing = told.listing.value(),
            .order = told.order,
            .bought_at = TimeIn(data, "bought_at")};
  bool is_usable = false;
  if (by_chance) {
    word.origin = OutcomeOrigin::kAudit;
    word.probability_trillionths = told.probability_trillionths;
    is_usable = told.probability_trillionths > 0;
  } else if (told.order.empty()) {
    word.origin = OutcomeOrigin::kTestBuy;
    is_usable = interest != "competitor" || seconded;
  } else {
    word.origin = OutcomeOrigin::kExaminer;
    is_usable = interest == "none" || seconded;
  }
  if (told.result == ExaminationResult::kUndetermined) {
    word.no_label = NoLabel::kUndetermined;
  } else if (!is_usable) {
    word.no_label = by_chance ? NoLabel::kUnknownChance : NoLabel::kInterested;
  } else {
    word.is_counterfeit = told.result == ExaminationResult::kCounterfeit;
  }
  if (told.order.empty() && !word.bought_at) {
    word.bought_at = event.time.instant;  // The listing as it stood when the goods were examined.
  }
  return word;
}

std::vector<Word> WordsOfJudgment(const Event& event, Sequence sequence, Outcomes& found) {
  const json data = DataOf(event);
  const auto count = [&](NoLabel reason) {
    ++found.no_labels[static_cast<std::size_t>(reason)];
    return std::vector<Word>();
  };
  const auto goods = data.find("goods");
  if (goods == data.end() || goods->empty()) {
    return count(NoLabel::kNamesNoGoods);
  }
  const auto is_final = data.find("final");
  if (is_final == data.end() || *is_final != true) {
    return count(NoLabel::kNotFinal);
  }
  std::vector<Word> words;
  for (const json& piece : *goods) {
    Word word{.event = sequence,
              .origin = OutcomeOrigin::kJudgment,
              .is_counterfeit = piece.at("counterfeit").get<bool>(),
              .store = TextIn(piece, "store"),
              .listing = TextIn(piece, "listing"),
              .order = TextIn(piece, "order"),
              .bought_at = TimeIn(piece, "bought_at")};
    const std::string bought_ms = word.bought_at ? std::to_string(word.bought_at->ms) : "";
    word.told_as = KeyOf({"court_result", event.subject, TextIn(data, "claim"), word.store,
                          word.listing, word.order, word.order.empty() ? bought_ms : ""});
    const auto same = std::ranges::find(words, word.told_as, &Word::told_as);
    if (same == words.end()) {
      words.push_back(std::move(word));
    } else {  // Of several pieces one is enough.
      same->is_counterfeit = *same->is_counterfeit || *word.is_counterfeit;
    }
  }
  return words;
}

// What an event counts as that somebody might take for a label.
std::optional<NoLabel> LooksLikeALabel(const Event& event) {
  const auto alleges = [&]() -> bool {
    return TextIn(DataOf(event), "allegation") == "counterfeit";
  };
  switch (event.type) {
    case EventType::kDecision:
      return NoLabel::kDecision;
    case EventType::kAppealDecision:
      return NoLabel::kAppealDecided;
    case EventType::kNotice:
      return alleges() ? std::optional(NoLabel::kNotice) : std::nullopt;
    case EventType::kDispute:
    case EventType::kConsumerReport:
      return alleges() ? std::optional(NoLabel::kComplaint) : std::nullopt;
    case EventType::kRefund:
      return std::get<RefundData>(event.data).reason == RefundReason::kCounterfeit
                 ? std::optional(NoLabel::kComplaint)
                 : std::nullopt;
    case EventType::kStoreClosed:
      return std::get<StoreClosedData>(event.data).reason == ClosureReason::kIpCounterfeit
                 ? std::optional(NoLabel::kStoreShut)
                 : std::nullopt;
    default:
      return std::nullopt;
  }
}

// What is known of an order of which something was said.
struct Order {
  struct Line {
    std::string listing;
    Instant time;
    std::int64_t listing_version = 0;
  };
  std::vector<Line> lines;      // Of the log: one event for each listing bought.
  std::set<std::string> named;  // Listings that words about the order name.

  const Line* LineOf(const std::string& listing) const {
    const auto line = std::ranges::find(lines, listing, &Line::listing);
    return line == lines.end() ? nullptr : &*line;
  }
  // That a word is about which names none: the only one bought, else the only one that anybody names. Empty where there
  // are several: which goods were meant is not guessed.
  std::string OnlyListing() const {
    if (lines.size() == 1) {
      return lines.front().listing;
    }
    return named.size() == 1 ? *named.begin() : std::string();
  }
};

// Goods of which something was said, until it is known how their listing stood.
struct JudgedGoods {
  Outcome outcome;
  bool has_label = false;
  bool is_contradicted = false;
  std::int64_t probability_trillionths = 0;
  std::string listing;  // Empty where it is not known.
  std::optional<Instant> ordered_at;
  bool is_in_log = false;          // The order, which tells
  std::int64_t named_version = 0;  // the listing's version; 0 where it names none.
  // The text found so far.
  bool has_text = false;
  bool is_exact = false;  // Of the version that the order names.
  Instant text_time;

  // In the order of the log.
  void Add(const Word& word) {
    probability_trillionths = std::max(probability_trillionths, word.probability_trillionths);
    if (!is_in_log && word.bought_at) {
      ordered_at = word.bought_at;
    }
    if (!word.is_counterfeit) {
      return;
    }
    is_contradicted |= has_label && outcome.is_counterfeit != *word.is_counterfeit;
    has_label = true;
    outcome.event = word.event;
    outcome.origin = word.origin;
    outcome.is_counterfeit = *word.is_counterfeit;
  }

  void Add(const ListingData& data, Instant time) {
    const bool is_named = named_version > 0 && data.version == named_version;
    const bool is_newer = ordered_at && time <= *ordered_at && (!has_text || text_time <= time);
    if (is_exact || (!is_named && !is_newer)) {
      return;
    }
    is_exact = is_named;
    has_text = true;
    text_time = time;
    outcome.listing = data.listing;
    outcome.listing_version = data.version;
  }
};

JudgedGoods NewGoods(const Word& word, const std::string& listing, const Order& order) {
  JudgedGoods goods;
  goods.outcome.store = word.store;
  goods.listing = listing;
  if (const Order::Line* line = order.LineOf(listing)) {
    goods.is_in_log = true;
    goods.ordered_at = line->time;
    goods.named_version = line->listing_version;
  } else if (listing.empty() && !order.lines.empty()) {
    goods.ordered_at =
        order.lines.front().time;  // The order is in the log; its listing is what is not known.
  }
  return goods;
}

class Collection {
 public:
  Collection(History& history, const OutcomeOptions& options, Sequence last,
             const std::function<void(double)>& on_progress)
      : history_(history), options_(options), last_(last), on_progress_(on_progress) {}

  Result<Outcomes> Run() && {
    ASSAY_TRY(ReadWords());
    ASSAY_TRY(ReadOrders());
    Settle();
    IndexListings();
    ASSAY_TRY(ReadListings());
    Finish();
    return std::move(found_);
  }

 private:
  Result<void> ReadLog(const LogDecoder::IsWanted& is_wanted, const LogDecoder::Take& take) {
    LogDecoder decoder(options_.workers, is_wanted, take);
    ASSAY_TRY(history_.ForEachLineAfter(
        {0}, [&](Sequence sequence, std::string_view line) -> Result<bool> {
          ASSAY_TRY(decoder.Add(sequence, line));
          constexpr std::uint64_t kLinesBetweenReports = 16'384;
          if (sequence.number % kLinesBetweenReports == 0) {
            const double of_pass =
                static_cast<double>(sequence.number) / static_cast<double>(last_.number);
            on_progress_((passes_ + of_pass) / kPasses);
          }
          return true;
        }));
    passes_ += 1;
    return decoder.Finish();
  }

  bool IsInPeriod(Instant time) const {
    return (!options_.since || time >= *options_.since) &&
           (!options_.until || time < *options_.until);
  }
  void Count(NoLabel reason) { ++found_.no_labels[static_cast<std::size_t>(reason)]; }

  // What was said of goods, and what else was said.
  Result<void> ReadWords() {
    const auto is_wanted = [this](Sequence, const Event& event) {
      constexpr std::array kWanted = {
          EventType::kTestBuy, EventType::kCourtResult, EventType::kDecision,
          EventType::kNotice,  EventType::kDispute,     EventType::kConsumerReport,
          EventType::kRefund,  EventType::kStoreClosed, EventType::kAppealDecision};
      return std::ranges::find(kWanted, event.type) != kWanted.end() &&
             IsInPeriod(event.time.instant);
    };
    return ReadLog(is_wanted, [this](const engine::Prepared& prepared) -> Result<void> {
      const Event& event = prepared.event;
      if (event.type == EventType::kTestBuy) {
        Add(WordOf(event, prepared.logged_as));
      } else if (event.type == EventType::kCourtResult) {
        for (Word& word : WordsOfJudgment(event, prepared.logged_as, found_)) {
          Add(std::move(word));
        }
      } else if (const auto reason = LooksLikeALabel(event)) {
        Count(*reason);
      }
      return {};
    });
  }

  void Add(Word word) {
    const auto [place, is_new] = place_of_word_.try_emplace(word.told_as, words_.size());
    if (is_new) {
      words_.push_back(std::move(word));
    } else {
      words_[place->second] = std::move(word);
    }
  }

  // What was bought in the orders of which something was said.
  Result<void> ReadOrders() {
    for (const Word& word : words_) {
      if (word.order.empty()) {
        continue;
      }
      Order& order = orders_[KeyOf({word.store, word.order})];
      if (!word.listing.empty()) {
        order.named.insert(word.listing);
      }
    }
    // On many threads, while lines are added on this one: it looks at the keys alone.
    const auto is_wanted = [this](Sequence, const Event& event) {
      const auto* data = std::get_if<OrderData>(&event.data);
      return data != nullptr && orders_.contains(KeyOf({event.subject, data->order}));
    };
    return ReadLog(is_wanted, [this](const engine::Prepared& prepared) -> Result<void> {
      const auto& data = std::get<OrderData>(prepared.event.data);
      std::vector<Order::Line>& lines =
          orders_.at(KeyOf({prepared.event.subject, data.order})).lines;
      auto line = std::ranges::find(lines, data.listing.value(), &Order::Line::listing);
      if (line == lines.end()) {
        line = lines.emplace(line);
      }
      *line = {data.listing.value(), prepared.event.time.instant, data.listing_version};
      return {};
    });
  }

  // Words to goods.
  void Settle() {
    std::ranges::stable_sort(words_, {}, &Word::event);
    for (const Word& word : words_) {
      if (word.no_label) {
        Count(*word.no_label);
      }
      GoodsOf(word).Add(word);
    }
    words_.clear();
    orders_.clear();
    std::erase_if(goods_, [](const JudgedGoods& goods) { return !goods.has_label; });
  }

  JudgedGoods& GoodsOf(const Word& word) {
    if (word.order.empty()) {
      return goods_.emplace_back(NewGoods(word, word.listing, Order()));
    }
    const std::string order_key = KeyOf({word.store, word.order});
    const Order& order = orders_.at(order_key);
    const std::string listing = word.listing.empty() ? order.OnlyListing() : word.listing;
    const auto [known, is_new] =
        place_of_goods_.try_emplace(KeyOf({order_key, listing}), goods_.size());
    if (is_new) {
      goods_.push_back(NewGoods(word, listing, order));
    }
    return goods_[known->second];
  }

  void IndexListings() {
    for (JudgedGoods& goods : goods_) {
      if (goods.ordered_at && !goods.listing.empty()) {
        goods_of_listing_[KeyOf({goods.outcome.store, goods.listing})].push_back(&goods);
      }
    }
  }

  Result<void> ReadListings() {
    const auto is_wanted = [this](Sequence, const Event& event) {
      const auto* data = std::get_if<ListingData>(&event.data);
      return data != nullptr &&
             goods_of_listing_.contains(KeyOf({event.subject, data->listing.id}));
    };
    return ReadLog(is_wanted, [this](const engine::Prepared& prepared) -> Result<void> {
      const Event& event = prepared.event;
      const auto& data = std::get<ListingData>(event.data);
      for (JudgedGoods* goods : goods_of_listing_.at(KeyOf({event.subject, data.listing.id}))) {
        goods->Add(data, event.time.instant);
      }
      return {};
    });
  }

  void Finish() {
    for (JudgedGoods& goods : goods_) {
      if (!goods.ordered_at) {
        Count(NoLabel::kOrderNotFound);
      } else if (!goods.has_text) {
        Count(NoLabel::kListingNotFound);
      } else {
        found_.contradicted += goods.is_contradicted ? 1U : 0U;
        goods.outcome.ordered_at = *goods.ordered_at;
        if (goods.probability_trillionths > 0) {
          goods.outcome.origin = OutcomeOrigin::kAudit;
          goods.outcome.inclusion_probability =
              static_cast<double>(goods.probability_trillionths) / kTrillion;
        }
        found_.outcomes.push_back(std::move(goods.outcome));
      }
    }
    std::ranges::stable_sort(found_.outcomes, {}, &Outcome::event);
  }

  History& history_;
  const OutcomeOptions& options_;
  Sequence last_;
  const std::function<void(double)>& on_progress_;
  double passes_ = 0;
  std::vector<Word> words_;
  std::unordered_map<std::string, std::size_t> place_of_word_;  // By Word::told_as.
  std::unordered_map<std::string, Order> orders_;               // By store and order.
  std::vector<JudgedGoods> goods_;
  std::unordered_map<std::string, std::size_t> place_of_goods_;  // By store, order and listing.
  std::unordered_map<std::string, std::vector<JudgedGoods*>> goods_of_listing_;
  Outcomes found_;
};

}  // namespace

std::string_view NameOf(OutcomeOrigin origin) {
  return kOutcomeOriginNames[static_cast<std::size_t>(origin)];
}

std::string_view NameOf(NoLabel reason) {
  constexpr std::array<std::string_view, kNoLabelCount> kNames = {
      "decision",   "appeal_decided", "notice",          "complaint",
      "store_shut", "undetermined",   "interested",      "unknown_chance",
      "not_final",  "names_no_goods", "order_not_found", "listing_not_found"};
  return kNames[static_cast<std::size_t>(reason)];
}

Result<Outcomes> CollectOutcomes(History& history, const OutcomeOptions& options,
                                 const std::function<void(double fraction)>& on_progress) {
  ASSAY_ASSIGN(const LogExtent extent, history.LoadExtent());
  return Collection(history, options, extent.last, on_progress).Run();
}

}  // namespace assay::flows

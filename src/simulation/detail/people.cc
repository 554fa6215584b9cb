// SPDX-License-Identifier: Apache-2.0
// People around the marketplace: reviewers, notifiers in good and in bad faith, examiners, watchers of other
// platforms, police and courts. Each has a capacity, takes time and errs.
#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "core/hash.h"
#include "simulation/detail/town.h"
#include "simulation/invented.h"

namespace assay::simulation::detail {
namespace {

constexpr std::uint64_t kNotifiers = 11;
constexpr std::uint64_t kExaminers = 12;
// Turns of an examination's luck: 0 is its choice, 1 and 2 are the examiners'.
constexpr std::uint64_t kExamination = 3;
constexpr std::uint64_t kPolice = 13;
constexpr std::uint64_t kCourts = 14;
constexpr std::uint64_t kWatchers = 15;
constexpr int kTries = 60;

bool IsGuilty(const Town& town, const MeasureRecord& record) {
  return record.offer != kNone ? town.offers[record.offer].counterfeit()
                               : IsOffender(town.stores[record.store].kind);
}

// An offer of `from` that can be bought at `ms`; kNone where some tries find none.
Index DrawOffer(const Town& town, const std::vector<Index>& from, std::int64_t ms, Chance& chance) {
  for (int i = 0; i < kTries && !from.empty(); ++i) {
    const Index index = from[chance.Below(from.size())];
    const Offer& offer = town.offers[index];
    if (town.IsOpen(town.stores[offer.store], ms) && town.IsSold(offer, ms)) {
      return index;
    }
  }
  return kNone;
}

// Any offer of an innocent store that can be bought.
Index DrawInnocentOffer(const Town& town, std::int64_t ms, Chance& chance) {
  for (int i = 0; i < kTries && !town.offers.empty(); ++i) {
    const auto index = static_cast<Index>(chance.Below(town.offers.size()));
    const Offer& offer = town.offers[index];
    const Store& store = town.stores[offer.store];
    if (!IsOffender(store.kind) && town.IsOpen(store, ms) && town.IsSold(offer, ms)) {
      return index;
    }
  }
  return kNone;
}

std::int64_t WorkingHour(const Town& town, double share) {
  return town.Later(town.day_begin_ms(), 9 + 9 * share);
}

// What a reviewer decides.
struct Question {
  std::string measure;
  std::string appeal;      // Set where an appeal is to be decided.
  bool is_second = false;  // Somebody agreed to close the store; another one has to.

  std::uint64_t turn() const { return (is_second ? 1U : 0U) + (appeal.empty() ? 0U : 100U); }
};

// The day's questions, at most so many: appeals, then the queue from the top.
std::vector<Question> QuestionsOfDay(Town& town, std::size_t most) {
  std::vector<Question> questions;
  for (; !town.appeals.empty() && questions.size() < most; town.appeals.pop_front()) {
    Appeal& appeal = town.appeals.front();
    if (!town.measures.at(appeal.measure).ended) {
      questions.push_back({std::move(appeal.measure), std::move(appeal.id)});
    }
  }
  cases::QueuePageBuilder page({}, {WorkingHour(town, 0)}, most - questions.size());
  for (const auto& [name, item] : town.queue) {
    page.Add(item);
  }
  for (cases::OpenItem& item : std::move(page).Finish().items) {
    const bool is_second = item.status == enforcement::MeasureStatus::kFirstApproval;
    questions.push_back({std::move(item.name), "", is_second});
  }
  return questions;
}

void SendDecision(Town& town, const Question& item, bool confirm, std::int64_t ms,
                  std::uint64_t reviewer) {
  const MeasureRecord& record = town.measures.at(item.measure);
  const Store& store = town.stores[record.store];
  const std::uint64_t about = Hash64Of(item.measure);
  const std::uint64_t ordinal = item.turn();
  const std::string actor = fmt::format("reviewer-{}", 1 + reviewer);
  ++town.tally.decisions;
  if (!item.appeal.empty()) {
    EventLine line = town.Line("appeal_decision", kPeople, store.id, ms, about, ordinal);
    line.Text("appeal", item.appeal)
        .Text("measure", item.measure)
        .Text("outcome", confirm ? "upheld" : "reversed")
        .Text("actor", actor);
    town.SendAsPeople(ms, Town::EventId("appeal_decision", about, ordinal),
                      std::move(line).Finish());
    ms += 1'000;
  }
  EventLine line = town.Line("decision", kPeople, store.id, ms, about, ordinal);
  line.Text("measure", item.measure)
      .Text("kind", confirm ? "confirm" : "lift")
      .Text("actor", actor)
      .Text("reason",
            confirm ? "words, price and pictures fit a copy" : "nothing speaks for a copy");
  town.SendAsPeople(ms, Town::EventId("decision", about, ordinal), std::move(line).Finish());
}

void FileAppeal(Town& town, const Task& task) {
  const MeasureRecord& record = town.measures.at(task.name);
  const Store& store = town.stores[record.store];
  const Offer& offer = town.offers[record.offer];
  if (record.ended) {
    return;
  }
  const std::uint64_t about = Hash64Of(task.name);
  const std::string appeal = IdText('q', about);
  EventLine line = town.Line("appeal", kPeople, store.id, task.ms, about);
  line.Text("appeal", appeal)
      .Text("measure", task.name)
      .Text("grounds", store.kind == StoreKind::kAuthorised ? "authorised"
                       : offer.style == Style::kUsed        ? "second_hand"
                                                            : "genuine")
      .Text("statement",
            store.chinese ? "有进货凭证，可以提供。" : "We have papers and can show them.");
  town.SendAsPeople(task.ms, Town::EventId("appeal", about, 0), std::move(line).Finish());
  town.queue.erase(task.name);  // Its question is part of the appeal's.
  town.appeals.push_back({appeal, task.name});
}

void HandleNotice(Town& town, const Task& task) {
  const Offer& offer = town.offers[task.offer];
  const Store& store = town.stores[offer.store];
  if (!town.options.enforces || offer.down || offer.withdrawn || !town.IsOpen(store, task.ms)) {
    return;
  }
  const auto& notices = town.world.notices;
  Chance chance = town.ChanceOf(task.key, Purpose::kNotice, 1);
  if (!chance.Happens(task.flag ? notices.upheld : notices.bad_faith_upheld)) {
    return;
  }
  EventLine line = town.Line("listing.removed", kMarketplace, store.id, task.ms, task.key);
  line.Text("listing", offer.id).Text("reason", "marketplace");
  town.Send(task.ms, Town::EventId("listing.removed", task.key, 0), std::move(line).Finish());
  TakeDown(town, task.offer, task.ms);
  if (!offer.counterfeit() && chance.Happens(notices.answered)) {
    town.Schedule({.ms = town.Later(task.ms, 4 + chance.Delay(30)),
                   .key = task.key,
                   .kind = TaskKind::kAnswerNotice,
                   .store = offer.store,
                   .offer = task.offer,
                   .name = task.name});
  }
}

void AnswerNotice(Town& town, const Task& task) {
  Offer& offer = town.offers[task.offer];
  const Store& store = town.stores[offer.store];
  if (offer.withdrawn || !town.IsOpen(store, task.ms)) {
    return;
  }
  EventLine line = town.Line("counter_notice", kOutside, store.id, task.ms, task.key);
  line.Text("counter_notice", IdText('u', task.key))
      .Text("notice", task.name)
      .Text("statement", "The goods are genuine.")
      .Text("grounds", offer.style == Style::kUsed ? "second_hand" : "genuine")
      .Text("signer", PersonNameOf(store.identity.person, store.chinese))
      .Flag("good_faith", true);
  town.Send(task.ms, Town::EventId("counter_notice", task.key, 0), std::move(line).Finish());
  // Listed again: a new version, so that everybody hears of it.
  offer.down = false;
  WriteListing(town, task.offer, task.ms + 3'600'000);
}

// One examiner's word about the goods; whether it is "counterfeit".
bool TellTestBuy(Town& town, const Task& task, bool is_fake, std::uint64_t examiner) {
  const Offer& offer = town.offers[task.offer];
  Chance chance = town.ChanceOf(task.key, Purpose::kTestBuy, examiner);
  const bool right = chance.Happens(town.world.test_buys.right);
  const bool says = !chance.Happens(town.world.test_buys.cannot_say);
  const bool fake = says && is_fake == right;
  const std::uint64_t key = examiner == 1 ? task.key : MixOf(task.key, examiner);
  EventLine line = town.Line("test_buy", kOutside, town.stores[offer.store].id, task.ms, key);
  line.Text("test_buy", IdText('t', key))
      .Text("listing", offer.id)
      .Text("brand", Brands()[offer.brand].id);
  if (task.probability > 0) {
    line.Text("order", task.name)
        .Text("selection", "random")
        .Raw("selection_probability", fmt::format("{}", task.probability));
  } else {
    line.Text("selection", "complaint");
  }
  line.Text("examiner", fmt::format("examiner-{}", examiner))
      .Text("interest", "rights_owner")
      .Text("verdict", !says  ? "cannot_say"
                       : fake ? "counterfeit"
                              : "genuine")
      .Time("examined_at", town.At(task.ms));
  town.Send(task.ms, Town::EventId("test_buy", key, 0), std::move(line).Finish());
  return fake;
}

void Examine(Town& town, const Task& task) {
  const Offer& offer = town.offers[task.offer];
  const Store& store = town.stores[offer.store];
  const bool is_drawn = task.probability > 0;
  Chance chance = town.ChanceOf(task.key, Purpose::kTestBuy, kExamination);
  const bool is_fake =
      is_drawn ? task.flag : offer.counterfeit() || town.IsFakePiece(offer, chance);
  const bool fake = TellTestBuy(town, task, is_fake, 1);
  // Whatever the first one said; the marketplace goes by his word.
  if (is_drawn && chance.Happens(town.world.test_buys.again)) {
    TellTestBuy(town, task, is_fake, 2);
  }
  fmt::format_to(std::back_inserter(town.new_examined),
                 R"({{"store":"{}","purchase":"{}","counterfeit":{}}})"
                 "\n",
                 store.id, is_drawn ? task.name : IdText('t', task.key), is_fake);
  if (fake && town.options.enforces && town.IsOpen(store, task.ms)) {
    CountConfirmed(town, offer.store, task.ms);
  }
}

void Stop(Town& town, Index controller_index, std::int64_t ms) {
  town.controllers[controller_index].stopped = true;
  for (Index i = 0; i < town.stores.size(); ++i) {
    if (town.stores[i].controller == controller_index && town.stores[i].opened_ms < ms) {
      CloseStore(town, i, ms, "other", "");
    }
  }
}

std::string AuthorityOf(std::size_t place) {
  return fmt::format("Public security of {}", Places()[place].text);
}

void EndCase(Town& town, const Task& task) {
  const Index index = town.stores[task.store].controller;
  const std::size_t place = town.controllers[index].place;
  Chance chance = town.ChanceOf(task.key, Purpose::kPolice, 1);
  const bool arrest = chance.Happens(town.world.law.arrests) && !town.controllers[index].stopped;
  EventLine line = town.Line("authority.outcome", kOutside, task.name, task.ms, task.key);
  line.Text("authority_case", task.name)
      .Text("authority", AuthorityOf(place))
      .Text("outcome", arrest ? "arrest" : "no_case")
      .Number("persons", arrest ? 1 + static_cast<std::int64_t>(chance.Below(4)) : 0);
  town.Send(task.ms, Town::EventId("authority.outcome", task.key, 0), std::move(line).Finish());
  if (!arrest) {
    return;
  }
  ++town.tally.arrests;
  Stop(town, index, task.ms);
  EventLine seized = town.Line("seizure", kOutside, task.name, task.ms, task.key);
  seized.Text("seizure", IdText('z', task.key))
      .Text("authority", AuthorityOf(place))
      .Raw("goods",
           fmt::format(R"([{{"name":"goods","brand":"{}","quantity":{}}}])",
                       Brands()[town.stores[task.store].main_brand].id, 100 + chance.Below(5'000)))
      .Raw("stores", fmt::format(R"(["{}"])", town.stores[task.store].id));
  town.Send(task.ms, Town::EventId("seizure", task.key, 0), std::move(seized).Finish());
  // Others of the place who work alone hear of it.
  for (Index i = 0; i < town.controllers.size(); ++i) {
    const Controller& other = town.controllers[i];
    if (other.ring == kNone && other.place == place && !other.stopped &&
        town.ChanceOf(other.key, Purpose::kPolice, task.key).Happens(town.world.law.deterred)) {
      Stop(town, i, task.ms + 3 * kMillisecondsPerDay);
    }
  }
}

void TellCourtResult(Town& town, const Task& task) {
  Chance chance = town.ChanceOf(task.key, Purpose::kCourt, 1);
  const bool won = chance.Happens(town.world.law.suits_won);
  const std::int64_t claimed = town.PriceOf(20'000'000);
  EventLine line = town.Line("court_result", kOutside, task.name, task.ms, task.key);
  line.Text("claim", task.name)
      .Text("court", "Court of Example")
      .Text("cause", "contract")
      .Text("result", won ? "partly" : "lost")
      .Money("claimed", claimed, town.world.currency)
      .Money("awarded", won ? claimed / 10 : 0, town.world.currency)
      .Flag("final", true)
      .Raw("stores", fmt::format(R"(["{}"])", town.stores[task.store].id));
  town.Send(task.ms, Town::EventId("court_result", task.key, 0), std::move(line).Finish());
}

// A store of an offender, open or not, at `ms`; kNone where some tries find none.
Index DrawOffenderStore(const Town& town, bool shut, std::int64_t ms, Chance& chance) {
  for (int i = 0; i < kTries && !town.counterfeit_offers.empty(); ++i) {
    const Index offer = town.counterfeit_offers[chance.Below(town.counterfeit_offers.size())];
    const Index index = town.offers[offer].store;
    const Store& store = town.stores[index];
    if (store.controller == kNone) {
      continue;  // Hijacked: its seller has nothing to do with it.
    }
    if (shut ? store.shut && store.closed_ms < ms : town.IsOpen(store, ms)) {
      return index;
    }
  }
  return kNone;
}

}  // namespace

void Review(Town& town) {
  const auto& reviewers = town.world.reviewers;
  const double people = reviewers.people * town.options.scale * town.options.reviewer_capacity;
  const double capacity = people * reviewers.decisions_a_day;
  // What is left of a day is not saved, but for the fraction of one decision.
  town.review_budget = std::min(town.review_budget, 1.0) + capacity;
  const double slots = std::floor(town.review_budget);
  double slot = 0;
  for (const Question& question : QuestionsOfDay(town, static_cast<std::size_t>(slots))) {
    const MeasureRecord& record = town.measures.at(question.measure);
    town.review_budget -= 1;
    Chance chance = town.ChanceOf(
        record.offer != kNone ? town.offers[record.offer].key : town.stores[record.store].key,
        Purpose::kReview, 1 + question.turn());
    const bool guilty = IsGuilty(town, record);
    const bool confirm = guilty ? chance.Happens(reviewers.confirms_fakes)
                                : !chance.Happens(reviewers.lifts_genuine);
    const std::int64_t ms = WorkingHour(town, slot / slots);
    slot += 1;
    const auto staff = static_cast<std::uint64_t>(std::max(2.0, std::ceil(people)));
    // A second confirmation comes from somebody else: the first one's number, which does not depend on what was
    // said before, and the next.
    const std::uint64_t first =
        town.ChanceOf(Hash64Of(question.measure), Purpose::kReview).Below(staff);
    SendDecision(town, question, confirm, ms, (first + (question.is_second ? 1 : 0)) % staff);
    const auto waiting = town.queue.find(question.measure);
    if (waiting == town.queue.end()) {
      continue;  // An appeal's.
    }
    if (confirm && record.action == "close_store" && !question.is_second) {
      waiting->second.status = enforcement::MeasureStatus::kFirstApproval;
    } else {
      town.queue.erase(waiting);
    }
  }
}

void FileNotices(Town& town) {
  const auto& notices = town.world.notices;
  const auto day = static_cast<std::uint64_t>(town.day);
  const std::uint32_t count =
      town.ChanceOf(kNotifiers, Purpose::kNotice, day).Count(notices.a_day * town.options.scale);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t key = town.KeyOf(kNotifiers, day << 24U | i);
    Chance chance = town.ChanceOf(key, Purpose::kNotice);
    const std::int64_t ms = WorkingHour(town, chance.Share());
    const bool rightful = !chance.Happens(notices.bad_faith);
    const bool squatted = !rightful && chance.Happens(notices.squatted);
    const Index index =
        squatted ? DrawInnocentOffer(town, ms, chance)
                 : DrawOffer(town, rightful ? town.counterfeit_offers : town.genuine_brand_offers,
                             ms, chance);
    if (index == kNone) {
      continue;
    }
    const Offer& offer = town.offers[index];
    const std::string brand = squatted ? fmt::format("mark-{}", chance.Below(500))
                                       : std::string(Brands()[offer.brand].id);
    const Store& store = town.stores[offer.store];
    const std::string name = IdText('n', key);
    if (!rightful) {
      Befall(town, offer.store, Mishap::kNoticedInBadFaith, ms);
    }
    EventLine line = town.Line("notice", kOutside, store.id, ms, key);
    line.Text("notice", name)
        .Text("filer", fmt::format("{}-{}", brand, rightful ? chance.Below(3) : chance.Below(5)))
        .Text("brand", brand)
        .Text("allegation", "counterfeit")
        .Raw("listings", fmt::format(R"(["{}"])", offer.id))
        .Text("statement", "The goods are not ours.")
        .Flag("good_faith", true);
    town.Send(ms, Town::EventId("notice", key, 0), std::move(line).Finish());
    town.Schedule({.ms = town.Later(ms, notices.handled_hours * (0.5 + chance.Share())),
                   .key = key,
                   .kind = TaskKind::kHandleNotice,
                   .store = offer.store,
                   .offer = index,
                   .name = name,
                   .flag = rightful});
  }
}

void PlanDraws(Town& town) {
  const auto& buys = town.world.test_buys;
  const std::uint64_t orders = town.tally.orders - town.orders_before_today;
  town.orders_before_today = town.tally.orders;
  const double draws = buys.a_year * (1 - buys.suspicion) / 365 * town.options.scale;
  // What is less likely than the event can say is never drawn.
  const double probability = orders == 0 ? 0 : std::min(1.0, draws / static_cast<double>(orders));
  town.draw_probability = probability < 1e-12 ? 0 : probability;
}

void MaybeDraw(Town& town, const SoldOrder& order) {
  const std::uint64_t key = MixOf(order.key, kExaminers);
  if (!town.ChanceOf(key, Purpose::kTestBuy).Happens(town.draw_probability)) {
    return;
  }
  town.Schedule({.ms = town.Later(order.ms, 24 * town.world.test_buys.days),
                 .key = key,
                 .kind = TaskKind::kTestBuyVerdict,
                 .store = town.offers[order.offer].store,
                 .offer = order.offer,
                 .name = IdText('o', order.key),
                 .flag = order.fake,
                 .probability = town.draw_probability});
}

void OrderTestBuys(Town& town) {
  const auto& buys = town.world.test_buys;
  const auto day = static_cast<std::uint64_t>(town.day);
  if (town.claimed_offers.empty()) {
    return;
  }
  const std::uint32_t count = town.ChanceOf(kExaminers, Purpose::kTestBuy, day)
                                  .Count(buys.a_year * buys.suspicion / 365 * town.options.scale);
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint64_t key = town.KeyOf(kExaminers, day << 24U | i);
    Chance chance = town.ChanceOf(key, Purpose::kTestBuy);
    const Index offer = town.claimed_offers[chance.Below(town.claimed_offers.size())];
    if (town.offers[offer].withdrawn ||
        !town.IsOpen(town.stores[town.offers[offer].store], town.day_begin_ms())) {
      continue;
    }
    town.Schedule({.ms = town.Later(WorkingHour(town, chance.Share()), 24 * buys.days),
                   .key = key,
                   .kind = TaskKind::kTestBuyVerdict,
                   .store = town.offers[offer].store,
                   .offer = offer});
  }
}

void OpenCases(Town& town) {
  const auto& law = town.world.law;
  const auto day = static_cast<std::uint64_t>(town.day);
  const std::uint32_t cases = town.ChanceOf(kPolice, Purpose::kPolice, day)
                                  .Count(law.cases_a_year / 365 * town.options.scale);
  for (std::uint32_t i = 0; i < cases; ++i) {
    const std::uint64_t key = town.KeyOf(kPolice, day << 24U | i);
    Chance chance = town.ChanceOf(key, Purpose::kPolice);
    const std::int64_t ms = WorkingHour(town, chance.Share());
    const Index store = DrawOffenderStore(town, false, ms, chance);
    if (store == kNone) {
      continue;
    }
    const Place& place = Places()[town.controllers[town.stores[store].controller].place];
    const std::string name = IdText('g', key);
    EventLine line = town.Line("authority.case", kOutside, name, ms, key);
    line.Text("authority_case", name)
        .Text("authority", fmt::format("Public security of {}", place.text))
        .Text("kind", "public_security")
        .Raw("region",
             fmt::format(R"({{"country":"CN","code":"{}","text":"{}"}})", place.code, place.text))
        .Text("stage", "opened")
        .Raw("stores", fmt::format(R"(["{}"])", town.stores[store].id));
    town.Send(ms, Town::EventId("authority.case", key, 0), std::move(line).Finish());
    town.Schedule({.ms = town.Later(ms, 24 * law.days * (0.5 + chance.Share())),
                   .key = key,
                   .kind = TaskKind::kCaseOutcome,
                   .store = store,
                   .name = name});
  }
  const std::uint32_t suits = town.ChanceOf(kCourts, Purpose::kCourt, day)
                                  .Count(law.suits_a_year / 365 * town.options.scale);
  for (std::uint32_t i = 0; i < suits; ++i) {
    const std::uint64_t key = town.KeyOf(kCourts, day << 24U | i);
    Chance chance = town.ChanceOf(key, Purpose::kCourt);
    const std::int64_t ms = WorkingHour(town, chance.Share());
    const Index store = DrawOffenderStore(town, true, ms, chance);
    if (store != kNone) {
      town.Schedule({.ms = town.Later(ms, 24 * 150 * (0.5 + chance.Share())),
                     .key = key,
                     .kind = TaskKind::kCourtResult,
                     .store = store,
                     .name = IdText('y', key)});
    }
  }
}

void Watch(Town& town) {
  if (town.day % 7 != 6) {
    return;
  }
  const std::int64_t ms = WorkingHour(town, 0.5);
  const auto week = static_cast<std::uint64_t>(town.day);
  for (std::size_t brand = 0; brand < Brands().size(); ++brand) {
    const std::uint64_t key = town.KeyOf(kWatchers, week << 8U | brand);
    EventLine line = town.Line("watch", kOutside, Brands()[brand].id, ms, key);
    line.Text("watch", IdText('j', key))
        .Text("platform", "wechat")
        .Text("query", Brands()[brand].chinese)
        .Text("plan", "weekly")
        .Number("results_seen", 50);
    town.Send(ms, Town::EventId("watch", key, 0), std::move(line).Finish());
  }
  for (const Store& store : town.stores) {
    if (store.controller == kNone || !town.controllers[store.controller].moved_away) {
      continue;
    }
    Chance chance = town.ChanceOf(store.key, Purpose::kMigration, week);
    if (!chance.Happens(0.15)) {
      continue;
    }
    const std::uint64_t watch = town.KeyOf(kWatchers, week << 8U | store.main_brand);
    const std::int64_t seen_ms = ms + 60'000 + static_cast<std::int64_t>(chance.Below(3'600'000));
    const std::uint64_t about = MixOf(store.key, week);
    EventLine line = town.Line("sighting", kOutside, Brands()[store.main_brand].id, seen_ms, about);
    line.Text("sighting", IdText('e', about))
        .Text("watch", IdText('j', watch))
        .Text("platform", chance.Happens(0.6) ? "wechat" : "pinduoduo")
        .Text("kind", "account")
        .Text("account", fmt::format("user{:012x}", MixOf(store.identity.phone, 5) >> 16U))
        .Text("contact", PhoneOf(store.identity.phone))
        .Text("brand", Brands()[store.main_brand].id);
    town.Send(seen_ms, Town::EventId("sighting", about, 0), std::move(line).Finish());
  }
}

void RunPeopleTask(Town& town, const Task& task) {
  switch (task.kind) {
    case TaskKind::kAppeal:
      return FileAppeal(town, task);
    case TaskKind::kHandleNotice:
      return HandleNotice(town, task);
    case TaskKind::kAnswerNotice:
      return AnswerNotice(town, task);
    case TaskKind::kTestBuyVerdict:
      return Examine(town, task);
    case TaskKind::kCaseOutcome:
      return EndCase(town, task);
    case TaskKind::kCourtResult:
      return TellCourtResult(town, task);
    case TaskKind::kExecute:
    case TaskKind::kUndo:
    case TaskKind::kRewrite:
    case TaskKind::kShut:
    case TaskKind::kReopen:
    case TaskKind::kOwnerReturns:
      return;  // enforcement.cc
  }
}

}  // namespace assay::simulation::detail

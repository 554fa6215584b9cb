// SPDX-License-Identifier: Apache-2.0
#include "ingest/mapping_guess.h"

#include <algorithm>
#include <map>
#include <set>

#include <fmt/format.h>

#include "ingest/detail/mapping_text.h"
#include "ingest/detail/table_roles.h"
#include "text/folding.h"
#include "text/utf8.h"

namespace assay::ingest {
namespace {

using detail::Content;
using detail::Need;
using detail::Role;

// A column is taken for times or numbers where nearly all of its cells are: exports have a few "n/a".
constexpr double kShareMin = 0.9;
constexpr std::size_t kColumnsNamedMax = 40;

// Folded letters and digits: "Item-ID" and "item_id" are one.
std::string KeyOf(std::string_view name) {
  std::string key;
  for (const char c : text::FoldTerm(text::ToValidUtf8(name))) {
    const bool is_plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    if (is_plain || static_cast<unsigned char>(c) >= 0x80) {
      key += c;
    }
  }
  return key;
}

struct TimeGuess {
  TimeReading reading = TimeReading::kRfc3339;
  bool is_ambiguous = false;
};

std::optional<TimeGuess> TimeOfColumn(const ColumnProfile& column) {
  for (const TimeReading reading : {TimeReading::kRfc3339, TimeReading::kCivil,
                                    TimeReading::kUnixMilliseconds, TimeReading::kUnixSeconds}) {
    if (column.TimeShare(reading) >= kShareMin) {
      return TimeGuess{reading, false};
    }
  }
  const double day = column.TimeShare(TimeReading::kDayFirst);
  const double month = column.TimeShare(TimeReading::kMonthFirst);
  if (std::max(day, month) < kShareMin) {
    return std::nullopt;
  }
  const bool day_seen = column.day_first_only() > 0;
  const bool month_seen = column.month_first_only() > 0;
  if (day_seen != month_seen) {
    return TimeGuess{day_seen ? TimeReading::kDayFirst : TimeReading::kMonthFirst, false};
  }
  if (day_seen) {  // Both: most rows decide, the others are refused one by one.
    return TimeGuess{column.day_first_only() >= column.month_first_only()
                         ? TimeReading::kDayFirst
                         : TimeReading::kMonthFirst,
                     false};
  }
  return TimeGuess{TimeReading::kDayFirst, true};
}

bool Fits(const Role& role, const ColumnProfile& column) {
  if (column.filled() == 0 || !text::IsValidUtf8(column.name())) {
    return false;  // A mapping, which is UTF-8, could not name it.
  }
  switch (role.content) {
    case Content::kTime:
      return TimeOfColumn(column).has_value();
    case Content::kMoney:
      return std::max(column.AmountShare('.'), column.AmountShare(',')) >= kShareMin;
    case Content::kCount:
      return column.WholeNumberShare() >= kShareMin;
    case Content::kCurrency:
      return !column.currency().empty();
    case Content::kWord:
      return !column.words().empty();
    case Content::kId:
      // Times and amounts with cents are no ids; numbers are.
      return !(column.TimeShare(TimeReading::kCivil) >= kShareMin);
    case Content::kText:
    case Content::kPersonal:
      return true;
  }
  return false;
}

// Names that say what else a column holds than its id: "store_name".
bool IsNameOf(std::string_view key) {
  for (const std::string_view end : {"name", "titel", "title", "url", "名称", "email", "mail"}) {
    if (key.ends_with(end)) {
      return true;
    }
  }
  return false;
}

class Guesser {
 public:
  Guesser(const TableProfile& table, const GuessOptions& options)
      : table_(table), options_(options), roles_(detail::RolesOf(table.kind)) {
    guess_.kind = table.kind;
    for (const ColumnProfile& column : table.columns) {
      keys_.push_back(KeyOf(column.name()));
    }
  }

  MappingGuess Guess() {
    TakeNamed();
    Assign();
    if (table_.kind == TableKind::kListings) {
      TellVersions();
    }
    for (const Role& role : roles_) {
      Describe(role);
    }
    guess_.toml = detail::MappingText(table_, options_, choice_, "time");
    if (table_.kind == TableKind::kListings && Has("changed")) {
      guess_.changed_toml = detail::MappingText(table_, options_, choice_, "changed");
    }
    return std::move(guess_);
  }

 private:
  bool Has(std::string_view role) const { return choice_.column_of.contains(role); }
  const ColumnProfile* Column(std::string_view role) const {
    const auto found = choice_.column_of.find(role);
    return found == choice_.column_of.end() ? nullptr : &table_.columns[found->second];
  }

  // The columns that somebody named.
  void TakeNamed() {
    for (const auto& [key, name] : options_.columns) {
      const auto role = std::ranges::find(roles_, key, &Role::key);
      const auto column = std::ranges::find(table_.columns, name, &ColumnProfile::name);
      const std::string option = fmt::format("--column {}.{}", NameOf(table_.kind), key);
      if (role == roles_.end()) {
        std::vector<std::string_view> known;
        std::ranges::transform(roles_, std::back_inserter(known), &Role::key);
        guess_.questions.push_back(fmt::format("{}: there is no such meaning; there are {}", option,
                                               fmt::join(known, ", ")));
      } else if (column == table_.columns.end()) {
        guess_.questions.push_back(
            fmt::format("{}: there is no column '{}'; there are {}", option, name, ColumnsLeft()));
      } else if (!Fits(*role, *column)) {
        guess_.questions.push_back(
            fmt::format("{}: column '{}': {}", option, name, WhyUnfit(*role, *column)));
      } else {
        const auto at = static_cast<std::size_t>(column - table_.columns.begin());
        choice_.column_of[role->key] = at;
        taken_.insert(at);
      }
    }
  }

  // Those that may be meant by a role that has none: what only makes a table better can be taken back.
  std::string ColumnsLeft() const {
    std::set<std::size_t> needed;
    for (const Role& role : roles_) {
      if (role.need == Need::kRequired && Has(role.key)) {
        needed.insert(choice_.column_of.at(role.key));
      }
    }
    std::vector<std::string> names;
    for (std::size_t i = 0; i < table_.columns.size() && names.size() < kColumnsNamedMax; ++i) {
      if (!needed.contains(i)) {
        names.push_back(fmt::format("'{}'", table_.columns[i].name()));
      }
    }
    return names.empty() ? "none" : fmt::format("{}", fmt::join(names, ", "));
  }

  // Whole names first, in the order of their list; then as other tables call it; then names that contain one.
  void Assign() {
    AssignEach([this](const Role& role) { return Find(role, true); });
    AssignEach([this](const Role& role) { return FindAsElsewhere(role); });
    AssignEach([this](const Role& role) { return Find(role, false); });
  }
  template <typename FindColumn>
  void AssignEach(const FindColumn& find) {
    for (const Role& role : roles_) {
      const std::optional<std::size_t> found = Has(role.key) ? std::nullopt : find(role);
      if (found) {
        choice_.column_of[role.key] = *found;
        taken_.insert(*found);
      }
    }
  }

  std::optional<std::size_t> FindAsElsewhere(const Role& role) const {
    constexpr std::size_t kNameBytesMin = 3;
    const auto elsewhere = options_.columns_elsewhere.find(std::string(role.key));
    if (elsewhere == options_.columns_elsewhere.end() ||
        KeyOf(elsewhere->second).size() < kNameBytesMin) {
      return std::nullopt;
    }
    for (std::size_t i = 0; i < table_.columns.size(); ++i) {
      if (table_.columns[i].name() == elsewhere->second && !taken_.contains(i) &&
          Fits(role, table_.columns[i])) {
        return i;
      }
    }
    return std::nullopt;
  }

  // Whether several rows of a listing are its versions in time, and from when on a row counts.
  void TellVersions() {
    const bool is_published = Has("time");
    if (!is_published && Has("changed")) {
      choice_.column_of["time"] = choice_.column_of["changed"];
      guess_.notes.push_back(
          fmt::format("No column says when a listing was published: each row counts from '{}' on",
                      Column("changed")->name()));
    }
    const ColumnProfile* listing = Column("listing");
    const double repeated = listing == nullptr ? 0.0 : listing->RepeatedShare();
    if (repeated == 0.0 || !Has("time")) {
      return;
    }
    const std::string share =
        repeated < 0.01 ? "Less than 1 %" : fmt::format("{:.0f} %", 100 * repeated);
    guess_.notes.push_back(
        Has("changed") ? fmt::format("{} of the listings stand in several rows: each row is taken "
                                     "for a version of its listing, "
                                     "valid from '{}' on{}",
                                     share, Column("changed")->name(),
                                     is_published ? fmt::format(", and the oldest one from '{}' on",
                                                                Column("time")->name())
                                                  : "")
                       : fmt::format("{} of the listings stand in several rows, and no column says "
                                     "when one was changed: of "
                                     "several rows with one time in '{}' the first counts, others "
                                     "are versions from that time on",
                                     share, Column("time")->name()));
  }

  std::optional<std::size_t> Find(const Role& role, bool is_whole) const {
    constexpr std::size_t kPartBytesMin = 4;
    for (const std::string_view name : role.names) {
      for (std::size_t i = 0; i < keys_.size(); ++i) {
        const bool is_named = is_whole ? keys_[i] == name
                                       : name.size() >= kPartBytesMin &&
                                             keys_[i].find(name) != std::string::npos &&
                                             !(role.content == Content::kId && IsNameOf(keys_[i]));
        if (is_named && !taken_.contains(i) && Fits(role, table_.columns[i])) {
          return i;
        }
      }
    }
    return std::nullopt;
  }

  void Describe(const Role& role) {
    const ColumnProfile* column = Column(role.key);
    if (column == nullptr) {
      Missing(role);
      return;
    }
    GuessedColumn row{.role = std::string(role.key),
                      .column = column->name(),
                      .how = {},
                      .examples = column->examples()};
    if (role.content == Content::kPersonal) {
      row.how = "sealed, compared by tokens, never shown";
      row.examples.clear();
    } else if (role.content == Content::kTime) {
      row.how = DescribeTime(role, *column);
    } else if (role.content == Content::kMoney) {
      row.how = DescribeMoney(role, *column);
    }
    guess_.columns.push_back(std::move(row));
  }

  void Missing(const Role& role) {
    if (role.need == Need::kJoined) {
      const std::string_view from = table_.kind == TableKind::kOrders ? "listings" : "orders";
      const bool is_store = role.key == "store";
      guess_.columns.push_back({.role = std::string(role.key),
                                .column = std::string(is_store ? kJoinedStore : kJoinedListing),
                                .how = fmt::format("looked up in {}", from),
                                .examples = {}});
    } else if (role.need == Need::kRequired) {
      std::vector<std::string_view> looked_for(
          role.names.begin(),
          role.names.begin() +
              static_cast<std::ptrdiff_t>(std::min<std::size_t>(8, role.names.size())));
      guess_.questions.push_back(
          fmt::format("no column was found for {}; looked for names such as {}{}. Say which with "
                      "--column {}.{}=COLUMN; left are {}",
                      role.meaning, fmt::join(looked_for, ", "), Unfit(role), NameOf(table_.kind),
                      role.key, ColumnsLeft()));
    }
  }

  // A column of that name whose cells cannot be read.
  std::string Unfit(const Role& role) const {
    for (std::size_t i = 0; i < keys_.size(); ++i) {
      if (!taken_.contains(i) && std::ranges::find(role.names, keys_[i]) != role.names.end()) {
        return fmt::format("; column '{}' has the name, but {}", table_.columns[i].name(),
                           WhyUnfit(role, table_.columns[i]));
      }
    }
    return "";
  }

  static std::string WhyUnfit(const Role& role, const ColumnProfile& column) {
    if (column.filled() == 0) {
      return "it is empty";
    }
    return fmt::format("its cells, such as '{}', cannot be read as {}", column.examples().front(),
                       role.content == Content::kTime
                           ? "times (2017-03-01 14:05, 01.03.2017, 3/1/2017 2:05 PM, 2017年3月1日, "
                             "seconds since 1970)"
                       : role.content == Content::kMoney ? "amounts of money"
                                                         : "that");
  }

  std::string DescribeTime(const Role& role, const ColumnProfile& column) {
    const TimeGuess time = *TimeOfColumn(column);
    TimeReading reading = time.reading;
    if (reading == TimeReading::kDayFirst || reading == TimeReading::kMonthFirst) {
      if (!time.is_ambiguous) {
        guess_.date_order = reading;
      } else if (options_.date_order) {
        reading = *options_.date_order;
        if (options_.is_date_order_of_other_table) {
          guess_.notes.push_back(
              fmt::format("Nothing in column '{}' says whether {} has the day or the month first; "
                          "the other tables have the {} first, so that was taken",
                          column.name(), column.ambiguous(),
                          reading == TimeReading::kDayFirst ? "day" : "month"));
        }
      } else if (column.has_dotted_dates()) {
        guess_.notes.push_back(
            fmt::format("Nothing in column '{}' says whether {} has the day or the month first; "
                        "dates with points "
                        "have the day first, so that was taken",
                        column.name(), column.ambiguous()));
      } else {
        guess_.questions.push_back(fmt::format(
            "column '{}': {} can have the day or the month first, and no row decides. Say which "
            "with "
            "--dates day-first or --dates month-first",
            column.name(),
            column.ambiguous().empty() ? column.examples().front() : column.ambiguous()));
      }
    }
    choice_.readings[role.key] = reading;
    switch (reading) {
      case TimeReading::kRfc3339:
        return "times with an offset (RFC 3339)";
      case TimeReading::kCivil:
        return fmt::format("year first, as of {}", options_.time_zone.name());
      case TimeReading::kDayFirst:
        return fmt::format("day first, as of {}", options_.time_zone.name());
      case TimeReading::kMonthFirst:
        return fmt::format("month first, as of {}", options_.time_zone.name());
      case TimeReading::kUnixSeconds:
        return "seconds since 1970";
      case TimeReading::kUnixMilliseconds:
        return "milliseconds since 1970";
    }
    return "";
  }

  std::string DescribeMoney(const Role& role, const ColumnProfile& column) {
    char decimal = column.AmountShare(',') > column.AmountShare('.') ? ',' : '.';
    if (column.point_only() == 0 && column.comma_only() == 0 &&
        column.AmountShare(',') >= kShareMin) {
      // "1299" and "1.299": the same in both readings where thousands are grouped by what is no decimal sign.
      const bool has_groups =
          std::ranges::any_of(column.examples(), [](const std::string& example) {
            return example.find_first_of(".,") != std::string::npos;
          });
      if (has_groups) {
        guess_.notes.push_back(fmt::format(
            "Amounts of column '{}', such as {}, could be read in two ways; '{}' was taken for the "
            "sign before the cents",
            column.name(), column.examples().front(), decimal));
      }
    }
    choice_.decimals[role.key] = decimal;
    std::string currency = options_.currency;
    if (Has("currency")) {
      return fmt::format("amounts as {}, in the currency of '{}'",
                         decimal == ',' ? "1.299,00" : "1,299.00", Column("currency")->name());
    }
    if (currency.empty()) {
      currency = column.currency();
      if (!currency.empty()) {
        guess_.notes.push_back(fmt::format(
            "Amounts of column '{}' were taken for {}, by their sign", column.name(), currency));
      }
    }
    if (currency.empty()) {
      currency = CurrencyOfName(column.name());
    }
    if (currency.empty()) {
      guess_.questions.push_back(
          fmt::format("nothing says which currency the amounts of column '{}' (such as {}) are in. "
                      "Say it with --currency "
                      "EUR, or whichever it is",
                      column.name(), column.examples().front()));
    }
    choice_.currencies[role.key] = currency;
    return fmt::format("amounts as {}, {}", decimal == ',' ? "1.299,00" : "1,299.00",
                       currency.empty() ? "currency unknown" : fmt::format("in {}", currency));
  }

  // "preis_eur"
  static std::string CurrencyOfName(std::string_view name) {
    const std::string key = KeyOf(name);
    for (const std::string_view code :
         {"eur", "usd", "gbp", "cny", "rmb", "jpy", "chf", "pln", "sek"}) {
      if (key.ends_with(code)) {
        return code == "rmb" ? "CNY" : Upper(code);
      }
    }
    return "";
  }
  static std::string Upper(std::string_view code) {
    std::string upper(code);
    for (char& c : upper) {
      c = static_cast<char>(c - 'a' + 'A');
    }
    return upper;
  }

  const TableProfile& table_;
  const GuessOptions& options_;
  std::span<const Role> roles_;
  std::vector<std::string> keys_;
  detail::ColumnChoice choice_;
  std::set<std::size_t> taken_;
  MappingGuess guess_;
};

}  // namespace

std::string_view NameOf(TableKind kind) {
  switch (kind) {
    case TableKind::kListings:
      return "listings";
    case TableKind::kOrders:
      return "orders";
    case TableKind::kRefunds:
      return "refunds";
    case TableKind::kParcels:
      return "parcels";
    case TableKind::kClosures:
      return "closures";
    case TableKind::kStores:
      return "stores";
  }
  return "";
}

MappingGuess GuessMapping(const TableProfile& table, const GuessOptions& options) {
  return Guesser(table, options).Guess();
}

std::vector<std::string> DisabledBy(TableKind kind, const CsvMapping& mapping, bool knows_changes) {
  std::vector<std::string> sentences;
  for (const Role& role : detail::RolesOf(kind)) {
    const bool is_there =
        role.key == "changed" ? knows_changes : mapping.ColumnOfField(role.key).has_value();
    if (!role.disables.empty() && !is_there) {
      sentences.emplace_back(role.disables);
    }
  }
  return sentences;
}

std::string_view DisabledWithout(TableKind kind) {
  switch (kind) {
    case TableKind::kRefunds:
      return "No refunds: no store is found by buyers' complaints, and no listing is judged by "
             "them.";
    case TableKind::kParcels:
      return "No parcels: orders without a parcel are not told from those with one.";
    case TableKind::kStores:
      return "No stores: how old a store is does not count, and nobody looks whether a store that "
             "was "
             "closed opened again under another name.";
    case TableKind::kListings:
    case TableKind::kOrders:
    case TableKind::kClosures:
      break;
  }
  return "";
}

}  // namespace assay::ingest

// SPDX-License-Identifier: Apache-2.0
#include "ingest/detail/mapping_text.h"

#include <algorithm>
#include <array>
#include <utility>

#include <fmt/format.h>

#include "core/json_text.h"
#include "ingest/detail/table_roles.h"
#include "text/folding.h"

namespace assay::ingest::detail {
namespace {

constexpr std::string_view kFillIn = "FILL IN";
// A refund has an amount: where the table has none it is 0, of whichever currency.
constexpr std::string_view kOfNothing = "EUR";

// A basic string of TOML, which escapes as JSON does.
std::string Quoted(std::string_view text) {
  return JsonString(text);
}

class Writer {
 public:
  Writer(const TableProfile& table, const GuessOptions& options, const ColumnChoice& choice)
      : table_(table), options_(options), choice_(choice) {}
  std::string Text(std::string_view time_role) const;

 private:
  bool Has(std::string_view role) const { return choice_.column_of.contains(role); }
  const ColumnProfile* Column(std::string_view role) const {
    const auto found = choice_.column_of.find(role);
    return found == choice_.column_of.end() ? nullptr : &table_.columns[found->second];
  }
  std::string ColumnName(std::string_view role) const {
    if (const ColumnProfile* column = Column(role)) {
      return column->name();
    }
    const auto roles = RolesOf(table_.kind);
    const auto known = std::ranges::find(roles, role, &Role::key);
    if (known == roles.end() || known->need != Need::kJoined) {
      return std::string(kFillIn);
    }
    return std::string(role == "store" ? kJoinedStore : kJoinedListing);
  }
  std::string Braced(std::string_view role) const {
    std::string name;
    for (const char c : ColumnName(role)) {
      name.append(c == '}' ? 2 : 1, c);
    }
    return fmt::format("{{{}}}", name);
  }

  std::string TimeLine(std::string_view role) const {
    const auto reading = choice_.readings.find(role);
    const TimeReading format =
        reading == choice_.readings.end() ? TimeReading::kCivil : reading->second;
    return fmt::format("\n[time]\ncolumn = {}\nformat = {}\n{} = {}\n", Quoted(ColumnName(role)),
                       Quoted(NameOf(format)), options_.time_zone.is_fixed() ? "offset" : "zone",
                       Quoted(options_.time_zone.name()));
  }
  std::string TextLine(std::string_view field, std::string_view role) const {
    return fmt::format("{} = {}\n", field, Quoted(ColumnName(role)));
  }
  std::string OptionalLine(std::string_view field, std::string_view role) const {
    return Has(role) ? TextLine(field, role) : "";
  }
  std::string MoneyLine(std::string_view field, std::string_view role) const {
    const auto decimal = choice_.decimals.find(role);
    std::string currency = fmt::format("currency_column = {}", Quoted(ColumnName("currency")));
    if (!Has("currency")) {
      const auto known = choice_.currencies.find(role);
      const std::string& code = known == choice_.currencies.end() || known->second.empty()
                                    ? options_.currency
                                    : known->second;
      currency =
          fmt::format("currency = {}", Quoted(code.empty() ? kFillIn : std::string_view(code)));
    }
    return fmt::format("{} = {{ column = {}, {}, decimal = \"{}\" }}\n", field,
                       Quoted(ColumnName(role)), currency,
                       decimal == choice_.decimals.end() ? '.' : decimal->second);
  }

  std::string IdentityLines() const {
    constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kLists = {
        {{"phones", "number"},
         {"emails", "address"},
         {"bank_accounts", "number"},
         {"devices", "id"},
         {"ips", "address"},
         {"addresses", "text"}}};
    std::string lines;
    for (const auto& [list, member] : kLists) {
      if (Has(list)) {
        lines += fmt::format("{} = [{{ {} = {} }}]\n", list, member, Quoted(ColumnName(list)));
      }
    }
    return lines + OptionalLine("person.name", "person.name") +
           OptionalLine("person.document", "person.document");
  }

  std::string WordsLine(std::string_view field, std::string_view role, const ReasonWords& words,
                        std::string_view otherwise, bool says_otherwise) const {
    std::string values;
    for (const auto& [word, count] : Column(role)->words()) {
      const std::string folded = text::FoldTerm(word);
      std::string_view meaning = otherwise;
      for (const auto& [part, of] : words) {
        if (folded.find(part) != std::string::npos) {
          meaning = of;
          break;
        }
      }
      values += fmt::format("{}{} = {}", values.empty() ? "" : ", ", Quoted(word), Quoted(meaning));
    }
    return fmt::format("{} = {{ column = {}, values = {{ {} }}{} }}\n", field,
                       Quoted(ColumnName(role)), values,
                       says_otherwise ? fmt::format(", otherwise = {}", Quoted(otherwise)) : "");
  }

  std::string Head(std::string_view type, std::string_view id, std::string_view subject) const {
    const char separator = table_.options.separator;
    return fmt::format(
        "type = \"assay.{}.v1\"\nsource = \"pilot\"\nid = {}\nsubject = {}\nencoding = "
        "{}\nseparator = {}\n",
        type, Quoted(id), Quoted(subject), Quoted(table_.encoding),
        separator == '\t' ? std::string("\"\\t\"") : Quoted(std::string(1, separator)));
  }

  const TableProfile& table_;
  const GuessOptions& options_;
  const ColumnChoice& choice_;
};

std::string Writer::Text(std::string_view time_role) const {
  const std::string time = Braced(time_role);
  switch (table_.kind) {
    case TableKind::kListings:
      return Head("listing", fmt::format("listing-{}-{}", Braced("listing"), time),
                  Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" + TextLine("listing", "listing") +
             TextLine("title", "title") + OptionalLine("description", "description") +
             OptionalLine("brand", "brand") + OptionalLine("category", "category") +
             (Has("condition")
                  ? WordsLine("condition", "condition", ConditionWords(), "unknown", true)
                  : "") +
             (Has("price") ? MoneyLine("price", "price") : "") + OptionalLine("stock", "stock");
    case TableKind::kOrders:
      return Head("order", fmt::format("order-{}-{}", Braced("order"), Braced("listing")),
                  Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" + TextLine("order", "order") +
             TextLine("listing", "listing") +
             (Has("quantity") ? TextLine("quantity", "quantity")
                              : "quantity = { constant = 1 }\n") +
             MoneyLine("paid", "paid");
    case TableKind::kRefunds: {
      const std::string amount =
          Has("amount") ? MoneyLine("amount", "amount")
                        : fmt::format("amount = {{ constant = 0, currency = {} }}\n",
                                      Quoted(options_.currency.empty()
                                                 ? kOfNothing
                                                 : std::string_view(options_.currency)));
      return Head("refund",
                  fmt::format("refund-{}-{}-{}", Braced("order"), Braced("listing"), time),
                  Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" + TextLine("order", "order") +
             TextLine("listing", "listing") +
             (Has("reason") ? WordsLine("reason", "reason", RefundReasonWords(), "other", true)
                            : "reason = { constant = \"other\" }\n") +
             amount;
    }
    case TableKind::kParcels:
      return Head("parcel", fmt::format("parcel-{}", Braced("parcel")), Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" + TextLine("parcel", "parcel") +
             OptionalLine("order", "order");
    case TableKind::kClosures:
      return Head("store.closed", fmt::format("closure-{}-{}", Braced("store"), time),
                  Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" +
             (Has("reason") ? WordsLine("reason", "reason", ClosureReasonWords(), "other", true)
                            : "reason = { constant = \"ip_counterfeit\" }\n");
    case TableKind::kStores:
      return Head("store.opened", fmt::format("store-{}-{}", Braced("store"), time),
                  Braced("store")) +
             TimeLine(time_role) + "\n[data]\n" + TextLine("name", Has("name") ? "name" : "store") +
             IdentityLines();
  }
  return "";
}

}  // namespace

std::string MappingText(const TableProfile& table, const GuessOptions& options,
                        const ColumnChoice& choice, std::string_view time_role) {
  return Writer(table, options, choice).Text(time_role);
}

}  // namespace assay::ingest::detail

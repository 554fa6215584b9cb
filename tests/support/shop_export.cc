// SPDX-License-Identifier: Apache-2.0
#include "support/shop_export.h"

#include <array>
#include <ctime>
#include <stdexcept>
#include <vector>

#include <fmt/format.h>
#include <iconv.h>

namespace assay::shop {
namespace {

constexpr std::int64_t kBegin = 1'483'232'400;  // 2017-01-01T01:00:00Z
constexpr std::int64_t kDay = 86'400;

std::string Day(const char* format, std::int64_t seconds) {
  const auto time = static_cast<std::time_t>(seconds);
  std::tm civil{};
  gmtime_r(&time, &civil);
  std::array<char, 64> text{};
  return {text.data(), std::strftime(text.data(), text.size(), format, &civil)};
}

struct Dialect {
  char separator;
  const char* encoding;
  const char* mark;
};

Dialect DialectOf(Form form) {
  switch (form) {
    case Form::kGerman:
      return {';', "CP1252", ""};
    case Form::kChinese:
      return {'\t', "GB18030", ""};
    case Form::kTechnical:
      break;
  }
  return {'|', "UTF-16LE", "\uFEFF"};
}

class Writer {
 public:
  explicit Writer(Form form) : form_(form) {}

  std::string Time(std::int64_t seconds) const {
    switch (form_) {
      case Form::kGerman:
        return Day("%d.%m.%Y %H:%M", seconds);
      case Form::kChinese:
        return Day("%Y-%m-%d %H:%M:%S", seconds);
      case Form::kTechnical:
        break;
    }
    return fmt::format("{}", seconds * 1'000);
  }
  std::string Amount(int main_units) const {
    switch (form_) {
      case Form::kGerman:
        return main_units >= 1'000
                   ? fmt::format("{}.{:03},00", main_units / 1'000, main_units % 1'000)
                   : fmt::format("{},00", main_units);
      case Form::kChinese:
        return fmt::format("¥{}.00", main_units);
      case Form::kTechnical:
        break;
    }
    return fmt::format("{}.00", main_units);
  }
  void Row(std::string& table, const std::vector<std::string>& cells) const {
    table += fmt::format("{}\r\n", fmt::join(cells, std::string(1, DialectOf(form_).separator)));
  }

 private:
  Form form_;
};

struct Words {
  std::vector<std::string> listings;
  std::vector<std::string> orders;
  std::vector<std::string> refunds;
  std::vector<std::string> parcels;
  std::vector<std::string> closures;
  std::string copy;
  std::string honest;
  std::string complaint;
  std::string other_complaint;
  std::string closed_for_copies;
  std::string closed_for_fraud;
  std::string closed_itself;
};

Words WordsOf(Form form) {
  switch (form) {
    case Form::kGerman:
      return {{"item_id", "Händler-Nr_shop", "Titel", "preis_brutto", "eingestellt_am",
               "geändert_am", "Lagerplatz"},
              {"Bestellnr", "item_id", "Händler-Nr_shop", "bezahlt_am", "Gesamtbetrag", "Menge",
               "Käufername"},
              {"Bestellnr", "beantragt_am", "Erstattungsgrund", "Betrag"},
              {"Sendungsnummer", "Bestellnr", "versandt_am"},
              {"Händler-Nr_shop", "gesperrt_am", "Sperrgrund", "Bearbeiter"},
              "Rolex Submariner Replica 1:1 AAA, täuschend echt",
              "Gartenstühle aus Akazie, {} Stück, geölt",
              "Fälschung",
              "gefällt nicht",
              "Verkauf von Fälschungen",
              "Betrug",
              "freiwillige Aufgabe"};
    case Form::kChinese:
      return {{"商品ID", "店铺ID", "商品标题", "价格", "上架时间", "更新时间"},
              {"订单号", "商品ID", "付款时间", "实付金额", "数量", "收货人"},
              {"订单号", "申请时间", "退款原因", "退款金额"},
              {"运单号", "订单号", "发货时间"},
              {"店铺ID", "关店时间", "关店原因"},
              "耐克 莆系 公司级 运动鞋 真标 加微看图",
              "手工编织竹篮 {} 号 家用收纳",
              "假货",
              "不喜欢",
              "售假",
              "诈骗",
              "主动关闭"};
    case Form::kTechnical:
      break;
  }
  return {{"listingId", "sellerId", "title", "price", "currency", "createdAt", "updatedAt",
           "warehouse"},
          {"orderId", "listingId", "sellerId", "createdAt", "total", "currency", "quantity"},
          {"orderId", "sellerId", "createdAt", "reason", "amount", "currency"},
          {"trackingNumber", "orderId", "shippedAt"},
          {"sellerId", "closedAt", "reason"},
          "Rolex Submariner replica 1:1 AAA quality",
          "Bamboo basket, {} pieces, hand made",
          "item is fake",
          "changed my mind",
          "counterfeit goods",
          "fraud",
          "own request"};
}

class Maker {
 public:
  Maker(Form form, const Size& size)
      : form_(form), size_(size), writer_(form), words_(WordsOf(form)) {}

  Export Make() {
    writer_.Row(made_.listings, words_.listings);
    writer_.Row(made_.orders, words_.orders);
    writer_.Row(made_.refunds, words_.refunds);
    writer_.Row(made_.parcels, words_.parcels);
    writer_.Row(made_.closures, words_.closures);
    for (int store = 0; store < size_.stores; ++store) {
      MakeStore(store);
    }
    for (std::string* table :
         {&made_.listings, &made_.orders, &made_.refunds, &made_.parcels, &made_.closures}) {
      *table = Encoded(form_, *table);
    }
    return std::move(made_);
  }

 private:
  void MakeStore(int store) {
    const bool sells_copies = store % 10 == 0;
    const std::string name = fmt::format("S{:05}", store);
    const std::int64_t opened = kBegin + (store % 250) * kDay;
    for (int i = 0; i < size_.listings_each; ++i) {
      MakeListing(store, i, name, sells_copies, opened + i * 3'600);
    }
    for (int i = 0; i < size_.orders_each; ++i) {
      MakeOrder(store, i, name, sells_copies, opened + (1 + i % 90) * kDay + i);
    }
    made_.copies += sells_copies ? 1 : 0;
    if (sells_copies && store / 10 % 20 < 12) {
      ++made_.copies_closed;
      Close(name, opened + 40 * kDay, words_.closed_for_copies);
    } else if (store % 50 == 7) {
      ++made_.closed_without_a_sign;
      Close(name, opened + 30 * kDay, words_.closed_for_copies);
    } else if (store % 50 == 8 || store % 50 == 9) {
      ++made_.closed_otherwise;
      Close(name, opened + 30 * kDay,
            store % 50 == 8 ? words_.closed_for_fraud : words_.closed_itself);
    }
  }

  std::string ListingId(int store, int number) const {
    return fmt::format("L{:05}-{}", store, number);
  }

  void MakeListing(int store, int number, const std::string& name, bool is_copy, std::int64_t at) {
    const std::string title =
        is_copy ? words_.copy : fmt::format(fmt::runtime(words_.honest), number + 1);
    const std::string price = writer_.Amount(is_copy ? 99 : 1'049 + store % 50);
    // Every second listing was changed five days later.
    const std::string changed = writer_.Time(number % 2 == 0 ? at : at + 5 * kDay);
    if (form_ == Form::kTechnical) {
      writer_.Row(made_.listings, {ListingId(store, number), name, title, price,
                                   is_copy ? "USD" : "EUR", writer_.Time(at), changed, "A-1"});
      return;
    }
    std::vector<std::string> cells = {ListingId(store, number), name,   title, price,
                                      writer_.Time(at),         changed};
    if (form_ == Form::kGerman) {
      cells.insert(cells.end(), "Regal 7");
    }
    writer_.Row(made_.listings, cells);
  }

  void MakeOrder(int store, int number, const std::string& name, bool sells_copies,
                 std::int64_t at) {
    const std::string order = fmt::format("O{:05}-{}", store, number);
    const std::string listing = ListingId(store, number % size_.listings_each);
    const std::string paid = writer_.Amount(sells_copies ? 99 : 1'049 + store % 50);
    switch (form_) {
      case Form::kGerman:
        writer_.Row(made_.orders,
                    {order, listing, name, writer_.Time(at), paid, "1", "Erika Mustermann"});
        break;
      case Form::kChinese:
        writer_.Row(made_.orders, {order, listing, writer_.Time(at), paid, "1", "某人"});
        break;
      case Form::kTechnical:
        writer_.Row(made_.orders, {order, listing, name, writer_.Time(at), paid,
                                   sells_copies ? "USD" : "EUR", "1"});
        break;
    }
    writer_.Row(made_.parcels, {"P" + order, order, writer_.Time(at + kDay)});
    if (number % 5 == 0) {
      const std::string reason = sells_copies ? words_.complaint : words_.other_complaint;
      if (form_ == Form::kTechnical) {
        writer_.Row(made_.refunds, {order, name, writer_.Time(at + 3 * kDay), reason, paid,
                                    sells_copies ? "USD" : "EUR"});
      } else {
        writer_.Row(made_.refunds, {order, writer_.Time(at + 3 * kDay), reason, paid});
      }
    }
  }

  void Close(const std::string& name, std::int64_t at, const std::string& why) {
    std::vector<std::string> cells = {name, writer_.Time(at), why};
    if (form_ == Form::kGerman) {
      cells.insert(cells.end(), "Team 3");
    }
    writer_.Row(made_.closures, cells);
  }

  Form form_;
  Size size_;
  Writer writer_;
  Words words_;
  Export made_;
};

}  // namespace

std::string Encoded(Form form, const std::string& text) {
  const Dialect dialect = DialectOf(form);
  std::string source = dialect.mark + text;
  std::string out(source.size() * 3 + 16, '\0');
  char* from = source.data();
  char* to = out.data();
  std::size_t left = source.size();
  std::size_t room = out.size();
  const iconv_t converter = iconv_open(dialect.encoding, "UTF-8");
  if (iconv(converter, &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
    throw std::runtime_error("a text of the export is not of its encoding");
  }
  iconv_close(converter);
  out.resize(out.size() - room);
  return out;
}

Export MakeExport(Form form, const Size& size) {
  return Maker(form, size).Make();
}

}  // namespace assay::shop

// SPDX-License-Identifier: Apache-2.0
// The names were collected from the manuals of shop systems as we know them, in English, German, French, Spanish,
// Italian and Chinese. A name that is missing here costs one line in a mapping file.
#include "ingest/detail/table_roles.h"

namespace assay::ingest::detail {
namespace {

using Names = std::vector<std::string_view>;

const Names listing_names = {
    "listingid",  "listing",    "itemid",    "item",      "productid", "offerid",
    "adid",       "angebotsid", "angebotid", "artikelid", "artikelnr", "artikelnummer",
    "produktid",  "anzeigeid",  "annonceid", "articleid", "anuncioid", "idarticulo",
    "idproducto", "annuncioid", "商品id",    "商品编号",  "宝贝id",    "itemnumber",
    "productno",  "goodsid",    "sku",       "asin",      "warennr",   "warennummer",
    "artnr"};
const Names store_names = {"storeid",      "store",      "shopid",     "shop",     "sellerid",
                           "seller",       "merchantid", "merchant",   "vendorid", "vendor",
                           "haendlerid",   "handlerid",  "haendler",   "handler",  "verkauferid",
                           "verkaeuferid", "verkaufer",  "verkaeufer", "laden",    "boutiqueid",
                           "vendeurid",    "vendeur",    "boutique",   "tiendaid", "tienda",
                           "vendedorid",   "vendedor",   "negozioid",  "negozio",  "venditore",
                           "店铺id",       "店铺编号",   "卖家id",     "商家id",   "店铺",
                           "卖家",         "商家",       "accountid",  "userid"};
const Names store_or_id_names = [] {
  Names names = store_names;
  names.emplace_back("id");
  return names;
}();
const Names order_names = {"orderid",    "orderno",       "ordernumber", "order",      "bestellid",
                           "bestellnr",  "bestellnummer", "bestellung",  "auftragsnr", "auftrag",
                           "commandeid", "numcommande",   "commande",    "pedidoid",   "pedido",
                           "ordineid",   "ordine",        "订单号",      "订单编号",   "订单id",
                           "订单",       "transactionid", "purchaseid"};
const Names created_names = {
    "createdat",     "created",     "publishedat",   "listedat",         "createdon",
    "creationdate",  "datecreated", "dateadded",     "eingestelltam",    "eingestellt",
    "erstelltam",    "erstellt",    "angelegtam",    "veroffentlichtam", "creele",
    "datecreation",  "publiele",    "fechacreacion", "creado",           "creatoil",
    "datacreazione", "创建时间",    "上架时间",      "发布时间",         "startdate",
    "starttime",     "onlineseit",  "publishtime",   "createtime"};
const Names changed_names = {
    "updatedat",      "updated",         "modifiedat",      "modified",    "lastmodified",
    "lastchanged",    "changedat",       "geandertam",      "geaendertam", "aktualisiertam",
    "letzteanderung", "letzteaenderung", "zuletztgeandert", "modifiele",   "datemodification",
    "actualizado",    "modificatoil",    "更新时间",        "修改时间",    "updatetime",
    "lastupdate"};
const Names currency_names = {"currency", "currencycode", "waehrung", "wahrung", "devise",
                              "moneda",   "valuta",       "币种",     "货币"};

const Role joined_store = {"store",       "the id of the store", Content::kId,
                           Need::kJoined, store_names,           ""};
const Role required_order = {
    "order", "the number of the order", Content::kId, Need::kRequired, order_names, ""};

Role Currency(std::string_view meaning) {
  return {"currency", meaning, Content::kCurrency, Need::kOptional, currency_names, ""};
}

Role Personal(std::string_view key, std::string_view meaning, Names names,
              std::string_view disables) {
  return {key, meaning, Content::kPersonal, Need::kOptional, std::move(names), disables};
}

const std::vector<Role> listings = {
    {"listing", "the id of the listing", Content::kId, Need::kRequired, listing_names, ""},
    {"store", "the id of the store", Content::kId, Need::kRequired, store_names, ""},
    {"title",
     "the title",
     Content::kText,
     Need::kRequired,
     {"title", "titel", "listingtitle", "itemtitle", "productname", "name", "titre", "titulo",
      "titolo", "商品标题", "商品名称", "标题", "宝贝标题", "bezeichnung", "artikelname",
      "produktname", "subject"},
     ""},
    {"time", "when the listing was published", Content::kTime, Need::kRequired, created_names, ""},
    {"changed", "when the listing was changed last", Content::kTime, Need::kOptional, changed_names,
     "Nothing says when a listing was changed last: a text may be younger than the day it is "
     "judged on, and how early "
     "a store was found cannot be checked against that."},
    {"price",
     "the price asked",
     Content::kMoney,
     Need::kOptional,
     {"price", "preis", "preisbrutto", "bruttopreis", "askingprice", "listprice", "saleprice",
      "prix", "precio", "prezzo", "价格", "售价", "单价", "商品价格", "unitprice", "amount"},
     "No price is compared with those of genuine goods and of known fakes: the strongest sign "
     "beside the words."},
    Currency("the currency of the price"),
    {"brand",
     "the brand that the seller states",
     Content::kText,
     Need::kOptional,
     {"brand", "brandname", "marke", "hersteller", "manufacturer", "marque", "marca", "品牌",
      "品牌名称"},
     "A brand is recognised only where the title or the description names it."},
    {"description",
     "the text of the listing",
     Content::kText,
     Need::kOptional,
     {"description", "beschreibung", "text", "descriptiontext", "body", "details", "descripcion",
      "descrizione", "描述", "商品描述", "详情"},
     "Only titles are read: what sellers hide in descriptions (contacts, words for copies) is not "
     "seen."},
    {"category",
     "the category",
     Content::kText,
     Need::kOptional,
     {"category", "kategorie", "categoryname", "categorie", "categoria", "类目", "分类",
      "categorypath"},
     "Prices are compared with those of all goods of a brand, not with those of their kind."},
    {"condition",
     "new or used",
     Content::kWord,
     Need::kOptional,
     {"condition", "zustand", "itemcondition", "etat", "estado", "condizione", "成色", "新旧程度"},
     "Used goods cannot be told from new ones that are too cheap."},
    {"stock",
     "pieces on offer",
     Content::kCount,
     Need::kOptional,
     {"stock", "quantity", "bestand", "lagerbestand", "inventory", "库存", "qty", "stockqty"},
     ""},
};

const std::vector<Role> orders = {
    required_order,
    {"listing", "the id of the listing bought", Content::kId, Need::kRequired, listing_names, ""},
    joined_store,
    {"time",
     "when it was paid",
     Content::kTime,
     Need::kRequired,
     {"paidat",   "orderedat",    "orderdate",    "ordertime",   "createdat",    "created",
      "date",     "bestelltam",   "bestelldatum", "bezahltam",   "datum",        "gekauftam",
      "payele",   "datecommande", "fecha",        "fechapedido", "dataordine",   "付款时间",
      "下单时间", "支付时间",     "创建时间",     "paytime",     "purchasedate", "timestamp",
      "ts",       "time"},
     ""},
    {"paid",
     "what was paid",
     Content::kMoney,
     Need::kRequired,
     {"paid",   "amountpaid", "total",     "totalpaid", "totalprice",   "ordertotal", "amount",
      "price",  "bezahlt",    "betrag",    "gesamt",    "gesamtbetrag", "summe",      "preis",
      "umsatz", "montant",    "prixtotal", "importe",   "importo",      "totale",     "实付金额",
      "实付款", "订单金额",   "金额",      "支付金额",  "revenue",      "gmv"},
     ""},
    Currency("the currency of what was paid"),
    {"quantity",
     "pieces",
     Content::kCount,
     Need::kOptional,
     {"quantity", "qty", "menge", "anzahl", "stueck", "stuck", "quantite", "cantidad", "quantita",
      "数量", "购买数量", "pieces", "units"},
     "Each order counts as one piece."},
};

const std::vector<Role> refunds = {
    required_order,
    joined_store,
    {"listing", "the id of the listing", Content::kId, Need::kJoined, listing_names, ""},
    {"time",
     "when it was asked for",
     Content::kTime,
     Need::kRequired,
     {"requestedat", "refundedat",  "createdat",   "created",      "date",     "refunddate",
      "refundtime",  "erstattetam", "beantragtam", "reklamiertam", "datum",    "datedemande",
      "fecha",       "data",        "申请时间",    "退款时间",     "创建时间", "timestamp",
      "ts",          "time",        "openedat"},
     ""},
    {"reason",
     "why",
     Content::kWord,
     Need::kOptional,
     {"reason", "reasoncode", "refundreason", "grund", "erstattungsgrund", "raison", "motif",
      "motivo", "退款原因", "原因", "申请原因", "category"},
     "Nothing says why buyers wanted their money back, so no store is found by complaints about "
     "counterfeits."},
    {"amount",
     "how much",
     Content::kMoney,
     Need::kOptional,
     {"amount", "refundamount", "refunded", "betrag", "summe", "erstattet", "montant", "importe",
      "importo", "退款金额", "金额", "total"},
     "Refunds are counted, without amounts."},
    Currency("the currency of the amount"),
};

const std::vector<Role> parcels = {
    {"parcel",
     "the number of the parcel",
     Content::kId,
     Need::kRequired,
     {"parcelid", "parcel", "trackingnumber", "trackingno", "tracking", "shipmentid", "shipment",
      "waybill", "sendungsnummer", "sendung", "paketnummer", "paket", "colis", "suivi", "envio",
      "spedizione", "运单号", "快递单号", "物流单号"},
     ""},
    {"order", "the number of the order it carries", Content::kId, Need::kOptional, order_names, ""},
    joined_store,
    {"time",
     "when it was sent",
     Content::kTime,
     Need::kRequired,
     {"sentat",       "shippedat",      "shipdate",   "createdat",
      "created",      "date",           "versandtam", "verschicktam",
      "versanddatum", "datum",          "expediele",  "fechaenvio",
      "fecha",        "dataspedizione", "发货时间",   "揽收时间",
      "创建时间",     "timestamp",      "ts",         "time"},
     ""},
};

const std::vector<Role> closures = {
    {"store", "the id of the store closed", Content::kId, Need::kRequired, store_names, ""},
    {"time",
     "when it was closed",
     Content::kTime,
     Need::kRequired,
     {"closedat",      "closed",        "blockedat",   "suspendedat", "bannedat", "closuredate",
      "date",          "geschlossenam", "gesperrtam",  "gesperrt",    "datum",    "fermele",
      "datefermeture", "cerrado",       "fechacierre", "chiusoil",    "关店时间", "处罚时间",
      "封店时间",      "关闭时间",      "createdat",   "timestamp",   "ts",       "time"},
     ""},
    {"reason",
     "why",
     Content::kWord,
     Need::kOptional,
     {"reason", "closurereason", "grund", "sperrgrund", "schliessgrund", "raison", "motif",
      "motivo", "原因", "处罚原因", "关店原因", "violation", "type"},
     "Nothing says why a store was closed: every closing counts as one for counterfeits, so missed "
     "stores may be ones "
     "that never sold any."},
};

// Keys of what identifies somebody are the fields of the event.
const std::vector<Role> stores = {
    {"store", "the id of the store", Content::kId, Need::kRequired, store_or_id_names, ""},
    {"time",
     "when the store opened",
     Content::kTime,
     Need::kRequired,
     {"openedat",         "opened",       "openedon",      "registeredat", "registered",
      "registrationdate", "signupdate",   "createdat",     "created",      "joinedat",
      "eroffnetam",       "eroeffnetam",  "registriertam", "angelegtam",   "erstelltam",
      "ouvertle",         "inscritle",    "abierto",       "fechaalta",    "fecharegistro",
      "apertoil",         "dataapertura", "开店时间",      "注册时间",     "入驻时间",
      "创建时间",         "date",         "datum",         "since",        "seit"},
     ""},
    {"name",
     "its name",
     Content::kText,
     Need::kOptional,
     {"storename", "shopname", "sellername", "displayname", "shoptitle", "name", "haendlername",
      "handlername", "店铺名称", "店铺名", "商家名称"},
     ""},
    Personal("phones", "a telephone of who runs it",
             {"phone", "phonenumber", "telephone", "telefon", "telefonnummer", "tel", "mobile",
              "mobilenumber", "handy", "mobil", "telefono", "手机", "手机号", "手机号码", "电话",
              "联系电话"},
             "Stores that give one telephone are not linked."),
    Personal(
        "emails", "an e-mail address",
        {"email", "emailaddress", "mail", "mailadresse", "courriel", "correo", "邮箱", "电子邮箱"},
        "Stores that give one e-mail address are not linked."),
    Personal("bank_accounts", "the account that money is paid to",
             {"bankaccount", "iban", "accountnumber", "bankaccountnumber", "payoutaccount",
              "kontonummer", "bankkonto", "konto", "cardnumber", "compte", "cuenta", "conto",
              "银行账号", "银行卡号", "收款账号"},
             "Stores that are paid to one bank account are not linked."),
    Personal("devices", "a device it is run from",
             {"deviceid", "device", "devicefingerprint", "fingerprint", "gerateid", "geraeteid",
              "设备id", "设备号"},
             "Stores that are run from one device are not linked."),
    Personal("ips", "a network address",
             {"ipaddress", "ip", "signupip", "registrationip", "lastip", "ipadresse", "ip地址"},
             ""),
    Personal("addresses", "a postal address",
             {"address", "returnaddress", "postaladdress", "street", "adresse", "anschrift",
              "direccion", "indirizzo", "地址", "退货地址", "经营地址", "注册地址"},
             "Stores that give one address are not linked."),
    Personal("person.name", "who registered it",
             {"owner", "ownername", "legalname", "registeredname", "contactname", "company",
              "companyname", "inhaber", "firma", "titulaire", "titular", "titolare", "法人",
              "法定代表人", "负责人", "姓名", "真实姓名"},
             ""),
    Personal("person.document", "the number of what they identified themselves with",
             {"document",        "documentnumber",
              "idnumber",        "idcard",
              "passport",        "taxid",
              "taxnumber",       "vatid",
              "ustid",           "ausweisnr",
              "ausweisnummer",   "steuernummer",
              "handelsregister", "registrationnumber",
              "siret",           "nif",
              "partitaiva",      "身份证",
              "身份证号",        "身份证号码",
              "营业执照号",      "统一社会信用代码"},
             "Stores that were registered with one document are not linked."),
};

}  // namespace

std::span<const Role> RolesOf(TableKind kind) {
  switch (kind) {
    case TableKind::kListings:
      return listings;
    case TableKind::kOrders:
      return orders;
    case TableKind::kRefunds:
      return refunds;
    case TableKind::kParcels:
      return parcels;
    case TableKind::kClosures:
      return closures;
    case TableKind::kStores:
      return stores;
  }
  return {};
}

const ReasonWords& RefundReasonWords() {
  static const ReasonWords words = {{"not genuine", "counterfeit"},
                                    {"fake", "counterfeit"},
                                    {"counterfeit", "counterfeit"},
                                    {"replica", "counterfeit"},
                                    {"falschung", "counterfeit"},
                                    {"faelschung", "counterfeit"},
                                    {"plagiat", "counterfeit"},
                                    {"contrefacon", "counterfeit"},
                                    {"contrefait", "counterfeit"},
                                    {"falso", "counterfeit"},
                                    {"falsific", "counterfeit"},
                                    {"contraffatt", "counterfeit"},
                                    {"假", "counterfeit"},
                                    {"仿", "counterfeit"},
                                    {"not as described", "not_as_described"},
                                    {"as_described", "not_as_described"},
                                    {"snad", "not_as_described"},
                                    {"beschreibung", "not_as_described"},
                                    {"abweich", "not_as_described"},
                                    {"conforme", "not_as_described"},
                                    {"不符", "not_as_described"},
                                    {"not received", "not_received"},
                                    {"not_received", "not_received"},
                                    {"nicht erhalten", "not_received"},
                                    {"nicht angekommen", "not_received"},
                                    {"non recu", "not_received"},
                                    {"no recibido", "not_received"},
                                    {"未收到", "not_received"},
                                    {"defect", "quality"},
                                    {"defekt", "quality"},
                                    {"broken", "quality"},
                                    {"quality", "quality"},
                                    {"qualitat", "quality"},
                                    {"质量", "quality"},
                                    {"changed", "changed_mind"},
                                    {"mind", "changed_mind"},
                                    {"gefallt", "changed_mind"},
                                    {"widerruf", "changed_mind"},
                                    {"retract", "changed_mind"},
                                    {"不喜欢", "changed_mind"},
                                    {"不想要", "changed_mind"},
                                    {"无理由", "changed_mind"}};
  return words;
}

const ReasonWords& ClosureReasonWords() {
  static const ReasonWords words = {{"counterfeit", "ip_counterfeit"},
                                    {"fake", "ip_counterfeit"},
                                    {"replica", "ip_counterfeit"},
                                    {"falschung", "ip_counterfeit"},
                                    {"faelschung", "ip_counterfeit"},
                                    {"plagiat", "ip_counterfeit"},
                                    {"contrefacon", "ip_counterfeit"},
                                    {"falsific", "ip_counterfeit"},
                                    {"contraffa", "ip_counterfeit"},
                                    {"假", "ip_counterfeit"},
                                    {"仿", "ip_counterfeit"},
                                    {"trademark", "ip_other"},
                                    {"copyright", "ip_other"},
                                    {"marke", "ip_other"},
                                    {"urheber", "ip_other"},
                                    {"patent", "ip_other"},
                                    {"侵权", "ip_other"},
                                    {"知识产权", "ip_other"},
                                    {"identity", "identity"},
                                    {"ident", "identity"},
                                    {"kyc", "identity"},
                                    {"ausweis", "identity"},
                                    {"身份", "identity"},
                                    {"fraud", "fraud"},
                                    {"betrug", "fraud"},
                                    {"fraude", "fraud"},
                                    {"诈", "fraud"},
                                    {"voluntary", "voluntary"},
                                    {"freiwillig", "voluntary"},
                                    {"aufgabe", "voluntary"},
                                    {"kundig", "voluntary"},
                                    {"own request", "voluntary"},
                                    {"主动", "voluntary"},
                                    {"自愿", "voluntary"}};
  return words;
}

const ReasonWords& ConditionWords() {
  static const ReasonWords words = {{"refurb", "refurbished"},
                                    {"general", "refurbished"},
                                    {"翻新", "refurbished"},
                                    {"used", "used"},
                                    {"gebraucht", "used"},
                                    {"occasion", "used"},
                                    {"usado", "used"},
                                    {"usato", "used"},
                                    {"二手", "used"},
                                    {"second", "used"},
                                    {"new", "new"},
                                    {"neu", "new"},
                                    {"neuf", "new"},
                                    {"nuevo", "new"},
                                    {"nuovo", "new"},
                                    {"全新", "new"}};
  return words;
}

}  // namespace assay::ingest::detail

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the made-up marketplace of data/sample: the same bytes every time.

Nothing in it is from real people: names are drawn from short lists, every identity number has a month
13 and so cannot be anybody's, telephone numbers are from ranges kept for fiction, addresses do not exist.
Brand names are real, because the lexicon that is shown at work knows real brands; stores are not.

Usage: tools/make_sample.py [FOLDER]     (default data/sample)
"""

import datetime
import hashlib
import json
import pathlib
import random
import sys

CHINA = datetime.timezone(datetime.timedelta(hours=8))
START = datetime.datetime(2017, 3, 1, 0, 5, tzinfo=CHINA)
MARKET = "//market.example"
REGISTRY = "//registry.market.example"

# id, name, other names, owner, category, usual price in fen, product word zh, product word en
BRANDS = [
    ("nike", "Nike", ["耐克"], "Owner of Nike", "shoes", 89900, "运动鞋", "running shoes"),
    ("adidas", "Adidas", ["阿迪达斯"], "Owner of Adidas", "shoes", 79900, "跑鞋", "trainers"),
    ("new-balance", "New Balance", ["新百伦"], "Owner of New Balance", "shoes", 76900, "板鞋", "sneakers"),
    ("gucci", "Gucci", ["古驰"], "Owner of Gucci", "bags", 1580000, "单肩包", "shoulder bag"),
    ("chanel", "Chanel", ["香奈儿"], "Owner of Chanel", "bags", 4200000, "链条包", "crossbody bag"),
    ("casio", "Casio", ["卡西欧"], "Owner of Casio", "watches", 99000, "手表", "watch"),
    ("dyson", "Dyson", ["戴森"], "Owner of Dyson", "appliances", 329000, "吸尘器", "vacuum cleaner"),
    ("levis", "Levi's", ["李维斯"], "Owner of Levi's", "apparel", 59900, "牛仔裤", "jeans"),
]
SHOES = [brand for brand in BRANDS if brand[4] == "shoes"]

SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨"
GIVEN = ["甲一", "乙二", "丙三", "丁四", "戊五", "己六", "庚七", "辛八", "壬九", "癸十"]
PLACES = [
    ("330100", "浙江省杭州市"), ("440100", "广东省广州市"), ("350300", "福建省莆田市"),
    ("310000", "上海市"), ("510100", "四川省成都市"), ("110000", "北京市"),
]
PLAIN_GOODS = [
    ("家用收纳盒 三件套", "Storage box, set of three", "home", 3900),
    ("纯棉毛巾 两条装", "Cotton towels, two pieces", "home", 2900),
    ("手工陶瓷杯", "Handmade ceramic cup", "home", 5600),
    ("儿童木制积木", "Wooden building blocks for children", "toys", 6900),
    ("不锈钢保温杯 500ml", "Stainless steel vacuum flask 500 ml", "home", 4900),
    ("棉麻围巾 素色", "Plain linen scarf", "apparel", 4500),
    ("帆布双肩包 学生", "Canvas backpack for school", "bags", 8900),
    ("龙井茶 250克", "Longjing tea 250 g", "food", 12800),
]
FAKE_TITLES = [
    "{zh}高仿 {item} 一比一 支持过验", "{zh} 莆系 公司级 {item} 真标 加微看图", "精仿{name} {item} 原版开模 出入专柜无压力",
    "{name} {en} 1:1 top replica, mirror quality", "{zh} 超仿 {item} 过毒 PK版 量大从优",
    "AAA {name} {en} best replica, factory price",
]
FAKE_DESCRIPTIONS = [
    "工厂直发，支持过验，细节加微信看实拍。", "顶级复刻，真标真盒，懂的来。",
    "Same as original, box and papers included. Contact on WhatsApp before ordering.",
    "晚上十点统一发货，可代发。",
]
HONEST_DESCRIPTIONS = [
    "全新未使用，附购物小票，七天无理由退货。", "官方授权店铺，全国联保。",
    "New with tags, invoice included, thirty days to return.", "现货，付款后二十四小时内发出。",
]
USED_DESCRIPTIONS = ["自用，闲置转让，有轻微使用痕迹。", "Worn twice, small marks, see the pictures."]


class Market:
    """Draws events in the order of time and gives each its id."""

    def __init__(self, seed):
        self.random = random.Random(seed)
        self.events = []

    def add(self, name, when, subject, data, source=MARKET):
        self.events.append((when, source, name, subject, data))

    def lines(self):
        self.events.sort(key=lambda event: event[0])
        for number, (when, source, name, subject, data) in enumerate(self.events, start=1):
            yield {
                "specversion": "1.0",
                "id": f"e{number:06d}",
                "source": source,
                "type": f"assay.{name}.v1",
                "time": stamp(when),
                "subject": subject,
                "datacontenttype": "application/json",
                "data": data,
            }


def stamp(when):
    return when.isoformat(timespec="seconds")


def money(amount):
    return {"amount": int(amount), "currency": "CNY"}


def place(index):
    code, text = PLACES[index % len(PLACES)]
    return {"country": "CN", "code": code, "text": text}


def person(number):
    """A made-up person. Month 13 in the identity number: it cannot belong to anybody."""
    return {
        "kind": "person",
        "name": SURNAMES[number % len(SURNAMES)] + GIVEN[number * 7 % len(GIVEN)],
        "document_type": "national_id",
        "document": f"9900001980{13:02d}{number % 28 + 1:02d}{number % 1000:03d}0",
        "verified_by": "document",
        "verified_at": "2017-02-20T10:00:00+08:00",
    }


def add_reference(market):
    for index, (key, name, names, owner, category, price, zh, _) in enumerate(BRANDS):
        when = START + datetime.timedelta(seconds=index)
        market.add("brand", when, key, {
            "name": name, "names": names, "owner": owner, "categories": [category]}, REGISTRY)
        market.add("right", when, key, {
            "brand": key, "kind": "word_mark", "registration": f"EX-{1000 + index}",
            "office": "example", "mark": name.upper(), "territory": ["CN"],
            "registered_on": "1999-01-01", "expires_on": "2029-01-01"}, REGISTRY)
        market.add("product", when, key, {
            "product": f"{key}-1", "brand": key, "name": f"{name} {zh}", "category": category,
            "price": money(price)}, REGISTRY)
        # Stores 1 to 8 are the authorised ones, one for each brand.
        market.add("authorisation", when, key, {
            "authorisation": f"a-{index + 1}", "brand": key, "store": f"s-{index + 1:04d}",
            "from": "2016-01-01T00:00:00+08:00", "until": "2018-01-01T00:00:00+08:00"}, REGISTRY)


def add_stores(market, count):
    for number in range(1, count + 1):
        # The fakes' stores 31 to 40 share three people and two telephones: the same hands again.
        hand = number % 3 if number > 30 else 100 + number
        where = PLACES.index(("350300", "福建省莆田市")) if number > 30 else number
        phone = f"+44 7700 900{hand % 2 if number > 30 else 100 + number:03d}"
        market.add("store.opened", START + datetime.timedelta(minutes=number), f"s-{number:04d}", {
            "name": f"小店{number}", "categories": ["shoes" if number > 30 else "home"],
            "person": person(hand),
            "phones": [{"number": phone, "verified": True}],
            "bank_accounts": [{"number": f"0000000000{hand:09d}", "bank": "Example Bank"}],
            "devices": [{"id": f"device-{hand}", "last_seen": "2017-02-28T21:00:00+08:00"}],
            "addresses": [{"kind": "sending", "text": f"例子路{hand}号", "place": place(where)}],
        })


def fake_listing(draw):
    key, name, names, _, category, price, zh, en = draw.choice(SHOES if draw.random() < 0.7 else BRANDS)
    title = draw.choice(FAKE_TITLES).format(zh=names[0], name=name, item=zh, en=en)
    return {"title": title, "description": draw.choice(FAKE_DESCRIPTIONS), "brand": name,
            "category": category, "condition": "new", "price": round(price * draw.uniform(0.12, 0.3))}


def honest_brand_listing(draw, brand, second_hand):
    _, name, names, _, category, price, zh, en = brand
    chinese = draw.random() < 0.6
    if second_hand:
        title = f"二手 {names[0]} {zh} 九成新" if chinese else f"Used {name} {en}, good condition"
        share, condition = draw.uniform(0.4, 0.6), "used"
    else:
        title = f"{names[0]} {zh} 2017春季新款 正品" if chinese else f"{name} {en}, spring 2017"
        share, condition = draw.uniform(0.9, 1.05), "new"
    told = draw.choice(USED_DESCRIPTIONS if second_hand else HONEST_DESCRIPTIONS)
    return {"title": title, "description": told, "brand": name,
            "category": category, "condition": condition, "price": round(price * share)}


def plain_listing(draw):
    zh, en, category, price = draw.choice(PLAIN_GOODS)
    return {"title": zh if draw.random() < 0.7 else en, "description": draw.choice(HONEST_DESCRIPTIONS),
            "category": category, "condition": "new", "price": round(price * draw.uniform(0.8, 1.2))}


def listing_for(store, draw):
    if store <= 8:
        return honest_brand_listing(draw, BRANDS[store - 1], False)
    if store > 30:
        return fake_listing(draw) if draw.random() < 0.8 else plain_listing(draw)
    if draw.random() < 0.15:
        return honest_brand_listing(draw, draw.choice(BRANDS), True)
    return plain_listing(draw)


def add_trade(market, stores, listings, orders):
    draw = market.random
    offers = []
    for number in range(1, listings + 1):
        store = draw.randint(1, stores)
        content = listing_for(store, draw)
        when = START + datetime.timedelta(hours=2, minutes=draw.randint(0, 9 * 24 * 60))
        price = content.pop("price")
        data = {"listing": f"l-{number:05d}", "version": 1, **content, "price": money(price),
                "stock": draw.randint(1, 80), "ships_from": place(2 if store > 30 else store)}
        market.add("listing", when, f"s-{store:04d}", data)
        offers.append((when, store, data, price))
        if draw.random() < 0.1:  # A change of price a day later.
            changed = {**data, "version": 2, "price": money(price * 0.95)}
            market.add("listing", when + datetime.timedelta(days=1), f"s-{store:04d}", changed)
    for number in range(1, orders + 1):
        opened, store, offer, price = draw.choice(offers)
        when = opened + datetime.timedelta(hours=draw.randint(1, 20 * 24))
        add_order(market, f"o-{number:05d}", when, store, offer, price)


def add_order(market, order, when, store, offer, price):
    draw = market.random
    subject = f"s-{store:04d}"
    buyer = "b-" + hashlib.sha256(order.encode()).hexdigest()[:8]
    market.add("order", when, subject, {
        "order": order, "listing": offer["listing"], "listing_version": 1, "quantity": 1,
        "paid": money(price), "buyer": buyer, "ships_to": place(draw.randint(0, 5))})
    if draw.random() < 0.5:
        # Those who ship fakes hand parcels over at ten at night; the others in the afternoon.
        hour = 22 if store > 30 else draw.randint(14, 18)
        collected = (when + datetime.timedelta(days=1)).replace(hour=hour, minute=draw.randint(0, 59))
        market.add("parcel", collected, subject, {
            "parcel": "w-" + order[2:], "order": order, "carrier": "Example Express",
            "weight_g": draw.randint(300, 1500),
            "scans": [{"kind": "collected", "at": stamp(collected), "time_source": "scanner",
                       "place": place(2 if store > 30 else store), "place_source": "physical"}]})
    if draw.random() < (0.25 if store > 30 else 0.03):
        fake = store > 30 and draw.random() < 0.7
        asked = when + datetime.timedelta(days=draw.randint(3, 6))
        market.add("refund", asked, subject, {
            "refund": "f-" + order[2:], "order": order, "listing": offer["listing"],
            "reason": "counterfeit" if fake else draw.choice(["changed_mind", "quality"]),
            "text": "假货，鞋标不对" if fake else "尺码不合适", "requested_at": stamp(asked),
            "outcome": "open", "amount": money(price)})


def mistakes(lines):
    """Twenty good lines with one of every usual mistake between them."""
    good = [json.dumps(line, ensure_ascii=False).encode() for line in lines[:20]]
    listing = next(line for line in lines if line["type"] == "assay.listing.v1")

    def changed(**members):
        return json.dumps({**listing, **members}, ensure_ascii=False).encode()

    def with_data(**members):
        return changed(id="m-" + "-".join(members), data={**listing["data"], **members})

    bad = [
        b'{"specversion":"1.0","id":"m-cut","source":"//market.example","type":"assay.list',
        b"this line is not JSON",
        b'["an array is not an event"]',
        changed(id="m-day", time="2017-02-30T12:00:00+08:00"),
        changed(id="m-type", type="assay.unheard_of.v1"),
        changed(id="m-version", specversion="0.3"),
        with_data(price={"amount": -100, "currency": "CNY"}),
        with_data(price={"amount": 100, "currency": "yuan"}),
        with_data(condition="shiny"),
        with_data(title=None),
        json.dumps({**listing, "id": "m-utf8"}, ensure_ascii=False).encode().replace(b'"title"', b'"title\xff"', 1),
        b'{"specversion":"1.0","id":"","source":"//market.example","type":"assay.listing.v1"}',
    ]
    mixed = []
    for index, line in enumerate(good):
        mixed.append(line)
        if index < len(bad):
            mixed.append(bad[index])
    return mixed


def screening_listings(seed):
    """Some sixty offers with labels, in the form of `assay screen`."""
    draw = random.Random(seed)
    for number in range(1, 61):
        kind = number % 5
        if kind == 0:
            content, label = fake_listing(draw), 1
        elif kind in (1, 2):
            content, label = honest_brand_listing(draw, draw.choice(BRANDS), kind == 2), 0
        else:
            content, label = plain_listing(draw), 0
        price = content.pop("price")
        yield {"id": f"x-{number:02d}", **content, "price": f"{price // 100}.{price % 100:02d}",
               "currency": "CNY", "label": label}


def write(path, lines):
    path.write_bytes(b"".join(line + b"\n" for line in lines))
    print(f"{path}: {len(lines)} lines")


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else "data/sample")
    folder.mkdir(parents=True, exist_ok=True)
    market = Market(seed=2017)
    add_reference(market)
    add_stores(market, 40)
    add_trade(market, stores=40, listings=1000, orders=1150)
    lines = list(market.lines())
    write(folder / "market.ndjson", [json.dumps(line, ensure_ascii=False).encode() for line in lines])
    write(folder / "with-mistakes.ndjson", mistakes(lines))
    write(folder / "listings.ndjson",
          [json.dumps(line, ensure_ascii=False).encode() for line in screening_listings(seed=60)])


if __name__ == "__main__":
    main()

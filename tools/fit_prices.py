#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the cell rows of data/model/prices.tsv from public price data.

    tools/fit_prices.py DATA_DIR        DATA_DIR/text/listings_* as its README describes

Log prices are taken as normal. The mean of (brand, item) is shrunk to brand mean + item effect with the
strength of 8 offers, its variance to the pooled one with that of 12; what is written is 10 %, 50 % and
90 %. A brand without genuine offers gets no row of its own and is compared with all brands' items ("*").
Deterministic: no random numbers, sums in file order.
"""
import collections
import csv
import gzip
import json
import math
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PRICES = ROOT / "data/model/prices.tsv"
SHRINK_MEAN = 8.0
SHRINK_VARIANCE = 12.0
CELL_OFFERS_MIN = 6
TAIL = 1.2815515655446004  # 90 % quantile of the normal distribution


def read_table(path):
    with gzip.open(path, "rt", encoding="utf8", newline="") as file:
        yield from csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)


def fold(text):
    import unicodedata
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in decomposed if not "\u0300" <= c <= "\u036f")


def word_pattern(words):
    parts = []
    for word in sorted(map(fold, words), key=len, reverse=True):
        quoted = re.escape(word)
        if word[0].isascii() and word[0].isalnum():
            quoted = r"(?<![a-z0-9])" + quoted
        if word[-1].isascii() and word[-1].isalnum():
            quoted += r"(?![a-z0-9])" if len(word) < 4 else r"(?![a-z])"
        parts.append(quoted)
    return re.compile("|".join(parts))


class Lexicon:
    def __init__(self):
        self.items, self.rates = [], {}
        for line in PRICES.read_text(encoding="utf8").splitlines():
            fields = line.split("\t")
            if fields[0] == "item":
                self.items.append((fields[1], set(fields[2].split("|")), word_pattern(fields[3].split("|"))))
            elif fields[0] == "rate":
                self.rates[fields[1]] = float(fields[2])
        self.brands, self.sectors, self.strong = {}, {}, []
        lines = [l for l in (ROOT / "data/lexicon/brands.tsv").read_text(encoding="utf8").splitlines()
                 if not l.startswith("#")]
        for line in lines[1:]:
            fields = line.split("\t")
            self.sectors[fields[0]] = set(fields[5].split("|"))
            for surface in "|".join(fields[1:4]).split("|"):
                if surface:
                    self.brands.setdefault(fold(surface.lstrip("?")), fields[0])
                if surface and not surface.startswith("?") and len(surface) > 2:
                    self.strong.append((fold(surface), fields[0]))
        owner = dict(self.strong)
        pattern = word_pattern([surface for surface, _ in self.strong])
        self.find_in_title = lambda title: next((owner[m.group()] for m in [pattern.search(fold(title))] if m), None)

    def brand_of(self, field, title):
        return self.brands.get(fold(field).strip()) if field else self.find_in_title(title)

    def item_of(self, brand, title, category):
        text, best = fold(title + " " + category), None
        for name, sectors, pattern in self.items:
            if sectors & self.sectors[brand]:
                for match in pattern.finditer(text):
                    if best is None or match.end() > best[0]:
                        best = (match.end(), name)
        return best[1] if best else "*"


def genuine_offers(data):
    for row in read_table(data / "listings_en/vestiaire_secondhand.tsv.gz"):
        yield row["brand"], row["title"], "", row["price_eur"], "EUR"
    for row in read_table(data / "listings_en/stockx_2023.tsv.gz"):
        for column in ("last_sale_usd", "retail_usd"):
            yield row["brand"], row["title"], "shoes", row[column], "USD"
    for row in read_table(data / "listings_en/watch_msrp.tsv.gz"):
        yield row["brand"], row["model"], "watch", row["price_usd"], "USD"
    for row in read_table(data / "listings_en/flipkart_titles.tsv.gz"):
        if row["accessory"] == "0":
            yield "", row["title"], row["category"], row["price_inr"], "INR"
    for row in read_table(data / "listings_zh/xianyu_secondhand.tsv.gz"):
        if not re.search("适用|配件|壳|膜|通用", row["title"]):
            yield "", row["title"], row["category"], row["original_price_cny"], "CNY"


def fake_offers(data):
    for row in read_table(data / "listings_en/agora_counterfeits.tsv.gz"):
        if row["label"] == "1":
            yield "", row["title"], row["category"], row["price_usd_est"], "USD"
    for row in read_table(data / "listings_en/replica_sheets.tsv.gz"):
        if row["label"] == "1":
            yield row["brand"], row["title"], row["category"] + " " + row["subcategory"], row["price_usd"], "USD"
    for row in read_table(data / "listings_zh_en/weidian_replicas.tsv.gz"):
        if row["label"] == "1":
            yield row["brand"], row["title"], row["category"], row["price_cny"], "CNY"


def collect(lexicon, offers):
    cells = collections.defaultdict(list)
    for field, title, category, price, currency in offers:
        brand = lexicon.brand_of(field, title)
        try:
            amount = float(price)
        except ValueError:
            continue
        if brand and amount * lexicon.rates[currency] >= 0.5:
            item = lexicon.item_of(brand, title, category)
            cells[brand, item].append(math.log(amount * lexicon.rates[currency]))
    return cells


def mean(values):
    return sum(values) / len(values)


def bands(cells, lexicon):
    """(brand, item) -> (offers, low, middle, high); "*" stands for any.

    Every item of a known brand's sectors gets a row: where the brand has no offers of that item, the row
    is brand mean + item effect alone, with count 0, so that socks are not compared with shoes.
    """
    by_brand, by_item = collections.defaultdict(list), collections.defaultdict(list)
    for (brand, _), values in cells.items():
        by_brand[brand] += values
    brand_mean = {brand: mean(values) for brand, values in by_brand.items()}
    for (brand, item), values in cells.items():
        by_item[item] += [value - brand_mean[brand] for value in values]
    effect = {item: sum(values) / (len(values) + SHRINK_MEAN) for item, values in by_item.items()}
    residuals = [value - brand_mean[brand] - effect[item]
                 for (brand, item), values in cells.items() for value in values]
    pooled = mean([r * r for r in residuals])

    def band(values, parent, around):
        center = (sum(values) + SHRINK_MEAN * parent) / (len(values) + SHRINK_MEAN)
        own = sum((value - center) ** 2 for value in values)
        spread = math.sqrt((own + SHRINK_VARIANCE * around) / (len(values) + SHRINK_VARIANCE))
        return (len(values), *(math.exp(center + k * TAIL * spread) for k in (-1, 0, 1)))

    result, total = {}, mean([value for values in by_brand.values() for value in values])
    raw_items = collections.defaultdict(list)
    for (brand, item), values in cells.items():
        raw_items[item] += values
    for brand, values in by_brand.items():
        if len(values) < CELL_OFFERS_MIN:
            continue
        result[brand, "*"] = band(values, mean(values), pooled)
        for item, sectors, _ in lexicon.items:
            if sectors & lexicon.sectors[brand] and len(by_item[item]) >= CELL_OFFERS_MIN:
                result[brand, item] = band(cells.get((brand, item), []), brand_mean[brand] + effect[item], pooled)
    for item, values in raw_items.items():
        if item != "*" and len(values) >= 30:
            result["*", item] = band(values, total, pooled)
    return result


def columns(band):
    return [str(band[0]), *(f"{amount:.2f}" for amount in band[1:])] if band else [""] * 4


def main():
    data = pathlib.Path(sys.argv[1]) / "text"
    lexicon = Lexicon()
    genuine = bands(collect(lexicon, genuine_offers(data)), lexicon)
    fake = bands(collect(lexicon, fake_offers(data)), lexicon)
    kept = [line for line in PRICES.read_text(encoding="utf8").splitlines()
            if line and not line.startswith("cell\t") and not line.startswith("# cell:")]
    kept.append("# cell: brand, item; genuine offers: count, 10 %, 50 %, 90 % in US dollars; known fakes: the same.")
    for key in sorted(genuine):
        kept.append("\t".join(["cell", *key, *columns(genuine[key]), *columns(fake.get(key))]))
    PRICES.write_text("\n".join(kept) + "\n", encoding="utf8")
    print(json.dumps({"genuine cells": len(genuine), "fake cells": len(fake)}))


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main()

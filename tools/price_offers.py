#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the public price data as two tables that `assay prices` reads.

    tools/price_offers.py DATA_DIR OFFERS LIST_PRICES [SOURCE...]     DATA_DIR/text/listings_* as its README says

OFFERS: title, brand, category, condition, price, currency, label (1: fake), store. LIST_PRICES: the same without label
and store. With SOURCEs only their rows become offers; list prices are written of all.
"""
import csv
import gzip
import pathlib
import sys

# name: file, columns of ours -> theirs, currency, columns that hold one value throughout. Stores are named where the
# data names them.
OFFERS = {
    "vestiaire": ("listings_en/vestiaire_secondhand", {"price": "price_eur", "brand": "brand"}, "EUR",
                  {"condition": "used"}),
    "stockx": ("listings_en/stockx_2023", {"price": "last_sale_usd", "brand": "brand"}, "USD",
               {"condition": "new", "category": "shoes"}),
    "flipkart": ("listings_en/flipkart_titles", {"price": "price_inr", "category": "category"}, "INR",
                 {"condition": "new"}),
    "xianyu": ("listings_zh/xianyu_secondhand", {"price": "price_cny", "category": "category", "condition": "condition"},
               "CNY", {}),
    "agora": ("listings_en/agora_counterfeits", {"price": "price_usd_est", "category": "category", "store": "seller_id"},
              "USD", {}),
    "replica_sheets": ("listings_en/replica_sheets", {"price": "price_usd", "brand": "brand", "category": "category"},
                       "USD", {}),
    "weidian": ("listings_zh_en/weidian_replicas", {"price": "price_cny", "brand": "brand", "category": "category",
                                                    "store": "shop"}, "CNY", {}),
}
LIST_PRICES = [
    ("listings_en/watch_msrp", {"title": "model", "price": "price_usd", "brand": "brand"}, "USD", {"category": "watch"}),
    ("listings_en/stockx_2023", {"price": "retail_usd", "brand": "brand"}, "USD", {"category": "shoes"}),
    ("listings_en/flipkart_titles", {"price": "retail_inr", "category": "category"}, "INR", {}),
    ("listings_zh/xianyu_secondhand", {"price": "original_price_cny", "category": "category"}, "CNY", {}),
]
COLUMNS = ["title", "brand", "category", "condition", "price", "currency", "label", "store"]
CONDITIONS = {"全新": "new", "非全新": "used"}


def rows(data, file, columns, currency, fixed):
    with gzip.open(data / f"{file}.tsv.gz", "rt", encoding="utf8", newline="") as table:
        for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
            record = {"title": row.get("title", ""), "currency": currency, "label": row.get("label", ""), **fixed}
            record.update({ours: row[theirs] for ours, theirs in columns.items()})
            record["condition"] = CONDITIONS.get(record.get("condition", ""), record.get("condition", ""))
            yield record


def write(path, records):
    with open(path, "w", encoding="utf8") as file:
        file.write("\t".join(COLUMNS) + "\n")
        for record in records:
            file.write("\t".join(record.get(column, "") for column in COLUMNS) + "\n")


def main():
    data = pathlib.Path(sys.argv[1]) / "text"
    sources = sys.argv[4:] or list(OFFERS)
    write(sys.argv[2], (record for source in sources for record in rows(data, *OFFERS[source])))
    write(sys.argv[3], (record for source in LIST_PRICES for record in rows(data, *source)))


if __name__ == "__main__":
    if len(sys.argv) < 4:
        sys.exit(__doc__)
    main()

#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""One table of all labelled public listings, for `assay evaluate` and `assay train --as listing`.

    tools/labelled_listings.py DATA_DIR > listings.tsv

Prices in their own currency. A source is one crawl: the two agents' sheets are two. Sellers where the files name
them. Groups are the sources, with innocent groups of Flipkart apart.
"""
import csv
import gzip
import pathlib
import sys

COLUMNS = ["id", "title", "description", "brand", "category", "price", "currency", "label", "source", "seller", "group"]

# source: (file, column of the price, currency, column of the description, of the seller)
SOURCES = {
    "agora": ("listings_en/agora_counterfeits.tsv.gz", "price_usd_est", "USD", None, "seller_id"),
    "replica_sheets": ("listings_en/replica_sheets.tsv.gz", "price_usd", "USD", None, None),
    "weidian": ("listings_zh_en/weidian_replicas.tsv.gz", "price_cny", "CNY", "desc_zh", "shop"),
    "vestiaire": ("listings_en/vestiaire_secondhand.tsv.gz", "price_eur", "EUR", None, None),
    "stockx": ("listings_en/stockx_2023.tsv.gz", "last_sale_usd", "USD", None, None),
    "flipkart": ("listings_en/flipkart_titles.tsv.gz", "price_inr", "INR", None, None),
    "xianyu": ("listings_zh/xianyu_secondhand.tsv.gz", "price_cny", "CNY", None, None),
}


def group_of(source, row):
    """Innocent groups of their own within the one shop that tells them."""
    if source == "flipkart" and row["accessory"] == "1":
        return "flipkart, accessories"
    if source == "flipkart" and row["retail_inr"] and 2 * float(row["price_inr"] or "inf") <= float(row["retail_inr"]):
        return "flipkart, half price or less"
    return source


def listings(data):
    number = 0
    for source, (file, price, currency, description, seller) in SOURCES.items():
        with gzip.open(data / "text" / file, "rt", encoding="utf8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                number += 1
                crawl = row["source"] if source == "replica_sheets" else source
                yield [str(number), row["title"], row[description] if description else "", row.get("brand") or "",
                       row.get("category") or "", row[price] or "", currency, row["label"], crawl,
                       row[seller] if seller else "", group_of(crawl, row)]


def main():
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    print("\t".join(COLUMNS))
    for listing in listings(pathlib.Path(sys.argv[1])):
        print("\t".join(listing))


if __name__ == "__main__":
    main()

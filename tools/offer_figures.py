#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counterfeit offers told from traps: offer_figures.py ASSAY FILE [--kinds] [--misses]. FILE is a table of listings with
the columns label (1: a counterfeit offer), reason and lang. A listing counts as found where `assay screen` gives a
score of 50 (watch) and more, and as red from 80 on."""
import csv
import json
import subprocess
import sys

from disguise_figures import rate

BANDS = (("found", 50), ("red", 80))


def shares(rows, scores, least):
    offers = [scores[row["id"]] >= least for row in rows if row["label"] == "1"]
    traps = [scores[row["id"]] >= least for row in rows if row["label"] == "0"]
    return rate(sum(offers), len(offers)), rate(sum(traps), len(traps))


def main():
    assay, path = sys.argv[1:3]
    with open(path, encoding="utf8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    screened = subprocess.run([assay, "screen", path] + (["--map", "price=price_cny", "--currency", "CNY"]
                                                         if "price_cny" in rows[0] else []),
                              capture_output=True, text=True, check=True)
    verdicts = {verdict["id"]: verdict for verdict in map(json.loads, screened.stdout.splitlines())}
    scores = {name: verdict["score"] for name, verdict in verdicts.items()}
    for band, least in BANDS:
        for lang in sorted({row.get("lang", "zh") for row in rows}):
            offers, traps = shares([row for row in rows if row.get("lang", "zh") == lang], scores, least)
            print(f"{band:6} {lang}  offers {offers}  traps {traps}")
        offers, traps = shares(rows, scores, least)
        print(f"{band:6} all offers {offers}  traps {traps}")
    if "--kinds" in sys.argv:
        for reason in sorted({row["reason"] for row in rows}):
            offers, traps = shares([row for row in rows if row["reason"] == reason], scores, BANDS[0][1])
            print(f"  {reason:16} {offers if traps == '-' else traps}")
    if "--misses" in sys.argv:
        for row in rows:
            if (scores[row["id"]] >= BANDS[0][1]) != (row["label"] == "1"):
                kinds = " ".join(f["kind"] for f in verdicts[row["id"]]["findings"] if f["weight"] != 0)
                print(row["label"], row["id"], scores[row["id"]], row["title"], "/", row["description"], "|", kinds)


if __name__ == "__main__":
    main()

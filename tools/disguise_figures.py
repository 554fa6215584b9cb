#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Brands found in disguise: disguise_figures.py ASSAY FILE [--kinds]. FILE (plain or .gz) has the columns text,
brand (empty: none) and evasion; a title counts as found where `assay screen` names its brand, and as flagged where
it names any brand in a title without one."""
import csv
import gzip
import json
import math
import subprocess
import sys


def rate(hits, of):
    """A share with its 95 % Wilson interval."""
    if of == 0:
        return "-"
    z = 1.96
    p = hits / of
    middle = (p + z * z / (2 * of)) / (1 + z * z / of)
    half = z * math.sqrt(p * (1 - p) / of + z * z / (4 * of * of)) / (1 + z * z / of)
    return f"{100 * p:.1f} % ({hits}/{of}; {100 * (middle - half):.1f}–{100 * (middle + half):.1f})"


def main():
    assay, path = sys.argv[1:3]
    opener = gzip.open if path.endswith(".gz") else open
    with opener(path, "rt", encoding="utf8", newline="") as table:
        rows = list(csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE))
    lines = "".join(json.dumps({"id": str(i), "title": row["text"]}, ensure_ascii=False) + "\n"
                    for i, row in enumerate(rows))
    screened = subprocess.run([assay, "screen", "-"], input=lines, capture_output=True, text=True, check=True)
    kinds = {}
    for line in screened.stdout.splitlines():
        verdict = json.loads(line)
        row = rows[int(verdict["id"])]
        brands = {claim["brand"] for claim in verdict["brands"]}
        kind = kinds.setdefault(row["evasion"], [0, 0])
        kind[0] += row["brand"] in brands if row["brand"] else bool(brands)
        kind[1] += 1
    flagged = kinds.pop("none", [0, 0])
    print(f"found    {rate(sum(k[0] for k in kinds.values()), sum(k[1] for k in kinds.values()))}")
    print(f"flagged  {rate(*flagged)}")
    if "--kinds" in sys.argv:
        for name, kind in sorted(kinds.items()):
            print(f"  {name:22} {rate(*kind)}")


if __name__ == "__main__":
    main()

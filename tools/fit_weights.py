#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fits the weights of data/model/weights.tsv on labelled public listings.

    tools/fit_weights.py ASSAY DATA_DIR [--write]     ASSAY is the program itself: it names the findings

Logistic regression on finding kinds, without intercept: every listing has exactly one finding about words
or their absence, one about brands and (with a brand) one about its price, so that the weights are log
likelihood ratios and the prior stays outside. Each source counts the same within its class. The penalty
pulls each weight to the value that trade knowledge gives it (PRIOR_BELIEF), with its strength, so that
kinds that the data barely holds keep a sane weight; signs and order are held (BOUNDS, RISING). Newton's
method is not needed: plain gradient steps until the change is below 1e-9, the same on every machine up to
the last digits that rounding to 1e-6 drops. Sources are left out in turn to report what unseen sources get.
"""
import csv
import gzip
import io
import json
import math
import pathlib
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WEIGHTS = ROOT / "data/model/weights.tsv"

# kind: (belief in nats, lower bound, upper bound). Kinds that are told (authorised, denial) or say
# nothing by themselves are fixed by equal bounds.
PRIOR_BELIEF = {
    "words.none": (-0.5, -2.0, 0.0),
    "lingo.counterfeit_grade": (5.5, 3.0, 7.5),
    "lingo.passes_check": (4.5, 2.0, 6.0),
    "lingo.batch": (5.0, 2.5, 6.5),
    "lingo.disclosure": (5.0, 2.5, 6.5),
    "lingo.origin_hint": (4.0, 2.0, 5.0),
    "lingo.quality_claim": (4.0, 2.0, 5.0),
    "lingo.hidden_link": (4.0, 2.0, 5.0),
    "lingo.packaging": (3.0, 1.0, 4.0),
    "lingo.hint": (1.8, 0.5, 2.5),
    "lingo.copy_hint": (2.0, 0.5, 3.0),
    "lingo.hints_together": (2.0, 0.5, 3.0),
    "lingo.many_hints": (1.5, 0.5, 2.5),
    "lingo.two_meanings": (0.0, 0.0, 0.0),
    "lingo.disguised": (2.0, 1.0, 3.5),
    "contact.off_platform": (2.5, 1.0, 3.5),
    "contact.hint": (0.8, 0.0, 1.5),
    "contact.number": (1.5, 0.5, 2.5),
    "brand.none": (-1.5, -3.0, -0.5),
    "brand.not_named": (-0.3, -1.0, 0.0),
    "brand.claimed": (0.5, 0.0, 1.5),
    "brand.disguised": (3.0, 1.5, 4.5),
    "brand.list": (0.0, 0.0, 0.0),
    "context.compatible": (-2.0, -3.0, -1.0),
    "context.service": (-2.5, -4.0, -1.5),
    "context.second_hand": (-0.5, -1.0, 0.0),
    "context.official_term": (-0.5, -1.0, 0.0),
    "context.denial": (0.0, 0.0, 0.0),
    "context.receipt": (-0.5, -1.0, 0.0),
    "context.authorised": (-6.0, -6.0, -6.0),
    # Of the store: no public listings carry these facts, so they are beliefs until outcomes are there.
    "store.new": (0.3, 0.3, 0.3),
    "store.established": (-0.7, -0.7, -0.7),
    "store.complaints_some": (0.8, 0.8, 0.8),
    "store.complaints_many": (2.0, 2.0, 2.0),
    "store.parcels_missing": (0.3, 0.3, 0.3),
    "store.confirmed_once": (1.0, 1.0, 1.0),
    "store.confirmed_often": (2.5, 2.5, 2.5),
    "store.same_controller": (2.5, 2.5, 2.5),
    # The belief is half the logarithm of the ratio that the step stands for: prices speak of the market as well.
    "price.usual": (-1.5, -4.0, -0.5),
    "price.says_little": (-0.3, -1.5, 0.0),
    "price.below_genuine": (0.3, 0.0, 1.0),
    "price.like_fakes_3": (0.9, 0.3, 2.0),
    "price.like_fakes_10": (1.5, 0.5, 3.0),
    "price.like_fakes_30": (2.0, 1.0, 3.5),
    "price.like_fakes_100": (2.5, 1.0, 3.5),
    "price.no_reference": (0.0, 0.0, 0.0),
    "price.not_given": (0.0, 0.0, 0.0),
    "price.without_currency": (0.0, 0.0, 0.0),
    "price.currency_not_known": (0.0, 0.0, 0.0),
    "text.cut": (0.0, 0.0, 0.0),
}
PENALTY = 0.002  # On the squared distance to the belief; rows weigh 1 in all.
STEPS_MAX = 4000
STEP = 1.5

# name: (file, class given by the source or None for its label column, columns, currency)
SOURCES = {
    "agora": ("listings_en/agora_counterfeits.tsv.gz", {"price": "price_usd_est"}, "USD"),
    "replica_sheets": ("listings_en/replica_sheets.tsv.gz", {"price": "price_usd"}, "USD"),
    "weidian": ("listings_zh_en/weidian_replicas.tsv.gz", {"price": "price_cny", "description": "desc_zh"}, "CNY"),
    "vestiaire": ("listings_en/vestiaire_secondhand.tsv.gz", {"price": "price_eur"}, "EUR"),
    "stockx": ("listings_en/stockx_2023.tsv.gz", {"price": "last_sale_usd"}, "USD"),
    "flipkart": ("listings_en/flipkart_titles.tsv.gz", {"price": "price_inr"}, "INR"),
    "xianyu": ("listings_zh/xianyu_secondhand.tsv.gz", {"price": "price_cny"}, "CNY"),
    "zh_constructed": ("constructed/zh_listings.tsv", {"price": "price_cny"}, "CNY"),
}


def open_table(path):
    data = path.read_bytes()
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf8")
    return csv.DictReader(io.StringIO(text, newline=""), delimiter="\t", quoting=csv.QUOTE_NONE)


def read_source(assay, data, name):
    """[(kinds, is_positive)] of the labelled rows, in file order."""
    file, columns, currency = SOURCES[name]
    path = data / "text" / file
    command = [assay, "screen", str(path), "--line-ids", "--currency", currency]
    for field, column in columns.items():
        command += ["--map", f"{field}={column}"]
    lines = subprocess.run(command, check=True, capture_output=True).stdout.decode("utf8").splitlines()
    rows = []
    for row, line in zip(open_table(path), lines):
        verdict = json.loads(line)
        if row["label"] in ("0", "1") and "findings" in verdict:
            kinds = [f["kind"] for f in verdict["findings"] if f["kind"] in PRIOR_BELIEF]
            rows.append((kinds, row["label"] == "1"))
    return rows


def weigh(sources):
    """Merges equal rows: {(kinds, is_positive): weight}; classes weigh 1/2, sources the same in each."""
    merged = {}
    for positive in (True, False):
        holding = {n: [r for r in rows if r[1] == positive] for n, rows in sources.items()}
        # A source of fewer than 200 rows counts in proportion, so that thirty rows do not speak for a class.
        shares = {n: min(1.0, len(rows) / 200) for n, rows in holding.items() if rows}
        for name, share in shares.items():
            for kinds, _ in holding[name]:
                key = (tuple(kinds), positive)
                merged[key] = merged.get(key, 0.0) + 0.5 * share / sum(shares.values()) / len(holding[name])
    return merged


def fit(merged):
    rows = sorted(merged.items())
    weights = {kind: belief for kind, (belief, _, _) in PRIOR_BELIEF.items()}
    for _ in range(STEPS_MAX):
        gradient = {kind: 2 * PENALTY * (weights[kind] - PRIOR_BELIEF[kind][0]) for kind in weights}
        for (kinds, positive), share in rows:
            score = max(-30.0, min(30.0, sum(weights[kind] for kind in kinds)))
            error = share * (1 / (1 + math.exp(-score)) - positive)
            for kind in kinds:
                gradient[kind] += error
        change = 0.0
        for kind, (_, low, high) in PRIOR_BELIEF.items():
            moved = max(low, min(high, weights[kind] - STEP * gradient[kind]))
            change = max(change, abs(moved - weights[kind]))
            weights[kind] = moved
        if change < 1e-9:
            break
    return hold_order(weights)


def hold_order(weights):
    """A lower price never speaks less for a fake than a higher one."""
    order = ["price.usual", "price.says_little", "price.below_genuine"]
    order += [f"price.like_fakes_{ratio}" for ratio in (3, 10, 30, 100)]
    for lower, higher in zip(order, order[1:]):
        weights[higher] = max(weights[higher], weights[lower])
    return weights


def auc(merged, weights):
    scored = sorted((sum(weights[k] for k in kinds), positive, share) for (kinds, positive), share in merged.items())
    won = below = 0.0
    i = 0
    while i < len(scored):
        j = i
        tied = {True: 0.0, False: 0.0}
        while j < len(scored) and scored[j][0] == scored[i][0]:
            tied[scored[j][1]] += scored[j][2]
            j += 1
        won += tied[True] * (below + tied[False] / 2)
        below += tied[False]
        i = j
    return won / 0.25


def main():
    assay, data = sys.argv[1], pathlib.Path(sys.argv[2])
    sources = {name: read_source(assay, data, name) for name in SOURCES}
    for left_out in sources:
        weights = fit(weigh({n: r for n, r in sources.items() if n != left_out}))
        probe = {n: r for n, r in sources.items() if n == left_out or {p for _, p in r} != {p for _, p in sources[left_out]}}
        print(f"without {left_out}: AUC of it against the other class {auc(weigh(probe), weights):.4f}")
    merged = weigh(sources)
    weights = fit(merged)
    print(f"all sources: AUC {auc(merged, weights):.4f}")
    for kind in PRIOR_BELIEF:
        print(f"{kind}\t{weights[kind]:.6f}")
    if "--write" in sys.argv:
        kept = [line for line in WEIGHTS.read_text(encoding="utf8").splitlines()
                if not line.startswith("weight\t") and not line.startswith("#")]
        head = ["# weight: finding kind, natural log-odds; written by tools/fit_weights.py.",
                "# bound: finding kind whose weight is computed, largest weight either way; kept by hand.",
                "# score: log-odds, score; kept by hand, straight between two rows. 80, red, begins at 4 to 1 (80 %)."]
        rows = [f"weight\t{kind}\t{weights[kind]:.6f}" for kind in PRIOR_BELIEF]
        WEIGHTS.write_text("\n".join(head + rows + kept) + "\n", encoding="utf8")


if __name__ == "__main__":
    if len(sys.argv) < 3:
        sys.exit(__doc__)
    main()

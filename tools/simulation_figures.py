#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/simulation.md: simulation_figures.py DIR... for markets side by side,
simulation_figures.py --arms DIR for the arms of one, simulation_figures.py --spread DIR... for the arms of several
that differ in their seed alone. DIR is what `assay simulate --out` wrote."""
import json
import os
import statistics
import sys


def share(rate, places=3, of=False):
    text = f"{rate['value'] or 0:.{places}f} [{rate['low']:.{places}f}, {rate['high']:.{places}f}]"
    return f"{text} of {rate['of']}" if of else text


def percent(rate):
    return f"{100 * (rate['value'] or 0):.1f} % [{100 * rate['low']:.1f}, {100 * rate['high']:.1f}]"


def load(folder):
    with open(os.path.join(folder, "summary.json"), encoding="utf8") as file:
        return json.load(file)["arms"]


def row(name, cells):
    print("| " + " | ".join([name, *cells]) + " |")


def markets(folders):
    arms = [load(folder)[0] for folder in folders]
    row("", [f"`{os.path.basename(os.path.normpath(folder))}`" for folder in folders])
    row("---", ["---"] * len(folders))
    row("events, orders", [f"{a['events']:,}, {a['market']['orders']:,}" for a in arms])
    for key, name in [("listings", "listings accused"), ("listings_measured", "listings measured"),
                      ("listings_standing", "listings standing"), ("stores", "stores accused"),
                      ("stores_measured", "stores measured"), ("stores_shut", "stores shut")]:
        for side in ["precision", "recall"]:
            row(f"{name}, {side}", [share(a[key][side]) for a in arms])
    for style in ["open", "hinted", "disguised", "clean", "hidden"]:
        row(f"recall of {style} offers", [share(a["recall_by_style"][style]) for a in arms])
    for style in ["plain", "comparison", "genuine", "parallel", "clearance", "used", "accessory"]:
        row(f"innocent offers accused: {style}", [share(a["accused_by_style"][style], of=True) for a in arms])
    for group in ["honest", "reseller", "accessories", "second_hand", "authorised", "in_putian", "at_night",
                  "shares_forwarder", "mixed_supply", "hijacked", "extorted", "noticed_in_bad_faith",
                  "papers_borrowed", "phone_recycled"]:
        row(f"innocent stores accused: {group}", [share(a["innocent"][group]["accused"], of=True) for a in arms])
    for group in ["honest", "reseller", "accessories", "second_hand", "authorised"]:
        row(f"innocent stores measured: {group}", [share(a["innocent"][group]["measured"]) for a in arms])
    row("innocent stores shut, all", [f"{a['market']['innocent_stores_shut']} of {a['market']['stores_shut']} shut"
                                      for a in arms])
    for action in ["block_publish", "delist", "hold", "freeze_store", "close_store", "hold_funds", "deny_entry"]:
        row(f"wrong `{action}`", [wrong(a["wrong_measures"].get(action)) for a in arms])


# What became of measures of one kind against innocents.
def wrong(measures):
    if measures is None:
        return "none"
    text = (f"{measures['only_proposed']} only proposed; {measures['lifted_by_person']} lifted, {measures['ended']} ended, "
            f"{measures['standing']} stand")
    ended = measures["lifted_by_person"] + measures["ended"]
    return text + (f"; {measures['hours_median']:.0f} h, {measures['hours_90']:.0f} h" if ended else "")


def courses(folder):
    arms = load(folder)
    row("arm", ["orders of fakes", "claimed fake", "decisions", "stores shut (innocent)", "came back", "offenders shut",
                "listings measured, precision", "listings measured, recall", "honest stores measured",
                "resellers measured"])
    row("---", ["---:"] * 5 + ["---"] * 5)
    for a in sorted(arms, key=lambda arm: -arm["market"]["counterfeit_orders"]):
        market = a["market"]
        row(f"`{a['arm']}`",
            [f"{100 * market['counterfeit_orders'] / market['orders']:.3f} %", f"{market['refunds_claimed_fake']:,}",
             f"{market['decisions']:,}", f"{market['stores_shut']} ({market['innocent_stores_shut']})",
             f"{market['reopenings']}", percent(a["stores_shut"]["recall"]),
             percent(a["listings_measured"]["precision"]), percent(a["listings_measured"]["recall"]),
             percent(a["innocent"]["honest"]["measured"]), percent(a["innocent"]["reseller"]["measured"])])


# Mean and range over seeds; what an arm differs from `default` is paired, seed by seed.
def spread(folders):
    seeds = [{arm["arm"]: arm for arm in load(folder)} for folder in folders]
    figures = [("orders of fakes, %", lambda a: 100 * a["market"]["counterfeit_orders"] / a["market"]["orders"]),
               ("stores shut", lambda a: a["market"]["stores_shut"]),
               ("came back", lambda a: a["market"]["reopenings"]),
               ("listings measured, precision", lambda a: a["listings_measured"]["precision"]["value"]),
               ("listings measured, recall", lambda a: a["listings_measured"]["recall"]["value"]),
               ("resellers measured", lambda a: a["innocent"]["reseller"]["measured"]["value"]),
               ("honest stores measured", lambda a: a["innocent"]["honest"]["measured"]["value"])]

    def text(values, places):
        return f"{statistics.mean(values):.{places}f} [{min(values):.{places}f}, {max(values):.{places}f}]"

    row("arm", [name for name, _ in figures] + ["orders of fakes less those of `default`, points"])
    row("---", ["---"] * (len(figures) + 1))
    for arm in seeds[0]:
        cells = [text([of(seed[arm]) for seed in seeds], 0 if name in ["stores shut", "came back"] else 3)
                 for name, of in figures]
        of = figures[0][1]
        row(f"`{arm}`", cells + [text([of(seed[arm]) - of(seed["default"]) for seed in seeds], 3)])


if len(sys.argv) < 2:
    sys.exit(__doc__)
if sys.argv[1] == "--arms":
    courses(sys.argv[2])
elif sys.argv[1] == "--spread":
    spread(sys.argv[2:])
else:
    markets(sys.argv[1:])

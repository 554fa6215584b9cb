#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The tables of docs/simulation.md: simulation_figures.py DIR... for markets side by side,
simulation_figures.py --arms DIR for the arms of one. DIR is what `assay simulate --out` wrote."""
import json
import os
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
    for key, name in [("listings", "listings"), ("listings_standing", "listings standing"),
                      ("stores", "stores accused"), ("stores_shut", "stores shut")]:
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
    row("honest stores not cleared", [share(a["innocent"]["honest"]["standing"]) for a in arms])
    row("resellers not cleared", [share(a["innocent"]["reseller"]["standing"]) for a in arms])
    row("innocent stores shut, all", [f"{a['market']['innocent_stores_shut']} of {a['market']['stores_shut']} shut"
                                      for a in arms])


def courses(folder):
    arms = load(folder)
    row("arm", ["orders of fakes", "claimed fake", "decisions", "stores shut (innocent)", "came back", "offenders shut",
                "listings, precision", "listings, recall", "honest stores not cleared", "resellers not cleared"])
    row("---", ["---:"] * 5 + ["---"] * 5)
    for a in sorted(arms, key=lambda arm: -arm["market"]["counterfeit_orders"]):
        market = a["market"]
        row(f"`{a['arm']}`",
            [f"{100 * market['counterfeit_orders'] / market['orders']:.3f} %", f"{market['refunds_claimed_fake']:,}",
             f"{market['decisions']:,}", f"{market['stores_shut']} ({market['innocent_stores_shut']})",
             f"{market['reopenings']}", percent(a["stores_shut"]["recall"]), percent(a["listings"]["precision"]),
             percent(a["listings"]["recall"]), percent(a["innocent"]["honest"]["standing"]),
             percent(a["innocent"]["reseller"]["standing"])])


if len(sys.argv) < 2:
    sys.exit(__doc__)
courses(sys.argv[2]) if sys.argv[1] == "--arms" else markets(sys.argv[1:])

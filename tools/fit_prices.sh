#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Writes the version and cell rows of data/model/prices.tsv from public price data, and prints what changes:
# tools/fit_prices.sh ASSAY DATA_DIR VERSION. Run it after changing items or lines; it starts afresh.
set -eu
if [ $# -ne 3 ]; then
  echo "usage: tools/fit_prices.sh ASSAY DATA_DIR VERSION" >&2
  exit 2
fi
tools=$(dirname "$0")
prices=$tools/../data/model/prices.tsv
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
"$tools/price_offers.py" "$2" "$work/offers.tsv" "$work/list_prices.tsv"
"$1" prices build "$work/offers.tsv" --list-prices "$work/list_prices.tsv" --label label --store store \
  --base "$prices" --afresh --version "$3" --out "$prices"

#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Figures of docs/quality.md about prices: tools/price_figures.sh ASSAY DATA_DIR. First the sources that only sell
# genuine luxury and sneakers against catalogues of replicas, then all sources.
set -eu
if [ $# -ne 2 ]; then
  echo "usage: tools/price_figures.sh ASSAY DATA_DIR" >&2
  exit 2
fi
tools=$(dirname "$0")
work=$(mktemp -d)
trap 'rm -r "$work"' EXIT
evaluate() {
  echo "== $1"
  shift
  "$tools/price_offers.py" "$data" "$work/offers.tsv" "$work/list_prices.tsv" "$@"
  for store in "--store store" ""; do
    if [ -n "$store" ]; then echo "-- whole stores held out"; else echo "-- near-duplicates held out"; fi
    # shellcheck disable=SC2086  # An option and its value, or nothing.
    "$assay" prices evaluate "$work/offers.tsv" --list-prices "$work/list_prices.tsv" --label label $store \
      --base "$tools/../data/model/prices.tsv"
    echo
  done
}
assay=$1
data=$2
evaluate "replica catalogues" vestiaire stockx replica_sheets weidian
evaluate "all sources"

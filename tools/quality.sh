#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Figures of docs/quality.md: tools/quality.sh ASSAY DATA_DIR, one `assay evaluate` for each labelled file,
# then all of them together in one table (they differ in language, market and year, so the joint figures
# say how the sources are told apart as much as how fakes are).
set -eu
if [ $# -ne 2 ]; then
  echo "usage: tools/quality.sh ASSAY DATA_DIR" >&2
  exit 2
fi
assay=$1
text=$2/text

evaluate() {
  file=$1
  shift
  echo "== $file"
  "$assay" evaluate "$text/$file" --label label --line-ids "$@" 2>/dev/null
  echo
}
evaluate listings_en/agora_counterfeits.tsv.gz --map price=price_usd_est --currency USD --group category
evaluate listings_en/replica_sheets.tsv.gz --map price=price_usd --currency USD --group source
evaluate listings_zh_en/weidian_replicas.tsv.gz --map price=price_cny --map description=desc_zh --currency CNY
evaluate listings_en/vestiaire_secondhand.tsv.gz --map price=price_eur --currency EUR
evaluate listings_en/stockx_2023.tsv.gz --map price=last_sale_usd --currency USD
evaluate listings_en/flipkart_titles.tsv.gz --map price=price_inr --currency INR --group accessory
evaluate listings_zh/xianyu_secondhand.tsv.gz --map price=price_cny --currency CNY
echo "== innocents.tsv"
"$assay" evaluate "$(dirname "$0")/../data/evaluation/innocents.tsv" --label label --group group
echo
evaluate constructed/zh_listings.tsv --map price=price_cny --currency CNY

# Brands in disguise.
for file in "$text/constructed/brand_evasion.tsv.gz" "$(dirname "$0")"/../data/evaluation/disguises_*.tsv; do
  echo "== $(basename "$file")"
  python3 "$(dirname "$0")/disguise_figures.py" "$assay" "$file" --kinds
  echo
done

# Counterfeit offers told from traps.
for file in "$text/constructed/zh_listings.tsv" "$(dirname "$0")"/../data/evaluation/offers_*.tsv \
            "$(dirname "$0")/../data/evaluation/silencers.tsv"; do
  echo "== $(basename "$file")"
  python3 "$(dirname "$0")/offer_figures.py" "$assay" "$file" --kinds
  echo
done

# Reviews and messages: each text held out with its fold, by the very script that makes the models.
folds=$(mktemp -d)
"$(dirname "$0")/train_text_models.sh" "$assay" "$2" "$folds" 2>&1
rm -r "$folds"

# One table of all, through the reader's own fields. Prices in their own currency.
together=$(mktemp)
trap 'rm -f "$together"' EXIT
"$(dirname "$0")/labelled_listings.py" "$2" > "$together"
echo "== all sources together"
"$assay" evaluate "$together" --label label --group group

#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Writes data/model/listing.model, review.model and message.model anew: tools/train_text_models.sh ASSAY DATA_DIR [FOLDER]
# (into FOLDER, data/model unless told otherwise). The figures of the folds go to standard error; docs/quality.md
# has them. The same data gives the same bytes.
set -euo pipefail
if [[ $# -lt 2 || $# -gt 3 ]]; then
  echo "usage: tools/train_text_models.sh ASSAY DATA_DIR [FOLDER]" >&2
  exit 2
fi
assay=$1
text=$2/text
models=$(cd "${3:-$(dirname "$0")/../data/model}" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

tools=$(cd "$(dirname "$0")" && pwd)
"$tools/labelled_listings.py" "$2" >"$work/listings.tsv"
echo "== listing" >&2
"$assay" train --as listing "$work/listings.tsv" --label label --group source --seller seller \
  --hold-out-groups >"$work/listing.model"

echo "== review" >&2
"$assay" train --as review "$text/reviews_zh/fake_complaints_weak.tsv.gz" --map text=review \
  --label weak_label --group category --hold-out-groups >"$work/review.model"

# Reviews and advertisements in one table, with the source as the group.
{
  printf 'label\tsource\ttext\n'
  zcat "$text/offsite_zh/taobao_review_spam.tsv.gz" | tail -n +2 | sed 's/\t/\ttaobao\t/'
  zcat "$text/offsite_zh/chineseharm_ads.tsv.gz" | tail -n +2 | sed 's/\t/\tads\t/'
} >"$work/messages.tsv"
echo "== message" >&2
"$assay" train --as message "$work/messages.tsv" --label label --group source \
  --positive spam,illicit_ad,fraud,gambling >"$work/message.model"

mv "$work/listing.model" "$models/listing.model"
mv "$work/review.model" "$models/review.model"
mv "$work/message.model" "$models/message.model"

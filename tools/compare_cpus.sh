#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Holds decisions of one CPU type against another's: tools/compare_cpus.sh ASSAY [MODEL...]
#
# Reads the sample market and judges the sample listings on this machine, then under qemu as each MODEL
# (default: Nehalem, without AVX and FMA, and max, with AVX2 and FMA, so that other code of simdjson,
# zlib, Zstandard and the C library runs). The canonical dump and the verdicts must be equal byte for
# byte. Status 0: equal; 1: not; 77: qemu-x86_64 (package qemu-user) is not here.
set -euo pipefail
if [[ $# -lt 1 ]]; then
  echo "usage: tools/compare_cpus.sh ASSAY [MODEL...]" >&2
  exit 2
fi
assay=$1
shift
models=("$@")
[[ ${#models[@]} -gt 0 ]] || models=(Nehalem max)
sample=$(cd "$(dirname "$0")/../data/sample" && pwd)
if ! command -v qemu-x86_64 >/dev/null; then
  echo "skipped: qemu-x86_64 is not installed (package qemu-user)"
  exit 77
fi
if [[ $(uname -m) != x86_64 ]]; then
  echo "skipped: the program is not for x86_64"
  exit 77
fi

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

# decide NAME COMMAND...: what the program decides, run by the command. All share the first one's keys,
# because tokens of personal data are made with them.
decide() {
  local name=$1
  shift
  mkdir "$work/$name"
  [[ $name == native ]] || cp -r "$work/native/keys" "$work/$name/keys"
  "$@" ingest "$sample/market.ndjson" --data "$work/$name" --json >"$work/$name.ingest"
  "$@" dump --canonical --data "$work/$name" >"$work/$name.dump"
  "$@" screen "$sample/listings.ndjson" >"$work/$name.verdicts"
}

decide native "$assay"
[[ -s $work/native.dump && -s $work/native.verdicts ]]
status=0
for model in "${models[@]}"; do
  decide "$model" qemu-x86_64 -cpu "$model" "$assay" 2>"$work/$model.errors" || {
    cat "$work/$model.errors" >&2
    exit 1
  }
  for what in dump verdicts; do
    if cmp "$work/native.$what" "$work/$model.$what"; then
      echo "$model: $what equal, $(wc -l <"$work/native.$what") lines, $(sha256sum <"$work/native.$what" | cut -c1-16)"
    else
      status=1
    fi
  done
done
exit $status

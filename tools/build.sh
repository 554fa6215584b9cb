#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Configures (the first time, or when a preset changed) and builds one preset.
# Usage: tools/build.sh PRESET [TARGET...]
set -euo pipefail
cd "$(dirname "$0")/.."

preset=$1
shift
folder=build/$preset
if [[ ! -f $folder/build.ninja || CMakePresets.json -nt $folder/build.ninja ]]; then
  cmake --preset "$preset"
fi
# With the memory of a small machine, one compiler a core would swap: 1.5 GiB for each.
cores=$(nproc)
memory_jobs=$(awk '/MemAvailable/ {print int($2 / 1572864)}' /proc/meminfo 2>/dev/null || echo 1)
jobs=$((memory_jobs < cores ? memory_jobs : cores))
cmake --build "$folder" -j "$((jobs > 0 ? jobs : 1))" ${1:+--target "$@"}

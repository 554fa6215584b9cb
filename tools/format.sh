#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Formats every source of ours in place, with the version that the check uses.
set -euo pipefail
cd "$(dirname "$0")/.."
find src tests bench fuzz tools \( -name '*.h' -o -name '*.cc' \) -print0 |
  xargs -0 clang-format-14 -i --style=file

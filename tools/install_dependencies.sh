#!/bin/bash
# SPDX-License-Identifier: Apache-2.0
# Installs the Debian packages that are missing, after saying which and why.
# Usage: tools/install_dependencies.sh LIST...     (lists: tools/packages-*.txt)
set -euo pipefail

missing=()
for list in "$@"; do
  while read -r package why; do
    [[ -z $package || $package == \#* ]] && continue
    # The exact status: a package that was removed but left its configuration is not installed.
    if [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null || true) != installed ]]; then
      missing+=("$package")
      printf 'missing: %-20s %s\n' "$package" "$why"
    fi
  done <"$list"
done
[[ ${#missing[@]} -eq 0 ]] && exit 0

if ! command -v apt-get >/dev/null; then
  echo "This is not a Debian system; install what is listed above by hand, then run this again." >&2
  exit 4
fi
as_root=()
if [[ $(id -u) -ne 0 ]]; then
  if ! command -v sudo >/dev/null; then
    echo "Installing needs root, and sudo is not there. As root: apt-get install ${missing[*]}" >&2
    exit 4
  fi
  as_root=(sudo)
fi

install=("${as_root[@]}" env DEBIAN_FRONTEND=noninteractive
  apt-get install -y -q --no-install-recommends "${missing[@]}")
echo "installing with: ${install[*]}"
# The package lists of a fresh system are empty, and old lists name files that are gone.
"${as_root[@]}" apt-get update -q
"${install[@]}"

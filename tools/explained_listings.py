#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the answers of docs/explained-listings.md anew: explained_listings.py ASSAY [--check].

Below each comment `<!-- id -->` stands what `assay screen --explain` says of that listing of
data/sample/explained.ndjson. --check changes nothing and exits with 1 where the page says something else.
"""
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/explained-listings.md"


def main():
    out = subprocess.run([sys.argv[1], "screen", str(ROOT / "data/sample/explained.ndjson"), "--explain"], check=True,
                         capture_output=True).stdout.decode("utf8")
    answers = {re.search(r"  id (\S+)$", text, re.M).group(1): text for text in out.strip("\n").split("\n\n")}
    old = PAGE.read_text(encoding="utf8")
    bare = re.sub(r"(<!-- \S+ -->\n)\n```text\n.*?```\n", r"\1", old, flags=re.S)
    named = re.findall(r"<!-- (\S+) -->", bare)
    if sorted(named) != sorted(answers):
        sys.exit(f"the page names {sorted(named)}, the sample {sorted(answers)}")
    new = re.sub(r"<!-- (\S+) -->\n", lambda m: f"{m.group(0)}\n```text\n{answers[m.group(1)]}\n```\n", bare)
    if "--check" in sys.argv and new != old:
        sys.exit("docs/explained-listings.md is not what the program says; write it again with tools/explained_listings.py")
    PAGE.write_text(new, encoding="utf8")


if __name__ == "__main__":
    main()

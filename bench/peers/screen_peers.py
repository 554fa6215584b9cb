#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Screening beside what a team would otherwise take: scikit-learn, fastText, a rule engine. One run, one core.

    bench/peers/screen_peers.py ASSAY DATA_DIR [--listings N] [--rounds R]

Every peer learns from, or gets its rules from, what Assay has: scikit-learn (characters 2-5, TF-IDF, logistic
regression) and fastText (words and characters 2-5) are trained on half of the labelled English titles, the rule
engine json-rules-engine gets one rule for each name of a brand, word of the trade and contact of data/lexicon, which
holds where the term stands as a word. Then all judge the same listings: the other half of the titles (short), and
made-up mixed listings of 650 bytes (long).

Assay's time is the whole program on one thread: reading the file, judging, JSON with reasons to a pipe, less the
time for an empty file; it reads the listings REPEATED times over. The peers get strings that are in memory already
and answer with a number. Rounds take turns; medians; the slow rule engine judges the first RULED of each. AUC is on
all short listings, without price, as all of them can read them.

Needs pip (scikit-learn, fasttext-wheel) and npm (json-rules-engine); installs them into build/peers.
"""
import argparse
import csv
import gzip
import hashlib
import itertools
import json
import pathlib
import re
import statistics
import subprocess
import sys
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
HOME = ROOT / "build/peers"
REPEATED = 20  # How often Assay reads them in one file.
RULED = 100  # Listings that the rule engine judges in a round.

RULES = r"""
const { Engine } = require('json-rules-engine');
const fs = require('fs');
(async () => {
  const [terms, listings] = process.argv.slice(2).map((f) => JSON.parse(fs.readFileSync(f, 'utf8')));
  const engine = new Engine();
  const isWord = (character) => /[a-z0-9]/.test(character);
  const touches = (text, at) => at > 0 && at < text.length && isWord(text[at - 1]) && isWord(text[at]);
  engine.addOperator('holds', (text, term) => {
    for (let at = text.indexOf(term); at >= 0; at = text.indexOf(term, at + 1)) {
      if (!touches(text, at) && !touches(text, at + term.length)) return true;
    }
    return false;
  });
  terms.forEach((term, i) => engine.addRule({
    conditions: { all: [{ fact: 'text', operator: 'holds', value: term.text }] },
    event: { type: 'hit', params: { weight: term.weight } } }));
  const scores = [];
  const judge = async (text) => {
    const { events } = await engine.run({ text: text.toLowerCase() });
    return events.reduce((sum, e) => sum + e.params.weight, 0);
  };
  for (const text of listings.slice(0, 20)) await judge(text);
  const begin = process.hrtime.bigint();
  for (const text of listings) scores.push(await judge(text));
  const micros = Number(process.hrtime.bigint() - begin) / 1e3 / listings.length;
  console.log(JSON.stringify({ micros, scores }));
})();
"""


def install():
    """The peers, in a folder of the build."""
    HOME.mkdir(parents=True, exist_ok=True)
    python = HOME / "venv/bin/python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", HOME / "venv"], check=True)
        subprocess.run([python, "-m", "pip", "install", "-q", "scikit-learn==1.5.2", "numpy<2", "fasttext-wheel==0.9.2"],
                       check=True)
    if not (HOME / "node_modules/json-rules-engine").exists():
        subprocess.run(["npm", "install", "--silent", "--prefix", HOME, "json-rules-engine@7.3.1"], check=True)
    if pathlib.Path(sys.executable).resolve() != python.resolve() or sys.prefix == sys.base_prefix:
        sys.exit(subprocess.run([python, *sys.argv]).returncode)


def read_titles(data):
    """[(title, label)] of the English files that hold labels, each title once."""
    titles = {}
    for name in ("agora_counterfeits", "replica_sheets", "vestiaire_secondhand", "stockx_2023", "flipkart_titles"):
        with gzip.open(data / f"text/listings_en/{name}.tsv.gz", "rt", encoding="utf8", newline="") as table:
            for row in csv.DictReader(table, delimiter="\t", quoting=csv.QUOTE_NONE):
                if row["label"] in ("0", "1"):
                    titles[row["title"]] = int(row["label"])
    return sorted(titles.items(), key=lambda item: hashlib.sha256(item[0].encode()).digest())


def long_listing(number):
    """As bench/screening makes them: 650 bytes, half Chinese, a brand and now and then a trade word."""
    sentence = "优质皮革鞋面，轻盈透气，适合日常穿搭。Soft leather upper with a rubber sole, all sizes. "
    text = f"Nike Air Force 1 Low 男士运动鞋 {number} "
    while len(text.encode()) < 600:
        text += sentence
    return text + ("纯原品质 加微看图" if number % 20 == 0 else "七天无理由退换")


def expand(pattern):
    """"(a|b) c" as "a c" and "b c"."""
    parts = [part.split("|") for part in re.split(r"[()]", pattern)]
    # Text and alternatives take turns; "|" outside parentheses is text.
    parts = [part if i % 2 else ["|".join(part)] for i, part in enumerate(parts)]
    return ["".join(choice) for choice in itertools.product(*parts)]


def terms_of_lexicon():
    """[{text, weight}]: a brand alone says little, a word that has an honest meaning less than one that has none."""
    def rows(file):
        lines = (ROOT / "data/lexicon" / file).read_text(encoding="utf8").splitlines()
        return [line.split("\t") for line in lines if line and not line.startswith("#")][1:]
    weights = {}
    def add(term, weight):
        term = term.lstrip("?").strip().lower()
        if term:
            weights[term] = max(weight, weights.get(term, 0.0))
    for row in rows("brands.tsv"):
        for surface in (surface for column in row[1:5] for surface in column.split("|")):
            add(surface, 0.5)
    for row in rows("lingo.tsv") + rows("contact.tsv"):
        for term in expand(row[0]):
            add(term, 2.0 if row[3] in ("strong", "copy") else 1.0)
    return [{"text": text, "weight": weight} for text, weight in sorted(weights.items())]


def auc(scores, labels):
    order = sorted(zip(scores, labels))
    won = below = positives = 0.0
    i = 0
    while i < len(order):
        j, up, down = i, 0, 0
        while j < len(order) and order[j][0] == order[i][0]:
            up, down, j = up + order[j][1], down + 1 - order[j][1], j + 1
        won, below, positives, i = won + up * (below + down / 2), below + down, positives + up, j
    return won / (positives * below)


def run_assay(assay, texts):
    def seconds(lines):
        (HOME / "in.ndjson").write_text("".join(lines), encoding="utf8")
        begin = time.perf_counter()
        out = subprocess.run([assay, "screen", "--threads", "1", str(HOME / "in.ndjson")], check=True,
                             capture_output=True).stdout
        return time.perf_counter() - begin, out
    empty = min(seconds([])[0] for _ in range(3))
    # Often enough that what starting costs more or less is little.
    full, out = seconds([json.dumps({"id": str(i), "title": text}, ensure_ascii=False) + "\n"
                         for i, text in enumerate(texts)] * REPEATED)
    scores = [json.loads(line)["probability"] for line in out.splitlines()[:len(texts)]]
    return (full - empty) * 1e6 / (REPEATED * len(texts)), scores


def run_rules(texts, terms):
    for name, content in (("terms.json", terms), ("listings.json", texts)):
        (HOME / name).write_text(json.dumps(content), encoding="utf8")
    (HOME / "rules.js").write_text(RULES, encoding="utf8")
    answer = json.loads(subprocess.run(["node", "rules.js", "terms.json", "listings.json"], cwd=HOME, check=True,
                                       capture_output=True).stdout)
    return answer["micros"], answer["scores"]


def timed(judge, texts):
    begin = time.perf_counter()
    scores = judge(texts)
    return (time.perf_counter() - begin) * 1e6 / len(texts), scores


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("assay")
    parser.add_argument("data", type=pathlib.Path)
    parser.add_argument("--listings", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    install()
    import fasttext
    from sklearn.feature_extraction.text import TfidfVectorizer
    from sklearn.linear_model import LogisticRegression
    from sklearn.pipeline import make_pipeline

    rows = read_titles(options.data)
    learned, judged = rows[::2], rows[1::2][:options.listings]
    labels = [label for _, label in judged]
    short = [title for title, _ in judged]
    long = [long_listing(i) for i in range(options.listings)]

    pipeline = make_pipeline(TfidfVectorizer(analyzer="char", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
                             LogisticRegression(max_iter=1000))
    pipeline.fit([title for title, _ in learned], [label for _, label in learned])
    (HOME / "train.txt").write_text("".join(f"__label__{label} {title}\n" for title, label in learned), encoding="utf8")
    fast = fasttext.train_supervised(str(HOME / "train.txt"), minn=2, maxn=5, wordNgrams=2, epoch=25, thread=1, verbose=0)
    terms = terms_of_lexicon()

    def fast_score(text):
        names, chances = fast.predict(text, k=2)
        return dict(zip(names, chances)).get("__label__1", 0.0)

    rules = f"json-rules-engine, {len(terms):,} rules"
    judges = {
        "assay screen (whole program, JSON with reasons)": lambda texts: run_assay(options.assay, texts),
        "scikit-learn, one listing a call": lambda texts: timed(
            lambda them: [pipeline.predict_proba([text])[0][1] for text in them], texts),
        "scikit-learn, all in one call": lambda texts: timed(lambda them: list(pipeline.predict_proba(them)[:, 1]), texts),
        "fastText": lambda texts: timed(lambda them: [fast_score(text) for text in them], texts),
        rules: lambda texts: run_rules(texts[:RULED], terms),
    }
    micros, quality = {}, {}
    for _ in range(options.rounds):
        for name, judge in judges.items():
            for kind, texts in (("short", short), ("long", long)):
                cost, scores = judge(texts)
                micros.setdefault((name, kind), []).append(cost)
                if kind == "short" and len(scores) == len(labels):
                    quality[name] = auc(scores, labels)
    quality[rules] = auc(run_rules(short, terms)[1], labels)
    base = {kind: statistics.median(micros[next(iter(judges)), kind]) for kind in ("short", "long")}
    print(f"{len(short)} titles of {sum(len(t.encode()) for t in short) // len(short)} bytes, {len(long)} listings of "
          f"{sum(len(t.encode()) for t in long) // len(long)} bytes; medians of {options.rounds} rounds, microseconds a listing")
    print("| | short | times Assay | long | times Assay | AUC, short, without price |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    for name in judges:
        cells = []
        for kind in ("short", "long"):
            median = statistics.median(micros[name, kind])
            cells += [f"{median:.1f}", f"{median / base[kind]:.1f}"]
        print(f"| {name} | {' | '.join(cells)} | {quality[name]:.4f} |")


if __name__ == "__main__":
    main()

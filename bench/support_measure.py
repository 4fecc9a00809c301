"""Measure the evidence on labelled claims: figure, cases, 95 % interval, and the trivial floor beside it.

    python bench/support_measure.py CLAIMS_FOLDER [--across]

Floors: passages ranked by shared words split at white space; a fact flagged if its figures do not stand in the text as
printed; the score replaced by the share of the claim's words found. Intervals are Wilson's for shares; for AUROC from 200
resamplings of the rows with a fixed seed. `--across` searches French passages with the extra, if installed. Standard
library only; some two minutes.
"""

from __future__ import annotations

import argparse
import gzip
import json
import pathlib
import random
import re
from bisect import bisect_left, bisect_right
from contextlib import nullcontext

from citecheck.evidence.examination import examine_sentences
from citecheck.extras.embedding import Embedder
from citecheck.model.evidence import Claim, FactKind, FactVerdict

HARD = {FactKind.NUMBER, FactKind.DATE, FactKind.QUANTITY}


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def wilson(hits, total):
    if not total:
        return 0.0, 0.0
    share, z = hits / total, 1.96
    centre = (share + z * z / (2 * total)) / (1 + z * z / total)
    half = z * ((share * (1 - share) / total + z * z / (4 * total * total)) ** 0.5) / (1 + z * z / total)
    return centre - half, centre + half


def auroc(pairs):
    positives = [score for score, good in pairs if good]
    ranked = sorted(score for score, good in pairs if not good)

    won = sum((bisect_left(ranked, score) + bisect_right(ranked, score)) / 2 for score in positives)
    return won / (len(positives) * len(ranked)) if positives and ranked else float("nan")


def interval(pairs):
    draw = random.Random(6)
    values = sorted(auroc(draw.choices(pairs, k=len(pairs))) for _ in range(200))
    return values[5], values[194]


def line(name, hits, total, floor=None):
    low, high = wilson(hits, total)
    shown = f"{hits / total:.3f}" if total else "-"
    beside = f"   floor {floor[0] / floor[1]:.3f}" if floor and floor[1] else ""
    print(f"   {name:34} {shown:>6}  of {total:5}  [{low:.3f}, {high:.3f}]{beside}")


def plain_rank(claim, sentences):
    wanted = set(claim.lower().split())
    return sorted(range(len(sentences)), key=lambda at: (-len(wanted & set(sentences[at].lower().split())), at))


def located(rows, answers, plain):
    cases = [(row, answer, floor) for row, answer, floor in zip(rows, answers, plain, strict=True) if any(row["gold"])]
    for k in (1, 3, 5):
        hits = floors = 0
        for row, answer, floor in cases:
            gold = {at for group in row["gold"] for at in group}
            hits += bool(gold & {passage.sentence for passage in answer.passages[:k]})
            floors += bool(gold & set(floor[:k]))
        line(f"gold sentence among the first {k}", hits, len(cases), (floors, len(cases)))


def flagged(name, rows, flags, floors):
    good = [row["label"] == "supported" for row in rows]
    hits = sum(flag and not fine for flag, fine in zip(flags, good, strict=True))
    floor_hits = sum(flag and not fine for flag, fine in zip(floors, good, strict=True))
    line(f"{name}: precision", hits, sum(flags), (floor_hits, sum(floors)))
    line(f"{name}: recall", hits, len(rows) - sum(good), (floor_hits, len(rows) - sum(good)))
    if any(good):
        line(f"{name}: supported but flagged", sum(flags) - hits, sum(good), (sum(floors) - floor_hits, sum(good)))
    bad = [row["label"] == "contradicted" for row in rows]
    if any(bad):
        line(f"{name}: contradicted and flagged", sum(f and b for f, b in zip(flags, bad, strict=True)), sum(bad))


def is_flagged(evidence, kinds):
    return any(fact.verdict is not FactVerdict.AGREES and fact.kind in kinds for fact in evidence.facts)


def floor_flag(row):
    text = " ".join(row["sentences"])
    return any(figure not in text for figure in re.findall(r"\d[\d.,]*\d|\d", row["claim"]))


def floor_score(row):
    words = set(row["claim"].lower().split())
    return len(words & set(" ".join(row["sentences"]).lower().split())) / len(words)


def measure(name, rows, likeness):
    answers = [examine_sentences(Claim(row["claim"]), row["sentences"], likeness) for row in rows]
    print(f"{name}: {len(rows)} rows")
    if name == "wice" or rows[0]["lang"] != "en":
        located(rows, answers, [plain_rank(row["claim"], row["sentences"]) for row in rows])
    flagged("number or date", rows, [is_flagged(a, HARD) for a in answers], [floor_flag(row) for row in rows])
    flagged("any fact", rows, [is_flagged(a, set(FactKind)) for a in answers], [floor_flag(row) for row in rows])
    pairs = [(answer.score, row["label"] == "supported") for answer, row in zip(answers, rows, strict=True)]
    if len({good for _, good in pairs}) == 2:
        low, high = interval(pairs)
        floor = auroc([(floor_score(row), row["label"] == "supported") for row in rows])
        print(
            f"   {'AUROC of the score':34} {auroc(pairs):6.3f}  of {len(rows):5}  [{low:.3f}, {high:.3f}]   floor {floor:.3f}"
        )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("claims", type=pathlib.Path)
    parser.add_argument("--across", action="store_true")
    asked = parser.parse_args()
    with Embedder() if asked.across else nullcontext() as embedder:
        for path in sorted(asked.claims.glob("*.jsonl.gz")):
            likeness = embedder.likeness if embedder is not None else None
            measure(path.name.split(".")[0], rows_of(path), likeness)


if __name__ == "__main__":
    main()

"""Train the weights of the support score on labelled claims and write them with their provenance.

    python bench/support_train.py CLAIMS_FOLDER [--write]

Reads wice.jsonl.gz (whole pages) and contrast.jsonl.gz (fragments), takes the features of `citecheck.verify`, fits one
logistic regression for each by Newton's method with a ridge, and prints the AUROC of ten-fold cross-validation, folds
by claim family so that near-identical pairs stay together. `--write` puts the weights of all rows into the package.
Standard library only; about a minute.
"""

from __future__ import annotations

import argparse
import gzip
import hashlib
import json
import math
import pathlib

from citecheck.evidence.examination import examine_features
from citecheck.model.evidence import Claim

HERE = pathlib.Path(__file__).resolve().parent
WEIGHTS = HERE.parent / "src" / "citecheck" / "evidence" / "weights.json"
SETS = {"page": "wice", "fragment": "contrast"}
USED = {
    "page": ("any_hard_wrong", "soft_absent", "covered_best", "covered_top", "covered_page", "pairs_best"),
    "fragment": (
        *("any_hard_wrong", "hard_agree", "hard_differ", "all_agree", "soft_absent", "bounded", "negated"),
        *("covered_best", "overlap_best", "covered_page", "pairs_best", "sweeping"),
    ),
}
"""Features by column: with a few hundred pages, every feature more made the held-out figure worse."""
RIDGE = 3.0
FOLDS = 10


def rows_of(path):
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def family(row):
    """Near-identical pairs share their source; they must not stand on both sides of a fold."""
    return int(hashlib.blake2b(" ".join(row["sentences"])[:400].encode(), digest_size=4).hexdigest(), 16)


def solve(matrix, vector):
    """Solve a small linear system by elimination with pivoting."""
    size = len(vector)
    rows = [[*matrix[i], vector[i]] for i in range(size)]
    for i in range(size):
        pivot = max(range(i, size), key=lambda k: abs(rows[k][i]))
        rows[i], rows[pivot] = rows[pivot], rows[i]
        for k in range(i + 1, size):
            factor = rows[k][i] / rows[i][i]
            for j in range(i, size + 1):
                rows[k][j] -= factor * rows[i][j]
    answer = [0.0] * size
    for i in reversed(range(size)):
        answer[i] = (rows[i][size] - sum(rows[i][j] * answer[j] for j in range(i + 1, size))) / rows[i][i]
    return answer


def fit(inputs, labels, ridge=RIDGE, rounds=8):
    """Fit weights, the constant first, by Newton's method; the constant is not shrunk."""
    size = len(inputs[0]) + 1
    weights = [0.0] * size
    for _ in range(rounds):
        gradient = [ridge * w * (i > 0) for i, w in enumerate(weights)]
        hessian = [[ridge * (i == j and i > 0) + 1e-9 * (i == j) for j in range(size)] for i in range(size)]
        for values, label in zip(inputs, labels, strict=True):
            row = [1.0, *values]
            chance = 1 / (1 + math.exp(-sum(w * v for w, v in zip(weights, row, strict=True))))
            spread = chance * (1 - chance)
            active = [i for i, v in enumerate(row) if v]
            for i in active:
                gradient[i] += (chance - label) * row[i]
                for j in active:
                    hessian[i][j] += spread * row[i] * row[j]
        step = solve(hessian, gradient)
        weights = [w - s for w, s in zip(weights, step, strict=True)]
    return weights


def auroc(pairs):
    ranked = sorted(pairs)
    total = positives = at = 0
    while at < len(ranked):
        end = at
        while end < len(ranked) and ranked[end][0] == ranked[at][0]:
            end += 1
        total += sum((at + end + 1) / 2 for k in range(at, end) if ranked[k][1])
        positives += sum(1 for k in range(at, end) if ranked[k][1])
        at = end
    negatives = len(ranked) - positives
    return (total - positives * (positives + 1) / 2) / (positives * negatives)


def score(weights, values):
    return 1 / (1 + math.exp(-(weights[0] + sum(w * v for w, v in zip(weights[1:], values, strict=True)))))


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("claims", type=pathlib.Path)
    parser.add_argument("--write", action="store_true")
    asked = parser.parse_args()
    kept = {}
    for column, name in SETS.items():
        rows = rows_of(asked.claims / f"{name}.jsonl.gz")
        described = [examine_features(Claim(row["claim"]), row["sentences"]) for row in rows]
        names = USED[column]
        inputs = [[features[key] for key in names] for features in described]
        labels = [float(row["label"] == "supported") for row in rows]
        folds = [family(row) % FOLDS for row in rows]
        held_out = []
        for fold in range(FOLDS):
            train = [i for i, at in enumerate(folds) if at != fold]
            weights = fit([inputs[i] for i in train], [labels[i] for i in train])
            held_out += [(score(weights, inputs[i]), labels[i] > 0) for i, at in enumerate(folds) if at == fold]
        weights = fit(inputs, labels)
        print(
            f"{column}: {len(rows)} rows of {name}, AUROC {auroc(held_out):.3f} (ten-fold), "
            f"{auroc([(score(weights, v), bool(y)) for v, y in zip(inputs, labels, strict=True)]):.3f} (on itself)"
        )
        for key, weight in sorted(zip(["constant", *names], weights, strict=True), key=lambda pair: -abs(pair[1])):
            print(f"   {key:16} {weight:+.2f}")
        kept[column] = {
            "data": f"{name}.jsonl.gz, {len(rows)} rows, {int(sum(labels))} supported",
            "auroc_ten_fold": round(auroc(held_out), 3),
            "weights": dict(zip(["constant", *names], (round(w, 3) for w in weights), strict=True)),
        }
    if asked.write:
        WEIGHTS.write_text(json.dumps({"made_by": "bench/support_train.py", "ridge": RIDGE, **kept}, indent=1) + "\n")


if __name__ == "__main__":
    main()

"""Train the weights of the doubt about live pages on labelled pages, and write them with their provenance.

    python bench/doubt_train.py LABELLED_FOLDER... [--live FOLDER...] [--write]

A folder has a `labels.json`, a list of rows with `html`, and for labelled pages `label`, `url`, `http_status` and
`doubtful`. Needs scikit-learn, which nothing else here does. About a minute.

The threshold comes from ten-fold cross-validation over sites: at most `FALSE_SHARE` of the live pages that the rules call
live are doubted. Three figures are printed and kept, each of pages in folds that were not trained on: the bad pages that
the rules miss, those that they miss without any of their words, and without words, statuses and headers. `without kind`
is the share of bad pages found by a model that has seen no page of their class.
"""

from __future__ import annotations

import argparse
import base64
import gzip
import hashlib
import json
import pathlib
from urllib.parse import urlsplit

import numpy as np
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedGroupKFold

from citecheck.model.page import Page
from citecheck.page.answer import build_saved_answer
from citecheck.page.classify.article_doubt import BUCKETS, hash_grams, is_asked, measure_structure
from citecheck.page.classify.classifier import classify_page
from citecheck.page.classify.signals import BRIEF_PROSE
from citecheck.page.classify.statements import Statements
from citecheck.page.formats import Medium
from citecheck.page.reading import read_body, traits_of

WEIGHTS = (
    pathlib.Path(__file__).resolve().parent.parent / "src" / "citecheck" / "page" / "classify" / "article_doubt.json"
)
FALSE_SHARE = 0.003
FOLDS = 10
SEEDS = 3
NOT_TRAINED = {"homepage_for_missing", "redirect_stub"}
"""Classes that look like any page: the address or the way there decides, not the page."""
GRAM_WEIGHT, STRUCTURE_WEIGHT, RIDGE = 6.0, 0.3, 3.0
"""Chosen among four, three and two values by the same cross-validation."""
MOST_DEVIATIONS = 4.0
WORST_SHARE = 127


def rows_of(folder, *, live):
    """Give the rows of a folder as bodies with what the corpus knows of them, doubtful labels left out."""
    for row in json.loads((folder / "labels.json").read_text("utf-8")):
        name = row.get("html") or row.get("b")
        if row.get("doubtful") or not name or (live and row.get("origin") == "derived"):
            continue
        body = (folder / name).read_bytes()
        yield row, gzip.decompress(body) if name.endswith(".gz") else body


def site_of(row):
    """Pages of one site, and notices of one origin, are in one fold."""
    host = urlsplit(row.get("url") or "").hostname
    parts = host.split(".") if host else []
    short = len(parts) > 2 and len(parts[-1]) == 2 and len(parts[-2]) <= 4
    return ".".join(parts[-3 if short else -2 :]) or (row.get("note") or row["id"])[:30]


class Sample:
    """A page as the model sees it, and what the rules say of it with and without their words."""

    def __init__(self, row, body, *, live):
        headers = row.get("headers") or {}
        fields = tuple((name.encode(), str(value).encode("latin-1", "replace")) for name, value in headers.items())
        answer = build_saved_answer(
            body,
            url=row.get("url"),
            requested_url=row.get("requested_url"),
            status=row.get("http_status"),
            headers=fields,
        )
        reading = read_body(answer, roles=False)
        self.label = "live" if live else row["label"]
        self.site, self.html = site_of(row), reading.medium is Medium.HTML
        if not self.html:
            return
        traits = traits_of(answer, reading)
        self.structure, self.grams = measure_structure(traits), sorted(hash_grams(traits))
        self.brief, self.asked = traits.prose < BRIEF_PROSE, is_asked(traits)
        self.called = {"rules": classify_page(traits)[0] is Page.LIVE}
        search, Statements.search = Statements.search, lambda *_: None
        self.called["no words"] = classify_page(traits)[0] is Page.LIVE
        unknown = traits_of(
            build_saved_answer(body, url=row.get("url"), requested_url=None, status=None, headers=()), reading
        )
        self.called["page alone"] = classify_page(unknown)[0] is Page.LIVE
        Statements.search = search


def samples_of(labelled, live):
    seen, samples = set(), []
    for folder in (*labelled, *live):
        for row, body in rows_of(folder, live=folder in live):
            digest = hashlib.sha256(body).digest()
            if digest not in seen:
                seen.add(digest)
                samples.append(Sample(row, body, live=folder in live))
    return [sample for sample in samples if sample.html], hashlib.sha256(b"".join(sorted(seen))).hexdigest()


class Design:
    """The samples as a matrix whose structure is scaled by the rows that are trained on."""

    def __init__(self, samples):
        self.names = sorted(samples[0].structure)
        self.numbers = np.array([[sample.structure[name] for name in self.names] for sample in samples])
        places = [(number, gram) for number, sample in enumerate(samples) for gram in sample.grams]
        share = np.array([1 / len(samples[number].grams) ** 0.5 for number, _ in places])
        self.grams = csr_matrix((share, tuple(zip(*places, strict=True))), shape=(len(samples), BUCKETS))
        self.bad = np.array([sample.label != "live" for sample in samples])
        self.trained = np.array([sample.brief and sample.label not in NOT_TRAINED for sample in samples])

    def fit(self, rows):
        """Return the model of some rows, and its scores of all."""
        mean, spread = self.numbers[rows].mean(0), self.numbers[rows].std(0) + 1e-9
        scaled = np.clip((self.numbers - mean) / spread, -MOST_DEVIATIONS, MOST_DEVIATIONS)
        matrix = hstack([csr_matrix(scaled * STRUCTURE_WEIGHT), self.grams * GRAM_WEIGHT]).tocsr()
        model = LogisticRegression(C=RIDGE, max_iter=3000, class_weight="balanced").fit(matrix[rows], self.bad[rows])
        return (mean, spread, model), model.decision_function(matrix)


def held_out(design, samples, seed, without=None):
    """Return the score of each sample by a model that has seen no page of its site."""
    scores = np.zeros(len(samples))
    sites = np.array([sample.site for sample in samples])
    folds = StratifiedGroupKFold(FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(design.numbers, design.bad, sites):
        rows = [row for row in train if design.trained[row] and samples[row].label != without]
        scores[test] = design.fit(rows)[1][test]
    return np.where([sample.asked for sample in samples], scores, -np.inf)


def threshold_of(scores, samples, share=FALSE_SHARE):
    live = sorted(
        (score for score, each in zip(scores, samples, strict=True) if each.label == "live" and each.called["rules"]),
        reverse=True,
    )
    return live[int(share * len(live))]


def found_of(scores, samples, threshold, chosen):
    marked = [
        score > threshold
        for score, sample in zip(scores, samples, strict=True)
        if sample.label != "live" and chosen(sample)
    ]
    return f"{sum(marked)}/{len(marked)}"


def figures_of(design, samples):
    """Return the threshold over several ways to fold, and the figures of the first."""
    several = [held_out(design, samples, seed) for seed in range(SEEDS)]
    threshold = sum(threshold_of(scores, samples) for scores in several) / SEEDS
    figures = {
        f"missed by {name}": found_of(several[0], samples, threshold, lambda sample, name=name: sample.called[name])
        for name in ("rules", "no words", "page alone")
    }
    live = [
        score > threshold
        for score, each in zip(several[0], samples, strict=True)
        if each.label == "live" and each.called["rules"]
    ]
    figures["live doubted"] = f"{sum(live)}/{len(live)}"
    apart = {}
    for kind in sorted({sample.label for sample in samples} - NOT_TRAINED - {"live"}):
        scores = held_out(design, samples, 0, without=kind)
        apart[kind] = found_of(
            scores, samples, threshold_of(scores, samples), lambda sample, kind=kind: sample.label == kind
        )
    return threshold, figures, apart


def weights_of(design):
    """Return what the package reads: the weights of all rows, those of n-grams as signed bytes."""
    (mean, spread, model), _ = design.fit(np.flatnonzero(design.trained))
    size = len(design.names)
    grams = model.coef_[0][size:] * GRAM_WEIGHT
    unit = float(abs(grams).max()) / WORST_SHARE
    return {
        "constant": round(float(model.intercept_[0]), 5),
        "structure": {
            name: [
                round(float(value), 5)
                for value in (mean[place], spread[place], model.coef_[0][place] * STRUCTURE_WEIGHT)
            ]
            for place, name in enumerate(design.names)
        },
        "unit": round(unit, 7),
        "grams": base64.b64encode(np.rint(grams / unit).astype("int8").tobytes()).decode(),
    }


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("labelled", nargs="+", type=pathlib.Path)
    parser.add_argument("--live", nargs="*", type=pathlib.Path, default=[])
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    samples, digest = samples_of(options.labelled, options.live)
    design = Design(samples)
    threshold, figures, apart = figures_of(design, samples)
    bad = int(design.bad.sum())
    provenance = {
        "trained by": "bench/doubt_train.py",
        "pages": {
            "live": len(samples) - bad,
            "bad": bad,
            "sites": len({sample.site for sample in samples}),
            "digest": digest,
        },
        "false share": FALSE_SHARE,
        "found in folds by site": figures,
        "found without kind": apart,
    }
    print(json.dumps({"threshold": threshold, **provenance}, indent=1))
    if options.write:
        weights = {"provenance": provenance, "threshold": round(threshold, 4), **weights_of(design)}
        WEIGHTS.write_text(json.dumps(weights, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

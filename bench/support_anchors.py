"""Measure anchors: passages of real pages with one fact changed, and with an edit elsewhere.

    python bench/support_anchors.py FOLDER_OF_TEXTS [--show N]

Takes sentences of the gold texts (`*.txt.gz`), changes one number, date, name or negation of each and asks the anchor
again: it must be read as altered, with that fact named. With an unrelated sentence changed it must be intact.
Everything is derived from a fixed seed. Standard library only.
"""

from __future__ import annotations

import argparse
import collections
import gzip
import pathlib
import random
import re

from citecheck.evidence.anchors import read_anchor
from citecheck.evidence.facts import facts_of
from citecheck.model.change import Anchor, AnchorState
from citecheck.model.evidence import Claim, FactKind
from citecheck.text.sentences import sentence_spans

MONTHS = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
]
NAMES = ["Henrik Lundqvist", "Port Ellison", "Marwood", "Brenta", "Okafor", "Silverline"]
CASES = 300


def change_number(sentence, draw):
    spans = list(re.finditer(r"(?<![\w.,[])\d{1,3}(?:,\d{3})*(?![\w.,]*\d)", sentence))
    if not spans:
        return None
    span = draw.choice(spans)
    value = int(span[0].replace(",", ""))
    other = value + draw.choice([1, 2, 10, 100]) if draw.random() < 0.5 else max(value // 2, 0) + (value < 2)
    return sentence[: span.start()] + (f"{other:,}" if "," in span[0] else str(other)) + sentence[span.end() :]


def change_date(sentence, draw):
    spans = list(re.finditer(rf"\b({'|'.join(MONTHS)})\b(?= \d)|\b(?:19|20)\d\d\b", sentence))
    if not spans:
        return None
    span = draw.choice(spans)
    other = (
        str(int(span[0]) + draw.choice([-1, 1, 10]))
        if span[0].isdigit()
        else draw.choice([m for m in MONTHS if m != span[0]])
    )
    return sentence[: span.start()] + other + sentence[span.end() :]


def change_name(sentence, draw):
    names = [name for name in facts_of(Claim(sentence)).names if not name.doubtful]
    if not names:
        return None
    name = draw.choice(names)
    return sentence[: name.start] + draw.choice(NAMES) + sentence[name.end :]


def change_negation(sentence, _draw):
    for pattern, other in (
        (r" (is|was|are|were|has|had|will|can|could|would) (?!not\b)", r" \1 not "),
        (r" not ", " "),
    ):
        if re.search(pattern, sentence):
            return re.sub(pattern, other, sentence, count=1)
    return None


CHANGES = {
    FactKind.NUMBER: change_number,
    FactKind.DATE: change_date,
    FactKind.NAME: change_name,
    FactKind.NEGATION: change_negation,
}


def anchored(text, start, end):
    return Anchor(text[start:end], text[max(0, start - 64) : start], text[end : end + 64])


def cases(folder, draw):
    """Give (kind, text, start, end, changed sentence) until there are enough of each kind."""
    texts = [gzip.decompress(path.read_bytes()).decode() for path in sorted(folder.glob("*.txt.gz"))]
    draw.shuffle(texts)
    wanted = collections.Counter({kind: CASES // len(CHANGES) for kind in CHANGES})
    for text in texts:
        spans = [span for span in sentence_spans(text) if 60 <= span[1] - span[0] <= 400]
        draw.shuffle(spans)
        for kind, change in CHANGES.items():
            for start, end in spans:
                if not wanted[kind]:
                    break
                changed = change(text[start:end], draw)
                if changed and changed != text[start:end] and text.count(text[start:end]) == 1:
                    wanted[kind] -= 1
                    yield kind, text, start, end, changed
                    break


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("texts", type=pathlib.Path)
    parser.add_argument("--show", type=int, default=0)
    asked = parser.parse_args()
    draw = random.Random(6)
    read, named, elsewhere = collections.Counter(), collections.Counter(), collections.Counter()
    shown = 0
    for kind, text, start, end, changed in cases(asked.texts, draw):
        anchor = anchored(text, start, end)
        reading = read_anchor(anchor, text[:start] + changed + text[end:])
        read[kind, reading.state] += 1
        named[kind] += any(fact.kind is kind for fact in reading.facts)
        if reading.state is not AnchorState.ALTERED and shown < asked.show:
            shown += 1
            print(kind, reading.state, "\n  ", text[start:end], "\n  ", changed, "\n  ", reading.found)
        others = [span for span in sentence_spans(text) if span[1] <= start or span[0] >= end]
        if others:
            at, behind = draw.choice(others)
            edited = text[:at] + "Something else entirely is said here now." + text[behind:]
            state = read_anchor(anchor, edited).state
            elsewhere[state] += 1
            if state is not AnchorState.INTACT and shown < asked.show:
                shown += 1
                print("elsewhere", state, text[start:end], "|", text[at:behind])
    total = sum(read.values())
    altered = sum(count for (_, state), count in read.items() if state is AnchorState.ALTERED)
    print(f"one fact changed: {total} cases, altered {altered / total:.3f}")
    for kind in CHANGES:
        of_kind = sum(count for (k, _), count in read.items() if k is kind)
        print(
            f"   {kind.value:9} {of_kind:4} altered {read[kind, AnchorState.ALTERED] / max(1, of_kind):.3f}, fact named {named[kind] / max(1, of_kind):.3f}"
        )
    print(
        f"edit elsewhere: {sum(elsewhere.values())} cases, intact {elsewhere[AnchorState.INTACT] / sum(elsewhere.values()):.3f}"
    )


if __name__ == "__main__":
    main()

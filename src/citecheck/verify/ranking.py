"""The score that ranks support: a logistic regression over a few named features, its weights in a small file.

`weights.json` is written by `bench/support_train.py` and names the data it was trained on. Whole pages and
fragments
have columns of their own: that a word is missing says much in one sentence's stead and little on a page.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from functools import cache
from importlib.resources import files


@cache
def weights_of(column: str) -> Mapping[str, float]:
    """Read the weights of a column ("page" or "fragment") by feature, the constant among them."""
    text = files("citecheck.verify").joinpath("weights.json").read_text(encoding="utf-8")
    weights: dict[str, float] = json.loads(text)[column]["weights"]
    return weights


def score_of(features: Mapping[str, float], *, fragment: bool) -> float:
    """Weigh features to a figure in [0, 1]: the higher, the more often claims like this one were borne out."""
    weights = weights_of("fragment" if fragment else "page")
    total = weights["constant"] + sum(weights.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))

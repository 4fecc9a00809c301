"""The score that ranks support: a logistic regression over a few named features, its weights in a small file."""

from __future__ import annotations

import math
from collections.abc import Mapping

_STARTING: dict[str, float] = {
    "covered_best": 2.0,
    "covered_page": 2.0,
    "overlap_best": 2.0,
    "hard_absent": -1.0,
    "hard_differ": -1.5,
    "names_absent": -0.7,
    "length": -0.5,
}


def score_of(features: Mapping[str, float]) -> float:
    """Weigh the features to a figure in [0, 1]: higher is borne out more often."""
    total = -2.0 + sum(_STARTING.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-total))

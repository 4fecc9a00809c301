"""Engines that tests run in the child in place of the model."""

import os
from array import array


def counting(batch):
    """A vector of two dimensions: how many a's and how many b's, made length 1."""
    rows = []
    for text in batch.texts:
        one, two = text.count("a"), text.count("b")
        size = (one * one + two * two) ** 0.5 or 1.0
        rows.append(array("f", [one / size, two / size]).tobytes())
    return rows


def falling(batch):
    """Fells the process at a certain text, as a fault in C would."""
    if any("overflow" in text for text in batch.texts):
        os.abort()
    return counting(batch)

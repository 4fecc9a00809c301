"""The pages that measurements are made with: varied sentences, so that parsers and compressors work as on real ones."""

from __future__ import annotations

SUBJECTS = ("The ministry", "A spokesman", "The river", "An officer", "The committee", "One witness", "The market")
VERBS = ("reported", "denied", "carried", "described", "approved", "remembered", "announced")
OBJECTS = ("the crossing", "a shipment", "the new figures", "two villages", "the agreement", "a convoy", "the repairs")


def body(size: int) -> bytes:
    """Give a page of `size` bytes: a title, a heading, paragraphs of four sentences."""
    text = "<!doctype html><html lang=en><title>A page of words</title><body><main><h1>A page of words</h1>"
    number = 0
    while len(text) < size:
        sentences = []
        for _ in range(4):
            number += 1
            words = SUBJECTS[number % 7], VERBS[number // 7 % 7], OBJECTS[number // 49 % 7]
            sentences.append(f"{' '.join(words)} on day {number}, as {number * 37 % 991} people saw.")
        text += f"<p>{' '.join(sentences)}</p>\n"
    return text.encode()[:size]

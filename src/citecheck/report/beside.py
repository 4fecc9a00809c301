"""A finding's message where the sentence and the passage that it quotes stand beside it anyway."""

from __future__ import annotations

from collections.abc import Iterable

from citecheck.verdict.wording import MOST_OF_PASSAGE, MOST_OF_SENTENCE, quoted


def message_beside(message: str, *, passages: Iterable[str] = (), sentences: Iterable[str] = ()) -> str:
    """Return `message` without its quotation of a passage, and with `this sentence` for that of a sentence."""
    for passage in passages:
        message = message.replace(f": “{quoted(passage, MOST_OF_PASSAGE)}”", "")
    for sentence in sentences:
        message = message.replace(f"“{quoted(sentence, MOST_OF_SENTENCE)}”", "this sentence")
    return message

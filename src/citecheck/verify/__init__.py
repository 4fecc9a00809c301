"""Does a source bear a claim out: the facts of the claim, the passages of the source, and what agrees."""

from __future__ import annotations

from citecheck.verify.examine import examine, examine_sentences

__all__ = ["examine", "examine_sentences"]

"""Does a source bear a claim out: the facts of the claim, the passages of the source, and what agrees."""

from __future__ import annotations

from citecheck.verify.anchors import anchor_of, read_anchor
from citecheck.verify.claims import claims_of
from citecheck.verify.combine import Coverage, combine
from citecheck.verify.examine import examine, examine_sentences
from citecheck.verify.selfcheck import draft_findings
from citecheck.verify.textfragment import text_fragment

__all__ = [
    "Coverage",
    "anchor_of",
    "claims_of",
    "combine",
    "draft_findings",
    "examine",
    "examine_sentences",
    "read_anchor",
    "text_fragment",
]

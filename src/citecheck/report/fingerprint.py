"""What makes a finding the same finding in the next run, when lines have shifted and notes were renumbered.

A finding about an address is told by rule and address; one about what a source says, by the sentence too; one about the
draft's own structure, by the sentence it stands at or, failing that, by its marker. The path is not part of it: a
reader of fingerprints knows the file already.
"""

from __future__ import annotations

from hashlib import blake2b

from citecheck.model.finding import Finding
from citecheck.report.concern import Concern

VERSION = "1"
"""Changes with the rule above; fingerprints of two versions are not compared."""

ABOUT_ADDRESSES = frozenset("LTA")
"""Groups of rules that say the same of an address whichever sentence cites it."""

_DIGEST_SIZE = 12
"""Bytes; enough that two findings of one report do not meet by chance."""


def fingerprint(finding: Finding, concern: Concern) -> str:
    """Return 24 hex digits that identify `finding` in its draft; `concern` is that of the draft's report."""
    address = finding.url or ""
    citations = concern.citations(finding)
    sentence = " ".join(citations[0].citation.sentence.split()).casefold() if citations else ""
    if address and finding.rule[:1] in ABOUT_ADDRESSES:
        sentence = ""
    named = "" if address or sentence else finding.marker or finding.message
    text = f"{VERSION}\x00{finding.rule}\x00{address}\x00{sentence}\x00{named}"
    return blake2b(text.encode(errors="surrogatepass"), digest_size=_DIGEST_SIZE).hexdigest()

"""What a WARC file must be: one row a rule, with its source in WARC 1.1 (or WACZ), and how grave a breach is.

Stricter than the public validators, each of which passes files that are broken: a breach of a "shall" is an error,
of
a "should" a warning. Where sound files of WARC 1.0 were written otherwise, the row says that 1.0 is only warned
about.
"""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.model.finding import Level


@dataclass(frozen=True, slots=True)
class Requirement:
    """One rule of the format: what it asks in one sentence, and the clause of WARC 1.1 it stands in."""

    name: str
    level: Level
    asks: str
    clause: str
    lenient_1_0: bool = False
    """Only a warning in a file of WARC 1.0."""


@dataclass(frozen=True, slots=True)
class ConformanceFault:
    """One breach: in which record (counted from 1), at which byte of the file, of which rule, and what was seen."""

    record: int
    offset: int
    rule: str
    level: Level
    message: str


REQUIREMENT_ROWS: tuple[Requirement, ...] = (
    # The stream
    Requirement("cut", Level.ERROR, "The file ends where a record ends.", "4"),
    Requirement("gzip-member", Level.ERROR, "Compressed files consist of gzip members and nothing else.", "D.2"),
    Requirement("gzip-damaged", Level.ERROR, "Every gzip member unpacks and its checksum agrees.", "D.2"),
    Requirement("unpacked-size", Level.ERROR, "The file unpacks to 1 GiB or 100 times its size at most.", "D.2"),
    Requirement("record-per-member", Level.ERROR, "Every record is one gzip member of its own.", "D.3"),
    Requirement("trailer", Level.ERROR, "Two line breaks (CRLF CRLF) end every record.", "4"),
    Requirement("warcinfo-first", Level.WARNING, "A file begins with a warcinfo record.", "6.2"),
    # The head
    Requirement("version", Level.ERROR, "A record begins with WARC/1.0 or WARC/1.1.", "4"),
    Requirement("head-end", Level.ERROR, "An empty line ends the head of a record.", "4"),
    Requirement("head-length", Level.ERROR, "The head of a record is of a readable size.", "4"),
    Requirement("head-line", Level.ERROR, "Every line of the head is `name: value` in UTF-8, ended by CRLF.", "4"),
    Requirement("field-repeated", Level.ERROR, "No field but WARC-Concurrent-To stands twice.", "5.1"),
    Requirement("field-missing", Level.ERROR, "Type, record id, date and length stand in every record.", "5.1"),
    Requirement("field-misplaced", Level.ERROR, "A field stands only in the types it is defined for.", "5"),
    Requirement("type", Level.ERROR, "The type is one of the eight of the standard.", "5.5"),
    Requirement("record-id", Level.ERROR, "Record ids are addresses in angle brackets.", "5.2"),
    Requirement("record-id-repeated", Level.ERROR, "No two records have one id.", "5.2"),
    Requirement("date", Level.ERROR, "The date is a moment in UTC; in WARC 1.0 without fractions.", "5.4"),
    Requirement("content-length", Level.ERROR, "The length is a number of bytes, and the block has it.", "5.3"),
    Requirement("content-type", Level.WARNING, "A block that is not empty has a media type.", "5.6"),
    Requirement("concurrent-to", Level.ERROR, "Concurrent records stand in the same file.", "5.7"),
    Requirement("one-date", Level.ERROR, "The records of one capture event have one date.", "5.4", lenient_1_0=True),
    Requirement("target-uri", Level.ERROR, "The target is an absolute address without spaces.", "5.12"),
    Requirement("target-uri-brackets", Level.ERROR, "The target has no angle brackets.", "5.12", lenient_1_0=True),
    Requirement("ip-address", Level.ERROR, "The IP address is one.", "5.10"),
    Requirement("truncated", Level.WARNING, "The reason for a cut block is a known one.", "5.13"),
    # Digests
    Requirement("digest-form", Level.ERROR, "A digest is written `algorithm:value`.", "5.8"),
    Requirement("digest-algorithm", Level.WARNING, "The algorithm of a digest is one that can be verified.", "5.8"),
    Requirement("digest-missing", Level.ERROR, "What was captured carries a digest.", "5.8"),
    Requirement("digest-advised", Level.WARNING, "Every block that is not empty carries a digest.", "5.8"),
    Requirement("block-digest", Level.ERROR, "The block agrees with its digest.", "5.8"),
    Requirement("payload-digest", Level.ERROR, "The payload agrees with its digest.", "5.9"),
    Requirement("payload-none", Level.ERROR, "No payload digest where there is no payload.", "5.9", lenient_1_0=True),
    # Types
    Requirement("http-message", Level.ERROR, "A block of application/http begins with an HTTP message.", "6.3.2"),
    Requirement("http-length", Level.WARNING, "A body shorter than the server said is marked as cut.", "5.13"),
    Requirement("warc-fields", Level.ERROR, "A block of application/warc-fields consists of fields.", "6.2"),
    Requirement("revisit-profile", Level.ERROR, "A revisit names its profile.", "6.7"),
    Requirement("revisit-profile-known", Level.WARNING, "The profile of a revisit is one of the standard.", "6.7"),
    Requirement("revisit-digest", Level.ERROR, "A revisit for an equal payload has its digest.", "6.7.2"),
    Requirement(
        *("revisit-truncated", Level.ERROR, "A revisit without its payload says so in WARC-Truncated.", "6.7.2"),
        lenient_1_0=True,
    ),
    Requirement("revisit-refers", Level.WARNING, "A revisit says which capture it refers to.", "6.7.2"),
    Requirement("segment", Level.ERROR, "A continuation has its number and the id of its first segment.", "7"),
)

REQUIREMENTS: dict[str, Requirement] = {row.name: row for row in REQUIREMENT_ROWS}


def level_of(rule: str, version: str | None) -> Level:
    """Say how grave a breach of `rule` is in a record of `version`."""
    row = REQUIREMENTS[rule]
    return Level.WARNING if row.lenient_1_0 and version == "1.0" else row.level

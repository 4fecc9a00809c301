"""Rules `T`: the targets of notes and of links in running text, checked without any network."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from operator import itemgetter

from citecheck.model.draft import CitationSystem, Draft, Footnote, LinkFlaw, ReadSource, Source
from citecheck.model.finding import Finding, Level
from citecheck.model.report import Completion
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Url
from citecheck.rules.finding import (
    Rule,
    SourceOccurrence,
    Subject,
    locate_note,
    make_finding,
    name_occurrence,
    shorten_text,
)
from citecheck.url.hosts import is_shortener, is_written_by_network
from citecheck.url.normal_form import source_key
from citecheck.url.references import find_references
from citecheck.url.wrappers import find_closed_wrapper, find_wrapper, is_library_proxy, is_wrapped_by_export, unwrap

_CUT_ADDRESS = Rule(
    code="T101",
    name="cut-address",
    level=Level.WARNING,
    summary="An address is cut off.",
    seen="The address ends in an ellipsis or at a length at which publishing systems cut: its end is missing.",
    matters="Nobody can open it, and its end cannot be guessed: many addresses begin alike. citecheck never asks a cut address.",
    remedy="Restore the whole address from the editing system. `--published URL` reads the addresses from the published page, by the sentences that cite its notes. Addresses that may complete it are listed with the finding. None is chosen for you.",
    message="{which} {seen}",
    advice="Restore the whole address from the published page or the editing system.",
    example={"which": "An address of note [7]", "seen": "ends in the middle: https://www.example.org/ra..."},
    together="{count} addresses are cut off at an ellipsis, as publishing systems do.",
)
_ADDRESS_IN_WORDS = Rule(
    code="T102",
    name="address-in-words",
    level=Level.INFO,
    summary="An address is spelled with words for its dots.",
    seen="Dots of the address are written as words, as in `example dot com`.",
    matters="The address was restored for checking, but readers cannot click it.",
    remedy="Write the address out, unless house style keeps links to such sites from being followed. Where it does, ignore this rule in the configuration.",
    message="The address is spelled with words for its dots; it was read as {url}",
    advice="Restore the dots in the draft unless house style asks for words.",
    example={"url": "https://www.example.org/rain"},
    together="{count} addresses are spelled with words for their dots.",
)
_MALFORMED_ADDRESS = Rule(
    code="T103",
    name="malformed-address",
    level=Level.ERROR,
    summary="An address cannot be parsed.",
    seen="No parser of addresses that browsers use accepts the text, or it names a file on one computer.",
    matters="No reader can open it. Mostly a piece was lost or two were joined when it was copied.",
    remedy="Copy the address again from the page.",
    message="The address {url} cannot be opened: {fault}.",
    advice="Correct the address.",
    example={"url": "https://www.example.org/rain", "fault": "its port is no number"},
)
NO_ADDRESS = Rule(
    code="T104",
    name="no-address",
    level=Level.INFO,
    summary="A source has no address to ask.",
    seen="The source is a book, a database, an interview or data available by request: there is nothing to ask.",
    matters="This is no fault. It is listed so that somebody checks it by hand.",
    remedy="Compare the claim with the source yourself. A title, page and edition help the next reader.",
    message="This source has no address to ask: {text}",
    advice="Check it by hand.",
    example={"text": "Interview with the author, 3 May 2026"},
)
_SHORTENED_ADDRESS = Rule(
    code="T105",
    name="shortened-address",
    level=Level.WARNING,
    summary="An address goes through a shortener, a filter or a proxy.",
    seen="The address belongs to a service that shortens or wraps links: a shortener, a mail filter, the redirect of a site, the proxy of a library. Short addresses in an embedded post of X are not reported: X wrote them.",
    matters="Such services close, and their links then lead nowhere or to advertisements; until then they hide what is cited. The proxy of a library opens for its members only.",
    remedy="Cite the address that it leads to. The report names it; a wrapped address was checked itself, without the wrapper.",
    message="The address {url} goes through {service}.",
    advice="Cite the address that it leads to{target}.",
    example={"url": "https://bit.ly/3abcde", "service": "a shortener", "target": ""},
    together="{count} addresses go through {what}.",
)
_GLUED_ADDRESSES = Rule(
    code="T106",
    name="glued-addresses",
    level=Level.ERROR,
    summary="Several addresses are glued into one link.",
    seen="One link holds several addresses, with a separator between them.",
    matters="A click opens none of them.",
    remedy="Make each of them a link of its own.",
    message="One link holds several addresses: {href}",
    advice="Give each address a link of its own.",
    example={"href": "https://www.example.org/a;https://www.example.org/b"},
)
_BROKEN_AUTOLINK = Rule(
    code="T107",
    name="broken-autolink",
    level=Level.WARNING,
    summary="The site's linker broke an address.",
    seen="The link under the text stops before the address does, or leads elsewhere than the text says.",
    matters="Publishing systems that make links by themselves stop at spaces and odd characters; the reader lands on a wrong page.",
    remedy="Set the link by hand to the address that the text shows.",
    message="The text says {text}, but its link leads to {href}",
    advice="Repair the link; the address of the text was checked.",
    example={"text": "https://www.example.org/rain", "href": "https://www"},
)
_WRITTEN_TWO_WAYS = Rule(
    code="T108",
    name="written-two-ways",
    level=Level.INFO,
    summary="The same source is written in two ways.",
    seen="Two notes or links name one source by different spellings: with and without `www`, tracking parameters or a final slash.",
    matters="Readers and counts take them for two sources.",
    remedy="Write it one way, best without tracking parameters.",
    message="{which} write one source in two ways: {text} and {url}",
    advice="Write the address one way.",
    example={
        "which": "Notes [7] and [2]",
        "text": "http://example.org/rain/",
        "url": "https://www.example.org/rain",
    },
)
_ADDRESS_TYPO = Rule(
    code="T109",
    name="address-typo",
    level=Level.WARNING,
    summary="An address has a typing error that could be corrected.",
    seen="The address had a small fault, such as a letter missing in its scheme or a space inside, that could be corrected without doubt.",
    matters="citecheck asked the corrected address; readers of the draft are sent to the faulty one.",
    remedy="Correct it in the draft as the finding shows.",
    message="The address {text} was corrected for the check: {repaired}.",
    advice="Correct it in the draft.",
    example={"text": "htps://www.example.org/rain", "repaired": "a letter of the scheme was missing"},
)
_HOSTILE_INDICATOR = Rule(
    code="T110",
    name="hostile-indicator",
    level=Level.INFO,
    summary="A defanged indicator is listed and not asked.",
    seen="The draft lists a defanged indicator of an attack, written with `hxxp` or `[.]`.",
    matters="It may be dangerous, so it is listed and never asked.",
    remedy="Nothing. If it is a source after all, write it as an ordinary address.",
    message="Note {marker} names hostile addresses, which are never asked: {hostile}",
    advice="Cite a page about them instead, if the note is to be checked.",
    example={"marker": "[7]", "hostile": "http://evil.example/drop"},
)

RULES = (
    _CUT_ADDRESS,
    _ADDRESS_IN_WORDS,
    _MALFORMED_ADDRESS,
    NO_ADDRESS,
    _SHORTENED_ADDRESS,
    _GLUED_ADDRESSES,
    _BROKEN_AUTOLINK,
    _WRITTEN_TWO_WAYS,
    _ADDRESS_TYPO,
    _HOSTILE_INDICATOR,
)

MOST_OF_TEXT = 100
"""Maximum number of characters of a quoted source or address in a message."""
_MOST_COMPLETIONS = 3
"""Maximum number of unproven completions in an advice; the report lists all."""
_MOST_LINKS_OF_POST = 20
"""Links between one in the text of an embedded post and the address of the post."""
_ELLIPSES = ("...", "\u2026")
_OFFLINE = frozenset({Kind.BIBLIOGRAPHIC, Kind.DATABASE, Kind.BY_REQUEST})


def check_targets(draft: Draft) -> tuple[Finding, ...]:
    """Return the findings of the targets of the notes, note by note, and of the links outside them."""
    found: list[Finding] = []
    for note, sources in zip(draft.footnotes, draft.facts.sources, strict=True):
        flawed: set[tuple[LinkFlaw, str | None]] = set()
        for one in sources:
            if isinstance(one.source.target, Offline) and one.source not in note.sources:
                continue  # the note only names a work of the list of references, whose sources it has
            here = SourceOccurrence(draft, note, one.source)
            found += _check_target(here)
            if one.source.defanged and one.flaw is not LinkFlaw.BROKEN:  # T107 already reports the broken link
                found += _check_spelling(here)
            if one.addressed:
                found += _check_wrapper(here, one.shown)
                found += _check_link(here, one, flawed)
    links = _check_links_of_text(draft)
    return (*found, *_check_hostile(draft), *_check_two_spellings(draft), *links)


def _check_links_of_text(draft: Draft) -> Iterator[Finding]:
    """Yield the findings of the links outside notes that readers follow; what is loaded with a page is not one.

    An address that cannot be opened is reported where a sentence rests on it: guides show such addresses as examples.
    """
    cited = {citation.footnote for citation in draft.citations}
    embedded = _find_links_of_posts(draft)
    for entry, one in zip(draft.link_entries, draft.facts.link_sources, strict=True):
        is_example = isinstance(one.source.target, Malformed) and entry.id not in cited
        if one.source.kind is Kind.RESOURCE or is_example:
            continue
        here = SourceOccurrence(draft, entry, one.source)
        if entry.id not in embedded:
            yield from _check_target(here)
        if one.source.defanged:
            yield from _check_spelling(here)
        if not is_wrapped_by_export(one.href or ""):
            yield from _check_wrapper(here, one.href or "")
        yield from _check_link(here, one, set())


def _find_links_of_posts(draft: Draft) -> set[str]:
    """Return the ids of the short links that the text of an embedded post holds: its network wrote them, not the author.

    Two signs: an address as words ("pic.example.com/a1"), and the address of the post, which ends it, in the same line.
    """
    found: set[str] = set()
    for at, entry in enumerate(draft.link_entries):
        if _is_address(entry.marker) and is_shortener(_address_of(entry)):
            rest = draft.link_entries[at + 1 : at + 1 + _MOST_LINKS_OF_POST]
            line = [each for each in rest if replace(each.place, column=entry.place.column) == entry.place]
            if any(is_written_by_network(_address_of(entry), _address_of(each)) for each in line):
                found.add(entry.id)
    return found


def _is_address(words: str) -> bool:
    """Return whether the words of a link are an address."""
    return "/" in words and " " not in words


def _address_of(entry: Footnote) -> str:
    target = entry.sources[0].target if entry.sources else None
    return target.written if isinstance(target, Url) else ""


def _check_hostile(draft: Draft) -> Iterator[Finding]:
    """Yield findings for notes that name hostile addresses; those in the running text are only listed."""
    for note in draft.footnotes if draft.indicators else ():
        named = [one.target.refanged for one in find_references(note.text) if isinstance(one.target, Hostile)]
        if named:
            fields = {"marker": note.marker, "hostile": shorten_text(", ".join(named), MOST_OF_TEXT)}
            yield make_finding(_HOSTILE_INDICATOR, locate_note(draft, note), fields)


def _check_target(here: SourceOccurrence) -> Iterator[Finding]:
    source = here.source
    match source.target:
        case CutUrl(prefix=prefix, host_cut=lost):
            is_link = here.footnote.system is CitationSystem.LINK
            which = "The address" if is_link else f"An address of note {here.footnote.marker}"
            written = f"{prefix}..." if source.title and is_link else source.raw
            seen = f"is lost almost wholly: {prefix or source.raw}" if lost else f"ends in the middle: {written}"
            cause = "cut:ellipsis" if written.endswith(_ELLIPSES) else None
            yield _report(_CUT_ADDRESS, here, cause=cause, which=which, seen=seen)
        case Malformed(written=written, fault=fault):
            yield _report(_MALFORMED_ADDRESS, here, url=written, fault=fault)
        case Url(written=written) if (service := _find_service(written)) is not None:
            yield _report(_SHORTENED_ADDRESS, here, cause=f"service:{service}", url=written, service=service, target="")
        case Offline() if source.kind in _OFFLINE:
            yield _report(NO_ADDRESS, here, text=shorten_text(source.raw, MOST_OF_TEXT))
        case _:
            pass


def _find_service(address: str) -> str | None:
    """Return the service that an address goes through although it is asked as it is, None if there is none."""
    if is_shortener(address):
        return "a shortener"
    return find_wrapper(address) if is_library_proxy(address) else find_closed_wrapper(address)


def advise_completions(
    findings: Iterable[Finding], completions: Mapping[tuple[str, int], tuple[Completion, ...]]
) -> tuple[Finding, ...]:
    """Return the findings of a draft with what may complete its cut addresses in their advice.

    `completions` are by note id and position of the source in the note; the findings of a note are in that order.
    """
    waiting: dict[str | None, list[tuple[Completion, ...]]] = {}
    for (note, _), known in sorted(completions.items(), key=itemgetter(0), reverse=True):
        waiting.setdefault(note, []).append(known)
    return tuple(
        replace(one, advice=_advise(waiting[one.footnote].pop()) or one.advice)
        if one.rule == _CUT_ADDRESS.code and waiting.get(one.footnote)
        else one
        for one in findings
    )


def _advise(completions: Sequence[Completion]) -> str:
    """Return the advice for a cut address with these completions, empty without any."""
    proven = next((one for one in completions if one.proven), None)
    if proven is not None:
        return f"Write {proven.url}: {proven.proof}."
    listed = "; ".join(f"{one.url} ({one.proof})" for one in completions[:_MOST_COMPLETIONS])
    more = len(completions) - _MOST_COMPLETIONS
    return f"{_CUT_ADDRESS.advice} Not proven: {listed}{f'; {more} more' if more > 0 else ''}." if listed else ""


def _check_spelling(here: SourceOccurrence) -> Iterator[Finding]:
    match here.source.target:
        case Url(written=plain) | CutUrl(prefix=plain):
            yield _report(_ADDRESS_IN_WORDS, here, cause="spelling:words", url=plain)
        case _:
            pass


def _check_wrapper(here: SourceOccurrence, shown: str) -> Iterator[Finding]:
    """Yield a finding for an address whose text is that of a wrapper; the links of exported documents are not shown."""
    address, target = "".join(shown.split()), here.source.target
    if isinstance(target, Url) and unwrap(address) != address and (service := find_wrapper(address)):
        shortened = _shorten_middle(address)
        inside, cause = f": {target.written}", f"service:{service}"
        yield _report(_SHORTENED_ADDRESS, here, cause=cause, url=shortened, service=service, target=inside)


def _check_link(
    here: SourceOccurrence, read: ReadSource, flawed: set[tuple[LinkFlaw, str | None]]
) -> Iterator[Finding]:
    source, href = here.source, read.href or ""
    if read.repaired:
        text = href if source.title and href else source.raw
        yield _report(_ADDRESS_TYPO, here, text=text, repaired=read.repaired)
    if read.flaw is None or (read.flaw, read.href) in flawed:
        return
    flawed.add((read.flaw, read.href))
    if read.flaw is LinkFlaw.GLUED:
        yield _report(_GLUED_ADDRESSES, here, href=shorten_text(href, MOST_OF_TEXT))
    else:
        text = _shorten_middle(read.shown or source.raw)
        yield _report(_BROKEN_AUTOLINK, here, text=text, href=_shorten_middle(href))


def _check_two_spellings(draft: Draft) -> Iterator[Finding]:
    """Yield one finding per source whose spellings differ by scheme, www, tracking or spelled dots."""
    first: dict[str, SourceOccurrence] = {}
    reported: set[str] = set()
    for here in (SourceOccurrence(draft, note, source) for note in draft.entries for source in note.sources):
        target = here.source.target
        if not isinstance(target, Url) or here.source.kind is Kind.RESOURCE:
            continue
        key = source_key(target.canonical)
        known = first.setdefault(key, here)
        is_apart = known.footnote.id != here.footnote.id
        if key not in reported and is_apart and _write_spelling(known.source) != _write_spelling(here.source):
            reported.add(key)
            which, fields = _name_both(here, known), (_find_written(here.source), _find_written(known.source))
            yield _report(_WRITTEN_TWO_WAYS, here, which=which, text=fields[0], url=fields[1])


def _write_spelling(source: Source) -> tuple[str, bool]:
    return source.target.canonical if isinstance(source.target, Url) else "", source.defanged


def _find_written(source: Source) -> str:
    """Return the address of a source as its author wrote it: its text, or the target of its link."""
    written = source.target.written if isinstance(source.target, Url) and source.title else source.raw
    return shorten_text(written, MOST_OF_TEXT)


def _name_both(one: SourceOccurrence, other: SourceOccurrence) -> str:
    """Return the names of two notes or links as the beginning of a sentence: "Notes [7] and [2]", "Line 7 and line 3"."""
    links = [each.footnote.system is CitationSystem.LINK for each in (one, other)]
    first, second = name_occurrence(one), name_occurrence(other)
    if not any(links):
        return f"Notes {first} and {second}"
    named = [name if is_link else f"note {name}" for name, is_link in zip((first, second), links, strict=True)]
    joined = " and ".join(named)
    return joined[:1].upper() + joined[1:]


def _shorten_middle(address: str) -> str:
    """Shorten an address in the middle: two addresses usually differ at their ends."""
    return address if len(address) <= 100 else f"{address[:59]}\u2026{address[-40:]}"


def _report(rule: Rule, here: SourceOccurrence, *, cause: str | None = None, **fields: str) -> Finding:
    """Create a finding at a source, or at its note if the source has no place of its own."""
    source, note = here.source, here.footnote
    place = source.place if source.place.line or source.place.page else note.place
    url = source.target.written if isinstance(source.target, Url) else None
    subject = Subject(place, here.draft.path, note.marker, note.id, url)
    return make_finding(rule, subject, {"marker": note.marker, **fields}, cause=cause)

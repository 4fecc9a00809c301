"""A thousand drafts with one address cut, at every length: no wrong address is ever written.

Each is the draft of `fixtures/brief`, as text, Markdown or HTML, with one address of its notes cut as publishing systems
cut them. What may complete it is found as a run finds it, reported as JSON and repaired as the command does, all in this
process.
"""

import html
import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from citecheck.archive.public.recovery import recover_cut_sources
from citecheck.draft.reading import read_draft
from citecheck.draft.repair.plan import RepairKind, plan_repairs
from citecheck.draft.repair.repaired_copy import build_repaired_copy
from citecheck.model.draft import Format
from citecheck.model.evidence import Evidence, Support
from citecheck.model.report import DraftReport, Report, Run, SourceResult
from citecheck.model.target import Url
from citecheck.report.document import render_json

BRIEF = (Path(__file__).parents[2] / "fixtures/brief/draft.txt").read_text("utf-8")
START = datetime(2026, 11, 22, 12, tzinfo=UTC)
RUN = Run("00000000-0000-4000-8000-000000000001", START, START)
NOTE = re.compile(r"(?m)^\[(\d+)\] (.+)$")
ADDRESS = re.compile(r"https://[^\s;]+(?: dot [^\s;]+)*")
LEAST = len("https://")


def as_markdown(text):
    return re.sub(r"\[(\d+)\]", r"[^\1]", NOTE.sub(r"[\1]: \2", text))


def as_html(text):
    noted = NOTE.sub(lambda found: f'<p id="n{found[1]}">[{found[1]}] {html.escape(found[2])}</p>', text)
    return re.sub(r"(?<!>)\[(\d+)\](?!:)", r'<a href="#n\1">[\1]</a>', noted).replace("\n\n", "\n<p>")


FORMATS = {Format.TEXT: str, Format.MARKDOWN: as_markdown, Format.HTML: as_html}
EITHER = "https://www.harbourpost.example.net/2026/09/20/"
FULL = {EITHER[:length] for length in range(len(EITHER))}
"""What is left of the address of note [11], cut again."""
STEPS = {Format.TEXT: 1, Format.MARKDOWN: 3, Format.HTML: 3}


def cut_drafts(fmt):
    """Give the texts of the brief with one address cut, each with what is left of the address."""
    for at, address in enumerate(ADDRESS.finditer(BRIEF, BRIEF.index("\n[1] "))):
        for length in range(LEAST + at % STEPS[fmt], len(address[0]), STEPS[fmt]):
            dots = "\u2026" if length % 5 == 0 else "..."
            text = BRIEF[: address.start()] + address[0][:length] + dots + BRIEF[address.end() :]
            yield address[0][:length], FORMATS[fmt](text)


def read(text, fmt):
    return read_draft(text.encode(), path=f"brief.{fmt.value}", fmt=fmt)


def addresses(draft):
    """Give the address of each source of a draft by note and position, None where it is not complete."""
    return {
        (note.marker, at): source.target.canonical if isinstance(source.target, Url) else None
        for note in draft.footnotes
        for at, source in enumerate(note.sources)
    }


def repaired(text, draft, recoveries):
    """Give the copy of a draft in which all that its report proves is repaired."""
    sources = tuple(
        SourceResult(
            source := draft.footnotes[one.cut.note].sources[one.cut.source],
            None,
            Evidence(Support.UNCHECKED, 0.0),
            completions=one.completions,
            cut=source.target,
        )
        for one in recoveries
    )
    report = json.loads("".join(render_json(Report(RUN, (DraftReport(draft, (), (), sources),)))))
    plan = plan_repairs(report, draft.sha256, tuple(RepairKind))
    data = build_repaired_copy(text if isinstance(text, bytes) else text.encode(), draft.format, plan.accepted).data
    return data if isinstance(text, bytes) else data.decode()


@pytest.fixture(scope="module", params=FORMATS, ids=str)
def cases(request):
    """All cut drafts of a format, read, with the draft that they were made of."""
    fmt = request.param
    whole = read(FORMATS[fmt](BRIEF), fmt)
    return whole, [(left, text, read(text, fmt)) for left, text in cut_drafts(fmt)]


def lost(draft):
    """Give the cut addresses of a draft, without that of note [11], which the brief itself has cut."""
    return [one for one in recover_cut_sources(draft) if "11" not in one.cut.marker]


def test_nearly_all_are_read_as_cut(cases):
    """A cut within a word for a dot may read as prose; nothing else does."""
    _, drafts = cases
    missed = [left for left, _, draft in drafts if not lost(draft) and left not in FULL and not left.startswith(EITHER)]
    assert len(drafts) > 230
    assert all(left.endswith(" ") for left in missed)


def test_what_only_begins_alike_is_never_written(cases):
    """The draft, the store and an index know addresses that begin alike; the copy is the draft, byte for byte."""
    whole, drafts = cases
    known = [url for address in addresses(whole).values() if address for url in (address, f"{address}-2")]
    for left, text, draft in drafts:
        recoveries = recover_cut_sources(draft, lookup=lambda _: known)
        assert repaired(text, draft, recoveries) == text, left


def test_a_bare_host_yields_nothing(cases):
    """Nothing is offered for an address of which the host or less is left."""
    _, drafts = cases
    for left, _, draft in drafts:
        if not left.removeprefix("https://").partition("/")[2]:
            found = recover_cut_sources(draft, lookup=lambda prefix: [f"{prefix}/a/b", f"{prefix}b.example/a"])
            assert all(one.completions == () for one in found if "11" not in one.cut.marker), left


def test_what_the_published_version_proves_is_written(cases):
    """With the published version every cut address of whose name a letter is left is restored, and no other changes."""
    whole, drafts = cases
    truth = addresses(whole)
    for left, text, draft in drafts:
        recoveries = [one for one in recover_cut_sources(draft, published=whole) if "11" not in one.cut.marker]
        copy = repaired(text, draft, recoveries)
        if copy != text or (recoveries and not "https://www.".startswith(left)):
            assert addresses(read(copy, draft.format)) == truth, left


OTHER = "Milk is white in countries without a sea."


def swapped(whole, at, _):
    """The desk exchanged the sentences of two notes, and numbered the notes anew."""
    notes, other = list(whole.footnotes), (at + 1) % len(whole.footnotes)
    notes[at], notes[other] = (
        replace(notes[other], marker=notes[at].marker),
        replace(notes[at], marker=notes[other].marker),
    )
    return replace(whole, footnotes=tuple(notes))


def removed(whole, at, _):
    """The desk removed a note and numbered the others anew."""
    kept = [note for number, note in enumerate(whole.footnotes) if number != at]
    return replace(whole, footnotes=tuple(replace(note, marker=f"[{n}]") for n, note in enumerate(kept, 1)))


def exchanged(whole, at, left):
    """The desk removed a sentence with its note, and another with a like address has its number."""
    note = whole.footnotes[at]
    sources = tuple(replace(one, target=Url(f"{left}-cheese", f"{left}-cheese")) for one in note.sources)
    cited = [replace(one, sentence=OTHER) if one.footnote == note.id else one for one in whole.citations]
    notes = (*whole.footnotes[:at], replace(note, sources=sources), *whole.footnotes[at + 1 :])
    return replace(whole, footnotes=notes, citations=tuple(cited))


def foreign(whole, _, left):
    """Another document with as many notes, whose addresses all begin like the one that is cut."""
    target = Url(f"{left}-cheese", f"{left}-cheese")
    notes = [
        replace(note, sources=tuple(replace(one, target=target) for one in note.sources)) for note in whole.footnotes
    ]
    cited = [replace(one, sentence=f"{OTHER} {n}") for n, one in enumerate(whole.citations)]
    return replace(whole, footnotes=tuple(notes), citations=tuple(cited))


@pytest.mark.parametrize("edit", [swapped, removed, exchanged, foreign])
def test_no_edit_of_the_desk_makes_a_wrong_address(cases, edit):
    """Whatever the desk did to the notes, a cut address becomes its own address or stays cut."""
    whole, drafts = cases
    truth = addresses(whole)
    restored = 0
    for left, text, draft in drafts[::3]:
        for at in {one.cut.note for one in lost(draft)}:
            recoveries = recover_cut_sources(draft, published=edit(whole, at, left))
            found = addresses(
                read(repaired(text, draft, [one for one in recoveries if one.cut.note == at]), draft.format)
            )
            assert all(found[place] in {None, truth[place]} for place in truth), left
            restored += found == truth
    assert (restored > 0) is (edit is swapped)


REPORT = Path(__file__).parents[3] / "shared/corpus/documents/files/ctp-africa-file-2024-03-07.txt"
CUT = re.compile(r"(?P<left>https?:[^\s;]*|htt?p?s?|)(?:\.{3}|\u2026)")


WHOLE = {"https://x.com": "https://x.com/", "https://twitter.": "https://twitter.com/"}


def write_out(text, draft):
    """Give a text with a whole address in place of each cut one of its notes."""
    lines = text.split("\n")
    for number, one in enumerate(recover_cut_sources(draft)):
        at = draft.footnotes[one.cut.note].sources[one.cut.source].place.line - 1
        found = CUT.search(lines[at])
        left = WHOLE.get(found["left"], found["left"] if "//" in found["left"] else "https://posts.example.org/")
        rest = lines[at][found.end() :]
        lines[at] = f"{lines[at][: found.start()]}{left}whole-{number}{';' if rest.startswith(' h') else ''}{rest}"
    return "\n".join(lines)


@pytest.mark.skipif(not REPORT.exists(), reason="the shared corpus is not next to the project")
def test_a_real_report_is_completed_by_its_published_version():
    """All forty cut addresses of a report are written, scraps of a few letters too, and none without proof."""
    text = REPORT.read_text("utf-8")
    draft = read(text, Format.TEXT)
    whole = read(write_out(text, draft), Format.TEXT)
    assert len(recover_cut_sources(draft)) == 40
    assert repaired(text, draft, recover_cut_sources(draft)) == text
    copy = repaired(text, draft, recover_cut_sources(draft, published=whole))
    assert addresses(read(copy, Format.TEXT)) == addresses(whole)

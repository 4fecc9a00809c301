"""Archived copies that a note names next to the address of a source: the pair is one source with two addresses."""

import pytest

from citecheck.draft.reading import read_draft

DEAD = "http://gone.example.net/minutes/7"
WAYBACK = f"https://web.archive.org/web/20190302110500/{DEAD}"
OTHER = "https://web.archive.org/web/20190302110500/https://harbour.example.org/log"

NOTES = {
    "in brackets": (f"{DEAD} (archived at {WAYBACK})", {DEAD: WAYBACK}),
    "after a semicolon": (f"{DEAD}; {WAYBACK}", {DEAD: WAYBACK}),
    "before the original": (f"Archived copy {WAYBACK} of the original {DEAD}", {DEAD: WAYBACK}),
    "not next to it": (f"{DEAD}; https://harbour.example.org/b; {WAYBACK}", {DEAD: WAYBACK}),
    "without its scheme": (
        f"{DEAD}, archived: https://web.archive.org/web/2019/gone.example.net/minutes/7/",
        {DEAD: "https://web.archive.org/web/2019/gone.example.net/minutes/7/"},
    ),
    "in a parameter": (
        f"{DEAD} https://www.webcitation.org/query?url=http%3A%2F%2Fgone.example.net%2Fminutes%2F7&date=2009-03-01",
        {DEAD: "https://www.webcitation.org/query?url=http%3A%2F%2Fgone.example.net%2Fminutes%2F7&date=2009-03-01"},
    ),
    "perma.cc": (f"{DEAD} [https://perma.cc/Q7ZK-3T9M]", {DEAD: "https://perma.cc/Q7ZK-3T9M"}),
    "archive.today": (f"{DEAD}, gesichert unter https://archive.ph/hT3xW", {DEAD: "https://archive.ph/hT3xW"}),
    "Ghost Archive": (
        f"{DEAD} ghostarchive: https://ghostarchive.org/archive/Kd81x",
        {DEAD: "https://ghostarchive.org/archive/Kd81x"},
    ),
    "a short copy before its only original": (
        f"Archived at https://perma.cc/Q7ZK-3T9M from {DEAD}",
        {DEAD: "https://perma.cc/Q7ZK-3T9M"},
    ),
    "a copy of another page": (f"{DEAD}; {OTHER}", {DEAD: None}),
    "a short copy of the source before": (
        f"https://harbour.example.org/b https://perma.cc/Q7ZK-3T9M; {DEAD}",
        {"https://harbour.example.org/b": "https://perma.cc/Q7ZK-3T9M", DEAD: None},
    ),
    "two sources with a copy each": (
        f"{DEAD} ({WAYBACK}); https://harbour.example.org/log ({OTHER})",
        {DEAD: WAYBACK, "https://harbour.example.org/log": OTHER},
    ),
    "an archive that is not known": (
        f"{DEAD} (archived at http://keep.example/20190302/{DEAD})",
        {DEAD: f"http://keep.example/20190302/{DEAD}"},
    ),
    "a host named archive": (f"{DEAD}; https://webarchiv.example/{DEAD}", {DEAD: f"https://webarchiv.example/{DEAD}"}),
    "a link that shares the page": (f"{DEAD}; https://share.example/?url={DEAD}", {DEAD: None}),
    "a link through another host": (f"{DEAD}; https://proxy.example/login/{DEAD}", {DEAD: None}),
    "a copy alone": (WAYBACK, {WAYBACK: None}),
}
FORMATS = {
    "brief.txt": "The ferry sank in March.[1]\n\n[1] {}\n",
    "brief.md": "The ferry sank in March.[^1]\n\n[^1]: {}\n",
    "brief.rst": "The ferry sank in March. [#a]_\n\n.. [#a] {}\n",
    "brief.wiki": "The ferry sank in March.<ref>{}</ref>\n",
    "brief.tex": "\\begin{{document}}\nThe ferry sank in March.\\footnote{{{}}}\n\\end{{document}}\n",
}


def copies_of(path, text):
    """The copies that a draft names, by the address of the original."""
    draft = read_draft(text.encode(), path=path)
    sources = [source for note in draft.footnotes for source in note.sources]
    return {source.target.written: source.archive_url for source in sources}


@pytest.mark.parametrize("name", NOTES)
def test_a_note_ties_the_copy_to_its_original(name):
    """A copy belongs to the page it was made of, or else to the source that it is next to."""
    note, expected = NOTES[name]
    found = copies_of("brief.md", FORMATS["brief.md"].format(note))
    assert {original: found[original] for original in expected} == expected


@pytest.mark.parametrize("path", FORMATS)
@pytest.mark.parametrize(
    "note", [f"{DEAD} (archived at {WAYBACK})", f"{DEAD} (archived at https://perma.cc/Q7ZK-3T9M)"]
)
def test_every_format_reads_the_pair(path, note):
    """The text of a note is read the same way in every format."""
    assert copies_of(path, FORMATS[path].format(note.replace("_", r"\_") if path.endswith("tex") else note))[DEAD]


LINKED = (
    f'<p>The ferry sank.<a href="#n1" id="r1"><sup>1</sup></a></p><ol><li id="n1"><a href="{WAYBACK}">Minutes 7</a>. '
    f'Archived from <a href="{DEAD}">the original</a> on 2 March 2019. <a href="#r1">back</a></li></ol>'
)


def test_a_rendered_citation_ties_the_title_to_the_original():
    """Wikis link the title to the copy and "the original" to the dead page."""
    assert copies_of("brief.html", LINKED)[DEAD] == WAYBACK


@pytest.mark.parametrize(
    "cited",
    [
        f"{{{{cite web |url={DEAD} |title=Minutes |archive-url={WAYBACK} |archive-date=2 March 2019}}}}",
        f"{{{{cite news |url={DEAD} |archiveurl={WAYBACK}}}}}",
        f"{{{{Internetquelle |url={DEAD} |titel=Protokoll |archiv-url={WAYBACK}}}}}",
        f"{{{{cite web |url={DEAD} |title=Minutes}}}} [{WAYBACK} Archived]",
        f"{{{{cite web |url={DEAD} |title=Minutes}}}} {{{{webarchive |url={WAYBACK} |date=2019-03-02}}}}",
        f"[{DEAD} Minutes] {{{{webarchive |url={WAYBACK} |date=2019-03-02}}}}",
    ],
)
def test_templates_of_wikis_name_copies(cited):
    """A template has a parameter for the copy, or another template follows it."""
    assert copies_of("brief.wiki", f"The ferry sank in March.<ref>{cited}</ref>\n")[DEAD] == WAYBACK

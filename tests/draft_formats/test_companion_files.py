"""The files that a draft needs: named by the text, opened by the command, read where it is put in."""

import pytest

from citecheck.cli.extract import command as extract
from citecheck.draft.manuscript import NO_COMPANIONS, CompanionFiles, WantedFiles
from citecheck.draft.reading import find_wanted_files, read_draft
from citecheck.model.draft import Format
from citecheck.model.target import Url
from citecheck.rules.draft import check_draft
from citecheck.run.companion_files import leave_out_parts, read_companion_files

TEXT = rb"""
\addbibresource{extra.bib}
Reeds grow \cite{adler,berg}. Nobody knows \cite{lost}.
% \bibliography{not}
\bibliography{works, sub/more}
"""
WORKS = b"@online{adler, title={Reeds}, url={https://reed.example/}}"
MORE = b"@book{berg, title={Salt}, author={Berg, Anna}, year=2001}\n@book{adler, title={Again}}"


def test_text_names_its_lists():
    """The names are those of the text, with their suffix, comments left out; other formats name none."""
    assert find_wanted_files(TEXT, form=Format.LATEX).lists == ("extra.bib", "works.bib", "sub/more.bib")
    assert find_wanted_files(TEXT, form=Format.HTML) == WantedFiles()
    assert find_wanted_files(b"\\footnote{a}", form=Format.LATEX) == WantedFiles()


def test_keys_are_notes_of_their_lists():
    """A cited work of a list is a note with its sources, the first list wins; an unknown key has no note."""
    draft = read_draft(TEXT, path="a.tex", companions=CompanionFiles((("works.bib", WORKS), ("more.bib", MORE))))
    assert [(note.marker, note.sources[0].title) for note in draft.footnotes] == [
        ("[adler]", "Reeds"),
        ("[berg]", "Salt"),
    ]
    assert isinstance(draft.footnotes[0].sources[0].target, Url)
    assert [(one.marker, one.footnote) for one in draft.citations] == [
        ("[adler]", "bib:adler"),
        ("[berg]", "bib:berg"),
        ("[lost]", None),
    ]


def test_keys_without_a_list_are_no_markers():
    """Without any list a key is neither a note nor a marker: the draft is not wrong because its list is elsewhere."""
    draft = read_draft(TEXT, path="a.tex")
    assert draft.footnotes == draft.citations == draft.findings == ()


@pytest.mark.parametrize("name", ["/etc/passwd", "../../far.bib", "missing", "sub"])
def test_only_lists_nearby_are_opened(name, tmp_path):
    """A draft cannot have any file opened but BibTeX files in its folder or one folder up."""
    folder = tmp_path / "one" / "two"
    (folder / "sub.bib").mkdir(parents=True)
    (tmp_path / "far.bib").write_bytes(WORKS)
    files = read_companion_files(b"\\bibliography{%b}" % name.encode(), str(folder / "a.tex"), Format.LATEX)
    assert (files.lists, files.parts, len(files.missing)) == ((), (), 1)


def test_lists_next_to_the_draft_are_read(tmp_path):
    """Lists in the draft's folder are read in the order of the text."""
    (tmp_path / "works.bib").write_bytes(WORKS)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "more.bib").write_bytes(MORE)
    assert read_companion_files(TEXT, str(tmp_path / "a.tex")).lists == (
        ("works.bib", WORKS),
        ("sub/more.bib", MORE),
    )


WHOLE = rb"""
\input{start} \input chapters/one
% \input{no}
\subfile{chapters/two.tex} \import{chapters/}{three} \input{start}
\begin{document}\input{start}The end.\footnote{Last.}\end{document}
"""


def test_parts_are_named_in_order():
    """A text names its parts once each, with their folder and suffix, and none in comments."""
    names = ("start.tex", "chapters/one.tex", "chapters/two.tex", "chapters/three.tex")
    assert find_wanted_files(WHOLE, form=Format.LATEX).parts == names


def test_parts_are_read_where_they_are_put_in(tmp_path):
    """A part is read where its command is and has its place; it may ask for parts and lists, and itself in vain."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "works.bib").write_bytes(WORKS)
    inner = rb"\documentclass{x}\begin{document}Salt.\footnote{Inner.}\end{document}"
    (tmp_path / "sub" / "inner.tex").write_bytes(inner)
    (tmp_path / "outer.tex").write_bytes(
        rb"Reeds \cite{adler}.\footnote{Outer.} \subfile{sub/inner}\bibliography{works} \input{outer}"
    )
    text = b"\n\\input{outer}\n\nThe end.\\footnote{Last.}\n"
    companions = read_companion_files(text, str(tmp_path / "a.tex"))
    draft = read_draft(text, path="a.tex", companions=companions)
    assert [(one.marker, one.sentence, one.place.line) for one in draft.citations] == [
        ("[adler]", "Reeds.", 2),
        (r"\footnote#1", "Reeds.", 2),
        (r"\footnote#2", "Salt.", 2),
        (r"\footnote#3", "The end.", 4),
    ]
    assert [note.text for note in draft.footnotes][:3] == ["Outer.", "Inner.", "Last."]


@pytest.mark.parametrize("name", ["/etc/passwd", "../far", "far\0", "sub", "link"])
def test_only_parts_in_the_folder_are_opened(name, tmp_path):
    """A draft cannot have any file opened but TeX files in its own folder and below, whatever a link says."""
    folder = tmp_path / "one"
    (folder / "sub.tex").mkdir(parents=True)
    (tmp_path / "far.tex").write_bytes(b"Far.")
    (folder / "link.tex").symlink_to(tmp_path / "far.tex")
    assert read_companion_files(b"\\input{%b}" % name.encode(), str(folder / "a.tex"), Format.LATEX) == NO_COMPANIONS


def test_parts_are_not_drafts_of_their_own(tmp_path):
    """Of the drafts of a folder those are left out that another puts in, unless they are named."""
    whole, part, other = (tmp_path / name for name in ("whole.tex", "part.tex", "other.tex"))
    whole.write_bytes(rb"\input{part}")
    part.write_bytes(b"Reeds.")
    other.write_bytes(b"Salt.")
    assert leave_out_parts([whole, part, other], frozenset()) == [whole, other]
    assert leave_out_parts([whole, part, other], frozenset({part})) == [whole, part, other]


KEYS = b"""#+bibliography: works.bib
Reeds grow [cite:@adler, p. 3; see @berg]. Again [cite/t:see @adler]. Nobody knows [cite:@lost]. Others wrote it citep:adler,berg.
Or as a link: [[cite:&adler p. 4]]. Listed only: [cite/n:@berg].
"""


def test_keys_of_org_are_notes_of_their_lists():
    """Keys of a citation, of a link and of org-ref call the works of the list; an unknown key has no note."""
    assert find_wanted_files(KEYS, form=Format.ORG) == WantedFiles(("works.bib",))
    lists = CompanionFiles((("works.bib", WORKS), ("more.bib", MORE)))
    draft = read_draft(KEYS, path="a.org", companions=lists)
    assert [(one.marker, one.footnote, one.sentence) for one in draft.citations] == [
        ("@adler", "bib:adler", "Reeds grow."),
        ("@berg", "bib:berg", "Reeds grow."),
        ("@adler", "bib:adler", "Again."),
        ("@lost", None, "Nobody knows."),
        ("@adler", "bib:adler", "Others wrote it."),
        ("@berg", "bib:berg", "Others wrote it."),
        ("@adler", "bib:adler", "Or as a link:."),
    ]
    assert read_draft(KEYS, path="a.org").citations == ()


@pytest.mark.parametrize(("name", "text"), [("a.org", b"Reeds [cite:@lost]."), ("a.typ", b"Reeds @lost.")])
def test_key_that_no_list_has_is_reported_once(name, text):
    """A key without a work in the list is one finding, also in a draft that cites nothing else."""
    draft = check_draft(read_draft(text, path=name, companions=CompanionFiles((("works.bib", WORKS),))))
    assert [finding.rule for finding in draft.findings] == ["C101"]


ARTICLE = """<article article-type="letter"><body><sec><p>Reeds grow (<xref ref-type="bibr" rid="b1">Adler, 1998</xref>).</p></sec></body>
<back><ref-list><ref id="b1"><mixed-citation>Adler, J. (1998). Reeds.</mixed-citation></ref></ref-list></back>
<response><body><p>So does Berg (2001), not Cole (1999).</p><p>References</p>
<p>Berg, A. (2001). Ships. Northport: Salt Press.</p><p>Dahl, C. (2003). Ports. Northport: Salt Press.</p></body></response>
</article>"""


def test_works_of_an_article_are_those_of_its_markup():
    """Where the markup lists the works, a list in the letters after the article is text."""
    draft = check_draft(read_draft(ARTICLE.encode(), path="a.jats"))
    assert [(one.marker, one.footnote) for one in draft.citations] == [("(Adler, 1998)", "b1")]
    assert [note.id for note in draft.footnotes] == ["b1"]


def test_parts_of_org_are_read_where_they_are_included(tmp_path):
    """An included Org file is read in its place, with labels and names of its own; one included as code is not."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "one.org").write_bytes(b'Reeds.[fn:1]\n#+INCLUDE: "two.org"\n\n[fn:1] Of the part.')
    (tmp_path / "sub" / "two.org").write_bytes(b"Salt.[fn:1]\n\n[fn:1] Of its part.")
    (tmp_path / "code.org").write_bytes(b"Code.[fn:9]")
    text = b'Ships.[fn:1]\n#+INCLUDE: "./sub/one.org::*Reeds" :minlevel 1\n#+INCLUDE: "code.org" src org\nEnd.\n\n[fn:1] Of the draft.'
    files = read_companion_files(text, str(tmp_path / "a.org"))
    assert [name for name, _ in files.parts] == ["sub/one.org", "sub/two.org"]
    draft = read_draft(text, path="a.org", companions=files)
    assert [
        (one.sentence, one.place.line, draft_note.text)
        for one in draft.citations
        for draft_note in draft.footnotes
        if draft_note.id == one.footnote
    ] == [
        ("Ships.", 1, "Of the draft."),
        ("Reeds.", 2, "Of the part."),
        ("Salt.", 2, "Of its part."),
    ]
    assert [(link.target, link.kind, link.place.line) for link in draft.links][:3] == [
        ("./sub/one.org", "include", 2),
        ("two.org", "include", 2),
        ("code.org", "include", 3),
    ]


CITED = b"""Reeds grow @adler[p. 3] and @berg. See @map. Salt #cite(<cole>, form: "prose") fell.#footnote[Cf. @dahl] Nobody knows @lost.
#figure(image("map.png")) <map>
#bibliography(("works.bib", "more.yml"), style: "apa")
// #bibliography("no.bib")
"""
HAYAGRIVA = b"""
cole:
  type: article
  title: Salt
  author: ["Cole, B.", "Ek, A."]
  date: 1999-05
  page-range: 3-9
  serial-number: { doi: 10.9999/salt.3 }
  parent: { type: periodical, title: J Salt, volume: 4 }
dahl:
  type: web
  title: Ports
  url: { value: https://ports.example/dahl, date: 2020-01-01 }
"""


def test_keys_of_typst_are_notes_of_their_lists():
    """Keys call the works of BibTeX and Hayagriva files; labels of figures do not, and an unknown key has no note."""
    assert find_wanted_files(CITED, form=Format.TYPST) == WantedFiles(("works.bib", "more.yml"))
    lists = CompanionFiles((("works.bib", WORKS), ("more.bib", MORE), ("more.yml", HAYAGRIVA)))
    draft = read_draft(CITED, path="a.typ", companions=lists)
    assert [(one.marker, one.footnote) for one in draft.citations] == [
        ("@adler", "bib:adler"),
        ("@berg", "bib:berg"),
        ("@cole", "bib:cole"),
        ("1", "note1"),
        ("@dahl", "bib:dahl"),
        ("@lost", None),
    ]
    assert [(note.marker, note.text) for note in draft.footnotes if note.id in {"bib:cole", "bib:dahl"}] == [
        ("@cole", "Cole, B.; Ek, A. (1999). Salt. J Salt. 4 3-9. https://doi.org/10.9999/salt.3"),
        ("@dahl", "Ports. https://ports.example/dahl"),
    ]
    assert read_draft(CITED, path="a.typ").markers_without_note == 5


def test_doubling_values_of_a_list_are_no_text():
    """A list in YAML whose values refer to one another is read, without writing out what they multiply to."""
    levels = "".join(f"  a{at + 1}: &a{at + 1} [*a{at}, *a{at}]\n" for at in range(60))
    bomb = f"cole:\n  a0: &a0 [salt]\n{levels}  title: *a60\n  author: *a60\n".encode()
    draft = read_draft(b"Salt @cole.", path="a.typ", companions=CompanionFiles((("works.yml", bomb),)))
    assert [note.text for note in draft.footnotes] == [""]


def test_parts_of_typst_are_read_where_they_are_included(tmp_path):
    """An included Typst file is read in its place; its own names are relative to it, and "/" is the draft's folder."""
    (tmp_path / "sub").mkdir()
    (tmp_path / "works.bib").write_bytes(WORKS)
    (tmp_path / "sub" / "one.typ").write_bytes(b'Reeds @adler.#footnote[Of the part.]\n#include "two.typ"')
    (tmp_path / "sub" / "two.typ").write_bytes(b'Salt.#footnote[Of its part.]\n#bibliography("/works.bib")')
    text = b'Ships.#footnote[Of the draft.]\n#include("sub/one.typ")\nEnd.'
    files = read_companion_files(text, str(tmp_path / "a.typ"))
    assert ([name for name, _ in files.parts], [name for name, _ in files.lists]) == (
        ["sub/one.typ", "sub/two.typ"],
        ["works.bib"],
    )
    draft = read_draft(text, path="a.typ", companions=files)
    assert [(one.marker, one.sentence, one.place.line) for one in draft.citations] == [
        ("1", "Ships.", 1),
        ("@adler", "Reeds.", 2),
        ("2", "Reeds.", 2),
        ("3", "Salt.", 2),
    ]


_KEYS = "Reeds grow [@adler2001]. Salt is dear, says @berg.\n"
_PROJECT_WORKS = (
    "@online{adler2001, title={Reeds}, url={https://reed.example/}}\n"
    "@book{berg, title={Salt}, author={Berg, Anna}, year=2001, url={https://salt.example/}}"
)


def _read_in(folder, name, text):
    """Read a draft of a folder with its companion files, and return what its citations name."""
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    files = read_companion_files(path.read_bytes(), str(path))
    return [one.footnote for one in read_draft(path.read_bytes(), path=str(path), companions=files).citations]


@pytest.mark.parametrize(
    ("name", "project", "named"),
    [
        ("a.qmd", "_quarto.yml", "bibliography: lists/works.bib"),
        ("part/a.qmd", "_quarto.yml", "book:\n  title: x\nbibliography:\n  - lists/works.bib"),
        ("02-salt.Rmd", "index.Rmd", "---\ntitle: x\nbibliography: [lists/works.bib, none.bib]\n---\n"),
    ],
)
def test_the_project_names_the_list_of_its_chapters(name, project, named, tmp_path):
    """A chapter without front matter cites the works of the list that its project names; a lost key is reported."""
    (tmp_path / project).write_text(named)
    (tmp_path / "lists").mkdir()
    (tmp_path / "lists/works.bib").write_text(_PROJECT_WORKS)
    assert _read_in(tmp_path, name, _KEYS) == ["bib:adler2001", "bib:berg"]
    assert _read_in(tmp_path, name, f"{_KEYS} Hay is cheap [@lost].") == ["bib:adler2001", "bib:berg", None]


def test_a_list_in_the_folder_is_that_of_the_keys(tmp_path):
    """A draft whose keys are those of a list next to it cites these works; where most are not, they name people."""
    (tmp_path / "any.bib").write_text(_PROJECT_WORKS)
    assert _read_in(tmp_path, "a.md", _KEYS) == ["bib:adler2001", "bib:berg"]
    assert _read_in(tmp_path, "b.md", "Thanks to [@carl] and [@dora2004], and to @berg as well.") == []


@pytest.mark.parametrize("directive", ["refs.bib", ""])
def test_keys_of_sphinx_are_notes_of_their_lists(directive, tmp_path):
    """Roles of sphinxcontrib-bibtex cite works of the list of a directive or of the configuration."""
    (tmp_path / "refs.bib").write_text(_PROJECT_WORKS)
    (tmp_path / "conf.py").write_text("bibtex_bibfiles = ['refs.bib']\n")
    path = tmp_path / "a.rst"
    path.write_text(
        "Reeds grow :cite:p:`{see}adler2001{p. 3},berg`. Dear salt is sold, as :cite:t:`berg` says. Hay is "
        f"cheap :cite:`lost`.\n\n.. bibliography:: {directive}\n   :style: plain\n"
    )
    files = read_companion_files(path.read_bytes(), str(path))
    draft = check_draft(read_draft(path.read_bytes(), path=str(path), companions=files))
    assert [(one.marker, one.footnote, one.sentence) for one in draft.citations] == [
        ("@adler2001", "bib:adler2001", "Reeds grow."),
        ("@berg", "bib:berg", "Reeds grow."),
        ("@berg", "bib:berg", "Dear salt is sold, as Berg says."),
        ("@lost", None, "Hay is cheap."),
    ]
    assert [(one.rule, one.marker) for one in draft.findings if one.rule == "C101"] == [("C101", "@lost")]


def test_keys_of_sphinx_without_a_list_are_counted():
    """Where no list is available, the author's key is printed and the citations are counted."""
    draft = read_draft(b"Reeds grow, says :cite:t:`adler2001`.\n", path="a.rst")
    assert (draft.citations, draft.markers_without_note) == ((), 1)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.md", "---\nbibliography: nothere.bib\n---\n\nRain fell [@pike1987].\n"),
        ("a.tex", "Rain fell \\cite{pike1987}.\n\\bibliography{nothere}\n"),
        ("a.qmd", "Rain fell [@pike1987].\n"),
        ("a.typ", 'Rain fell @pike1987.\n\n#bibliography("nothere.bib")\n'),
    ],
)
def test_a_named_list_that_is_not_there_is_named(tmp_path, capsys, name, text):
    """The command says which list is lacking and what to do; a list that is there is not mentioned."""
    (tmp_path / name).write_text(text)
    (tmp_path / "_quarto.yml").write_text("bibliography: nothere.bib\n")
    extract([str(tmp_path / name)], standalone_mode=False)
    assert "nothere.bib, named for its works, is not in its folder or the one above" in capsys.readouterr().err
    (tmp_path / "nothere.bib").write_text("@book{pike1987, title={Rain}, author={Pike, Peter}, year=1987}\n")
    extract([str(tmp_path / name)], standalone_mode=False)
    assert "nothere.bib" not in capsys.readouterr().err


def test_a_note_of_a_work_after_a_sentence_prints_no_author():
    """Text after `\\footcite` begins a sentence, and the key is no word of it; `\\textcite` is one."""
    works = b"@book{doe, author={Doe, Jane}, title={Mill}, year={2004}}"
    text = b"It burned.\\footcite[14]{doe} It was built. \\textcite{doe} agrees.\n\\bibliography{w}"
    draft = read_draft(text, path="a.tex", companions=CompanionFiles((("w.bib", works),)))
    assert [one.sentence for one in draft.citations] == ["It burned.", "Doe agrees."]

"""The BibTeX lists of a LaTeX text: named by the text, opened by the command, looked up by key."""

import pytest

from citecheck.cli.beside import lists_beside
from citecheck.draft import bibliographies, read_draft
from citecheck.model.target import Url

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
    assert bibliographies(TEXT, path="a.tex") == ("extra.bib", "works.bib", "sub/more.bib")
    assert bibliographies(TEXT, path="a.md") == bibliographies(b"\\footnote{a}", path="a.tex") == ()


def test_keys_are_notes_of_their_lists():
    """A cited work of a list is a note with its sources, the first list wins; an unknown key has no note."""
    draft = read_draft(TEXT, path="a.tex", lists=(WORKS, MORE))
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
    assert lists_beside(b"\\bibliography{%b}" % name.encode(), str(folder / "a.tex")) == ()


def test_lists_beside_the_draft_are_read(tmp_path):
    """Lists in the draft's folder are read in the order of the text."""
    (tmp_path / "works.bib").write_bytes(WORKS)
    (tmp_path / "sub").mkdir()
    (tmp_path / "sub" / "more.bib").write_bytes(MORE)
    assert lists_beside(TEXT, str(tmp_path / "a.tex")) == (WORKS, MORE)

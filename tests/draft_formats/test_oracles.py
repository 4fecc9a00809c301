"""Another implementation agrees: mwparserfromhell on notes and templates, pylatexenc on footnotes, docutils on numbers."""

from pathlib import Path

import docutils.core
import docutils.nodes
import mwparserfromhell
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pylatexenc.latexwalker import LatexMacroNode, LatexWalker

from citecheck.draft.formats import latex, rst
from citecheck.draft.formats.wikitext.syntax_tree import NodeKind, parse_wikitext
from citecheck.draft.formats.wikitext.templates import read_template, value_of

CASES = Path(__file__).parent / "cases"
SHARED = Path(__file__).resolve().parents[3] / "shared" / "corpus" / "documents" / "files"
WIKIS = [CASES / "refs.wiki", CASES / "short.wiki", *sorted(SHARED.glob("*.wiki"))]


def _nodes(node, form):
    for inner in node.inside:
        if inner.form is form:
            yield inner
        yield from _nodes(inner, form)


@pytest.mark.parametrize("path", WIKIS, ids=lambda path: path.name)
def test_references_are_those_of_mwparserfromhell(path):
    """The notes that a page makes with <ref> are the ones the field's parser finds, with the same text."""
    text = path.read_text("utf-8")
    theirs = [
        str(tag.contents or "")
        for tag in mwparserfromhell.parse(text).filter_tags(matches=lambda tag: tag.tag == "ref")
    ]
    ours = [text[node.inner : node.inner_end] for node in _nodes(parse_wikitext(text), NodeKind.REF)]
    assert sorted(ours) == sorted(theirs)


@pytest.mark.parametrize("path", WIKIS, ids=lambda path: path.name)
def test_template_parameters_are_those_of_mwparserfromhell(path):
    """Every template gives the same name and the same values of its address and title."""
    text = path.read_text("utf-8")
    theirs = [
        (
            str(one.name).strip().lower(),
            *(str(one.get(key).value).strip() if one.has(key) else "" for key in ("url", "title")),
        )
        for one in mwparserfromhell.parse(text).filter_templates()
    ]
    ours = [
        (one.name, value_of(text, one, "url"), value_of(text, one, "title"))
        for node in _nodes(parse_wikitext(text), NodeKind.TEMPLATE)
        for one in [read_template(text, node)]
    ]
    assert sorted(ours) == sorted(theirs)


def _footnotes(nodes):
    for node in nodes or ():
        if isinstance(node, LatexMacroNode) and node.macroname == "footnote":
            yield node
        yield from _footnotes(getattr(node, "nodelist", None))
        yield from _footnotes(getattr(getattr(node, "nodeargd", None), "argnlist", None))


def _agrees_on_footnotes(text):
    nodes, _, _ = LatexWalker(text, tolerant_parsing=True).get_latex_nodes()
    assert len(latex.read(text.encode(), base=None).notes) == len(list(_footnotes(nodes)))


@pytest.mark.parametrize("path", sorted(SHARED.glob("m*.tex")), ids=lambda path: path.name)
def test_footnotes_are_as_many_as_pylatexenc_finds(path):
    """A text has as many footnotes as the field's parser finds in it."""
    _agrees_on_footnotes(path.read_text("utf-8"))


PIECES = [
    r"A \emph{b\footnote{c}}. ",
    "$x$ ",
    r"\footnote{d {e} \textbf{f}} ",
    "% \\footnote{no}\n",
    r"\section{G\footnote{h}} ",
]


@settings(max_examples=60, deadline=None)
@given(st.lists(st.sampled_from(PIECES), max_size=8).map("".join))
def test_footnotes_of_any_text_are_those_of_pylatexenc(text):
    """Footnotes in arguments, groups and headings count, those in comments do not."""
    _agrees_on_footnotes(text)


REFERENCES = st.lists(st.sampled_from(["[#]_", "[#a]_", "[#b]_", "[1]_", "[2]_", "[*]_"]), min_size=1, max_size=12)


@settings(max_examples=60, deadline=None)
@given(REFERENCES)
def test_notes_are_tied_as_docutils_ties_them(references):
    """References by number, name and order lead to the notes that docutils resolves them to."""
    counts = {kind: references.count(kind) for kind in ("[#]_", "[*]_")}
    notes = [".. [1] one", ".. [2] two", ".. [#a] a", ".. [#b] b"]
    notes += [f".. [#] auto{at}" for at in range(counts["[#]_"])] + [f".. [*] star{at}" for at in range(counts["[*]_"])]
    text = " ".join(references) + "\n\n" + "\n".join(notes) + "\n"
    document = docutils.core.publish_doctree(text, settings_overrides={"report_level": 5, "_disable_config": True})
    by_id = {name: note for note in document.findall(docutils.nodes.footnote) for name in note["ids"]}
    theirs = [by_id[one["refid"]][1].astext() for one in document.findall(docutils.nodes.footnote_reference)]
    made = rst.read(text.encode(), base=None)
    texts = {note.id: note.text for note in made.notes}
    assert [texts[mark.note] for block in made.blocks for mark in block.markers] == theirs

"""Notes without an address: works, databases and data on request among remarks, in four languages."""

from pathlib import Path

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.target import Kind

TABLE = Path(__file__).parent / "source_kinds.tsv"
ROWS = [line.split("\t") for line in TABLE.read_text("utf-8").splitlines() if line and not line.startswith("#")]


@pytest.mark.parametrize(("kind", "words"), ROWS, ids=[row[1][:50] for row in ROWS])
def test_the_words_of_a_note_give_its_kind(kind, words):
    """A reference of a court, a law, an archive, a book or an interview is a work; a sentence about one is a remark."""
    draft = read_draft(f"One.[1]\n\nNotes\n\n[1] {words}\n".encode(), path="d.txt")
    found = {source.kind for source in draft.footnotes[0].sources}
    assert found == {Kind(kind)}


def test_a_reference_after_see_is_the_same_reference():
    """What introduces a reference does not change what it is."""
    for lead in ("See ", "See also ", "But see ", "Vgl. ", "Voir ", "Véase ", "Cf. "):
        draft = read_draft(f"One.[1]\n\nNotes\n\n[1] {lead}Harlow, 410 U.S. at 118.\n".encode(), path="d.txt")
        assert draft.footnotes[0].sources[0].kind is Kind.BIBLIOGRAPHIC


@pytest.mark.parametrize(
    "note",
    [
        "Interview with the harbour master, 3 April 2031; notes available on request.",
        "Letter of the council to the ferry company, 12 May 2030; copy available upon request.",
        "Interview mit der Hafenmeisterin, 3. April 2031; Notizen auf Anfrage erhältlich.",
    ],
)
def test_how_to_get_a_work_is_no_work_of_its_own(note):
    """Words that say that a work is given on request belong to the work before them: one source, by request."""
    draft = read_draft(f"The quay was closed. [1]\n\n[1] {note}\n".encode(), path="brief.txt")
    assert [source.kind for source in draft.footnotes[0].sources] == [Kind.BY_REQUEST]

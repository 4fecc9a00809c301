"""Notes that point to another part of the same draft cite nothing that could be asked."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.model.target import Kind
from citecheck.rules.draft import check_draft


@pytest.mark.parametrize(
    ("note", "kind"),
    [
        (
            "As discussed in Part V below, the inquiry led to charges in Orrin v. Board, 3 May 2018 (see p. 4).",
            Kind.NOTE,
        ),
        ("The review of the harbour board (2016) is discussed in Section III.B above, p. 12.", Kind.NOTE),
        ("See infra Section 3, where the Orrin Review of 2004 is quoted at p. 9.", Kind.NOTE),
        ("Siehe unten Abschnitt 4, S. 12, zur Orrin Press (2004).", Kind.NOTE),
        ("Voir la section 2 ci-dessus, p. 9, sur la Revue du port (2011).", Kind.NOTE),
        ("Doe, J. (2004). The ferries of Orrin. Orrin: Harbour Press, p. 12.", Kind.BIBLIOGRAPHIC),
        ("Doe, J. (2004). Life below the bridge, section 3. Orrin: Harbour Press, p. 12.", Kind.BIBLIOGRAPHIC),
        ("Roe v. Orrin, 347 U.S. 483 (1954).", Kind.BIBLIOGRAPHIC),
    ],
)
def test_a_mention_of_another_part_is_no_source(note, kind):
    """A note on what another section says is a remark; a work whose title has such words is a work."""
    draft = check_draft(read_draft(f"The board met.[^1]\n\n[^1]: {note}\n".encode(), path="brief.md"))
    assert {source.kind for source in draft.footnotes[0].sources} == {kind}
    assert ("T104" in {finding.rule for finding in draft.findings}) is (kind is Kind.BIBLIOGRAPHIC)


def test_a_work_after_such_a_mention_is_a_source():
    """What follows a semicolon is judged by itself."""
    note = (
        "As discussed in Part II below, the board resigned; Doe, J. (2004). The ferries. Orrin: Harbour Press, p. 12."
    )
    draft = read_draft(f"The board met.[^1]\n\n[^1]: {note}\n".encode(), path="brief.md")
    assert [source.kind for source in draft.footnotes[0].sources] == [Kind.BIBLIOGRAPHIC]

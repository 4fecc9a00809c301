"""Citations of court decisions: what each system looks like, and what looks like one."""

import pytest

from citecheck.url.identifiers import find_cases, find_short_cases, name_identifiers


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("Hall v. Orr, 411 U.S. 212, 220 (1973).", "411 U.S. 212"),
        ("Hall v. Orr, 5 U. S.\n137 (1803)", "5 U.S. 137"),
        ("Lee v. Fox, 123 F.3d 456, 460 (2d Cir. 1999)", "123 F.3d 456"),
        ("Lee v. Fox, 12 F. Supp. 2d 34 (D. Mass. 1998)", "12 F. Supp. 2d 34"),
        ("People v. Kay, 55 Cal. App. 4th 123", "55 Cal. App. 4th 123"),
        ("State v. Kay, 2019 WL 1234567 (Ohio Ct. App. 2019)", "2019 WL 1234567"),
        ("State v. Kay, 2019 U.S. Dist. LEXIS 12345", "2019 U.S. Dist. LEXIS 12345"),
        ("R (Hale) v The Mayor [2024] UKSC 12, [30]", "[2024] UKSC 12"),
        ("Hale v Orr [2020] EWHC 34 (Admin)", "[2020] EWHC 34 (Admin)"),
        ("Hale v Orr [1932] AC 562", "[1932] AC 562"),
        ("Canada v Hale, 2019 SCC 65", "2019 SCC 65"),
        ("Hale v Queensland (1992) 175 CLR 1", "(1992) 175 CLR 1"),
        ("Case C-673/17, para. 4", "C-673/17"),
        ("ECLI:EU:C:2019:772.", "ECLI:EU:C:2019:772"),
        ("BVerfG, Beschluss vom 24.3.2021 - 1 BvR 2656/18", "1 BvR 2656/18"),
        ("BGH, Urteil vom 26. Juni 2009 - VIII ZR 246/06, NJW 2009", "VIII ZR 246/06"),
        ("BVerfGE 7, 198", "BVerfGE 7, 198"),
        ("OGH 4 Ob 123/15x", "4 Ob 123/15x"),
        ("BGE 138 III 123", "BGE 138 III 123"),
        ("Cass. civ. 1re, 3 mai 2018, n° 16-20.636", "16-20.636"),
        ("Cons. const., n° 2010-605 DC", "2010-605 DC"),
        ("Hale v. Spain, App. no. 61496/08", "61496/08"),
    ],
)
def test_the_citation_of_a_decision_is_its_identifier(text, case):
    """A decision is named by reporter, neutral citation, ECLI or file number, with single blanks."""
    assert name_identifiers(text, ()) == {"case": case}


@pytest.mark.parametrize(
    "text",
    [
        "Doe, J. (2024). The bridge, 12(3), 45-50.",
        "In 2019 A. 5 people came; in 1998 P. 12 left.",
        "12 S. 13 der Akte",
        "88 Harv. L. Rev. 301",
        "Tel. 12-34.567 89, ISBN 12-34.567-8",
        "Interview [2020] by Smith 12",
    ],
)
def test_what_names_no_decision(text):
    """Volumes of journals, pages, telephone numbers and years in brackets are no decisions."""
    assert list(find_cases(text)) == []


def test_a_short_citation_names_the_volume_of_its_reporter():
    """ "410 U. S., at 120" names a page of a decision of that volume; "Id. at 4" names none."""
    assert list(find_short_cases("Hall, 411 U. S., at 120; 123 F.3d at 5; id. at 4")) == ["411 U.S.", "123 F.3d"]

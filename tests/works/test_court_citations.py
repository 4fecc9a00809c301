"""Citations of decisions, as lawyers write them, against the answers of a court database.

The decisions are real; what is wrong with a citation is made here: another name, another year, a page of a volume where
no decision begins, a short form that names no first page.
"""

import asyncio
import json
import re
import tomllib
from pathlib import Path

import httpx
import pytest

from citecheck.net.paced_client import PacedClient
from citecheck.registries.lookup import look_up
from citecheck.registries.services import RegistryClient, parse_registries
from citecheck.works.reading import read_reference
from tests.public_archives.asking import Time

TABLE = tomllib.loads(Path(__file__).with_name("court_decisions.toml").read_text("utf-8"))
DECISIONS = TABLE["decision"]
INVENTED = [
    "Holm v. Vik",
    "Lund v. Weirham Water Co.",
    "In re Sandbank Ferry",
    "United States v. Tidewell",
    "Vik v. EPA",
]
KNOWN = {cite: (full, year) for full, _, cite, year, _ in DECISIONS}


def write(form, name, full, cite, year, court):
    """Return a citation in one of the forms of the table."""
    page = int(cite.rsplit(" ", 1)[1])
    return form.format(
        name=name,
        full=full,
        cite=cite,
        year=year,
        spaced=cite.replace("U.S.", "U. S."),
        plain=cite.replace(".", ""),
        paren=f"({court} {year})" if court else f"({year})",
        pin=page + 9,
        end=page + 11,
        first=full.removeprefix("In Re ").removeprefix("Ex Parte ").split()[0],
        volume=cite.rsplit(" ", 1)[0],
    )


def other_name(at, name):
    """Return the name of a decision of another pair of parties."""
    other = DECISIONS[(at + 7) % len(DECISIONS)][0]
    shared = set(re.findall(r"[a-z]{3,}", other.lower())) & set(re.findall(r"[a-z]{3,}", name.lower()))
    return "Holm v. Vik" if shared - {"the", "and"} else other


def make_rows():
    """Yield the citations: (kind, text, citation)."""
    forms, shorts = TABLE["form"], TABLE["short"]
    for at, (full, name, cite, year, court) in enumerate(DECISIONS):
        form = forms[at % len(forms)]
        yield "real", write(form, name, full, cite, year, court), cite
        if at % 2:
            yield "wrong-name", write(form, other_name(at, full), other_name(at, full), cite, year, court), cite
            yield "short", write(shorts[at // 2 % len(shorts)], name, full, cite, year, court), None
        else:
            yield "wrong-year", write(form, name, full, cite, year - 4, court), cite
            volume, reporter, page = re.fullmatch(r"(\d+) (.+) (\d+)", cite).groups()
            made_up = f"{volume} {reporter} {int(page) + 3}"
            yield "invented", write(form, *[INVENTED[at % 5]] * 2, made_up, year, court), made_up


ROWS = list(make_rows())
EXPECTED = {
    "real": {"matched"},
    "wrong-name": {"other-work"},
    "wrong-year": {"differs"},
    "invented": {"not-found"},
    "short": {"not-asked"},
}


def answer(request):
    """Answer as CourtListener does for the decisions of the table; no other service knows a decision."""
    if "courtlistener" not in str(request.url):
        return _reply({"message": {"items": []}, "results": []})
    text = httpx.QueryParams(request.content.decode())["text"]
    name, year = KNOWN.get(text, (None, None))
    if name is None:
        return _reply([{"citation": text, "status": 404, "clusters": []}])
    cluster = {"case_name": name, "date_filed": f"{year}-05-01", "absolute_url": "/opinion/1/"}
    return _reply([{"citation": text, "status": 200, "clusters": [cluster]}])


def _reply(value):
    return httpx.Response(200, stream=httpx.ByteStream(json.dumps(value).encode()))


def look_up_all(texts):
    """Return the result of each text, asked with one client whose pauses pass at once."""
    time = Time()

    async def run():
        async with httpx.AsyncClient(transport=httpx.MockTransport(answer)) as http:
            client = RegistryClient(PacedClient(http, clock=time.clock, sleep=time.sleep), parse_registries(()))
            return [await look_up(client, read_reference(text)) for text in texts]

    return asyncio.run(run())


def test_two_hundred_citations_get_the_answer_they_deserve():
    """Right ones are matched, another name, year or page is found, and a short form is not asked."""
    assert len(ROWS) >= 200
    results = look_up_all([text for _, text, _ in ROWS])
    wrong = [
        (kind, text, result.state.value)
        for (kind, text, _), result in zip(ROWS, results, strict=True)
        if result.state.value not in EXPECTED[kind]
    ]
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "state"),
    [
        ("ROE v. WADE, 410 U.S. 113 (1973)", "matched"),
        ("Jane Roe, et al. v. Henry Wade, District Attorney of Dallas County, 410 U.S. 113 (1973)", "matched"),
        ("Supreme Court of the United States. (1973). Roe v. Wade, 410 U.S. 113.", "matched"),
        (
            "Brown v. Board of Education of Topeka, 347 U.S. 483 (1954); Bolling v. Sharpe, 347 U.S. 497 (1954).",
            "matched",
        ),
        ("In the Matter of Gault, 387 U.S. 1, 13 (1967)", "matched"),
        ("Miranda, 384 U.S. 436, 444 (1966)", "matched"),
        (
            "A&M Records v. Napster, 239 F.3d 1004 (9th Cir. 2001), aff'g in part 114 F. Supp. 2d 896 (N.D. Cal. 2000)",
            "matched",
        ),
        ("Zippo Mfg. Co. v. Zippo Dot Com, Inc., 952 F.Supp. 1119, 1124 (W.D.Pa.1997)", "matched"),
        ("M\u2019Culloch v. Maryland, 17 U.S. (4 Wheat.) 316 (1819)", "matched"),
        ("Daubert, et al. v. Merrell Dow, 509 U.S. 579 (June 28, 1993)", "matched"),
        ("Miranda v. Georgia, 384 U.S. 436 (1966)", "differs"),
        ("Lund v. Weirham Water Co., 410 U.S. 113, 93 S. Ct. 705 (1973)", "other-work"),
        ("Roe v. Wade, 410 U.S. 313 (1973)", "not-found"),
        ("Miranda, supra note 4, at 444.", "not-asked"),
        ("R (Miller) v Prime Minister [2019] UKSC 41", "not-asked"),
        ("Holm v. Vik, 2019 WL 1234567 (S.D.N.Y. Mar. 4, 2019)", "not-asked"),
    ],
)
def test_names_and_histories_of_decisions_are_written_in_many_ways(text, state):
    """Parties, initials, other decisions and later history are no difference; courts elsewhere are not asked for."""
    (found,) = look_up_all([text])
    assert found.state.value == state


@pytest.mark.parametrize(
    ("text", "citation", "name", "year"),
    [
        ("State v. Holm, 123 Neb. 456, 243 N.W. 22 (1932).", "243 N.W. 22", "State v. Holm", 1932),
        ("Vik v. Lund, 12 Haw. App. 33, 40 (1990), cert. denied (1991).", "12 Haw. App. 33", "Vik v. Lund", 1990),
        ("See Weirham v. Vik, 45 Idaho 12 (1927) (per curiam).", "45 Idaho 12", "Weirham v. Vik", 1927),
    ],
)
def test_reporters_of_all_states_are_known_with_the_extra_law(text, citation, name, year):
    """Reporters of our table come first; eyecite knows the others."""
    cited = read_reference(text)
    assert (cited.identifiers[0].value, cited.title, cited.year) == (citation, name, year)

"""A run over an invented brief on an invented river, with every kind of verdict; and drafts of any size made from it."""

from datetime import UTC, datetime

from citecheck.model.change import Anchor, AnchorReading, AnchorState, Change, Comparison, Edit  # noqa: F401
from citecheck.model.draft import Block, BlockKind, Citation, Draft, Footnote, Format, Place, Source
from citecheck.model.evidence import Evidence, Fact, FactKind, FactVerdict, Passage, Support
from citecheck.model.finding import Finding
from citecheck.model.page import Page, Reach
from citecheck.model.report import (
    Capture,
    CitationResult,
    Completion,
    CompletionOrigin,
    DraftReport,
    Memento,
    Report,
    Run,
    SourceResult,
    Visit,
)
from citecheck.model.target import CutUrl, Hostile, Kind, Malformed, Offline, Url
from citecheck.rules import RULES

STARTED = datetime(2026, 11, 22, 22, 41, 3, tzinfo=UTC)
FINISHED = datetime(2026, 11, 22, 22, 42, 57, tzinfo=UTC)
TITLE = "Holding back the Tavra: reservoir safety after the spring flood"

H, P, I = BlockKind.HEADING, BlockKind.PARAGRAPH, BlockKind.ITEM  # noqa: E741

TEXT = (
    (H, ("Holding back the Tavra: reservoir safety after the spring flood", ())),
    (
        P,
        ("The flood of April 2026 was the largest on the Tavra since measurements began in 1931.", (1,)),
        ("It peaked at 4,180 cubic metres per second at the Ostrel gauge on the morning of 14 April.", (1, 2)),
        ("Forty-one people died and some 26,000 left their homes.", (3,)),
    ),
    (
        P,
        (
            "The Ministry of Water had called the upper dam “sound in every respect” eleven weeks earlier.",
            (4,),
        ),
        (
            "Its own inspectors, however, had recorded seepage at the left abutment in each of the three preceding years.",
            (5,),
        ),
        ("The inspection reports were taken off the ministry’s site on 16 April.", (6,)),
    ),
    (H, ("What the gauges say", ())),
    (
        P,
        ("Inflow to the Velm reservoir doubled within nine hours.", (7,)),
        ("The operator opened two of five spillway gates at 02:40, and the third only at 05:15.", (8,)),
        ("A gate hoist failed for want of a part that had been on order since 2023.", (9,)),
        ("No model run before the event had assumed more than one failed gate.", (10, 11)),
    ),
    (
        P,
        ("Satellite images of 15 April show standing water over 212 square kilometres of farmland.", (12,)),
        ("The regional governor put the damage at 1.9 billion crowns.", (13,)),
        ("Insurers have since estimated 2.4 billion, of which less than a fifth was covered.", (14,)),
    ),
    (H, ("Who knew what, and when", ())),
    (
        P,
        (
            "Engineers at the Hydrology Institute warned of “an unacceptable single point of failure” in a memorandum of 2 February.",
            (15,),
        ),
        ("The memorandum was first published by a local newspaper.", (16,)),
        ("The newspaper’s editor was questioned by police on 20 April.", (17,)),
        ("Two members of parliament asked for the board’s minutes and were refused.", (18,)),
    ),
    (
        P,
        ("The operator denies that the hoist was known to be unsafe.", (19,)),
        ("Its maintenance contractor closed in January, and the domain of its site has changed hands.", (20,)),
        ("The contract itself, worth 38 million crowns, was awarded without a tender.", (21,)),
    ),
    (H, ("Downstream", ())),
    (
        P,
        ("In the delta, the levees held except at Kara Bend.", (22,)),
        ("Residents there say that the siren did not sound.", (23, 24)),
        ("The mayor said that it sounded twice, at 06:10 and 06:25.", (25,)),
        ("وقال سكان القرية إن الجسر انهار قبل وصول المياه بساعة.", (26,)),
        ("Жителі сусіднього селища повідомили, що світло зникло о п’ятій ранку.", (27,)),
    ),
    (
        I,
        ("The gauge at Ostrel should report every five minutes, as the Commission’s guideline of 2019 asks.", (28,)),
    ),
    (
        I,
        ("Spare hoists should be kept at each dam, as is usual in neighbouring basins.", (29,)),
    ),
    (
        I,
        ("The inspection reports of 2023 to 2025 should be published again.", (6,)),
    ),
    (
        I,
        ("An inquiry with power to summon should report by the end of 2027.", (30, 31)),
    ),
    (
        P,
        ("The authors asked the ministry for comment on 3 November and received no answer.", (32,)),
        ("A threat report on the phishing mails that followed lists their infrastructure.", (33,)),
        ("The operator’s statement of 21 April is no longer online.", (6, 34)),
        ("This brief will be corrected if they answer.", (99,)),
    ),
)
"""Blocks of (sentence, notes after it)."""


def fact(kind, claimed, found, verdict="agrees"):
    return Fact(FactKind(kind), claimed, found, FactVerdict(verdict))


def passage(text, score=0.9):
    return Passage(text, 0, len(text), score, 3)


def evidence(support, text=None, facts=(), reason=None, score=0.9):
    return Evidence(Support(support), score, (passage(text),) if text else (), tuple(facts), reason)


def capture(number):
    return Capture(
        f"c{number:04}",
        datetime(2026, 11, 22, 22, 41, 3 + number % 50, tzinfo=UTC),
        f"{number:02x}" * 32,
        "2026-11-22.warc.gz",
        number * 40_961,
        39_204,
    )


def web(url, *, kind=Kind.URL, raw=None, defanged=False, archive_url=None, line=90):
    target = Url(url, url)
    return Source(raw or url, kind, target, Place(line, 5), defanged, archive_url=archive_url)


def visit(url, reach="live", page="live", status=200, number=1, **more):
    kept = capture(number) if status else None
    more.setdefault("final_url", url if status else None)
    return Visit(
        url,
        reach=Reach(reach),
        page=page and Page(page),
        status=status,
        error=more.pop("error", None),
        capture=more.pop("capture", kept),
        **more,
    )


def live(number, url, title, published, ev, **more):
    return SourceResult(
        web(url), visit(url, number=number, title=title, published=published, language="en", **more), ev
    )


def dead(number, url, reach, page, status, error=None, source=None, **more):
    ev = evidence("not-checkable", reason="the source could not be read")
    return SourceResult(source or web(url), visit(url, reach, page, status, number, error=error, **more), ev)


def offline(raw, kind, **more):
    return SourceResult(
        Source(raw, Kind(kind), Offline(), Place(90, 5)),
        None,
        evidence("not-checkable", reason="there is no address to ask"),
        **more,
    )


MEMENTO = Memento(
    "https://web.archive.example/web/20260415081200/https://water.gov.example/inspections/2025",
    datetime(2026, 4, 15, 8, 12, tzinfo=UTC),
    "Example Web Archive",
    verified=True,
)

SOURCES = {
    1: [
        live(
            1,
            "https://gauges.tavra.example/ostrel/2026-04",
            "Ostrel gauge, monthly bulletin, April 2026",
            "2026-05-04",
            evidence(
                "evidence",
                "The peak of 4,180 m³/s, reached on 14 April at 07:20, is the highest value of the series, which begins in 1931.",
                [
                    fact("quantity", "4,180 cubic metres per second", "4,180 m³/s"),
                    fact("date", "14 April", "14 April"),
                    fact("number", "1931", "1931"),
                ],
            ),
            change=Comparison(Change.SAME),
        )
    ],
    2: [
        live(
            2,
            "https://www.tavra-herald.example/2026/04/15/river-crests",
            "River crests at Ostrel",
            "2026-04-15",
            evidence(
                "differs",
                "The river crested at 4,810 cubic metres per second shortly after seven on Tuesday morning, the basin authority said.",
                [
                    fact("quantity", "4,180 cubic metres per second", "4,810 cubic metres per second", "differs"),
                    fact("name", "Ostrel", None, "absent"),
                ],
            ),
        )
    ],
    3: [
        live(
            3,
            "https://relief.example/tavra/situation-9",
            "Tavra flood: situation report 9",
            "2026-04-27",
            evidence(
                "evidence",
                "As of 26 April, 41 deaths are confirmed; around 26,000 people remain displaced.",
                [fact("number", "Forty-one", "41"), fact("quantity", "26,000", "26,000 people")],
            ),
            change=Comparison(
                Change.EDITED,
                (
                    Edit(
                        "Contact the cluster lead for access requests.",
                        "Contact the cluster lead, or the desk in Ostrel, for access requests.",
                    ),
                    Edit("", "Next report: 4 May."),
                ),
                0.96,
            ),
        )
    ],
    4: [
        live(
            4,
            "https://water.gov.example/news/upper-dam-statement",
            "Statement on the upper dam",
            "2026-01-28",
            evidence(
                "differs",
                "Following its review, the Ministry considers the upper dam sound in most respects and will complete the remaining works.",
                [fact("quotation", "sound in every respect", "sound in most respects", "differs")],
            ),
            change=Comparison(
                Change.EDITED,
                (
                    Edit(
                        "Following its review, the Ministry considers the upper dam sound in every respect.",
                        "Following its review, the Ministry considers the upper dam sound in most respects and will complete the remaining works.",
                    ),
                ),
                0.81,
            ),
        )
    ],
    5: [
        live(
            5,
            "https://archive.hydro-institute.example/reports/left-abutment.pdf",
            "Left abutment: seepage measurements 2023–2025 (PDF)",
            "2025-12-02",
            evidence(
                "evidence",
                "Seepage at the left abutment was recorded at each annual inspection from 2023 to 2025.",
                [fact("number", "three", "2023 to 2025")],
            ),
        )
    ],
    6: [
        dead(
            6,
            "https://water.gov.example/inspections/2025",
            "gone",
            "hard_404_body",
            404,
            title="404: Page not found",
            memento=MEMENTO,
        )
    ],
    7: [
        live(
            7,
            "https://operator.example/velm/hourly",
            "Velm reservoir: hourly inflow",
            None,
            evidence(
                "facts-missing",
                "Inflow rose from 610 to 1,240 cubic metres per second before dawn.",
                [fact("quantity", "nine hours", None, "absent"), fact("name", "Velm", "Velm")],
            ),
        )
    ],
    8: [
        live(
            8,
            "https://operator.example/press/2026-04-18",
            "Chronology of the gate operations",
            "2026-04-18",
            evidence(
                "evidence",
                "At 02:40 two gates were opened; a third followed at 05:15.",
                [fact("number", "two", "two"), fact("date", "02:40", "02:40"), fact("date", "05:15", "05:15")],
            ),
        )
    ],
    9: [dead(9, "https://forum.dam-engineers.example/t/4471", "walled", "waf_challenge", 403, title="Just a moment…")],
    10: [
        live(
            10,
            "https://journal.example/hydraulics/88/2/gates",
            "Multiple gate failure in cascade reservoirs",
            "2024-06-01",
            evidence("not-found"),
        )
    ],
    11: [
        offline(
            "R. Adan and T. Weiss, Spillway Reliability, 2nd edition (Harbour Press, 2018), pp. 211–219",
            "bibliographic",
        )
    ],
    12: [
        SourceResult(
            Source(
                "https://imagery.example/scenes/S2B_20260415T0914…",
                Kind.URL,
                CutUrl("https://imagery.example/scenes/S2B_20260415T0914"),
                Place(101, 6),
            ),
            None,
            evidence("not-checkable", reason="the end of the address is missing"),
            completions=tuple(
                Completion(
                    f"https://imagery.example/scenes/S2B_20260415T{scene}",
                    CompletionOrigin.STORE,
                    "an earlier run saw it",
                )
                for scene in ("091402_T36", "091417_T36")
            ),
            cut=CutUrl("https://imagery.example/scenes/S2B_20260415T0914"),
        )
    ],
    13: [
        dead(
            13,
            "https://governor.tavra.example/speeches/damage",
            "moved",
            "live",
            200,
            final_url="https://governor.tavra.example/en/archive/2026/damage",
            hops=(
                ("https://governor.tavra.example/speeches/damage", 301),
                ("https://governor.tavra.example/en/archive/2026/damage", 200),
            ),
            title="Address on the flood damage",
            published="2026-04-22",
        )
    ],
    14: [
        dead(
            14,
            "https://finance-daily.example/insurers-tavra",
            "walled",
            "paywall_partial",
            200,
            title="Insurers count the cost of the Tavra",
            published="2026-06-11",
        )
    ],
    15: [
        live(
            15,
            "https://hydro-institute.example/memo-2-february",
            "Memorandum on gate hoists",
            "2026-02-12",
            evidence(
                "differs",
                "Memorandum of 12 February: the hoists are an unacceptable single point of failure.",
                [
                    fact(
                        "quotation",
                        "an unacceptable single point of failure",
                        "an unacceptable single point of failure",
                    ),
                    fact("date", "2 February", "12 February", "differs"),
                ],
            ),
        )
    ],
    16: [dead(16, "https://ostrel-gazette.example/memo", "gone", None, None, "the name of the host does not exist")],
    17: [
        dead(
            17,
            "https://social.example/@desk/115200",
            "walled",
            "login_wall",
            200,
            source=web("https://social.example/@desk/115200", kind=Kind.SOCIAL),
            title="Log in to continue",
        )
    ],
    18: [
        dead(
            18,
            "https://parliament.example/questions/2026/771",
            "failing",
            "error_page",
            503,
            title="Service unavailable",
        )
    ],
    19: [
        SourceResult(
            web("https://operator.example/statements/hoist"),
            visit(
                "https://operator.example/statements/hoist",
                number=19,
                title="Our statement on the hoist",
                published="2026-04-19",
                change=Comparison(
                    Change.EDITED,
                    (
                        Edit(
                            "The hoist was inspected in March and found safe.",
                            "The hoist was inspected in March and found to need repair.",
                        ),
                    ),
                    0.9,
                ),
            ),
            evidence(
                "differs",
                "The hoist was inspected in March and found to need repair.",
                [fact("negation", "denies … unsafe", "need repair", "differs")],
            ),
            AnchorReading(
                AnchorState.ALTERED,
                "The hoist was inspected in March and found to need repair.",
                (fact("quotation", "found safe", "found to need repair", "differs"),),
            ),
        )
    ],
    20: [
        dead(
            20,
            "https://velm-maintenance.example/",
            "gone",
            "parked",
            200,
            title="velm-maintenance.example is for sale!",
        )
    ],
    21: [dead(21, "https://tenders.example/award/38114", "gone", "soft_404", 200, title="Notice not found")],
    22: [
        live(
            22,
            "https://delta.example/levees",
            "Levee status",
            "2026-05-01",
            evidence(
                "evidence", "All levees held with the exception of Kara Bend.", [fact("name", "Kara Bend", "Kara Bend")]
            ),
            change=Comparison(Change.COSMETIC),
        )
    ],
    23: [offline("Author’s interviews with six residents, May 2026; notes available by request", "by-request")],
    24: [
        dead(24, "https://kara-voices.example/siren", "failing", None, None, "the certificate ended on 1 November 2026")
    ],
    25: [dead(25, "https://delta-radio.example/interviews/mayor", "suspect", "hard_404_body", 404, title="Not found")],
    26: [
        SourceResult(
            web("https://akhbar.example/جسر-القرية"),
            visit(
                "https://akhbar.example/%D8%AC%D8%B3%D8%B1-%D8%A7%D9%84%D9%82%D8%B1%D9%8A%D8%A9",
                number=26,
                title="انهيار جسر القرية قبل وصول السيل",
                published="2026-04-15",
                language="ar",
            ),
            evidence(
                "evidence", "انهار الجسر قبل ساعة من وصول المياه، بحسب شهود عيان.", [fact("quantity", "ساعة", "ساعة")]
            ),
        )
    ],
    27: [
        SourceResult(
            web("https://novyny.example/tavra-svitlo", raw="novyny dot example/tavra-svitlo", defanged=True),
            visit(
                "https://novyny.example/tavra-svitlo",
                number=27,
                title="Світло зникло на світанку",
                published="2026-04-15",
                language="uk",
            ),
            evidence(
                "evidence", "О п’ятій ранку в селищі зникло світло.", [fact("date", "о п’ятій ранку", "О п’ятій ранку")]
            ),
        )
    ],
    28: [
        SourceResult(
            web("https://commission.example/guidelines/gauging-2019"),
            visit(
                "https://commission.example/guidelines/gauging-2019",
                number=28,
                title="Casino bonus codes 2026",
                published="2026-09-09",
                change=Comparison(Change.REPLACED, (), 0.0),
            ),
            evidence("not-found"),
            AnchorReading(AnchorState.GONE),
        )
    ],
    29: [
        dead(
            29,
            "https://basin-north.example/reports/hoists",
            "gone",
            "homepage_for_missing",
            200,
            final_url="https://basin-north.example/",
            title="Basin North: welcome",
        )
    ],
    30: [
        dead(
            30,
            "https://lnk.example/inq27",
            "moved",
            "live",
            200,
            final_url="https://inquiry.example/terms-of-reference",
            title="Terms of reference",
            published="2026-10-01",
        )
    ],
    31: [offline("Water Incidents Database, entry TV-2026-04, accessed 1 November 2026", "database")],
    32: [
        SourceResult(
            Source(
                "htp:/water.gov.example:contact",
                Kind.URL,
                Malformed("htp:/water.gov.example:contact", "no host"),
                Place(121, 5),
            ),
            None,
            evidence("not-checkable", reason="the address cannot be parsed"),
        )
    ],
    33: [
        SourceResult(
            Source(
                "hxxps://login-water[.]example/verify",
                Kind.URL,
                Hostile("https://login-water.example/verify"),
                Place(122, 5),
            ),
            None,
            evidence("not-checkable", reason="a hostile indicator is never asked"),
        )
    ],
    34: [
        dead(
            34,
            "https://operator.example/statements/21-april?token=hunter2secret",
            "unknown",
            None,
            None,
            "the address guard refused a private address",
        ),
    ],
    35: [live(35, "https://unused.example/background", "Background", "2020-01-01", evidence("unchecked"))],
}

FINDINGS = (
    # rule, note, message, url of source or None
    ("S101", 2, "The draft says 4,180 cubic metres per second; the source says 4,810 cubic metres per second."),
    ("S101", 4, "The draft quotes “sound in every respect”; the source says “sound in most respects”."),
    ("S101", 15, "The draft says 2 February; the source says 12 February."),
    ("D103", 19, "“found safe” is now “found to need repair”."),
    ("D101", 3, ""),
    ("L101", 6, "The server answered 404 on each of 2 tries."),
    ("A102", 6, "Example Web Archive holds a copy of 15 April 2026."),
    ("S102", 7, "“nine hours” is not in the source."),
    ("L201", 9, ""),
    ("S103", 10, ""),
    ("T104", 11, ""),
    ("T101", 12, "2 complete addresses begin alike."),
    ("L401", 13, "The same content now answers at https://governor.tavra.example/en/archive/2026/damage."),
    ("L203", 14, ""),
    ("L102", 16, ""),
    ("L202", 17, ""),
    ("L301", 18, "The server answered 503."),
    ("L104", 20, ""),
    ("L103", 21, ""),
    ("T104", 23, ""),
    ("L303", 24, "The certificate ended on 1 November 2026."),
    ("L109", 25, "The server answered 404, for the first time."),
    ("T102", 27, ""),
    ("D102", 28, "The page now reads “Casino bonus codes 2026”."),
    ("L105", 29, ""),
    ("T105", 30, ""),
    ("T104", 31, ""),
    ("T103", 32, "“htp:/water.gov.example:contact” names no host."),
    ("T110", 33, ""),
    ("L501", 34, "The address guard refused a private address."),
)


def report():
    """The whole sample as one report."""
    return Report(Run("r-2026-11-22-01", STARTED, FINISHED, (("asked", 27), ("kept", 23))), (draft_report(),))


def draft_report(path="briefs/tavra.md", text=TEXT, sources=SOURCES, findings=FINDINGS, title=TITLE):
    blocks, citations = [], []
    for number, (kind, *sentences) in enumerate(text):
        line = 3 + number * 4
        written, cuts = "", []
        for sentence, notes in sentences:
            written += (" " if written else "") + sentence
            cuts.append((len(written) - len(sentence), len(written), notes))
        blocks.append(Block(kind, written, Place(line, 1)))
        for start, end, notes in cuts:
            for offset, note in enumerate(notes):
                place = Place(line, end + 1 + offset * 4)
                known = str(note) if note in sources else None
                citations.append(Citation(f"[{note}]", known, written[start:end], place, None, number, start, end))
    footnotes = tuple(
        Footnote(
            str(note),
            f"[{note}]",
            "; ".join(each.source.raw for each in results),
            Place(80 + note, 1),
            tuple(each.source for each in results),
        )
        for note, results in sources.items()
    )
    cited = tuple(CitationResult(each, tuple(sources.get(int(each.marker[1:-1]), ()))) for each in citations)
    used = {each.footnote for each in citations}
    uncited = tuple(each for note, results in sources.items() if str(note) not in used for each in results)
    return DraftReport(
        Draft(path, Format.MARKDOWN, title, "en", "ab" * 32, tuple(blocks), footnotes, tuple(citations)),
        cited,
        (*_findings(citations, sources, findings, path), *_structural(citations, used, sources, path)),
        uncited,
    )


def _findings(citations, sources, findings, path):
    for code, note, message in findings:
        rule, source = RULES[code], sources[note][0]
        target = source.source.target
        url = getattr(target, "canonical", None) or getattr(target, "prefix", None) or getattr(target, "refanged", None)
        for each in citations:
            if each.footnote == str(note):
                yield Finding(
                    code,
                    rule.level,
                    message or rule.summary,
                    rule.explanation.rpartition("**What to do.** ")[2],
                    each.marker,
                    each.footnote,
                    url,
                    path,
                    each.place.line,
                    each.place.column,
                )


def _structural(citations, used, sources, path):
    for each in citations:
        if each.footnote is None:
            yield Finding(
                "C101",
                RULES["C101"].level,
                f"The marker {each.marker} has no footnote.",
                "Add the note, or correct the number.",
                each.marker,
                None,
                None,
                path,
                each.place.line,
                each.place.column,
            )
    for note in sources:
        if str(note) not in used:
            yield Finding(
                "C102",
                RULES["C102"].level,
                f"Footnote [{note}] is never cited.",
                "Cite it where it belongs, or remove it.",
                f"[{note}]",
                str(note),
                None,
                path,
                80 + note,
                1,
            )


def large_report(notes=500):
    """The sample repeated until it has `notes` footnotes."""
    text, sources, findings = [], {}, []
    for copy in range(-(-notes // 35)):
        shift = copy * 100
        text += [
            (kind, *((sentence, tuple(note + shift for note in cited)) for sentence, cited in sentences))
            for kind, *sentences in TEXT
        ]
        sources |= {note + shift: results for note, results in SOURCES.items()}
        findings += [(code, note + shift, message) for code, note, message in FINDINGS]
    return Report(
        Run("r-large", STARTED, FINISHED), (draft_report(text=tuple(text), sources=sources, findings=tuple(findings)),)
    )


HOSTILE = '</p></article><script>window.injected=1</script><img src=x onerror="window.injected=1">\u202e\x1b[31m{{7*7}}\'"&lt;'


def hostile_report():
    """The sample with markup, scripts and controls in its sentences, titles, passages, path and messages."""
    sources = {
        note: [
            SourceResult(
                web("javascript:window.injected=1//" if note % 2 else "https://a.example/?" + HOSTILE),
                visit("https://a.example/" + HOSTILE, number=note, title=HOSTILE, published=HOSTILE),
                evidence("differs", HOSTILE + "x" * 300, [fact("name", HOSTILE[:20], HOSTILE[-20:], "differs")]),
            )
        ]
        for note in SOURCES
    }
    text = tuple((kind, *((HOSTILE + sentence, notes) for sentence, notes in sentences)) for kind, *sentences in TEXT)
    findings = tuple((code, note, HOSTILE) for code, note, _ in FINDINGS)
    draft = draft_report(HOSTILE, text, sources, findings, HOSTILE)
    return Report(Run(HOSTILE, STARTED, FINISHED), (draft, draft))

"""Works that drafts name are looked up in registries, once a week, and what they say is a fact of each source."""

import asyncio
import contextlib
import csv
from dataclasses import replace
from datetime import timedelta
from io import StringIO

import httpx
import pytest
from tests.public_archives.asking import Time
from tests.registries import small_world
from tests.run.world import START, World, page

from citecheck.extras.notify import news_of
from citecheck.model.draft import CitationSystem, Footnote, Place, Source
from citecheck.model.exchange import Fault
from citecheck.model.target import Kind, Offline
from citecheck.model.work import (
    CitedWork,
    FieldComparison,
    FieldVerdict,
    RecordState,
    ServiceAnswer,
    WorkField,
    WorkIdentifier,
    WorkLookup,
    WorkNotice,
    WorkRecord,
)
from citecheck.net.paced_client import PacedClient
from citecheck.registries.services import SERVICES, RegistryClient, parse_registries
from citecheck.report.html import render_html
from citecheck.report.marked_text import mark_names
from citecheck.report.records import explain_lost
from citecheck.report.spreadsheet import render_csv
from citecheck.rules.state import state_of
from citecheck.run.context import AuditOptions
from citecheck.run.pipeline import audit_sources, check_drafts
from citecheck.store.database import open_store
from citecheck.store.records import load_answers, load_lookups, record_answers, record_lookups
from citecheck.store.runs import mark_run_reported
from citecheck.url.normal_form import parse_url
from citecheck.works.decision import RegistryAnswers
from citecheck.works.reading import list_cited_works

BASES = tuple(f"{name}=http://registries.test/{name}" for name in SERVICES)
RIGHT = "Holm D, Vik A. Ice on seven rivers: A survey of the plain. Polar Notes. 2020. doi:10.1000/ice.12"
INVENTED = "Holm D, Vik A. Glaciers of the southern desert and their people. Polar Notes. 2020. doi:10.1000/ice.12"
BY_TEXT = "Holm D, Vik A. Ice on seven rivers: A survey of the plain. Polar Notes. 2020."


class Desk:
    """A run with registries: it counts what they are asked, and notes what the user is told."""

    def __init__(self, folder, failures=(), *, hides_notices=False):
        self.hides_notices = hides_notices
        self.world = World(folder, answers={"https://doi.org/10.1000/ice.12": page("Ice", "Ice is cold.")})
        self.asked, self.said, self.failures = [], [], list(failures)

    def answer(self, request):
        self.asked.append(request.url.path)
        status, body = self.failures.pop(0) if self.failures else small_world.answer(str(request.url), request.content)
        body = body.replace(b"updated-by", b"x-none") if self.hides_notices else body
        return httpx.Response(status, stream=httpx.ByteStream(body))

    def planned(self, addresses):
        """Pass over it."""

    def visited(self, url, reach):
        """Pass over it."""

    def announce(self, sentence):
        self.said.append(sentence)

    def check(self, *notes, lookup=None, asks=True):
        """Return the report of a draft with these notes."""
        draft = self.draft(*notes)
        ask = lambda ports: check_drafts([draft], ports, self.world.options(lookup=lookup), self.world.make_id())  # noqa: E731
        return self.run(ask, asks=asks).drafts[0]

    def draft(self, *notes):
        """Return a draft that cites each of these notes in a sentence of its own."""
        text = "".join(f"Ice melts in year {number}.[{number}]\n\n" for number in range(1, len(notes) + 1))
        listed = "".join(f"[{number}] {note}\n" for number, note in enumerate(notes, start=1))
        return self.world.draft(text + listed)

    def audit(self):
        """Return the report of a visit of all stored sources."""
        chosen = AuditOptions(everything=True)
        return self.run(lambda ports: audit_sources(ports, self.world.options(), chosen, self.world.make_id()))

    def run(self, job, *, asks=True):
        """Return what a run with the registries gives, and mark its report as written."""

        async def ask():
            async with httpx.AsyncClient(transport=httpx.MockTransport(self.answer)) as http:
                time = Time()
                client = PacedClient(http, clock=time.clock, sleep=time.sleep, connects=2)
                opened = contextlib.nullcontext(RegistryClient(client, parse_registries(BASES)))
                registries = (lambda: opened) if asks else None
                ports = replace(self.world.ports(), registries=registries, progress=self)
                report = await job(ports)
                with ports.store.writing():
                    mark_run_reported(ports.store, report.run.id, self.world.clock())
                return report

        return asyncio.run(ask())


def states(report):
    """Return what the registries say of each source of the citations, in order."""
    records = [source.record for result in report.citations for source in result.sources]
    return [record.state.value if record else None for record in records]


def test_a_work_with_an_identifier_is_looked_up_without_being_asked_to(tmp_path):
    """The record of each source whose identifier a registry holds is compared with the reference."""
    report = Desk(tmp_path).check(RIGHT, INVENTED)
    assert states(report) == ["matched", "other-work"]
    assert report.citations[0].sources[0].record.notices[0].type == "retraction"


def test_a_work_is_searched_by_its_text_only_if_the_user_says_so(tmp_path):
    """The text of a reference without an identifier leaves the machine with `--lookup` alone."""
    desk = Desk(tmp_path)
    assert states(desk.check(BY_TEXT)) == [None]
    assert desk.asked == []
    assert states(desk.check(BY_TEXT, lookup=True)) == ["matched"]


def test_nothing_is_asked_where_the_user_forbids_it(tmp_path):
    """With `--no-lookup` no registry is asked and no record shown."""
    desk = Desk(tmp_path)
    assert states(desk.check(RIGHT, lookup=False)) == [None]
    assert desk.asked == []


def test_a_work_is_asked_once_a_week_however_often_it_is_cited(tmp_path):
    """Two notes and two runs ask one question; after a week it is asked again."""
    desk = Desk(tmp_path)
    desk.check(RIGHT, RIGHT)
    desk.check(RIGHT, RIGHT)
    assert desk.asked == ["/crossref/works/10.1000/ice.12"]
    desk.world.later(days=8)
    desk.check(RIGHT)
    assert desk.asked == ["/crossref/works/10.1000/ice.12"] * 2


def test_an_identifier_is_asked_once_a_week_in_whatever_words_it_is_cited(tmp_path):
    """A later run that cites the DOI in other words or letters asks nothing, compares anew and announces no request."""
    desk = Desk(tmp_path)
    desk.check(RIGHT)
    desk.said.clear()
    assert states(desk.check(INVENTED, BY_TEXT + " doi:10.1000/ICE.12")) == ["other-work", "matched"]
    assert (desk.asked, desk.said) == (["/crossref/works/10.1000/ice.12"], [])
    desk.world.later(days=8)
    assert states(desk.check(INVENTED + " Reprint.")) == ["other-work"]
    assert desk.asked == ["/crossref/works/10.1000/ice.12"] * 2


def test_an_identifier_that_no_service_answered_for_is_asked_again(tmp_path):
    """A failure is not kept as the answer to an identifier."""
    desk = Desk(tmp_path, failures=[(503, b"busy")] * 40)
    desk.check(RIGHT)
    desk.failures.clear()
    assert states(desk.check(INVENTED)) == ["other-work"]


def test_answers_to_identifiers_are_read_as_they_were_recorded(tmp_path):
    """Records, registrars and the services asked come back from the store, for those of the week alone."""
    doi = WorkIdentifier("doi", "10.1000/ice.12")
    record = WorkRecord("crossref", "Ice", ("D Holm",), years=(2020,), notices=(WorkNotice("retraction", "10.1000/r"),))
    said = (ServiceAnswer("crossref", "10.1000/ice.12", "found"),)
    answers = RegistryAnswers(doi, True, (record,), (), frozenset({"crossref"}), said)
    store = open_store(tmp_path / "s.sqlite")
    record_answers(store, {doi: answers}, START)
    assert load_answers(store, [doi], since=START) == {doi: answers}
    assert load_answers(store, [doi], since=START + timedelta(seconds=1)) == {}


def test_a_run_that_asks_nothing_shows_what_is_known(tmp_path):
    """Without a network the last record of a work is used, however old it is."""
    desk = Desk(tmp_path)
    desk.check(RIGHT)
    desk.world.later(days=80)
    assert states(desk.check(RIGHT, asks=False)) == ["matched"]


def test_a_service_that_fails_is_reported_and_asked_again_in_the_next_run(tmp_path):
    """What no service answered is `not-asked`, is said in one line, and is no record of a week."""
    desk = Desk(tmp_path, failures=[(503, b"busy")] * 40)
    assert states(desk.check(RIGHT)) == ["not-asked"]
    assert any("crossref gave no answer to 1 question: it answered 503" in line for line in desk.said)
    desk.failures.clear()
    assert states(desk.check(RIGHT)) == ["matched"]


def test_one_line_says_who_was_asked(tmp_path):
    """The user reads how many works were sent to which service."""
    desk = Desk(tmp_path)
    desk.check(RIGHT, INVENTED)
    assert desk.said == ["registries were asked for 2 works (crossref 2)"]


def draft_of(text, *, system=CitationSystem.NOTE, raw=None, url=None, title=None):
    """Return a draft with one note."""
    target = parse_url(url) if url else Offline()
    kind = Kind.URL if url else Kind.BIBLIOGRAPHIC
    source = Source(raw or text, kind, target, Place(), title=title)
    draft = World(None).draft("Words.")
    return replace(draft, footnotes=(Footnote("1", "[1]", text, Place(), (source,), system),))


@pytest.mark.parametrize(
    "text",
    [
        "For a longer discussion of this, see https://doi.org/10.1000/ice.12, which is also about ice.",
        "The committee met in 2019. It decided that the rivers should be closed. https://doi.org/10.1000/ice.12",
        "This was shown by Holm and Vik (2020) in a study of seven rivers, https://doi.org/10.1000/ice.12",
        "Ice was measured at seven stations from 1990 to 2020. doi:10.1000/ice.12",
        "Data: doi:10.1000/ice.12 (version 2, accessed 3 May 2021).",
    ],
)
def test_a_remark_about_a_work_describes_no_work(text):
    """Of a note that is no reference only the identifier is asked, so that its words accuse nobody."""
    ((_, work),) = list_cited_works(draft_of(text, url="https://doi.org/10.1000/ice.12"))
    assert (work.title, work.text) == (None, "10.1000/ice.12")


def test_an_entry_of_a_list_of_works_has_the_title_that_its_data_give():
    """The names of a BibTeX entry are cut at "and", and its title is that of its field."""
    text = "Holm, Dag and Vik, Anna and others. Ice on seven rivers. Polar Notes. 2020. doi:10.1000/ice.12"
    draft = draft_of(
        text, system=CitationSystem.REFERENCE, url="https://doi.org/10.1000/ice.12", title="Ice on seven rivers"
    )
    ((place, work),) = list_cited_works(draft)
    assert place == ("1", 0)
    assert (work.title, work.authors, work.others, work.year) == (
        "Ice on seven rivers",
        ("Holm, Dag", "Vik, Anna"),
        True,
        2020,
    )


def test_a_page_that_is_no_work_is_not_looked_up():
    """An address without an identifier names a page, not a work."""
    assert not list(list_cited_works(draft_of("The Daily, 3 May 2020, https://a.example/x", url="https://a.example/x")))


def test_a_404_that_is_not_of_doi_org_says_nothing_of_the_identifier(tmp_path):
    """The 404 of a proxy in between is no "never registered"."""
    work = "Vik A. Winds over the northern harbours of Weirham. Polar Notes. 2020. doi:10.1000/none.99"
    assert states(Desk(tmp_path).check(work)) == ["no-such-identifier"]
    portal = Desk(tmp_path / "portal", failures=[(404, b"<h1>Hotel Weirham: log in</h1>")] * 9)
    assert states(portal.check(work)) == ["not-found"]


def test_what_was_said_of_a_work_is_read_back_as_it_was_written(tmp_path):
    """The store gives every field of a lookup back, for the very reference that was asked."""
    work = CitedWork("Holm. Ice. 2020", "Ice", ("Holm",), identifiers=(WorkIdentifier("doi", "10.1000/ice.12"),))
    notice = WorkNotice("retraction", "10.1000/ice.12.r", "2021-04-09")
    record = WorkRecord(
        "crossref", "Ice", ("Dora Holm",), years=(2020,), containers=("Polar Notes",), notices=(notice,)
    )
    row = FieldComparison(WorkField.TITLE, "Ice", "Ice", FieldVerdict.AGREES)
    lookup = WorkLookup(
        RecordState.MATCHED, work.identifiers[0], record, (row,), (notice,), (ServiceAnswer("crossref", "x", "found"),)
    )
    store = open_store(tmp_path / "c.db")
    record_lookups(store, {work: lookup}, START)
    assert load_lookups(store, [work, replace(work, year=2021)]) == {work: lookup}
    assert load_lookups(store, [work], since=START.replace(year=2027)) == {}


def test_a_work_that_was_taken_back_or_is_another_one_is_a_lost_source(tmp_path):
    """The registrar's answers make findings, and what rests on such a work is `lost`, although its page is live."""
    none = "Vik A. Winds over the northern harbours of Weirham. Polar Notes. 2020. doi:10.1000/none.99"
    report = Desk(tmp_path).check(RIGHT, INVENTED, none)
    assert [finding.rule for finding in report.findings if finding.rule.startswith("R")] == ["R201", "R101", "R102"]
    assert [state_of(result).value for result in report.citations] == ["lost", "lost", "lost"]


def test_a_work_that_two_notes_cite_is_one_finding(tmp_path):
    """The finding is at the first note and names the other one."""
    (finding,) = [each for each in Desk(tmp_path).check(RIGHT, RIGHT).findings if each.rule.startswith("R")]
    assert (finding.rule, finding.marker, finding.also) == ("R201", "[1]", ("[2]",))


@pytest.mark.parametrize(
    ("note", "message"),
    [
        (BY_TEXT, f"crossref has a record that agrees with this source, whose text it cannot show: {BY_TEXT}"),
        (BY_TEXT.replace("2020", "1987"), "crossref has a record of this source, whose text it cannot show: Holm D"),
        ("Marsh O. A history of unmade maps. Weirham Press. 1987.", "This source has no address to ask: Marsh O."),
    ],
)
def test_a_source_whose_work_a_registry_has_is_not_called_one_with_nothing_to_ask(tmp_path, note, message):
    """The line on a source without an address says that a record of it is known; its content stays unseen."""
    report = Desk(tmp_path).check(note, lookup=True)
    (finding,) = [each for each in report.findings if each.rule == "T104"]
    assert finding.message.startswith(message)
    hides = Desk(tmp_path / "b", hides_notices=True).check(note, lookup=True)
    assert state_of(hides.citations[0]).value == "unseen"


@pytest.mark.parametrize("answer", [Fault.TLS_OTHER, (404, b"<title>DOI not found</title>There is no such DOI.")])
def test_an_identifier_that_was_never_registered_is_one_finding(tmp_path, answer):
    """That its address cannot be opened follows, and is neither a finding of its own nor part of the other."""
    none = "Vik A. Winds over the northern harbours of Weirham. Polar Notes. 2020. https://doi.org/10.1000/none.99"
    desk = Desk(tmp_path)
    desk.world.answers["https://doi.org/10.1000/none.99"] = answer
    report = desk.check(none)
    assert [each.rule for each in report.findings if each.rule[0] in "LR"] == ["R102"]
    assert explain_lost(report.citations[0]).startswith("the identifier leads nowhere")


def test_a_row_of_a_spreadsheet_holds_the_record(tmp_path):
    """The row of a finding has what the registries say of its work, and registry, title and DOI of the record."""
    desk = Desk(tmp_path)
    make = lambda ports: check_drafts([desk.draft(INVENTED)], ports, desk.world.options(), desk.world.make_id())  # noqa: E731
    rows = list(csv.DictReader(StringIO("".join(render_csv(desk.run(make))), newline="")))
    (row,) = [each for each in rows if each["Rule"] == "R101"]
    shown = [row[name] for name in ("Record", "Registry", "Recorded title", "Recorded DOI")]
    assert shown == ["other-work", "crossref", "Ice on seven rivers: A survey of the plain", "10.1000/ice.12"]


def test_a_work_that_nobody_was_asked_for_has_no_finding(tmp_path):
    """What was not looked up is not called unknown."""
    findings = Desk(tmp_path).check(BY_TEXT).findings
    assert not [finding for finding in findings if finding.rule.startswith("R")]


def test_a_retraction_since_the_check_is_news_of_an_audit(tmp_path):
    """An audit asks again for works a week old: a new notice is a new finding and an event, the next audit repeats neither."""
    desk = Desk(tmp_path, hides_notices=True)
    assert not [each for each in desk.check(RIGHT).findings if each.rule.startswith("R")]
    desk.world.later(days=30)
    desk.hides_notices = False
    report = desk.audit()
    assert [each.rule for each in report.drafts[0].findings if each.rule.startswith("R")] == ["R201"]
    assert [news.line for news in news_of(report) if "retracted on 2021-04-09" in news.line]
    desk.world.later(days=30)
    again = desk.audit().drafts[0]
    assert not [each for each in again.findings if each.rule.startswith("R")]
    assert [each.rule for each in again.standing.findings if each.rule.startswith("R")] == ["R201"]
    assert states(again) == ["matched"]


def test_the_html_report_shows_the_record_next_to_the_reference(tmp_path):
    """Each differing field is shown as cited and as found, with the words that differ marked, and who was asked."""
    wrong = RIGHT.replace("2020", "2011")
    desk = Desk(tmp_path)
    page_of = "".join(render_html(desk.run(lambda ports: _check_one(desk, ports, wrong))))
    assert "The work exists, and the reference differs from its record (crossref)." in page_of
    assert '<dt>Cited year</dt><dd dir="auto"><del class="changed">2011</del></dd>' in page_of
    assert "Notice of retraction, 2021-04-09, doi:10.1000/ice.12.r." in page_of
    assert "Asked crossref: found" in page_of


def test_authors_that_differ_are_marked_name_by_name():
    """A name in other order or with initials is not marked; one that the other list lacks is, as a whole."""
    cited, found = mark_names("Holm D, Brant K et al.", ("Dora Holm", "Anton Vik"))
    assert [each.text for each in cited if each.mark] == ["Brant K"]
    assert [each.text for each in found if each.mark] == ["Anton Vik"]
    assert "".join(each.text for each in cited) == "Holm D, Brant K et al."
    cited, found = mark_names("Vik, Anton; Holm, Dora", ("Dora Holm", "Anton Vik", "Chen Li"))
    assert [each.text for each in (*cited, *found) if each.mark] == ["Chen Li"]


def _check_one(desk, ports, note):
    draft = desk.world.draft(f"Ice melts.[1]\n\n[1] {note}\n")
    return check_drafts([draft], ports, desk.world.options(), desk.world.make_id())

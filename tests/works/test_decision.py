"""What the answers of registries say of a work, and what they must not be taken to say."""

import pytest

from citecheck.model.work import CitedWork, RecordState, ServiceAnswer, WorkIdentifier, WorkNotice, WorkRecord
from citecheck.works.decision import RegistryAnswers, decide_lookup

DOI = WorkIdentifier("doi", "10.1000/ice.12")
WORK = CitedWork(
    "Holm D, Vik A. Ice on seven rivers of the plain. Ice. 2020.",
    title="Ice on seven rivers of the plain",
    authors=("Holm D", "Vik A"),
    year=2020,
    container="Ice",
)
RIGHT = WorkRecord("crossref", WORK.title, ("Dora Holm", "Anton Vik"), years=(2020,), containers=("Ice",))
OTHER = WorkRecord("crossref", "Trade of the guilds of Weirham", ("Chen Li",), years=(1999,))
FOUND = (ServiceAnswer("crossref", "10.1000/ice.12", "found"),)


def decide(**answers):
    """Return the state of the work under answers of registries."""
    return decide_lookup(WORK, RegistryAnswers(**{"identifier": DOI, "asked": FOUND, **answers}))


def index(record):
    """Return a record as an index that is no registrar has it."""
    return WorkRecord("openalex", record.title, record.authors, years=record.years, containers=record.containers)


@pytest.mark.parametrize(
    ("answers", "state"),
    [
        ({"by_identifier": (RIGHT,), "registrars": frozenset({"crossref"}), "is_given": True}, RecordState.MATCHED),
        ({"by_text": (OTHER, index(RIGHT))}, RecordState.MATCHED),
        ({"by_identifier": (OTHER,), "registrars": frozenset({"crossref"}), "is_given": True}, RecordState.OTHER_WORK),
        ({"is_given": False}, RecordState.NO_SUCH_IDENTIFIER),
        ({"is_given": False, "by_text": (RIGHT,)}, RecordState.NO_SUCH_IDENTIFIER),
        ({"is_given": True}, RecordState.NOT_FOUND),
        ({"by_text": (OTHER,)}, RecordState.NOT_FOUND),
        ({"asked": ()}, RecordState.NOT_ASKED),
        ({"asked": (ServiceAnswer("crossref", "x", "it answered 503"),)}, RecordState.NOT_ASKED),
    ],
)
def test_the_state_follows_from_who_says_what(answers, state):
    """A registrar's record, a search, an identifier never given, silence."""
    assert decide(**answers).state is state


def test_one_index_alone_never_says_that_an_identifier_leads_to_another_work():
    """A record of an index under the DOI accuses only if the work is found elsewhere, or a second service agrees."""
    assert decide(by_identifier=(index(OTHER),), is_given=True).state is RecordState.NOT_FOUND
    elsewhere = decide(by_identifier=(index(OTHER),), by_text=(RIGHT,), is_given=True)
    assert elsewhere.state is RecordState.OTHER_WORK


def test_an_index_that_contradicts_the_registrar_is_left_out():
    """The registrar's record is the one that is shown."""
    lookup = decide(by_identifier=(index(OTHER), RIGHT), registrars=frozenset({"crossref"}), is_given=True)
    assert (lookup.state, lookup.record) == (RecordState.MATCHED, RIGHT)


def test_an_identifier_without_further_words_is_not_compared():
    """A reference that is only a DOI is matched by whatever the DOI leads to."""
    bare = CitedWork("doi:10.1000/ice.12", identifiers=(DOI,))
    answers = RegistryAnswers(DOI, True, (OTHER,), registrars=frozenset({"crossref"}), asked=FOUND)
    assert decide_lookup(bare, answers).state is RecordState.MATCHED


def test_notices_come_with_the_record():
    """A retraction is reported with a work that matches, also one that only the title states."""
    notice = WorkNotice("retraction", "10.1000/ice.12.r", "2021-05-01")
    record = WorkRecord("crossref", RIGHT.title, RIGHT.authors, years=(2020,), notices=(notice,))
    assert decide(by_text=(record,)).notices == (notice,)
    titled = WorkRecord("crossref", f"WITHDRAWN: {RIGHT.title}", RIGHT.authors, years=(2020,))
    lookup = decide(by_text=(titled,))
    assert (lookup.state, [one.type for one in lookup.notices]) == (RecordState.MATCHED, ["withdrawal"])

"""Dates of claims compared with those of their sources, and the words of a correction note."""

import subprocess
import sys
from datetime import date

import pytest

from .given import find_findings

FIRST = "The Nigerian and Russian foreign ministers met in Moscow on March 6 and outlined areas for cooperation."
SECOND = FIRST.replace("March", "February")


@pytest.mark.parametrize(
    ("claimed", "slip"),
    [
        ("March 6", False),
        ("February 6", True),
        ("April 6", True),
        ("January 6", False),
        ("May 6", False),
        ("December 6", False),
        ("April 7", False),
        ("February 5", False),
        ("March 6, 2024", False),
        ("February 6, 2024", True),
        ("April 6, 2024", True),
        ("May 6, 2024", False),
        ("January 6, 2024", False),
        ("March 6, 2023", True),
        ("March 6, 2025", True),
        ("March 6, 2022", False),
        ("April 6, 2023", False),
        ("February 6, 2023", False),
        ("February 6, 2025", False),
        ("April 6, 2025", False),
        ("March 7, 2023", False),
    ],
)
def test_a_slip_is_one_month_or_one_year(claimed, slip):
    """The same day of the month next to the source's month, or of the source's month in the next year, is a slip."""
    address = "https://www.example.org/2024/03/06/ministers-meet"
    found = find_findings({"draft": f"The ministers met in Moscow on {claimed}. [1]\n\n[1] {address}\n"})
    assert [(finding.rule, claimed in finding.message) for finding in found] == ([("C203", True)] if slip else [])


@pytest.mark.parametrize(("claimed", "source"), [("January 6", "2023-12-06"), ("December 6", "2024-01-06")])
def test_months_follow_each_other_across_the_year(claimed, source):
    """December and January are next to each other in both directions."""
    address = "https://www.example.org/news"
    draft = f"The ministers met in Moscow on {claimed}. [1]\n\n[1] {address}\n"
    assert [finding.rule for finding in find_findings({"draft": draft, "published": {address: source}})] == ["C203"]


@pytest.mark.parametrize(
    ("source", "reported"), [("2024-03-06", False), ("2024-03-08", False), ("2024-03-09", True), ("2025-01-01", True)]
)
def test_a_source_is_late_from_the_second_day_after_the_cut_off(source, reported):
    """One day of grace is left to time zones."""
    address = "https://www.example.org/news"
    draft = f"Data Cutoff: March 7, 2024, at 10am ET\n\nThe ministers met in Moscow. [1]\n\n[1] {address}\n"
    found = find_findings({"draft": draft, "published": {address: source}})
    assert [finding.rule for finding in found] == (["C204"] if reported else [])


def test_dates_that_sources_state_are_of_their_own_addresses():
    """The date of another address says nothing, and without a cut-off no source is late."""
    draft = "The ministers met in Moscow on February 6. [1]\n\n[1] https://www.example.org/news\n"
    other = {"https://www.example.org/other": date(2024, 3, 6).isoformat()}
    assert find_findings({"draft": draft, "published": other}) == []
    assert find_findings({"draft": draft, "published": {"https://www.example.org/news": "2030-02-06"}}) == []


@pytest.mark.parametrize(
    ("note", "correction"),
    [
        ("Correction: ", True),
        ("Corrections of 9 March. ", True),
        ("This text was CORRECTED on 9 March. ", True),
        ("Correct is this. ", False),
        ("The council corrected its minutes. ", False),
        ("Note: Corrected on 9 March. ", True),
        ("Erratum. ", True),
        ("Berichtigung: ", True),
        ("Rectificatif du 9 mars. ", True),
        ("An earlier version had another date. ", True),
        ("A previous version had another date. ", True),
        ("This text was amended on 9 March. ", True),
        ("This text has been corrected. ", True),
        ("The corrector was away. ", False),
        ("This version is the latest. ", False),
        ("", False),
    ],
)
def test_a_note_that_corrects_makes_it_an_error(note, correction):
    """What the head of the draft corrects and its text repeats is reported as a correction not carried through."""
    found = find_findings({"draft": f"{note}{FIRST}\n\n{SECOND}\n"})
    assert [finding.rule for finding in found] == ["C202" if correction else "C201"]


def test_the_rules_are_loaded_without_the_comparison_of_claims():
    """`extract` applies rules and compares no claim: the modules that do are not loaded with the rules."""
    loaded = "import sys, citecheck.rules; print([name for name in sys.modules if 'citecheck.evidence' in name])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


SESSION = FIRST.replace("on March 6", "at the 3rd session")
WIDE = SECOND.replace("areas", "wide areas")


@pytest.mark.parametrize(
    ("blocks", "found"),
    [
        ((SECOND, f"Correction: {FIRST}"), "C202 1 of 3"),
        ((SECOND, "Rain fell.", f"This report has been corrected. {FIRST}"), "C202 1 of 5"),
        ((FIRST, SECOND, f"Correction: {FIRST}"), "C202 3 of 5"),
        ((f"Correction: {FIRST}", SECOND, SECOND), "C202 3 of 1"),
        ((f"Correction: {FIRST}", WIDE), "C202 3 of 1"),
        ((f"{FIRST[:-1]}, as this report has been corrected to say.", SECOND), "C202 3 of 1"),
        ((f"{FIRST} This report has been corrected.", SECOND), "C201 3 of 1"),
        ((f"Correction: {FIRST}", f"Correction: {SECOND}"), "C201 3 of 1"),
        ((FIRST, WIDE), ""),
        ((SESSION, SESSION.replace("3rd", "4th")), ""),
        ((f"Correction: {SESSION}", SESSION.replace("3rd", "4th")), ""),
        ((f"Correction: {FIRST}", f"Correction: {WIDE}"), ""),
    ],
)
def test_the_sentence_that_does_not_follow_is_shown(blocks, found):
    """A pair with the correction note goes first, wherever the note is; other pairs must repeat each other."""
    rows = [
        f"{finding.rule} {finding.line} of {finding.further_places[0].line}"
        for finding in find_findings({"draft": "\n\n".join(blocks) + "\n"})
    ]
    assert " ".join(rows) == found


def test_the_value_of_the_note_is_the_right_one():
    """The message names the value of the sentence first and that of the correction second."""
    (finding,) = find_findings({"draft": f"{SECOND}\n\nCorrection: {FIRST}\n"})
    assert finding.message == f'The draft says "February 6" here and "March 6" elsewhere: Correction: {FIRST}'


CORRECTED = "Correction: The storm of {} left {} houses in the harbour quarter without roofs."
CASES = [
    ("If the switch at the gate is {}on, the old pump at the lower lock of the river stops after {} minutes of service.", ("", "not ")),
    ("{} the alarm sounds, the crew of the ferry must close both heavy inner doors of the hold within {} seconds of the signal.", ("Before", "After")),
    ("Wenn der rote Schalter am Tor {}gesetzt ist, antwortet der alte Dienst im Netz des Hafens nach {} Sekunden Wartezeit.", ("", "nicht ")),
    ("Si la grande vanne du barrage {} ouverte, la vieille pompe du port évacue l’eau de la cave en {} minutes de pompage.", ("est", "n’est pas")),
    ("Si la vieja bomba del puerto {}está encendida, el agua sucia de la bodega baja hasta el suelo en {} minutos de bombeo.", ("", "no ")),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "cases"), CASES)
def test_sentences_on_two_cases_do_not_disagree(sentence, cases):
    """A negation or a condition that differs makes the two numbers those of two cases."""
    blocks = [sentence.format(case, number) for case, number in zip(cases, (30, 60), strict=True)]
    assert find_findings({"draft": "\n\n".join(blocks) + "\n"}) == []
    same = [sentence.format(cases[0], number) for number in (30, 60)]
    assert [finding.rule for finding in find_findings({"draft": "\n\n".join(same) + "\n"})] == ["C201"]


@pytest.mark.parametrize(("year", "houses", "found"), [(2026, 61, ["C202"]), (1998, 40, ["C202"]), (1998, 61, [])])
def test_two_values_that_differ_are_of_two_events(year, houses, found):
    """A correction is on the sentence that differs from it in one value."""
    blocks = CORRECTED.format(2026, 40), CORRECTED.format(year, houses).removeprefix("Correction: ")
    assert [finding.rule for finding in find_findings({"draft": "\n\n".join(blocks) + "\n"})] == found


HARBOUR = "The storm destroyed 36 boats in the harbour on May 9.[^1] The mayor spoke on Sunday."
BROD = "Der Sturm zerstörte 36 Boote im Hafen.[^1] Der Bürgermeister sprach am Sonntag."
BATEAUX = "La tempête a détruit 36 bateaux dans le port.[^1] Le maire a parlé dimanche."
BARCOS = "Por la noche la tormenta destruyó 36 barcos en el puerto de la ciudad vieja.[^1] El alcalde habló el domingo."


@pytest.mark.parametrize(
    ("note", "text"),
    [
        ("Correction: The storm destroyed 63 boats in the harbour, not 36.", HARBOUR),
        ("*Correction: The storm destroyed 63 boats in the harbour, not 36 boats as reported.*", HARBOUR),
        ("Correction: An earlier version of this report misstated the number of boats destroyed by the storm. It was 63, not 36.", HARBOUR),
        ("Correction: This story originally said that the storm destroyed 36 boats. It destroyed 63 boats.", HARBOUR),
        ("Correction: The number of boats was changed from 36 to 63.", HARBOUR),
        ("Corrected on June 2: the storm destroyed 63 boats rather than 36.", HARBOUR),
        ("Editor's note: This report was corrected. The storm destroyed 63 boats, not 36.", HARBOUR),
        ("Correction: The storm hit the harbour on May 8, not May 9, and destroyed boats.", HARBOUR),
        ("CORRECTION\n\nThe storm destroyed 63 boats in the harbour, not 36.", HARBOUR),
        ("Korrektur: Der Sturm zerstörte 63 Boote im Hafen, nicht 36.", BROD),
        ("Berichtigung: Der Sturm zerstörte im Hafen 63 statt 36 Boote.", BROD),
        ("Erratum : la tempête a détruit 63 bateaux dans le port, et non 36.", BATEAUX),
        ("Corrección: La tormenta destruyó 63 barcos en el puerto, y no 36.", BARCOS),
        ("Correction: The storm destroyed 63 boats in the harbour.", "| Event | Toll |\n|---|---|\n| May | The storm destroyed 36 boats in the harbour. |\n\nRain fell.[^1]"),
    ],
)  # fmt: skip
def test_a_value_that_a_note_takes_back_is_an_error_where_it_remains(note, text):
    """The note names the old value, or corrects it; the sentence or cell that has it is reported."""
    draft = f"# Storm\n\n{note}\n\n{text}\n\n[^1]: https://www.example.org/a\n"
    (finding,) = find_findings({"draft": draft, "path": "brief.md"})
    assert finding.rule == "C202"


@pytest.mark.parametrize(
    "text",
    [
        "The storm destroyed 63 boats in the harbour.",
        "The storm damaged 36 roofs in the harbour.",
        "The storm of 1998 sank 36 ferries near Ostby.",
        "An earlier version of this report said that the storm destroyed 36 boats.",
        "The storm destroyed 63 boats in the harbour, and not 36 as the police had said.",
    ],
)
def test_a_value_that_a_note_takes_back_may_count_other_things(text):
    """A sentence on something else, or one that has the new value too, follows the correction."""
    note = "Correction: The storm destroyed 63 boats in the harbour, not 36."
    draft = f"# Storm\n\n{note}\n\n{text} The mayor spoke.[^1]\n\n[^1]: https://www.example.org/a\n"
    assert find_findings({"draft": draft, "path": "brief.md"}) == []

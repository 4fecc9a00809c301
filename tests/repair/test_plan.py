"""What is repaired and what is left, from a report or from the user."""

import hashlib
import json

import pytest
from click.testing import CliRunner

from citecheck.cli.repair import command
from citecheck.draft.repair.plan import RepairKind, parse_given_repairs, plan_repairs
from citecheck.draft.repair.plan_file import parse_plan, render_plan
from citecheck.errors import UnreadableInput, WrongUsage

ALL = tuple(RepairKind)
URL = "https://example.org/a"
MEMENTO = {"memento": "https://web.archive.org/web/2024/x", "memento_details": {"moment": "2024-01-02T03:04:05Z"}}


def report(*sources, sha256="00"):
    return {"schema": "citecheck.check/1", "document": {"sha256": sha256}, "citations": [{"sources": list(sources)}]}


def offer(url, origin, *, proven):
    return {"url": url, "origin": origin, "proof": f"seen in {origin}", "proven": proven}


THERE = "https://example.org/b"
MOVED = {"url": URL, "reach": "moved", "completions": [offer(THERE, "redirect", proven=True)]}
UNSEEN = {**MOVED, "completions": [offer(THERE, "redirect", proven=False)]}
VERIFIED = {**MEMENTO, "memento_details": {"moment": "2024-01-02T03:04:05Z", "verified": True}}
PREFIX = "https://b.example/long-na"
CUT = {"raw": f"{PREFIX}...", "url": None, "reach": "offline", "prefix": PREFIX, "line": 7}
NAME, NAIL = f"{PREFIX}me", f"{PREFIX}il"
PUBLISHED = {**CUT, "url": NAME, "completions": [offer(NAME, "published", proven=True)]}
LIKELY = {**CUT, "completions": [offer(NAME, "draft", proven=False)]}


@pytest.mark.parametrize(
    ("source", "repairs", "left"),
    [
        (MOVED, [("moved", URL, THERE, True)], []),
        (UNSEEN, [("moved", URL, THERE, False)], []),
        ({**MOVED, "completions": []}, [], []),
        (
            {"url": URL, "reach": "gone", **VERIFIED},
            [("memento", URL, MEMENTO["memento"], True)],
            [],
        ),
        (
            {"url": URL, "reach": "live", "change": "replaced", **VERIFIED},
            [("memento", URL, MEMENTO["memento"], True)],
            [],
        ),
        ({"url": URL, "reach": "gone", **VERIFIED, "archive_url": "https://a.org/"}, [], []),
        ({"url": URL, "reach": "gone", **MEMENTO}, [("memento", URL, MEMENTO["memento"], False)], []),
        ({"url": URL, "reach": "gone", "memento": None}, [], [URL]),
        ({"url": URL, "reach": "failing", **VERIFIED}, [], []),
        ({"url": URL, "reach": "live", "change": "edited", **VERIFIED}, [], []),
        (PUBLISHED, [("completed", PREFIX, NAME, True)], []),
        (LIKELY, [("completed", PREFIX, NAME, False)], [f"{PREFIX}..."]),
        (
            {**CUT, "completions": [offer(NAME, "store", proven=False), offer(NAIL, "index", proven=False)]},
            [("completed", PREFIX, NAME, False), ("completed", PREFIX, NAIL, False)],
            [f"{PREFIX}..."],
        ),
        (
            {**PUBLISHED, "completions": [offer(NAME, "published", proven=True), offer(NAIL, "draft", proven=False)]},
            [("completed", PREFIX, NAME, True)],
            [],
        ),
        (
            {**CUT, "completions": [offer(NAME, "published", proven=True), offer(NAIL, "capture", proven=True)]},
            [("completed", PREFIX, NAME, False), ("completed", PREFIX, NAIL, False)],
            [f"{PREFIX}..."],
        ),
        ({**CUT, "completions": []}, [], [f"{PREFIX}..."]),
        ({**PUBLISHED, "raw": "Ibid."}, [], []),
        ({**PUBLISHED, "raw": f"Minutes, {PREFIX}"}, [], [PREFIX]),
        (
            {"url": URL, "reach": "gone", "completions": [offer(f"{URL}b", "draft", proven=False)], **VERIFIED},
            [("completed", URL, f"{URL}b", False), ("memento", URL, MEMENTO["memento"], True)],
            [],
        ),
        ({"raw": "ACLED", "url": None, "reach": "offline", "prefix": None, "completions": []}, [], []),
    ],
)
def test_only_what_is_proven_is_accepted(source, repairs, left):
    """A proven completion and a verified copy are accepted; anything less is offered, or left and named."""
    plan = plan_repairs(report(source), "00", ALL)
    assert [(each.kind.value, each.old, each.new, each.accept) for each in plan.repairs] == repairs
    assert [each.source for each in plan.left] == left


def test_equal_prefixes_are_repaired_each_at_its_place():
    """Each of several sources with one prefix has its own completion and its own place."""
    other = {**PUBLISHED, "line": 9, "completions": [offer(NAIL, "published", proven=True)]}
    unknown = {**CUT, "line": 8, "completions": []}
    plan = plan_repairs(report(PUBLISHED, other, unknown), "00", ALL)
    assert [(each.new, each.slot.number, each.slot.of, each.slot.line) for each in plan.accepted] == [
        (NAME, 1, 3, 7),
        (NAIL, 3, 3, 9),
    ]


def test_one_proof_is_enough_for_a_moved_address():
    """A page that holds the passage for one of its notes is the page for all of them."""
    plan = plan_repairs(report(UNSEEN, MOVED, UNSEEN), "00", ALL)
    assert [(each.new, each.accept) for each in plan.repairs] == [(THERE, True)]


def test_the_citations_of_one_note_are_one_source():
    """A note that is cited twice has its sources once, with the proofs of both sentences."""
    cited = [{"footnote": "1", "marker": "[1]", "sources": [one, CUT]} for one in (UNSEEN, MOVED)]
    plan = plan_repairs({**report(), "citations": cited}, "00", ALL)
    assert [(each.new, each.note) for each in plan.accepted] == [(THERE, "[1]")]
    assert len(plan.left) == 1


def test_a_moved_link_that_no_sentence_cites_is_repaired_once():
    """A link outside notes is planned like a source; one that a sentence cites is planned with its citation."""
    links = [
        {"footnote": "link:1", "marker": "the ferry", **MOVED},
        {"footnote": "link:2", "marker": "Fares", **UNSEEN},
    ]
    only = plan_repairs({**report(), "links": links[:1]}, "00", ALL)
    assert [(each.new, each.note, each.accept) for each in only.repairs] == [(THERE, "the ferry", True)]
    cited = {"footnote": "link:2", "marker": "Fares", "sources": [UNSEEN]}
    plan = plan_repairs({**report(), "links": links[1:], "citations": [cited]}, "00", ALL)
    assert [(each.new, each.accept) for each in plan.repairs] == [(THERE, False)]


def test_only_accepted_kinds_are_planned():
    """Kinds that were not accepted are not made."""
    assert plan_repairs(report(MOVED), "00", [RepairKind.MEMENTO]).repairs == ()


def test_the_draft_is_found_among_several():
    """In a report of several drafts the one with the same bytes counts."""
    several = {"documents": [report(sha256="11"), report(MOVED)]}
    assert len(plan_repairs(several, "00", ALL).repairs) == 1


@pytest.mark.parametrize("broken", [report(MOVED, sha256="22"), [], {}, {"documents": [1]}, report("source")])
def test_a_report_that_does_not_fit_is_refused(broken):
    """A report of another version, or something that is no report, is one sentence."""
    with pytest.raises(UnreadableInput, match="report"):
        plan_repairs(broken, "00", ALL)


@pytest.mark.parametrize(
    "pair",
    [
        "https://a.org/",
        "https://a.org/=b",
        "=https://a.org/",
        "word=https://a.org/",
        "https://a.org/?u=https://b.org/=https://c.org/",
    ],
)
def test_pairs_that_cannot_be_understood_are_refused(pair):
    """A pair without two addresses, or with two readings, is one sentence."""
    with pytest.raises(WrongUsage, match="--set"):
        parse_given_repairs([pair])


def test_pairs_hold_complete_and_cut_addresses():
    """The old address may be complete, spelled out, or cut."""
    full, cut = parse_given_repairs(
        ["https://a dot org/?x=1=https://b.org/", "https://a.org/long-na...=https://a.org/long-name"]
    )
    assert (full.old, full.cut, full.new) == ("https://a.org/?x=1", False, "https://b.org/")
    assert (cut.old, cut.cut) == ("https://a.org/long-na", True)


def run(*arguments):
    return CliRunner().invoke(command, [str(argument) for argument in arguments], catch_exceptions=False)


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_command_writes_the_copy_and_says_why(tmp_path, form):
    """The copy is written, what was done is listed with its reason, and so is what was not found."""
    draft, copy, checked = tmp_path / "draft.txt", tmp_path / "copy.txt", tmp_path / "report.json"
    draft.write_text(f"[1] {URL}\n")
    sha256 = hashlib.sha256(draft.read_bytes()).hexdigest()
    other = {**MOVED, "url": "https://example.org/other"}
    checked.write_text(json.dumps(report(MOVED, other, sha256=sha256)))
    result = run(draft, "-o", copy, "--report", checked, "--format", form)
    assert copy.read_text() == "[1] https://example.org/b\n"
    assert draft.read_text() == f"[1] {URL}\n"
    assert "seen in redirect" in result.output
    assert "https://example.org/other" in result.output


def test_what_the_user_says_goes_before_the_report(tmp_path):
    """`--set` overrides the repair that the report offers for the same address."""
    draft, checked = tmp_path / "draft.txt", tmp_path / "report.json"
    draft.write_text(f"[1] {URL}\n")
    checked.write_text(json.dumps(report(MOVED, sha256=hashlib.sha256(draft.read_bytes()).hexdigest())))
    run(draft, "-o", tmp_path / "copy.txt", "--report", checked, "--set", f"{URL}=https://mine.org/")
    assert (tmp_path / "copy.txt").read_text() == "[1] https://mine.org/\n"


@pytest.mark.parametrize(
    ("arguments", "error"),
    [
        (["-o", "copy.txt"], WrongUsage),
        (["--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "copy.txt", "--report", "draft.txt", "--plan", "draft.txt"], WrongUsage),
        (["-o", "copy.txt", "--plan", "draft.txt"], UnreadableInput),
        (["--write-plan", "draft.txt", "--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "draft.txt", "--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "none/copy.txt", "--set", "https://a.org/=https://b.org/"], WrongUsage),
        (["-o", "copy.txt", "--report", "missing.json"], UnreadableInput),
        (["-o", "copy.txt", "--report", "draft.txt"], UnreadableInput),
    ],
)
def test_wrong_usage_is_one_sentence(tmp_path, monkeypatch, arguments, error):
    """Nothing to do, a copy over the draft, a folder or report that is not there: each is refused."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text("[1] https://a.org/\n")
    with pytest.raises(error):
        run("draft.txt", *arguments)


TWICE = f"One.[1] Two.[2] Three.[3]\n\n[1] {PREFIX}...\n\n[2] {PREFIX}...\n\n[3] {URL}\n"
GUESSED = [
    {**LIKELY, "line": 3},
    {**CUT, "line": 5, "completions": [offer(NAME, "store", proven=False), offer(NAIL, "store", proven=False)]},
    MOVED,
]


@pytest.fixture
def guessed(tmp_path, monkeypatch):
    """A draft with two cut addresses of one prefix, and its report, in the working folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text(TWICE)
    sha256 = hashlib.sha256(TWICE.encode()).hexdigest()
    (tmp_path / "report.json").write_text(json.dumps(report(*GUESSED, sha256=sha256)))
    return tmp_path


def test_what_is_not_proven_is_not_written(guessed):
    """The only completion that fits is offered; the copy differs from the draft by the proven repair alone."""
    result = run("draft.txt", "-o", "copy.txt", "--report", "report.json", "--format", "json")
    assert (guessed / "copy.txt").read_text() == TWICE.replace(URL, THERE)
    rows = json.loads(result.output)
    assert [each["new"] for each in rows["offered"]] == [NAME, NAME, NAIL]
    assert [each["new"] for each in rows["done"]] == [THERE]


def test_an_edited_plan_is_obeyed(guessed):
    """What a person accepts is written at its own place, and what they refuse is not."""
    run("draft.txt", "--write-plan", "plan.toml", "--report", "report.json")
    plan = (guessed / "plan.toml").read_text()
    assert plan.count("\naccept = false") == 3
    assert plan.count("\naccept = true") == 1
    edited = plan.replace("\naccept = true", "\naccept = maybe").replace(
        f'accept = false\nkind = "completed"\nold = "{PREFIX}"\nnew = "{NAIL}"',
        f'accept = true\nkind = "completed"\nold = "{PREFIX}"\nnew = "{NAIL}"',
    )
    (guessed / "plan.toml").write_text(edited.replace("accept = maybe", "accept = false"))
    run("draft.txt", "-o", "copy.txt", "--plan", "plan.toml")
    assert (guessed / "copy.txt").read_text() == TWICE.replace(f"[2] {PREFIX}...", f"[2] {NAIL}")


@pytest.mark.parametrize(
    ("old", "new", "error"),
    [
        ("accept = false", "accept = true", "two repairs"),
        ("accept = false", 'accept = "yes"', "not true or false"),
        ("repair-plan/1", "repair-plan/9", "schema"),
        ('sha256 = "', 'sha256 = "0', "another draft"),
        (NAIL, "b.example", "not a complete address"),
        ("[[repairs]]", "[repairs", "not a plan"),
        ('kind = "completed"', "", "not a plan"),
    ],
)
def test_a_plan_that_does_not_fit_is_refused(guessed, old, new, error):
    """A plan that is damaged, of another draft or of two minds is one sentence, and nothing is written."""
    run("draft.txt", "--write-plan", "plan.toml", "--report", "report.json")
    plan = (guessed / "plan.toml").read_text()
    (guessed / "plan.toml").write_text(plan.replace(old, new))
    with pytest.raises(UnreadableInput, match=error):
        run("draft.txt", "-o", "copy.txt", "--plan", "plan.toml")
    assert not (guessed / "copy.txt").exists()


def test_a_plan_is_read_as_it_was_written():
    """Whatever a plan holds, its file holds the same."""
    plan = plan_repairs(report(*GUESSED, {"url": URL, "reach": "gone", **VERIFIED}, {**CUT, "raw": '"\\ü…'}), "00", ALL)
    assert parse_plan(render_plan(plan, "00"), "00") == plan


def accept(folder, new):
    """Accept the repair of the second cut address of `TWICE` with a new address in the plan."""
    run("draft.txt", "--write-plan", "plan.toml", "--report", "report.json")
    head = 'accept = false\nkind = "completed"\nold = "{}"\nnew = "{}"'
    plan = (folder / "plan.toml").read_text()
    edited = head.format(PREFIX, new).replace("false", "true")
    (folder / "plan.toml").write_text(plan.replace(head.format(PREFIX, NAIL), edited))


def test_what_the_plan_accepts_is_not_left(guessed):
    """A place that the plan repairs is not listed as left; its equal neighbour is, and what is not accepted is refused."""
    accept(guessed, NAIL)
    rows = json.loads(run("draft.txt", "-o", "copy.txt", "--plan", "plan.toml", "--format", "json").output)
    assert [each["new"] for each in rows["done"]] == [NAIL, THERE]
    assert [each["source"] for each in rows["left"]] == [f"{PREFIX}..."]
    assert (rows["offered"], [each["new"] for each in rows["refused"]]) == ([], [NAME, NAME])
    assert "refused 2, not repaired 1" in run("draft.txt", "-o", "copy.txt", "--plan", "plan.toml").output


def test_an_address_from_the_plan_has_the_plan_as_its_reason(guessed):
    """The reason of the address that was found is not that of another one which a person wrote in its place."""
    accept(guessed, f"{PREFIX}ture")
    rows = json.loads(run("draft.txt", "-o", "copy.txt", "--plan", "plan.toml", "--format", "json").output)
    assert {each["new"]: each["why"] for each in rows["done"]}[f"{PREFIX}ture"] == "by the plan"


@pytest.mark.parametrize("copy", [{}, VERIFIED])
def test_a_completed_address_that_is_lost_is_named_as_completed(tmp_path, monkeypatch, copy):
    """An address that was just written is not said to be missing in the draft or to be unrepaired without a cause."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "draft.txt").write_text(f"[1] {PREFIX}...\n")
    sha256 = hashlib.sha256((tmp_path / "draft.txt").read_bytes()).hexdigest()
    lost = {**PUBLISHED, "line": 1, "reach": "gone", **copy}
    (tmp_path / "report.json").write_text(json.dumps(report(lost, sha256=sha256)))
    rows = json.loads(run("draft.txt", "-o", "copy.txt", "--report", "report.json", "--format", "json").output)
    assert (tmp_path / "copy.txt").read_text() == f"[1] {NAME}\n"
    assert [(each["source"], each["why"].startswith("the address was completed; ")) for each in rows["left"]] == [
        (NAME, True)
    ]

"""`citecheck check` as its user gives it: exit codes, sentences, and the two fixtures in both states."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BRIEF = ROOT / "fixtures/brief"
MEMO = ROOT / "fixtures/memo"


def citecheck(*words, cwd, stdin=None):
    """Run the command line and return (exit code, standard output, standard error)."""
    done = subprocess.run(
        [sys.executable, "-m", "citecheck", *map(str, words)], cwd=cwd, input=stdin, capture_output=True, timeout=120
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


@pytest.fixture
def desk(tmp_path):
    """Return a folder with a cache of its own."""
    (tmp_path / "cache").mkdir()
    return tmp_path


def checked(desk, draft, web, *more):
    """Check a fixture and return (exit code, report)."""
    code, out, err = citecheck("check", draft, "--replay", web, "--format", "json", *more, cwd=desk)
    assert out, err
    return code, json.loads(out)


def alarms(report):
    """Return what a report says above a note, as (rule, footnote) counts."""
    return Counter(
        (finding["rule"], finding["footnote"]) for finding in report["findings"] if finding["level"] != "info"
    )


def test_the_brief_is_in_order_at_the_first_visit(desk):
    """At the first visit nothing speaks against the brief but the address that its author's system cut."""
    code, report = checked(desk, BRIEF / "draft.txt", BRIEF / "before.warc.gz")
    assert code == 0
    assert alarms(report) == {("T101", "11"): 1}
    assert [len(citation["sources"]) for citation in report["citations"]] == [1, 1, 2, 1, 1, 1, 2, 1, 1, 1, 1, 1, 2]


def test_the_second_visit_of_the_brief_names_what_happened_and_nothing_else(desk):
    """Edited, replaced, parked, gone, moved and “not found”: each is named once, at its footnote."""
    checked(desk, BRIEF / "draft.txt", BRIEF / "before.warc.gz")
    code, report = checked(desk, BRIEF / "draft.txt", BRIEF / "after.warc.gz")
    assert code == 1
    assert alarms(report) == {
        ("L103", "3"): 1,
        ("L104", "4"): 1,
        ("D103", "6"): 1,
        ("D102", "7"): 1,
        ("L401", "8"): 1,
        ("L101", "9"): 1,
        ("T101", "11"): 1,
    }
    edited = [finding["footnote"] for finding in report["findings"] if finding["rule"] == "D101"]
    assert edited == ["10"]


def test_the_memo_is_in_order_at_the_first_visit(desk):
    """Nothing speaks against the Word document at the first visit."""
    code, report = checked(desk, MEMO / "draft.docx", MEMO / "before.warc.gz")
    assert code == 0
    assert alarms(report) == {}
    assert len(report["citations"]) == 6


def test_the_second_visit_of_the_memo_names_what_happened_and_nothing_else(desk):
    """A limit lowered in the cited passage and a home page in an article's place are errors; a login is a note."""
    checked(desk, MEMO / "draft.docx", MEMO / "before.warc.gz")
    code, report = checked(desk, MEMO / "draft.docx", MEMO / "after.warc.gz")
    assert code == 1
    assert sorted(rule for rule, _ in alarms(report)) == ["D103", "L105"]
    assert "L202" in {finding["rule"] for finding in report["findings"]}


def test_a_report_for_several_drafts_is_one_crawl(desk):
    """Two drafts are checked in one run, each with its own part of the report."""
    (desk / "a.txt").write_bytes((BRIEF / "draft.txt").read_bytes())
    (desk / "b.txt").write_bytes((BRIEF / "draft.txt").read_bytes())
    code, report = checked(desk, desk / "a.txt", BRIEF / "before.warc.gz", desk / "b.txt")
    assert code == 0
    assert report["run"]["counts"]["drafts"] == 2
    assert len(report["documents"]) == 2


def test_fail_on_sets_what_fails_a_run(desk):
    """The exit code follows --fail-on."""
    words = ("check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz")
    assert citecheck(*words, "--fail-on", "warning", cwd=desk)[0] == 1
    assert citecheck(*words, "--fail-on", "never", cwd=desk)[0] == 0


def test_a_report_goes_to_a_file_whole(desk):
    """--output writes the file and nothing to standard output; a folder that is not there is one sentence."""
    words = ("check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz", "--format", "json", "--output")
    code, out, _ = citecheck(*words, desk / "report.json", cwd=desk)
    assert (code, out) == (0, "")
    assert json.loads((desk / "report.json").read_text())["schema"] == "citecheck.check/1"
    code, _, err = citecheck(*words, desk / "nowhere" / "report.json", cwd=desk)
    assert code == 2
    assert err.count("\n") == 1


BAD = {
    "empty.docx": b"",
    "binary.txt": bytes(range(256)) * 40,
    "no-zip.docx": b"This is no Word document.",
    "broken.pdf": b"%PDF-1.7\n" + b"\x00\xff" * 2000,
    "torn.docx": b"PK\x03\x04" + b"\x00" * 500,
}


@pytest.mark.parametrize("name", [*BAD, "missing.txt"])
def test_bad_input_is_one_sentence_and_exit_code_2(desk, name):
    """A single named draft that cannot be read gets one sentence that names it, and no traceback."""
    if name in BAD:
        (desk / name).write_bytes(BAD[name])
    code, out, err = citecheck("check", name, "--offline", cwd=desk)
    assert (code, out) == (2, "")
    assert err.startswith("citecheck: ")
    assert name in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "names"),
    [
        (("--store", "/dev/null/citecheck.db"), "--store"),
        (("--replay", "nowhere.warc.gz"), "nowhere.warc.gz"),
        (("--format", "papyrus"), "papyrus"),
        (("--fail-on", "sometimes"), "sometimes"),
        (("--replay", str(BRIEF / "before.warc.gz"), "--offline"), "exclude"),
    ],
)
def test_wrong_usage_is_one_sentence_and_exit_code_2(desk, words, names):
    """An option that cannot be followed gets one sentence that names it."""
    code, out, err = citecheck("check", BRIEF / "draft.txt", *words, cwd=desk)
    assert (code, out) == (2, "")
    assert names in err
    assert err.count("\n") == 1


def finding_of(report, code):
    """Return the one finding of a rule in the JSON of a report, wherever it is."""
    places = [report, *report.get("documents", ())]
    (found,) = [each for place in places for each in place["findings"] if each["rule"] == code]
    return found


def write_folder(desk):
    """Write a folder with one draft to check, one without notes, two empty files and a damaged one."""
    (desk / "d" / "sub").mkdir(parents=True)
    (desk / "d" / "a.txt").write_bytes((BRIEF / "draft.txt").read_bytes())
    (desk / "d" / "plain.md").write_text("Rain fell all night.\n")
    (desk / "d" / "empty.md").touch()
    (desk / "d" / "sub" / "blank.html").write_text(" \n")
    (desk / "d" / "torn.pdf").write_bytes(BAD["broken.pdf"])
    return desk / "d"


def test_a_folder_is_checked_around_what_cannot_be_read(desk):
    """A damaged file of a folder is a warning, empty files and files without notes are sentences, the code is 0."""
    write_folder(desk)
    words = ("check", "d", "--replay", BRIEF / "before.warc.gz", "--format", "json")
    code, out, err = citecheck(*words, cwd=desk)
    report = json.loads(out)
    assert code == 0
    assert len(report["citations"]) == 13
    found = finding_of(report, "C107")
    assert (found["level"], found["path"]) == ("warning", "d/torn.pdf")
    assert "Nothing in d/torn.pdf was checked: the PDF is damaged" in found["message"]
    assert "1 of 5 files (d/plain.md): no footnotes, citations or links found" in err
    assert "d/empty.md, d/sub/blank.html: empty, nothing to check" in err
    assert citecheck(*words, "--fail-on", "warning", cwd=desk)[0] == 1
    assert citecheck(*words, "--fail-on", "warning", "--ignore", "C107,T101", cwd=desk)[0] == 0


def test_a_damaged_file_that_was_named_is_an_error(desk):
    """Of several named files the damaged one is an error, and the others are checked."""
    (desk / "torn.docx").write_bytes(BAD["torn.docx"])
    (desk / "empty.txt").touch()
    words = ("check", BRIEF / "draft.txt", "torn.docx", "empty.txt", "--replay", BRIEF / "before.warc.gz")
    code, out, err = citecheck(*words, "--format", "json", cwd=desk)
    report = json.loads(out)
    assert code == 1
    assert len(report["citations"]) == 13
    assert finding_of(report, "C107")["level"] == "error"
    assert "empty.txt: empty, nothing to check" in err


@pytest.mark.parametrize(
    ("words", "level"),
    [
        (["d"], "warning"),
        (["d/*"], "warning"),
        (["./d/"], "warning"),
        (["d", "d/torn.pdf"], "error"),
        (["d", "./d/torn.pdf"], "error"),
        (["d", "d/sub/../torn.pdf"], "error"),
        (["{desk}/d", "d/torn.pdf"], "error"),
        (["d", "{desk}/d/torn.pdf"], "error"),
        (["d/torn.pdf", "d"], "error"),
        (["d", "link.pdf"], "error"),
    ],
)
def test_the_level_of_a_damaged_file_depends_on_who_named_it(desk, words, level):
    """A damaged file that an argument names is an error however it is spelled, one that a folder led to a warning."""
    write_folder(desk)
    (desk / "link.pdf").symlink_to(desk / "d" / "torn.pdf")
    words = [word.format(desk=desk) for word in words]
    _, out, _ = citecheck("check", *words, "--replay", BRIEF / "before.warc.gz", "--format", "json", cwd=desk)
    assert finding_of(json.loads(out), "C107")["level"] == level


def test_named_files_of_which_none_can_be_read_are_refused(desk):
    """Where every named file is damaged there is no report, and each gets its sentence."""
    for name in ("torn.docx", "broken.pdf"):
        (desk / name).write_bytes(BAD[name])
    code, out, err = citecheck("check", "torn.docx", "broken.pdf", "--offline", cwd=desk)
    assert (code, out) == (2, "")
    assert "torn.docx" in err
    assert "broken.pdf" in err


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("emptied.md",), "emptied.md: empty, nothing to check"),
        (("emptied.md", "blank.txt"), "emptied.md, blank.txt: empty, nothing to check"),
        (("plain.md",), "plain.md: no footnotes, citations or links found"),
        (("nothing",), "nothing: no draft in this folder"),
        (("*.zip",), "*.zip: no draft matches this pattern"),
    ],
)
def test_what_holds_no_notes_is_normal(desk, words, sentence):
    """A draft, a folder or a pattern without notes is reported in a sentence, and the exit code is 0."""
    (desk / "nothing").mkdir()
    (desk / "plain.md").write_text("Rain fell all night.\n")
    (desk / "emptied.md").touch()
    (desk / "blank.txt").write_text("\n \n")
    code, out, err = citecheck("check", *words, "--offline", cwd=desk)
    assert code == 0
    assert sentence in err
    assert "Ready" not in out
    assert not (desk / "cache" / "citecheck.db").exists() or words == ("plain.md",)


def test_offline_says_nothing_against_a_source(desk):
    """Offline no source is asked, and none is blamed."""
    code, out, _ = citecheck("check", BRIEF / "draft.txt", "--offline", "--format", "json", cwd=desk)
    report = json.loads(out)
    assert code == 0
    reaches = {source["reach"] for citation in report["citations"] for source in citation["sources"]}
    assert reaches == {"unknown", "offline"}


def test_the_store_path_is_printed(desk):
    """The nearest folder upwards with a cache is where the store is."""
    (desk / "deep" / "down").mkdir(parents=True)
    code, out, _ = citecheck("store", "path", cwd=desk / "deep" / "down")
    assert (code, out.strip()) == (0, str(desk / "cache" / "citecheck.db"))


def test_an_audit_visits_what_is_due(desk):
    """What was checked is visited again by an audit, from the store alone; with nothing due its code is that of the state."""
    checked(desk, BRIEF / "draft.txt", BRIEF / "before.warc.gz")
    words = ("audit", "--all", "--replay", BRIEF / "after.warc.gz", "--format", "json")
    code, out, err = citecheck(*words, cwd=desk)
    report = json.loads(out)
    assert code == 1, err
    found = alarms(report)
    assert found["D103", "6"] == 1
    assert found["L109", "9"] == 1, "an audit says gone only after three visits"
    code, out, _ = citecheck("audit", "--due", "--replay", BRIEF / "after.warc.gz", "--format", "json", cwd=desk)
    assert code == 1
    assert {fault["rule"] for fault in json.loads(out)["standing"]} >= {"D103"}


def test_one_run_writes_several_reports(desk):
    """`--report` writes further reports of the run next to the one that is shown; an unknown format is refused."""
    words = ("check", BRIEF / "draft.txt", "--replay", BRIEF / "before.warc.gz", "--report")
    code, out, _ = citecheck(*words, "html=report.html", "--report", "sarif=found.sarif", cwd=desk)
    assert (code, out[:7]) == (0, "WARNING")
    assert (desk / "report.html").read_text().startswith("<!doctype html>")
    assert json.loads((desk / "found.sarif").read_text())["version"] == "2.1.0"
    assert citecheck(*words, "pdf=report.pdf", cwd=desk)[0] == 2


def test_help_is_in_sections():
    """The help of `check` lists each option once, under a heading."""
    _, out, _ = citecheck("check", "--help", cwd=ROOT)
    assert "The report:" in out
    assert "\n    citecheck check report.docx\n" in out
    assert out.count("--fail-on LEVEL") == out.count("  --baseline FILE") == out.count("-h, --help") == 1


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("chek",), "did you mean 'check'?"),
        (("check", "x", "--select", "Z1"), "--select: 'Z1' is not valid"),
        (("check", "x", "--report", "pdf=a"), "--report: 'pdf=a' is not valid"),
    ],
)
def test_slips_are_answered_with_what_was_meant(words, sentence):
    """A command or value that does not exist is named as it was written, with what is known instead."""
    code, _, err = citecheck(*words, cwd=ROOT)
    assert code == 2
    assert sentence in err


def test_rules_are_found_by_name():
    """A rule is explained by its name as by its code."""
    assert citecheck("rules", "moved", cwd=ROOT) == citecheck("rules", "L401", cwd=ROOT)

"""A fault of citecheck itself, made by a monkeypatch in a real process: exit code 70, one block, nothing lost."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from citecheck.store.database import open_store

ROOT = Path(__file__).parents[2]
BRIEF = ROOT / "fixtures/brief"
CLAIM = "Rain fell all night.[^1]\n\n[^1]: https://{0}.example.org/rain\n"

FAULTS = {
    "command": "import citecheck.cli.refang as module\nmodule.command.callback = lambda *_, **__: {}['lost']",
    "rules": """
import citecheck.run.findings_stage as module
kept = module._build_draft_report
def fail(tracked, *rest):
    return {}['rules'] if tracked.draft.path.endswith('b.md') else kept(tracked, *rest)
module._build_draft_report = fail
""",
    "evidence": """
import citecheck.run.evidence_stage as module
kept = module.claims_of
module.claims_of = lambda draft: {}['claims'] if draft.path.endswith('b.md') else kept(draft)
""",
    "visit": """
import citecheck.run.visit_stage as module
kept = module.record
def fail(context, exchange, *rest):
    return {}['visit'] if '//b.' in exchange.url else kept(context, exchange, *rest)
module.record = fail
""",
    "crawler": """
import citecheck.net.step as module
kept = module.Stepper._step
async def fail(self, host, chain):
    return {}['crawler'] if '//b.' in chain.request.url else await kept(self, host, chain)
module.Stepper._step = fail
""",
    "report": """
import citecheck.report.document as module
module._build_citation = lambda _: {}['citation']
""",
    "store": """
import citecheck.run.pipeline as module
module.finish_run = lambda *_: {}['finish']
""",
}
"""Python that breaks one function before the command line runs."""

CHILD = """
import os
if os.environ.get('BREAKS'):
    import citecheck.draft.formats.markdown as module
    kept = module.read
    def read(data, *, base):
        return {}['reader'] if b'//b.' in data else kept(data, base=base)
    module.read = read
"""
"""A module that every Python process imports at its start (`sitecustomize`): it breaks a reader in the children."""


def citecheck(fault, *words, cwd, **environment):
    """Run the command line with a broken function; return (exit code, standard output, standard error)."""
    code = f"{FAULTS.get(fault, '')}\nfrom citecheck.cli import main\nmain()"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, words)],
        cwd=cwd, capture_output=True, text=True, timeout=120, env={**os.environ, **environment},
    )  # fmt: skip
    return done.returncode, done.stdout, done.stderr


@pytest.fixture
def desk(tmp_path):
    """Return a folder with a store of its own and two drafts."""
    (tmp_path / "cache").mkdir()
    for name in "ab":
        (tmp_path / f"{name}.md").write_text(CLAIM.format(name), encoding="utf-8")
    return tmp_path


def test_an_unforeseen_exception_is_one_block(desk):
    """What happened, the version and the place to report are printed, the traceback is in a file next to the store."""
    code, out, err = citecheck("command", "refang", cwd=desk)
    assert (code, out) == (70, "")
    assert "Traceback" not in err
    assert err.count("\n") <= 6
    assert "this is a fault of citecheck" in err
    assert "refang: KeyError: 'lost'" in err
    assert "Version: citecheck " in err
    assert "Report it to " in err
    (file,) = (desk / "cache").glob("citecheck-fault-*.log")
    assert str(file) in err
    assert "Traceback" in file.read_text()


def test_the_traceback_is_printed_on_demand(desk):
    """With CITECHECK_DEBUG=1 the traceback is printed, and no file is written."""
    code, _, err = citecheck("command", "refang", cwd=desk, CITECHECK_DEBUG="1")
    assert code == 70
    assert "Traceback" in err
    assert not list(desk.rglob("*.log"))


@pytest.mark.parametrize("fault", ["rules", "evidence"])
def test_one_failing_draft_does_not_end_the_run(desk, fault):
    """A stage that fails on one draft is a finding about it; the other is finished, and the code is 70."""
    code, out, err = citecheck(fault, "check", "a.md", "b.md", "--offline", "--format", "json", cwd=desk)
    report = json.loads(out)
    assert code == 70, err
    (found,) = [each for each in report["findings"] if each["rule"] == "L503"]
    assert found["path"] == "b.md"
    assert len(report["documents"][0]["citations"]) == 1
    assert "b.md: KeyError" in err


def test_one_failing_page_does_not_end_the_run(desk):
    """A stage that fails on one address leaves that one unseen; the other is in the store, and the code is 70."""
    code, out, err = citecheck("visit", "check", "a.md", "b.md", "--offline", "--format", "json", cwd=desk)
    report = json.loads(out)
    assert code == 70, err
    (found,) = [each for each in report["findings"] if each["rule"] == "L503"]
    assert found["url"] == "https://b.example.org/rain"
    store = open_store(desk / "cache" / "citecheck.db", read_only=True)
    seen = store.rows("SELECT url FROM visits JOIN sources ON sources.id = source_id")
    store.close()
    assert [row["url"] for row in seen] == ["https://a.example.org/rain"]


def test_one_address_on_which_the_crawler_fails_does_not_end_the_run(desk):
    """A fault of the crawler at one address leaves that one not asked; the others have their visits."""
    code, out, err = citecheck("crawler", "check", "a.md", "b.md", "--offline", "--format", "json", cwd=desk)
    report = json.loads(out)
    assert code == 70, err
    (found,) = [each for each in report["findings"] if each["rule"] == "L503"]
    assert found["url"] == "https://b.example.org/rain"
    sources = [each["citations"][0]["sources"][0] for each in report["documents"]]
    assert [each["error"] for each in sources] == ["this run is offline", "citecheck failed while it asked"]
    assert {each["reach"] for each in sources} == {"unknown"}
    words = ("https://a.example.org/", "https://b.example.org/", "--offline", "--no-archive")
    code, out, _ = citecheck("crawler", "fetch", *words, cwd=desk)
    assert code == 70
    assert len(out.splitlines()) == 2


@pytest.mark.parametrize(("command", "least"), [("check", 1), ("extract", 1)])
def test_a_reader_that_fails_in_a_child_is_a_fault(desk, command, least):
    """A draft whose reader fails is named, the other is finished, and the code is 70."""
    (desk / "sitecustomize.py").write_text(CHILD)
    path = os.pathsep.join([str(desk), os.environ.get("PYTHONPATH", "")])
    words = (command, "a.md", "b.md", "--format", "json", *(["--offline"] if command == "check" else []))
    code, out, err = citecheck(None, *words, cwd=desk, PYTHONPATH=path, BREAKS="1")
    assert code == 70, err
    assert out.count('"citations": [') >= least
    assert "b.md: the reader failed: KeyError: 'reader'" in err


@pytest.mark.parametrize("fault", ["report", "store"])
def test_no_half_of_a_report_is_printed(desk, fault):
    """Where the report itself fails, standard output stays empty."""
    code, out, err = citecheck(fault, "check", "a.md", "--offline", "--format", "json", cwd=desk)
    assert (code, out) == (70, ""), err


def test_what_was_done_before_the_fault_is_saved(desk):
    """A run that a fault ended has its visits in the store, and the next run completes it."""
    words = ("check", "a.md", "--replay", BRIEF / "before.warc.gz", "--format", "json")
    assert citecheck("store", *words, cwd=desk)[0] == 70
    store = open_store(desk / "cache" / "citecheck.db", read_only=True)
    assert store.rows("SELECT count(*) AS n FROM visits")[0]["n"] == 1
    store.close()
    code, out, _ = citecheck(None, *words, cwd=desk)
    assert code == 0
    assert len(json.loads(out)["citations"]) == 1


def test_one_failing_row_does_not_end_a_batch(desk):
    """A row of `verify --batch` on which citecheck fails has an error, the others have answers, and the code is 70."""
    rows = [{"id": name, "claim": "Rain fell.", "text": "Rain fell all night."} for name in "ab"]
    (desk / "rows.jsonl").write_text("\n".join(map(json.dumps, rows)))
    FAULTS["row"] = """
import citecheck.cli.verify as module
kept = module._answer
module._answer = lambda row, aids: {}['row'] if row['id'] == 'b' else kept(row, aids)
"""
    code, out, err = citecheck("row", "verify", "--batch", "rows.jsonl", cwd=desk)
    first, second = map(json.loads, out.splitlines())
    assert code == 70
    assert "support" in first
    assert "KeyError: 'row'" in second["error"]
    assert "row b: KeyError" in err

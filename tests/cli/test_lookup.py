"""`citecheck lookup` as its user runs it, with services on this machine."""

import http.server
import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from fastwarc.warc import ArchiveIterator
from tests.registries import small_world

from citecheck.registries.services import SERVICES

ARTICLE = "Holm D, Vik A. Ice on seven rivers: A survey of the plain. Polar Notes. 2020."


@pytest.fixture(scope="module")
def registries():
    """The options that put the made-up services in the place of the public ones."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            length = int(self.headers.get("Content-Length") or 0)
            content = self.rfile.read(length) if length else b""
            status, body = small_world.answer(f"http://localhost{self.path}", content)
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        do_POST = do_GET

        def log_message(self, *_):
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    base = f"http://127.0.0.1:{server.server_address[1]}"
    yield ["--allow-private", *(word for name in SERVICES for word in ("--registry", f"{name}={base}/{name}"))]
    server.shutdown()
    server.server_close()


def run(*words, sent=""):
    """Return the exit code and both outputs of the command."""
    command = [sys.executable, "-m", "citecheck", "lookup", *words]
    done = subprocess.run(command, input=sent, capture_output=True, text=True, encoding="utf-8")
    return done.returncode, done.stdout, done.stderr


def test_one_reference_is_answered_in_lines(registries):
    """State, record, what differs, notices, and who was asked."""
    code, shown, _ = run("Holm D, Lund E. Ice on seven rivers: A survey of the plain. Polar Notes. 2020.", *registries)
    assert code == 0
    assert shown.splitlines()[0] == "differs: the work exists, and the reference differs from its record"
    assert "  authors differs: cited “Holm D, Lund E”, found “Dora Holm, Anton Vik”" in shown.splitlines()
    assert "  notice of retraction, 2021-04-09, 10.1000/ice.12.r" in shown.splitlines()
    assert any(line.startswith("  asked crossref for ") and line.endswith(": found") for line in shown.splitlines())


def test_a_batch_is_answered_line_by_line_in_its_order(registries):
    """Text and BibTeX, a row without either, and a row whose entry is none."""
    rows = [
        {"id": 1, "text": ARTICLE},
        {
            "id": "b",
            "bibtex": "@article{k, title={Ice on seven rivers}, author={Dora Holm and Anton Vik}, year={2020}}",
        },
        {"id": 3},
        {"id": 4, "bibtex": "no entry"},
    ]
    code, shown, _ = run("--batch", "-", *registries, sent="".join(json.dumps(row) + "\n" for row in rows))
    answers = [json.loads(line) for line in shown.splitlines()]
    assert (code, [each["id"] for each in answers]) == (0, [1, "b", 3, 4])
    assert [each.get("state") for each in answers] == ["matched", "matched", None, None]
    assert set(answers[0]) == {"id", "state", "identifier", "record", "fields", "updates", "asked"}
    assert answers[0]["record"]["doi"] == "10.1000/ice.12"
    assert answers[2]["error"].startswith('a row needs "text"')


def test_offline_asks_nothing():
    """With `--offline` the state is not-asked, and no service is named."""
    code, shown, _ = run(ARTICLE, "--offline", "--json")
    answer = json.loads(shown)
    assert (code, answer["state"], answer["asked"]) == (0, "not-asked", [])


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        ((), "give the text of one reference, or --batch -"),
        ((ARTICLE, "--registry", "x=y"), "'x' is not known; name one of crossref"),
        (("--batch", "/nowhere.jsonl"), "/nowhere.jsonl: cannot be read"),
    ],
)
def test_wrong_usage_gets_a_sentence_and_the_code_2(words, sentence):
    """Nothing to look up, an unknown service, a file that is not there."""
    code, _, said = run(*words)
    assert code == 2
    assert sentence in said


def test_a_check_keeps_the_answers_of_registries_in_its_archive(registries, tmp_path):
    """`check` shows the record of a DOI in its JSON, and the answer of the service is in the archive."""
    (tmp_path / "draft.md").write_text(f"Ice melts.[^1]\n\n[^1]: {ARTICLE} doi:10.1000/ice.12\n")
    dead = ["--connect-to", "doi.org:443:127.0.0.1:9"]
    command = [sys.executable, "-m", "citecheck", "check", "draft.md", "--format", "json", "--store", "c.db"]
    done = subprocess.run([*command, *registries, *dead], capture_output=True, text=True, cwd=tmp_path)
    (source,) = json.loads(done.stdout)["citations"][0]["sources"]
    assert (source["record"]["state"], source["record"]["updates"][0]["type"]) == ("matched", "retraction")
    assert "registries were asked for 1 work (crossref 1)" in done.stderr
    (file,) = Path(tmp_path).glob("warc/*.warc.gz")
    with file.open("rb") as stream:
        addresses = [str(record.headers.get("WARC-Target-URI")) for record in ArchiveIterator(stream)]
    assert any(address.endswith("/crossref/works/10.1000/ice.12") for address in addresses)

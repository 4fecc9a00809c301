"""A headless browser for the page: Debian's chromium driven by Playwright; without one these tests are skipped."""

import shutil
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "report"))

import report_sample

from citecheck.report import render

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip


@pytest.fixture(scope="module")
def browser():
    # A module, not the session: while it lives, an event loop runs in this thread and no other test could start its own.
    if CHROMIUM is None:
        pytest.skip("no chromium on this machine")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        launched = running.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield launched
        launched.close()


@pytest.fixture(scope="session")
def pages(tmp_path_factory):
    """Files of the sample report: an ordinary draft, one of 500 notes, and one full of hostile texts."""
    folder = tmp_path_factory.mktemp("pages")
    for name, report in (
        ("sample", report_sample.report()),
        ("large", report_sample.large_report()),
        ("hostile", report_sample.hostile_report()),
    ):
        (folder / f"{name}.html").write_text("".join(render(report, "html")), encoding="utf-8")
    return folder


@pytest.fixture
def opened(browser, pages):
    """Open a page of the folder; any error of its script or policy, and any request it makes, fails the test."""
    contexts, faults = [], []

    def visit(name="sample", **options):
        context = browser.new_context(
            **{"viewport": {"width": 1440, "height": 900}, "reduced_motion": "reduce"} | options
        )
        contexts.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
        page.on("request", lambda request: faults.append(request.url) if not request.url.startswith("file:") else None)
        page.on("dialog", lambda dialog: faults.append(dialog.message))
        page.goto((pages / f"{name}.html").as_uri())
        return page

    yield visit
    for context in contexts:
        context.close()
    assert faults == []

"""The page in a real browser."""

import subprocess
import sys
from pathlib import Path

import pytest

WALKED = "article.card.current"


def current(page):
    return page.locator(WALKED).get_attribute("id")


def test_findings_are_walked_by_keyboard(opened):
    """`j` and `k` go from finding to finding in reading order, opening one card at a time, round and round."""
    page = opened()
    pressing = page.eval_on_selector_all(
        "article.card:is(.error, .warning, .note)", "cards => cards.map(card => card.id)"
    )
    walked = []
    for _ in pressing:
        page.keyboard.press("j")
        walked.append(current(page))
    assert walked == pressing
    page.keyboard.press("j")
    assert current(page) == pressing[0]
    page.keyboard.press("k")
    assert current(page) == pressing[-1]
    assert page.locator("article.card.open").count() == 1
    assert page.locator(".status").text_content() == f"{len(pressing)} of {len(pressing)}"


def test_the_walk_keeps_to_the_filter(opened):
    """With a verdict chosen only its cards are shown and walked; the number key chooses it too."""
    page = opened()
    page.keyboard.press("1")
    shown = page.locator("article.card:visible")
    assert {shown.nth(n).get_attribute("data-tone") for n in range(shown.count())} == {"error"}
    page.keyboard.press("j")
    assert page.locator(WALKED).get_attribute("data-tone") == "error"
    assert page.locator(".row.off:not(.heading)").first.is_hidden()
    page.keyboard.press("0")
    assert page.locator("article.card:visible").count() == page.locator("article.card").count()


def test_rules_and_hosts_filter(opened):
    """Choosing a rule or a host leaves its citations and counts them."""
    page = opened()
    page.select_option("#rule", "L101")
    assert page.locator("article.card:visible").count() == 3
    assert page.locator(".status").text_content() == "3 of 38"
    page.select_option("#rule", "")
    page.select_option("#host", "finance-daily.example")
    assert page.locator("article.card:visible").count() == 1


def test_a_note_is_found_by_its_number_or_a_word(opened):
    """What is typed into the search leaves the note of that number, or the citations that hold the word."""
    page = opened()
    page.keyboard.press("/")
    page.keyboard.type("[6]")
    shown = page.locator("article.card:visible .marker")
    assert set(shown.all_text_contents()) == {"[6]"}
    page.keyboard.press("Enter")
    assert page.locator(WALKED + " .marker").text_content() == "[6]"
    page.fill("#find", "finance-daily")
    assert page.locator("article.card:visible").count() == 1
    page.fill("#find", "")
    assert page.locator("article.card:visible").count() == page.locator("article.card").count()


def test_the_repaired_address_is_copied(opened):
    """`y` copies what the current card offers instead of its address, a button what is next to it."""
    page = opened()
    page.evaluate("navigator.clipboard.writeText = async (text) => { window.copied = text }")
    page.select_option("#rule", "L101")
    for key in "jy":
        page.keyboard.press(key)
    assert page.evaluate("window.copied").startswith("https://web.archive.example/web/")
    page.locator(WALKED + " .address .copy").first.click()
    assert page.evaluate("window.copied") == "https://water.gov.example/inspections/2025"


def test_sources_and_copies_open_in_tabs(opened):
    """`o` opens the source and `c` the archived copy of the current card, without an opener."""
    page = opened()
    asked = []
    page.evaluate("window.open = (...given) => window.asked.push(given), window.asked = []")
    page.select_option("#rule", "L101")
    for key in "joc":
        page.keyboard.press(key)
    asked = page.evaluate("window.asked")
    assert [each[0] for each in asked] == [
        "https://water.gov.example/inspections/2025",
        "https://web.archive.example/web/20260415081200/https://water.gov.example/inspections/2025",
    ]
    assert {each[2] for each in asked} == {"noopener,noreferrer"}


def test_a_sentence_leads_to_its_card_and_is_marked(opened):
    """A click on a cited sentence, its marker or a task opens the card, and the sentence is shown as current."""
    page = opened()
    page.locator(".cited.error").first.click()
    assert page.locator(WALKED).get_attribute("data-tone") == "error"
    assert "4,180" in page.locator(".cited.current").text_content()
    page.locator(".task a.marker").first.click()
    assert page.locator(WALKED).locator(".body").is_visible()


def test_theme_and_help(opened):
    """`t` turns light to dark and back, `?` shows the keys and hides them."""
    page = opened()
    colours = []
    for _ in range(3):
        colours.append(page.evaluate("getComputedStyle(document.body).backgroundColor"))
        page.keyboard.press("t")
    assert colours[0] == colours[2] != colours[1]
    page.keyboard.press("?")
    assert page.locator("dialog").is_visible()
    page.keyboard.press("?")
    assert page.locator("dialog").is_hidden()


def test_without_scripts_everything_is_readable(opened):
    """With scripts off every card is open and no control that would do nothing is shown."""
    page = opened(java_script_enabled=False)
    assert page.locator("article.card .body:visible").count() == page.locator("article.card").count()
    assert page.locator(".tools").is_hidden()


def test_what_strangers_wrote_does_nothing(opened):
    """Markup, scripts and handlers in titles, sentences and paths stay text."""
    page = opened("hostile")
    assert page.evaluate("window.injected") is None
    assert page.locator("img, iframe, object, embed, link").count() == 0
    assert page.locator("script").count() == 1
    assert "<script>" in page.locator("article.card").first.text_content()


@pytest.mark.parametrize("width", [390, 900, 1440])
def test_nothing_runs_over_the_edge(opened, width):
    """At phone, tablet and desk width the page never scrolls sideways, with every card open."""
    page = opened(viewport={"width": width, "height": 900})
    page.keyboard.press("e")
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    hostile = opened("hostile", viewport={"width": width, "height": 900})
    hostile.keyboard.press("e")
    assert hostile.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1440, "dark")])
def test_accessible(opened, scheme, width):
    """axe-core finds no fault, with every card open."""
    axe = pytest.importorskip("axe_playwright_python.sync_playwright")
    page = opened(viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True)
    page.keyboard.press("e")
    results = axe.Axe().run(page)
    assert results.violations_count == 0, results.generate_report()


def test_prints(opened, tmp_path):
    """The page prints: findings are open on paper, controls are gone, and every note is there."""
    page = opened()
    page.emulate_media(media="print")
    assert page.locator(".tools").is_hidden()
    assert page.locator("article.card.error .body").last.is_visible()
    page.pdf(path=tmp_path / "report.pdf", format="A4")
    pypdf = pytest.importorskip("pypdf")
    printed = "".join(sheet.extract_text() for sheet in pypdf.PdfReader(tmp_path / "report.pdf").pages)
    assert "Do not publish yet" in printed
    assert all(f"[{note}]" in printed for note in range(1, 35))


def test_a_draft_of_500_notes_is_light(opened, pages):
    """A draft of 500 notes is a file below 3 MB whose filters answer at once."""
    assert (pages / "large.html").stat().st_size < 3_000_000
    page = opened("large")
    assert page.locator("article.card").count() > 500
    page.keyboard.press("1")
    page.keyboard.press("j")
    assert page.locator(WALKED).count() == 1


@pytest.mark.parametrize("fixture", ["brief/draft.txt", "memo/draft.docx"])
def test_reports_of_the_fixtures(browser, tmp_path, fixture):
    """A real check of each fixture gives a page that opens, walks and filters without a fault."""
    fixtures = Path(__file__).parents[2] / "fixtures"
    web = fixtures / fixture.split("/")[0]
    network = ["--replay", str(web / "after.warc.gz"), "--store", str(tmp_path / "store.db")]
    command = [sys.executable, "-m", "citecheck", "check", str(fixtures / fixture), *network, "--format", "html"]
    subprocess.run([*command, "--output", str(tmp_path / "report.html")], capture_output=True, timeout=120, check=False)
    page = browser.new_page()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.goto((tmp_path / "report.html").as_uri())
    for key in "1jjkc0e":
        page.keyboard.press(key)
    assert page.locator(WALKED).get_attribute("data-tone") == "error"
    assert page.locator("article.card.open").count() == page.locator("article.card").count()
    page.close()
    assert faults == []

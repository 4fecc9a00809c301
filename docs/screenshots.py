"""Make the pictures of the HTML report in this folder: `python docs/screenshots.py`; needs chromium and playwright."""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent / "tests" / "report"))

import report_sample  # noqa: E402 (found beside the tests)

from citecheck.report import render  # noqa: E402

SHOTS = (
    ("report-light", {"width": 1360, "height": 860}, "light", 1, ""),
    ("report-dark", {"width": 1360, "height": 860}, "dark", 1, "jj"),
    ("report-phone", {"width": 390, "height": 844}, "light", 2, "jj"),
)
"""File, size in CSS pixels, colour scheme, pixels per CSS pixel, and the keys pressed before."""


def main() -> None:
    """Render the sample report and take each picture."""
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        page_file = Path(folder) / "report.html"
        page_file.write_text("".join(render(report_sample.report(), "html")), encoding="utf-8")
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name, size, scheme, scale, keys in SHOTS:
            page = browser.new_page(
                viewport=size, color_scheme=scheme, device_scale_factor=scale, reduced_motion="reduce"
            )
            page.goto(page_file.as_uri())
            for key in keys:
                page.keyboard.press(key)
            page.screenshot(path=HERE / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    main()

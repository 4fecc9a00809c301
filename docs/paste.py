"""Paste the real output of commands into the documentation.

    python docs/paste.py           rewrite README.md and docs/*.md
    python docs/paste.py --check   say which of them are not current, and exit with 1

A block between `<!-- paste: COMMAND -->` and `<!-- end -->` holds what COMMAND prints, run in the repository's folder
with a store of its own. `check` with a web in the state `after` is run on the state `before` first, as a second visit.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BLOCK = re.compile(
    r"(?P<head><!-- paste: (?P<command>.+?) -->\n```(?P<kind>\w+)\n)(?P<output>.*?)(?P<tail>```\n<!-- end -->)",
    re.DOTALL,
)
IDENTIFIER = re.compile(
    r"(?P<short>[0-9a-f]{8})(?P<rest>(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})|(?<=archive show )[0-9a-f]{8}"
)


def output_of(command: str, *, shown: bool) -> str:
    """Run a command as a reader would and return what it prints, with the command itself where `shown`."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"CITECHECK_STORE": f"{folder}/citecheck.db", "COLUMNS": "100", "NO_COLOR": "1"}
        if "after.warc.gz" in command:
            run(command.replace("after.warc.gz", "before.warc.gz"), environment)
        printed = run(command, environment)
    printed = number_identifiers(printed)
    return f"$ {command}\n{printed}" if shown else printed


def number_identifiers(printed: str) -> str:
    """Return an output with its identifiers, new in each run, numbered in their order; a short one stays part of it."""
    numbers: dict[str, str] = {}

    def numbered(found: re.Match[str]) -> str:
        short = numbers.setdefault(found["short"] or found[0], f"{len(numbers) + 1:08x}")
        return short + ("-0000-4000-8000-000000000000" if found["rest"] else "")

    return IDENTIFIER.sub(numbered, printed)


def run(command: str, environment: dict[str, str]) -> str:
    """Run `citecheck …` with this interpreter's citecheck."""
    words = [sys.executable, "-m", *shlex.split(command)]
    done = subprocess.run(words, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode > 1:
        raise SystemExit(f"{command}: {done.stderr}")
    return done.stdout


def pasted(text: str) -> str:
    """Return a document with every block brought up to date."""

    def current(found: re.Match[str]) -> str:
        output = output_of(found["command"], shown=found["kind"] == "console").rstrip() + "\n"
        return f"{found['head']}{output}{found['tail']}"

    return BLOCK.sub(current, text)


def main() -> None:
    """Bring the documents up to date, or say which are not."""
    stale = []
    for path in [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]:
        text = path.read_text("utf-8")
        current = pasted(text)
        if current != text:
            stale.append(path.relative_to(ROOT))
            if "--check" not in sys.argv:
                path.write_text(current, "utf-8")
    if "--check" in sys.argv and stale:
        raise SystemExit(f"not current, run docs/paste.py: {', '.join(map(str, stale))}")


if __name__ == "__main__":
    main()

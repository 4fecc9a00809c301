"""Case files: a draft in cases/ and, next to it, what reading it must give (`NAME.expected.json`).

`python -m tests.draft_formats.case_files` writes the expectations anew from what the readers say now; review the
difference.
"""

import json
from functools import cache
from pathlib import Path

from citecheck.draft.reading import read_draft
from citecheck.model.draft import Draft
from citecheck.rules.draft import check_draft
from tests.draft.case_files import summary
from tests.draft_formats.built import of_folder, of_layout

FOLDER = Path(__file__).parent / "cases"


def inputs() -> list[Path]:
    """Give the drafts of the folder, sorted by name."""
    return sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


@cache
def draft_bytes(path: Path) -> bytes:
    """Give the bytes of a case, put together once where it is made of parts: a container holds the time."""
    if path.is_dir():
        return of_folder(path)
    return of_layout(path.read_text("utf-8")) if path.suffix == ".layout" else path.read_bytes()


def draft_name(path: Path) -> str:
    """Give the name under which a case is read."""
    return path.name.removesuffix(".layout")


def read_case(path: Path) -> Draft:
    """Read a draft of the folder."""
    return check_draft(read_draft(draft_bytes(path), path=draft_name(path)))


if __name__ == "__main__":
    for case in inputs():
        text = json.dumps(summary(read_case(case)), ensure_ascii=False, indent=1)
        (FOLDER / f"{case.name}.expected.json").write_text(text + "\n", encoding="utf-8")

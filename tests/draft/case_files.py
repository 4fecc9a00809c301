"""Case files: a draft in cases/ and, next to it, what reading it must give (`NAME.expected.json`).

`python tests/draft/case_files.py` writes the expectations anew from what the reader says now; review the difference.
"""

import json
from pathlib import Path

from citecheck.draft.reading import read_draft
from citecheck.model.draft import Draft, Source
from citecheck.model.target import CutUrl, Malformed, Url
from citecheck.rules.draft import check_draft

FOLDER = Path(__file__).parent / "cases"


def inputs() -> list[Path]:
    """Give the drafts of the folder, sorted by name."""
    return sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.json"))


def summary(draft: Draft) -> dict:
    """Put into plain lists what a case pins down: one line a source, a citation, a finding."""
    return {
        "format": draft.format.value,
        "title": draft.title,
        "footnotes": [
            {
                "marker": note.marker,
                "text": note.text,
                "line": note.place.line,
                "sources": [_source(one) for one in note.sources],
            }
            for note in draft.footnotes
        ],
        "citations": [
            [one.marker, one.footnote, one.sentence, one.section, one.place.line, one.place.column]
            for one in draft.citations
        ],
        "indicators": list(draft.indicators),
        "findings": [[one.rule, one.line, one.column, one.message] for one in draft.findings],
    }


def _source(source: Source) -> list:
    match source.target:
        case Url(written=address):
            what = "address"
        case CutUrl(prefix=address):
            what = "cut"
        case Malformed(written=address):
            what = "malformed"
        case _:
            what, address = "offline", None
    flags = ["defanged"] if source.defanged else []
    return [source.kind.value, what, address, source.raw, source.place.line, source.place.column, *flags]


def read_case(path: Path) -> Draft:
    """Read a draft of the folder."""
    return check_draft(read_draft(path.read_bytes(), path=path.name))


if __name__ == "__main__":
    for path in inputs():
        text = json.dumps(summary(read_case(path)), ensure_ascii=False, indent=1)
        (FOLDER / f"{path.name}.expected.json").write_text(text + "\n", encoding="utf-8")

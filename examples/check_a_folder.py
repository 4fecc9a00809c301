"""Check the drafts of a folder and print one row for each citation that needs an editor.

    python examples/check_a_folder.py FOLDER [--replay ARCHIVE] [--store FILE]

Only `citecheck.api` is used. With `--replay` an archive answers and no network is needed:

    python examples/check_a_folder.py fixtures/brief --replay fixtures/brief/before.warc.gz
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

from citecheck.api import Draft, ProgressStep, Report, Settings, UnreadableInput, check, read_draft

SUFFIXES = {".txt", ".md", ".docx", ".odt", ".html"}


def read_folder(folder: Path) -> Iterator[Draft]:
    """Give the drafts of the folder itself that have citations; say which files cannot be read."""
    for path in sorted(folder.iterdir()):
        if path.suffix not in SUFFIXES:
            continue
        try:
            draft = read_draft(path)
        except UnreadableInput as error:
            print(error, file=sys.stderr)
            continue
        if draft.citations:
            yield draft


def list_rows(report: Report) -> Iterator[tuple[str, str, str, str]]:
    """Give (draft, marker, reach, support) of each source, as words."""
    for draft in report.drafts:
        for citation in draft.citations:
            for source in citation.sources:
                reach = source.visit.reach.value if source.visit else "no address"
                yield Path(draft.draft.path).name, citation.citation.marker, reach, source.evidence.support.value


def report_progress(step: ProgressStep) -> None:
    """Print on standard error what a run asks."""
    if step.visited:
        print(f"asked {step.visited[0]}", file=sys.stderr)


def main() -> None:
    """Read the arguments, check and print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--replay")
    parser.add_argument("--store")
    asked = parser.parse_args()
    settings = Settings(store=asked.store, replay=asked.replay)
    report = check(read_folder(asked.folder), settings, progress=report_progress)
    print(f"{'draft':<12} {'marker':<8} {'reach':<12} support")
    for name, marker, reach, support in list_rows(report):
        print(f"{name:<12} {marker:<8} {reach:<12} {support}")


if __name__ == "__main__":
    main()

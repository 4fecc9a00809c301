"""Write down what the program says of known input, and compare two such records.

    python bench/golden.py write FILE [--only GROUP] [--rows N]
    python bench/golden.py diff OLD NEW [--show N]

A refactoring ends with an equal record, or with the rows that differ listed in its commit. The groups are the commands:
`extract` of every draft, `content` of every page, `compare` of every pair of captures, `verify` of claims, `check` of the
fixtures from their archives. Input: the fixtures, the case files of the tests and, where it is present, the shared corpus.
Everything goes through the command line, so the record outlives any change of the code's layout.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

HERE = Path(__file__).resolve().parent.parent
SHARED = HERE.parent / "shared"
COMMAND = [sys.executable, "-m", "citecheck"]
ROWS = 400
"""Claims of each file of the corpus: a claim costs about 50 ms."""
VOLATILE = re.compile(
    r'"(id|started|finished|warc|offset|moment|elapsed_ms|elapsed|since|compared_with)": ("[^"]*"|[\d.]+|null)|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}'
    r"|(?<=archive show )[0-9a-f]{8}"
)
"""What differs between two runs of the same program: identifiers, moments, places in the archive."""


def run(*words: str, stdin: str | None = None) -> tuple[int, str]:
    done = subprocess.run(
        [*COMMAND, *words], input=stdin, capture_output=True, text=True, encoding="utf-8", check=False
    )
    return done.returncode, done.stdout


def asked_in_batch(command: str, rows: list[dict[str, object]]) -> Iterator[tuple[str, object]]:
    for start in range(0, len(rows), 500):
        stdin = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows[start : start + 500])
        for line in run(command, "--batch", "-", stdin=stdin)[1].splitlines():
            answer = json.loads(line)
            yield str(answer.pop("id")), answer


def drafts() -> Iterator[Path]:
    folders = [
        HERE / "fixtures",
        HERE / "tests/draft/cases",
        HERE / "tests/draft_formats/cases",
        SHARED / "cases",
        SHARED / "corpus/documents",
    ]
    skipped = {".py", ".json", ".gz", ".diff", ".page"}
    for folder in folders:
        paths = sorted(path for path in folder.rglob("*") if path.is_file() and path.suffix not in skipped)
        yield from (path for path in paths if "cases/store" not in str(path))  # reST that exhausts the memory


def extracted(_rows: int) -> Iterator[tuple[str, object]]:
    paths = list(drafts())
    with ThreadPoolExecutor(2) as threads:
        answers = threads.map(lambda path: run("extract", str(path), "--format", "json"), paths)
        for path, (code, out) in zip(paths, answers, strict=True):
            said = json.loads(out) if code in {0, 1} and out.strip().startswith("{") else out
            if isinstance(said, dict):
                said["document"].pop("path", None)
            yield name_of(path), {"code": code, "said": without_paths(said)}


def name_of(path: Path) -> str:
    base = SHARED if path.is_relative_to(SHARED) else HERE
    return str(path.relative_to(base))


def without_paths(said: object) -> object:
    text = json.dumps(said, ensure_ascii=False)
    return json.loads(text.replace(str(SHARED), "SHARED").replace(str(HERE), "HERE"))


def page_cases(folder: Path) -> Iterator[dict[str, object]]:
    """Rows of the page cases of the tests: a head of fields, an empty line, the body."""
    for path in sorted((HERE / "tests/page/cases/pages").glob("*.page")):
        head, _, body = path.read_text("utf-8").partition("\n\n")
        fields = dict(line.partition(": ")[::2] for line in head.splitlines())
        saved = folder / path.with_suffix(".html").name
        saved.write_text(body, "utf-8")
        status = fields.get("status")
        yield {
            "id": f"case/{path.name}",
            "path": str(saved),
            "url": fields.get("url"),
            "status": int(status) if status else None,
        }


def pages(folder: Path) -> Iterator[dict[str, object]]:
    yield from page_cases(folder)
    for part in ("pages", "pages-dev2", "charset", "extraction"):
        root = SHARED / "corpus/web" / part
        labels = json.loads((root / "labels.json").read_text("utf-8")) if root.is_dir() else []
        for row in labels:
            source = root / (row.get("html") or row["file"])
            saved = folder / f"{part}-{row['id'][:80]}".replace("/", "_")
            saved.write_bytes(gzip.decompress(source.read_bytes()) if source.suffix == ".gz" else source.read_bytes())
            yield {
                "id": f"{part}/{row['id']}",
                "path": str(saved),
                "url": row.get("url"),
                "status": row.get("http_status"),
            }


def read_pages(_rows: int) -> Iterator[tuple[str, object]]:
    with tempfile.TemporaryDirectory() as folder:
        yield from asked_in_batch("content", list(pages(Path(folder))))


def compared(_rows: int) -> Iterator[tuple[str, object]]:
    root = SHARED / "corpus/web/drift"
    labels = json.loads((root / "labels.json").read_text("utf-8")) if root.is_dir() else []
    with tempfile.TemporaryDirectory() as folder:
        asked: list[dict[str, object]] = []
        for number, row in enumerate(labels):
            sides: dict[str, object] = {}
            for side in "ab":
                saved = Path(folder) / f"{number}{side}.html"
                saved.write_bytes(
                    gzip.decompress((root / row[side]).read_bytes())
                    if row[side].endswith(".gz")
                    else (root / row[side]).read_bytes()
                )
                sides[side] = str(saved)
            asked.append({"id": row["id"], "url": row.get("url"), **sides})
        yield from asked_in_batch("compare", asked)


def verified(rows: int) -> Iterator[tuple[str, object]]:
    for part in ("claims", "claims-more"):
        for path in sorted((SHARED / "corpus" / part).glob("*.jsonl.gz")):
            with gzip.open(path, "rt", encoding="utf-8") as lines:
                chosen = [json.loads(line) for _, line in zip(range(rows), lines, strict=False)]
            asked = [{"id": row["id"], "claim": row["claim"], "sentences": row["sentences"]} for row in chosen]
            for name, answer in asked_in_batch("verify", asked):
                yield f"{path.name}/{name}", answer


def checked(_rows: int) -> Iterator[tuple[str, object]]:
    """Check each fixture in both states, the second on the store of the first, and one folder of case drafts offline."""
    with tempfile.TemporaryDirectory() as folder:
        for draft in (HERE / "fixtures/brief/draft.txt", HERE / "fixtures/memo/draft.docx"):
            for state in ("before", "after"):
                store, archive = f"{folder}/{draft.parent.name}.db", str(draft.parent / f"{state}.warc.gz")
                for form in ("json", "text") if state == "after" else ("json",):
                    code, out = run("check", str(draft), "--replay", archive, "--store", store, "--format", form)
                    said = VOLATILE.sub("", out).replace(str(HERE), "HERE")
                    yield f"{draft.parent.name}/{state}/{form}", {"code": code, "said": said.splitlines()}


GROUPS = {"extract": extracted, "content": read_pages, "compare": compared, "verify": verified, "check": checked}


def write(target: Path, only: Iterable[str], rows: int) -> None:
    with target.open("w", encoding="utf-8") as out:
        for group in only:
            count = 0
            for name, said in GROUPS[group](rows):
                out.write(
                    json.dumps({"group": group, "row": name, "said": said}, ensure_ascii=False, sort_keys=True) + "\n"
                )
                count += 1
            print(f"{group}: {count} rows", file=sys.stderr)


def read(path: Path) -> dict[tuple[str, str], object]:
    with path.open(encoding="utf-8") as lines:
        return {(row["group"], row["row"]): row["said"] for row in map(json.loads, lines)}


def differing(old: object, new: object, place: str = "") -> Iterator[str]:
    """Name each place in which two answers differ, with both values."""
    if isinstance(old, dict) and isinstance(new, dict):
        for key in sorted(old.keys() | new.keys()):
            yield from differing(old.get(key), new.get(key), f"{place}.{key}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (before, after) in enumerate(zip(old, new, strict=True)):
            yield from differing(before, after, f"{place}[{number}]")
    elif old != new:
        yield f"{place}: {json.dumps(old, ensure_ascii=False)[:160]} -> {json.dumps(new, ensure_ascii=False)[:160]}"


def diff(old: Path, new: Path, show: int) -> int:
    before, after = read(old), read(new)
    rows = [key for key in before.keys() & after.keys() if before[key] != after[key]]
    for group, name in sorted(rows)[:show]:
        print(f"{group} {name}")
        for line in list(differing(before[group, name], after[group, name]))[:6]:
            print(f"    {line}")
    missing = before.keys() ^ after.keys()
    for group, name in sorted(missing)[:show]:
        print(f"{group} {name}: only in one of the two")
    print(f"{len(before.keys() & after.keys())} rows in both, {len(rows)} differ, {len(missing)} in one only")
    return 1 if rows or missing else 0


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    jobs = parser.add_subparsers(dest="job", required=True)
    writing = jobs.add_parser("write")
    writing.add_argument("file", type=Path)
    writing.add_argument("--only", action="append", choices=GROUPS)
    writing.add_argument("--rows", type=int, default=ROWS)
    comparing = jobs.add_parser("diff")
    comparing.add_argument("old", type=Path)
    comparing.add_argument("new", type=Path)
    comparing.add_argument("--show", type=int, default=40)
    options = parser.parse_args()
    os.environ.pop("CITECHECK_STORE", None)
    if options.job == "diff":
        return diff(options.old, options.new, options.show)
    write(options.file, options.only or GROUPS, options.rows)
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`citecheck verify`: does a text bear a claim out?"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

import click

from citecheck.errors import UnreadableInput, WrongUsage

if TYPE_CHECKING:
    from citecheck.verify.across import Likeness


@click.command("verify")
@click.option("--batch", type=click.Path(allow_dash=True), help="Read one JSON object a line from a file or '-'.")
@click.option("--claim", help="The sentence to bear out.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.argument("source", required=False, type=click.Path(allow_dash=True))
def command(batch: str | None, claim: str | None, source: str | None, *, as_json: bool) -> None:
    """Look for the passage of SOURCE (a text file, or '-') that bears a claim out, and compare its facts.

    With --batch, reads {"id", "claim", "path"}, {"id", "claim", "text"} or {"id", "claim", "sentences"} a line and
    answers a line each.
    """
    if batch is not None:
        with _searching_across() as likeness:
            for answer in _answers(batch, likeness):
                click.echo(json.dumps(answer, ensure_ascii=False))
                sys.stdout.flush()
        return
    if claim is None or source is None:
        raise WrongUsage("name a --claim and a SOURCE, or give --batch -")
    with _searching_across() as likeness:
        answer = _answer({"id": None, "claim": claim, "text": _read(source)}, likeness)
    if as_json:
        click.echo(json.dumps(answer, ensure_ascii=False))
        return
    for line in _shown(answer):
        click.echo(line)


@contextmanager
def _searching_across() -> Iterator[Likeness | None]:
    """Offer the search across languages where the extra is installed; its child starts at the first foreign page."""
    from citecheck.embedding import Embedder, is_installed  # noqa: PLC0415

    if not is_installed():
        yield None
        return
    with Embedder() as embedder:
        yield embedder.likeness


def _answers(batch: str, likeness: Likeness | None) -> Iterator[dict[str, Any]]:
    with click.open_file(batch, encoding="utf-8") as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                row = json.loads(line)
            except ValueError as error:
                raise UnreadableInput(f"line {number} of the batch is not JSON: write one object a line") from error
            yield _row_answer(row, number, likeness)


def _row_answer(row: Any, number: int, likeness: Likeness | None) -> dict[str, Any]:
    if not isinstance(row, dict):
        return {"id": None, "error": f"line {number} is not a JSON object"}
    try:
        return _answer(row, likeness)
    except UnreadableInput as error:
        return {"id": row.get("id"), "error": str(error)}


def _answer(row: dict[str, Any], likeness: Likeness | None = None) -> dict[str, Any]:
    from citecheck.model.evidence import Claim  # noqa: PLC0415 (start-up pays for no stage it does not run)
    from citecheck.model.page import PageText  # noqa: PLC0415
    from citecheck.verify import examine, examine_sentences  # noqa: PLC0415

    sentence, sentences, text = row.get("claim"), row.get("sentences"), row.get("text")
    if not isinstance(sentence, str) or not sentence.strip():
        raise UnreadableInput('a row needs "claim", a sentence')
    claim = Claim(sentence)
    if isinstance(sentences, list) and all(isinstance(item, str) for item in sentences):
        evidence = examine_sentences(claim, sentences, likeness)
    elif isinstance(text, str):
        evidence = examine(claim, PageText(None, text, text), likeness)
    elif isinstance(row.get("path"), str):
        text = _read(row["path"])
        evidence = examine(claim, PageText(None, text, text), likeness)
    else:
        raise UnreadableInput('a row needs "path", "text" or "sentences"')
    return {
        "id": row.get("id"),
        "support": evidence.support.value,
        "score": round(evidence.score, 4),
        "reason": evidence.reason,
        "passages": [
            {
                "text": passage.text,
                "start": passage.start,
                "end": passage.end,
                "sentence": passage.sentence,
                "score": round(passage.score, 4),
            }
            for passage in evidence.passages
        ],
        "facts": [
            {"kind": fact.kind.value, "claimed": fact.claimed, "found": fact.found, "verdict": fact.verdict.value}
            for fact in evidence.facts
        ],
    }


def _read(path: str) -> str:
    try:
        with click.open_file(path, "rb") as file:
            data: bytes = file.read()
    except OSError as error:
        raise UnreadableInput(f"{path}: cannot be read ({error.strerror}); name a text file") from error
    return data.decode("utf-8", "replace")


def _shown(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['support']} (score {answer['score']})" + (f": {answer['reason']}" if answer["reason"] else "")
    for fact in answer["facts"]:
        yield f"  {fact['kind']} {fact['claimed']!r}: {fact['verdict']}" + (
            f", {fact['found']!r}" if fact["found"] else ""
        )
    for passage in answer["passages"][:3]:
        yield f"  [{passage['score']}] {passage['text']}"

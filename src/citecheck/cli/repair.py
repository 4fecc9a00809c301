"""`citecheck repair`: write a copy of a draft with the accepted repairs, and list them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection
from pathlib import Path
from typing import Any

import click

from citecheck.draft.formats.registry import recognise_format
from citecheck.draft.repair.plan import (
    MadeRepair,
    Repair,
    RepairKind,
    RepairPlan,
    UnrepairedSource,
    parse_given_repairs,
    plan_repairs,
)
from citecheck.draft.repair.repaired_copy import RepairedCopy, build_repaired_copy
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.draft import Format
from citecheck.run.draft_reading import read_file_bytes

_ACCEPTED = (RepairKind.COMPLETED, RepairKind.MOVED, RepairKind.MEMENTO)


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", required=True, type=click.Path(path_type=Path), metavar="COPY", help="File of the copy."
)
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="JSON that `check` printed for DRAFT.")
@click.option(
    "--set", "pairs", multiple=True, metavar="OLD=NEW", help="An address, complete or cut, and its replacement."
)
@click.option("--accept", multiple=True, type=click.Choice(list(_ACCEPTED)), help="Make only repairs of this kind.")
@click.option(
    "--as", "fmt", type=click.Choice([one.value for one in Format]), help="Format of the draft (default: recognised)."
)
@click.option(
    "--format",
    "form",
    type=click.Choice(["text", "json"]),
    default="text",
    show_default=True,
    help="Format of the list.",
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
    """Write a copy of DRAFT with cut addresses completed, moved ones replaced, and archived copies of lost sources.

    Only repairs that the report determines are made; nothing else in the file changes.
    """
    if report is None and not pairs:
        raise WrongUsage("nothing to repair: give --report with the JSON of `citecheck check`, or --set OLD=NEW")
    if output.resolve() == draft.resolve():
        raise WrongUsage(f"{output}: the copy must not be the draft itself; give another name to -o")
    data = read_file_bytes(draft)
    plan = _make_plan(data, report, pairs, {RepairKind(kind) for kind in accept} or _ACCEPTED)
    known = Format(fmt) if fmt else recognise_format(data, str(draft))
    try:
        outcome = build_repaired_copy(data, known, plan.repairs)
    except UnreadableInput as error:
        raise UnreadableInput(f"{draft}: {error}") from error
    _write_copy(output, outcome.data)
    left = (*plan.left, *_list_unfound(plan, outcome))
    click.echo(_render_json(output, outcome.done, left) if form == "json" else _render_text(output, outcome.done, left))


def _make_plan(data: bytes, report: Path | None, pairs: tuple[str, ...], accept: Collection[RepairKind]) -> RepairPlan:
    given = parse_given_repairs(pairs)
    if report is None:
        return RepairPlan(given)
    try:
        read = json.loads(read_file_bytes(report))
    except ValueError as error:
        raise UnreadableInput(f"{report}: this is not JSON ({error}); write it with `check --format json`") from error
    planned = plan_repairs(read, hashlib.sha256(data).hexdigest(), accept)
    chosen = {(repair.old, repair.cut) for repair in given}
    rest = tuple(repair for repair in planned.repairs if (repair.old, repair.cut) not in chosen)
    return RepairPlan((*given, *rest), planned.left)


def _list_unfound(plan: RepairPlan, outcome: RepairedCopy) -> tuple[UnrepairedSource, ...]:
    done = {each.repair for each in outcome.done}
    why = "its address was not found at a place in the draft that can be changed"
    return tuple(UnrepairedSource(repair.old, why) for repair in plan.repairs if repair not in done)


def _render_text(output: Path, done: tuple[MadeRepair, ...], left: tuple[UnrepairedSource, ...]) -> str:
    lines = [
        f"{each.place}: {each.repair.kind.value}: {_written_address(each.repair)} -> {each.repair.new}" for each in done
    ]
    reasons = {each.repair: f"  {_written_address(each.repair)}: {each.repair.why}" for each in done}
    return "\n".join(
        (
            *lines,
            *(("Why:", *reasons.values()) if reasons else ()),
            *(f"not repaired: {each.source}: {each.why}" for each in left),
            f"{output}: repairs {len(done)}, not repaired {len(left)}",
        )
    )


def _render_json(output: Path, done: tuple[MadeRepair, ...], left: tuple[UnrepairedSource, ...]) -> str:
    rows: dict[str, Any] = {
        "schema": "citecheck.repair/1",
        "copy": str(output),
        "done": [
            {"kind": each.repair.kind.value, "old": _written_address(each.repair), "new": each.repair.new}
            | {"why": each.repair.why, "place": each.place}
            for each in done
        ],
        "left": [{"source": each.source, "why": each.why} for each in left],
    }
    return json.dumps(rows, ensure_ascii=False)


def _written_address(repair: Repair) -> str:
    return f"{repair.old}..." if repair.cut else repair.old


def _write_copy(path: Path, data: bytes) -> None:
    """Write the copy atomically."""
    partial = path.with_name(f".{path.name}.partial")
    try:
        partial.write_bytes(data)
        partial.replace(path)
    except OSError as error:
        raise WrongUsage(f"{path}: the copy cannot be written ({error.strerror}); give another name to -o") from error
    finally:
        partial.unlink(missing_ok=True)

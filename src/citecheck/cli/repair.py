"""`citecheck repair`: write a copy of a draft with the accepted repairs, and list them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from citecheck.cli.streams import write_file
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
from citecheck.draft.repair.plan_file import parse_plan, render_plan
from citecheck.draft.repair.repaired_copy import RepairedCopy, build_repaired_copy
from citecheck.errors import UnreadableInput, WrongUsage
from citecheck.model.draft import Format
from citecheck.run.draft_reading import read_file_bytes

_ACCEPTED = (RepairKind.COMPLETED, RepairKind.MOVED, RepairKind.MEMENTO)


@click.command()
@click.argument("draft", type=click.Path(path_type=Path))
@click.option("-o", "--output", type=click.Path(path_type=Path), metavar="COPY", help="File of the copy.")
@click.option("--report", type=click.Path(path_type=Path), metavar="FILE", help="JSON that `check` printed for DRAFT.")
@click.option("--plan", type=click.Path(path_type=Path), metavar="FILE", help="Edited plan, in place of --report.")
@click.option(
    "--write-plan", type=click.Path(path_type=Path), metavar="FILE", help="Write all repairs to FILE (TOML), to edit."
)
@click.option(
    "--set", "pairs", multiple=True, metavar="OLD=NEW", help="An address, complete or cut, and its replacement."
)
@click.option("--accept", multiple=True, type=click.Choice(list(_ACCEPTED)), help="Plan only repairs of this kind.")
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
    output: Path | None,
    report: Path | None,
    plan: Path | None,
    write_plan: Path | None,
    pairs: tuple[str, ...],
    accept: tuple[str, ...],
    fmt: str | None,
    form: str,
) -> None:
    """Write a copy of DRAFT with cut addresses completed, moved ones replaced, and archived copies of lost sources.

    Only proven repairs, and those that an edited plan accepts, are made; nothing else in the file changes.
    """
    _refuse_wrong_usage(draft, output=output, report=report, plan=plan, write_plan=write_plan, pairs=pairs)
    data = read_file_bytes(draft)
    read = _read_plan(data, report, plan, {RepairKind(kind) for kind in accept} or _ACCEPTED)
    made = _add_given(read, parse_given_repairs(pairs))
    if write_plan is not None:
        write_file(write_plan, [render_plan(made, hashlib.sha256(data).hexdigest())], "plan", "--write-plan")
    if output is None:
        click.echo(f"{write_plan}: accepted {len(made.accepted)}, offered {len(made.offered)}, left {len(made.left)}")
        return
    known = Format(fmt) if fmt else recognise_format(data, str(draft))
    try:
        outcome = build_repaired_copy(data, known, made.accepted)
    except UnreadableInput as error:
        raise UnreadableInput(f"{draft}: {error}") from error
    write_file(output, [outcome.data], "copy", "-o")
    left = RepairPlan(made.offered, (*_list_left(made, outcome), *_list_unfound(made, outcome)))
    render = _render_json if form == "json" else _render_text
    click.echo(render(output, outcome.done, left, "offered" if plan is None else "refused"))


def _refuse_wrong_usage(
    draft: Path,
    *,
    output: Path | None,
    report: Path | None,
    plan: Path | None,
    write_plan: Path | None,
    pairs: tuple[str, ...],
) -> None:
    """Raise WrongUsage if the options give nothing to do or contradict each other."""
    if report is not None and plan is not None:
        raise WrongUsage("--report and --plan exclude each other: the plan was made from a report")
    if report is None and plan is None and not pairs:
        raise WrongUsage(
            "nothing to repair: give --report with the JSON of `citecheck check`, --plan, or --set OLD=NEW"
        )
    if output is None and write_plan is None:
        raise WrongUsage("no file to write: give -o with the name of the copy, or --write-plan")
    for path in filter(None, (output, write_plan)):
        if path.resolve() == draft.resolve():
            raise WrongUsage(f"{path}: the copy must not be the draft itself; give another name to -o")


def _read_plan(data: bytes, report: Path | None, plan: Path | None, accept: Collection[RepairKind]) -> RepairPlan:
    """Return the plan in a file, or that of a report; an empty one without both."""
    sha256 = hashlib.sha256(data).hexdigest()
    if plan is not None:
        try:
            return parse_plan(read_file_bytes(plan).decode(), sha256)
        except (UnicodeDecodeError, UnreadableInput) as error:
            raise UnreadableInput(f"{plan}: {error}") from error
    if report is None:
        return RepairPlan(())
    try:
        read = json.loads(read_file_bytes(report))
    except ValueError as error:
        raise UnreadableInput(f"{report}: this is not JSON ({error}); write it with `check --format json`") from error
    return plan_repairs(read, sha256, accept)


def _add_given(plan: RepairPlan, given: tuple[Repair, ...]) -> RepairPlan:
    """Return a plan in which the repairs that the user gave replace those of the same address."""
    chosen = {(repair.old, repair.cut) for repair in given}
    rest = tuple(repair for repair in plan.repairs if (repair.old, repair.cut) not in chosen)
    named = {repair.written for repair in given}
    return RepairPlan((*given, *rest), tuple(each for each in plan.left if each.source not in named))


def _list_left(plan: RepairPlan, outcome: RepairedCopy) -> Iterator[UnrepairedSource]:
    """Yield what the plan leaves, without the places that were repaired; what was completed just now is named so."""
    repaired = {(each.repair.written, each.repair.slot) for each in outcome.done}
    written = {each.repair.new for each in outcome.done if each.repair.kind is RepairKind.COMPLETED}
    for each in plan.left:
        if each.source in written:
            yield replace(each, why=f"the address was completed; {each.why}")
        elif (each.source, each.slot) not in repaired:
            yield each


def _list_unfound(plan: RepairPlan, outcome: RepairedCopy) -> tuple[UnrepairedSource, ...]:
    done = {each.repair for each in outcome.done}
    written = {repair.new for repair in done}
    why = "its address was not found at a place in the draft that can be changed"
    completed = "the address was completed; `check` and `repair` of the copy add its archived copy"
    return tuple(
        UnrepairedSource(repair.written, completed if repair.old in written else why, repair.note)
        for repair in plan.accepted
        if repair not in done
    )


def _render_text(output: Path, done: tuple[MadeRepair, ...], rest: RepairPlan, not_made: str) -> str:
    lines = [f"{each.place}: {each.repair.kind.value}: {each.repair.written} -> {each.repair.new}" for each in done]
    reasons = {each.repair: f"  {each.repair.written}: {each.repair.why}" for each in done}
    return "\n".join(
        (
            *lines,
            *(("Why:", *reasons.values()) if reasons else ()),
            *(f"{not_made}: {_describe_note(each)}{each.written} -> {each.new}: {each.why}" for each in rest.repairs),
            *(f"not repaired: {_describe_note(each)}{each.source}: {each.why}" for each in rest.left),
            f"{output}: repairs {len(done)}, {not_made} {len(rest.repairs)}, not repaired {len(rest.left)}",
        )
    )


def _describe_note(one: Repair | UnrepairedSource) -> str:
    return f"{one.note} " if one.note else ""


def _render_json(output: Path, done: tuple[MadeRepair, ...], rest: RepairPlan, not_made: str) -> str:
    rows_of_rest = [_build_row(each) for each in rest.repairs]
    rows: dict[str, Any] = {
        "schema": "citecheck.repair/1",
        "copy": str(output),
        "done": [_build_row(each.repair) | {"place": each.place} for each in done],
        "offered": rows_of_rest if not_made == "offered" else [],
        "refused": rows_of_rest if not_made == "refused" else [],
        "left": [{"note": each.note, "source": each.source, "why": each.why} for each in rest.left],
    }
    return json.dumps(rows, ensure_ascii=False)


def _build_row(repair: Repair) -> dict[str, Any]:
    return {
        "kind": repair.kind.value,
        "note": repair.note,
        "old": repair.written,
        "new": repair.new,
        "why": repair.why,
    }

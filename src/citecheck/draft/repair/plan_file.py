"""The plan of repairs as a TOML file, which a person edits: each `accept = true` is made, each `accept = false` is not.

The file names the draft by its SHA-256, because places and proofs are of that version only.
"""

from __future__ import annotations

import json
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from citecheck.draft.repair.plan import Repair, RepairKind, RepairPlan, Slot, UnrepairedSource
from citecheck.errors import UnreadableInput
from citecheck.model.target import Malformed
from citecheck.url.normal_form import parse_url

_SCHEMA = "citecheck.repair-plan/1"
_HEAD = """\
# Repairs of one draft. Set accept = true for each repair to make, false for each other one, then run
# citecheck repair DRAFT -o COPY --plan THIS-FILE
"""


def render_plan(plan: RepairPlan, sha256: str) -> str:
    """Return the plan for the draft with this SHA-256 as TOML: its repairs, and what is left unchanged."""
    tables = [_render_table("repairs", _list_fields(repair)) for repair in plan.repairs]
    tables += [_render_table("left", _list_left_fields(each)) for each in plan.left]
    return "\n".join((_HEAD + _render_fields({"schema": _SCHEMA, "sha256": sha256}), *tables))


def parse_plan(text: str, sha256: str) -> RepairPlan:
    """Parse an edited plan for the draft with this SHA-256.

    Raises:
        UnreadableInput: the text is no plan, is of another version of the draft, or accepts two repairs of one address.
    """
    try:
        read = tomllib.loads(text)
        if read["schema"] != _SCHEMA:
            raise UnreadableInput(f"the plan has the schema {read['schema']}, not {_SCHEMA}; write it again")
        repairs = tuple(map(_parse_repair, read.get("repairs", ())))
        left = tuple(map(_parse_left, read.get("left", ())))
    except (tomllib.TOMLDecodeError, AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableInput(f"this is not a plan of `citecheck repair` ({error}); write it again") from error
    if read["sha256"] != sha256:
        raise UnreadableInput("the plan is of another draft, or the draft has changed since; write the plan again")
    _refuse_rivals(repairs)
    return RepairPlan(repairs, left)


def _list_fields(repair: Repair) -> Iterator[tuple[str, str | int | bool | None]]:
    yield "accept", repair.accept
    yield "kind", repair.kind.value
    yield "note", repair.note
    yield "old", repair.old
    yield "new", repair.new
    yield "why", repair.why
    yield "found", repair.new
    yield "cut", repair.cut or None
    yield "day", repair.day
    yield from _list_slot_fields(repair.slot)


def _list_slot_fields(slot: Slot | None) -> Iterator[tuple[str, str | int | bool | None]]:
    return ((name, getattr(slot, name)) for name in Slot.__slots__) if slot is not None else iter(())


def _list_left_fields(left: UnrepairedSource) -> Iterator[tuple[str, str | int | bool | None]]:
    yield "source", left.source
    yield "why", left.why
    yield "note", left.note
    yield from _list_slot_fields(left.slot)


def _render_table(name: str, fields: Mapping[str, Any] | Iterator[tuple[str, Any]]) -> str:
    return f"[[{name}]]\n{_render_fields(dict(fields))}"


def _render_fields(fields: Mapping[str, Any]) -> str:
    """Return the fields that have a value; a JSON string is a TOML basic string."""
    return "".join(f"{name} = {json.dumps(value)}\n" for name, value in fields.items() if value is not None)


def _parse_repair(fields: Mapping[str, Any]) -> Repair:
    """Return a repair as edited; the reason for the address that was found is not that of another one.

    Raise ValueError or TypeError if a field has another form.
    """
    target = parse_url(fields["new"])
    if isinstance(target, Malformed) or target.written != fields["new"]:
        raise ValueError(f"{fields['new']!r} is not a complete address")
    if not isinstance(fields["accept"], bool):
        raise TypeError(f"accept is {fields['accept']!r}, not true or false")
    is_edited = fields.get("found", fields["new"]) != fields["new"]
    why = "by the plan" if is_edited else fields["why"]
    named = (fields["old"], fields["new"], why, fields.get("cut", False), fields.get("day"))
    repair = Repair(RepairKind(fields["kind"]), *named, accept=fields["accept"], slot=_parse_slot(fields))
    return replace(repair, note=fields.get("note"))


def _parse_slot(fields: Mapping[str, Any]) -> Slot | None:
    if "number" not in fields:
        return None
    return Slot(fields["number"], fields["of"], fields.get("line"), fields["alone"])


def _parse_left(fields: Mapping[str, Any]) -> UnrepairedSource:
    return UnrepairedSource(fields["source"], fields["why"], fields.get("note"), _parse_slot(fields))


def _refuse_rivals(repairs: tuple[Repair, ...]) -> None:
    """Raise UnreadableInput if two repairs replace one address; a copy is added to it and replaces nothing."""
    replaced = [each for each in repairs if each.accept and each.kind is not RepairKind.MEMENTO]
    counts = Counter((each.old, each.cut, each.slot) for each in replaced)
    for each in replaced:
        if counts[each.old, each.cut, each.slot] > 1:
            raise UnreadableInput(f"the plan accepts two repairs of {each.written}; leave one of them")

"""Repairs of a draft: planned from a report, made in a copy, listed with their reasons.

`plan` says what to repair; `finder` modules of the formats say where addresses stand; `edits` joins the two; `copy`
writes the bytes. Everything outside the repaired addresses stays byte for byte as it was.
"""

from citecheck.repair.copy import Outcome, repaired_copy
from citecheck.repair.plan import Plan, given_repairs, plan_repairs
from citecheck.repair.repair import Done, Left, Repair, RepairKind

__all__ = ["Done", "Left", "Outcome", "Plan", "Repair", "RepairKind", "given_repairs", "plan_repairs", "repaired_copy"]

"""The one table of rules: stable codes, levels, and a page of documentation each.

`C` the draft's own structure, `T` targets, `L` links, `D` drift, `S` support, `A` archive. A code is never given to
another rule; a rule that no longer fires stays listed as retired. `citecheck rules`, the rules page in docs/, SARIF
help texts and the README's table are all made from here.
"""

from __future__ import annotations

from citecheck.model.finding import Rule
from citecheck.rules import archive, drift, links, structure, support, targets

RULES: dict[str, Rule] = {
    rule.code: rule
    for rows in (structure.ROWS, targets.ROWS, links.ROWS, drift.ROWS, support.ROWS, archive.ROWS)
    for rule in rows
}

"""The rules, one file per family, and the functions that create findings.

The families are `C` (the draft's own structure), `T` (targets), `L` (links), `I` (links inside a repository), `D` (drift), `S` (support), `A`
(archive) and `R` (records of registries). A rule is one object with its code, level, texts and documentation; the condition that raises it is in the
same file. A code is never reused for another rule, and a rule that no longer fires stays listed. `citecheck rules`, the
rules page in docs/, the SARIF help texts and the README's table are all generated from these objects.
"""

from __future__ import annotations

from citecheck.rules import (
    archive,
    drift,
    internal_links,
    links,
    records,
    self_contradiction,
    structure,
    support,
    suppression,
    targets,
    unread,
)
from citecheck.rules.finding import Rule

RULES: dict[str, Rule] = {
    rule.code: rule
    for family in (
        structure,
        unread,
        self_contradiction,
        suppression,
        targets,
        links,
        internal_links,
        drift,
        support,
        archive,
        records,
    )
    for rule in sorted(family.RULES, key=lambda rule: rule.code)
}

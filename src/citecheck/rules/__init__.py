"""The rules, a file a family, and the only maker of findings.

`C` the draft's own structure, `T` targets, `L` links, `D` drift, `S` support, `A` archive. A rule is one object with
its code, level, texts and documentation, followed by the condition that raises it. A code is never given to another
rule; a rule that no longer fires stays listed. `citecheck rules`, the rules page in docs/, SARIF help texts and the
README's table are all made from here.
"""

from __future__ import annotations

from citecheck.rules import archive, drift, links, self_contradiction, structure, support, suppression, targets
from citecheck.rules.finding import Rule

RULES: dict[str, Rule] = {
    rule.code: rule
    for family in (structure, self_contradiction, suppression, targets, links, drift, support, archive)
    for rule in sorted(family.RULES, key=lambda rule: rule.code)
}

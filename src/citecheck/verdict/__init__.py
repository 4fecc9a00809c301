"""The one judge: facts in, reach and findings out.

`outcome` says what one exchange means, `death` when gone may be said, `links` and `claims` what an editor is
told. There is no `if` about statuses anywhere else: each of them is a table with a row for every value of its
enumeration.
"""

from citecheck.verdict.death import settle, two_looks
from citecheck.verdict.outcome import Outcome, outcome_of

__all__ = ["Outcome", "outcome_of", "settle", "two_looks"]

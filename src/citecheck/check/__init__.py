"""The main job: drafts in, a verdict on every footnote out.

Only `check` and `audit` know every stage and read the clock. `run` holds the order of the stages; `visiting` asks
addresses and keeps what came; `second_look` asks again what failed; `bearing` looks for the passages that bear the
claims out.
"""

from citecheck.check.ports import CheckOptions, Ports, Progress
from citecheck.check.run import check_drafts

__all__ = ["CheckOptions", "Ports", "Progress", "check_drafts"]

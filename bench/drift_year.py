"""Visit simulated sites every week of a year and count what is taken for a change of their articles.

    python bench/drift_year.py [--sites N] [--weeks N] [--seed N]

The sites are those of `tests/page_difference/sites.py`: seven languages, classes in words, hashed or none, two deployments a
quarter apart, and parts that are drawn anew at every visit (nonces, counters, relative times, teasers, rankings, comments,
offers, prompts, polls, prices, consent banners, hidden addresses). Another seed draws other sites. Nobody edits an article,
so every `edited` or `replaced` is a false alarm. After the year one figure of each article is edited once, so that silence
is not mistaken for success.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from tests.page_difference.pages import reading
from tests.page_difference.sites import Site

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare

ALARMS = {Change.EDITED, Change.REPLACED}


def main() -> None:
    """Print the number of comparisons, false alarms and edits found."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sites", type=int, default=200)
    parser.add_argument("--weeks", type=int, default=52)
    parser.add_argument("--seed", type=int, default=0)
    wanted = parser.parse_args()
    compared = found = 0
    alarms = []
    for number in range(wanted.sites):
        site = Site(number, wanted.seed)
        last = reading(site.visit(0))
        for week in range(1, wanted.weeks):
            now = reading(site.visit(week))
            comparison = compare(last, now)
            compared += 1
            if comparison.change in ALARMS:
                alarms.append((number, week))
                print(f"site {number}, week {week}: {comparison.change}", *comparison.edits[:2], sep="\n    ")
            last = now
        edited = reading(site.visit(wanted.weeks, edit=site.figures["a"] + 3))
        found += compare(last, edited).change is Change.EDITED
    sites = len({number for number, _ in alarms})
    print(f"{compared} comparisons, {len(alarms)} false alarms at {sites} sites; {found} of {wanted.sites} edits found")


if __name__ == "__main__":
    main()

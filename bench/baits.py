"""What the texts made to take long cost: each alone, and beside one half as long. Run: python -m bench.baits"""

import time

from tests.draft.test_baits import BAITS as DRAFTS
from tests.url.test_references import BAITS as TEXTS

from citecheck.draft.reading import read_draft
from citecheck.url.references import find_references


def seconds(function, text):
    """Give the processor time of the faster of two calls."""
    best = float("inf")
    for _ in range(2):
        start = time.process_time()
        function(text)
        best = min(best, time.process_time() - start)
    return best


def main():
    """Print the dearest baits, and how many there are."""
    rows = [
        (seconds(find_references, bait), seconds(find_references, bait[: len(bait) // 2]), repr(bait[:24]))
        for bait in TEXTS
    ]
    for form, name, make in DRAFTS:

        def read(text, form=form):
            read_draft(text.encode(), path="bait", fmt=form)

        rows.append((seconds(read, make(100)), seconds(read, make(50)), f"{form} {name}"))
    rows.sort(reverse=True)
    print(f"{len(rows)} baits, {sum(whole for whole, _, _ in rows):.1f} s in all; the dearest (whole, half):")
    for whole, half, name in rows[:12]:
        print(f"  {whole:6.3f} {half:6.3f}  {name}")


if __name__ == "__main__":
    main()

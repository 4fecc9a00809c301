"""Public web archives: CDX, availability, TimeGate, TimeMap, raw mementos, Save Page Now, and cut addresses recovered.

Clients speak through one `Asker` (pace, retries, bounds) over a client that is passed in; every answer is a value of
`memento.outcome`. An archive's surprise is `Unknown`, never "not archived".
"""

from citecheck.memento.archives import WAYBACK, PublicArchive
from citecheck.memento.asker import Asker
from citecheck.memento.nearest import nearest_memento
from citecheck.memento.outcome import Absent, Excluded, Held, Listed, Unknown
from citecheck.memento.save import save_page

__all__ = [
    "WAYBACK",
    "Absent",
    "Asker",
    "Excluded",
    "Held",
    "Listed",
    "PublicArchive",
    "Unknown",
    "nearest_memento",
    "save_page",
]

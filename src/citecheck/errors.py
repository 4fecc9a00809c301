"""What can go wrong through somebody's doing, each with one sentence for the reader.

A dead link is a value (`model.exchange`), never an exception. These are for input that cannot be read, for a
store that cannot be used, and for a run that cannot be completed; the command line prints the sentence and
exits with `exit_code`. Everything else that is raised is a bug of ours and keeps its traceback.
"""

from __future__ import annotations


class CitecheckError(Exception):
    """Any error whose sentence is meant for the reader; `exit_code` is that of the command line."""

    exit_code = 2


class UnreadableInput(CitecheckError):
    """A draft, page or archive cannot be read: names the file, the place and the way out."""


class BlankInput(UnreadableInput):
    """A file holds nothing, which is a normal input: there is nothing to check or to print."""


class WrongUsage(CitecheckError):
    """Options or configuration contradict each other or hold a value that is not understood."""


class StoreError(CitecheckError):
    """The store cannot be opened or written: wrong file, no permission, newer schema."""


class StoreLocked(StoreError):
    """Another run holds the store; trying again later is the way out."""

    exit_code = 3


class StoreDamaged(StoreError):
    """The store holds a value that cannot be read; `citecheck store check` names all of them."""

    exit_code = 3


class RunIncomplete(CitecheckError):
    """The run could not be completed, as when our own network is down; what was done is kept."""

    exit_code = 3

"""Tables of cases: one row a line, columns parted by tabs, lines that begin with # explain."""

import pathlib

CASES = pathlib.Path(__file__).parent / "cases"


def table(name):
    """Read the rows of a table of cases."""
    lines = (CASES / name).read_text(encoding="utf-8").splitlines()
    return [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]

"""Archives of the configuration."""

import pytest

from citecheck.archive.public.archives import ARCHIVES, WAYBACK, parse_archive
from citecheck.errors import WrongUsage


def test_by_name():
    """A known archive is taken by its name."""
    assert parse_archive({"name": "web.archive.org"}) is WAYBACK
    assert all(parse_archive({"name": name}).name == name for name in ARCHIVES)


def test_by_addresses():
    """Any archive that speaks Memento is described by its addresses and its pace."""
    found = parse_archive(
        {"name": "ours", "timegate": "https://a.example/", "cdx": "https://a.example/cdx", "per-minute": 10}
    )
    assert (found.timegate, found.cdx, found.timemap, found.per_minute) == (
        "https://a.example/",
        "https://a.example/cdx",
        None,
        (("", 10.0),),
    )


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "needs a name"),
        ({"name": "nobody"}, "is not known"),
        ({"name": "a", "timemap": "https://a.example/"}, "timegate is missing"),
        ({"name": "a", "timegate": "a.example"}, "is no address"),
        ({"name": "a", "timegate": "https://a.example/", "gate": "x"}, "gate is not understood"),
        ({"name": "a", "timegate": "https://a.example/", "per-minute": 0}, "no number"),
    ],
)
def test_what_is_wrong_is_said(row, said):
    """A row that cannot be used is refused with the reason and the way out."""
    with pytest.raises(WrongUsage, match=said):
        parse_archive(row)

"""docs/crawler.md says what the crawler does."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from citecheck.model.exchange import Fault, RefusalReason
from citecheck.net.retry import tries_of

PAGE = (Path(__file__).parents[2] / "docs" / "crawler.md").read_text("utf-8")


@pytest.mark.parametrize("fault", Fault)
def test_fault_is_documented(fault):
    """Each fault has its row, with as many tries as are made."""
    row = re.search(rf"^\| `{fault.value}` \| .+ \| (\d) \|$", PAGE, re.MULTILINE)
    assert row
    assert int(row[1]) == tries_of(fault, most=3)


@pytest.mark.parametrize("reason", RefusalReason)
def test_refusal_is_documented(reason):
    """Each reason for not asking has its row."""
    assert re.search(rf"^\| `{reason.value}` \| .+ \|$", PAGE, re.MULTILINE)

"""Secrets in addresses never leave in a report."""

import dataclasses

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.report import FORMATS, render
from citecheck.report.safe_text import hide_secrets, hide_secrets_in

CASES = [
    ("https://user:pass@host.example/a", "https://***@host.example/a"),
    ("https://token@host.example/", "https://***@host.example/"),
    ("https://host.example/?access_token=abc&x=1", "https://host.example/?access_token=***&x=1"),
    ("https://host.example/?x=1&amp;token=abc", "https://host.example/?x=1&amp;token=***"),
    ("https://host.example/#access_token=abc", "https://host.example/#access_token=***"),
    ("(https://b.example/k?X-Amz-Signature=0f0f&b=2)", "(https://b.example/k?X-Amz-Signature=***&b=2)"),
    ("https://host.example/?key=2024", "https://host.example/?key=2024"),
    ("https://host.example/?key=AIzaSyD4a9B8c7D6e5F4", "https://host.example/?key=***"),
    ("https://social.example/@desk/1", "https://social.example/@desk/1"),
    ("mail desk@host.example about token=x", "mail desk@host.example about token=x"),
]


@pytest.mark.parametrize(("written", "shown"), CASES)
def test_each_secret_is_masked(written, shown):
    """User information and secret parameters are masked, harmless parameters are not."""
    assert hide_secrets(written) == shown


@settings(max_examples=60)
@given(st.text(alphabet="htps:/@?&=#token key.ab1 \n", max_size=80))
def test_hiding_twice_is_hiding_once(text):
    """Hiding is idempotent."""
    assert hide_secrets(hide_secrets(text)) == hide_secrets(text)


@pytest.mark.parametrize("bait", ["https://" * 50_000, "https://" + "a" * 200_000, "?token" * 50_000, "&key=" * 50_000])
def test_hiding_is_linear(bait):
    """A long bait ends."""
    assert isinstance(hide_secrets(bait), str)


def test_every_string_of_a_report_is_cleaned(sample):
    """The walk reaches strings at any depth, keeps enums and changes nothing else."""
    cleaned = hide_secrets_in(sample)
    assert "hunter2secret" not in repr(cleaned)
    assert cleaned.run == sample.run
    assert cleaned.drafts[0].citations[0] == sample.drafts[0].citations[0]


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_format_shows_a_secret(sample, fmt):
    """The token in the sample's last source is in no output."""
    assert "hunter2secret" in repr(sample)
    assert "hunter2secret" not in "".join(render(sample, fmt))


@pytest.mark.parametrize("fmt", FORMATS)
def test_lone_surrogates_can_be_written(sample, fmt):
    """A file name that was not valid UTF-8 does not break any output."""
    draft = sample.drafts[0]
    odd = dataclasses.replace(draft, draft=dataclasses.replace(draft.draft, path="caf\udce9.md"))
    "".join(render(dataclasses.replace(sample, drafts=(odd,)), fmt)).encode()

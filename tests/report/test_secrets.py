"""Secrets in addresses never leave in a report."""

import dataclasses
import subprocess
import sys
from enum import Enum
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.report import FORMATS, render
from citecheck.report.safe_text import hide_secrets, hide_secrets_in

sys.path.insert(0, str(Path(__file__).parent))

from secret_addresses import HARMLESS, NAMES, RANDOM, SECRET, TOKEN

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


IN_SAMPLE = "https://operator.example/statements/21-april?token=hunter2secret"


def swap(value, new):
    """Return a tree of the model in which the address of the sample's last source is another one."""
    if isinstance(value, str) and not isinstance(value, Enum):
        return value.replace(IN_SAMPLE, new)
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(swap(each, new) for each in value)
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        old = {field.name: getattr(value, field.name) for field in dataclasses.fields(value)}
        changed = {name: made for name, each in old.items() if (made := swap(each, new)) != each}
        return dataclasses.replace(value, **changed) if changed else value
    return value


def test_the_names_are_forty():
    """The table has forty names of secrets and forty addresses that stay whole."""
    assert len(set(NAMES)) >= 40
    assert len(set(HARMLESS)) >= 40


@pytest.mark.parametrize("fmt", FORMATS)
def test_no_secret_by_any_name_is_in_any_format(sample, fmt):
    """No format shows a secret under any of its names, and each shows the report all the same."""
    shown = "".join(render(swap(sample, " ".join(SECRET)), fmt))
    assert RANDOM not in shown
    assert TOKEN not in shown
    assert "***" in shown or "operator.example" not in "".join(render(sample, fmt))


@pytest.mark.parametrize("address", SECRET)
def test_each_secret_address_keeps_its_place(address):
    """Of an address with a secret the host and the other parameters stay, so that an editor finds its source."""
    shown = hide_secrets(f"see {address}.")
    assert RANDOM not in shown
    assert TOKEN not in shown
    assert "/".join(shown.replace("***@", "").split("/")[:3]) in f"see {address.replace(f'user:{RANDOM}@', '')}"
    assert ("&y=2" in shown) == ("&y=2" in address)


@pytest.mark.parametrize("address", HARMLESS)
def test_a_harmless_address_stays_whole(address):
    """Slugs, commits, videos, identifiers and codes of languages are shown as they are, alone and in a sentence."""
    assert hide_secrets(address) == address
    assert hide_secrets(f"of {address}, {address}; and") == f"of {address}, {address}; and"


@pytest.mark.parametrize("name", ["sid", "session", "key", "code", "state", "hash", "sig"])
@pytest.mark.parametrize(
    "value", ["4", "2024", "en-GB", "north-carolina", "covid19", "2023-24", "annual-report-2024", "A1"]
)
def test_words_under_names_with_other_uses_stay(name, value):
    """A name that may hold a secret or something else hides only what looks made by a machine."""
    assert hide_secrets(f"https://host.example/?{name}={value}") == f"https://host.example/?{name}={value}"


def test_messages_on_standard_error_hold_no_secret(tmp_path):
    """What the program says about a run, for a log, has no secret of an address."""
    program = "import click; from citecheck.cli import streams; streams.prepare(); click.echo('x' * 9000 + ' ' + %r, err=True)"
    done = subprocess.run([sys.executable, "-c", program % SECRET[0]], capture_output=True, check=True, cwd=tmp_path)
    assert RANDOM.encode() not in done.stderr
    assert done.stderr.endswith(b"***&y=2\n")
    assert len(done.stderr) > 9000


@pytest.mark.parametrize(
    "bait", ["?a;b=1" * 30_000, "/token/" * 40_000, "?" + "a-" * 60_000, "eyJ" * 60_000, "://eyJaaaaaaaa." * 9_000]
)
def test_hiding_names_and_folders_is_linear(bait):
    """A long bait for the names, the folders and the forms of secrets ends."""
    assert isinstance(hide_secrets("https://a.example/" + bait), str)

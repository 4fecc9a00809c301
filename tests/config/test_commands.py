"""The commands `rules`, `config` and `baseline`."""

import json
from contextlib import chdir
from pathlib import Path

import pytest
from click.testing import CliRunner

from citecheck.cli import audit, baseline, check, config, rules
from citecheck.config.baseline import read_baseline
from citecheck.config.options import OPTIONS
from citecheck.errors import CitecheckError
from citecheck.report import render


def run(command, *arguments, **options):
    result = CliRunner().invoke(command, arguments, **options)
    if isinstance(result.exception, CitecheckError):
        raise result.exception
    return result


def test_rules_are_listed_and_explained():
    """Without a code all are listed, with one it is explained, with a wrong one refused."""
    assert "L101" in run(rules.command).output
    assert "Why it matters" in run(rules.command, "l101").output
    with pytest.raises(CitecheckError, match="matches no rule"):
        run(rules.command, "X1")


def test_the_configuration_is_shown(tmp_path):
    """Every value is shown with the place it comes from, with secrets hidden."""
    host = '[[per-host]]\nhosts = ["a.example"]\nbasic-auth = "me:secret"\nheaders = { A = "secret", B = "${TOKEN}" }\n'
    everywhere = 'fail-on = "info"\nproxy = "http://me:secret@proxy.example"\n'
    (tmp_path / "citecheck.toml").write_text(everywhere + host)
    with chdir(tmp_path):
        text = run(config.command, "show", "--config", f"{tmp_path}/citecheck.toml").output
        rows = json.loads(
            run(config.command, "show", "--config", f"{tmp_path}/citecheck.toml", "--format", "json").output
        )
    assert f'fail-on          = "info"  # {tmp_path}/citecheck.toml:1' in text
    assert rows["tries"] == {"value": 3, "origin": "default"}
    assert "secret" not in text
    assert '{"A": "…", "B": "${TOKEN}"}' in text
    assert "user-agent" in run(config.command, "options").output


def test_a_baseline_is_recorded(tmp_path, sample):
    """Findings of a report become entries with reason and day; recording again adds nothing."""
    report = "".join(render(sample, "json"))
    with chdir(tmp_path):
        first = run(baseline.command, "--reason", "known", "--expires", "2099-01-31", input=report)
        again = run(baseline.command, "--reason", "other", input=report)
    entries = read_baseline(tmp_path / "citecheck-baseline.toml")
    assert "21 new entries, 0 kept" in first.output
    assert "0 new entries, 21 kept" in again.output
    assert {entry.reason for entry in entries} == {"known"}
    assert {entry.path for entry in entries} == {"briefs/tavra.md"}


def test_expired_entries_are_renewed(tmp_path, sample):
    """An entry past its day is renewed when its finding is recorded again."""
    report = "".join(render(sample, "json"))
    with chdir(tmp_path):
        run(baseline.command, "--reason", "known", "--expires", "2001-01-31", input=report)
        again = run(baseline.command, "--reason", "other", input=report)
    assert "21 new entries, 0 kept, 21 expired entries removed" in again.output


@pytest.mark.parametrize("text", ["", "no json", "[]", "{}"])
def test_only_the_json_of_a_check_is_taken(tmp_path, text):
    """Anything else is refused in one sentence."""
    with chdir(tmp_path), pytest.raises(CitecheckError, match="not the JSON of a check"):
        run(baseline.command, "--reason", "x", input=text)


OF_ONE_RUN = {"help", "drafts", "due", "host", "per-host-limit", "watch", "notify", "config"}
"""What says what this run is about; and addresses that hold secrets, which do not belong into a file under review."""


@pytest.mark.parametrize("command", [check.command, audit.command], ids=["check", "audit"])
def test_every_option_can_be_configured(command):
    """Each option of the command line is a key of the configuration."""
    said = {parameter.name.replace("_", "-") for parameter in command.params}
    assert said - OF_ONE_RUN <= OPTIONS.keys()


def test_the_page_on_options_is_current():
    """The table in docs/configuration.md is the one that `citecheck config options --format markdown` prints."""
    page = Path(__file__).parents[2] / "docs" / "configuration.md"
    assert run(config.command, "options", "--format", "markdown").output in page.read_text(encoding="utf-8")

"""Only the rules make findings and change their level."""

import ast
from pathlib import Path

import pytest

from citecheck.model.finding import Finding, Level
from citecheck.rules.finding import change_level

SOURCES = Path(__file__).parents[2] / "src" / "citecheck"
OUTSIDE = [path for path in sorted(SOURCES.rglob("*.py")) if path.relative_to(SOURCES).parts[0] != "rules"]


def find_makers(tree):
    """Give the lines that construct a `Finding`, whatever it is imported as, or copy a value with another level."""
    names = {"Finding"} | {
        alias.asname
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
        if alias.name == "Finding" and alias.asname
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            called = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            words = {keyword.arg for keyword in node.keywords}
            if called in names or (called in {"replace", "evolve"} and words & {"level", "rule"}):
                yield node.lineno


@pytest.mark.parametrize("path", OUTSIDE, ids=lambda path: str(path.relative_to(SOURCES)))
def test_no_other_package_makes_findings(path):
    """No module outside rules/ constructs a finding or gives one another level."""
    assert list(find_makers(ast.parse(path.read_text("utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    [
        "Finding('L101', level, 'm', 'a')",
        "finding.Finding('L101', level, 'm', 'a')",
        "from citecheck.model.finding import Finding as F\nF('L101', level, 'm', 'a')",
        "replace(finding, level=level)",
        "dataclasses.replace(finding, rule='L102')",
    ],
)
def test_every_way_to_make_a_finding_is_seen(line):
    """The search sees a construction under another name and a changed copy."""
    assert list(find_makers(ast.parse(line)))


def test_other_copies_are_allowed():
    """A copy that changes neither level nor rule, as a path made relative, is no new finding."""
    assert list(find_makers(ast.parse("replace(finding, path=path)"))) == []


def test_a_configured_level_changes_nothing_else():
    """A finding with the level of the configuration is otherwise the same."""
    finding = Finding("L101", Level.ERROR, "Gone.", "Look.", path="brief.md", line=3)
    assert change_level(finding, Level.INFO) == Finding("L101", Level.INFO, "Gone.", "Look.", path="brief.md", line=3)

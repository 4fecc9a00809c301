"""Nothing outside `reach/` decides a reach: elsewhere its values are only compared, looked up and shown."""

import ast
from pathlib import Path

import pytest

import citecheck

SOURCE = Path(citecheck.__file__).parent
OWNERS = {"reach", "model"}
SETS_THAT_ARE_ASKED = {
    "cli/run_output.py": {"SHOWN_REACHES"},
    "rules/links.py": {"SPECIFIC_REACHES"},
    "rules/archive.py": {"_UNSEEN_COPIES"},
    "run/copy_stage.py": {"LOST_REACHES"},
}
"""Constants that hold reaches to be compared with or shown, by the module that defines them."""


def modules():
    return [path for path in SOURCE.rglob("*.py") if path.relative_to(SOURCE).parts[0] not in OWNERS]


def is_reach_value(node):
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Reach"


def find_assigned_reaches(tree, named):
    """Give the lines on which a reach is used otherwise than to compare, to look up or in a constant of `named`."""
    asked = set()
    for node in ast.walk(tree):
        match node:
            case ast.Compare() | ast.pattern():
                asked.update(map(id, ast.walk(node)))
            case ast.Dict(keys=keys):
                asked.update(id(part) for key in keys if key for part in ast.walk(key))
            case ast.Subscript(slice=index):
                asked.update(map(id, ast.walk(index)))
            case ast.Assign(targets=[ast.Name(id=name)]) if name in named:
                asked.update(map(id, ast.walk(node)))
    return [node.lineno for node in ast.walk(tree) if is_reach_value(node) and id(node) not in asked]


def find_made_reaches(tree):
    """Give the lines on which a reach is made of another value."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    return [node.lineno for node in calls if isinstance(node.func, ast.Name) and node.func.id == "Reach"]


def test_no_reach_is_assigned_outside_its_package():
    """A module that compares reaches or has a table over them is fine, one that returns or sets a reach is not."""
    found = []
    for path in modules():
        name, text = path.relative_to(SOURCE).as_posix(), path.read_text()
        if "Reach" in text:
            tree = ast.parse(text)
            lines = find_assigned_reaches(tree, SETS_THAT_ARE_ASKED.get(name, set()))
            found += [f"{name}:{line}" for line in (*lines, *find_made_reaches(tree))]
    assert found == []


def test_the_allowed_constants_exist():
    """Nothing is allowed that is not there."""
    for name, constants in SETS_THAT_ARE_ASKED.items():
        tree = ast.parse((SOURCE / name).read_text())
        defined = {
            part.id
            for node in tree.body
            if isinstance(node, ast.Assign)
            for part in ast.walk(node.targets[0])
            if isinstance(part, ast.Name)
        }
        assert constants <= defined


@pytest.mark.parametrize(
    "code",
    [
        "reach = Reach.GONE",
        "def f():\n    return Reach.GONE",
        "g(reach=Reach.GONE)",
        "T = {Page.LIVE: Reach.GONE}",
        "x = Reach.GONE if y is Reach.LIVE else z",
        "def f(reach=Reach.GONE): ...",
    ],
)
def test_an_assignment_is_noticed(code):
    """Every way to say a reach is seen."""
    assert len(find_assigned_reaches(ast.parse(code), {"S"})) == 1


@pytest.mark.parametrize(
    "code",
    [
        "a = b is Reach.GONE",
        "a = b in {Reach.GONE, Reach.LIVE}",
        "T = {Reach.GONE: 'gone'}",
        "a = counts[Reach.GONE]",
        "S = frozenset({Reach.GONE})",
        "match a:\n    case Reach.GONE:\n        b()",
    ],
)
def test_a_question_is_allowed(code):
    """To compare, to look up and to match decide nothing."""
    assert find_assigned_reaches(ast.parse(code), {"S"}) == []

"""Rules in force."""

import pytest

from citecheck.config.configuration_file import load_configuration
from citecheck.config.rule_selection import select_rules
from citecheck.errors import WrongUsage
from citecheck.rules import RULES
from citecheck.run.session import build_check_options

EVERY = frozenset(RULES)
CASES = [
    ((), (), EVERY),
    (["ALL"], (), EVERY),
    (["l1"], (), {code for code in RULES if code.startswith("L1")}),
    ((), ["S"], {code for code in RULES if code[0] != "S"}),
    (["L201"], ["L"], {"L201"}),
    (["S101"], ["S101"], set()),
    (["ALL"], ["L", "T"], {code for code in RULES if code[0] not in "LT"}),
    (["L1", "S102"], ["L102"], {code for code in RULES if code.startswith("L1")} - {"L102"} | {"S102"}),
]


@pytest.mark.parametrize(("select", "ignore", "codes"), CASES)
def test_prefixes(select, ignore, codes):
    """The longer prefix wins, ignoring wins a tie, nothing selected means everything."""
    assert select_rules(select, ignore) == codes


@pytest.mark.parametrize("written", ["X", "L9", "L1011", "", " "])
def test_what_names_no_rule_is_refused(written):
    """A typing error is not silently nothing."""
    with pytest.raises(WrongUsage, match="matches no rule"):
        select_rules([written])


@pytest.mark.parametrize(
    ("written", "compares"),
    [
        ("", True),
        ('ignore = ["S"]', True),
        ('ignore = ["S", "D"]', False),
        ('ignore = ["S", "D1"]', False),
        ('ignore = ["S", "D"]\nselect = ["ALL", "S103"]', True),
        ('select = ["L"]', False),
        ('select = ["L"]\n[[per-path]]\npaths = ["threats/**"]\nselect = ["L", "S1"]', True),
        ('ignore = ["S", "D"]\n[[per-host]]\nhosts = ["a.example"]\nignore = ["L2"]', False),
        ("evidence = false", False),
    ],
)
def test_claims_are_compared_for_rules_in_force_alone(tmp_path, written, compares):
    """Where no rule of support or drift is in force for any draft or host, no claim is compared."""
    (tmp_path / "citecheck.toml").write_text(written)
    assert build_check_options(load_configuration(tmp_path)).evidence is compares

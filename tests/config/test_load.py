"""The configuration file."""

from pathlib import Path

import pytest

from citecheck.config.configuration import ValueOrigin
from citecheck.config.configuration_file import KNOWN_OPTIONS, OVERRIDES, find_key_lines, load_configuration
from citecheck.config.options import OPTIONS
from citecheck.errors import WrongUsage
from citecheck.model.finding import Level
from citecheck.model.settings import DeathPolicy, NetworkSettings

FULL = """\
fail-on = "warning"
ignore = [
    "T102",  # house style
    "C104",
]
connect-to = ["::127.0.0.1:8080", "[2001:db8::1]:443:host.example:8443"]
max-time = 12
cacert = "ca.pem"

[levels]
S103 = "info"

[[per-path]]
paths = ["threats/**"]
ignore = ["T110"]
as = "text"

[[per-host]]
hosts = ["*.gov.example", "slow.example"]
ignore = ["L2"]
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "citecheck.toml").write_text(FULL)
    (tmp_path / "threats").mkdir()
    return tmp_path


def refused(tmp_path, toml, name="citecheck.toml"):
    (tmp_path / name).write_text(toml)
    with pytest.raises(WrongUsage) as caught:
        load_configuration(tmp_path)
    return str(caught.value).removeprefix(str(tmp_path) + "/")


@pytest.mark.parametrize(
    ("written", "given", "interval", "width"),
    [
        ("interval = 0.01\nhost-connections = 8", {"polite": True}, 0.5, 2),
        ("interval = 2.0\nhost-connections = 1", {"polite": True}, 2.0, 1),
        ("interval = 0.01", {"polite": True, "interval": 0.1}, 0.1, None),
        ("polite = true\ninterval = 0.01", {}, 0.01, None),
        ("interval = 0.01", {"polite": False}, 0.01, None),
        ("", {"polite": True}, None, None),
    ],
    ids=["faster", "slower", "both given", "file alone", "not polite", "no pace"],
)
def test_a_given_polite_bounds_the_pace_of_a_file(tmp_path, written, given, interval, width):
    """`--polite` makes a pace that a file sets no faster than the polite one; a pace on the command line is as given."""
    (tmp_path / "citecheck.toml").write_text(written)
    found = load_configuration(tmp_path).merge(given).build_network_settings()
    assert (found.interval, found.per_host) == (interval, width)


def test_a_default_polite_leaves_the_pace_of_a_file(tmp_path):
    """An audit is polite by itself, and still goes as fast as its configuration file says."""
    (tmp_path / "citecheck.toml").write_text("interval = 0.01")
    found = load_configuration(tmp_path).merge({"polite": True}, ValueOrigin.DEFAULT)
    assert found.build_network_settings().interval == 0.01


def test_without_a_file_the_defaults_hold(tmp_path):
    """The defaults of the options are those of the settings they become."""
    found = load_configuration(tmp_path)
    assert (found.file, found.build_network_settings(), found.build_death_policy()) == (
        None,
        NetworkSettings(),
        DeathPolicy(),
    )
    assert {key: found[key] for key in OPTIONS} == {key: row.default for key, row in OPTIONS.items()}


def test_values_know_their_line(folder):
    """Each value names the file and the line that it comes from."""
    found = load_configuration(folder / "threats", str(folder / "citecheck.toml"))
    assert found["fail-on"] == "warning"
    assert found.settings["fail-on"].place() == f"{folder / 'citecheck.toml'}:1"
    assert found.settings["max-time"].line == 7
    assert found.build_network_settings().connect_to[1] == ("[2001:db8::1]", "443", "host.example", "8443")
    assert found["cacert"] == str(folder / "ca.pem")


def test_the_command_line_wins(folder):
    """What the command line says replaces the file's value; silence leaves it."""
    merged = load_configuration(folder, str(folder / "citecheck.toml")).merge(
        {"fail-on": "info", "max-time": None, "select": ()}
    )
    assert (merged["fail-on"], merged["max-time"]) == ("info", 12.0)
    assert merged.settings["fail-on"].place() == "command line"
    with pytest.raises(WrongUsage, match="--max-time"):
        load_configuration(folder, str(folder / "citecheck.toml")).merge({"max-time": -1})


def test_overrides_by_path_and_host(folder):
    """Overrides add to what is ignored and replace other values where their patterns match."""
    found = load_configuration(folder, str(folder / "citecheck.toml"))
    assert found.for_draft(folder / "threats" / "a.txt")["as"] == "text"
    assert found.for_draft(folder / "threats" / "a.txt").find_level("T110", Level.INFO) is None
    assert found.for_draft(folder / "a.txt").find_level("T110", Level.INFO) is Level.INFO
    assert found.for_host("WWW.gov.example").find_level("L201", Level.INFO) is None
    assert found.for_host("gov.example").find_level("L201", Level.INFO) is Level.INFO
    assert found.for_host("slow.example").find_level("T102", Level.INFO) is None


def test_levels_can_be_changed(folder):
    """A rule's level may be another one, the longest prefix wins."""
    assert load_configuration(folder, str(folder / "citecheck.toml")).find_level("S103", Level.WARNING) is Level.INFO
    assert (
        load_configuration(folder, str(folder / "citecheck.toml"))
        .merge({"levels": {"S": "error", "S103": "warning"}})
        .find_level("S103", Level.INFO)
        is Level.WARNING
    )


def test_pyproject_serves_too(tmp_path):
    """`[tool.citecheck]` is found upwards; a pyproject without it is passed by; citecheck.toml comes first."""
    (tmp_path / "pyproject.toml").write_text(
        '[tool.citecheck]\nfail-on = "info"\n[[tool.citecheck.per-path]]\npaths="a"\nignore="T"\n'
    )
    inner = tmp_path / "inner"
    inner.mkdir()
    (inner / "pyproject.toml").write_text("[project]\nname = 'x'\n")
    assert load_configuration(inner)["fail-on"] == "info"
    assert load_configuration(inner).settings["fail-on"].line == 2
    (tmp_path / "citecheck.toml").write_text('fail-on = "never"\n')
    assert load_configuration(inner)["fail-on"] == "never"


MISTAKES = [
    ('fail-on = "bad"', "citecheck.toml:1: fail-on = 'bad' is not valid; expected one of info, warning"),
    ('\n\nfial-on = "info"', "citecheck.toml:3: there is no option 'fial-on'; did you mean 'fail-on'?"),
    ('ignore = ["Z9"]', "citecheck.toml:1: ignore = ['Z9'] is not valid; expected rule codes"),
    ("max-time = true", "citecheck.toml:1: max-time = True is not valid; expected a number greater than 0"),
    ("max-time = nan", "citecheck.toml:1: max-time = nan"),
    ("tries = 1.5", "citecheck.toml:1: tries = 1.5 is not valid; expected a whole number from 1"),
    ('connect-to = ["a:b"]', "citecheck.toml:1: connect-to"),
    ("[levels]\nX = 'info'", "citecheck.toml:1: levels"),
    ("[[per-path]]\nignore = ['S']", "citecheck.toml:1: [[per-path]] needs paths"),
    (
        "a = 1\n[[per-host]]\nhosts = 'x'\n\n[[per-host]]\nhosts = 'y'\nas = 'text'",
        "citecheck.toml:1: there is no option 'a'",
    ),
    (
        "[[per-host]]\nhosts = 'x'\n\n[[per-host]]\nhosts = 'y'\nas = 'text'",
        "citecheck.toml:6: there is no option 'as'",
    ),
    ("[per-path]\npaths = 'x'", "citecheck.toml:1: write each group of per-path as a table [[per-path]]"),
    ("fail-on = ", "citecheck.toml: not valid TOML"),
    ("interval = inf", "citecheck.toml:1: interval = inf is not valid; expected a number"),
    ("body-limit = 99999999999999999999", "citecheck.toml:1: body-limit = 99999999999999999999 is not valid"),
    ('user-agent = "a\\r\\nHost: b"', "citecheck.toml:1: user-agent"),
    ('user-agent = "é"', "citecheck.toml:1: user-agent"),
]


@pytest.mark.parametrize(("toml", "sentence"), MISTAKES)
def test_mistakes_name_file_line_and_key(tmp_path, toml, sentence):
    """A mistake is one sentence with its place and what was expected."""
    assert refused(tmp_path, toml).startswith(sentence)


@pytest.mark.parametrize(
    ("name", "toml", "sentence"),
    [
        ("pyproject.toml", b"[tool]\nciteckeck = 5", None),
        ("pyproject.toml", b"tool = 5", None),
        ("pyproject.toml", b"\xff", None),
        (
            "pyproject.toml",
            b"[tool]\ncitecheck = 5",
            "pyproject.toml: the options must be in a table, [tool.citecheck]",
        ),
        ("citecheck.toml", b"# \xff", "citecheck.toml: byte 2 is not UTF-8; save the configuration as UTF-8"),
    ],
)
def test_files_that_hold_no_configuration(tmp_path, name, toml, sentence):
    """A file that is no configuration is said in one sentence; a broken pyproject is left to its own tools."""
    (tmp_path / name).write_bytes(toml)
    if sentence is None:
        assert load_configuration(tmp_path).file is None
        return
    with pytest.raises(WrongUsage) as caught:
        load_configuration(tmp_path)
    assert str(caught.value).endswith(sentence)


def test_lines_are_found_past_long_values():
    """Keys inside strings and lists over several lines are not taken for keys."""
    toml = 'a = """\nx = 1\n"""\nb = [\n  "c = 1",\n]\n[t."q r"]\nd.e = 2 # [x]\n'
    assert find_key_lines(toml) == {("a",): 1, ("b",): 4, ("t", "q r"): 7, ("t", "q r", "d", "e"): 8}


def test_overridable_options_exist():
    """Every option that an override may set is an option."""
    assert all(KNOWN_OPTIONS.keys() >= keys for _, keys in OVERRIDES.values())
    assert isinstance(load_configuration(Path("/")).root, Path)


HOSTS = """\
[[per-host]]
hosts = ["*.desk.example"]
basic-auth = "desk:${DESK_PASSWORD}"
headers = { X-Desk = "night" }
interval = 0
host-connections = 4

[[per-host]]
hosts = ["intranet.example"]
ask = false
"""


def test_hosts_are_asked_as_their_row_says(tmp_path, monkeypatch):
    """Headers, pace and connections of a host become its settings, its secrets come from the environment."""
    (tmp_path / "citecheck.toml").write_text(HOSTS)
    monkeypatch.setenv("DESK_PASSWORD", "pass")
    desk, intranet = load_configuration(tmp_path, str(tmp_path / "citecheck.toml")).build_network_settings().hosts
    assert desk.headers == (("Authorization", "Basic ZGVzazpwYXNz"), ("X-Desk", "night"))
    assert (desk.interval, desk.connections, desk.max_time, desk.ask) == (0, 4, None, True)
    assert (intranet.hosts, intranet.ask) == (("intranet.example",), False)


def test_a_missing_secret_is_named(tmp_path, monkeypatch):
    """A variable that the environment does not hold is refused with its place; offline none is needed."""
    (tmp_path / "citecheck.toml").write_text(HOSTS)
    monkeypatch.delenv("DESK_PASSWORD", raising=False)
    with pytest.raises(WrongUsage, match=r"citecheck\.toml:3: set DESK_PASSWORD in the environment"):
        load_configuration(tmp_path, str(tmp_path / "citecheck.toml")).build_network_settings()
    assert (
        load_configuration(tmp_path, str(tmp_path / "citecheck.toml"))
        .merge({"offline": True})
        .build_network_settings()
        .hosts[0]
        .headers
        == ()
    )


@pytest.mark.parametrize(
    "written", ['headers = { Host = "a" }', 'headers = { "a b" = "c" }', 'basic-auth = "desk"', "ask = 1"]
)
def test_what_a_host_does_not_take(tmp_path, written):
    """Fields that the crawler sets, names that are none, a pair without a colon and other types are refused."""
    assert "is not valid; expected" in refused(tmp_path, f'[[per-host]]\nhosts = ["a.example"]\n{written}\n')

"""What a configuration may do that was only found in a folder, and what needs the user's word."""

import re
from pathlib import Path

import pytest

from citecheck.config.configuration_file import find_store_path, load_configuration
from citecheck.config.options import HOST_OPTIONS, OPTIONS
from citecheck.config.trust import TRUST, Trust
from citecheck.errors import WrongUsage

HOST = '[[per-host]]\nhosts = ["*"]\n'

# the text of a found citecheck.toml, the key that its refusal names
HOSTILE = [
    (HOST + 'headers = { Authorization = "Bearer ${GITHUB_TOKEN}" }', "headers"),
    (HOST + 'headers = { X-A = "fine", X-B = "${HOME}" }', "headers"),
    (HOST + 'headers = { X-A = "a${AWS_SECRET_ACCESS_KEY}b" }', "headers"),
    (HOST + 'headers = { Cookie = "s=${CITECHECK_JUDGE_KEY}" }', "headers"),
    (HOST + 'basic-auth = "x:${GITHUB_TOKEN}"', "basic-auth"),
    (HOST + 'basic-auth = "${USER}:x"', "basic-auth"),
    ('[[per-host]]\nhosts = "a.example"\n\n' + HOST + 'basic-auth = "u:${P}"', "basic-auth"),
    ('[[per-host]]\nhosts = "collect.example"\ninterval = 1\nheaders.X = "${TOKEN}"', "headers"),
    ('proxy = "http://evil.example:8080"', "proxy"),
    ('proxy = "http://127.0.0.1:1"', "proxy"),
    ('"proxy" = "socks5://evil.example"', "proxy"),
    ('cacert = "ca.pem"', "cacert"),
    ('cacert = "/etc/ssl/ca.pem"', "cacert"),
    ("cacert = '../ca.pem'", "cacert"),
    ("allow-private = true", "allow-private"),
    ('fail-on = "never"\nallow-private = true', "allow-private"),
    ('judge = "https://evil.example/v1"', "judge"),
    ('judge = "http://127.0.0.1:11434/v1"', "judge"),
    ('judge-model = "most-expensive"', "judge-model"),
    ('connect-to = ["::evil.example:443"]', "connect-to"),
    ('connect-to = "bank.example:443:127.0.0.1:80"', "connect-to"),
    ("connect-to = ['a.example:80:[::1]:80']", "connect-to"),
    ("save = true", "save"),
    ('registry = ["crossref=https://evil.example"]', "registry"),
    ('lookup = true\nregistry = "openalex=http://127.0.0.1:9"', "registry"),
    ('output = "../report.html"', "output"),
    ('output = "/etc/cron.d/report"', "output"),
    ('output = "a/../../report.txt"', "output"),
    ('output = ".git/hooks/pre-commit"', "output"),
    ('output = ".GIT/config"', "output"),
    ('output = "sub/.git/config"', "output"),
    ('output = "Makefile"', "output"),
    ('output = ".github/report.html"', "output"),
    ('report = ["html=.github/workflows/x.yml"]', "report"),
    ('report = ["html=scripts/x.py"]', "report"),
    ('output = "away/report.txt"', "output"),
    ('output = "away/new/deep/report.txt"', "output"),
    ('output = "linked.html"', "output"),
    ('output = "chain/report.txt"', "output"),
    ('output = "loop"', "output"),
    ('output = "dangling"', "output"),
    ('report = ["html=../report.html"]', "report"),
    ('report = ["html=fine.html", "json=/tmp/x.json"]', "report"),
    ('report = "json=away/x.json"', "report"),
    ('report = ["text=linked.html"]', "report"),
    ('report = ["markdown=.git/config"]', "report"),
    ('report = ["json=a/../../x"]', "report"),
    ('store = "../store.db"', "store"),
    ('store = "/var/lib/store.db"', "store"),
    ('store = "away/store.db"', "store"),
    ('store = ".git/store.db"', "store"),
    ('store = "linked.db"', "store"),
    ('store = "kept/store.db"', "store"),
    ('store = "tailed/store.db"', "store"),
    ('store = "fine/../../store.db"', "store"),
    ('baseline = "../baseline.toml"', "baseline"),
    ('baseline = "/etc/passwd"', "baseline"),
    ('baseline = "away/baseline.toml"', "baseline"),
    ('baseline = "linked.toml"', "baseline"),
    ('replay = "/home/other/private.warc.gz"', "replay"),
    ('replay = "../private.wacz"', "replay"),
    ('replay = "away/x.warc.gz"', "replay"),
    ('replay = "linked.warc.gz"', "replay"),
    ('ignore = ["L"]\n[levels]\nS103 = "info"\n' + HOST + 'headers = { "X-Y" = "${A}" }', "headers"),
    ('output = "~/../../report"', "output"),
    ('[[per-path]]\npaths = "*"\nignore = ["T"]\n' + HOST + 'basic-auth = "${A}:${B}"', "basic-auth"),
]

HARMLESS = [
    'fail-on = "warning"',
    'ignore = ["T102"]\nselect = ["ALL"]',
    '[levels]\nS103 = "info"',
    'output = "report.html"\nformat = "html"',
    'output = "out/../report.html"',
    'output = "inner/report.html"',
    'report = ["html=out/report.html", "json=report.json"]',
    'store = "cache/citecheck.db"',
    'store = "deep/er/store.db"',
    'baseline = "citecheck-baseline.toml"',
    'replay = "tests/web.warc.gz"',
    "allow-private = false\nsave = false",
    'user-agent = "desk (desk@paper.example)"',
    "offline = true\nlookup = false",
    "archives = true\narchive = ['web.archive.org', 'own=https://archive.example/timegate/']",
    'include = ["example"]\nexclude = ["/login"]',
    HOST + 'headers = { Accept-Language = "de", X-Price = "$5" }',
    HOST + 'basic-auth = "guest:guest"',
    HOST + "ask = false\ninterval = 2",
    '[[per-path]]\npaths = ["threats/**"]\nignore = ["T110"]\nas = "markdown"',
    "polite = true\nrobots = true\ntries = 1\nmax-time = 5\nbrowser = true\nprobe = true",
    'max-age = "2d"\nages = { live = "3d" }\nnow = "2026-11-20"',
]


@pytest.fixture
def checkout(tmp_path):
    """A repository with links out of it: folders, files, a chain, a loop, and stores with archives elsewhere."""
    outside, inside = tmp_path / "outside", tmp_path / "checkout"
    outside.mkdir()
    for name in ("inner-real", "kept", "tailed/warc", ".git"):
        (inside / name).mkdir(parents=True)
    for name in ("linked.html", "linked.db", "linked.toml", "linked.warc.gz"):
        (outside / name).write_text("mine")
        (inside / name).symlink_to(outside / name)
    (inside / "away").symlink_to("../outside")
    (inside / "chain").symlink_to("away")
    (inside / "loop").symlink_to("loop")
    (inside / "dangling").symlink_to("../outside/not-yet")
    (inside / "inner").symlink_to("inner-real")
    (inside / "kept" / "warc").symlink_to(outside)
    (inside / "tailed" / "warc" / "a.warc.gz").symlink_to(outside / "linked.db")
    return inside


def test_every_option_has_a_row():
    """An option without a row in the table of trust fails here."""
    assert TRUST.keys() == (OPTIONS | HOST_OPTIONS).keys()


def test_the_page_says_what_each_row_means():
    """docs/configuration.md explains each kind of trust that its table uses."""
    page = (Path(__file__).parents[2] / "docs/configuration.md").read_text("utf-8")
    assert [each for each in Trust if f"\n| `{each.value}` |" not in page] == []


@pytest.mark.parametrize(("toml", "key"), HOSTILE)
def test_a_hostile_configuration_is_refused(checkout, toml, key):
    """A found file that reaches for secrets, the network or files outside is refused with file, line and key."""
    file = checkout / "citecheck.toml"
    file.write_text(toml)
    with pytest.raises(WrongUsage) as caught:
        load_configuration(checkout)
    found = re.fullmatch(
        rf"{re.escape(str(file))}:\d+: (.* {key}; if you trust this file, name it with --config)", str(caught.value)
    )
    assert found
    assert len(found[1].split()) <= 25


@pytest.mark.parametrize(("toml", "key"), HOSTILE)
def test_the_user_may_name_the_same_file(checkout, toml, key):
    """What is refused in a found file is read from the file that the user names."""
    file = checkout / "citecheck.toml"
    file.write_text(toml)
    found = load_configuration(checkout, str(file))
    assert key in found.settings or any(key in each.settings for each in found.per_host)


@pytest.mark.parametrize("toml", HARMLESS)
def test_a_harmless_configuration_is_read(checkout, toml):
    """What decides only what is checked and reported needs no word of the user."""
    (checkout / "citecheck.toml").write_text(toml)
    assert load_configuration(checkout).file == checkout / "citecheck.toml"


@pytest.mark.parametrize("key", [key for key, trust in TRUST.items() if trust is Trust.USER])
def test_each_option_of_the_user_is_hostile_once(key):
    """Every row `user` has a hostile configuration of its own above."""
    assert any(named == key for _, named in HOSTILE)


def test_the_configuration_of_the_user_is_under_the_found_one(checkout, tmp_path, monkeypatch):
    """The user's own file may set everything; the found file takes precedence where it sets the same."""
    (tmp_path / "own" / "citecheck").mkdir(parents=True)
    own = tmp_path / "own" / "citecheck" / "citecheck.toml"
    own.write_text('proxy = "http://proxy.desk.example"\nfail-on = "info"\n' + HOST + 'headers = { X = "${TOKEN}" }')
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    monkeypatch.setenv("TOKEN", "sesame")
    (checkout / "citecheck.toml").write_text('fail-on = "never"')
    found = load_configuration(checkout)
    assert (found["proxy"], found["fail-on"], found.root) == ("http://proxy.desk.example", "never", checkout)
    assert found.build_network_settings().hosts[0].headers == (("X", "sesame"),)
    (checkout / "citecheck.toml").unlink()
    assert load_configuration(checkout)["fail-on"] == "info"
    assert load_configuration(own.parent)["proxy"] == "http://proxy.desk.example"


@pytest.mark.parametrize("names", [("cache",), ("cache/warc",), ("cache/citecheck.db",)])
def test_a_found_store_does_not_lead_outside(tmp_path, names):
    """A `cache/` that a symbolic link leads elsewhere is not written to unless --store names it."""
    (tmp_path / "outside").mkdir()
    link = tmp_path / "repo" / names[0]
    link.parent.mkdir(parents=True)
    link.symlink_to(tmp_path / "outside")
    with pytest.raises(WrongUsage, match="name the store with --store"):
        find_store_path(tmp_path / "repo")
    assert find_store_path(tmp_path / "repo", str(tmp_path / "outside/a.db")) == tmp_path / "outside/a.db"

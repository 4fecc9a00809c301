"""The files that a command writes: regular files whole, links followed, devices and pipes written as they are."""

import os
import stat
import threading

import pytest
from tests.attack.test_streams import shell

pytestmark = pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs the devices of Linux")
CHECK = "C check draft.md --offline --store s.db"


@pytest.fixture
def folder(tmp_path):
    """Hold a draft."""
    (tmp_path / "draft.md").write_text(
        "There were 42 ships.[^1]\n\n[^1]: https://one.example.org/x\n", encoding="utf-8"
    )
    return tmp_path


@pytest.mark.parametrize("option", ["--format json --output", "--report json="])
@pytest.mark.parametrize("there", [True, False], ids=["a file", "no file yet"])
def test_a_link_stays_a_link(folder, option, there):
    """The file that a link names gets the report, and the link stays."""
    (folder / "kept").mkdir()
    if there:
        (folder / "kept" / "real.json").write_text("old")
    (folder / "link.json").symlink_to("kept/real.json")
    given = f"{option}link.json" if option.endswith("=") else f"{option} link.json"
    assert shell(f"{CHECK} {given}", folder).returncode == 0
    assert (folder / "link.json").is_symlink()
    assert "citecheck.check/1" in (folder / "kept" / "real.json").read_text()
    assert os.listdir(folder / "kept") == ["real.json"]


def test_a_loop_of_links_is_one_sentence(folder):
    """A link that names itself is wrong usage."""
    (folder / "loop").symlink_to("loop")
    done = shell(f"{CHECK} --output loop", folder)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1)
    assert (folder / "loop").is_symlink()


@pytest.mark.parametrize("option", ["--output /dev/full", "--report json=/dev/full", "--report html=/dev/full"])
def test_a_lost_report_is_an_incomplete_run(folder, option):
    """A report that a full disk lost ends with exit code 3 and one sentence."""
    done = shell(f"{CHECK} {option}", folder)
    assert (done.returncode, done.stderr.count(b"\n")) == (3, 1), done.stderr
    assert b"the report cannot be written (No space left on device)" in done.stderr
    assert stat.S_ISCHR(os.stat("/dev/full").st_mode)


def test_a_device_stays_a_device(folder):
    """A device file of one's own is written and not replaced."""
    try:
        os.mknod(folder / "null", 0o666 | stat.S_IFCHR, os.makedev(1, 3))
    except PermissionError:
        pytest.skip("only root makes devices")
    assert shell(f"{CHECK} --output null", folder).returncode == 0
    assert stat.S_ISCHR((folder / "null").stat().st_mode)


def test_standard_output_by_its_name(folder):
    """A report to /dev/stdout goes where standard output goes: to a pipe, or after what a file holds."""
    before = os.readlink("/dev/stdout")
    done = shell(f"{CHECK} --format json --output /dev/stdout", folder)
    assert b"citecheck.check/1" in done.stdout
    shell(f"echo first > log; {CHECK} --format csv --output /dev/stdout >> log", folder)
    assert (folder / "log").read_text().startswith("first\nLevel,")
    assert os.readlink("/dev/stdout") == before
    assert shell(f"{CHECK} --report html=/dev/stdout | head -c 1", folder).returncode == 0


def test_a_pipe_with_a_name(folder):
    """A report to a named pipe reaches its reader, and the pipe stays."""
    os.mkfifo(folder / "pipe")
    read = []
    reader = threading.Thread(target=lambda: read.append((folder / "pipe").read_text()))
    reader.start()
    assert shell(f"{CHECK} --format json --output pipe", folder).returncode == 0
    reader.join(20)
    assert "citecheck.check/1" in read[0]
    assert stat.S_ISFIFO((folder / "pipe").stat().st_mode)


def test_a_baseline_follows_links(folder):
    """A baseline is written to the file that a link names, and never over a device."""
    (folder / "b.toml").symlink_to("real.toml")
    line = f"{CHECK} --format json --output r.json; C baseline r.json --reason known --output"
    assert shell(f"{line} b.toml", folder).returncode == 0, shell("C baseline --help", folder).stdout
    assert (folder / "b.toml").is_symlink()
    assert "version" in (folder / "real.toml").read_text()
    assert shell(f"{line} /dev/null", folder).returncode == 2


@pytest.mark.parametrize("fmt", ["sarif", "github", "gitlab", "junit"])
@pytest.mark.parametrize(
    ("before", "draft"),
    [
        ("cd docs &&", "../guide/a.md"),
        ("cd docs &&", "$PWD/../guide/a.md"),
        ("cd guide && GITHUB_WORKSPACE=$PWD/..", "a.md"),
        ("cd guide && CI_PROJECT_DIR=$PWD/..", "./a.md"),
        ("cd guide && GITHUB_WORKSPACE=/nowhere", "a.md"),
    ],
)
def test_formats_of_ci_name_files_from_the_root(folder, fmt, before, draft):
    """Wherever the command runs, a service for CI finds the file of a finding in its checkout."""
    for name in ("docs", "guide", *([] if "$PWD" in before else [".git"])):
        (folder / name).mkdir()
    (folder / "guide" / "a.md").write_text("# A\n\n[b](no.md)\n\n[c](#none)\n")
    said = shell(f"{before} C check {draft} --offline --store s.db --format {fmt}", folder).stdout.decode()
    assert "guide/a.md" in said
    assert not {"../guide/a.md", str(folder)} & set(said.replace('"', " ").split())
    assert "repository: no.md. Correct" in said


def test_text_names_files_as_they_were_given(folder):
    """A person reads the path that was typed; without a repository, CI gets that path too."""
    (folder / "sub").mkdir()
    (folder / "a.md").write_text("# A\n\n[b](no.md)\n")
    said = shell("cd sub && C check ../a.md ../draft.md --offline --store s.db --format github", folder).stdout
    assert b"file=../a.md," in said


@pytest.mark.parametrize(
    "given",
    ["--output draft.md", "--report html=./draft.md", "--output link.md", "--output citecheck.toml", "--config c.toml"],
)
def test_no_report_takes_the_place_of_what_is_read(folder, given):
    """A draft or configuration that a report would replace stays as it was, and one sentence names it."""
    (folder / "link.md").symlink_to("draft.md")
    (folder / "citecheck.toml").write_text("interval = 0.5\n")
    (folder / "c.toml").write_text('report = ["text=draft.md"]\n')
    before = (folder / "draft.md").read_text(), (folder / "citecheck.toml").read_text()
    done = shell(f"{CHECK} {given}", folder)
    assert (done.returncode, done.stderr.count(b"\n")) == (2, 1), done.stderr
    assert b"would replace" in done.stderr
    assert ((folder / "draft.md").read_text(), (folder / "citecheck.toml").read_text()) == before

"""`citecheck check` follows links inside a repository, without any address."""

import json
import subprocess
import sys

import pytest


@pytest.fixture
def repository(tmp_path):
    """A repository with a page that links to a heading of a file outside the checked folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/\n")
    (tmp_path / "docs").mkdir()
    (tmp_path / "README.md").write_text("# Weir\n\n## Costs\n")
    (tmp_path / "docs/a.md").write_text(
        "# A\n\n[one](../README.md#costs) [two](../README.md#cost) [three](../build/x.md)\n\n[four](b.md)\n"
    )
    (tmp_path / "docs/empty.md").write_text("")
    return tmp_path


def check(folder, *names):
    """Give the findings of a check without network, as (rule, line, target), and the exit code."""
    command = [sys.executable, "-m", "citecheck", "check", *names, "--offline", "--format", "json", "--store", "s.db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    answer = json.loads(done.stdout)
    found = [each for document in answer.get("documents", [answer]) for each in document["findings"]]
    return [(each["rule"], each["line"], each["url"]) for each in found], done.returncode


@pytest.mark.parametrize("names", [["docs"], ["docs/a.md"], ["."], ["./docs/a.md"], ["docs/*.md"]])
def test_dead_links_are_reported_however_the_draft_is_named(repository, names):
    """A file, a folder and a pattern lead to the same findings; the files around a draft are read from its repository."""
    found, code = check(repository, *names)
    assert sorted(found) == [("I101", 5, "b.md"), ("I102", 3, "../README.md#cost")]
    assert code == 1


def test_a_link_out_of_a_folder_without_repository_is_unknown(tmp_path):
    """Where no repository is known, files above the named folder are not looked at."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs/a.md").write_text("# A\n\n[one](../secret.md) [two](b.md)\n")
    assert check(tmp_path, "docs") == ([("I101", 3, "b.md")], 1)


@pytest.mark.parametrize(
    ("sign", "draft", "written"),
    [
        ("antora.yml", "modules/ROOT/nav.adoc", "* xref:start.adoc[Start] xref:weir.adoc#cost[x]\n"),
        ("mkdocs.yml", "docs/a.md", "# A\n\n[u](b.md#uber-das-wehr) [d](../data/x.csv) [n](b.md#costs_2)\n"),
        ("docs/conf.py", "docs/part/a.rst", "A\n=\n\n:doc:`/b` :doc:`/gone`\n"),
        (".vitepress/config.ts", "guide/a.md", "# A\n\n[u](/x.png) [n](../b.md#cost)\n"),
    ],
)
def test_a_draft_of_a_site_has_the_same_findings_however_it_is_named(tmp_path, sign, draft, written):
    """Without a repository, the nearest folder with the configuration of a site is the root of a draft's links."""
    site = tmp_path / "site"
    for name, text in {
        sign: "",
        draft: written,
        "modules/ROOT/pages/start.adoc": "= Start\n",
        "modules/ROOT/pages/weir.adoc": "= Weir\n\n== Costs\n",
        "data/x.csv": "1",
        "public/x.png": "1",
        "docs/b.rst": "B\n=\n",
        **{f"{folder}b.md": "# B\n\n## Costs\n\n## Über das Wehr\n" for folder in ("", "docs/")},
    }.items():
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        (site / name).write_text(text, encoding="utf-8")
    folder = draft.rpartition("/")[0]
    named = [f"site/{draft}", f"site/{folder}/*", "site"]
    found = [check(tmp_path, each) for each in named]
    assert found == [found[-1]] * len(named)
    assert len(found[-1][0]) == 1


def test_a_named_folder_is_the_root_of_the_links_in_it(tmp_path):
    """Where all drafts are in one folder of the named one, the files next to that folder are looked at too."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "plan.csv").write_text("1")
    (tmp_path / "docs/a.md").write_text("# A\n\n[one](../plan.csv) [two](../plain.csv)\n")
    assert check(tmp_path, ".") == ([("I101", 3, "../plain.csv")], 1)
    assert check(tmp_path, ".", "docs/a.md") == check(tmp_path, "docs/a.md", ".") == check(tmp_path, ".")


def test_several_drafts_do_not_each_say_that_the_run_is_offline(tmp_path):
    """The last line says once that nothing was asked; a draft without another finding is not listed."""
    for name in ("a.md", "b.md"):
        (tmp_path / name).write_text("Rain fell.[^1]\n\n[^1]: https://www.example.org/rain\n")
    command = [sys.executable, "-m", "citecheck", "check", ".", "--offline", "--store", "s.db"]
    said = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False).stdout
    assert "L501" not in said
    assert "a.md" not in said
    assert "2 sources not asked (offline)" in " ".join(said.split())


def say(folder, *given):
    """Give the text of a check without network and what it said on standard error, white space collapsed."""
    command = [sys.executable, "-m", "citecheck", "check", *given, "--offline", "--store", "s.db"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)
    return " ".join(done.stdout.split()), done.stderr


def test_links_inside_the_repository_are_counted_by_where_they_lead(repository):
    """A file with no other links is checked: the line counts what was found, dead and unknown."""
    said, errors = say(repository, "docs/a.md")
    assert "0 notes, 4 links inside the repository: 1 found, 2 dead, 1 unknown." in said
    assert "links found" not in errors


def test_a_page_whose_links_all_lead_somewhere_is_checked(repository):
    """Nothing is asked, and still the links are checked; a folder names the files without any."""
    (repository / "docs/a.md").write_text("# A\n\n[costs](../README.md#costs) ![plan](plan.svg)\n")
    (repository / "docs/plan.svg").write_text("<svg/>")
    (repository / "docs/words.md").write_text("Rain fell.\n")
    said, errors = say(repository, "docs")
    assert "Links checked: 0 notes, 2 links inside the repository: 2 found." in said
    assert "1 of 3 files (docs/words.md): no footnotes, citations or links found" in errors


def test_a_run_without_network_names_the_links_that_it_followed(repository):
    """Where the web was not asked, the line says that the links inside the repository were checked, and no others."""
    (repository / "docs/a.md").write_text("# A\n\nSee [costs](../README.md#costs) and [rain](https://weir.gov/rain).\n")
    said, _ = say(repository, "docs/a.md")
    assert "Only links inside the repository checked: 0 notes, 1 link: 1 not visited;" in said
    assert "1 link inside the repository: 1 found." in said


def test_a_check_of_notes_follows_no_link_inside_the_repository(repository):
    """`--only notes` reports no dead link and counts what it left out."""
    said, errors = say(repository, "docs/a.md", "--only", "notes")
    assert "I10" not in said
    assert "Left out: 4 links outside notes." in said
    assert "docs/a.md: no footnotes or citations found; 4 links outside notes not checked" in errors


def test_a_check_of_links_states_the_number_of_notes(tmp_path):
    """`--only links` asks the addresses of notes as links, and does not say that there are no notes."""
    (tmp_path / "d.md").write_text("Rain [fell](https://weir.gov/a).[^1]\n\n[^1]: https://weir.gov/b\n")
    said, _ = say(tmp_path, "d.md", "--only", "links")
    assert "1 note, 2 links: 2 not visited" in said


def test_findings_on_one_line_are_distinguished_by_their_column(repository):
    """The text names the file, and the column where a line has several dead links; an address is shown decoded."""
    (repository / "docs/a.md").write_text("# A\n\n[one](b.md) [two](c.md)\n\n[three](#%C3%BCber)\n")
    said, _ = say(repository, "docs/a.md")
    assert "docs/a.md A ERROR I101" in said
    assert "line 3, column 1 b.md" in said
    assert "line 3, column 13 c.md" in said
    assert "line 5 #%C3%BCber" in said
    assert "no heading or identifier “über”" in said


@pytest.mark.parametrize(("target", "found"), [("LICENSE", []), ("../pack/LICENCE", [("I101", 3, "../pack/LICENCE")])])
def test_a_link_of_a_file_is_followed_from_each_name_of_the_file(tmp_path, target, found):
    """A forge shows a symbolic link as the file that it leads to, so a path may be meant from either folder."""
    (tmp_path / ".git").mkdir()
    (tmp_path / "LICENSE").write_text("Free.\n")
    (tmp_path / "pack/own").mkdir(parents=True)
    (tmp_path / "pack/own/README.md").write_text(f"# Weir\n\n[one]({target})\n")
    (tmp_path / "README.md").symlink_to("pack/own/README.md")
    assert check(tmp_path, ".")[0] == found

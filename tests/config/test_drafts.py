"""The drafts under folders and patterns."""

from contextlib import chdir

import pytest

from citecheck.config.configuration_file import find_store_path
from citecheck.config.draft_paths import find_drafts
from citecheck.errors import UnreadableInput


@pytest.fixture
def tree(tmp_path):
    for name in (
        "a.md", "b.txt", "c.py", "README", "notes/d.docx", "notes/old/e.html", "notes/keep/f.rst", ".hidden/g.md",
        "build/h.md", "build/keep.md",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text("build/*\n!build/keep.md\nold/\n")
    (tmp_path / "notes" / ".gitignore").write_text("!keep/f.rst\n")
    with chdir(tmp_path):
        yield tmp_path


def names(paths, **options):
    return [str(path) for path in find_drafts(paths, **options).paths]


def test_a_folder_is_searched(tree):
    """Drafts of every format are found, sorted; hidden folders and what git ignores are left out."""
    assert names(["."]) == ["a.md", "b.txt", "build/keep.md", "notes/d.docx", "notes/keep/f.rst"]


def test_rules_of_folders_above_count(tree):
    """The repository's `.gitignore` holds for a folder below its root."""
    assert names(["notes"]) == ["notes/d.docx", "notes/keep/f.rst"]
    assert names(["notes"], gitignore=False) == ["notes/d.docx", "notes/keep/f.rst", "notes/old/e.html"]


def test_a_file_named_outright_is_taken(tree):
    """Neither extension nor ignore rules nor exclusions keep a file out that is named."""
    assert names(["README", "build/h.md", "a.md", "./a.md"], exclude=["*.md"]) == ["README", "build/h.md", "a.md"]


def test_patterns(tree):
    """Patterns match files and folders; exclusions hold for them."""
    assert names(["*.md", "notes/**/*.rst"]) == ["a.md", "notes/keep/f.rst"]
    assert names(["."], exclude=["notes/", "b.txt"]) == ["a.md", "build/keep.md"]


@pytest.fixture
def generated(tmp_path):
    """A repository with files that a program writes and input of tests."""
    for name in (
        "a.md", "client/docs/b.md", "client/own/c.md", "tests/fixtures/bad/d.md", "tests/e.md", "tests/README.md", "fixtures/f.md",
        "docs/test/j.md",
        "pkg/testdata/g.md", "src/__fixtures__/h.md", "spec/unit/fixtures/i.md",
    ):  # fmt: skip
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x")
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitattributes").write_text(
        "*.md text\nclient/** text linguist-generated\n# c.md linguist-generated\n"
    )
    (tmp_path / "client/.gitattributes").write_text("own/* linguist-generated=true\nb.md -linguist-generated\n")
    with chdir(tmp_path):
        yield tmp_path


def test_nobody_mends_generated_files_and_test_data(generated):
    """What `.gitattributes` calls generated and what tests read is left out of a folder, and a sentence says so."""
    found = find_drafts(["."])
    assert [str(path) for path in found.paths] == ["a.md", "docs/test/j.md", "fixtures/f.md", "tests/README.md"]
    assert found.unread == 0
    assert [each.partition(" (")[0] for each in found.nothing] == ["7 files not checked"]
    assert "name a file" in found.nothing[0]


@pytest.mark.parametrize(
    ("named", "expected"),
    [
        (["tests/fixtures"], ["tests/fixtures/bad/d.md"]),
        (["pkg/testdata/g.md", "client/docs/b.md"], ["pkg/testdata/g.md", "client/docs/b.md"]),
        (["client"], []),
    ],
)
def test_test_data_is_checked_where_it_is_named(generated, named, expected):
    """A file that is named itself is taken, and so is a folder of test data; generated files are still left out."""
    assert names(named) == expected


def test_a_configuration_has_every_file_checked(generated):
    """Without the rules of the repository, each file of a folder is a draft."""
    assert len(names(["."], gitignore=False)) == 11


def test_files_that_are_not_read_are_counted(tree):
    """A folder or pattern with documents that are not read says how many, of what kind, and what to do; images are silent."""
    for name in ("notes/one.rtf", "notes/two.rtf", "notes/sheet.xlsx", "notes/map.png", "build/three.rtf"):
        (tree / name).write_text("x")
    found = find_drafts(["."])
    assert [str(path) for path in found.paths] == ["a.md", "b.txt", "build/keep.md", "notes/d.docx", "notes/keep/f.rst"]
    assert found.unread == 3
    assert found.nothing == (
        "2 files not read (notes/one.rtf, notes/two.rtf): RTF; save it as .docx or .odt",
        "1 file not read (notes/sheet.xlsx): a spreadsheet; save it as HTML or PDF",
    )
    assert find_drafts(["notes/*.xlsx"]).nothing[1:] == find_drafts(["."], exclude=["*.rtf"]).nothing
    assert find_drafts(["notes/one.rtf"]).paths  # named itself, it is refused when it is read


@pytest.mark.parametrize(
    ("name", "data", "unread"),
    [
        ("flow.dot", b"digraph { a -> b }", 0),
        ("Flow.DOT", b"// drawn by hand\ngraph g {}", 0),
        ("empty.dot", b"", 0),
        ("letter.dot", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 1),
        ("letter.doc", b"x", 1),
        ("plot.ipynb", b"{}", 1),
    ],
)
def test_a_suffix_of_two_programs_is_decided_by_the_first_bytes(tmp_path, name, data, unread):
    """A drawing of Graphviz is no old Word document, and nothing is said of it; a notebook is reported."""
    (tmp_path / name).write_bytes(data)
    found = find_drafts([tmp_path])
    assert (found.unread, sum("not read" in each for each in found.nothing)) == (unread, unread)


@pytest.mark.parametrize(
    ("rule", "named", "said"),
    [
        ("out/\n", "out", "1 file is left out by .gitignore"),
        ("*.md\n", "docs", "2 files are left out by .gitignore"),
        ("*.png\n", "pictures", "no draft in this folder"),
    ],
)
def test_a_folder_whose_drafts_are_all_ignored_says_so(tmp_path, rule, named, said):
    """Where a `.gitignore` excludes every draft of a folder, the sentence counts them and says how to check them."""
    (tmp_path / ".git").mkdir()
    (tmp_path / ".gitignore").write_text(rule)
    for name in ("out/a.md", "docs/a.md", "docs/b.md", "pictures/a.png"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("x")
    with chdir(tmp_path):
        found = find_drafts([named])
    assert [each.partition(": ")[2].partition(";")[0] for each in found.nothing] == [said]


def test_a_file_that_does_not_exist_is_refused(tree):
    """The name of a file that does not exist is one sentence."""
    with pytest.raises(UnreadableInput, match=r"none.md: there is no such file"):
        find_drafts(["a.md", "none.md"])


@pytest.mark.parametrize(
    ("path", "sentence"),
    [("*.zip", "no draft matches"), ("notes/old/..?x", "no draft matches"), ("empty", "no draft in this folder")],
)
def test_a_folder_or_pattern_without_drafts_is_reported(tree, path, sentence):
    """A folder or pattern without drafts is a normal input with a sentence; what else was named is found."""
    (tree / "empty").mkdir()
    found = find_drafts([path, "a.md"])
    assert [str(each) for each in found.paths] == ["a.md"]
    (nothing,) = found.nothing
    assert nothing.startswith(f"{path}: {sentence}")


def test_where_the_store_is(tmp_path):
    """The store is under the nearest folder with a cache or a configuration, and where an option puts it."""
    inner = tmp_path / "a" / "b"
    inner.mkdir(parents=True)
    (tmp_path / "cache").mkdir()
    assert find_store_path(inner) == tmp_path / "cache" / "citecheck.db"
    (tmp_path / "a" / "citecheck.toml").write_text("")
    assert find_store_path(inner) == tmp_path / "a" / "cache" / "citecheck.db"
    assert find_store_path(inner / "draft.md") == tmp_path / "a" / "cache" / "citecheck.db"
    assert str(find_store_path(inner, "x.db")) == "x.db"


def test_links_that_lead_nowhere_are_named(tmp_path):
    """A link in a circle and a link to a missing file are no missing files."""
    (tmp_path / "loop.md").symlink_to("loop.md")
    (tmp_path / "lost.md").symlink_to("gone.md")
    with pytest.raises(UnreadableInput, match=r"loop.md: the link leads back to itself; name the file itself"):
        find_drafts([tmp_path / "loop.md"])
    with pytest.raises(UnreadableInput, match=r"lost.md: the file that this link leads to does not exist"):
        find_drafts([tmp_path / "lost.md"])

"""Tests of which links a check asks, and whether their sentences are compared."""

from __future__ import annotations

from pathlib import Path

import pytest

from citecheck.config.configuration import Configuration
from citecheck.draft.reading import read_draft
from citecheck.model.draft import Draft
from citecheck.run.link_choice import build_link_choice, choose_links

TEXT = "The harbour handled 9 million tonnes, [the port said](https://a.gov/x).\n"


def choose(text: str, *, path: Path | None = None, named: bool = True, **options: object) -> Draft:
    """Return a Markdown draft as a check with the options takes it."""
    given = {key.replace("_", "-"): value for key, value in options.items()}
    configuration = Configuration({}, Path.cwd()).merge(given)
    draft = read_draft(text.encode(), path="draft.md")
    return build_link_choice(configuration, path, named=named).apply(draft)


def hosts(draft: Draft) -> list[str]:
    """Return the addresses that are asked for links."""
    return [source.target.written for entry in draft.link_entries for source in entry.sources]


def test_a_file_by_its_name_is_a_draft_and_a_folder_is_documentation() -> None:
    """Sentences are compared with their links where the file itself was named; its links are asked in both cases."""
    assert [len(choose(TEXT, named=named).citations) for named in (True, False)] == [1, 0]
    assert hosts(choose(TEXT, named=False)) == ["https://a.gov/x"]


def test_the_profile_decides_over_the_place() -> None:
    """`--profile` is stronger than how the file was found."""
    assert len(choose(TEXT, named=False, profile="draft").citations) == 1
    assert choose(TEXT, profile="docs").citations == ()


@pytest.mark.parametrize("name", ["README.md", "CHANGELOG.rst", "site/docs/guide.md"])
def test_guides_and_pages_of_a_site_generator_are_documentation(tmp_path: Path, name: str) -> None:
    """A README and a page below the settings of a site generator are documentation also by their names."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site/mkdocs.yml").touch()
    assert choose(TEXT, path=tmp_path / name).citations == ()
    assert len(choose(TEXT, path=tmp_path / "article.md").citations) == 1


def test_notes_alone() -> None:
    """With `--only notes` links outside notes are counted and not asked."""
    draft = choose(TEXT, only="notes")
    assert (draft.link_entries, draft.citations, draft.links_outside_notes) == ((), (), 1)


def test_links_alone() -> None:
    """With `--only links` the addresses of notes are links like others, and no claim is compared."""
    draft = choose("Rain fell.[^1] [More](https://b.gov/).\n\n[^1]: https://c.gov/x; https://d.gov/\n", only="links")
    assert hosts(draft) == ["https://c.gov/x", "https://d.gov/", "https://b.gov/"]
    assert (draft.footnotes, draft.citations) == ((), ())


RESERVED = [
    "https://api.example.com/v1",
    "http://localhost:8000/",
    "http://10.0.0.7/",
    "http://my.test/",
    "http://box/",
]


def write(addresses: list[str]) -> str:
    """Return a draft that names the addresses."""
    return " ".join(f"<{each}>" for each in addresses)


def test_reserved_names_are_counted_and_not_asked() -> None:
    """Names and addresses for examples and for one's own network are stand-ins in documentation."""
    draft = choose(write([*RESERVED, "https://a.gov/x", "mailto:a@b.gov"]))
    assert (hosts(draft), draft.links_not_asked) == (["https://a.gov/x"], 6)


@pytest.mark.parametrize(
    ("options", "asked"),
    [
        ({"connect_to": ("::127.0.0.1:80",)}, RESERVED),
        ({"connect_to": ("My.test::127.0.0.1:80",)}, ["http://my.test/"]),
        ({"allow_private": True}, RESERVED[1:]),
        ({"replay": "x.warc.gz"}, RESERVED),
        ({"offline": True}, RESERVED),
    ],
)
def test_reserved_names_are_asked_where_they_lead_somewhere(options: dict[str, object], asked: list[str]) -> None:
    """A run that leads a name to a server, allows private addresses, or asks nothing leaves none of these out."""
    assert hosts(choose(write(RESERVED), **options)) == asked


def test_names_like_the_reserved_ones_are_asked() -> None:
    """Only whole labels are reserved."""
    public = ["https://myexample.com/", "https://latest.gov/", "https://example.de/", "https://8.8.8.8/"]
    assert hosts(choose(write(public))) == public


def test_documentation_is_announced_once() -> None:
    """A run says how many files it takes for documentation, and how to have their sentences compared."""
    draft = read_draft(TEXT.encode(), path="draft.md")
    files = [(Path("a.md"), draft), (Path("b.md"), draft), (Path("c.md"), draft)]
    chosen, (sentence,) = choose_links(files, Configuration({}, Path.cwd()), {Path("a.md")})
    assert [len(each.citations) for _, each in chosen] == [1, 0, 0]
    assert sentence.startswith("2 files checked as documentation")
    assert choose_links(files, Configuration({}, Path.cwd()).merge({"profile": "docs"}), set())[1] == ()

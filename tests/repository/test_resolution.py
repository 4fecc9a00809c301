"""Where links inside a repository lead, on trees that are given as texts by path."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.repository.file_tree import FileTree
from citecheck.repository.link_targets import LinkedFile
from citecheck.repository.resolution import LinkResolver, LinkState


def resolve(texts, first, *, ignored=(), build_text=""):
    """Give the state of each link of the file `first` in a tree of `texts` by path."""
    drafts = {path: read_draft(text.encode(), path=path) for path, text in texts.items() if text.strip()}
    files = {path: LinkedFile(path, draft.format, draft.links, draft.fragment_names) for path, draft in drafts.items()}
    tree = FileTree(
        frozenset(texts),
        lambda path: path.startswith(tuple(ignored) or ("\0",)),
        settings=texts,
        read_build_files=lambda: build_text,
    )
    return {one.link.target: one.state for one in LinkResolver(tree, files).resolve(files.values()).get(first, [])}


def page(*targets):
    """Give a Markdown page with a link to each target."""
    return "# Page\n\n" + "\n".join(f"See [this]({target}) now.\n" for target in targets)


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("guide.md", LinkState.FOUND),
        ("./guide.md#the-weir", LinkState.FOUND),
        ("../README.md", LinkState.FOUND),
        ("../img", LinkState.FOUND),
        ("my%20file.md", LinkState.FOUND),
        ("guide.md?plain=1", LinkState.FOUND),
        ("guid.md", LinkState.NO_FILE),
        ("guide.md#weir", LinkState.NO_PLACE),
        ("Guide.md", LinkState.OTHER_CASE),
        ("../../other/x.md", LinkState.UNKNOWN),
        ("../build/out.md", LinkState.UNKNOWN),
        ("../tool.py#L10", LinkState.UNKNOWN),
        ("api/index.html", LinkState.UNKNOWN),
        ("/en/docs/start", LinkState.UNKNOWN),
        ("%3Cname%3E.md", LinkState.UNKNOWN),
        ("{name}.md", LinkState.UNKNOWN),
        ("$NAME.md", LinkState.UNKNOWN),
        ("pic*.png", LinkState.UNKNOWN),
    ],
)
def test_a_path_leads_to_its_file(target, state):
    """A path with the suffix of a document names that file; what may be routed or built is unknown."""
    texts = {
        "README.md": "# Top\n",
        "docs/guide.md": "# Guide\n\n## The weir\n",
        "docs/my file.md": "# Mine\n",
        "docs/start.md": page(target),
        "img/a.png": "",
        "tool.py": "",
    }
    assert list(resolve(texts, "docs/start.md", ignored=("build/",)).values()) == [state]


@pytest.mark.parametrize("target", ["https://www.example.org/x.md", "mailto:a@example.org", "//cdn.example.org/x.js"])
def test_an_address_is_no_link_inside_the_repository(target):
    """What has a scheme or a host leads out of the repository."""
    assert resolve({"a.md": page(target)}, "a.md") == {}


def test_a_built_page_is_missing_where_all_others_have_a_source():
    """`x.html` is built of `x.md` in this tree: five such links lead to a file, so the sixth is wrong."""
    names = [f"p{at}" for at in range(5)]
    texts = {"book.toml": "", "src/a.md": page(*(f"{name}.html" for name in names), "lost.html")}
    texts |= {f"src/{name}.md": "# P\n" for name in names}
    states = resolve(texts, "src/a.md")
    assert states["lost.html"] is LinkState.NO_FILE
    assert set(states.values()) == {LinkState.FOUND, LinkState.NO_FILE}


def test_a_built_page_is_unknown_where_many_have_no_source():
    """Where half of the pages have no source, a program makes them, and no link to one is called wrong."""
    texts = {"conf.py": "", "a.md": page(*(f"p{at}.html" for at in range(12)))}
    texts |= {f"p{at}.md": "# P\n" for at in range(6)}
    assert LinkState.NO_FILE not in resolve(texts, "a.md").values()


def test_a_route_from_the_root_of_the_site_leads_to_its_source():
    """`/guide/weir` is a page below the folder of pages that the generator of the tree has."""
    texts = {
        "docs/.vitepress/config.ts": "",
        "docs/guide/weir.md": "# Weir\n\n## Cost\n",
        "docs/public/plan.pdf": "",
        "docs/index.md": page("/guide/weir", "/guide/weir#cost", "/plan.pdf", "/guide/weir.html#coast"),
    }
    assert list(resolve(texts, "docs/index.md").values()) == [
        LinkState.FOUND,
        LinkState.FOUND,
        LinkState.FOUND,
        LinkState.NO_PLACE,
    ]


@pytest.mark.parametrize(
    "text",
    [
        "# Guide\n\n{{#include parts.md}}\n",
        "# Guide\n\n{{< steps >}}\n",
        "# Guide\n\n--8<-- 'parts.md'\n",
        "import Steps from './steps.mdx'\n\n# Guide\n",
        "# Guide\n\n::: gauge.reader\n",
        "# Guide\n\n::: gauge\n    options:\n      members: false\n",
        "# Guide\n\nText.\n\n{{ gauge_help }}\n",
        "# Guide\n\n::: gauge\n",
    ],
)
def test_a_place_of_a_file_with_includes_is_unknown(text):
    """A heading that is not in the file may be in what it includes."""
    texts = {"a.md": page("guide.md#weir"), "guide.md": text}
    assert list(resolve(texts, "a.md").values()) == [LinkState.UNKNOWN]


def test_a_block_that_an_extension_fills_has_unknown_places():
    """A block macro that Asciidoctor does not know is filled by an extension of the site."""
    texts = {"a.adoc": "= A\n\nxref:b.adoc#op[x] xref:c.adoc#op[x]\n", "c.adoc": "= C\n\nimage::x.png[]\n"}
    texts["b.adoc"] = "= B\n\ncalls_of::api.yaml[]\n"
    assert list(resolve(texts, "a.adoc").values()) == [LinkState.UNKNOWN, LinkState.NO_PLACE]


@pytest.mark.parametrize("text", ["# Guide\n\n::: tip\nShort.\n:::\n", "# Guide\n\n::: details More\nText.\n:::\n"])
def test_a_box_brings_no_text(text):
    """A box that a fence closes holds only the text between its fences."""
    assert list(resolve({"a.md": page("guide.md#weir"), "guide.md": text}, "a.md").values()) == [LinkState.NO_PLACE]


def test_a_part_of_other_documents_is_read_from_them():
    """A link of an included file is meant from the folder of the document that includes it, or from its own."""
    texts = {
        "docs/conf.py": "",
        "NEWS.rst": "News\n====\n\nSee :doc:`start`, :doc:`lost` and `x <docs/start.rst>`_.\n",
        "docs/news.rst": ".. include:: ../NEWS.rst\n",
        "docs/start.rst": "Start\n=====\n",
        "CHANGES.rst": "Changes\n=======\n\nSee :doc:`start`.\n",
    }
    assert resolve(texts, "NEWS.rst") == {
        "start": LinkState.FOUND,
        "lost": LinkState.UNKNOWN,
        "docs/start.rst": LinkState.FOUND,
    }
    assert resolve(texts, "CHANGES.rst") == {"start": LinkState.UNKNOWN}


@pytest.mark.parametrize(
    "whole",
    [
        '# Fix\n\n{{< docs/shared lookup="fix/one.md" >}}\n\n{{< docs/shared lookup="fix/next.md" >}}\n',
        "# Fix\n\n{% include fix/one.md %}\n",
        "import One from '../shared/fix/one.md'\n\n# Fix\n",
        '# Fix\n\n--8<-- "fix/one.md"\n',
    ],
)
def test_a_place_that_a_part_names_may_be_in_the_whole(whole):
    """A part that names a heading within the page may mean one of the page that it becomes a part of."""
    texts = {"shared/fix/one.md": "## One\n\nSee [two](#two).\n", "shared/fix/next.md": "## Two\n"}
    assert list(resolve(texts, "shared/fix/one.md").values()) == [LinkState.NO_PLACE]
    assert list(resolve(texts | {"guide/fix.md": whole}, "shared/fix/one.md").values()) == [LinkState.UNKNOWN]


@pytest.mark.parametrize(
    ("settings", "text"),
    [
        ("website/docusaurus.config.js", "presets: [['classic', {docs: {path: '../guides'}}]]"),
        ("site/mkdocs.yml", "docs_dir: ../guides\n"),
        ("book/book.toml", '[book]\nsrc = "../guides"\n'),
    ],
)
def test_a_site_may_have_its_pages_in_a_folder_that_its_settings_name(settings, text):
    """A folder that the configuration names belongs to the site; its pages may be named from its root."""
    texts = {"guides/deep/a.md": page("api/b.md", "api/lost.md"), "guides/api/b.md": "# B\n", settings: text}
    assert resolve(texts, "guides/deep/a.md") == {"api/b.md": LinkState.FOUND, "api/lost.md": LinkState.NO_FILE}


@pytest.mark.parametrize(
    "sign", ["hugo.yaml", "config/_default/hugo.yaml", "config/_default/config.yml", "archetypes/default.md"]
)
def test_a_page_of_hugo_may_be_named_without_its_folder(sign):
    """The templates of a site may find a page by its name alone, wherever it is."""
    names = [f"p{at}" for at in range(12)]
    texts = {f"site/{sign}": "", "site/content/old/far/_index.md": "# Far\n"}
    texts |= {f"site/content/new/{name}.md": "# P\n" for name in names}
    texts["site/content/new/a.md"] = page(*names, "far", "lost.md")
    states = resolve(texts, "site/content/new/a.md")
    assert states["far"] is LinkState.UNKNOWN
    assert states["lost.md"] is LinkState.NO_FILE


@pytest.mark.parametrize("sign", ["config.yaml", "config.toml", "site/config.json"])
def test_a_configuration_of_a_common_name_is_of_hugo_next_to_its_content(sign):
    """`config.yaml` next to `content/` is of Hugo, whose pages are folders; elsewhere it is of any program."""
    base = sign.rpartition("config")[0]
    texts = {sign: "theme: weir", f"{base}content/en/v1/a.md": page("../img/plan.png", "../img/lost.png", "lost.md")}
    texts[f"{base}content/en/v1/img/plan.png"] = ""
    assert resolve(texts, f"{base}content/en/v1/a.md") == {
        "../img/plan.png": LinkState.FOUND,
        "../img/lost.png": LinkState.UNKNOWN,
        "lost.md": LinkState.NO_FILE,
    }
    other = {"config.yaml": "theme: weir", "docs/v1/a.md": page("../img/lost.png")}
    assert resolve(other, "docs/v1/a.md") == {"../img/lost.png": LinkState.NO_FILE}


@pytest.mark.parametrize(
    ("path", "target", "state"),
    [
        ("docs/guide.md", "../img/plan.png", LinkState.UNKNOWN),
        ("docs/guide.md", "../data/rain.csv?raw=1", LinkState.UNKNOWN),
        ("docs/guide.md", "own/plan.png", LinkState.UNKNOWN),
        ("docs/guide.md", "../img/lost.png", LinkState.NO_FILE),
        ("docs/guide.md", "../weir.md", LinkState.NO_FILE),
        ("docs/README.md", "../img/plan.png", LinkState.NO_FILE),
        ("docs/index.md", "../img/plan.png", LinkState.NO_FILE),
    ],
)
def test_a_file_a_folder_deeper_is_unknown_where_nobody_knows_what_shows_the_page(path, target, state):
    """A program may serve a page as a folder, so a picture that is there from that folder is not missing."""
    texts = dict.fromkeys(["docs/img/plan.png", "docs/data/rain.csv", "docs/guide/own/plan.png"], "")
    assert list(resolve({path: page(target), "docs/weir.md": "# W\n", **texts}, path).values()) == [state]


def test_the_root_of_a_site_is_its_first_page():
    """In a site "/" is the page at its root, whatever it is built of, and not the README of the repository."""
    texts = {"README.md": "# Us\n", "eleventy.config.js": "", "src/index.njk": "", "src/a.md": page("/#try")}
    assert list(resolve(texts, "src/a.md").values()) == [LinkState.UNKNOWN]


@pytest.mark.parametrize("sign", ["_config.ts", "www/_config.js"])
def test_a_page_of_lume_is_a_folder(sign):
    """Pages of Lume are at addresses that end with "/": a path from one begins a folder deeper than its file."""
    base = sign.rpartition("_config")[0]
    texts = {sign: "", f"{base}guide/a.md": page("../img/plan.png", "./img/lost.png", "/plan.pdf", "lost.md")}
    states = resolve(texts | {f"{base}guide/img/plan.png": "", f"{base}static/plan.pdf": ""}, f"{base}guide/a.md")
    assert list(states.values()) == [LinkState.FOUND, LinkState.UNKNOWN, LinkState.FOUND, LinkState.NO_FILE]


def test_badges_of_contributors_lead_nowhere_on_purpose():
    """What all-contributors writes has a title and no place: it is no heading that someone forgot."""
    row = '<a href="https://example.org/x">x</a> <a href="#design-x" title="Design">D</a>'
    badges = f"<!-- ALL-CONTRIBUTORS-LIST:START -->\n{row}\n<!-- ALL-CONTRIBUTORS-LIST:END -->"
    assert LinkState.NO_PLACE not in resolve({"README.md": f"# Us\n\n{badges}\n"}, "README.md").values()
    assert LinkState.NO_PLACE in resolve({"README.md": f"# Us\n\n{row}\n"}, "README.md").values()


@pytest.mark.parametrize("tag", ["highlight html", "capture shown", "- set shown", "comment"])
def test_source_in_a_tag_of_a_template_holds_no_links(tag):
    """What a template tag keeps as source or shows as code is no text of the page."""
    name = tag.removeprefix("- ").split()[0]
    text = f'# A\n\n{{%{tag} %}}\n[x](lost.md)\n\n<a href="no.md">x</a>\n{{%- end{name} %}}\n\n[y](b.md)\n'
    assert list(resolve({"a.md": text, "b.md": "# B\n"}, "a.md")) == ["b.md"]


@pytest.mark.parametrize(
    "text",
    [
        "# Weir\n",
        "# The works {#weir}\n",
        '<a name="weir"></a>\n\n# The works\n',
        '<A NAME="weir"></A>\n\n# The works\n',
        "<h2 ID=weir>The works</h2>\n",
        '<div id="weir">\n\n# The works\n\n</div>\n',
        "(weir)=\n# The works\n",
        "The works\n=========\n\nWeir\n----\n",
    ],
)
def test_an_identifier_is_derived_or_written(text):
    """A place is a heading's identifier, or one that the author wrote in any way that a renderer knows."""
    assert list(resolve({"a.md": page("guide.md#weir"), "guide.md": text}, "a.md").values()) == [LinkState.FOUND]


@pytest.mark.parametrize("piece", ["terms/sluiceGate.md", "terms/_sluicegate.md", "terms/more/sluiceGate.mdx"])
def test_a_place_named_like_a_file_next_to_it_may_be_of_the_page_that_both_are_put_into(piece):
    """A glossary of one file a term is one page, whose identifiers are the names of the files."""
    texts = {
        "terms/weir.md": "# Weir\n\n[gate](#sluiceGate) [weir](#weirs) [dam](#dam)\n",
        piece: "# Gate\n",
        "dam.md": "",
    }
    assert resolve(texts, "terms/weir.md") == {
        "#sluiceGate": LinkState.UNKNOWN,
        "#weirs": LinkState.NO_PLACE,
        "#dam": LinkState.NO_PLACE,
    }


def test_a_file_without_headings_may_be_a_part_of_a_page():
    """A text without any heading is put under those of another page; a README is shown as it is."""
    texts = {"part.md": "Text.\n\nSee [this](#cost).\n", "README.md": "Us.\n\nSee [this](#cost).\n", "cost.md": "# C\n"}
    assert resolve(texts, "part.md") == {"#cost": LinkState.UNKNOWN}
    assert resolve(texts, "README.md") == {"#cost": LinkState.NO_PLACE}


def test_two_renderers_may_disagree():
    """An identifier that one of the renderers of a file makes is good: the link works on one of its sites."""
    texts = {"mkdocs.yml": "", "docs/guide.md": "# Set up & run\n", "docs/a.md": page("guide.md#set-up-run")}
    assert list(resolve(texts, "docs/a.md").values()) == [LinkState.FOUND]
    texts = {"guide.md": "# Cafés & Bars\n", "a.md": page("guide.md#cafes-bars")}
    assert list(resolve(texts, "a.md").values()) == [LinkState.NO_PLACE]


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("docs/guide.md", LinkState.UNKNOWN),
        ("README.md", LinkState.NO_PLACE),
        ("mkdocs.yml docs/guide.md", LinkState.NO_PLACE),
        ("_config.ts guide.md", LinkState.FOUND),
    ],
)
def test_an_identifier_may_keep_the_marks_of_its_heading_where_no_renderer_is_known(path, state):
    """markdown-it-anchor keeps dots, brackets and commas; a forge and a known generator do not."""
    *signs, page_path = path.split()
    text = "# Gauge.read (v2), twice\n\n[x](#gauge.read-(v2),-twice)\n"
    assert list(resolve({page_path: text} | dict.fromkeys(signs, ""), page_path).values()) == [state]


@pytest.mark.parametrize(
    ("heading", "fragment", "state"),
    [
        ("![i](a.png) Pic", "#-pic", LinkState.FOUND),
        ('<img src="a.png"> The weir ##', "#-the-weir", LinkState.FOUND),
        ("Old ![i][ref] dam", "#old--dam", LinkState.FOUND),
        ("Pic", "#-pic", LinkState.NO_PLACE),
    ],
)
def test_a_picture_in_a_heading_leaves_its_blank(heading, fragment, state):
    """A forge takes no words of a picture into the identifier, but the blank next to it."""
    assert resolve({"README.md": f"## {heading}\n\n[x]({fragment})\n"}, "README.md")[fragment] is state


def test_a_file_of_the_same_name_is_offered_in_the_same_top_folder_only():
    """A file far away that happens to have the name of the missing one is not what was meant."""
    tree = FileTree(frozenset({"docs/b/plan.md", "a.md", "docs/c.md", "site/x.md", "site/y/z.md"}))
    assert tree.find_namesake("docs/plan.md", "docs/c.md") == "docs/b/plan.md"
    assert tree.find_namesake("site/plan.md", "site/x.md") is None
    assert tree.find_namesake("guide/plan.md", "a.md") == "docs/b/plan.md"
    assert tree.find_namesake("docs/plan.md", "site/x.md") == "docs/b/plan.md"
    assert tree.find_namesake("docs/a.md", "docs/c.md") is None


def test_a_path_asked_for_again_names_the_same_file_in_each_form():
    """The answer for one form of a path is not given for another form, and a second question has the same answer."""
    tree = FileTree(frozenset({"docs/plan.md", "docs/plan/weir.png"}))
    for _ in range(2):
        assert tree.find_named("docs/plan", page=False, suffixed=False) == "docs/plan.md"
        assert tree.find_named("docs/plan", page=False, suffixed=True) == "docs/plan"
        assert tree.find_named("docs/plan.html", page=True, suffixed=False) == "docs/plan.md"
        assert tree.find_named("docs/gate", page=False, suffixed=False) is None


def test_the_case_of_a_fragment_is_no_fault():
    """Some viewers of Markdown ignore the case of a fragment, so nothing is said of it."""
    assert list(resolve({"a.md": "# Set Up\n\n[this](#Set-Up)\n"}, "a.md").values()) == [LinkState.FOUND]


def test_a_text_that_only_looks_like_markup_is_not_followed():
    """A listing saved as text may hold the source of another page: its links are shown, nobody follows them."""
    markup = "# One\n\n## Two\n\n[x](lost.md) [y](lost.md) [z](lost.md)\n\n## Three\n\n```\n```\n"
    assert LinkState.NO_FILE not in resolve({"out.txt": markup}, "out.txt").values()
    assert LinkState.NO_FILE in resolve({"out.md": markup}, "out.md").values()


def test_a_heading_of_restructuredtext_is_named_by_its_words():
    """`The weir`_ leads to the heading of that text in the same file."""
    text = "The  weir\n=========\n\nSee `the weir`_ and `the dam`_.\n\n.. _the dam: #dams\n"
    assert resolve({"a.rst": text}, "a.rst")["#the weir"] is LinkState.FOUND


@pytest.mark.parametrize(
    ("label", "state"),
    [
        ("the-weir", LinkState.FOUND),
        ("pytest.mark ref", LinkState.FOUND),
        ("The-Weir", LinkState.FOUND),
        ("theweir", LinkState.NO_PLACE),
        ("c-api", LinkState.UNKNOWN),
        ("python:the-weirs", LinkState.UNKNOWN),
    ],
)
def test_a_label_of_another_project_is_unknown(label, state):
    """A label that no file has may be of another project; one that is nearly a label of this one is a slip."""
    texts = {
        "conf.py": "",
        "a.rst": f"A\n=\n\nSee :ref:`this <{label}>`.\n",
        "b.rst": "B\n=\n\n.. _the-weir:\n.. _`pytest.mark ref`:\n\nC\n-\n\nText.\n",
    }
    assert resolve(texts, "a.rst") == {label: state}


WRITTEN_OUT = 'extensions = ["sphinx.ext.todo", "sphinx_copybutton"]\n'


@pytest.mark.parametrize(
    ("settings", "state"),
    [
        (WRITTEN_OUT, LinkState.NO_PLACE),
        ("project = 'Weir'\n", LinkState.NO_PLACE),
        (WRITTEN_OUT + "extensions.append('sphinx.ext.extlinks')\n", LinkState.NO_PLACE),
        ("extensions = ['sphinx.ext.intersphinx']\n", LinkState.UNKNOWN),
        (WRITTEN_OUT + "extensions += ['sphinx.ext.autosectionlabel']\n", LinkState.UNKNOWN),
        (WRITTEN_OUT + "if ON:\n    extensions.append('weir_gauges')\n", LinkState.UNKNOWN),
        ("extensions = load()\n", LinkState.UNKNOWN),
        (WRITTEN_OUT + "extensions.extend(more)\n", LinkState.UNKNOWN),
        ("from shared import *\n", LinkState.UNKNOWN),
        ("from shared import extensions\n", LinkState.UNKNOWN),
        ("extensions = [\n", LinkState.UNKNOWN),
        ("", LinkState.UNKNOWN),
    ],
)
def test_a_label_is_missing_where_nothing_adds_labels(settings, state):
    """A label that no file has is missing if the settings, which are only read, load nothing that adds labels."""
    texts = {"conf.py": settings, "a.rst": "A\n=\n\nSee :ref:`quite-another` and :ref:`genindex`.\n"}
    assert resolve(texts, "a.rst") == {"quite-another": state, "genindex": LinkState.UNKNOWN}
    described = texts | {"b.rst": "B\n=\n\n.. automodule:: weir\n"}
    assert set(resolve(described, "a.rst").values()) == {LinkState.UNKNOWN}


@pytest.mark.parametrize(
    ("entry", "state"),
    [
        ("start", LinkState.FOUND),
        ("The start <start>", LinkState.FOUND),
        ("/start", LinkState.FOUND),
        ("start.rst", LinkState.FOUND),
        ("guide/index", LinkState.FOUND),
        ("strat", LinkState.NO_FILE),
        ("The weir <guide/weir>", LinkState.NO_FILE),
        ("api/modules", LinkState.UNKNOWN),
        ("build/weir", LinkState.UNKNOWN),
        ("weir:index", LinkState.UNKNOWN),
    ],
)
def test_a_list_of_contents_names_documents(entry, state):
    """Each entry of a list of contents is a document; a program may write whole folders of them."""
    contents = f"A\n=\n\n.. toctree::\n   :maxdepth: 2\n   :caption: All\n\n   {entry}\n   self\n"
    texts = {"conf.py": "extensions = ['autoapi.extension']", "a.rst": contents, "start.rst": "S\n=\n"}
    states = resolve(texts | {"guide/index.rst": "G\n=\n"}, "a.rst", ignored=("build/",))
    assert list(states.values()) == [state]


def test_a_list_of_contents_may_hold_patterns_and_addresses():
    """A pattern names the documents that there are, and an address is a link to the web."""
    contents = "A\n=\n\n.. toctree::\n   :glob:\n\n   parts/*\n   Site <https://weir.example.org/>\n   ../lost\n"
    states = resolve(
        {"docs/conf.py": "extensions = []", "docs/in/a.rst": contents, "lost.rst": "L\n=\n"}, "docs/in/a.rst"
    )
    assert states == {"../lost": LinkState.NO_FILE}


@pytest.mark.parametrize(
    ("setting", "state"),
    [
        ('html_extra_path = ["../extra"]', LinkState.FOUND),
        ('html_static_path = ["_static", "../extra"]', LinkState.FOUND),
        ('html_extra_path = ("../extra",)', LinkState.FOUND),
        ('exclude_patterns = ["../extra"]', LinkState.NO_FILE),
        ("html_extra_path = find()", LinkState.NO_FILE),
        ("html_extra_path = [", LinkState.NO_FILE),
    ],
)
def test_a_folder_that_sphinx_copies_is_at_the_root_of_the_site(setting, state):
    """The files of a folder that `conf.py` has copied are named as if they were next to the pages."""
    texts = {
        "doc/conf.py": setting,
        "doc/index.rst": "A\n=\n\n`x <schemas/a.json>`_\n",
        "doc/sub/b.rst": "B\n=\n\n`x <../schemas/a.json>`_ `y <../schemas/b.json>`_\n",
        "extra/schemas/a.json": "",
    }
    assert list(resolve(texts, "doc/index.rst").values()) == [state]
    assert list(resolve(texts, "doc/sub/b.rst").values()) == [state, LinkState.NO_FILE]


def test_labels_are_unknown_where_not_all_files_were_read():
    """Of a draft that is checked alone no label is called missing: the files that may hold it were not read."""
    draft = read_draft(b"A\n=\n\nSee :ref:`theweir` and :ref:`the-weir`.\n\n.. _the-weir:\n\nB\n-\n", path="a.rst")
    file = LinkedFile("a.rst", draft.format, draft.links, draft.fragment_names)
    resolved = LinkResolver(FileTree(frozenset({"a.rst", "b.rst"})), {"a.rst": file}).resolve([file])
    assert [one.state for one in resolved["a.rst"]] == [LinkState.UNKNOWN, LinkState.FOUND]


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("start.adoc", LinkState.FOUND),
        ("guide/weir.adoc#cost", LinkState.FOUND),
        ("guide/weir.adoc#coast", LinkState.NO_PLACE),
        ("ROOT:start.adoc", LinkState.FOUND),
        ("api:calls.adoc", LinkState.FOUND),
        ("2.0@api:calls.adoc", LinkState.FOUND),
        ("other:ROOT:index.adoc", LinkState.UNKNOWN),
        ("lost.adoc", LinkState.UNKNOWN),
    ],
)
def test_a_resource_of_antora_is_found_in_its_module(target, state):
    """A page is named from the folder of pages of its module; one that is not here may come from another repository."""
    texts = {
        "docs/antora.yml": "",
        "docs/modules/ROOT/nav.adoc": f"* xref:{target}[this]\n",
        "docs/modules/ROOT/pages/start.adoc": "= Start\n",
        "docs/modules/ROOT/pages/guide/weir.adoc": "= Weir\n\n== Cost\n",
        "docs/modules/api/pages/calls.adoc": "= Calls\n",
    }
    assert list(resolve(texts, "docs/modules/ROOT/nav.adoc").values()) == [state]


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("#fn:1", LinkState.FOUND),
        ("#fnref:1", LinkState.FOUND),
        ("#fn:2", LinkState.FOUND),
        ("#fn:flood", LinkState.FOUND),
        ("#fnref:flood", LinkState.FOUND),
        ("#fn:3", LinkState.NO_PLACE),
        ("#fnref:drought", LinkState.NO_PLACE),
    ],
)
def test_a_note_has_the_identifiers_that_renderers_give_it(target, state):
    """`fn:1` is the first note and `fnref:1` its marker, by its number or label; a note that is not there has none."""
    text = f"# A\n\nRain fell.[^1] Rain rose.[^flood]\n\n[up]({target})\n\n[^1]: A note.\n\n[^flood]: Another.\n"
    assert resolve({"hugo.toml": "", "content/a.md": text}, "content/a.md") == {target: state}


@pytest.mark.parametrize(
    ("written", "target", "state"),
    [
        ("<<weir.gauge>>", "#weir.gauge", LinkState.FOUND),
        ("<<weir.gauge,the gauge>>", "#weir.gauge", LinkState.FOUND),
        ("<<#weir.gauge>>", "#weir.gauge", LinkState.FOUND),
        ("<<v2.0-notes.adoc>>", "#v2.0-notes.adoc", LinkState.FOUND),
        ("<<a/b:c.d>>", "#a/b:c.d", LinkState.FOUND),
        ("<<Which gauge? No. 2>>", "#Which gauge? No. 2", LinkState.FOUND),
        ("<<weir.gague>>", "#weir.gague", LinkState.NO_PLACE),
        ("<<other.adoc>>", "#other.adoc", LinkState.NO_PLACE),
        ("<<other.adoc#>>", "other.adoc#", LinkState.FOUND),
        ("<<other.adoc#low.water,low>>", "other.adoc#low.water", LinkState.FOUND),
        ("<<other#low.water>>", "other#low.water", LinkState.FOUND),
        ("<<other.adoc#low.watre>>", "other.adoc#low.watre", LinkState.NO_PLACE),
        ("<<lost.adoc#>>", "lost.adoc#", LinkState.NO_FILE),
        ("xref:other.adoc[it]", "other.adoc", LinkState.FOUND),
        ("xref:lost.adoc[it]", "lost.adoc", LinkState.NO_FILE),
        ("xref:#weir.gauge[it]", "#weir.gauge", LinkState.FOUND),
    ],
)
def test_a_reference_in_angle_brackets_is_an_identifier_unless_a_sign_follows_a_file(written, target, state):
    """`<<weir.gauge>>` names a place of the same document; `<<weir.adoc#>>` and `xref:weir.adoc[]` name a file."""
    places = ("weir.gauge", "v2.0-notes.adoc", "a/b:c.d")
    named = "\n\n".join(f"[[{place}]]\n== Part {at}\n\nText." for at, place in enumerate(places))
    texts = {
        "README.adoc": f"= Notes\n\nSee {written} now.\n\n{named}\n\n== Which gauge? No. 2\n\nText.\n",
        "other.adoc": "= Other\n\n[[low.water]]\n== Low water\n\nText.\n",
    }
    assert resolve(texts, "README.adoc") == {target: state}


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("vscode:extension/weir.gauge", LinkState.UNKNOWN),
        ("itms-apps:weir.md", LinkState.UNKNOWN),
        ("steam:run/1", LinkState.UNKNOWN),
        ("project:guide.md", LinkState.UNKNOWN),
        ("X-Gauge+1:open/plan.png", LinkState.UNKNOWN),
        ("com.example.weir:/open.md", LinkState.UNKNOWN),
        ("callto:5550100", LinkState.UNKNOWN),
        ("q:a.md", LinkState.FOUND),
        ("guide/x:y.md", LinkState.NO_FILE),
        ("./vscode:x.md", LinkState.NO_FILE),
        ("guide.md:12", LinkState.NO_FILE),
    ],
)
def test_a_word_with_a_colon_is_a_scheme_unless_a_file_has_that_name(target, state):
    """Any program may register a scheme, so what begins like one is no path, unless a file is named so."""
    assert list(resolve({"README.md": page(target), "guide.md": "# G\n", "q:a.md": "# Q\n"}, "README.md").values()) == [
        state
    ]


def test_a_mail_address_without_scheme_is_no_file():
    """A link to a mail address whose scheme was forgotten is no path of the repository."""
    assert list(resolve({"a.md": page("editor@weir.example.md")}, "a.md").values()) == [LinkState.UNKNOWN]


def test_links_of_org_files():
    """A search option is no part of a path; identifiers are those of properties, targets and names, in any file."""
    salt = "* Salt\n:PROPERTIES:\n:CUSTOM_ID: price\n:END:\nDear <<since>> then.\n\n#+name: list\n| a |\n"
    links = "[[file:salt.org::*Salt]] [[file:salt.org::#price]] [[./salt.org::#since]] [[file:salt.org::#reed]] [[file:no.org]]"
    results = "#+begin_src sh\nplot\n#+end_src\n\n#+results:\n[[file:plot.png]]\n"
    assert resolve({"a.org": f"{links}\n\n{results}", "salt.org": salt}, "a.org") == {
        "salt.org": LinkState.FOUND,
        "salt.org#price": LinkState.FOUND,
        "./salt.org#since": LinkState.FOUND,
        "salt.org#reed": LinkState.NO_PLACE,
        "no.org": LinkState.NO_FILE,
    }


@pytest.mark.parametrize(
    ("text", "states"),
    [
        ("See :doc:`b` and :doc:`gone`.", [LinkState.FOUND, LinkState.NO_FILE]),
        ("See :doc:`/sub/c` and :doc:`python:tutorial`.", [LinkState.FOUND, LinkState.UNKNOWN]),
        ("Get :download:`x <lost.zip>`.", [LinkState.NO_FILE]),
        (".. image:: lost.png", [LinkState.NO_FILE]),
        (".. literalinclude:: lost.py", [LinkState.NO_FILE]),
        (".. include:: b.rst", [LinkState.FOUND]),
    ],
)
def test_sphinx_names_documents_and_files(text, states):
    """A document, a download, a picture and an included file are files of the tree; no setting moves them."""
    texts = {"conf.py": "", "a.rst": f"A\n=\n\n{text}\n", "b.rst": "B\n=\n", "sub/c.rst": "C\n=\n"}
    assert list(resolve(texts, "a.rst").values()) == states


@pytest.mark.parametrize(
    ("path", "target", "state"),
    [
        ("README.md", "LICENSE", LinkState.NO_FILE),
        ("README.md", "nofolder/", LinkState.NO_FILE),
        ("README.md", "/docs/nothing.md", LinkState.NO_FILE),
        ("README.md", "../../issues", LinkState.UNKNOWN),
        ("CLI.md", "configuration#x", LinkState.UNKNOWN),
        ("docs/guide.md", "/docs/nothing.md", LinkState.UNKNOWN),
    ],
)
def test_what_a_forge_shows_is_read_as_the_forge_does(path, target, state):
    """A README of a plain repository is shown next to the code, where a path can only be a path."""
    assert list(resolve({path: page(target), "src/a.py": ""}, path).values()) == [state]


def test_files_of_a_site_outside_its_folder_are_found():
    """A site may have its pages outside the folder of its configuration; its static files are still its own."""
    texts = {
        "website/docusaurus.config.js": "",
        "website/static/img/plan.png": "",
        "website/docs/other.md": "# Other\n",
        "docs/a.md": page("/img/plan.png", "/img/lost.png"),
        "website/docs/b.md": page("@site/docs/other.md", "@site/docs/lost.md", "@theme/x.md"),
    }
    assert list(resolve(texts, "docs/a.md").values()) == [LinkState.FOUND, LinkState.UNKNOWN]
    assert list(resolve(texts, "website/docs/b.md").values())[:1] == [LinkState.FOUND]
    assert LinkState.NO_FILE not in resolve(texts, "website/docs/b.md").values()


@pytest.mark.parametrize(
    ("page_text", "state"),
    [
        ('<html><body><h1 id="t">T</h1><a href="#nope">x</a></body></html>', LinkState.NO_PLACE),
        ('<html><body><h1 id="t">T</h1><a href="#t">x</a></body></html>', LinkState.FOUND),
        ('<html><body><h1>T</h1><a href="#nope">x</a><script src="a.js"></script></body></html>', LinkState.UNKNOWN),
        ('<html><body><h1>{{ title }}</h1><a href="#nope">x</a></body></html>', LinkState.UNKNOWN),
        ('<html><body><h1>T</h1><a href="built.html">x</a></body></html>', LinkState.UNKNOWN),
    ],
)
def test_a_page_of_html_is_certain_where_nothing_changes_it(page_text, state):
    """A page without scripts and templates has the identifiers that it shows; its files may be made by a build."""
    assert set(resolve({"a.html": page_text}, "a.html").values()) == {state}


@pytest.mark.parametrize("target", ["[[File:Weir.jpg]]", "[[Media:plan.pdf]]", "[[Other page]]"])
def test_uploads_and_pages_of_a_wiki_are_no_files(target):
    """A wiki has its pages and uploads elsewhere than next to a saved page."""
    assert resolve({"p.wiki": f"== Weir ==\n\nThe weir is old. {target}\n"}, "p.wiki") == {}


def test_a_comment_of_components_is_no_text():
    """What `{/* */}` holds is not shown, and its links lead nowhere."""
    assert resolve({"a.mdx": "# A\n\n{/* [c](lost.md) */}\n\nText.\n"}, "a.mdx") == {}


def test_a_heading_in_html_has_an_identifier():
    """A forge gives the headings that Markdown writes in HTML an identifier too."""
    text = '<h2 align="center">The <b>weir</b> guide</h2>\n\n[a](#the-weir-guide) [b](#user-content-the-weir-guide)\n'
    assert set(resolve({"README.md": text}, "README.md").values()) == {LinkState.FOUND}


@pytest.mark.parametrize(
    ("command", "states"),
    [
        ("cargo run --bin spec", [LinkState.UNKNOWN, LinkState.UNKNOWN, LinkState.NO_FILE, LinkState.FOUND]),
        ("python3 tools/rewrite.py", [LinkState.UNKNOWN, LinkState.UNKNOWN, LinkState.NO_FILE, LinkState.FOUND]),
        ("mdbook-mermaid", [LinkState.NO_FILE, LinkState.NO_PLACE, LinkState.NO_FILE, LinkState.FOUND]),
    ],
)
def test_a_book_that_rewrites_its_pages_leaves_names_open(command, states):
    """A preprocessor of the book's own may turn names into links and add identifiers; a missing page is still missing."""
    texts = {
        "book.toml": f'[book]\ntitle = "W"\n\n[preprocessor.own]\ncommand = "{command}"\n',
        "src/a.md": page("gates.sluice", "b.md#r-gates", "lost.md", "b.md#the-gates"),
        "src/b.md": "# B\n\nr[gates]\n\n## The gates\n",
    }
    assert list(resolve(texts, "src/a.md").values()) == states


@pytest.mark.parametrize(
    "config", [".vitepress/config.ts", ".vitepress/config/index.ts", ".vitepress/config/index.mts"]
)
@pytest.mark.parametrize(
    ("settings", "states"),
    [
        ("  ignoreDeadLinks: [/^.play/],\n", [LinkState.UNKNOWN, LinkState.NO_FILE]),
        ("  rewrites: { 'a/:x': ':x' },\n", [LinkState.UNKNOWN, LinkState.NO_FILE]),
        ("  title: 'Weir',\n", [LinkState.NO_FILE, LinkState.NO_FILE]),
    ],
)
def test_settings_of_a_site_may_leave_its_routes_open(config, settings, states):
    """VitePress is told which links lead out of its pages; a file that a page names from its folder is still asked."""
    pages = {f"docs/guide/p{number}.md": "# P\n" for number in range(6)}
    links = [f"/guide/p{number}" for number in range(6)]
    texts = {
        f"docs/{config}": f"export default {{\n{settings}}}\n",
        "docs/a.md": page(*links, "/play/", "./lost.md"),
        **pages,
    }
    assert list(resolve(texts, "docs/a.md").values())[-2:] == states


@pytest.mark.parametrize(("target", "state"), [("/api/#Weir", LinkState.UNKNOWN), ("/gone/", LinkState.NO_FILE)])
def test_a_folder_that_a_build_writes_is_found_from_the_root_of_the_site(target, state):
    """An address from the root of a site may mean a folder that the repository does not keep."""
    pages = {f"web/docs/p{number}.md": "# P\n" for number in range(6)}
    texts = {
        "web/docs/.vitepress/config.ts": "export default {}\n",
        "web/docs/guide/a.md": page(*(f"/p{number}" for number in range(6)), target),
        **pages,
    }
    assert list(resolve(texts, "web/docs/guide/a.md", ignored=("web/docs/api",)).values())[-1] is state


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("../weirs/#das-wehr", LinkState.FOUND),
        ("../weirs/#the-weir", LinkState.FOUND),
        ("../weirs/#die-mühle", LinkState.NO_PLACE),
        ("/weirs/#das-wehr", LinkState.FOUND),
        ("../weirs.md#das-wehr", LinkState.NO_PLACE),
        ("weirs.md#das-wehr", LinkState.FOUND),
    ],
)
def test_a_place_is_looked_for_in_each_page_that_an_address_may_mean(target, state):
    """ "../weirs/" is next to the folder of a page, so in its language, or next to its file; a file is one file."""
    texts = {
        "_config.yml": "title: Weirs\n",
        "_articles/weirs.md": "# Weirs\n\n## The weir\n",
        "_articles/de/weirs.md": "# Wehre\n\n## Das Wehr\n",
        "_articles/de/mills.md": page(target),
    }
    assert list(resolve(texts, "_articles/de/mills.md").values()) == [state]


@pytest.mark.parametrize(
    ("sign", "states"),
    [
        ("_bookdown.yml", [LinkState.FOUND, LinkState.FOUND, LinkState.NO_PLACE]),
        ("_quarto.yml", [LinkState.NO_PLACE, LinkState.NO_PLACE, LinkState.NO_PLACE]),
    ],
)
def test_a_place_of_a_joined_book_may_be_in_any_chapter(sign, states):
    """Bookdown makes one document of the chapters before it follows links; other books do not."""
    texts = {
        sign: "",
        "weirs.Rmd": page("#all-mills", "#the-old-mill", "#gone"),
        "mills.Rmd": "# Mills {#all-mills}\n\n## The old mill\n",
    }
    assert list(resolve(texts, "weirs.Rmd").values()) == states


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("../core/fn.md", LinkState.UNKNOWN),
        ("../../core/fn.md", LinkState.UNKNOWN),
        ("../tools/fn.md", LinkState.NO_FILE),
        ("core/fn.md", LinkState.NO_FILE),
        ("../fn.md", LinkState.NO_FILE),
    ],
)
def test_a_book_may_link_to_one_that_is_published_next_to_it(target, state):
    """A path out of the pages of a site, into a folder that is not in the tree, is of another site."""
    texts = {"book/book.toml": "[book]\n", "book/src/a.md": page(target), "book/tools/build.md": "# Build\n"}
    assert list(resolve(texts, "book/src/a.md").values()) == [state]


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("#weirs/gates", LinkState.UNKNOWN),
        ("#weir.Gate.open", LinkState.UNKNOWN),
        ("Gate.open_to", LinkState.UNKNOWN),
        ("weir.gates.Gate", LinkState.UNKNOWN),
        ("lost.md", LinkState.NO_FILE),
        ("b.md#gone", LinkState.NO_PLACE),
        ("b.md#the-gates", LinkState.FOUND),
    ],
)
def test_markdown_in_a_project_of_sphinx_may_name_labels_and_programs(target, state):
    """MyST takes what is no file for a label, a term or an object, also of another project; documents are files."""
    texts = {
        "docs/conf.py": "extensions = ['myst_parser']\n",
        "docs/a.md": page(target),
        "docs/b.md": "# B\n\n## The gates\n",
    }
    assert list(resolve(texts, "docs/a.md").values()) == [state]


def test_a_file_that_a_document_includes_may_name_its_labels():
    """A changelog that a manual includes names labels of the manual; alone, the same name is a folder."""
    texts = {
        "docs/conf.py": "extensions = ['myst_parser']\n",
        "docs/changes.md": "# Changes\n\n```{include} ../CHANGELOG.md\n```\n",
        "CHANGELOG.md": page("weirs/gates"),
    }
    assert list(resolve(texts, "CHANGELOG.md").values()) == [LinkState.UNKNOWN]
    alone = {path: text for path, text in texts.items() if path != "docs/changes.md"}
    assert list(resolve(alone, "CHANGELOG.md").values()) == [LinkState.NO_FILE]


@pytest.mark.parametrize(
    ("sign", "state"),
    [("docusaurus.config.js", LinkState.UNKNOWN), ("docs.txt", LinkState.NO_FILE), ("mkdocs.yml", LinkState.NO_FILE)],
)
def test_a_component_may_do_anything_with_its_target(sign, state):
    """Docusaurus follows links of Markdown to files; the `href` of a tag is an address, or an argument of a program."""
    texts = {sign: "", "docs/a.md": '# A\n\nSee <TemplateLink href="template/app.json">it</TemplateLink> now.\n'}
    assert list(resolve(texts, "docs/a.md").values()) == [state]


@pytest.mark.parametrize(
    ("settings", "state"),
    [("hooks:\n  - hooks/options.py\n", LinkState.UNKNOWN), ("site_name: W\n", LinkState.NO_PLACE)],
)
def test_a_site_with_hooks_may_have_more_identifiers(settings, state):
    """A hook of MkDocs is a program that changes pages before they are shown."""
    texts = {"mkdocs.yml": settings, "docs/a.md": page("b.md#config.gate"), "docs/b.md": "# B\n\n## Gate\n"}
    assert list(resolve(texts, "docs/a.md").values()) == [state]


@pytest.mark.parametrize(("target", "state"), [("AGENTS.md", LinkState.UNKNOWN), ("LOST.md", LinkState.NO_FILE)])
def test_a_site_may_mount_files_from_elsewhere(target, state):
    """Hugo shows a file of the repository at the place that its configuration names."""
    mounts = "module:\n  mounts:\n    - source: ../AGENTS.md\n      target: content/repo/AGENTS.md\n"
    texts = {"site/hugo.yaml": mounts, "site/content/repo/_index.md": page(target), "AGENTS.md": "# Agents\n"}
    assert list(resolve(texts, "site/content/repo/_index.md").values()) == [state]


@pytest.mark.parametrize(
    ("target", "built", "state"),
    [
        ("../weirs.pdf", "site:\n\tmv out/weirs.pdf html/\n", LinkState.UNKNOWN),
        ("data.zip", "zip -r ../html/src/data.zip src\n", LinkState.UNKNOWN),
        ("weirs.pdf", "mv out/old-weirs.pdf html/\n", LinkState.NO_FILE),
        ("weirs.pdf", "mv weirs.pdf-draft html/\n", LinkState.NO_FILE),
        ("weirs.pdf", "", LinkState.NO_FILE),
        ("list.md", "src/list.md: tools/list.py\n", LinkState.UNKNOWN),
        ("list.md", "cat other/list.md\n", LinkState.NO_FILE),
    ],
)
def test_a_file_that_a_build_file_names_may_be_written_by_the_build(target, built, state):
    """A missing file that a makefile or script writes is unknown; a page has to be named by its whole path."""
    texts = {"book.toml": "", "src/a.md": page(target), "Makefile": ""}
    assert resolve(texts, "src/a.md", build_text=built) == {target: state}


def test_a_page_that_a_build_file_makes_another_of_links_from_there():
    """What a makefile makes a page of is not shown where it is; a README is, whatever else is made of it."""
    built = "docs/limits.md: tools/docs/limits.md tools/README.md\n\tpython make.py\n"
    texts = {"tools/docs/limits.md": page("x.md"), "tools/README.md": page("y.md"), "tools/other.md": page("z.md")}
    states = [list(resolve(texts, path, build_text=built).values()) for path in texts]
    assert states == [[LinkState.UNKNOWN], [LinkState.NO_FILE], [LinkState.NO_FILE]]


@pytest.mark.parametrize(
    ("head", "state"),
    [
        ("The weir has limits.\n\n", LinkState.UNKNOWN),
        ("=== Limits\n\n", LinkState.UNKNOWN),
        ("[WARNING]\n====\nNo boats.\n====\n\n", LinkState.UNKNOWN),
        ("= Limits\n\n", LinkState.NO_FILE),
        ("Limits\n======\n\n", LinkState.NO_FILE),
        ("// of the weir\n:toc:\n\n[abstract]\n= Limits\n\n", LinkState.NO_FILE),
        ("////\nLicensed to nobody.\n////\n# Limits\n\n", LinkState.NO_FILE),
    ],
)
def test_asciidoc_without_a_title_is_a_part_of_some_document(head, state):
    """The links of a part are meant from the document that it is put into, which nobody knows."""
    texts = {"parts/limits.adoc": f"{head}See xref:gone.adoc[it] and <<boats>>.\n"}
    place = LinkState.UNKNOWN if state is LinkState.UNKNOWN else LinkState.NO_PLACE
    assert resolve(texts, "parts/limits.adoc") == {"gone.adoc": state, "#boats": place}


def test_a_part_that_a_known_document_includes_is_checked_from_there():
    """A part without a title that a document of the tree includes has the folder of that document."""
    texts = {"parts/limits.adoc": "See xref:gone.adoc[it].\n", "book.adoc": "= B\n\ninclude::parts/limits.adoc[]\n"}
    assert resolve(texts, "parts/limits.adoc") == {"gone.adoc": LinkState.NO_FILE}
    assert resolve({**texts, "README.adoc": "See xref:gone.adoc[it].\n"}, "README.adoc") == {
        "gone.adoc": LinkState.NO_FILE
    }


def test_text_outside_of_modules_names_the_pages_of_the_component():
    """A build of Antora puts texts from elsewhere into its pages: an identifier of a page is looked for among them."""
    texts = {
        "docs/antora.yml": "name: weirs\n",
        "docs/modules/ROOT/pages/guide/native.adoc": "= Native\n\n== Limits\n",
        "tools/doc/usage.adoc": "= {title}\n\nSee xref:guide/native.adoc#_limits[it] and xref:guide/none.adoc[that].\n",
    }
    assert resolve(texts, "tools/doc/usage.adoc") == {
        "guide/native.adoc#_limits": LinkState.FOUND,
        "guide/none.adoc": LinkState.NO_FILE,
    }


@pytest.mark.parametrize("label", ["#note", "note"])
def test_the_label_of_a_note_is_a_name_in_a_text(label):
    """A note of reStructuredText with a label can be the target of a link: `note_`."""
    written = f"Weirs\n=====\n\nThe weir [{label}]_ is old, see `here <#note>`_ and lost_.\n\n.. [{label}] Board.\n"
    assert resolve({"a.rst": written}, "a.rst") == {"#note": LinkState.FOUND, "#lost": LinkState.NO_PLACE}


@pytest.mark.parametrize(
    ("target", "state"),
    [
        ("_static/weir.png", LinkState.FOUND),
        ("../_static/sub/plan.png", LinkState.FOUND),
        ("_static/none.png", LinkState.NO_FILE),
        ("static/weir.png", LinkState.NO_FILE),
    ],
)
def test_static_files_of_sphinx_may_be_outside_of_its_source(target, state):
    """A build copies the folders that `conf.py` names to "_static": a picture is named by that folder."""
    texts = {
        "docs/source/conf.py": 'extensions = []\nhtml_static_path = ["../../theme/static"]\n',
        "docs/source/a.rst": f"A\n=\n\n.. image:: {target}\n",
        "theme/static/weir.png": "",
        "theme/static/sub/plan.png": "",
    }
    assert resolve(texts, "docs/source/a.rst") == {target: state}


@pytest.mark.parametrize(
    ("path", "settings", "state"),
    [
        ("eleventy.config.js", "lib.use(anchor, { slugify: s => own(s) })", LinkState.UNKNOWN),
        ("eleventy.config.js", "lib.use(anchor, { permalink, slugify })", LinkState.UNKNOWN),
        ("eleventy.config.js", 'config.addFilter("slugify", own)', LinkState.NO_PLACE),
        ("eleventy.config.js", "import slugify from 'own'\nlib.use(anchor)", LinkState.NO_PLACE),
        (".vitepress/config.ts", "markdown: { anchor: { slugify(text) { return own(text) } } }", LinkState.UNKNOWN),
        (".vitepress/config.ts", "markdown: { lineNumbers: true }", LinkState.NO_PLACE),
        ("conf.py", "extensions = []\nmyst_heading_slug_func = 'own.slug'", LinkState.UNKNOWN),
        ("mkdocs.yml", "toc:\n  slugify: !!python/name:own.slug", LinkState.UNKNOWN),
        ("mkdocs.yml", "toc:\n  slugify: !!python/object/apply:pymdownx.slugs.slugify", LinkState.NO_PLACE),
    ],
)
def test_identifiers_that_the_site_makes_itself_are_unknown(path, settings, state):
    """Where the settings have a function for the identifiers of headings, nobody knows which a page has."""
    texts = {path: settings, "docs/a.md": page("b.md#weir"), "docs/b.md": "# B\n\n## The old weir\n"}
    assert resolve(texts, "docs/a.md") == {"b.md#weir": state}


@pytest.mark.parametrize(
    ("folder", "sign"),
    [
        ("vendor/example.org/weir", "vendor/modules.txt"),
        ("vendor/acme/weir", "vendor/autoload.php"),
        ("tools/vendor/example.org/weir", "tools/vendor/modules.txt"),
        ("third_party/weir", "LICENSE"),
        ("src/third-party/weir", "LICENSE"),
    ],
)
def test_what_a_copy_of_another_project_lacks_is_unknown(folder, sign):
    """A package manager copies a part of a project: its links to the rest are dead here and not there."""
    texts = {sign: "", f"{folder}/README.md": page("docs/gates.md", "gate.go", "#sluice"), f"{folder}/gate.go": ""}
    assert resolve(texts, f"{folder}/README.md") == {
        "docs/gates.md": LinkState.UNKNOWN,
        "gate.go": LinkState.FOUND,
        "#sluice": LinkState.UNKNOWN,
    }


@pytest.mark.parametrize("folder", ["vendor", "docs/vendor", "vendors"])
def test_a_folder_named_after_vendors_is_checked(folder):
    """Without the list of a package manager, a folder of that name holds pages of the project itself."""
    assert resolve({f"{folder}/README.md": page("gates.md")}, f"{folder}/README.md") == {"gates.md": LinkState.NO_FILE}


def test_an_identifier_with_percent_signs_is_looked_for_as_written():
    """A browser looks for the fragment as it is written first, then decoded (HTML, "find a potential indicated element")."""
    texts = {"a.html": '<a href="#w%C3%A9">x</a><a href="#g%C3%A9">x</a><h1 id="w%C3%A9">W</h1><h2 id="g\u00e9">G</h2>'}
    assert set(resolve(texts, "a.html").values()) == {LinkState.FOUND}

"""Numbers in square brackets that are no markers: values of formulas, rows of matrices, intervals."""

import pytest

from citecheck.draft.markers import find_marker_candidates
from citecheck.draft.reading import read_draft
from citecheck.model.draft import Format

VALUES = [
    "Let M = [1, 2; 2, 3] be the start.",
    "The product [1, 2] \u00d7 [2, 3] is a square.",
    "For all x \u2208 [1, 3] the sum is small.",
    "The interval [1, 2] is closed.",
    "The range is [1-3] degrees.",
    "A number between [1, 3] is drawn.",
    "Die Werte liegen in [1, 3] oder darunter.",
    "Das Intervall [1, 2] ist abgeschlossen.",
    "L'intervalle [1, 2] est ferm\u00e9.",
    "El intervalo [1, 3] es cerrado.",
    "Nell'intervallo [1, 2] la funzione cresce.",
    "Op het interval [1, 2] stijgt de functie.",
    "The median was 5 (IQR [2, 4]) days.",
    "The ratio was 1.4, 95% CI [1, 2].",
    "The mean was 3 (95 % CI [1, 3]).",
    "Scores ranged over [1, 5] in each group.",
    "All values of [2, 4] were kept within [1, 5].",
    "Es galten Werte von [1, 2] Grad.",
    "Le rapport est 1,2 (IC [1, 2]).",
    "Los valores en [1, 3] son normales.",
    "We read x[2] and then y[1] of the array.",
    "The lists [1, 2, 3] of variables are merged.",
    "Take the variables [1, 2, 3] and sort them.",
    "For i in [1, 2, 3] the value grows.",
    "The value f(x)[1] grows.",
    "The value g(x, y)[2] grows.",
    "Take A[1,2] and B[i,j] in turn.",
    "The line runs through the point [1, 2] of the plane.",
    "Then the list [3, 1, 2] is sorted.",
    "Man sortiert die Liste [3, 1, 2] zuerst.",
    "F\u00fcr j in [1, 2] w\u00e4chst der Wert.",
    "On trie la liste [1, 2, 3] d'abord.",
    "Se ordena la lista [2, 1] primero.",
    "Il punto [1, 2] di mezzo resta.",
    "Pour i dans [1, 2] la valeur augmente.",
]
MARKERS = [
    "Drugs may prolong the QT interval [1, 2].",
    "Pumps are used in a wide range [1-3] of towns.",
    "The pumps have a large range. Towns use the range[1-3].",
    "The loss is smaller, as shown in [1, 2].",
    "The agency counts them within three classes [1, 2].",
    "The survey was done by CI staff [1, 2].",
    "Ellos viven dentro de la ciudad [1, 2].",
    "In diesem Bereich [1, 2] wird viel gebaut.",
    "La m\u00e9thode est d\u00e9crite dans [1-3].",
    "El consumo baj\u00f3 un 14 % [1, 2].",
    "The sum is 3 + 4 [2] in most towns.",
    "At this point [1, 2] the river is wide.",
    "Vitamin C[2] is common.",
    "Vitamin C[1,2] is common.",
    "The town was added to the list [1, 2].",
    "The town is on the list [2] of sites.",
    "The agency (WHO)[1] agreed.",
    "Berg (2019)[1] agreed.",
    "The report lists [1, 2] many towns.",
    "Auf der Liste [1-3] steht die Stadt.",
    "The town made a point [1, 2] of it.",
]


@pytest.mark.parametrize("line", VALUES)
def test_numbers_of_a_formula_or_an_interval_are_no_marker(line):
    """A bracket next to an arithmetic sign, or after the word for an interval or a matrix, holds its values."""
    assert find_marker_candidates(line) == []


@pytest.mark.parametrize("line", MARKERS)
def test_the_same_numbers_elsewhere_may_be_markers(line):
    """A bracket after other words may cite, also where an adjective precedes the word for an interval."""
    assert len(find_marker_candidates(line)) == 1


NOTES = "\n\n## Notes\n\n" + "".join(f"[{one}] Board, https://a.example.org/{one}\n" for one in (1, 2, 3))


@pytest.mark.parametrize(
    ("text", "called"),
    [
        ("Sort the list [1, 2, 3] first. It grew.[1] It shrank.[2][3]", ["1", "2", "3"]),
        ("Il punto [1, 2] di mezzo resta. Crebbe.[1] Poi cal\u00f2.[2]", ["1", "2"]),
        ("It grew.[1] It shrank [2, 3].", ["1", "2", "3"]),
        ("Studies [1, 2] of towns agree. It grew [3]. It shrank.[1]", ["1", "2", "3", "1"]),
        ("Studies [1, 2] of towns agree. It grew.[3]", ["1", "2", "3"]),
    ],
)
@pytest.mark.parametrize("path", ["a.md", "a.txt"])
def test_several_numbers_apart_are_a_list_where_markers_are_attached(text, called, path):
    """A text that attaches each of its markers to a word has no marker of several numbers as a word of its own."""
    draft = read_draft(f"{text}{NOTES}".encode(), path=path)
    assert [one.footnote for one in draft.citations] == called


PLACED = {
    "[2, \u00a73.1]": ("2",),
    "[2, \u00a7\u00a7 3\u20135]": ("2",),
    "[4, p. 7]": ("4",),
    "[4, pp. 7-9]": ("4",),
    "[4, S. 14 ff.]": ("4",),
    "[5, Fig. 2]": ("5",),
    "[5, fig. 2a]": ("5",),
    "[5, Abb. 3 und 4]": ("5",),
    "[6: 12\u201314]": ("6",),
    "[6:12\u201314]": ("6",),
    "[6: 12]": ("6",),
    "[7, Theorem 3]": ("7",),
    "[3, 3.1.13, S. 106 ff.]": ("3",),
    "[3, 4.5, S. 234]": ("3",),
    "[3, 11.1.7]": ("3",),
    "[1, Kap. 3.2.2 (S. 61)]": ("1",),
    "[3, 3.3.4 (p. 147)]": ("3",),
    "[7, Th\u00e9or\u00e8me 3.2]": ("7",),
    "[7, Appendix A.2]": ("7",),
    "[7, Chapter IV]": ("7",),
    "[7, Sec. 2, Thm. 4]": ("7",),
    "[7, Sec. 2, Thm. 4; 9, Fig. 1, 3]": ("7", "9"),
    "[7, Lemma 2 and 3]": ("7",),
    "[2, ch. 3; 4, p. 9]": ("2", "4"),
    "[2, \u0441. 15; 7]": ("2", "7"),
    "[DM19, p. 4]": ("dm19",),
    "[ABC+21, Lemma 2]": ("abc+21",),
}


@pytest.mark.parametrize("written", PLACED)
def test_a_place_after_a_number_is_no_further_number(written):
    """A bracket with pages, a section, a figure or a theorem cites the source and nothing else."""
    (found,) = find_marker_candidates(f"The mill burned in 1912 {written}.")
    assert (found.label, found.keys) == (written, PLACED[written])


@pytest.mark.parametrize(
    "written", ["[12:30]", "[1:3]", "[2, x]", "[2, 4.5]", "[2, 4.5, 6.1]", "[3, p. 7](page.html)", "[1, and so on]"]
)
def test_what_names_no_place_is_no_number_with_a_place(written):
    """Times, slices, values and links hold no number of a source with its place."""
    assert find_marker_candidates(f"The mill burned in 1912 {written}.") == []


TEXT = """The town voted for meters [1]. Let A = [1, 2] and B = [2, 3]. The interval [1, 2] is closed. Rain fell [2, 3].

References

[1] Doe J. Council votes. https://www.example.org/council

[2] Ray R. Flow is steady. https://www.example.org/steady

[3] Pike T. Consumption falls. https://www.example.org/fell
"""
HTML = "".join(f"<p>{line}</p>" for line in TEXT.split("\n\n"))
TEX = f"\\documentclass{{article}}\\begin{{document}}\n{TEXT}\\end{{document}}"


@pytest.mark.parametrize(
    ("text", "form"),
    [(TEXT, Format.TEXT), (TEXT, Format.MARKDOWN), (HTML, Format.HTML), (TEX, Format.LATEX)],
    ids=["text", "markdown", "html", "latex"],
)
def test_a_matrix_in_a_draft_with_numbered_sources_cites_none_of_them(text, form):
    """Only the markers of the sentences cite, and a matrix is a part of its sentence, in every format."""
    draft = read_draft(text.encode(), path="draft", fmt=form)
    assert [(one.marker, one.sentence) for one in draft.citations] == [
        ("[1]", "The town voted for meters."),
        ("[2, 3]", "Rain fell."),
        ("[2, 3]", "Rain fell."),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "Results of such searches are joined in clusters [36, 37, 42]: a list of one series is enough.",
        "Zwei Verfahren sind verbreitet [3-5]: das erste misst, das zweite rechnet.",
        "The lock is as it was in [4]: a gate of oak, and two chains.",
        "Le moulin fut reconstruit, comme le montre [7]: la roue est neuve.",
    ],
)
def test_a_colon_after_a_marker_in_a_sentence_makes_it_no_label(line):
    """A bracket with several numbers, or after a word of its sentence, cites them also before a colon."""
    assert [one.style for one in find_marker_candidates(line)] == ["square"]


@pytest.mark.parametrize(
    "line",
    [
        "[4]: Berg, The Lock, 1912.",
        "The mill burned. [4]: https://weir.example/4",
        "as seen at [4]: https://weir.example/4 and [5]: <https://weir.example/5>",
        "gates[4]: int",
    ],
)
def test_a_label_before_a_colon_is_no_marker(line):
    """A number in brackets at the beginning of a line, before an address or after a name of code is a label or an index."""
    assert find_marker_candidates(line) == []


SYSTEMS = {
    "wide.md": (
        "製粉所は焼けた［1］。再建された［2］。",
        "参考文献\n\n［1］https://a.example.org/1\n［2］https://a.example.org/2\n",
    ),
    "raised.txt": (
        "It burned.⁽¹⁾ It was built.⁽²⁾",
        "References\n\n1. https://a.example.org/1\n2. https://a.example.org/2\n",
    ),
    "gost.md": (
        "Мельница сгорела [1, с. 5]. Её строят [2, с. 12–14].",
        "## Список литературы\n\n1. Иванов И. https://a.example.org/1\n2. Петров П. https://a.example.org/2\n",
    ),
    "cse.md": (
        "It burned (1). It was built (2).",
        "## Cited References\n\n1. Doe J. https://a.example.org/1\n2. Roe R. https://a.example.org/2\n",
    ),
}


@pytest.mark.parametrize("path", SYSTEMS)
def test_numbers_lead_to_their_list_in_every_form(path):
    """Brackets of East Asian type, raised brackets and pages in a bracket are no part of the sentence."""
    text, end = SYSTEMS[path]
    draft = read_draft(f"{text}\n\n{end}".encode(), path=path)
    assert [one.footnote for one in draft.citations] == ["1", "2"]
    assert not any(sign in one.sentence for one in draft.citations for sign in "[(［⁽")
    assert all(note.sources[0].target.canonical.endswith(note.id) for note in draft.footnotes)


@pytest.mark.parametrize(
    ("marker", "keys"),
    [
        ("[1、2]", "1 2"),
        ("［1、3］", "1 3"),
        ("［2，3］", "2 3"),
        ("[1；2]", "1 2"),
        ("【1～3】", "1 2 3"),
        ("[1、 2]", "1 2"),
        ("〔1・3〕", "1 3"),
    ],
)
@pytest.mark.parametrize("path", ["a.txt", "a.md"])
def test_numbers_joined_as_in_east_asia_are_markers(marker, keys, path):
    """A list of numbers in one bracket cites each, whatever comma or dash joins them."""
    notes = "\n\n".join(f"[{number}] 北川市 https://dam.example.org/{number}" for number in (1, 2, 3))
    draft = read_draft(f"水位は2、3日で4メートル上昇した{marker}。\n\n参考文献\n\n{notes}\n".encode(), path=path)
    assert [one.footnote for one in draft.citations] == keys.split()
    assert {one.sentence for one in draft.citations} == {"水位は2、3日で4メートル上昇した。"}


def test_raised_numbers_joined_as_in_east_asia_are_markers():
    """A raised list of numbers cites each of them in a page, too."""
    items = "".join(f"<li>北川市 https://dam.example.org/{number}</li>" for number in (1, 2, 3))
    page = f"<p>水位は上昇した<sup>1、3</sup>。市は補強した<sup>2</sup>。</p><h2>参考文献</h2><ol>{items}</ol>"
    draft = read_draft(page.encode(), path="a.html")
    sources = {note.id: note.sources[0].target.canonical[-1] for note in draft.footnotes}
    assert [sources[one.footnote] for one in draft.citations] == ["1", "3", "2"]

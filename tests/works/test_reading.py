"""What is read of a printed reference and of a BibTeX entry."""

import pytest

from citecheck.errors import UnreadableInput
from citecheck.works.entries import read_bibtex
from citecheck.works.reading import read_reference

FORMS = {
    "apa": (
        "Holm, D., & Vik, A. T. (1979). Ice on rivers: A survey of the north. Polar Notes, 47(2), 263–291.",
        ("Ice on rivers: A survey of the north", ("Holm, D.", "Vik, A. T"), 1979, "Polar Notes"),
    ),
    "apa book with edition": (
        "Sand, J. A. (2010). Rivers of the plain (2nd ed.). Weirham University Press.",
        ("Rivers of the plain", ("Sand, J. A",), 2010, None),
    ),
    "chicago list, names in two orders": (
        "Holm, Dora, and Ben Vik. Rivers of the Plain. Weirham: Weirham Press, 2010.",
        ("Rivers of the Plain", ("Holm, Dora", "Ben Vik"), 2010, None),
    ),
    "chicago note of a book": (
        "Dora Holm, Rivers of the Plain (Weirham: Weirham Press, 2010), 44.",
        ("Rivers of the Plain", ("Dora Holm",), 2010, None),
    ),
    "article in quotation marks": (
        'Holm, Dora. "Rivers in Winter." Journal of Ice 12, no. 3 (2015): 45–67.',
        ("Rivers in Winter", ("Holm, Dora",), 2015, "Journal of Ice"),
    ),
    "ieee with number": (
        "[12] D. Holm, A. Vik, and C. Lund, “Ice on rivers,” in Proc. Conf. on Ice, Oslo, 2019, pp. 10–19.",
        ("Ice on rivers", ("D. Holm", "A. Vik", "C. Lund"), 2019, "Conf. on Ice"),
    ),
    "vancouver": (
        "Holm DA, Vik FH. Structure of river ice; a survey. Ice. 1953;171(4356):737-8.",
        ("Structure of river ice; a survey", ("Holm DA", "Vik FH"), 1953, "Ice"),
    ),
    "vancouver, a title in capitals": (
        "Holm D. Deep Water. Ice. 2015.",
        ("Deep Water", ("Holm D",), 2015, "Ice"),
    ),
    "nature": (
        "Holm, D. et al. Mastering river ice with nets and trees. Ice 529, 484 (2016).",
        ("Mastering river ice with nets and trees", ("Holm, D.",), 2016, "Ice"),
    ),
    "german, colon after the names": (
        "Müller, Hans: Der Fluss im Winter. Berlin: Ufer 2010.",
        ("Der Fluss im Winter", ("Müller, Hans",), 2010, None),
    ),
    "german, strokes between the names": (
        "Müller, H. / Schmidt, K. (2012): Flüsse im Eis. In: Zeitschrift für Wasser, Jg. 34, S. 120-135.",
        ("Flüsse im Eis", ("Müller, H.", "Schmidt, K"), 2012, "Zeitschrift für Wasser"),
    ),
    "french guillemets": (
        "Dupont, J. (2001). « Les rivières en hiver », Revue des eaux, vol. 12, p. 45-60.",
        ("Les rivières en hiver", ("Dupont, J",), 2001, "Revue des eaux"),
    ),
    "organisation": (
        "Weirham Water Board. Global report on rivers. Weirham: WWB; 2016.",
        ("Global report on rivers", ("Weirham Water Board",), 2016, None),
    ),
    "particles": (
        "van der Berg, A., de Vries, B. (2011) Water in the Netherlands. Water Policy 13: 44-59.",
        ("Water in the Netherlands", ("van der Berg, A.", "de Vries, B"), 2011, "Water Policy"),
    ),
    "harvard, a comma after the title": (
        "Holm D, Vik A and Li C (2020) Ice on seven rivers. Polar Notes, 12(3):45-67.",
        ("Ice on seven rivers", ("Holm D", "Vik A", "Li C"), 2020, "Polar Notes"),
    ),
    "springer, initials before the colon": (
        "Holm, D. A., Vik, A. T., Li, C. B.: Ice on seven rivers. Polar Notes 12(3), 45–67 (2020)",
        ("Ice on seven rivers", ("Holm, D. A.", "Vik, A. T.", "Li, C. B"), 2020, "Polar Notes"),
    ),
    "acm, the year before the title": (
        "Dora Holm, Anton Vik, and B. Charan Li. 2020. Ice on seven rivers. Polar Notes 12, 3 (2020), 45–67.",
        ("Ice on seven rivers", ("Dora Holm", "Anton Vik", "B. Charan Li"), 2020, "Polar Notes"),
    ),
    "a middle initial after the surname": (
        "Holm, Dora M. “Rivers in Winter.” Journal of Ice 12, no. 3 (2015): 45–67.",
        ("Rivers in Winter", ("Holm, Dora M",), 2015, "Journal of Ice"),
    ),
    "court": (
        "See Holm v. Board of Rivers, 347 U.S. 483, 495 (1954).",
        ("Holm v. Board of Rivers", (), 1954, None),
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_printed_reference_is_read_into_its_fields(form):
    """Title, names, year and container of each usual form."""
    text, wanted = FORMS[form]
    work = read_reference(text)
    assert (work.title, work.authors, work.year, work.container) == wanted


@pytest.mark.parametrize(
    "text",
    [
        "D. Holm, A. Vik, Deep water, Ice 521 (2015) 436-444.",
        "Rivers of the plain, third printing, with maps",
        "https://doi.org/10.1000/182",
        "",
    ],
)
def test_a_title_without_certain_bounds_is_left_out(text):
    """A form that does not show where the title ends gives no title, and so nothing that could be called wrong."""
    work = read_reference(text)
    assert (work.title, work.authors) == (None, ())


def test_et_al_ends_the_names():
    """A list that goes on is read as one, in three languages."""
    for end in ("et al.", "et al", "u. a.:"):
        work = read_reference(f"Holm D, Vik A, {end} Ice on seven rivers. Ice. 2015.")
        assert (work.authors, work.others, work.title) == (("Holm D", "Vik A"), True, "Ice on seven rivers")


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("Holm D. Ice on rivers. Ice. 2015. doi:10.1000/ICE.12", "doi", "10.1000/ICE.12"),
        ("Holm D. Ice on rivers. https://dx.doi.org/10.1000/ice.12.", "doi", "10.1000/ice.12"),
        ("Holm D. Ice on rivers. arXiv:2101.00001v2", "arxiv", "2101.00001v2"),
        ("Holm D. Ice on rivers. Ice. 2015. PMID: 12345678", "pmid", "12345678"),
        ("Holm D. Rivers. Weirham Press, 2015. ISBN 978-0-306-40615-7", "isbn", "9780306406157"),
        ("Holm v. Vik, 410 U. S. 113 (1973)", "case", "410 U.S. 113"),
    ],
)
def test_the_identifiers_of_a_reference_are_found(text, kind, value):
    """Each kind of identifier, in its usual form."""
    assert (kind, value) in [(one.kind, one.value) for one in read_reference(text).identifiers]


def test_a_bibtex_entry_is_read_by_its_fields():
    """Names, subtitle, container and identifiers of an entry; "and others" says that the list goes on."""
    work = read_bibtex(
        "@article{k, title = {Ice on {R}ivers}, subtitle = {a survey}, author = {Holm, Dora and Ben Vik and others},"
        " journal = {Polar Notes}, date = {2019-05}, volume = {12}, doi = {10.1000/ice\\_x}, pmid = {12345678}}"
    )
    assert (work.title, work.authors, work.others) == ("Ice on Rivers: a survey", ("Holm, Dora", "Ben Vik"), True)
    assert (work.container, work.year, work.volume) == ("Polar Notes", 2019, "12")
    assert {one.kind for one in work.identifiers} == {"doi", "pmid"}


def test_a_text_without_an_entry_is_refused():
    """What is no BibTeX gets a sentence with the right form."""
    with pytest.raises(UnreadableInput, match="holds no entry; write it as @article"):
        read_bibtex("Holm D. Ice on rivers.")


def test_a_key_with_a_comma_does_not_end_the_entry():
    """The rest of such a key is a stray word before the first field, and one between two fields is passed over."""
    work = read_bibtex(
        "@article{holm2020,_c0ffed,\n title = {Ice on rivers}, review, author = {Dora Holm}, year = 2020}"
    )
    assert (work.title, work.authors, work.year) == ("Ice on rivers", ("Dora Holm",), 2020)

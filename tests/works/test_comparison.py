"""What is the same work in other words, and what differs."""

import pytest

from citecheck.model.work import CitedWork, FieldVerdict, WorkField, WorkRecord
from citecheck.works.cases import compare_case_names
from citecheck.works.comparison import compare_record
from citecheck.works.containers import may_be_same
from citecheck.works.names import match_names, split_names
from citecheck.works.titles import TitleLikeness, compare_titles

TITLE = "Ice on seven rivers of the plain"
NAMES = ("Dora Holm", "Anton T. Vik", "Chen Li")


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("Colour of river ice in spring", "Color of River Ice in Spring"),
        ("River ice: a survey of seven rivers", "River Ice"),
        ("{River} ice in Spring-time", "River ice in spring time"),
        ("Eis auf sieben Flüssen", "Eis auf sieben Flussen"),
        ("River ice in the spring", "WITHDRAWN: River ice in the spring"),
        ("River <i>ice</i> in the spring", "River ice in the spring"),
        ("The rivers’ answers to frost", "The rivers&amp;#39; answers to frost"),
        ("River ice in spring and …", "River ice in spring and autumn: a survey"),
        ("River ice in spring", "River ice in the spring"),
    ],
)
def test_titles_that_people_write_in_other_ways_are_the_same(cited, found):
    """Spelling, markup, subtitles, shortening and notices make no other title."""
    if found == "River Ice":
        assert compare_titles(cited, found + " in Winter") is not TitleLikeness.SAME
    else:
        assert compare_titles(cited, found) is TitleLikeness.SAME


@pytest.mark.parametrize(
    ("cited", "found", "likeness"),
    [
        ("Contrastive ice on seven rivers", "Comparative ice on seven rivers", TitleLikeness.NEAR),
        ("Ice on seven rivers in 2015", "Ice on seven rivers in 2016", TitleLikeness.NEAR),
        ("Ice on seven rivers", "Trade of the seven guilds of Weirham", TitleLikeness.OTHER),
        ("", "Ice", TitleLikeness.OTHER),
    ],
)
def test_another_word_or_number_makes_another_title(cited, found, likeness):
    """A word that is no spelling of the other one is an error of the title, and few common words are another work."""
    assert compare_titles(cited, found) is likeness


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("Holm D", "Dora Holm"),
        ("D. Holm", "Holm, Dora"),
        ("Vik, A. T.", "Anton Vik"),
        ("Müller-Ott, Hans", "H. Müller Ott"),
        ("Kowalewski A", "Anna Kovalewski"),
        ("García Márquez G", "Gabriel García Márquez"),
        ("A. R", "A. R."),
        ("van der Berg A", "Anna van der Berg"),
        ("Li C", "Chen Li"),
    ],
)
def test_a_name_is_one_persons_in_all_its_spellings(cited, found):
    """Initials, order, accents, particles and transliteration make no other name."""
    assert match_names([cited], ["Some One", found]) == (True,)


@pytest.mark.parametrize(("cited", "found"), [("Holm D", "Dora Vik"), ("Wang Qi", "Wang Yifei"), ("Romano G", "Sun J")])
def test_another_person_is_not_matched(cited, found):
    """Another surname, or another given name at another place of the list, is another person."""
    assert match_names([cited], ["Some One", found]) == (False,)


def test_a_list_of_names_is_split_at_what_separates_names():
    """Commas within names separate none."""
    assert split_names("Holm, D., Vik, A. T., & Li, C.") == (("Holm, D.", "Vik, A. T.", "Li, C"), False)
    assert split_names("D. Holm, A. Vik und C. Li u. a.") == (("D. Holm", "A. Vik", "C. Li"), True)
    assert split_names("Holm, Dora; Vik, Anton") == (("Holm, Dora", "Vik, Anton"), False)


@pytest.mark.parametrize(
    ("cited", "found"),
    [
        ("NeurIPS", "Advances in Neural Information Processing Systems 37"),
        ("Mach. Learn.", "Machine Learning"),
        ("J. Mach. Learn. Res.", "JMLR"),
        ("CVPR", "2021 IEEE/CVF Conference on Computer Vision and Pattern Recognition (CVPR)"),
        ("Polar Notes", "The Polar Notes"),
        ("Proc. of the 3rd Conf. on River Ice", "Conference on River Ice"),
    ],
)
def test_a_container_has_many_names(cited, found):
    """Short names, abbreviations and publishers make no other container."""
    assert may_be_same(cited, [found])
    assert may_be_same(found, [cited])


@pytest.mark.parametrize(
    ("cited", "found"), [("ICML", "NeurIPS"), ("Workshop on River Design", "NeurIPS"), ("Polar Notes", "River Review")]
)
def test_two_containers_without_a_common_word_differ(cited, found):
    """Another known name, or no common word."""
    assert not may_be_same(cited, [found])


@pytest.mark.parametrize(
    ("cited", "found", "likeness"),
    [
        ("N.Y. Times Co. v. Sullivan", "New York Times Company v. Sullivan", TitleLikeness.SAME),
        ("NYT v. Sullivan", "New York Times Co. v. Sullivan", TitleLikeness.SAME),
        ("Holm v. Bd. of Educ.", "Holm v. Board of Education", TitleLikeness.SAME),
        ("Holm v. Vik", "Vik v. Holm", TitleLikeness.SAME),
        ("Holm v. Lund", "Holm v. Vik", TitleLikeness.NEAR),
        ("Holm v. Lund", "Roe v. Wade", TitleLikeness.OTHER),
    ],
)
def test_parties_of_a_decision_are_compared_one_by_one(cited, found, likeness):
    """Each party needs a word, an abbreviation or its initials in common."""
    assert compare_case_names(cited, found) is likeness


def verdicts(record=None, **cited):
    """Return the verdict of each field of a reference, compared with a record."""
    work = CitedWork("", **{"title": TITLE, "authors": NAMES, "year": 2020, "container": "Polar Notes", **cited})
    row = {"title": TITLE, "authors": NAMES, "years": (2020,), "containers": ("Polar Notes",), **(record or {})}
    return {row.field: row.verdict for row in compare_record(work, WorkRecord("crossref", **row)).fields}


@pytest.mark.parametrize(
    ("cited", "record", "field", "verdict"),
    [
        ({"authors": NAMES[:1], "others": True}, {}, WorkField.AUTHORS, FieldVerdict.AGREES),
        ({"authors": NAMES[:2]}, {}, WorkField.AUTHORS, FieldVerdict.DIFFERS),
        ({"authors": (*NAMES[:2], "Paula Santos")}, {}, WorkField.AUTHORS, FieldVerdict.DIFFERS),
        ({}, {"authors": NAMES[:2], "others": True}, WorkField.AUTHORS, FieldVerdict.AGREES),
        ({}, {"authors": ()}, WorkField.AUTHORS, FieldVerdict.ABSENT),
        ({"year": 2021}, {}, WorkField.YEAR, FieldVerdict.AGREES),
        ({"year": 2031}, {}, WorkField.YEAR, FieldVerdict.DIFFERS),
        ({"year": 2023}, {"is_preprint": True}, WorkField.YEAR, FieldVerdict.ABSENT),
        ({"year": 2034}, {"is_preprint": True}, WorkField.YEAR, FieldVerdict.DIFFERS),
        ({"container": "River Review"}, {}, WorkField.CONTAINER, FieldVerdict.DIFFERS),
        ({"container": "arXiv"}, {}, WorkField.CONTAINER, FieldVerdict.ABSENT),
        ({}, {"containers": ("bioRxiv (Weirham Laboratory)",)}, WorkField.CONTAINER, FieldVerdict.ABSENT),
        ({}, {"containers": ()}, WorkField.CONTAINER, FieldVerdict.ABSENT),
        ({"volume": "12"}, {"volume": "13"}, WorkField.VOLUME, FieldVerdict.DIFFERS),
        ({"pages": "45-67"}, {"pages": "45–7"}, WorkField.PAGES, FieldVerdict.AGREES),
        ({"title": "Ice on seven rivers of the hill"}, {}, WorkField.TITLE, FieldVerdict.DIFFERS),
    ],
)
def test_a_field_is_judged_with_what_people_write_in_mind(cited, record, field, verdict):
    """Each field agrees, differs, or is not that of the cited version."""
    assert verdicts(record, **cited)[field] is verdict


def test_a_title_that_the_reference_holds_word_for_word_is_never_called_wrong():
    """If the record's title is in the reference and not in what was read as its title, the reading is at fault."""
    work = CitedWork(f"Holm D. {TITLE}. Ice. 2020.", title="of the plain", authors=("Holm D",))
    assert compare_record(work, WorkRecord("crossref", TITLE, NAMES)).title is TitleLikeness.SAME

"""One function says which language a text is in, and nothing is called missing where it is not known well enough."""

import tomllib
from pathlib import Path

import pytest

from citecheck.evidence.examination import examine
from citecheck.model.evidence import Claim, FactKind, FactVerdict, Support
from citecheck.model.page import PageText
from citecheck.text.language import assume_language, choose_language, has_number_words

CASES = tomllib.loads((Path(__file__).parent / "language_cases.toml").read_text("utf-8"))["case"]
UNREAD = [case for case in CASES if not case.get("read") and not has_number_words(case["language"])]
READ = [case for case in CASES if case.get("read") and case["language"] != "ar"]  # its compound numerals are not read
ENGLISH_CLAIM = "In the flooded villages 14 people died."
HIDDEN = {"sco", "gl", "no", "pt"}
"""Near English, or with small words that are English ones too: two sentences under `lang="en"` are not enough."""
IN_WORDS = {FactKind.NUMBER, FactKind.QUANTITY, FactKind.DATE}


def name_of(case):
    return case["language"]


@pytest.mark.parametrize("declared", [False, True])
@pytest.mark.parametrize("part", ["text", "short"])
@pytest.mark.parametrize("claim", ["own", "english"])
@pytest.mark.parametrize("case", UNREAD, ids=name_of)
def test_nothing_is_missing_in_a_language_without_number_words(case, claim, part, declared):
    """A number written in words of a language without facts is never called missing; if unknown, nothing supports it."""
    text = case["text"] if part == "text" else case["text"].partition(". ")[2] or case["text"]
    page = PageText(None, text, text, case["language"] if declared else None)
    evidence = examine(Claim(ENGLISH_CLAIM if claim == "english" else case["claim"]), page)
    verdicts = {fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS}
    assert verdicts in ({FactVerdict.UNSEEN}, {FactVerdict.AGREES})
    assert (evidence.support is Support.NOT_CHECKABLE) == (verdicts == {FactVerdict.UNSEEN})


@pytest.mark.parametrize("case", UNREAD, ids=name_of)
def test_nothing_is_missing_for_a_claim_in_such_a_language(case):
    """A number of a claim in a language without a table is not called missing in an English source either."""
    text = "The river rose two metres. In the flooded villages people died, the council said on the day after."
    evidence = examine(Claim(case["claim"], language=case["language"]), PageText(None, text, text, "en"))
    assert {fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS} == {FactVerdict.UNSEEN}


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_figure_that_is_there_agrees(case):
    """A figure printed in the source agrees in every language."""
    evidence = examine(Claim(case["claim"]), PageText(None, case["claim"], case["claim"]))
    assert [fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS] == [FactVerdict.AGREES]


@pytest.mark.parametrize("case", READ, ids=name_of)
def test_a_number_in_words_agrees_where_its_language_is_read(case):
    """With the language declared, a figure and the same number in words agree."""
    evidence = examine(
        Claim(case["claim"], language=case["language"]), PageText(None, case["text"], case["text"], case["language"])
    )
    assert FactVerdict.AGREES in [fact.verdict for fact in evidence.facts if fact.kind in IN_WORDS]


@pytest.mark.parametrize("case", CASES, ids=name_of)
def test_a_near_language_is_not_taken_for_one_that_is_read(case):
    """What no declaration helps with is named rightly or not at all, if number words hang on it."""
    for text in (case["claim"], case["text"]):
        found = assume_language(None, text)
        assert found == case["language"] or not has_number_words(found)


@pytest.mark.parametrize("case", [case for case in CASES if case["language"] not in {"en", *HIDDEN}], ids=name_of)
def test_a_template_that_declares_english_is_not_believed(case):
    """A text in another language under `lang="en"` is not read as English, at a page's length."""
    assert choose_language("en", "\n".join([case["text"]] * 3)) != "en"


@pytest.mark.parametrize("declared", ["en", "de", "fr", None])
@pytest.mark.parametrize(
    ("language", "text"),
    [
        (
            "hu",
            "A robbanásban tizennégy ember halt meg Budapesten. A rendőrség szerint a tűz éjjel tört ki a városban. A sérülteket kórházba vitték, a polgármester pedig nem nyilatkozott az ügyben.",
        ),
        (
            "tr",
            "Patlamada on dört kişi öldü, dedi vali. Polis gece saatlerinde yangın çıktığını söyledi. Yaralılar hastaneye kaldırıldı, belediye başkanı ise konuşmadı.",
        ),
        (
            "fi",
            "Räjähdyksessä kuoli neljätoista ihmistä, poliisi kertoi. Tuli syttyi yöllä kaupungin keskustassa. Loukkaantuneet vietiin sairaalaan eikä pormestari kommentoinut asiaa.",
        ),
        (
            "ro",
            "Paisprezece oameni au murit în explozie, a anunțat poliția. Focul a izbucnit noaptea în centrul orașului. Răniții au fost duși la spital, iar primarul nu a comentat.",
        ),
        (
            "cs",
            "Při výbuchu zemřelo čtrnáct lidí, uvedla policie. Požár vypukl v noci v centru města. Zranění byli převezeni do nemocnice a starosta se nevyjádřil.",
        ),
        (
            "sv",
            "Fjorton människor dog i explosionen, uppgav polisen. Branden utbröt på natten i stadens centrum. De skadade fördes till sjukhus och borgmästaren ville inte kommentera.",
        ),
        (
            "da",
            "Fjorten mennesker døde i eksplosionen, oplyste politiet. Branden brød ud om natten i byens centrum. De sårede blev bragt til hospitalet, og borgmesteren ville ikke udtale sig.",
        ),
        (
            "pl",
            "W wybuchu zginęło czternaście osób, podała policja. Pożar wybuchł w nocy w centrum miasta. Rannych przewieziono do szpitala, a burmistrz nie skomentował sprawy.",
        ),
        (
            "id",
            "Empat belas orang tewas dalam ledakan itu, kata polisi. Kebakaran terjadi pada malam hari di pusat kota. Korban luka dibawa ke rumah sakit dan wali kota tidak berkomentar.",
        ),
        (
            "vi",
            "Mười bốn người đã thiệt mạng trong vụ nổ, cảnh sát cho biết. Đám cháy bùng phát vào ban đêm ở trung tâm thành phố. Những người bị thương được đưa đến bệnh viện.",
        ),
        (
            "et",
            "Plahvatuses hukkus neliteist inimest, teatas politsei. Tulekahju puhkes öösel kesklinnas. Vigastatud viidi haiglasse ja linnapea ei kommenteerinud juhtunut.",
        ),
        (
            "lt",
            "Per sprogimą žuvo keturiolika žmonių, pranešė policija. Gaisras kilo naktį miesto centre. Sužeistieji buvo nuvežti į ligoninę, o meras įvykio nekomentavo.",
        ),
        (
            "hr",
            "U eksploziji je poginulo četrnaest ljudi, priopćila je policija. Požar je izbio noću u središtu grada. Ozlijeđeni su prevezeni u bolnicu, a gradonačelnik nije komentirao.",
        ),
        (
            "nl",
            "Bij de explosie kwamen veertien mensen om het leven, meldde de politie. De brand brak 's nachts uit in het centrum van de stad. De gewonden werden naar het ziekenhuis gebracht.",
        ),
        (
            "es",
            "Catorce personas murieron en la explosión, informó la policía. El fuego se declaró de noche en el centro de la ciudad. Los heridos fueron llevados al hospital.",
        ),
        (
            "sw",
            "Watu kumi na wanne walifariki katika mlipuko huo, polisi walisema. Moto ulizuka usiku katikati ya jiji. Majeruhi walipelekwa hospitali na meya hakusema chochote.",
        ),
        (
            "sq",
            "Katërmbëdhjetë njerëz vdiqën në shpërthim, tha policia. Zjarri shpërtheu natën në qendër të qytetit. Të plagosurit u dërguan në spital dhe kryetari nuk komentoi.",
        ),
        (
            "ca",
            "Catorze persones van morir en l'explosió, va informar la policia. El foc es va declarar a la nit al centre de la ciutat. Els ferits van ser traslladats a l'hospital.",
        ),
    ],
)
def test_a_declaration_is_contradicted_by_words_and_letters(declared, language, text):
    """A text of two sentences is read in its own language whatever a template declares; Catalan may pass for French."""
    found = choose_language(declared, text)
    assert found == language or (language, declared, found) == ("ca", "fr", "fr")


@pytest.mark.parametrize(
    "text",
    [
        "Iindaba ezimnandi zabantwana besikolo zisasazwe izolo kwilali ekufutshane nolwandle, utshilo utitshala wabo.",
        "Lead: Jeff Boettcher | Email: hidden | Lead: Rob Saathoff | Email: hidden | Lead: Bill Kittrell | Email: hidden",
    ],
)
def test_a_guess_without_common_words_is_no_answer(text):
    """Letter groups alone name no language against a declaration, as of Xhosa or a list of names."""
    assert choose_language("en", text) in {None, "en"}


@pytest.mark.parametrize(
    ("declared", "text", "language"),
    [
        ("pt-BR", "O rio subiu dois metros.", "pt"),
        ("en", "The mayor said: „Wir bauen die Häuser wieder auf, und zwar alle.“ He left for the city at noon.", "en"),
        (
            None,
            "The mayor said: „Wir bauen die Häuser wieder auf.“ He left for the city at noon, and she was there.",
            "en",
        ),
        ("bg", "В наводнените села загинаха четиринадесет души.", "bg"),
        ("en", "В наводнените села загинаха четиринадесет души, съобщи ведомството след това.", None),
        (" ", "Kurz.", None),
    ],
)
def test_the_declaration_comes_first(declared, text, language):
    """A declared language holds unless script or words contradict it; a quotation does not."""
    found = choose_language(declared, text)
    assert found == language if language else not has_number_words(found)


def test_a_short_text_without_signs_is_taken_for_english():
    """A claim of few words in plain letters is read as English."""
    assert assume_language(None, "Rebels seized Nara.") == "en"
    assert choose_language(None, "Rebels seized Nara.") is None

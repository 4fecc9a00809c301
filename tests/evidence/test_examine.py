"""A claim and a source: facts, passages, verdicts."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from citecheck.evidence.examination import examine, examine_sentences
from citecheck.evidence.facts import facts_of
from citecheck.evidence.support import combine_evidence
from citecheck.model.evidence import Claim, Evidence, Fact, FactKind, FactVerdict, Support
from citecheck.model.page import Coverage, PageText
from citecheck.text.language import choose_language
from tests.evidence.table import table

PAGE = """Home
News
By Staff on March 7, 2024
The Nigerian and Russian foreign ministers met in Moscow on March 6. They outlined areas for cooperation.
About 30 people were killed when militants attacked a village 50 km north of Bamako on Wednesday, officials said.
Subscribe to our newsletter
"""


def page(text, **stated):
    """A page whose whole text is visible."""
    return PageText(None, text, text, **stated)


@pytest.mark.parametrize(("kind", "claimed", "verdict", "claim", "source"), table("facts.tsv"))
def test_fact(kind, claimed, verdict, claim, source):
    """Each fact of a claim agrees with its source, differs from it in the same slot, or is absent."""
    evidence = examine_sentences(Claim(claim), source.split(" | "), coverage=Coverage.WHOLE)
    found = [fact for fact in evidence.facts if fact.kind == kind and fact.claimed.strip() == claimed]
    assert [fact.verdict.value for fact in found] == ([verdict] if verdict != "-" else [])
    for fact in evidence.facts:
        assert (fact.found is None) == (fact.verdict in {FactVerdict.ABSENT, FactVerdict.UNSEEN})


@pytest.mark.parametrize(
    ("claim", "support"),
    [
        ("The Nigerian and Russian foreign ministers met in Moscow in March 2024.", Support.EVIDENCE),
        ("The Nigerian and Russian foreign ministers met in Moscow on February 6.", Support.DIFFERS),
        ("The ministers of Nigeria and Russia met in Moscow with Lavrov.", Support.FACTS_MISSING),
        ("Apples grow on old trees in Normandy.", Support.NOT_FOUND),
    ],
)
def test_verdict(claim, support):
    """The verdict follows from the facts of the best passages."""
    assert examine(Claim(claim), page(PAGE)).support is support


def test_passages_cut_the_text():
    """Offsets of a passage cut its wording out of the text searched, best passage first."""
    evidence = examine(Claim("Militants killed about 30 people near Bamako."), page(PAGE))
    assert "About 30 people" in evidence.passages[0].text
    assert all(PAGE[passage.start : passage.end] == passage.text for passage in evidence.passages)
    assert max(passage.score for passage in evidence.passages) == evidence.passages[0].score


@pytest.mark.parametrize(("wanted", "language", "claim", "source"), table("claims.tsv"))
def test_whole_claim(wanted, language, claim, source):
    """Labels, marks, rates and other words for one value bring no alarm; another value of the same thing differs."""
    evidence = examine_sentences(
        Claim(claim, language=language), source.split(" | "), language=language, coverage=Coverage.WHOLE
    )
    differs = evidence.support is Support.DIFFERS
    quiet = evidence.support is Support.EVIDENCE
    assert {"quiet": quiet, "not-quiet": not quiet, "no-error": not differs, "differs": differs}[wanted]


@pytest.mark.parametrize(("verdict", "language", "claim", "source"), table("labels.tsv"))
def test_label(verdict, language, claim, source):
    """A label that a source lacks is absent or unseen, and never another value; a part of a text is not compared."""
    stated = Claim(claim, language=language)
    evidence = examine_sentences(stated, source.split(" | "), language=language, coverage=Coverage.WHOLE)
    labels = {claim[label.start : label.end] for label in facts_of(stated).labels}
    facts = [fact for fact in evidence.facts if fact.claimed in labels and fact.kind is FactKind.NUMBER]
    assert [fact.verdict.value for fact in facts] == [verdict] * (verdict != "-")
    assert (evidence.support is Support.EVIDENCE) == (verdict in {"agrees", "-"})
    assert evidence.support is not Support.NOT_CHECKABLE or evidence.reason


@pytest.mark.parametrize(
    "footer",
    [
        "© 2019–2024 The Lorne Courier",
        "(c) 2024 The Lorne Courier",
        "The Lorne Courier 2024, all rights reserved.",
        "The Lorne Courier 2024, alle Rechte vorbehalten",
        "The Lorne Courier 2024 - Tous droits réservés",
        "The Lorne Courier 2024 | Todos los derechos reservados",
    ],
)
def test_a_footer_is_no_passage(footer):
    """A line on the rights in a page is never shown as a passage, and its year agrees with nothing."""
    text = f"The ferry was sold. It rained. The mayor spoke at length. The road is open again.\n{footer}"
    evidence = examine(Claim("The Lorne Courier was founded in 2024."), page(text, language="en"))
    assert not any("Courier" in passage.text for passage in evidence.passages)
    assert FactVerdict.AGREES not in {fact.verdict for fact in evidence.facts}


@pytest.mark.parametrize(
    ("claim", "source"),
    [
        (
            "Katika mji wa Mogadishu 25 waliuawa katika shambulio.",
            "Katika mji wa Mogadishu {} waliuawa katika shambulio.",
        ),
        (
            "Sa Maynila 25 katao ang namatay sa sunog noong gabi.",
            "Sa Maynila {} katao ang namatay sa sunog noong gabi.",
        ),
        ("Tại Hà Nội 25 người đã chết trong vụ cháy.", "Tại Hà Nội {} người đã chết trong vụ cháy."),
    ],
)
def test_figures_count_in_a_language_that_is_not_read(claim, source):
    """A figure after a word with a capital is a number in a language without tables, and another one is not found."""
    right, wrong = (
        examine_sentences(Claim(claim), [source.format(figure), "x", "y", "z"], coverage=Coverage.WHOLE)
        for figure in (25, 42)
    )
    number = Fact(FactKind.NUMBER, "25", "25", FactVerdict.AGREES)
    assert number in right.facts
    assert replace(number, found=None, verdict=FactVerdict.UNSEEN) in wrong.facts
    assert (right.support, wrong.support) == (Support.EVIDENCE, Support.NOT_CHECKABLE)


LIMITED = [each for each in Coverage if each is not Coverage.WHOLE]
PARTLY_HELD = "On 4 June the ministry sent 12 nurses to Harrow, and Dr Ana Were said that “we ran out of beds there”."
LACKING = "The ministry sent nurses to Harrow. Beds were scarce. The clinic is small. The road was cut. It rained."


@pytest.mark.parametrize("coverage", LIMITED)
def test_absence_is_said_of_the_whole_only(coverage):
    """What a part, an abstract, a fragment or a record lacks is unseen; what the whole lacks is absent."""
    claim = Claim(PARTLY_HELD)
    whole, limited = (examine(claim, page(LACKING), coverage=each) for each in (Coverage.WHOLE, coverage))
    absent = [fact.claimed for fact in whole.facts if fact.verdict is FactVerdict.ABSENT]
    assert {"12", "we ran out of beds there"} <= {each.strip() for each in absent}
    assert whole.support is Support.FACTS_MISSING
    assert [fact.claimed for fact in limited.facts if fact.verdict is FactVerdict.UNSEEN] == absent
    assert (limited.support, limited.coverage) == (Support.NOT_CHECKABLE, coverage)
    assert limited.reason
    assert limited.reason.startswith("only ")


def test_the_reason_names_what_was_read():
    """Of a fragment and a part the reason says how many sentences were read, and where they begin."""
    one = examine(Claim(PARTLY_HELD), page("The ministry sent nurses to Harrow."))
    assert one.reason == (
        "only a few sentences of the source could be read: 1 sentence from “The ministry sent nurses to Harrow.” on"
    )
    opening = "The ministry of health and of the coast sent nurses in great numbers to Harrow and to Vant. It rained."
    part = examine(Claim(PARTLY_HELD), page(opening), coverage=Coverage.PART)
    assert part.reason == (
        "only a part of the source could be read:"
        " 2 sentences from “The ministry of health and of the coast sent nurses in …” on"
    )


@pytest.mark.parametrize("coverage", LIMITED)
@pytest.mark.parametrize("claim", ["Apples grow on old trees in Normandy.", "Zwei Äpfel 7"])
def test_a_part_without_a_passage_is_not_checkable(coverage, claim):
    """That no passage is about a claim is said of a whole source only."""
    assert examine(Claim(claim), page(LACKING), coverage=coverage).support is Support.NOT_CHECKABLE


@pytest.mark.parametrize("heading", ["Abstract", "ABSTRACT:", "Zusammenfassung", "Résumé", "Resumen"])
def test_the_page_of_an_abstract(heading):
    """The page of a paper with its abstract and DOI is no whole source; without a DOI, or with the paper, it is."""
    claim = Claim("The ministry sent 12 nurses to Harrow.", language="en")
    sentence = "Nurses of the ministry were sent to Harrow in the first week of the year."
    plain = f"{heading}\n{sentence}\nThe clinic was small.\nThe road was cut.\nIt rained."
    doi = f"{plain}\nhttps://doi.org/10.5555/harrow.2023.7"
    paper = doi + f"\n{sentence}" * 61
    seen = [examine(claim, page(text, language="en")).coverage for text in (plain, doi, paper)]
    assert seen == [Coverage.WHOLE, Coverage.ABSTRACT, Coverage.WHOLE]


def test_a_part_that_says_otherwise_differs():
    """A passage with another value contradicts a claim, however little of the source was read."""
    evidence = examine(Claim("The ministry sent 40 nurses to Harrow."), page("The ministry sent 12 nurses to Harrow."))
    assert (evidence.support, evidence.coverage) == (Support.DIFFERS, Coverage.FRAGMENT)


def test_few_sentences_are_a_fragment():
    """A text of under four sentences is a fragment of its source where nothing says how much it is."""
    sentences = LACKING.split(". ")
    assert examine_sentences(Claim(PARTLY_HELD), sentences[:3]).coverage is Coverage.FRAGMENT
    assert examine_sentences(Claim(PARTLY_HELD), sentences[:4]).coverage is Coverage.WHOLE
    assert examine_sentences(Claim(PARTLY_HELD), sentences[:3], coverage=Coverage.WHOLE).coverage is Coverage.WHOLE


@pytest.mark.parametrize(
    ("source", "names_only"),
    [
        ("L’opposante Marie Laval reçue par Paul Kerr à Belmar", True),
        ("Marie Laval greets Paul Kerr in Belmar", True),
        ("In Belmar, Paul Kerr told Marie Laval that the garrison had left the fort.", False),
        ("Paul Kerr and Marie Laval counted 300 soldiers at Belmar.", False),
    ],
)
def test_names_only(source, names_only):
    """A passage that shares only names with a claim is marked, one that shares its words or a number is not."""
    claim = Claim("Paul Kerr told Marie Laval that the garrison of Belmar left the fort with 300 soldiers.")
    assert examine(claim, page(source)).names_only is names_only


def test_an_empty_page_is_not_checkable():
    """A page without text gets a reason, not a verdict."""
    evidence = examine(Claim("It rose to five."), page(" \n "))
    assert evidence.support is Support.NOT_CHECKABLE
    assert evidence.reason


@pytest.mark.parametrize(
    "source",
    [
        "Le 6 mars 2024, près de 2 500 personnes ont été tuées à Bamako, a déclaré le ministre.",
        "Am 6. März 2024 wurden in Bamako rund 2.500 Menschen getötet, sagte der Minister.",
        "El 6 de marzo de 2024 murieron unas 2.500 personas en Bamako, dijo el ministro.",
        "6 марта 2024 года в Бамако погибли около 2,5 тысяч человек, заявил министр.",
        "6 березня 2024 року в Бамако загинули близько 2,5 тисяч людей, заявив міністр. Про це повідомляє агентство.",
        "Em 6 de março de 2024 morreram cerca de 2.500 pessoas em Bamako, disse o ministro.",
        "Il 6 marzo 2024 circa 2.500 persone sono morte a Bamako, ha detto il ministro.",
        "در ۶ مارس ۲۰۲۴ حدود ۲٫۵ هزار نفر در باماکو کشته شدند، وزیر گفت که این حمله بزرگ بود.",
        "قال الوزير إن ٢٥٠٠ شخص قتلوا في باماكو في ٦ مارس ٢٠٢٤.",
        "2024年3月6日，巴马科约有2500人遇难，部长说。",
        "6 marca 2024 r. około 2500 osób zginęło w Bamako, powiedział minister. Podaje to agencja.",
        "Op 6 maart 2024 kwamen in Bamako ongeveer 2.500 mensen om het leven, zei de minister.",
    ],
)
def test_numbers_and_dates_are_compared_across_languages(source):
    """A source in another language bears out the claim's numbers and dates; names it may spell otherwise."""
    right = examine(Claim("About 2,500 people were killed in Bamako on March 6, 2024."), page(source))
    assert {fact.verdict for fact in right.facts} == {FactVerdict.AGREES}
    wrong = examine(Claim("About 3,900 people were killed in Bamako on March 7, 2024."), page(source))
    assert {fact.kind for fact in wrong.facts if fact.verdict is not FactVerdict.AGREES} == {
        FactKind.NUMBER,
        FactKind.DATE,
    }


@pytest.mark.parametrize(
    "source",
    [
        "Den 6 mars 2024 dödades omkring 2 500 människor i Bamako, och det var ministern som sade det.",
        "Dne 6. března 2024 bylo v Bamaku zabito asi 2500 lidí, řekl ministr, který se vrátil z cesty.",
        "6 Mart 2024'te Bamako'da yaklaşık 2.500 kişi öldü, dedi bakan.",
        "2024년 3월 6일 바마코에서 약 2500명이 숨졌다고 장관이 말했다.",
    ],
)
def test_words_of_a_language_without_tables_allege_nothing(source):
    """Where months and scales cannot be read, figures that agree are shown and the other date is unseen."""
    evidence = examine(Claim("About 2,500 people were killed in Bamako on July 9, 2021."), page(source))
    assert {fact.claimed: fact.verdict.value for fact in evidence.facts if fact.kind is not FactKind.NAME} == {
        "About 2,500": "agrees",
        "July 9, 2021": "unseen",
    }
    assert evidence.support is Support.NOT_CHECKABLE


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "The war memorial lists all who died in the war: Hans Müller, Die Zeit."),
        ("en", "Chinese officials named the mayor, Zhou Xianwang (周先旺), and two others."),
        ("de", "Das Denkmal nennt alle, die im Krieg gefallen sind."),
        ("uk", "Про це повідомляє агентство, цитуючи «Российскую газету»."),
        ("ru", "Об этом сообщает агентство, которое было на месте."),
        ("fa", "این خبر را خبرگزاری گزارش کرد."),
        ("pl", "Podaje to agencja, a minister się z tym zgadza."),
    ],
)
def test_language(language, text):
    """A text is read in the language most of its words are in, whatever names it quotes."""
    assert choose_language(None, text) == language


def test_an_alias_of_the_draft_is_known_in_its_long_form():
    """A name the draft abbreviates is found where the source writes it out otherwise than by initials."""
    aliases = (("CTP", "Critical Threats Project"),)
    evidence = examine(Claim("CTP counted the attacks.", aliases=aliases), page("The threats project counted attacks."))
    assert [fact.verdict for fact in evidence.facts] in ([FactVerdict.AGREES], [])


def test_the_date_of_the_page_resolves_weekdays():
    """A weekday in the source is the one before the page's own date."""
    text = "The ministers met in Moscow on Wednesday. They spoke about trade. More follows. Home."
    evidence = examine(Claim("The ministers met in Moscow on March 6, 2024."), page(text, published="2024-03-07"))
    assert [fact.verdict for fact in evidence.facts if fact.kind is FactKind.DATE] == [FactVerdict.AGREES]


def test_sources_cover_facts_together():
    """Over several sources a fact is covered by one of them or named as uncovered."""

    def fact(claimed, verdict):
        return Fact(FactKind.NUMBER, claimed, None, verdict)

    one = Evidence(Support.DIFFERS, 0.5, facts=(fact("30", FactVerdict.AGREES), fact("5", FactVerdict.DIFFERS)))
    two = Evidence(Support.FACTS_MISSING, 0.5, facts=(fact("30", FactVerdict.ABSENT), fact("5", FactVerdict.AGREES)))
    assert combine_evidence([one, two]).support is Support.EVIDENCE
    assert not combine_evidence([one, two]).uncovered
    assert [row.claimed for row in combine_evidence([one]).uncovered] == ["5"]
    assert combine_evidence([]).support is Support.NOT_CHECKABLE


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=120), st.text(max_size=300))
def test_any_claim_and_text_are_examined(claim, text):
    """No claim and no text breaks the examination, and the score stays in [0, 1]."""
    evidence = examine(Claim(claim), page(text))
    assert 0 <= evidence.score <= 1
    assert all(text[passage.start : passage.end] == passage.text for passage in evidence.passages)


@settings(max_examples=30, deadline=None)
@given(st.lists(st.sampled_from(PAGE.splitlines()), min_size=1, max_size=8))
def test_a_sentence_bears_itself_out(lines):
    """A sentence of the source is found there first, with no fact against it."""
    claim = max(lines, key=len)
    evidence = examine_sentences(Claim(claim), lines)
    assert evidence.passages[0].text == claim
    assert all(fact.verdict is FactVerdict.AGREES for fact in evidence.facts)


def test_the_paragraph_tells_which_attack_is_meant():
    """Words around a short claim lead to the right passage where its own fit several."""
    text = (
        "The attack killed ten people in Gao.\nIt rained all day.\nThe attack killed ten people in Nara.\nHome\nNews\n"
    )
    paragraph = "JNIM besieged Nara for weeks. The attack killed ten people."
    evidence = examine(Claim("The attack killed ten people.", paragraph=paragraph), page(text))
    assert evidence.passages[0].text.endswith("Nara.")


@pytest.mark.parametrize(
    "piece", ["1,", "March ", "2018-", "two ", "3 to ", "“a b c d e” ", "A.B.", "\u0301", "万", "\n"]
)
def test_long_nonsense_is_examined(piece):
    """Text made to cost much is read on both sides, claim and source, without a word more than its own."""
    text = piece * 8000
    for claim, source in ((text, PAGE), ("It sold 300 houses in Lyon in 2018.", text)):
        assert isinstance(examine(Claim(claim), page(source)), Evidence)


def test_a_sentence_that_is_said_twice_is_shown_once():
    """A title that is in the head and in the page takes one place among the passages."""
    text = "Rebels seize Nara\nHome\nRebels seize Nara\nThe rebels seized the town of Nara at dawn.\n"
    shown = [passage.text for passage in examine(Claim("Rebels seized Nara."), page(text)).passages]
    assert shown.count("Rebels seize Nara") == 1


def test_a_word_of_the_same_root_leads_to_the_passage():
    """Where the source does not hold a word of the claim, one that begins alike helps to find the passage."""
    text = "The chain opens a shop in the north.\nIts Jamaican branch will be the second in the islands.\nMore news\n"
    assert examine(Claim("It is the second one to open in Jamaica."), page(text)).passages[0].text.startswith("Its")


def test_of_a_long_foreign_page_the_likely_sentences_are_embedded():
    """Of a page in another language the top and the sentences that share a figure or name are asked, and no menu."""
    filler = "\n".join(
        f"Les habitants de la région attendent une réponse du gouvernement depuis {n} ans." for n in range(900)
    )
    text = "Accueil\n" + filler + "\nUne attaque a fait 4 321 morts près de Kwala, selon les autorités.\n"
    asked = []

    def likeness(_claim, sentences):
        asked.extend(sentences)
        return [0.9 if "Kwala" in sentence else 0.75 for sentence in sentences]

    evidence = examine(Claim("An attack near Kwala killed 4,321 people."), page(text), likeness)
    assert "Kwala" in evidence.passages[0].text
    assert len(asked) < 200
    assert "Accueil" not in asked


def test_cognates_and_listed_names_find_a_foreign_passage_without_a_model():
    """Words of one root, sound or list lead across languages: physicist and physicien, Germany and Allemagne."""
    text = (
        "La banque centrale a relevé son taux directeur vendredi.\n"
        "Ce physicien est né en Allemagne dans une famille modeste.\n"
        "Le tribunal rendra son verdict la semaine prochaine.\n"
    )
    assert "physicien" in examine(Claim("The physicist came from Germany."), page(text)).passages[0].text


@pytest.mark.parametrize(
    ("language", "claim", "sentence", "verdict"),
    [
        ("hu", "A tűzben tizenhét ember halt meg Pécsett.", "A tűzben tizennégy ember halt meg Pécsett.", "unseen"),
        ("hu", "A tűzben tizenhét ember halt meg Pécsett.", "A tűzben 17 ember halt meg Pécsett.", "agrees"),
        ("tr", "Yangında on yedi kişi öldü.", "Yangında on dört kişi öldü.", "unseen"),
        ("fi", "Palossa kuoli seitsemäntoista ihmistä.", "Palossa kuoli neljätoista ihmistä.", "unseen"),
        ("bg", "При пожара загинаха седемнадесет души.", "При пожара загинаха четиринадесет души.", "unseen"),
        ("cs", "Při požáru zemřelo sedmnáct lidí.", "Při požáru zemřelo čtrnáct lidí.", "unseen"),
        ("el", "Στη φωτιά πέθαναν δεκαεπτά άνθρωποι.", "Στη φωτιά πέθαναν δεκατέσσερις άνθρωποι.", "unseen"),
    ],
)
def test_a_numeral_of_a_language_without_facts_is_no_evidence(language, claim, sentence, verdict):
    """A claim whose numeral the source does not repeat is not checkable where the numerals are not all known."""
    source = page(sentence + " " + sentence.replace(sentence.split()[-1], "."), language=language)
    evidence = examine(Claim(claim, language=language), source, coverage=Coverage.WHOLE)
    assert [fact.verdict.value for fact in evidence.facts if fact.kind is FactKind.NUMBER] == [verdict]
    assert evidence.support is (Support.EVIDENCE if verdict == "agrees" else Support.NOT_CHECKABLE)


def test_two_is_not_missing_from_an_arabic_source():
    """Arabic says two soldiers by the form of the noun, so that the number is never called absent."""
    claim = Claim("قتل 2 من الجنود في الهجوم على القرية يوم الاثنين.", language="ar")
    evidence = examine(
        claim, page("قتل جنديان في الهجوم على القرية يوم الاثنين.", language="ar"), coverage=Coverage.WHOLE
    )
    assert [fact.verdict for fact in evidence.facts if fact.kind is FactKind.NUMBER] == [FactVerdict.UNSEEN]


NOTICES = {
    "search": (
        "No recipes for “heron count 2031 88 birds”",
        "Check the spelling.",
        "The heron count of 2031 found 88 birds.",
    ),
    "suche": (
        "Nichts zu „Reiherzählung 2031“ da",
        "Kürzen Sie die Anfrage.",
        "Die Reiherzählung 2031 fand im Moor statt.",
    ),
    "dealer": (
        "kestrel-post.example",
        "Make us a bid today, from 400 euros.",
        "The Kestrel Post has belonged to a club.",
    ),
    "clip": (
        "How a windlass lifts a boat",
        "Its owner took the clip off.",
        "A clip shows how a windlass lifts a boat.",
    ),
}
"""A heading or link of a page without content, the rest of it, and a claim in the words of the heading."""


@pytest.mark.parametrize("name", NOTICES)
def test_a_heading_alone_supports_nothing_on_a_page_with_little_text(name):
    """A query, a domain and a link that a notice repeats are no evidence; the claim is then not compared."""
    label, rest, claim = NOTICES[name]
    found = examine(Claim(claim), PageText(None, rest, f"Home\n{label}\n{rest}"))
    assert found.support is Support.NOT_CHECKABLE
    assert found.passages


@pytest.mark.parametrize("name", NOTICES)
def test_a_heading_supports_where_the_page_says_more(name):
    """In the main text, as a sentence, or above an article, the same words are evidence."""
    label, rest, claim = NOTICES[name]
    article = " ".join(f"{rest} The wind was calm on day {day}, and nothing else came." for day in range(12))
    for main, shown in ((f"{label}\n{rest}", label), (rest, f"{label}."), (article, label)):
        found = examine(Claim(claim), PageText(None, main, f"Home\n{shown}\n{main}"))
        assert found.support is not Support.NOT_CHECKABLE

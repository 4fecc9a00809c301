"""The language of a claim: that of its draft, or of its own paragraph."""

import pytest

from citecheck.draft.reading import read_draft
from citecheck.evidence.claims import claims_of
from citecheck.evidence.examination import examine_sentences
from citecheck.evidence.facts import facts_of
from citecheck.model.draft import Format
from citecheck.model.evidence import Claim
from citecheck.text.language import fits_language

ENGLISH = (
    "The board met in May and said that the lock would be closed until the end of the year.[^1] "
    "Its members had heard the reports of the engineers, which they did not publish.[^1]\n\n"
)
NOTE = "\n\n[^1]: https://a.example.net/x\n"
PARAGRAPHS = {
    "es": "El consejo negó la pérdida.[^1] La oposición dice que los expedientes no están en el archivo de la ciudad.",
    "nl": "De sluis is herbouwd.[^1] Het werk duurde twee jaar, omdat het water door de deuren kwam en de schepen niet verder konden.",
    "pt": "A eclusa foi reconstruída.[^1] A obra durou dois anos e custou mais do que a cidade tinha pensado.",
    "fr": "Le conseil dément.[^1] Les dossiers ne sont pas dans les archives de la ville, dit l'opposition.",
    "sv": "Slussen byggdes om.[^1] Arbetet tog två år och blev dyrare än vad staden hade trott från början.",
}
IN_ENGLISH = [
    "Berg told Le Monde that “la ville doit payer les travaux de l'écluse et du pont” in the end.[^1]",
    "São Paulo and Rio de Janeiro lost 300 beds, the Folha de S.Paulo found in the files of the state.[^1]",
    "The Bundesverfassungsgericht ruled against the levy.[^1]",
]


def read_claims(text):
    return claims_of(read_draft((ENGLISH + text + NOTE).encode(), path="draft.md", fmt=Format.MARKDOWN))


@pytest.mark.parametrize(("code", "text"), PARAGRAPHS.items())
def test_a_paragraph_in_another_language_has_claims_in_that_language(code, text):
    """A short sentence is read in the language of its paragraph, where the rest of the draft is in English."""
    *others, claim = read_claims(text)
    assert claim.language == code
    assert {each.language for each in others} == {"en"}


@pytest.mark.parametrize("text", IN_ENGLISH)
def test_names_and_quotations_change_no_language(text):
    """A quotation or names of another language leave a sentence in the language of the draft."""
    assert read_claims(text)[-1].language == "en"


SHORT_CLAIMS = [
    (
        "Le maire de Vevra a démissionné le 3 mars 2018.",
        "Le maire de Vevra a démissionné le 3 mai 2018.",
        "fr",
        "differs",
    ),
    (
        "Le maire de Vevra a démissionné le 3 mai 2018.",
        "Le maire de Vevra a démissionné le 3 mai 2018.",
        "fr",
        "evidence",
    ),
    ("El alcalde de Peñalba dimitió en enero.", "El alcalde de Peñalba dimitió en junio.", "es", "differs"),
]


@pytest.mark.parametrize(("sentence", "stated", "language", "support"), SHORT_CLAIMS)
def test_a_short_claim_takes_the_language_of_its_source(sentence, stated, language, support):
    """A claim too short for its language to be known is read in the language of the source, if its words fit it."""
    assert facts_of(Claim(sentence)).language is None
    assert examine_sentences(Claim(sentence), [stated], language=language).support == support


@pytest.mark.parametrize("language", ["fr", "pt", "it", "en", "ru"])
def test_a_short_claim_fits_no_language_that_has_fewer_of_its_words(language):
    """A short Spanish sentence is not read in the language of a page in another language."""
    assert fits_language("es", "El alcalde de Peñalba dimitió en enero.")
    assert not fits_language(language, "El alcalde de Peñalba dimitió en enero.")

"""Pages that are shown in another language than before."""

import pytest

from citecheck.model.change import Change
from citecheck.page.difference.comparison import compare

from .pages import reading

ENGLISH = (
    "The harbour of Lindow was closed on 3 May 2024 after a crane of 40 metres fell across the eastern basin.",
    "Nobody was hurt, said Ada Hale of the Lindow Port Trust, because the shift had ended 11 minutes before the fall.",
    "Ships are sent to Marwick, which has room for 19 of them, and to Olsk, where the quay is 310 metres long.",
    "The crane was built in 1987 by Berger Works and had passed its last inspection in the spring of the year.",
)
GERMAN = (
    "Der Hafen von Lindow wurde am 3. Mai 2024 geschlossen, nachdem ein Kran von 40 Metern in das Ostbecken gefallen war.",
    "Niemand wurde verletzt, sagte Ada Hale vom Lindow Port Trust, weil die Schicht 11 Minuten vorher geendet hatte.",
    "Die Schiffe fahren nach Marwick, wo 19 von ihnen Platz haben, und nach Olsk mit seinem Kai von 310 Metern.",
    "Der Kran wurde 1987 von den Berger Works gebaut und hatte die letzte Prüfung im Frühjahr des Jahres bestanden.",
)
FRENCH = (
    "Le port de Lindow est fermé depuis le 3 mai 2024, après la chute d'une grue de 40 mètres dans le bassin de l'est.",
    "Personne n'a été blessé, selon Ada Hale du Lindow Port Trust, car l'équipe était partie 11 minutes avant la chute.",
    "Les navires vont à Marwick, qui peut en recevoir 19, et à Olsk, dont le quai mesure 310 mètres de long.",
    "La grue, construite en 1987 par Berger Works, avait passé sa dernière inspection au printemps de cette année.",
)
RUSSIAN = (
    "Порт Линдов закрыт с 3 мая 2024 года: кран высотой 40 метров упал в восточный бассейн рядом с причалом.",
    "Никто не пострадал, сообщили в порту, потому что смена закончилась за 11 минут до падения этого крана.",
    "Суда идут в Марвик, где есть место для 19 из них, и в Ольск, где длина причала составляет 310 метров.",
    "Кран был построен в 1987 году и прошёл последнюю проверку весной этого года, как сообщил его владелец.",
)
OTHER_GERMAN = (
    "Ein Komet ist bis Freitag am südlichen Himmel zu sehen, und wer ihn sucht, sollte nach Westen schauen.",
    "Die Sternwarte rät zu einem Fernglas, weil der Schweif des Kometen mit bloßem Auge kaum zu erkennen ist.",
    "Der nächste Komet von dieser Helligkeit wird erst in einigen Jahren erwartet, sagte ein Sprecher am Abend.",
    "Am Wochenende soll der Himmel im Norden frei von Wolken sein, im Süden bleibt es dagegen meist trüb.",
)


def article(language, title, paragraphs):
    """A page in one language, without a menu."""
    body = "".join(f"<p>{one}</p>" for one in paragraphs)
    return reading(
        f"<html lang={language}><head><title>{title}</title></head><body><main><h1>{title}</h1>{body}</main></body></html>"
    )


ORIGINAL = article("en", "Harbour closed after fall of a crane", ENGLISH)
TRANSLATIONS = {
    "de": article("de", "Hafen nach Sturz eines Krans geschlossen", GERMAN),
    "fr": article("fr", "Le port fermé après la chute d'une grue", FRENCH),
    "ru": article("ru", "Порт закрыт после падения крана", RUSSIAN),
}


@pytest.mark.parametrize("language", TRANSLATIONS)
def test_translations_are_named(language):
    """A page in another language is edited and not replaced, and the language is named; so too on the way back."""
    for old, new, code in ((ORIGINAL, TRANSLATIONS[language], language), (TRANSLATIONS[language], ORIGINAL, "en")):
        found = compare(old, new)
        assert (found.change, found.language, found.edits) == (Change.EDITED, code, ())


def test_other_pages_in_other_languages():
    """Another article in another language replaced the first one."""
    assert compare(ORIGINAL, article("de", "Komet am südlichen Himmel", OTHER_GERMAN)).change is Change.REPLACED


def test_edits_have_no_language():
    """An edit within one language names none."""
    edited = article("en", "Harbour closed after fall of a crane", [*ENGLISH[:3], ENGLISH[3].replace("1987", "1978")])
    found = compare(ORIGINAL, edited)
    assert (found.change, found.language, len(found.edits)) == (Change.EDITED, None, 1)


LABELS = {
    "en": (
        "Discover the world from a different angle with the pictures of others.",
        "Get help or share your ideas about the site with us.",
    ),
    "es": (
        "Descubre el mundo desde otro punto de vista con las fotos de los demás.",
        "Recibe ayuda o comparte con nosotros tus ideas sobre el sitio.",
    ),
}


def test_switched_interfaces():
    """A page that holds a title and labels is the same page when the labels are in another language."""
    title = "Två bultar och en bro i Lindow - Zella"
    old, new = (article(language, title, LABELS[language]) for language in ("en", "es"))
    assert compare(old, new).change is Change.COSMETIC


def test_pages_without_a_known_language():
    """Where the language is not known, nothing is said about it."""
    old, new = (article("", "Lindow", [one]) for one in ("Lindow 40 Marwick.", "Olsk 310 Berger."))
    assert compare(old, new).language is None

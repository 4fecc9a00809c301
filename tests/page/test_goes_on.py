"""Short pages whose headline is a notice: one that goes on about something else proves no death, a notice is one."""

import pytest

from citecheck.model.page import PAGE_GROUPS, Page, PageGroup
from citecheck.page.answer import build_saved_answer
from citecheck.page.reading import read_page

PAGE = (
    "<!doctype html><html lang='{language}'><head><title>{title} | {site}</title></head><body><nav><a href='/'>{site}</a>"
    "</nav><main><h1>{title}</h1><p class='date'>2024-03-14</p><p>{text}</p></main><footer>© 2024 {site}</footer></body></html>"
)


def read(language, title, text, site="Harbour Post"):
    body = PAGE.format(language=language, title=title, text=text, site=site)
    return read_page(build_saved_answer(body.encode(), url="https://harbour.example/2024/ferry"))


GOES_ON = {
    "en-1": ("This service has been discontinued", "Ferry riders take tram 7 to Quay Road from 9 June."),
    "en-2": ("Page not found", "Such is the title of the third album of Mara Holt. It runs 38 minutes."),
    "en-3": ("This domain is for sale", "Under that title Mara Holt reads in the town hall on 9 June at eight."),
    "de-3": ("Dieser Dienst wurde eingestellt", "Fahrgäste nehmen ab 3. Mai den Bus 15 zur Mühlstraße."),
    "fr-3": ("Cette page n'existe pas", "Le film d'Ida Crane dure 94 minutes et sort le 3 mai dans 12 salles."),
    "de-1": ("Seite nicht gefunden", "So heißt das dritte Album von Mara Holt. Es dauert 38 Minuten."),
    "de-2": ("Diese Domain steht zum Verkauf", "Unter diesem Titel liest Mara Holt am 9. Juni im Rathaus von Lorn."),
    "fr-1": ("Page non trouvée", "C'est le titre du troisième album de Mara Holt. Il dure 38 minutes."),
    "fr-2": ("Le site du journal a fermé", "Le site a fermé le 9 juin. Il comptait 48 000 abonnés."),
    "es-1": (
        "Página no encontrada",
        "Así se llama el tercer disco de Mara Holt. Dura 38 minutos y sale el 9 de junio.",
    ),
    "es-2": ("Este dominio está en venta", "Es el título que Mara Holt presenta el 9 de junio en Lorn."),
    "it-1": ("Pagina non trovata", "È il titolo del terzo disco di Mara Holt. Dura 38 minuti."),
    "pt-1": ("Página não encontrada", "É o título do terceiro disco de Mara Holt. Dura 38 minutos."),
    "nl-1": ("Pagina niet gevonden", "Zo heet het derde album van Mara Holt. Het duurt 38 minuten."),
    "pl-1": ("Nie znaleziono strony", "Tak Mara Holt nazwała trzeci album. Trwa on 38 minut."),
    "ru-1": ("Страница не найдена", "Так называется третий альбом Мары Хольт. Он длится 38 минут."),
    "tr-1": ("Sayfa bulunamadı", "Mara Holt üçüncü albümüne bu adı verdi. Albüm 38 dakika sürüyor."),
}


@pytest.mark.parametrize("name", GOES_ON)
def test_a_notice_that_goes_on_about_something_else_proves_no_death(name):
    """A work or a report with a notice as its headline is live, in doubt for its words."""
    reading = read(name[:2], *GOES_ON[name])
    assert reading.page is Page.LIVE


DEAD = {
    "en-1": ("Page not found", "The server returned error 404 for the requested file."),
    "en-2": ("Page not found", "The address was last seen on 9 June 2021. Try the search."),
    "en-3": ("Page not found", "The requested URL /2021/ferry-12.html was not found on this server."),
    "en-4": ("Page not found", "Founded in 1921, the Post is read in 38 towns. Sorry, there is no such page."),
    "en-5": ("This domain is for sale", "The price is 4,500 dollars. Payment takes 3 days."),
    "en-6": ("This service has been discontinued", "Your data will be deleted on 9 June 2024."),
    "en-7": ("Page not found", "The link may be older than 12 months."),
    "en-8": ("Page not found", "Articles are removed after 12 months."),
    "en-9": ("This site has closed", "We closed on 9 June 2024 after 12 years."),
    "en-10": ("Page not found", "Redirecting to the home of the Post in 5 seconds."),
    "de-6": ("Seite nicht gefunden", "Weiterleitung zum Anfang in 5 Sekunden."),
    "fr-4": ("Page introuvable", "Redirection vers l'accueil dans 5 secondes."),
    "de-1": ("Seite nicht gefunden", "Die Adresse wurde am 9. Juni 2021 entfernt."),
    "de-2": ("Seite nicht gefunden", "Der Fehler 404 wurde vom Server gemeldet."),
    "de-3": ("Diese Domain steht zum Verkauf", "Der Preis beträgt 4.500 Euro zuzüglich der Steuer."),
    "de-4": ("Seite nicht gefunden", "Artikel werden nach 12 Monaten gelöscht."),
    "de-5": ("Seite nicht gefunden", "Der Link ist vermutlich älter als 12 Monate."),
    "fr-1": ("Page non trouvée", "L'adresse a été supprimée le 9 juin 2021."),
    "fr-2": ("Page non trouvée", "Les articles sont effacés après 12 mois."),
    "fr-3": ("Page non trouvée", "Le lien date peut-être de plus de 12 mois."),
    "es-1": ("Página no encontrada", "La dirección fue eliminada el 9 de junio de 2021."),
    "es-2": ("Página no encontrada", "El enlace puede tener más de 12 meses."),
    "es-3": ("Este dominio está en venta", "El precio es de 4.500 euros más impuestos."),
    "it-1": ("Pagina non trovata", "Il collegamento è forse più vecchio di 12 mesi."),
    "pt-1": ("Página não encontrada", "O endereço foi removido em 9 de junho de 2021."),
    "nl-1": ("Pagina niet gevonden", "Het adres is op 9 juni 2021 verwijderd."),
    "pl-1": ("Nie znaleziono strony", "Ten adres usunięto 9 czerwca 2021 roku."),
    "ru-1": ("Страница не найдена", "Адрес был удалён 9 июня 2021 года."),
    "tr-1": ("Sayfa bulunamadı", "Bu adres 9 Haziran 2021 tarihinde silindi."),
}


@pytest.mark.parametrize("name", DEAD)
def test_a_notice_that_speaks_of_its_page_is_a_death(name):
    """What speaks of this address, its link, its removal or its price is the notice itself, whatever figures it holds."""
    assert PAGE_GROUPS[read(name[:2], *DEAD[name]).page] is PageGroup.ABSENCE


def test_the_doubt_names_the_notice():
    """The reader sees which words may be a notice, so that a page that is one is never called seen."""
    assert "“This service has been discontinued”" in (read("en", *GOES_ON["en-1"]).doubt or "")

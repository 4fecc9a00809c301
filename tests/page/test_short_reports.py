"""Short dated reports about walls and deaths, and dated notices: what they state of themselves decides, not their words."""

import pytest

from citecheck.page.answer import build_saved_answer
from citecheck.page.reading import read_page

REPORTS = {
    "en goes on": (
        "14 March 2024",
        "Sign in to continue: why libraries count their visitors",
        [
            "Four libraries in the valley began to count their visitors at the door last month.",
            "Readers now hold a card against a reader, and the board sees how many came in a day.",
            "The board will decide in June whether the fourth library stays open on Saturdays.",
        ],
    ),
    "en speaks of a notice": (
        "14 March 2024",
        "Council takes its archive off the net for a year",
        [
            "Sorry, the page you requested cannot be found, reads the notice that forty teachers saw on Monday morning.",
            "The council said that the scans will return once the rights of the photographers are settled.",
        ],
    ),
    "de goes on": (
        "14. März 2024",
        "Seite nicht gefunden: Museum zeigt verlorene Webseiten",
        [
            "Das Museum in Lorne zeigt seit Freitag zweihundert Webseiten, die es nicht mehr gibt.",
            "Die Leiterin sammelte sie mit drei Studierenden auf alten Rechnern der Universität.",
            "Die Ausstellung ist bis zum Herbst zu sehen und kostet vier Euro Eintritt.",
        ],
    ),
    "de speaks of a notice": (
        "14. März 2024",
        "Gericht hebt Sperre von drei Portalen auf",
        [
            "Diese Seite wurde gesperrt, stand seit Januar auf drei Portalen, die Anwälte nun wieder freigeklagt haben.",
            "Die Behörde will gegen das Urteil in Berufung gehen, sagte eine Sprecherin am Abend.",
        ],
    ),
    "fr goes on": (
        "14 mars 2024",
        "Accès refusé : un village se bat pour son chemin de halage",
        [
            "Le village de Skarn demande depuis deux ans que son chemin soit rouvert aux marcheurs.",
            "Le propriétaire a posé une barrière et affirme que les chiens effrayaient ses moutons.",
            "Le tribunal entendra les deux parties en juin, a annoncé le greffe mardi.",
        ],
    ),
    "fr speaks of a notice": (
        "14 mars 2024",
        "Le site de la mairie est resté muet trois jours",
        [
            "La page que vous recherchez n'existe pas, lisaient les habitants qui voulaient payer la cantine.",
            "La mairie promet de rembourser les frais de retard à toutes les familles concernées.",
        ],
    ),
    "es goes on": (
        "14 de marzo de 2024",
        "Página no encontrada: la novela que nació de un error",
        [
            "La escritora pasó una tarde entera buscando la receta de su abuela en un foro cerrado.",
            "De aquella búsqueda salió un libro de trescientas páginas sobre lo que olvidamos.",
            "La editorial lo presenta el viernes en la biblioteca del puerto, a las siete.",
        ],
    ),
    "es speaks of a notice": (
        "14 de marzo de 2024",
        "Los vecinos no pueden pedir cita desde el lunes",
        [
            "Este sitio ha sido bloqueado por orden judicial, leían los pacientes que pedían cita en la clínica.",
            "La clínica atiende por teléfono y pide paciencia a quienes tienen cita esta semana.",
        ],
    ),
    "it goes on": (
        "14 marzo 2024",
        "Accedi per continuare: le biblioteche contano i lettori",
        [
            "Quattro biblioteche della valle contano i lettori all'ingresso dal mese scorso.",
            "I lettori mostrano una tessera e il consiglio vede quanti sono entrati in un giorno.",
            "A giugno il consiglio deciderà se la quarta biblioteca resterà aperta il sabato.",
        ],
    ),
    "it speaks of a notice": (
        "14 marzo 2024",
        "Il comune toglie l'archivio dalla rete",
        [
            "La pagina richiesta non è stata trovata, si legge da lunedì al posto di duemila fotografie.",
            "Il comune dice che le immagini torneranno quando saranno chiariti i diritti dei fotografi.",
        ],
    ),
    "nl goes on": (
        "14 maart 2024",
        "Pagina niet gevonden: een tentoonstelling over verloren sites",
        [
            "Het museum in Lorne toont sinds vrijdag tweehonderd sites die niet meer bestaan.",
            "De conservator verzamelde ze met drie studenten op oude computers van de universiteit.",
            "De tentoonstelling is tot het najaar te zien en kost vier euro.",
        ],
    ),
    "nl speaks of a notice": (
        "14 maart 2024",
        "Rechter heft blokkade van drie portalen op",
        [
            "Deze website is geblokkeerd, stond sinds januari op drie portalen die nu weer te lezen zijn.",
            "De dienst gaat in beroep tegen het vonnis, zei een woordvoerster op dinsdagavond.",
        ],
    ),
    "pl goes on": (
        "14 marca 2024",
        "Strona nie istnieje: wystawa o zaginionych witrynach",
        [
            "Muzeum w Lorne pokazuje od piątku dwieście stron, których już nie ma w sieci.",
            "Kuratorka zebrała je z trojgiem studentów na starych komputerach uniwersytetu.",
            "Wystawę można oglądać do jesieni, a bilet kosztuje cztery złote.",
        ],
    ),
    "pl speaks of a notice": (
        "14 marca 2024",
        "Sąd zniósł blokadę trzech portali",
        [
            "Ta strona została zablokowana, czytali od stycznia widzowie trzech portali, które wygrały w sądzie.",
            "Urząd zapowiada odwołanie od wyroku, powiedziała we wtorek rzeczniczka.",
        ],
    ),
    "ru goes on": (
        "14 марта 2024",
        "Страница не найдена: выставка об исчезнувших сайтах",
        [
            "Музей в Лорне с пятницы показывает двести сайтов, которых больше нет в сети.",
            "Куратор собрала их с тремя студентами на старых компьютерах университета.",
            "Выставку можно посмотреть до осени, билет стоит четыре кроны.",
        ],
    ),
    "ru speaks of a notice": (
        "14 марта 2024",
        "Суд снял блокировку с трёх порталов",
        [
            "Доступ к сайту заблокирован по решению суда, читали с января посетители трёх порталов в долине.",
            "Ведомство обжалует решение, сообщила представительница во вторник вечером.",
        ],
    ),
    "tr goes on": (
        "14 Mart 2024",
        "Sayfa bulunamadı: kaybolan siteler üzerine bir sergi",
        [
            "Lorne müzesi cuma gününden beri artık var olmayan iki yüz siteyi gösteriyor.",
            "Küratör bunları üç öğrenciyle üniversitenin eski bilgisayarlarında topladı.",
            "Sergi sonbahara kadar görülebilir ve bilet dört kron.",
        ],
    ),
    "tr speaks of a notice": (
        "14 Mart 2024",
        "Mahkeme üç portalın engelini kaldırdı",
        [
            "Bu siteye erişim engellenmiştir, diye okuyordu ocak ayından beri üç portalın ziyaretçileri her sabah.",
            "Kurum karara itiraz edeceğini salı akşamı bir sözcü aracılığıyla duyurdu.",
        ],
    ),
    "pt goes on": (
        "14 de março de 2024",
        "Página não encontrada: o romance que nasceu de um erro",
        [
            "A escritora passou uma tarde inteira à procura da receita da avó num fórum fechado.",
            "Dessa procura saiu um livro de trezentas páginas sobre aquilo que esquecemos.",
            "A editora apresenta o livro na sexta-feira na biblioteca do porto, às sete.",
        ],
    ),
    "pt speaks of a notice": (
        "14 de março de 2024",
        "Moradores não conseguem marcar consulta",
        [
            "Este site foi bloqueado por ordem judicial, liam os doentes que pediam consulta na clínica.",
            "A clínica atende por telefone e pede paciência a quem tem consulta esta semana.",
        ],
    ),
}
"""Date, headline and paragraphs. In the first kind the headline begins as a notice, in the second a sentence does."""

NOTICES = {
    "legal_block": (
        "This website has been blocked",
        [
            "This website has been blocked by order of the High Court of Skarn under the Copyright Act.",
            "For more information, contact the authority at the address given on its own website, please.",
        ],
    ),
    "soft_404": (
        "Error 404: Page not found",
        [
            "The page you requested cannot be found. It may have been moved or deleted from our website.",
            "Please check the address that you typed, or use the search at the top of this page.",
        ],
    ),
    "login_wall": (
        "Sign in to read this article",
        [
            "You must be logged in to read this article. Please log in or create an account to continue.",
            "Readers with a subscription find their number on the last page of the printed paper.",
        ],
    ),
}
MENU = "".join(f"<li><a href=/s{number}>Section {number}</a></li>" for number in range(6))


def read(date, headline, paragraphs):
    text = "".join(f"<p>{each}</p>" for each in (date, *paragraphs))
    page = f"<title>{headline} – Skarn Post</title><nav><ul>{MENU}</ul></nav><main><h1>{headline}</h1>{text}</main>"
    return read_page(build_saved_answer(page.encode(), url="https://www.skarnpost.example/2024/report", status=200))


@pytest.mark.parametrize("name", REPORTS)
def test_a_short_dated_report_is_live(name):
    """A headline that goes on after its colon, or a sentence about what others read, is no notice about the page."""
    assert read(*REPORTS[name]).page.value == "live"


@pytest.mark.parametrize("page", NOTICES)
def test_a_dated_notice_stays_a_notice(page):
    """A date and two paragraphs make no report of a page whose headline states what it is."""
    assert read("14 March 2024", *NOTICES[page]).page.value == page

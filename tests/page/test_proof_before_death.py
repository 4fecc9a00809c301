"""A death needs a statement about this page: a refusal, a filter and a wrong address of a request are none."""

import pytest

from citecheck.model.page import Answer, Page, Reach
from citecheck.page.reading import read_page
from citecheck.reach.decision import reach_of_page

URL = "https://harbour.example/2021/ferry"
PAGE = "<!doctype html><html><head><title>{title}</title></head><body><h1>{title}</h1><p>{text}</p></body></html>"


def reach(text, *, status=200, title="", url=URL, headers=()):
    body = PAGE.format(title=title, text=text).encode()
    return reach_of_page(read_page(Answer(body, url, None, status, headers)).page, status)


REFUSED = {
    "en-1": "The page you have requested has been blocked, because the URL is banned.",
    "en-2": "The website you are trying to visit is restricted by your organisation.",
    "de-1": "Die angeforderte Seite wurde gesperrt, weil die Adresse auf einer Liste steht.",
    "de-2": "Leider ist diese Seite für Sie blockiert worden.",
    "fr-1": "La page demandée a été bloquée car son adresse est interdite.",
    "fr-2": "Désolé, cette page est filtrée par votre opérateur.",
    "es-1": "La página solicitada ha sido bloqueada porque la dirección está prohibida.",
    "es-2": "Lo sentimos, esta página está restringida por su proveedor.",
    "pt-1": "A página solicitada foi bloqueada porque o endereço é proibido.",
    "it-1": "La pagina richiesta è stata bloccata perché l'indirizzo è vietato.",
    "nl-1": "De opgevraagde pagina is geblokkeerd omdat het adres verboden is.",
    "pl-1": "Strona, której szukasz, została zablokowana, ponieważ jej adres jest zakazany.",
    "ru-1": "К сожалению, страница заблокирована, так как адрес запрещён.",
    "ru-2": "Запрашиваемая страница недоступна: доступ ограничен.",
    "tr-1": "Ulaşmaya çalıştığınız sayfa mahkeme kararı olmadan engellenmiştir.",
    "ar-1": "عذرا، تم حجب الصفحة المطلوبة لأن العنوان محظور.",
    "fa-1": "متأسفانه صفحه مورد نظر مسدود شده است.",
    "id-1": "Maaf, halaman yang Anda cari telah diblokir.",
    "vi-1": "Rất tiếc, trang bạn yêu cầu đã bị chặn.",
    "ja-1": "申し訳ございませんが、お探しのページはブロックされています。",
    "ko-1": "죄송합니다. 요청하신 페이지는 차단되었습니다.",
    "zh-1": "抱歉，您访问的页面已被屏蔽。",
}


@pytest.mark.parametrize("language", REFUSED)
@pytest.mark.parametrize("status", [200, 403, 404, 503])
def test_a_page_that_was_blocked_is_no_page_that_is_missing(language, status):
    """A sentence that says that the requested page was blocked is a wall, whatever its status."""
    assert reach(REFUSED[language], status=status) is Reach.WALLED


GONE = {
    "en": "The page you requested has been removed.",
    "de": "Die angeforderte Seite wurde gelöscht.",
    "fr": "La page demandée a été supprimée.",
    "es": "La página solicitada ha sido eliminada o no existe.",
    "ru": "К сожалению, запрашиваемая страница удалена.",
    "tr": "Aradığınız sayfa kaldırılmış.",
    "ja": "お探しのページは削除されました。",
}


@pytest.mark.parametrize("language", GONE)
def test_a_page_that_was_removed_is_gone(language):
    """The same sentence with a word for its removal is a death."""
    assert reach(GONE[language]) is Reach.GONE


@pytest.mark.parametrize("status", [400, 403])
def test_the_reference_of_an_edge_is_a_refusal(status):
    """A network in front of the site that cannot read a request says nothing about the page."""
    text = 'The requested URL "/2021/ferry", is invalid.<p>Reference #9.1f2a3b4c.1612345678.5d6e7f</p>'
    assert reach(text, status=status, title="Invalid URL") is Reach.WALLED


@pytest.mark.parametrize("status", [400, 410 - 5, 429, 500, 502, 503])
def test_a_title_does_not_overrule_a_status(status):
    """With a status of a refusal or a failure, a title alone is no statement that this page is missing."""
    assert reach("Try again later.", status=status, title="Not found") in {Reach.WALLED, Reach.FAILING}


@pytest.mark.parametrize("status", [200, 400, 404, 500, 502, 503])
def test_a_filter_is_a_wall_whatever_its_status(status):
    """The page of a filter is a wall with a status of success, of a missing page and of a failing server."""
    text = "This web site has been categorised as gambling and is blocked by your network administrator."
    assert reach(text, status=status, title="Access blocked") is Reach.WALLED


REPORTS = {
    "en": (
        "Court lifts the block",
        "The page of the harbour watch had been blocked since May. The provider said on Monday that it is open again for every reader of the islands, and that the old address works as before.",
    ),
    "de": (
        "Gericht hebt Sperre auf",
        "Die Seite der Hafenwacht war seit Mai gesperrt. Der Anbieter teilte am Montag mit, dass sie wieder für alle Leser der Inseln offen ist und die alte Adresse gilt.",
    ),
    "ru": (
        "Суд снял блокировку",
        "Страница портовой стражи была заблокирована с мая. Провайдер сообщил в понедельник, что она снова открыта для всех читателей островов.",
    ),
    "tr": (
        "Mahkeme engeli kaldırdı",
        "Liman nöbetinin sayfası mayıstan beri engellenmişti. Sağlayıcı pazartesi günü sayfanın tüm okurlara yeniden açıldığını bildirdi.",
    ),
}


@pytest.mark.parametrize("language", REPORTS)
def test_a_report_on_a_block_is_live(language):
    """A short report that says that another page was blocked is an ordinary page."""
    title, text = REPORTS[language]
    assert reach(text, title=title) is Reach.LIVE


def test_an_answer_without_content_by_intention_is_not_incomplete():
    """Status 204 has no body by definition; it is no page that ended early."""
    reading = read_page(Answer(b"", URL, None, 204))
    assert reading.page is not Page.EMPTY
    assert read_page(Answer(b"", URL, None, 200)).page is Page.EMPTY


SPEAKS_OF_THE_READER = {
    "en-1": "Nothing can be shown in the country that you are browsing from.",
    "en-2": "The family lock of your line keeps this address hidden.",
    "en-3": "Your college does not show such addresses.",
    "de-1": "Der Jugendfilter Ihres Anbieters zeigt diese Adresse nicht an.",
    "de-2": "In dem Land, aus dem Sie zugreifen, bleibt dieser Dienst zu.",
    "fr-1": "Ce service reste fermé dans le pays d'où vous nous écrivez.",
    "es-1": "El filtro familiar de su línea oculta esta dirección.",
    "it-1": "Il filtro famiglia della tua linea nasconde questo indirizzo.",
    "pt-1": "O filtro da sua ligação esconde este endereço.",
    "nl-1": "Het gezinsfilter van uw aansluiting toont dit adres niet.",
    "pl-1": "Filtr rodzinny Twojego łącza nie pokazuje tego adresu.",
    "ru-1": "Семейный фильтр вашего провайдера скрывает этот адрес.",
    "tr-1": "Aile filtresi bu adresi göstermiyor.",
    "ja-1": "ファミリーフィルターにより、このアドレスは表示されません。",
}


@pytest.mark.parametrize("language", SPEAKS_OF_THE_READER)
@pytest.mark.parametrize("status", [404, 410, 503])
def test_a_refusal_that_speaks_of_the_reader_is_a_wall(language, status):
    """A server that gives the place or connection of the reader as its reason does not say that the page is gone."""
    assert reach(SPEAKS_OF_THE_READER[language], status=status, title="Notice") is Reach.WALLED


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Page not found", "Check your connection, or choose your country in the menu."),
        ("Seite nicht gefunden", "Prüfen Sie Ihre Internetverbindung und die Adresse."),
        ("Notice", "The page that you are looking for is not here. Is this network the right one?"),
    ],
)
def test_a_missing_page_that_mentions_the_reader_is_gone(title, text):
    """A page with status 404 that states that a page is missing is gone, whatever it advises the reader to try."""
    assert reach(text, status=404, title=title) is Reach.GONE


NOTICES = {
    "en-wall": (Reach.WALLED, "Not on offer where you are", "Our rights end at the border of Lorne."),
    "de-wall": (Reach.WALLED, "Leider nein", "Du befindest dich offenbar außerhalb des Sendegebiets."),
    "fr-wall": (Reach.WALLED, "Désolé", "Vous semblez vous connecter hors de Lorne. Notre licence ne le permet pas."),
    "es-wall": (Reach.WALLED, "Aviso", "Parece que está fuera de Lorne; nuestra licencia no cubre su caso."),
    "ru-wall": (Reach.WALLED, "Извините", "Похоже, вы находитесь за пределами области."),
    "en-gone-1": (Reach.GONE, "Photo", "This photo has been removed by its owner."),
    "en-gone-2": (Reach.GONE, "Whoops", "The report you were after has been withdrawn."),
    "de-gone": (Reach.GONE, "Angebot", "Diesen Artikel führen wir leider nicht mehr."),
    "fr-gone": (Reach.GONE, "Oups", "L'annonce recherchée n'est plus en ligne."),
    "es-gone": (Reach.GONE, "Aviso", "La nota que busca fue retirada."),
    "pt-gone": (Reach.GONE, "Aviso", "A notícia que procura não está mais no ar."),
    "it-gone": (Reach.GONE, "Avviso", "Questo video è stato rimosso dal suo autore."),
    "nl-gone": (Reach.GONE, "Melding", "Het opgevraagde bericht is niet langer online."),
    "pl-gone": (Reach.GONE, "Uwaga", "Ten post został usunięty przez właściciela."),
    "ru-gone": (Reach.GONE, "Ой", "Статья, которую вы искали, удалена с сайта."),
    "tr-gone": (Reach.GONE, "Üzgünüz", "Bu içerik sahibi tarafından kaldırıldı."),
}


@pytest.mark.parametrize("notice", NOTICES)
def test_a_notice_in_the_frame_of_a_site_is_no_content(notice):
    """A notice of a limit of place is a wall and one that what was asked for was taken away a death, with status 200."""
    expected, title, text = NOTICES[notice]
    assert reach(text, title=title) is expected


@pytest.mark.parametrize(
    ("title", "text"),
    [
        ("Council deletes posts", "The council has deleted three posts about the bridge. Its mayor had written them."),
        ("El alcalde borra su mensaje", "La publicación fue eliminada por su autor el lunes, según el consejo."),
        ("Streaming abroad", "Viewers outside Lorne lose the channel in May. The licence covers Lorne only."),
        ("Regal Eiche", "Das Regal ist aus Eiche. Die Farbe Ulme führen wir nicht mehr."),
    ],
)
def test_a_short_report_of_a_deletion_or_a_limit_is_live(title, text):
    """A sentence or two about what somebody else deleted or may not see is a report and no notice."""
    assert reach(text, title=title) is Reach.LIVE


TELEGRAM = (
    "If you have <b>Telegram</b>, you can {offer} <a href='tg://resolve?domain=weirdock'>@weirdock</a> right away."
)


@pytest.mark.parametrize(
    ("url", "offer", "expected"),
    [
        ("https://t.me/weirdock/1512", "contact", Reach.GONE),
        ("https://telegram.me/weirdock/7?single", "contact", Reach.GONE),
        ("https://t.me/weirdock", "contact", Reach.LIVE),
        ("https://t.me/weirdock/1512", "view and join", Reach.LIVE),
    ],
)
def test_an_offer_to_write_to_a_name_is_no_post(url, offer, expected):
    """Where Telegram offers to write to the name of a channel in place of its post, the post is gone."""
    assert reach(TELEGRAM.format(offer=offer), title="Telegram: Contact @weirdock", url=url) is expected


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Oh dear me", "The story you were after has been removed.", Reach.GONE),
        ("Sicherheitsüberprüfung", "Wir prüfen, ob Sie kein Roboter sind. Gleich geht es weiter.", Reach.WALLED),
        (
            "Mayor removes article",
            "The mayor had an article about the bridge removed. It was online for a day.",
            Reach.LIVE,
        ),
    ],
)
def test_a_notice_under_a_heading_that_states_nothing(title, text, expected):
    """A statement about the page is a notice under any heading, and a sentence about another page is none."""
    assert reach(text, title=title) is expected

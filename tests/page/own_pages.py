"""Pages about walls, deaths and sales, and walls and deaths themselves: small generators in ten languages."""

from __future__ import annotations

from dataclasses import dataclass

from tests.page.login_pages import LOGIN, MENU, REPORT

LANGUAGES = tuple(MENU)


@dataclass(frozen=True)
class OwnPage:
    """A page, its status and address, and how far its source can be reached."""

    name: str
    url: str
    markup: str
    reach: str
    status: int = 200


PROOF = {
    "en": "Prove that you are human: how much is three and four?",
    "de": "Beweisen Sie, dass Sie ein Mensch sind: Wie viel ist drei und vier?",
    "fr": "Prouvez que vous êtes humain : combien font trois et quatre ?",
    "es": "Demuestre que es humano: ¿cuánto son tres y cuatro?",
    "it": "Dimostra di essere umano: quanto fa tre più quattro?",
    "pl": "Udowodnij, że jesteś człowiekiem: ile to trzy i cztery?",
    "ru": "Подтвердите, что вы человек: сколько будет три и четыре?",
    "tr": "İnsan olduğunuzu kanıtlayın: üç ile dört kaç eder?",
    "ja": "人間であることを証明してください。三足す四は。",
    "ar": "أثبت أنك إنسان: كم يساوي ثلاثة وأربعة؟",
}
"""The question of a form to write to the editors."""
ABOUT_BLOCK = {
    "en": (
        "Access denied",
        "For two days the readers of the harbour watch saw only the words “Access denied. This site has been blocked by order of the court.” The order was lifted on Monday, and the site is open again.",
    ),
    "de": (
        "Zugriff verweigert",
        "Zwei Tage lang sahen die Leser der Hafenwacht nur die Worte „Diese Website wurde gesperrt“. Die Anordnung ist seit Montag aufgehoben, die Seite ist wieder offen.",
    ),
    "fr": (
        "Accès refusé",
        "Deux jours durant, les lecteurs de la veille du port n'ont vu que « Ce site est bloqué sur décision de justice ». L'ordre est levé depuis lundi et le site est ouvert.",
    ),
    "es": (
        "Acceso denegado",
        "Durante dos días los lectores del puerto vieron solo «Este sitio ha sido bloqueado por orden judicial». La orden se levantó el lunes y el sitio está abierto.",
    ),
    "it": (
        "Accesso negato",
        "Per due giorni i lettori del porto hanno visto solo «Il sito è stato oscurato per ordine dell'autorità». L'ordine è stato revocato lunedì e il sito è aperto.",
    ),
    "pl": (
        "Odmowa dostępu",
        "Przez dwa dni czytelnicy portu widzieli tylko „Strona została zablokowana decyzją sądu”. Decyzję uchylono w poniedziałek i strona znów działa.",
    ),
    "ru": (
        "Доступ закрыт",
        "Два дня читатели портовой стражи видели только слова «Доступ к сайту ограничен по решению суда». В понедельник решение отменили, и сайт снова открыт.",
    ),
    "tr": (
        "Erişim engeli",
        "Liman okurları iki gün boyunca yalnızca “Bu siteye erişim mahkeme kararıyla engellenmiştir” yazısını gördü. Karar pazartesi kalktı, site yeniden açık.",
    ),
    "ja": (
        "アクセス遮断",
        "港の新聞の読者は二日間「このサイトは裁判所の命令により遮断されています」という文字だけを見た。命令は月曜に取り消され、サイトは再び開いている。",
    ),
    "ar": (
        "منع الوصول",
        "طوال يومين لم ير قراء الميناء سوى عبارة «تم حجب هذا الموقع بأمر من المحكمة». رفع الأمر يوم الاثنين وعاد الموقع مفتوحا.",
    ),
}
"""A report on a block, with its words."""
ABOUT_SALE = {
    "en": (
        "The name of the harbour is for sale",
        "The old name of the harbour watch is for sale since Monday: whoever opens it reads “This domain is for sale”. The editors moved to a new name in spring.",
    ),
    "de": (
        "Der Name des Hafens steht zum Verkauf",
        "Der alte Name der Hafenwacht steht seit Montag zum Verkauf: Wer ihn aufruft, liest „Diese Domain steht zum Verkauf“. Die Redaktion zog im Frühjahr um.",
    ),
    "fr": (
        "Le nom du port est à vendre",
        "L'ancien nom de la veille du port est à vendre depuis lundi : on y lit « Ce domaine est à vendre ». La rédaction a déménagé au printemps.",
    ),
    "es": (
        "El nombre del puerto está en venta",
        "El antiguo nombre del puerto está en venta desde el lunes: quien lo abre lee «Este dominio está en venta». La redacción se mudó en primavera.",
    ),
    "it": (
        "Il nome del porto è in vendita",
        "Il vecchio nome del porto è in vendita da lunedì: chi lo apre legge «Questo dominio è in vendita». La redazione si è trasferita in primavera.",
    ),
    "pl": (
        "Nazwa portu na sprzedaż",
        "Dawna nazwa portu jest od poniedziałku na sprzedaż: kto ją otworzy, czyta „Ta domena jest na sprzedaż”. Redakcja przeniosła się wiosną.",
    ),
    "ru": (
        "Имя порта продаётся",
        "Старое имя портовой стражи с понедельника продаётся: кто его откроет, прочтёт «Этот домен продаётся». Редакция переехала весной.",
    ),
    "tr": (
        "Limanın adı satılık",
        "Liman nöbetinin eski adı pazartesiden beri satılık: açan “Bu alan adı satılıktır” yazısını okuyor. Yazı işleri ilkbaharda taşındı.",
    ),
    "ja": (
        "港の名前が売りに出る",
        "港の新聞の古い名前は月曜から売りに出ている。開くと「このドメインは販売中です」と表示される。編集部は春に新しい名前へ移った。",
    ),
    "ar": (
        "اسم الميناء للبيع",
        "اسم الميناء القديم معروض للبيع منذ الاثنين، ومن يفتحه يقرأ «هذا النطاق معروض للبيع». انتقلت هيئة التحرير في الربيع.",
    ),
}
"""A report on the sale of a name."""
ABOUT_MISSING = {
    "en": (
        "Page not found: what it means",
        "A server that does not know an address answers “The page you requested could not be found”. The number 404 was chosen in 1992, and the harbour library explains in this guide how to find such a page in an archive.",
    ),
    "de": (
        "Seite nicht gefunden: was das heißt",
        "Ein Server, der eine Adresse nicht kennt, antwortet „Die angeforderte Seite wurde nicht gefunden“. Die Hafenbibliothek erklärt, wie man sie in einem Archiv findet.",
    ),
    "fr": (
        "Page introuvable : ce que cela veut dire",
        "Un serveur qui ignore une adresse répond « La page demandée est introuvable ». La bibliothèque du port explique comment la retrouver dans une archive.",
    ),
    "es": (
        "Página no encontrada: qué significa",
        "Un servidor que no conoce una dirección responde «La página solicitada no existe». La biblioteca del puerto explica cómo hallarla en un archivo.",
    ),
    "it": (
        "Pagina non trovata: che cosa significa",
        "Un server che non conosce un indirizzo risponde «La pagina richiesta non esiste». La biblioteca del porto spiega come ritrovarla in un archivio.",
    ),
    "pl": (
        "Nie znaleziono strony: co to znaczy",
        "Serwer, który nie zna adresu, odpowiada „Podana strona nie istnieje”. Biblioteka portu wyjaśnia, jak odnaleźć ją w archiwum.",
    ),
    "ru": (
        "Страница не найдена: что это значит",
        "Сервер, который не знает адреса, отвечает «Запрашиваемая страница не найдена». Библиотека порта объясняет, как найти её в архиве.",
    ),
    "tr": (
        "Sayfa bulunamadı ne demek",
        "Adresi bilmeyen bir sunucu “Aradığınız sayfa bulunamadı” yanıtını verir. Liman kitaplığı bu sayfanın arşivde nasıl bulunacağını anlatıyor.",
    ),
    "ja": (
        "ページが見つからないとは",
        "住所を知らないサーバーは「お探しのページは見つかりませんでした」と答える。港の図書館は、そのページを記録から探す方法を説明している。",
    ),
    "ar": (
        "الصفحة غير موجودة: ما معناها",
        "الخادم الذي لا يعرف العنوان يجيب «الصفحة المطلوبة غير موجودة». تشرح مكتبة الميناء كيف تجدها في أرشيف.",
    ),
}
"""A guide to missing pages."""
WARES = {
    "en": "Red bicycle, hardly used, with lights and basket · sold",
    "de": "Rotes Fahrrad, kaum benutzt, mit Licht und Korb · verkauft",
    "fr": "Vélo rouge, très peu servi, avec feux et panier · vendu",
    "es": "Bicicleta roja, casi nueva, con luces y cesta · vendida",
    "it": "Bicicletta rossa, quasi nuova, con luci e cestino · venduta",
    "pl": "Czerwony rower, prawie nowy, ze światłami i koszem · sprzedany",
    "ru": "Красный велосипед, почти новый, с фонарём и корзиной · продан",
    "tr": "Kırmızı bisiklet, az kullanılmış, ışıklı ve sepetli · satıldı",
    "ja": "赤い自転車、ほぼ未使用、ライトとかご付き・売り切れました",
    "ar": "دراجة حمراء شبه جديدة مع أضواء وسلة، بيعت بالأمس",
}
"""A card of a marketplace."""
WALLS = {
    "check": {
        "en": "Please confirm that you are not a robot to continue.",
        "de": "Bitte bestätigen Sie, dass Sie kein Roboter sind.",
        "fr": "Veuillez confirmer que vous n'êtes pas un robot.",
        "es": "Confirme que no es un robot para continuar.",
        "it": "Conferma di non essere un robot per continuare.",
        "pl": "Potwierdź, że nie jesteś robotem.",
        "ru": "Подтвердите, что вы не робот.",
        "tr": "Devam etmek için robot olmadığınızı doğrulayın.",
        "ja": "続けるには、ロボットではないことを確認してください。",
        "ar": "يرجى تأكيد أنك لست روبوتا للمتابعة.",
    },
    "state": {
        "en": "This website has been blocked by order of the Ministry of Communications.",
        "de": "Diese Website wurde auf behördliche Anordnung gesperrt.",
        "fr": "L'accès à ce site est bloqué par décision administrative.",
        "es": "El acceso a este sitio ha sido bloqueado por orden judicial.",
        "it": "L'accesso a questo sito è stato inibito per ordine dell'autorità giudiziaria.",
        "pl": "Dostęp do tej strony został zablokowany na mocy decyzji sądu.",
        "ru": "Доступ к данному ресурсу ограничен на основании решения суда.",
        "tr": "Bu internet sitesine erişim mahkeme kararı ile engellenmiştir.",
        "ja": "このサイトへのアクセスは法令に基づき遮断されています。",
        "ar": "تم حجب هذا الموقع بقرار من وزارة الاتصالات.",
    },
}
DEATHS = {
    "sale": {
        "en": "This domain name is for sale. Make an offer.",
        "de": "Diese Domain steht zum Verkauf. Jetzt Angebot abgeben.",
        "fr": "Ce nom de domaine est à vendre. Faites une offre.",
        "es": "Este dominio está en venta. Haga una oferta.",
        "it": "Questo dominio è in vendita. Fai un'offerta.",
        "pl": "Ta domena jest na sprzedaż. Złóż ofertę.",
        "ru": "Этот домен продаётся. Сделайте предложение.",
        "tr": "Bu alan adı satılıktır. Teklif verin.",
        "ja": "このドメインは販売中です。お問い合わせください。",
        "ar": "هذا النطاق معروض للبيع. قدم عرضا.",
    },
    "missing": {
        "en": "The page you requested could not be found.",
        "de": "Die angeforderte Seite wurde nicht gefunden.",
        "fr": "La page demandée est introuvable.",
        "es": "La página solicitada no existe.",
        "it": "La pagina richiesta non esiste.",
        "pl": "Podana strona nie istnieje.",
        "ru": "Запрашиваемая страница не найдена.",
        "tr": "Aradığınız sayfa bulunamadı.",
        "ja": "お探しのページは見つかりませんでした。",
        "ar": "الصفحة المطلوبة غير موجودة.",
    },
}
SITE = "Nordhafen"
HOST = "https://nordhafen.example"


def _frame(language: str, title: str, main: str) -> str:
    menu = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(MENU[language].split()))
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body><header><ul>{menu}</ul></header>'
        f"<main>{main}</main><footer><ul>{menu}</ul><p>© 2022 {SITE}</p></footer></body></html>"
    )


def _write_live(kind: str, language: str) -> tuple[str, str]:
    """Return address and markup of a live page of a kind that programs take for a wall or a death."""
    sentence, menu = REPORT[language], MENU[language].split()
    if kind in ("about a block", "about a sale", "about missing pages"):
        heading, text = {"about a block": ABOUT_BLOCK, "about a sale": ABOUT_SALE}.get(kind, ABOUT_MISSING)[language]
        return f"{HOST}/2022/05/name", _frame(
            language, f"{heading} – {SITE}", f"<h1>{heading}</h1><p>{text}</p><p>{sentence}</p>"
        )
    if kind == "form with a question":
        form = f'<form action="/mail"><label>{LOGIN[language][1]}</label><input name="m"><textarea></textarea><label>{PROOF[language]}</label><input name="c"></form>'
        return f"{HOST}/contact", _frame(language, f"{menu[7]} – {SITE}", f"<h1>{menu[7]}</h1><p>{sentence}</p>{form}")
    if kind == "recipe with a captcha":
        steps = "".join(f"<li>{word} {n} g</li>" for n, word in enumerate(menu, 100))
        form = f'<div id="respond"><form class="comment-form"><textarea></textarea><p>{PROOF[language]}</p><div class="g-recaptcha" data-sitekey="x"></div></form></div><script src="https://www.google.com/recaptcha/api.js"></script>'
        return f"{HOST}/soup", _frame(
            language, f"{menu[0]} 12 – {SITE}", f"<h1>{menu[0]} 12</h1><ul>{steps}</ul><p>{sentence}</p>{form}"
        )
    if kind == "front page of a market":
        cards = "".join(f'<li><a href="/w/{n}">{WARES[language]}</a></li>' for n in range(20))
        box = f'<div class="captcha" id="captcha" style="display:none">{PROOF[language]}</div><p>{LOGIN[language][0]} · {LOGIN[language][4]}</p>'
        return f"{HOST}/", _frame(language, SITE, f"{box}<ul>{cards}</ul>")
    msg = f"no kind {kind}"
    raise ValueError(msg)


def _write_bad(kind: str, language: str) -> str:
    """Return a page that is a wall or a death, in the frame of a site or bare."""
    if kind == "check":
        box = '<form action="/verify"><div class="g-recaptcha" data-sitekey="x"></div></form><script src="https://www.google.com/recaptcha/api.js"></script>'
        return f"<!doctype html><html><head><title>{SITE}</title></head><body><p>{WALLS[kind][language]}</p>{box}</body></html>"
    if kind == "state":
        return f'<html><head><title>{WALLS[kind][language]}</title></head><body><center><img src="/n.png" width="900"></center></body></html>'
    if kind == "sale":
        return f"<html><head><title>nordhafen.example</title></head><body><h1>nordhafen.example</h1><p>{DEATHS[kind][language]}</p></body></html>"
    text = DEATHS[kind][language]
    return _frame(language, SITE, f"<h1>{text}</h1><p>{text}</p>")


LIVE = (
    "about a block",
    "about a sale",
    "about missing pages",
    "form with a question",
    "recipe with a captcha",
    "front page of a market",
)
BAD = {"check": "walled", "state": "walled", "sale": "gone", "missing": "gone"}


def list_pages() -> list[OwnPage]:
    """Return every kind of page in every language; a wall also with a status of a missing page."""
    pages = []
    for language in LANGUAGES:
        for kind in LIVE:
            url, markup = _write_live(kind, language)
            pages.append(OwnPage(f"{kind}-{language}", url, markup, "live"))
        pages += [
            OwnPage(f"{kind}-{language}", f"{HOST}/2022/05/ferry", _write_bad(kind, language), reach)
            for kind, reach in BAD.items()
        ]
        pages += [
            OwnPage(f"{kind}-404-{language}", f"{HOST}/2022/05/ferry", _write_bad(kind, language), "walled", 404)
            for kind in WALLS
        ]
    return pages

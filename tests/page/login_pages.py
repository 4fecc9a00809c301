"""Pages that ask for a login, and live pages that have a login box: small generators in ten languages."""

from __future__ import annotations

from dataclasses import dataclass

MENU = {
    "en": "Home Plans Prices Stores Support Careers Press Contact Imprint Privacy",
    "de": "Startseite Tarife Preise Filialen Hilfe Karriere Presse Kontakt Impressum Datenschutz",
    "fr": "Accueil Offres Tarifs Boutiques Aide Emploi Presse Contact Mentions Confidentialité",
    "es": "Inicio Planes Precios Tiendas Ayuda Empleo Prensa Contacto Legal Privacidad",
    "it": "Home Piani Prezzi Negozi Aiuto Lavora Stampa Contatti Note Privacy",
    "pl": "Start Oferta Cennik Sklepy Pomoc Kariera Prasa Kontakt Regulamin Prywatność",
    "ru": "Главная Тарифы Цены Магазины Помощь Вакансии Пресса Контакты Условия Приватность",
    "tr": "Anasayfa Tarifeler Fiyatlar Mağazalar Yardım Kariyer Basın İletişim Künye Gizlilik",
    "ja": "ホーム プラン 料金 店舗 サポート 採用 報道 お問い合わせ 規約 プライバシー",
    "ar": "الرئيسية الخطط الأسعار المتاجر الدعم الوظائف الصحافة اتصل القانونية الخصوصية",
}
"""Names of a site's sections."""

LOGIN = {
    "en": ("Sign in", "E-mail", "Password", "Forgotten your password?", "New here? Open an account."),
    "de": ("Anmelden", "E-Mail", "Passwort", "Passwort vergessen?", "Neu hier? Konto eröffnen."),
    "fr": ("Se connecter", "Courriel", "Mot de passe", "Mot de passe oublié ?", "Nouveau ? Ouvrez un compte."),
    "es": ("Entrar", "Correo", "Contraseña", "¿Olvidó la contraseña?", "¿Es nuevo? Abra una cuenta."),
    "it": ("Accedi", "E-mail", "Password", "Password dimenticata?", "Prima volta qui? Apri un conto."),
    "pl": ("Zaloguj", "E-mail", "Hasło", "Nie pamiętasz hasła?", "Pierwszy raz? Załóż konto."),
    "ru": ("Войти", "Почта", "Пароль", "Забыли пароль?", "Впервые у нас? Откройте счёт."),
    "tr": ("Giriş", "E-posta", "Şifre", "Şifrenizi mi unuttunuz?", "İlk kez mi? Hesap açın."),
    "ja": ("ログイン", "メール", "パスワード", "パスワードをお忘れですか", "はじめての方は口座を開設してください。"),
    "ar": ("دخول", "البريد", "كلمة المرور", "نسيت كلمة المرور؟", "جديد هنا؟ افتح حسابا."),
}
"""Button, name of the field, of the password, link for the forgetful, invitation."""

REPORT = {
    "en": "The ferry to the islands runs again from Monday, the harbour board said; two of the four boats are in the yard.",
    "de": "Die Fähre zu den Inseln verkehrt ab Montag wieder, teilte das Hafenamt mit; zwei der vier Boote liegen in der Werft.",
    "fr": "Le bac vers les îles circule de nouveau dès lundi, annonce le port ; deux des quatre bateaux sont au chantier.",
    "es": "El transbordador a las islas vuelve el lunes, según el puerto; dos de los cuatro barcos siguen en el astillero.",
    "it": "Il traghetto per le isole riprende lunedì, dice il porto; due delle quattro navi restano ancora in cantiere.",
    "pl": "Prom na wyspy wraca w poniedziałek, podał zarząd portu; dwie z czterech jednostek są nadal w stoczni.",
    "ru": "Паром на острова снова ходит с понедельника, сообщил порт; два из четырёх судов всё ещё стоят на верфи.",
    "tr": "Adalara giden feribot pazartesi yeniden başlıyor, dedi liman; dört gemiden ikisi hâlâ tersanede bekliyor.",
    "ja": "島への渡し船は月曜から再開すると港湾局が発表した。四隻のうち二隻はまだ造船所で修理を受けている。",
    "ar": "تعود العبارة إلى الجزر اعتبارا من الاثنين حسب إدارة الميناء، وما زال اثنان من القوارب الأربعة في الحوض للإصلاح.",
}
"""A sentence of a report."""
HEADLINE = {
    "en": "The ferry runs again",
    "de": "Die Fähre fährt wieder",
    "fr": "Le bac circule de nouveau",
    "es": "Vuelve el transbordador",
    "it": "Riprende il traghetto",
    "pl": "Prom wraca na trasę",
    "ru": "Паром снова ходит",
    "tr": "Feribot yeniden başladı",
    "ja": "渡し船が再開",
    "ar": "العبارة تعود من جديد",
}
SITE = "Nordhafen"


@dataclass(frozen=True)
class LoginCase:
    """A page, the address it came from, and whether it is a login wall."""

    name: str
    url: str
    markup: str
    walled: bool


def _form(language: str, *, action: str = "/session", password: bool = True, named: str = "") -> str:
    button, mail, secret, forgotten, _ = LOGIN[language]
    field = f'<label>{secret}</label><input type="password" name="pw">' if password else ""
    return (
        f'<form action="{action}" method="post" class="{named}"><label>{mail}</label><input type="text" name="user">'
        f'{field}<button type="submit">{button}</button><a href="/reset">{forgotten}</a></form>'
    )


def _frame(language: str, title: str, main: str, *, head: str = "", side: str = "") -> str:
    menu = "".join(f'<li><a href="/{n}">{word}</a></li>' for n, word in enumerate(MENU[language].split()))
    foot = f"<p>{REPORT[language]} {REPORT[language]}</p><p>© 2022 {SITE}</p>"
    return (
        f'<!doctype html><html lang="{language}"><head><title>{title}</title></head><body><header>{head}'
        f'<ul class="menu">{menu}</ul></header><div id="content">{main}</div><aside class="sidebar">{side}</aside>'
        f"<footer><ul>{menu}</ul>{foot}</footer></body></html>"
    )


def _wall(kind: str, language: str) -> tuple[str, str]:
    """Return address and markup of a page that shows nothing but a login."""
    button, _, _, _, invitation = LOGIN[language]
    why = "".join(f"<li>{REPORT[language]}</li>" for _ in range(3))
    host = "https://nordhafen.example"
    match kind:
        case "titled by its button":
            return f"{host}/kunden", _frame(
                language, f"{button} – {SITE}", f"<h2>{SITE}</h2>{_form(language)}<p>{invitation}</p>"
            )
        case "longer title":
            return f"{host}/mein", _frame(language, f"{SITE}: {button} Portal", f"{_form(language)}<p>{invitation}</p>")
        case "at a login address with reasons to register":
            return (
                f"{host}/portal/account/login?ReturnUrl=%2Fportal",
                _frame(
                    language,
                    SITE,
                    f"{_form(language, action='/portal/account/login')}<h3>{invitation}</h3><ul>{why}</ul>",
                ),
            )
        case "at a member address":
            return f"{host}/members/members_login", _frame(
                language, f"{SITE} Portal", f"{_form(language)}<p>{invitation}</p>"
            )
        case "named in the query":
            return (
                f"{host}/index.php?section=info&content=login",
                _frame(
                    language,
                    SITE,
                    f"{_form(language, action='index.php?section=info&content=login', named='loginform')}",
                ),
            )
        case "on a login host":
            return "https://login.nordhafen.example/", _frame(
                language, SITE, f"{_form(language)}<p>{REPORT[language]}</p>"
            )
        case "only the e-mail":
            return (
                "https://accounts.nordhafen.example/v3/signin/identifier?continue=%2Fmail",
                _frame(
                    language,
                    f"{button} – {SITE}",
                    f"<h1>{button}</h1>{_form(language, password=False)}<p>{invitation}</p>",
                ),
            )
        case _:
            links = "".join(
                f'<p><a class="btn" href="/auth/{name}">{button}: {name}</a></p>'
                for name in ("google", "apple", "orcid")
            )
            return f"{host}/login?next=%2Freport%2F8", _frame(language, f"{button} · {SITE}", f"<h1>{SITE}</h1>{links}")


def _live(kind: str, language: str) -> tuple[str, str]:
    """Return address and markup of a live page with a login box."""
    button = LOGIN[language][0]
    text = f"<h1>{HEADLINE[language]}</h1>" + f"<p>{REPORT[language]}</p>" * 3
    url = "https://nordhafen.example/2022/05/ferry"
    title = f"{HEADLINE[language]} – {SITE}"
    match kind:
        case "box in the header":
            return url, _frame(language, title, text, head=_form(language, action="/login", named="login"))
        case "box in the side column":
            return url, _frame(language, title, text, side=f"<h2>{button}</h2>{_form(language, action='/login')}")
        case "box in a layer":
            layer = f'<div class="modal" id="login-modal"><h2>{button}</h2>{_form(language, action="")}</div>'
            return url, _frame(language, title, text + layer)
        case "front page with headlines":
            lines = "".join(f'<li><a href="/n/{n}">{REPORT[language][:60]}</a></li>' for n in range(25))
            return "https://nordhafen.example/", _frame(
                language, SITE, f"<ul>{lines}</ul>", side=f"<h2>{button}</h2>{_form(language)}"
            )
        case "a form to write to the editors":
            fields = "".join(
                f'<label>{word}</label><input name="f{n}">' for n, word in enumerate(MENU[language].split()[:4])
            )
            main = f"<h1>{MENU[language].split()[7]}</h1><form action='/mail'>{fields}<textarea></textarea></form>"
            return "https://nordhafen.example/contact", _frame(
                language, f"{MENU[language].split()[7]} – {SITE}", main, head=_form(language, action="/login")
            )
        case _:
            help_page = f"<h1>{button}: {HEADLINE[language]}</h1>" + f"<p>{REPORT[language]}</p>" * 12
            return "https://nordhafen.example/help/login-problems", _frame(
                language, f"{button}: {HEADLINE[language]} – {SITE}", help_page, head=_form(language, action="/login")
            )


WALLS = (
    "titled by its button",
    "longer title",
    "at a login address with reasons to register",
    "at a member address",
    "named in the query",
    "on a login host",
    "only the e-mail",
    "links to other accounts",
)
LIVE = (
    "box in the header",
    "box in the side column",
    "box in a layer",
    "front page with headlines",
    "a form to write to the editors",
    "help about logging in",
)
LANGUAGES = tuple(LOGIN)


def list_cases() -> list[LoginCase]:
    """Return every kind of page in every language."""
    kinds = [(kind, True) for kind in WALLS] + [(kind, False) for kind in LIVE]
    cases = []
    for language in LANGUAGES:
        for kind, walled in kinds:
            url, markup = (_wall if walled else _live)(kind, language)
            cases.append(LoginCase(f"{kind}-{language}", url, markup, walled))
    return cases

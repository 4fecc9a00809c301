"""Pages that require something before they show the content: a login, consent, payment, another browser."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    BRIEF_PROSE,
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    WordPattern,
    path_of,
)

_LOGIN_PATH = re.compile(
    r"(?:^|[/_.-])(?:log-?in|sign-?in|signin|logon|auth(?:enticate|orize)?|sso|saml2?|oauth2?|idp|account/login|servicelogin|connexion|anmelden|acceso|accedi|wp-login|adfs)(?:[/_.-]|$)",
    re.IGNORECASE,
)
_CONSENT_HOST = re.compile(r"^(?:consent|cookie-?consent|cmp|privacy-?gate|guce|myprivacy)\.", re.IGNORECASE)
_CONSENT_PATH = re.compile(
    r"/(?:consent|cookie-?(?:consent|wall|check)|privacy-?(?:gate|consent|wall)|collectconsent|gdpr)(?:[/?.]|$)",
    re.IGNORECASE,
)
_NOT_FREE = re.compile(r"\"isAccessibleForFree\"\s*:\s*\"?(?:false|no)\"?", re.IGNORECASE)
_OPENING = 4_500
"""Letters of prose up to which a page may be the opening of an article and the text around it."""
_FORM = 600
"""Letters of the labels, buttons and links of a login form."""
_LITTLE = 900
"""Letters of running text up to which a page with a login form is about logging in."""


def _detect_password_form(traits: Traits) -> str | None:
    """Detect a password field on a page with little else."""
    if traits.document is None or traits.prose > _LITTLE:
        return None
    node = traits.document.tree.css_first("input[type=password]")
    return "a password field" if node is not None else None


def _detect_only_password_form(traits: Traits) -> str | None:
    """Detect such a field on a page without any sentence of its own."""
    return _detect_password_form(traits) if traits.prose == 0 and traits.letters <= _FORM else None


def _detect_login_address(traits: Traits) -> str | None:
    """Detect an address for logging in."""
    return traits.path if traits.url and _LOGIN_PATH.search(traits.path) else None


def _detect_login_redirect(traits: Traits) -> str | None:
    """Detect a redirect from another address to an address for logging in."""
    requested = path_of(traits.requested_url)
    return (
        traits.path
        if traits.requested_url and not _LOGIN_PATH.search(requested) and _detect_login_address(traits)
        else None
    )


def _detect_consent_address(traits: Traits) -> str | None:
    """Detect a host or path that only collects consent."""
    try:
        parts = urlsplit(traits.url or "")
    except ValueError:
        return None
    return traits.url if _CONSENT_HOST.search(parts.netloc) or _CONSENT_PATH.search(parts.path) else None


def _detect_not_free(traits: Traits) -> str | None:
    """Detect schema.org's isAccessibleForFree with the value false; only a hint, since full texts have it too."""
    place = traits.source.find('"isAccessibleForFree"')
    found = _NOT_FREE.match(traits.source, place) if place >= 0 else None
    return found.group() if found else None


_LOGIN_TITLES = WordPattern(
    r"^(?:members(?: only|['’] area)|(?:please |user |member |customer |account |client )?(?:log ?-?in|sign ?-?in|log ?on|logon|authentication(?: required)?|login required|sign in to your account|single sign-?on|sign up or log in)(?: page| to continue| required| to .{1,40}|to .{1,40})?|(?:se )?connexion|identification|s['’]identifier|authentification|anmelden|einloggen|iniciar sesión|inicio de sesión|acceso|acceder|identificarse|entrar|fazer login|accedi|accesso|inloggen|aanmelden|log(?:ge)? ind|logg inn?|logga in|kirjaudu(?: sisään)?|zaloguj(?: się)?|logowanie|přihlášení|bejelentkezés|autentificare|вход|войти|авторизация|вход в систему|увійти|giriş(?: yap)?|oturum aç|تسجيل الدخول|ورود|masuk|đăng nhập|เข้าสู่ระบบ|登录|登錄|登入|用户登录|ログイン|로그인|σύνδεση|כניסה)$",
)
_LOGIN_WORDS = WordPattern(
    r"(?:you (?:must|need to|have to|should)|please) (?:be )?(?:log(?:ged)? ?in|sign(?:ed)? ?in|login)[^.\n]{0,60}(?:to (?:view|access|see|continue|read|perform)|before|first|in order)",
    r"(?:log|sign) ?in to (?:continue|view|access|your account|see|proceed)",
    r"(?:login|log in|sign in|authentication|authorization|registration) (?:is )?required",
    r"this (?:content|page|group|profile|account) is (?:only )?(?:available|visible|private|restricted|for)[^.\n]{0,40}(?:members?|registered|logged|users|private)",
    r"create (?:an|new) account or log in|join \w+ to (?:see|view)|find your institution|you(?: are|['’]re) not logged in or|must be logged in|for members only|already (?:on \w+|have an account|a member)\??",
    r"inicie sesión|identifíquese|acceda? (?:a(?:l| la)|con)|accedi a|area riservata|effettua il login|musisz się zalogować|zaloguj się, aby|u moet (?:ingelogd|inloggen)|je moet (?:ingelogd|inloggen)|(?:du måste|du skal|du må|du behöver)[^.\n]{0,20}log(?:ge|ga)|kirjaudu sisään|přihlaste se|musíte se přihlásit|jelentkezzen be|autentificați|συνδεθείτε|увійдіть|(?:您|你)?(?:需要|必须|必須)(?:先)?(?:登录|登錄|登入)",
    r"(?:vous devez|veuillez)[^.\n]{0,20} (?:vous )?(?:connecter|identifier|être connecté)",
    r"(?:bitte|sie müssen sich)[^.\n]{0,30}(?:anmelden|einloggen|angemeldet)|melden sie sich an",
    r"(?:debes|debe|necesitas|tienes que)[^.\n]{0,20} iniciar sesión|inicia sesión para|accede a tu cuenta",
    r"(?:você precisa|é necessário|faça)[^.\n]{0,30}login|inicie sessão",
    r"(?:devi|è necessario)[^.\n]{0,30}(?:accedere|effettuare)|accedi per",
    r"(?:необходимо|пожалуйста|чтобы)[^.\n]{0,40}(?:войдите|войти|авторизоваться|авторизуйтесь)",
    r"(?:giriş yap(?:manız|ın)|oturum aç(?:manız|ın))",
    r"(?:请|請)(?:先)?(?:登录|登入|登錄)",
    r"ログイン(?:して|が必要)",
    r"로그인(?:이 필요|해 ?주세요|후 이용)",
    r"يجب (?:عليك )?(?:تسجيل الدخول)|سجل الدخول",
    r"(?:ابتدا )?وارد (?:شوید|حساب)",
    r"silakan (?:masuk|login)",
    r"vui lòng đăng nhập",
)
_CONSENT_WORDS = WordPattern(
    r"before you continue",
    r"(?:need|ask for|require) your consent",
    r"(?:partners|we)[^.\n]{0,40} need your consent to",
    r"we value your privacy",
    r"accept (?:all )?(?:cookies )?(?:and|to) continue",
    r"(?:agree|accept)[^.\n]{0,30} or (?:subscribe|pay)",
    r"consent or (?:pay|subscribe)|pur-abo|pay or (?:ok|consent)",
    r"part of (?:the )?(?:yahoo|oath|verizon|aol)",
    r"antes de (?:ir a|continuar)",
    r"avant (?:d['’]accéder|de continuer)",
    r"bevor (?:sie|du) (?:fortfähr|zu)|(?:mit werbung|weiter mit werbung|zustimmen und weiter)",
    r"prima di continuare",
    r"voordat (?:je|u) (?:verder|doorgaat)|goedkeuren en doorgaan",
    r"прежде чем (?:перейти|продолжить)",
    r"devam etmeden önce",
    r"続行する前に|계속하기 전에|在继续之前|繼續之前",
    r"zanim przejdziesz|innan du fortsätter|(?:než|předtím než) budete pokračovat|før du (?:fortsætter|går videre|fortsetter)|ennen kuin jatkat|mielőtt továbblépne|înainte de a continua|προτού συνεχίσετε|перш ніж (?:перейти|продовжити)|sebelum melanjutkan|trước khi bạn tiếp tục|ก่อนไปยัง|קודם כול|قبل المتابعة",
    r"(?:akzeptieren|zustimmen|einverstanden) und (?:weiter|fortfahren)|(?:mit|ohne) werbung (?:und tracking )?(?:weiter)?(?:lesen|nutzen|besuchen)|(?:pur|werbefrei)[- ]abo",
    r"accepter et (?:accéder|continuer)|continuer sans accepter|accetta e continua|aceptar y continuar|aceitar e continuar|akkoord en doorgaan|godkend og fortsæt",
    r"toestemming (?:voor|om)[^.\n]{0,40}(?:cookies|plaatsen)|privacy ?gate",
    r"are you (?:over|at least|older than) (?:18|21|eighteen)|you must be (?:18|21|at least|of legal|over)[^.\n]{0,60}(?:to (?:enter|view|visit|access|continue)|years)|legal drinking age|verify your age|age verification",
    r"mindestens 1[68] jahre alt|über 18|plus de 18 ans|mayor de (?:18|edad)|maior de (?:18|idade)|maggiorenne|ouder dan 18|вам (?:уже )?(?:есть|исполнилось) 18|18 yaşından büyük|満?18歳以上|年满18",
    r"(?:read and )?accept (?:the following |these |our )?terms[^.\n]{0,40}(?:confirm|before|to (?:continue|enter|access|proceed))|must (?:read and )?accept",
    r"permitir? cookies (?:necesarias|para continuar)|cookies must be enabled to continue",
)
_CONSENT_TITLES = WordPattern(
    r"^(?:before you continue(?: to .{1,30})?|antes de ir a .{1,30}|antes de continuar.{0,30}|avant d['’]accéder à .{1,30}|bevor sie (?:zu|fortfahren).{0,30}|prima di continuare.{0,30}|cookie ?(?:consent|wall)|consent|privacy (?:settings|gate|preferences|wall)|your privacy(?: choices)?|we value your privacy|datenschutz(?:einstellungen)|(?:zanim przejdziesz|innan du fortsätter|než budete pokračovat|voordat je verdergaat|før du (?:fortsætter|fortsetter|går videre)|bevor sie).{0,40}|age (?:verification|check|gate|restricted)|altersprüfung|over 18|(?:.{1,20} )?privacy gate|.{1,30} is (?:now )?(?:a )?part of (?:the )?(?:oath|yahoo|verizon media).{0,20})$"
)
_PAYWALL_WORDS = WordPattern(
    r"(?:subscribe|sign up|register|log in)[^.\n]{0,30} to (?:continue|keep|finish) reading",
    r"(?:to )?(?:continue|keep) reading[^.\n]{0,40}(?:subscribe|subscription|register|sign)",
    r"(?:this|the) (?:article|content|story) is (?:only |reserved |exclusively )?(?:available |accessible )?(?:for|to) (?:our )?(?:paid |premium )?(?:subscribers|members)",
    r"(?:subscriber|member)s?[- ]only (?:article|content|story)",
    r"you(?:['’]ve| have) (?:reached|read|used)[^.\n]{0,40}(?:free articles?|article limit)",
    r"unlock (?:this|the full) (?:article|story)",
    r"(?:article|contenu)[^.\n]{0,20} (?:est )?réservée? (?:à nos |aux )abonné",
    r"(?:la suite|il vous reste)[^.\n]{0,40}(?:abonné|à lire|réservé)",
    r"(?:pour|afin de) (?:lire|poursuivre|continuer)[^.\n]{0,40}abonnez-vous",
    r"pour lire la suite",
    r"(?:dieser|der) (?:artikel|inhalt|beitrag)[^.\n]{0,40}(?:abonnenten|kostenpflichtig|nur für)",
    r"(?:jetzt|um) weiter(?:zu)?lesen",
    r"(?:mit|testen)[^.\n]{0,30}(?:digital-?abo|plus-?abo|probeabo)",
    r"(?:contenido|artículo|noticia)[^.\n]{0,20}(?:exclusiv[oa]|solo|sólo) para (?:suscriptores|socios)",
    r"(?:suscríbete|suscríbase) para (?:seguir|continuar)",
    r"(?:conteúdo|matéria)[^.\n]{0,20} exclusiv[oa] para assinantes|continue (?:lendo|a ler)",
    r"(?:articolo|contenuto)[^.\n]{0,20} riservato (?:agli|ai) (?:abbonati)|abbonati per (?:continuare|leggere)",
    r"(?:alleen|exclusief) voor (?:abonnees|leden)|lees (?:verder|dit artikel)[^.\n]{0,20}(?:abonnee|met)",
    r"(?:kun|bare|endast) for (?:abonnenter|prenumeranter)|for abonnenter|logg inn for å lese|läs vidare|få (?:full )?adgang",
    r"(?:artykuł|treść|dalsza część)[^.\n]{0,30}(?:dla (?:prenumeratorów|subskrybentów)|dostępn)",
    r"(?:материал|статья|текст)[^.\n]{0,20} (?:доступ\w+ )?(?:только )?(?:для )?подписчик",
    r"(?:この|本)?記事は[^。\n]{0,12}(?:会員|有料|読者|購読者)|(?:残り|あと)\s?[\d０-９,]{1,6}\s?文字|続きを読むには|会員(?:限定|登録)[^。\n]{0,16}(?:記事|続き)|有料(?:会員|記事)",
    r"(?:付费|付費|会员|會員|订阅|訂閱)[^。\n]{0,8}(?:阅读|閱讀|内容|內容|专享|專享|查看全文)|(?:阅读|閱讀)全文[^。\n]{0,8}(?:订阅|訂閱|付费)",
    r"(?:유료|구독자|회원) ?(?:전용|기사|콘텐츠)",
    r"(?:abone|abonelere) (?:ol|özel)",
    r"(?:continue|keep) reading (?:your|this|the) (?:article|story)[^.\n]{0,20} with|to (?:unlock|read) (?:(?:this|the|our|your|full|entire|whole|complete|premium|exclusive|rest|of) ){1,5}(?:article|story|text)|while we verify access|want all of the|get (?:full |unlimited )?access to (?:this|the full)|subscribe to (?:unlock|read|view)|to (?:continue|keep) reading this|preview of subscription content|buy this article|access through your institution",
    r"lesen sie (?:\w+ )?(?:weiter )?mit|(?:möchten|wollen) sie weiterlesen|weiterlesen\?|(?:fehlen|sie haben)[^.\n]{0,30}(?:prozent|%) (?:dieses|des) artikels|bereits abonnent",
    r"verder lezen|\bword (?:lid|abonnee)\b|onbeperkt(?:e)? (?:lezen|toegang)",
    r"(?:artikeln|saken|artiklen|artikkelen|innehållet) (?:är (?:låst|bara)|er (?:kun |bare |låst )?for)|för att läsa vidare|læs videre|les videre|allerede abonnent|redan prenumerant",
    r"(?:må|skal) (?:du|man) (?:ha|have|være) abonne|kreve[rs] abonnement|vain tilaajille|tilaa ja lue|lue (?:koko|lisää) (?:juttu|artikkeli)[^.\n]{0,20}tila",
    r"dla (?:prenumeratorów|subskrybentów|abonentów)|kup dostęp|czytaj bez ograniczeń|dostępn[ya] (?:tylko )?(?:dla|w ramach) (?:pren|subs|płat)",
    r"(?:pouze|jen|len) pro (?:předplatitele|predplatiteľov|platící)|předplaťte si|predplaťte si",
    r"(?:csak )?előfizető(?:knek|ink)|előfizetés(?:sel|hez)[^.\n]{0,30}(?:olvas|érhető)",
    r"(?:doar|numai|exclusiv) (?:pentru )?abona[țt]i|samo (?:za )?(?:pretplatni[ck]\w+|naročnik\w+)|само за абонати",
    r"(?:μόνο )?(?:για|σε) συνδρομητές|αποκλειστικά για συνδρομητές",
    r"(?:по|оформите|оформить) подписк[еу]|для подписчиков|за передплатою|для передплатників",
    r"למנויים בלבד|לקריאת הכתבה המלאה|(?:المحتوى|المقال)[^.\n]{0,20}(?:للمشتركين|المشتركين)|مخصص للمشتركين",
    r"dành (?:riêng )?cho (?:thuê bao|hội viên)|khusus pelanggan|berlangganan untuk (?:membaca|melanjutkan)",
)
_UNSUPPORTED_WORDS = WordPattern(
    r"(?:your|this) (?:current )?(?:web )?browser[^.\n]{0,30} (?:is(?: not|n['’]t) (?:supported|compatible)|is (?:unsupported|outdated|out of date|too old|no longer supported)|does not support|is incompatible)",
    r"(?:unsupported|outdated|incompatible) browser",
    r"(?:please )?(?:upgrade|update|use)[^.\n]{0,20} (?:your|a (?:modern|supported|newer|different)) (?:web )?browser",
    r"(?:we )?no longer support (?:this|your) browser",
    r"switch to a supported browser",
    r"(?:this|your) browser is (?:no longer|not) supported|using a (?:web )?browser that (?:isn['’]t|is not|we don['’]t) support|browser (?:ist|is) veraltet|browser (?:nicht|wird nicht) (?:mehr )?unterstützt|navigateur (?:n['’]est (?:pas|plus)|obsolète)|navegador (?:no|não) (?:es|está|é) (?:compatible|soportado|suportado|actualizado)|устаревший браузер|браузер не поддерживается|浏览器(?:版本)?(?:过低|太低|不支持)|お使いのブラウザ|브라우저를? 지원하지",
)
_UNSUPPORTED_TITLES = WordPattern(
    r"^(?:(?:unsupported|outdated|incompatible) (?:web )?browser|browser (?:not supported|unsupported|upgrade|update required|check)|update your browser|please (?:update|upgrade) your browser|browser veraltet|navigateur (?:non (?:supporté|compatible)|obsolète)|navegador (?:no|não) (?:compatible|compatível|soportado|suportado)|浏览器升级提示|推奨ブラウザ|устаревший браузер)$"
)

ACCESS_ROWS: tuple[SignalRow, ...] = (
    Probe(
        "password-form",
        Page.LOGIN_WALL,
        0.6,
        _detect_password_form,
        "a password is required and little is shown",
        until=_LITTLE,
    ),
    Probe("password-only", Page.LOGIN_WALL, 0.4, _detect_only_password_form, "and nothing else"),
    Probe(
        "login-address",
        Page.LOGIN_WALL,
        0.5,
        _detect_login_address,
        "the address reached is one for logging in",
        until=BRIEF_PROSE,
    ),
    Probe(
        "redirected-to-login",
        Page.LOGIN_WALL,
        0.6,
        _detect_login_redirect,
        "and something else was requested",
        until=BRIEF_PROSE,
    ),
    Phrase("login-title", Page.LOGIN_WALL, 0.7, PagePart.TITLE_PART, _LOGIN_TITLES, "the title says log in"),
    Phrase("login-heading", Page.LOGIN_WALL, 0.4, PagePart.HEADING, _LOGIN_TITLES, "a heading says log in"),
    Phrase("login-words", Page.LOGIN_WALL, 0.5, PagePart.TEXT, _LOGIN_WORDS, "the reader must log in"),
    Probe(
        "consent-address",
        Page.CONSENT_WALL,
        1.1,
        _detect_consent_address,
        "a host or path that only collects consent",
        until=BRIEF_PROSE,
    ),
    Phrase("consent-title", Page.CONSENT_WALL, 0.9, PagePart.TITLE_PART, _CONSENT_TITLES, "the title asks for consent"),
    Phrase(
        "consent-words",
        Page.CONSENT_WALL,
        0.8,
        PagePart.TEXT,
        _CONSENT_WORDS,
        "consent is required before anything is shown",
    ),
    Phrase("consent-heading", Page.CONSENT_WALL, 0.5, PagePart.HEADING, _CONSENT_WORDS, "a heading asks for consent"),
    Phrase(
        "paywall-words",
        Page.PAYWALL_PARTIAL,
        1.6,
        PagePart.SHOWN,
        _PAYWALL_WORDS,
        "the reader must pay for the rest",
        until=_OPENING,
        shown=None,
    ),
    Probe("not-free", Page.PAYWALL_PARTIAL, 0.4, _detect_not_free, "a hint only", until=BRIEF_PROSE),
    Phrase(
        "unsupported-words", Page.UNSUPPORTED_BROWSER, 0.8, PagePart.TEXT, _UNSUPPORTED_WORDS, "the browser is refused"
    ),
    Phrase(
        "unsupported-title",
        Page.UNSUPPORTED_BROWSER,
        0.9,
        PagePart.TITLE_PART,
        _UNSUPPORTED_TITLES,
        "the title says so",
    ),
)

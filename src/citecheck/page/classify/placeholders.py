"""Pages in place of content.

Scripts that would fetch it, stubs that lead elsewhere, nothing at all, parked domains.

A domain may be for sale, parked, expired or without a site; a site may state that it has closed or moved.
"""

from __future__ import annotations

import re

from citecheck.model.page import Page
from citecheck.page.classify.addresses import detect_missing_text, site_of
from citecheck.page.classify.signals import (
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    WordPattern,
    match_header,
    path_of,
)
from citecheck.page.formats import Medium
from citecheck.text.tokens import count_letters

SHELL = "application"
"""The signal of an application whose scripts did not run."""
_BARE_PAGE = 150
"""Letters shown below which a page has no content: a logo's text, a loading notice, a copyright line."""
_SCANT_PAGE = 600
_SCRIPT_SHARE = 150
"""Ratio of markup to letters from which scripts make the page; articles measure below 50."""
_MOUNT_SEARCHED = 150_000
"""Characters of markup searched for the element into which an application writes."""
_EMPTY_MOUNT = re.compile(
    r"<(?:div|main|body|section|app-root|root)[^>]{0,200}\bid=[\"']?(?:root|app|__next|__nuxt|___gatsby|react-root|app-root|application|main-app|svelte|q-app|ember-app|mount|appmountpoint|wrap|page|content)[\"']?[^>]{0,200}>\s*(?:<!--[^>]{0,80}-->\s*)*</|<app-root[^>]{0,100}>",
    re.IGNORECASE,
)


_PAGE_NOTICES = "body > noscript, head > noscript"


def _detect_nothing(traits: Traits) -> str | None:
    """Detect a body without anything to read, show or run."""
    if traits.medium is Medium.BINARY or traits.medium is Medium.PDF:
        return None
    if traits.letters > 0 or traits.size == 0:
        return None if traits.letters > 0 else "no body"
    if traits.document is None:
        return "no text"
    shown = traits.document.tree.css_first("script, iframe, frame, img, object, embed, video, audio, canvas, svg, form")
    return "no text, picture or script" if shown is None else None


def _detect_script_only(traits: Traits) -> str | None:
    """Detect a page that shows next to nothing but has scripts or frames."""
    if traits.document is None or traits.letters >= _BARE_PAGE:
        return None
    node = traits.document.tree.css_first("script:not([type*=json]), iframe, frame, object, embed")
    return f"{traits.letters} letters shown next to scripts" if node is not None else None


def _detect_script_heavy(traits: Traits) -> str | None:
    """Detect a page with far more markup than text, which only scripts can be meant to fill."""
    if traits.document is None or traits.letters >= _SCANT_PAGE or len(traits.source) < _SCRIPT_SHARE * traits.letters:
        return None
    return f"{traits.letters} letters in {len(traits.source)} characters" if "<script" in traits.source else None


def find_application(traits: Traits) -> str | None:
    """Return the sign that scripts write the page: an empty element for it, or a demand for scripts in `noscript`.

    What such a page shows without scripts is the same for every path of the site: a description, a failure notice. A
    `noscript` deeper in the page is about a part of it, such as the readers' comments.
    """
    if traits.document is None or traits.document.tree.css_first("script:not([type*=json])") is None:
        return None
    if found := _EMPTY_MOUNT.search(traits.source[:_MOUNT_SEARCHED]):
        return found.group()[:80]
    unscripted = (node.text(separator=" ") for node in traits.document.tree.css(_PAGE_NOTICES))
    return next((seen for text in unscripted if (seen := _SCRIPT_WORDS.search(text.encode("utf-8", "replace")))), None)


def _detect_application(traits: Traits) -> str | None:
    """Detect an application that shows little without its scripts, whatever that little says."""
    shown = max(traits.letters, count_letters(traits.text.main))
    return find_application(traits) if shown < _SCANT_PAGE else None


def _detect_shell_for_any_path(traits: Traits) -> str | None:
    """Detect an application that sends a made-up path of the same site the same page."""
    return detect_missing_text(traits) if find_application(traits) else None


def _detect_stub(traits: Traits) -> str | None:
    """Detect a page that redirects the reader by itself."""
    return traits.next_url


_SCRIPT_WORDS = WordPattern(
    r"(?:you need to|please|must|requires? (?:you to )?)[^.\n]{0,20}(?:enable|turn on|activate|have) javascript",
    r"javascript (?:is |must be |needs to be |has to be )?(?:required|disabled|enabled|not enabled|not available|turned off)",
    r"(?:requires?|needs?|works? best with|without) javascript",
    r"enable javascript",
    r"^loading$",
    r"activer (?:le )?javascript|javascript (?:est désactivé|doit être activé)",
    r"(?:bitte )?(?:aktivieren sie )?javascript[^.\n]{0,20}(?:aktivieren|deaktiviert|benötigt|erforderlich|eingeschaltet)",
    r"(?:habilit[ae]r?|activ[ae]r?) (?:el |o )?javascript",
    r"(?:включите|включить|требуется|необходим)[^.\n]{0,16}javascript",
    r"javascript['’]?(?:i|in)? (?:etkin|aç)",
    r"(?:启用|啟用|开启|開啟)\s?javascript",
    r"javascript\s?(?:を有効|が無効)",
    r"(?:자바스크립트|javascript)[^.\n]{0,10}(?:활성화|사용)",
)

_MOVED_TITLES = WordPattern(
    r"^(?:object moved|document moved|(?:30[1278] )?moved (?:permanently|temporarily)|30[1278] (?:found|redirect|permanent redirect|temporary redirect))$"
)

EMPTY_PAGE_ROWS: tuple[SignalRow, ...] = (
    Probe("nothing", Page.EMPTY, 1.0, _detect_nothing, "nothing to read, show or run"),
    Probe("script-only", Page.JS_SHELL, 1.0, _detect_script_only, "the content would come by script"),
    Probe("script-heavy", Page.JS_SHELL, 1.0, _detect_script_heavy, "next to nothing shown by much markup"),
    Probe(SHELL, Page.JS_SHELL, 1.0, _detect_application, "an application that shows little without its scripts"),
    Probe("shell-for-any-path", Page.JS_SHELL, 1.2, _detect_shell_for_any_path, "a made-up path gives the same shell"),
    Phrase(
        "script-words",
        Page.JS_SHELL,
        0.5,
        PagePart.OWN_OR_HIDDEN,
        _SCRIPT_WORDS,
        "the page states that it needs scripts",
    ),
    Phrase(
        "moved-title", Page.REDIRECT_STUB, 1.2, PagePart.TITLE_PART, _MOVED_TITLES, "what servers send with a redirect"
    ),
    Probe("stub", Page.REDIRECT_STUB, 1.0, _detect_stub, "the page redirects the reader by itself"),
)


_MARKETS = re.compile(
    r"(?:^|\.)(?:hugedomains|dan|afternic|sedo|undeveloped|uniregistry|buydomains|domainmarket|saw|brandbucket|squadhelp|atom|efty|"
    r"sav|bodis|above|parkingcrew|domainsponsor|perfectdomain|brandpa)\.(?:com|net)$"
)
"""Hosts where domains are sold, to which a domain for sale redirects."""


def _detect_market_redirect(traits: Traits) -> str | None:
    """Detect an address that redirects to a market for domains."""
    if not traits.url or not traits.requested_url or site_of(traits.url) == site_of(traits.requested_url):
        return None
    return traits.url if _MARKETS.search(site_of(traits.url)) else None


def _detect_lander(traits: Traits) -> str | None:
    """Detect a stub that leads to the page that a registrar shows for the names it parks."""
    return traits.next_url if path_of(traits.next_url) == "/lander" else None


_PARKING_MARKUP = WordPattern(
    r"data-adblockkey=",
    r"window\.park\s*=",
    r"parking-lander",
    r"lander_system",
    r"sedoparking\.com",
    r"parkingcrew\.net",
    r"bodis\.com",
    r"parklogic\.com",
    r"above\.com/marketplace",
    r"d38psrni17bvxu\.cloudfront",
    r"parking\.(?:godaddy|namecheap|reg\.ru|nic\.ru|ionos|bodis)",
    r"afternic\.com/(?:forsale|listing)",
    r"dan\.com/(?:buy-domain|assets)",
    r"hugedomains\.com/domain_profile",
    r"godaddy\.com/(?:forsale|domainsearch/find)[^\"']{0,80}(?:park|isc=|utm_source=tdfs)",
    r"skenzo|ztomy\.com|searchmagnified|cnomy\.com",
    r"uniregistry\.com/(?:buy-domain|lander)|uniregistrymarket",
    r"voodoo\.com/(?:parking|domain)",
    r"domainmarket\.com/(?:buynow|domain)",
    r"sav\.com/parking|porkbun\.com/parked|namebright\.com/[^\"']{0,40}park",
    r"saw\.com/buy|brandpa\.com/names|buydomains\.com/lander|perfectdomain\.com",
    r"fabulous\.com/(?:landing|park)",
    r"fwdservice\.com|ibspark\.com|rookmedia\.net|domainsponsor\.com|oingo\.com|domainapps\.com",
    r"google\.com/adsense/domains/caf\.js",
)
_SALE_WORDS = WordPattern(
    r"(?:owner of this domain|this domain) has not (?:yet )?(?:uploaded|been set up|been connected|configured)|[\w-]\.[a-z]{2,12} (?:is|may be) (?:available )?for sale|this domain is (?:currently )?(?:available|unregistered)|contact the seller for a (?:price )?quote|domain (?:name )?(?:was |is )?reserved (?:with|by|at)|in redemption\b",
    r"domínio registrado[^\n]{0,40}(?:hospedagem|aguardando)|срок регистрации домена",
    r"домейн(?:[^.\n]|\.\w){0,60}(?:се продава|продава|паркиран|регистриран)|dom[æe]net? er til salgs?|domenet? (?:er )?til salgs",
    r"(?:this |the )?(?:premium )?(?:domain|domain name|web address|website)(?: name)?(?: .{1,60})? (?:is|may be|could be|might be) (?:available )?(?:for sale|for purchase|available for (?:sale|purchase)|up for sale|listed for sale)",
    r"(?:buy|purchase|acquire|lease|get|own) this (?:premium )?domain",
    r"(?:inquire|enquire|make an offer|interested) (?:about|on|in) (?:buying |purchasing |this |the )+domain",
    r"domain (?:is |has been )?(?:parked|expired)\b",
    r"this (?:domain|web ?page|site) is (?:currently )?parked",
    r"parked free,? courtesy of",
    r"(?:domain|domain name|registration)(?:[^.\n]|\.\w){0,40} (?:has|have) expired",
    r"this domain (?:name )?(?:has been|is|was) (?:recently )?registered",
    r"is (?:the )?(?:property|owner) of this domain",
    r"want to buy this domain",
    r"related (?:searches|links)\s*:?\s*\n",
    r"the sponsored listings displayed above",
    r"this webpage was generated by the domain owner using sedo",
    r"domain (?:broker|marketplace)",
    r"backorder this domain|renew (?:it|your domain) now|if you are the owner of this domain",
    r"\.(?:com|net|org|io|co|info|de|app|fr)\b is for sale",
    r"(?:diese|die) (?:domain|webadresse|adresse)(?:[^.\n]|\.\w){0,60} (?:steht|ist|wird)(?:[^.\n]|\.\w){0,30} (?:zum verkauf|zu verkaufen|verkauft|käuflich|geparkt|registriert)",
    r"domain (?:kaufen|zu verkaufen)",
    r"(?:ce|le) (?:nom de )?domaine(?:[^.\n]|\.\w){0,60} (?:est (?:à vendre|en vente|à la vente|réservé|déposé|expiré)|a expiré)",
    r"(?:este|el) dominio(?:[^.\n]|\.\w){0,60} (?:está|esta|ha)(?:[^.\n]|\.\w){0,20} (?:en venta|a la venta|expirado|caducado|aparcado|registrado)",
    r"(?:este|o) domínio(?:[^.\n]|\.\w){0,60} (?:está|foi)(?:[^.\n]|\.\w){0,20} (?:à venda|expirado|registrado|estacionado)",
    r"(?:questo|il) dominio(?:[^.\n]|\.\w){0,60} (?:è|e['’])(?:[^.\n]|\.\w){0,20} (?:in vendita|scaduto|registrato|parcheggiato)",
    r"(?:dit|deze) domein(?:naam)?(?:[^.\n]|\.\w){0,60} (?:is|staat) (?:te koop|gereserveerd|geregistreerd)",
    r"(?:ta |ten )?domen[ay](?:[^.\n]|\.\w){0,60} (?:jest )?(?:na sprzedaż|wygasła|zaparkowana)",
    r"домен(?:[^.\n]|\.\w){0,80} (?:прода[её]тся|выставлен на продажу|припаркован|не прилинкован|истек|зарегистрирован|не оплачен|на продажу)",
    r"(?:купить|куплю|продажа) (?:этот )?домен",
    r"(?:alan adı|bu alan adı|domain)(?:[^.\n]|\.\w){0,60} (?:satılık|satılıktır|park edil|süresi dol)",
    r"(?:此|该|本|這個|此个)?(?:域名|網域|网域)[^。\n]{0,20}(?:出售|转让|轉讓|待售|可售|已过期|已到期|正在出售)",
    r"(?:この)?ドメイン[^。\n]{0,24}(?:販売|売り出し|購入|お名前\.com|有効期限|取得されています)",
    r"(?:이 )?도메인(?:[^.\n]|\.\w){0,24}(?:판매|구매|만료|등록)",
    r"(?:هذا )?(?:النطاق|الدومين)(?:[^.\n]|\.\w){0,30}(?:للبيع|معروض)",
    r"(?:این )?دامنه(?:[^.\n]|\.\w){0,30}(?:فروش|واگذار|منقضی)",
    r"(?:domain|domain name|site) (?:is |was |has been |only just |just |recently |now )*(?:registered|parked|suspended) (?:at|with|on|through|via|by|for free|because)|is parked (?:at|with|on|for free|by)|parked page for a domain|is this your domain\?|your domain is (?:now )?parked|premium name is available for purchase|listed by .{0,20}(?:auctions|brokers)|under construction[^\n]{0,40}coming soon[^\n]{0,200}registered",
    r"(?:diese|dieser|die) (?:domain|internetadresse)(?:[^.\n]|\.\w){0,60}(?:erwerben|kaufen|verkauf|registriert|geparkt|parkt|reserviert)|(?:denna |den här )?domän(?:en)?(?:[^.\n]|\.\w){0,40}(?:parkera|till salu|registrera|har köpts)|parkerad hos",
    r"dom[æe]net?(?:[^.\n]|\.\w){0,40}(?:er )?(?:parkere?t|til salgs?|registrere?t)|er registreret hos|(?:verkkotunnus|domain)(?:[^.\n]|\.\w){0,30}(?:myytävänä|pysäköity|varattu|rekisteröity)",
    r"domén[au](?:[^.\n]|\.\w){0,60}(?:zaparkov|na prodej|na predaj|zaregistrov)|domen[au]?(?:[^.\n]|\.\w){0,30}(?:na sprzedaż|je naprodaj|je na prodaju|zaparkowan)|kupić tę domenę|domain(?:[^.\n]|\.\w){0,30}(?:eladó|megvásárolható|parkol)",
    r"domeniul?(?:[^.\n]|\.\w){0,60}(?:de vânzare|parcat|expirat|înregistrat)|(?:domain|όνομα χώρου)(?:[^.\n]|\.\w){0,60}(?:πωλείται|πώληση|κατοχυρωμέν)|домен(?:[^.\n]|\.\w){0,60}(?:се продава|прода[єї]|припарков|зареєстров|не привязан|не настро|только что зарегистр|зарегистрировали)",
    r"(?:דומיין|שם המתחם)(?:[^.\n]|\.\w){0,40}(?:למכירה|חונה|פג תוקף)|tên miền(?:[^.\n]|\.\w){0,40}(?:rao bán|để bán|cần bán|hết hạn|đã được đăng ký)|โดเมน(?:[^.\n]|\.\w){0,40}(?:ขาย|หมดอายุ)",
    r"(?:nom de )?domaine(?:[^.\n]|\.\w){0,40}(?:a bien été (?:créé|enregistré)|est enregistré)|dominio (?:en venta|registrado (?:a través|por)|registrato (?:da|tramite|presso))|(?:comprar|adquirir) [\w-]+\.[a-z.]{2,6} haciendo|le interesa este dominio",
    r"(?:您)?(?:正在)?访问的域名|(?:도메인|홈페이지)(?:[^.\n]|\.\w){0,20}(?:연결되어 있지|등록된 도메인|파킹)",
    r"domain ini(?:[^.\n]|\.\w){0,30}(?:dijual|untuk dijual|kedaluwarsa)",
)
_SALE_TITLES = WordPattern(
    r"(?:domain (?:name )?(?:is )?for sale|domain[^|]{0,60} (?:is )?for sale|[\w-]\.[a-z]{2,12} (?:is )?(?:for sale|available for purchase|steht zum verkauf|satılıktır|parked (?:on|with|at))|parked (?:on|with|at) \w+|registered (?:at|with) \w+\.com|buy this domain|domain parked|parked domain|domain expired|premium domain|hugedomains|domain te koop|dom[æe]net er til salgs?|launching soon|parkerad hos|domena jest utrzymywana|domain im kundenauftrag|dominio en venta|domaine à vendre|домен продается|域名出售|parking page|domain parking|parkingcrew)"
)
_DEFAULT_PAGES = WordPattern(
    r"^(?:apache2? (?:\w+ )?default page|welcome to nginx|iis windows server|test page for (?:the )?(?:apache|nginx)|default (?:web ?site|plesk|parallels).{0,20} page|it works|http server test page|web server['’]s default page|default web site page|account suspended|suspended (?:domain|website|account)|site not (?:published|installed|configured)|hosting24|future home of something quite cool|website (?:is )?coming soon|under construction|index of /cgi-sys|(?:apache |web ?server |http server )*test page (?:for|powered by) .{1,40}|(?:this )?(?:site|website|account|hosting) (?:has been |is )?(?:suspended|expired)|(?:web)?site expired|no such app|(?:web)?site not found|wordpress .{0,3} installation|bitnami.{0,40}|caddy works|xampp.{0,40}|welcome to (?:xampp|openresty|centos|caddy|apache|ubuntu).{0,20}|parked domain name on .{1,40}|domain default page)$",
    r"^(?:сайт (?:заблокирован|отключ[её]н)(?: хостингом)?|сайт не настроен|работа сайта приостановлена|сайт создан и скоро будет доступен|hosting (?:suspendido|suspenso)|cuenta suspendida|conta suspensa|compte suspendu|konto gesperrt|hesap askıya alındı|网站(?:已)?(?:暂停|关闭|过期)|站点创建成功|没有找到站点)",
)
_CLOSED_WORDS = WordPattern(
    r"(?:this |the |our |my )?(?:site|website|blog|service|forum)[^.\n]{0,60} (?:has (?:now )?(?:closed|shut down|been (?:closed|shut down|discontinued|retired|archived|decommissioned))|is (?:now |permanently )?(?:closed|shutting down|discontinued|offline permanently|no longer (?:active|available|maintained|in operation|online))|(?:was|were) (?:closed|shut down|discontinued))",
    r"(?:we have|we['’]ve|site has|website has|blog has|page has|has) (?:permanently )?moved (?:to|home|house|permanently)",
    r"(?:our )?(?:new (?:site|website|address|home|location|url)) (?:is|can be found|at)\b",
    r"sorry, \w+ has closed|blog (?:at \S+ )?has been removed|(?:website|web site|site) you were trying to reach is no longer",
    r"(?:groups?|service|site|forum)[^\n]{0,20} shut down on \d[^\n]{0,60}no longer|(?:sito|blog)[^.\n]{0,20} si è trasferito",
    r"internetseite[^.\n]{0,30} (?:ist )?umgezogen|sie finden uns (?:jetzt|nun|ab sofort) unter|lesezeichen",
    r"(?:サービス|サイト|ブログ)[^。\n]{0,40}(?:終了(?:いたし|し|致し)ました|閉鎖(?:いたし|し)ました)|サービス終了のお知らせ",
    r"(?:please )?(?:update|change) your (?:bookmarks?|links?)",
    r"(?:ce|le|notre) (?:site|blog)[^.\n]{0,40} (?:a (?:fermé|déménagé|définitivement)|est (?:définitivement )?fermé|n['’]est plus (?:actif|en ligne))",
    r"(?:diese|unsere|die) (?:seite|website|webseite|homepage)[^.\n]{0,40} (?:ist umgezogen|wurde (?:eingestellt|geschlossen|abgeschaltet)|ist (?:dauerhaft |endgültig )?geschlossen|existiert nicht mehr)",
    r"(?:este|nuestro) (?:sitio|blog)[^.\n]{0,40} (?:ha (?:cerrado|sido cerrado|cambiado)|se ha (?:mudado|trasladado)|está cerrado)",
    r"(?:сайт|блог|форум|портал)[^.\n]{0,40} (?:закрыт|переехал|прекратил|больше не)",
    r"(?:网站|本站|服务|網站|服務)[^。\n]{0,20}(?:已(?:经)?关闭|已停止|停止运营|已迁移|搬迁|搬家|已關閉)",
    r"(?:サービス|サイト|当サイト|本サイト|ページ)[^。\n]{0,24}(?:終了しました|閉鎖|移転しました|移転いたしました)",
    r"(?:서비스|사이트)[^.\n]{0,24}(?:종료|이전)되?",
)

PARKING_ROWS: tuple[SignalRow, ...] = (
    Probe("redirected-to-market", Page.PARKED, 1.2, _detect_market_redirect, "the domain leads to where it is sold"),
    Probe("leads-to-lander", Page.PARKED, 1.5, _detect_lander, "a registrar's page for parked names"),
    Phrase(
        "parking-markup",
        Page.PARKED,
        1.0,
        PagePart.SOURCE,
        _PARKING_MARKUP,
        "scripts and links of known parking services",
    ),
    Probe(
        "parking-header",
        Page.PARKED,
        1.2,
        match_header("x-adblock-key"),
        "the advertising key that parking services send",
    ),
    Phrase(
        "sale-words", Page.PARKED, 1.0, PagePart.OWN_OR_HIDDEN, _SALE_WORDS, "the domain is offered, parked or expired"
    ),
    Phrase("sale-title", Page.PARKED, 0.8, PagePart.TITLE, _SALE_TITLES, "the title says so"),
    Phrase(
        "default-page",
        Page.ERROR_PAGE,
        1.0,
        PagePart.TITLE_PART,
        _DEFAULT_PAGES,
        "a server without a site: its owner may still be at work",
    ),
    Phrase("default-heading", Page.ERROR_PAGE, 0.8, PagePart.HEADING, _DEFAULT_PAGES, "a heading says so"),
    Phrase(
        "closed-words",
        Page.SITE_MOVED,
        1.0,
        PagePart.TEXT,
        _CLOSED_WORDS,
        "the site states that it closed or moved",
    ),
    Phrase("closed-heading", Page.SITE_MOVED, 0.5, PagePart.HEADING, _CLOSED_WORDS, "a heading says so"),
)

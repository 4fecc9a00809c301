"""Status codes, server and application errors, maintenance, overload, and incomplete answers.

A status code counts by itself; the body may add to it. A body is incomplete when its sender stopped early, or when its
markup was cut off, as by a lost connection or by software with a fixed buffer.
"""

from __future__ import annotations

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    WordPattern,
    match_header,
    match_status,
)
from citecheck.page.formats import Medium

STATUS_ROWS: tuple[SignalRow, ...] = (
    Probe("status-gone", Page.HARD_404_BODY, 1.2, match_status(404, 410), "the server states that nothing is here"),
    Probe("status-unauthorised", Page.LOGIN_WALL, 1.0, match_status(401, 407), "credentials are required"),
    Probe("status-payment", Page.PAYWALL_PARTIAL, 1.0, match_status(402), "payment is required"),
    Probe(
        "status-forbidden",
        Page.WAF_BLOCK,
        1.0,
        match_status(403, 405, 406, 418, 999),
        "refused; in practice nearly always by a filter against bots",
    ),
    Probe("status-rate", Page.RATE_BLOCK, 1.1, match_status(420, 429), "too many requests (RFC 6585)"),
    Probe("status-legal", Page.LEGAL_BLOCK, 1.2, match_status(451), "unavailable for legal reasons (RFC 7725)"),
    Probe("status-unavailable", Page.ERROR_PAGE, 1.0, match_status(*range(500, 600)), "the server failed"),
    Probe(
        "status-request",
        Page.ERROR_PAGE,
        1.0,
        match_status(400, 408, 409, 411, 412, 413, 414, 415, 416, 417, 421, 422, 425, 426, 428, 431),
        "the request was not accepted",
    ),
)


_TAIL = 400_000
_RAW_TEXT = ("script", "style", "textarea", "title")
_SMALL_MARKUP = 2_000
"""Characters below which a page without an end is short by intention, not half a page."""
_ENOUGH_PROSE = 1_500
"""Letters of running text from which a page has its content, wherever it was cut."""


def _detect_cut_markup(traits: Traits) -> str | None:
    """Detect markup that breaks off inside a script, style, comment or tag and never closes the page."""
    if traits.medium is not Medium.HTML or len(traits.source) < _SMALL_MARKUP or traits.prose > _ENOUGH_PROSE:
        return None
    tail = traits.source[-_TAIL:].rstrip().lower()
    if "</html" in tail[-2000:] or "</body" in tail[-2000:]:
        return None
    for name in _RAW_TEXT:
        if tail.rfind(f"<{name}") > tail.rfind(f"</{name}"):
            return f"ends inside {name}"
    if tail.rfind("<!--") > tail.rfind("-->"):
        return "ends inside a comment"
    return "ends inside a tag" if tail.rfind("<") > tail.rfind(">") else None


def _detect_early_stop(traits: Traits) -> str | None:
    """Detect a body whose sender stopped before its end."""
    return "the sender stopped early" if traits.truncated else None


def _detect_broken_file(traits: Traits) -> str | None:
    """Detect a document that its readers cannot open."""
    return "the file cannot be opened" if traits.broken else None


_TERSE_ERROR = 400
"""Letters shown: full weight up to 100, a sentence or two."""

_ERROR_WORDS = WordPattern(
    r"(?:an?|some) (?:\w+ ){0,3}(?:error|problem|exception) (?:has |was |have )?(?:occurred|occured|encountered)",
    r"error (?:occurred|has occurred)?[^.\n]{0,20}while? ?(?:st)? processing (?:your|the|this)",
    r"something (?:went|has gone) (?:badly |terribly )?wrong",
    r"internal server error",
    r"(?:error )?50[0234] (?:internal|bad gateway|service|gateway)",
    r"bad gateway|gateway time-?out",
    r"(?:http )?(?:error|status) 50\d",
    r"service (?:is )?(?:temporarily )?unavailable",
    r"(?:database|mysql) (?:connection )?error|error establishing a database connection",
    r"fatal error: |uncaught exception|stack trace:|server error in ['‘’]/['‘’] application|traceback \(most recent call last\)|org\.apache\.(?:jasper|catalina)|(?:: |exception |cause )java\.lang\.\w+exception|java\.lang\.\w+exception(?:: | at )|ora-\d{5}|microsoft (?:ole db|vbscript)|runtime error",
    r"connection timed out|origin (?:is unreachable|dns error)|web server is (?:down|returning an unknown error)|ssl handshake failed|error code 5\d\d",
    r"(?:site|page|website|service|server|application)[^.\n]{0,20} (?:is|are) (?:currently |temporarily )?(?:unavailable|not responding|experiencing|down\b|unable to|having (?:technical )?(?:problems|difficulties))",
    r"(?:experiencing|having) (?:some )?(?:technical|temporary) (?:difficult(?:y|ies)|problems|issues)",
    r"technical (?:difficulties|error|problems?)|tekniskt? fe(?:l|il)",
    r"critical error on this website|application error: a |client-side exception|could not connect to (?:mysql|server|database)|unknown domain|connection refused|call to undefined function|uncaught error",
    r"<?(?:internalerror|internal_error|servererror)>?\b|encountered an (?:internal|unexpected) error|has experienced an? (?:unexpected )?error",
    r"attempted to establish a connection with the origin|origin closed the connection",
    r"there isn['’]t a github pages site here|no such app\b|isn['’]t connected to a website yet|store is (?:currently )?unavailable",
    r"(?:we['’]re|we are) (?:sorry|having)[^.\n]{0,60}(?:error|problem|wrong|trouble|unable|unavailable)",
    r"unable to (?:process|complete|fulfil+|handle) (?:your|the|this) request",
    r"could not (?:be processed|process your request)",
    r"(?:(?:incident|error|support) (?:number|id|#|code)|reference (?:id|#)).{0,3}[\w.-]{6,}",
    r"(?:bad|invalid) request",
    r"no healthy upstream|upstream connect error|backend fetch failed|guru meditation|varnish cache server|generated by \S+ \(squid",
    r"under (?:heavy|high) (?:load|traffic)|too many connections|server (?:is )?(?:too busy|overloaded|busy)",
    r"une erreur (?:est survenue|s['’]est produite|interne|inattendue|technique)",
    r"(?:service|site|page)[^.\n]{0,20} (?:temporairement |momentanément |actuellement )?(?:indisponible|inaccessible)",
    r"(?:es|ein(?:e)?)[^.\n]{0,20}(?:fehler|problem)[^.\n]{0,20}(?:aufgetreten|vorliegen|passiert)",
    r"(?:dienst|seite|server|service)[^.\n]{0,30} (?:vorübergehend|derzeit|momentan|zurzeit|zur zeit|zeitweise)[^.\n]{0,20} (?:nicht (?:verfügbar|erreichbar)|überlastet)",
    r"(?:ha (?:ocurrido|habido)|se ha producido|ocurrió|se produjo) un (?:error|problema)",
    r"(?:servicio|sitio|página)[^.\n]{0,20} no (?:está )?disponible",
    r"(?:ocorreu|houve) um (?:erro|problema)",
    r"si è verificato un (?:errore|problema)",
    r"er is (?:iets|een fout|een probleem)[^.\n]{0,20}(?:misgegaan|opgetreden|fout gegaan)",
    r"der (?:er|opstod|oppstod|skete)[^.\n]{0,20}(?:fejl|feil)|något gick fel|ett fel (?:har )?(?:uppstod|inträffa)|noe gikk galt",
    r"wystąpił (?:błąd|problem)|przepraszamy[^.\n]{0,20}(?:błąd|problem)",
    r"(?:произошла|возникла|внутренняя) (?:\S+ )?ошибка|сервис временно недоступен|(?:сайт|сервер|страница) временно (?:недоступ|не работает)",
    r"(?:bir )?hata (?:oluştu|meydana geldi)|(?:geçici|şu anda) (?:olarak )?(?:hizmet|kullanılam|ulaşılam)",
    r"حدث خطأ|خطأ (?:في الخادم|داخلي)|الخدمة غير متاحة",
    r"(?:خطایی|خطای|مشکلی)[^.\n]{0,20} (?:رخ داد|پیش آم|به وجود آم)|کد خطا",
    r"terjadi (?:kesalahan|masalah|gangguan)|tapahtui (?:\w+ )?virhe|(?:сталася|виникла) (?:\w+ )?помилка|אירעה שגיאה|אירעה תקלה|se ha producido un|ocorreu um erro|wystąpił (?:\w+ )?(?:błąd|problem)|đã (?:xảy ra|có) lỗi|เกิดข้อผิดพลาด",
    r"(?:系统|服务器|系統|伺服器|程序|網站)(?:发生|出现|出錯|错误|發生|内部|忙|繁忙|异常|異常)|服务(?:暂时)?(?:不可用|暂不可用)|出错了|出錯了",
    r"(?:エラーが(?:発生|起き)(?:し(?:まし|てい|てお)|いたし|まし|てい)|システムエラー|サーバーエラー|アクセスが集中|ただいま(?:大変)?混み合)",
    r"(?:요청하신|요청한)[^.\n]{0,16}(?:수행|처리)할 수 없|오류가 발생(?:했|하였|됐|되었|하고)|시스템 (?:오류|에러)|서비스[^.\n]{0,12}(?:원활하지|불가|중단)",
    r"παρουσιάστηκε (?:κάποιο )?(?:σφάλμα|πρόβλημα)|hiba történt|došlo k (?:\S+ ){0,2}chybě|nastala (?:\S+ )?chyba|vyskytla sa chyba|a apărut o eroare|възникна грешка",
)
_ERROR_TITLES = WordPattern(
    r"^(?:error|server error|application error|internal (?:server )?error|system error|runtime error|unexpected error|error page|http error|service unavailable|temporarily unavailable|bad gateway|gateway time-?out|site unavailable|page unavailable|website unavailable|unavailable|site error|database error|oops!?|something went wrong|bad request|problem loading page|erreur|erreur serveur|fehler|fehlerseite|error del servidor|erro|errore|fout|błąd|fejl|feil|fel|ошибка|ошибка сервера|помилка|hata|خطأ|خطا|錯誤|错误|エラー|오류|에러)[^\pL\pN]{0,3}(?:50\d)?$",
    r"^(?:(?:http|error|status) ?)?50[0-4]\b.{0,40}$",
    r"^(?:400|5\d\d).{0,3}(?:bad request|error|internal|service).{0,40}$",
    r"^[\w.-]+ [^a-z0-9] ?52\d: ",
    r"^(?:web server is down|connection timed out|origin is unreachable|ssl handshake failed|invalid ssl certificate)$",
    r"^(?:error establishing a database connection|error occurred while processing (?:your )?request|(?:509 )?bandwidth limit exceeded)$",
    r"^\w+(?:error|exception) at /",
)
_MAINTENANCE_WORDS = WordPattern(
    r"(?:down|closed|offline|unavailable|undergoing|under|performing|currently|carrying out|doing) (?:\w+ ){0,3}(?:maintenance|maintainance|upgrades?\b)|(?:for|in|due to) (?:scheduled |planned |routine |essential |some |system |site |server )*maintenance",
    r"(?:we['’]ll|we will|will) be (?:right )?back (?:soon|shortly|online|up|in a)",
    r"be back (?:soon|shortly|online)",
    r"maintenance (?:mode|in progress|work|window|period|is being)",
    r"(?:a little|some) (?:housekeeping|maintenance|spring cleaning)",
    r"(?:getting|undergoing) an upgrade|upgrade in progress|carry out (?:some )?(?:essential|important|planned) work|радови у току|radovi u tijeku",
    r"temporary service interruption|scheduled (?:downtime|outage)|site (?:is )?(?:temporarily )?(?:down|offline) for (?:maintenance|repairs|upgrades?|now|a (?:while|moment|short|bit))",
    r"(?:en|de|pour) (?:cours de )?maintenance|interruption (?:momentanée|temporaire)",
    r"wartungsarbeiten|wird gerade gewartet|wegen wartung|im wartungsmodus|in wartung",
    r"(?:en|por|bajo|em) (?:labores de |trabajos de )?(?:mantenimiento|manutenção)|in manutenzione|lavori di manutenzione|(?:tareas|trabajos|labores) de mantenimiento|(?:sito|portale) (?:è )?(?:momentaneamente |temporaneamente )?(?:in manutenzione|non (?:disponibile|raggiungibile))|torneremo (?:presto )?online",
    r"(?:wegens|voor|in) onderhoud|vedligeholdelse|vedlikehold|underhåll|huoltotö|huoltokatko",
    r"(?:prace|przerwa) (?:techniczn|konserwacyjn|serwisow)|trwają prace|údržb|karbantartás|mentenan[țt]ă|συντήρηση|поддръжка",
    r"(?:технически(?:е|х)|профилактически(?:е|х)|ремонтн\w+|регламентн\w+) работ|на (?:техническом )?обслуживании|технічн\S+ (?:\S+ )?робі?т",
    r"bakım (?:çalışması|nedeniyle|aşamasında|modu)|bakımdayız|bakımda",
    r"(?:قيد|تحت) الصيانة|(?:الموقع|البوابة|الخدمة|النظام|المنصة)[^.\n]{0,40}(?:أعمال الصيانة|للصيانة|صيانة)|در (?:حال|دست) (?:تعمیر|بروزرسانی|به‌روزرسانی|به روز رسانی)|در دست (?:تعمیر|ساخت)",
    r"(?:sedang|dalam) (?:dalam )?(?:perbaikan|pemeliharaan|maintenance)|bảo trì|ปิดปรับปรุง|อยู่ระหว่างการปรับปรุง",
    r"(?:系统|网站|系統|網站|服务器|正在|升级|停机|停機)(?:.{0,6})(?:维护|維護|升级|升級)|维护中|維護中",
    r"האתר (?:נמצא )?(?:ב|בעבודות )?(?:תחזוקה|שיפוצים)|(?:הודעת|עבודות) תחזוקה",
    r"meil on hoolduse|hooldustöö|tehniskie darbi|techniniai darbai|vzdrževanj|održavanj|radovi na održavanju|mirëmbajtje|texniki işlər|техникалық жұмыс",
    r"メンテナンス(?:中|作業|を?実施|のため)|ただいまメンテナンス",
    r"(?:시스템|서버|서비스|사이트|정기)[^.\n]{0,10}점검|점검 ?중|점검 안내",
)
_MAINTENANCE_TITLES = WordPattern(
    r"^(?:(?:(?:we are|we['’]re|(?:the )?(?:web)?site|system|server|portal|site) )?(?:is )?(?:currently )?(?:under |site |system |website |server |scheduled |in |down for |closed for |en |im |em |sito in |site en |sitio en )?(?:maintenance|maintenance mode|wartung(?:sarbeiten|smodus)?|mantenimiento|manutenção|manutenzione|onderhoud|vedligeholdelse|underhåll|be right back|be back soon)|технические работы|обслуживани[ея]|bakım(?:dayız)?|الصيانة|维护中|維護中|系统维护|メンテナンス(?:中)?|점검 ?중|서비스 점검)$"
)
_RATE_WORDS = WordPattern(
    r"too many requests",
    r"rate[- ]limited|rate limit (?:exceeded|reached)",
    r"(?:exceeded|reached|over) (?:the |your |an? )?(?:\w+ )?(?:maximum |allowed )?(?:number of )?(?:requests?|rate limit|page views|quota|download limit)",
    r"request(?:s)? (?:rate )?(?:threshold|limit) exceeded",
    r"(?:temporarily|been) (?:blocked|limited|restricted)[^.\n]{0,40}(?:too many|excessive|high volume|number of requests|unusual number)",
    r"(?:slow down|try again in \d+ (?:second|minute)s?)[^.\n]{0,60}(?:request|limit|traffic)",
    r"you(?:['’]re| are) (?:making|sending) (?:too many )?requests",
    r"短時間に(?:大量|多数)の|(?:istek|request) sınırı|trop de requêtes|zu viele anfragen|demasiadas (?:solicitudes|peticiones)|muitas (?:solicitações|requisições)|troppe richieste|te veel (?:verzoeken|aanvragen)|слишком много запросов|çok fazla (?:istek|talep)|请求(?:过于|太)频繁|访问(?:过于|太|次数过)(?:频繁|多)|操作(?:过于|太)频繁|請求過於頻繁|リクエストが多すぎ|너무 많은 요청|terlalu banyak permintaan|طلبات كثيرة",
)

ERROR_ROWS: tuple[SignalRow, ...] = (
    Phrase("error-title", Page.ERROR_PAGE, 0.8, PagePart.TITLE_PART, _ERROR_TITLES, "the title says error"),
    Phrase("error-heading", Page.ERROR_PAGE, 0.5, PagePart.HEADING, _ERROR_TITLES, "a heading says nothing else"),
    Phrase("error-words", Page.ERROR_PAGE, 0.9, PagePart.TEXT, _ERROR_WORDS, "the page reports a failure"),
    Phrase(
        "error-words-alone",
        Page.ERROR_PAGE,
        0.2,
        PagePart.TEXT,
        _ERROR_WORDS,
        "and shows nothing else",
        shown=_TERSE_ERROR,
    ),
    Phrase("error-words-heading", Page.ERROR_PAGE, 0.4, PagePart.HEADING, _ERROR_WORDS, "a heading reports a failure"),
    Phrase(
        "edge-error",
        Page.ERROR_PAGE,
        1.0,
        PagePart.TEXT,
        WordPattern(r"errors\.edgesuite\.net"),
        "Akamai's error reference",
    ),
    Phrase(
        "maintenance-words",
        Page.MAINTENANCE,
        1.2,
        PagePart.TEXT,
        _MAINTENANCE_WORDS,
        "the page states that work is in progress",
    ),
    Phrase("maintenance-title", Page.MAINTENANCE, 0.9, PagePart.TITLE_PART, _MAINTENANCE_TITLES, "the title says so"),
    Phrase("rate-words", Page.RATE_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _RATE_WORDS, "too many requests"),
    Phrase("rate-heading", Page.RATE_BLOCK, 0.5, PagePart.HEADING, _RATE_WORDS, "a heading says so"),
    Probe("retry-later", Page.MAINTENANCE, 0.3, match_header("retry-after"), "the server names a time to retry"),
    Probe("sender-stopped", Page.TRUNCATED_BODY, 1.5, _detect_early_stop, "the connection ended before the body did"),
    Probe("broken", Page.TRUNCATED_BODY, 1.0, _detect_broken_file, "a PDF without its end, or no PDF at all"),
    Probe("cut-off", Page.TRUNCATED_BODY, 1.0, _detect_cut_markup, "the markup ends inside a tag, script or style"),
)

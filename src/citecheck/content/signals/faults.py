"""Server and application errors, maintenance, overload, and answers that are incomplete."""

from __future__ import annotations

from citecheck.content.signals.ending import cut_off
from citecheck.content.signals.table import Phrase, Probe, Row, Where, Words, header
from citecheck.content.traits import Traits
from citecheck.model.page import Page


def sender_stopped(traits: Traits) -> str | None:
    """See a body whose sender stopped before its end."""
    return "the sender stopped early" if traits.truncated else None


def broken(traits: Traits) -> str | None:
    """See a document that its readers cannot open."""
    return "the file cannot be opened" if traits.broken else None


TERSE = 400
"""Letters shown: in full up to 100, a sentence or two."""

ERROR_WORDS = Words(
    r"(?:an?|some) (?:\w+ ){0,3}(?:error|problem|exception) (?:has |was |have )?(?:occurred|occured|encountered)",
    r"error (?:occurred|has occurred)?[^.\n]{0,20}while? ?(?:st)? processing (?:your|the|this)",
    r"something (?:went|has gone) (?:badly |terribly )?wrong",
    r"internal server error",
    r"(?:error )?50[0234] (?:internal|bad gateway|service|gateway)",
    r"bad gateway|gateway time-?out",
    r"(?:http )?(?:error|status) 50\d",
    r"service (?:is )?(?:temporarily )?unavailable",
    r"(?:database|mysql) (?:connection )?error|error establishing a database connection",
    r"fatal error: |uncaught exception|stack trace:|server error in ['‘’]/['‘’] application|traceback \(most recent call last\)|org\.apache\.(?:jasper|catalina)|java\.lang\.\w+exception|ora-\d{5}|microsoft (?:ole db|vbscript)|runtime error",
    r"connection timed out|origin (?:is unreachable|dns error)|web server is (?:down|returning an unknown error)|ssl handshake failed|error code 5\d\d",
    r"(?:site|page|website|service|server|application)[^.\n]{0,20} (?:is|are) (?:currently |temporarily )?(?:unavailable|not responding|experiencing|down\b|unable to|having (?:technical )?(?:problems|difficulties))",
    r"(?:experiencing|having) (?:some )?(?:technical|temporary) (?:difficult(?:y|ies)|problems|issues)",
    r"technical (?:difficulties|error|problems?)",
    r"(?:we['’]re|we are) (?:sorry|having)[^.\n]{0,60}(?:error|problem|wrong|trouble|unable|unavailable)",
    r"unable to (?:process|complete|fulfil+|handle) (?:your|the|this) request",
    r"could not (?:be processed|process your request)",
    r"(?:incident|reference|error|support) (?:number|id|#|code).{0,3}[\w.-]{6,}",
    r"(?:bad|invalid) request",
    r"no healthy upstream|upstream connect error|backend fetch failed|guru meditation|varnish cache server|squid",
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
    r"(?:произошла|возникла|внутренняя) (?:\w+ )?ошибка|сервис временно недоступен|(?:сайт|сервер|страница) временно (?:недоступ|не работает)",
    r"(?:bir )?hata (?:oluştu|meydana geldi)|(?:geçici|şu anda) (?:olarak )?(?:hizmet|kullanılam|ulaşılam)",
    r"حدث خطأ|خطأ (?:في الخادم|داخلي)|الخدمة غير متاحة",
    r"(?:خطایی|خطای|مشکلی)[^.\n]{0,20} (?:رخ داد|پیش آم|به وجود آم)|کد خطا",
    r"terjadi (?:kesalahan|masalah|gangguan)|đã (?:xảy ra|có) lỗi|เกิดข้อผิดพลาด",
    r"(?:系统|服务器|系統|伺服器|程序|網站)(?:发生|出现|出錯|错误|發生|内部|忙|繁忙|异常|異常)|服务(?:暂时)?(?:不可用|暂不可用)|出错了|出錯了",
    r"(?:エラーが(?:発生|起き)|システムエラー|サーバーエラー|アクセスが集中|ただいま(?:大変)?混み合)",
    r"(?:요청하신|요청한)[^.\n]{0,16}(?:수행|처리)할 수 없|오류가 발생|시스템 (?:오류|에러)|서비스[^.\n]{0,12}(?:원활하지|불가|중단)",
    r"παρουσιάστηκε (?:κάποιο )?(?:σφάλμα|πρόβλημα)|hiba történt|došlo k chybě|a apărut o eroare|възникна грешка",
)
ERROR_TITLES = Words(
    r"^(?:error|server error|application error|internal (?:server )?error|system error|runtime error|unexpected error|error page|http error|service unavailable|temporarily unavailable|bad gateway|gateway time-?out|site unavailable|page unavailable|website unavailable|unavailable|site error|database error|oops!?|something went wrong|bad request|problem loading page|erreur|erreur serveur|fehler|fehlerseite|error del servidor|erro|errore|fout|błąd|fejl|feil|fel|ошибка|ошибка сервера|помилка|hata|خطأ|خطا|錯誤|错误|エラー|오류|에러).{0,3}(?:50\d)?$",
    r"^(?:(?:http|error|status) ?)?50[0-4]\b.{0,40}$",
    r"^(?:400|5\d\d).{0,3}(?:bad request|error|internal|service).{0,40}$",
    r"^[\w.-]+ [^a-z0-9] ?52\d: ",
    r"^(?:web server is down|connection timed out|origin is unreachable|ssl handshake failed|invalid ssl certificate)$",
    r"^error establishing a database connection$",
)
MAINTENANCE_WORDS = Words(
    r"(?:down|closed|offline|unavailable|undergoing|under|performing|in|for|currently|scheduled|planned|routine|essential|carrying out|doing) (?:\w+ ){0,3}(?:maintenance|maintainance|upgrades?\b)",
    r"(?:we['’]ll|we will|will) be (?:right )?back (?:soon|shortly|online|up|in a)",
    r"be back (?:soon|shortly|online)",
    r"maintenance (?:mode|in progress|work|window|period|is being)",
    r"(?:a little|some) (?:housekeeping|maintenance|spring cleaning)",
    r"temporary service interruption|scheduled (?:downtime|outage)|site (?:is )?(?:temporarily )?(?:down|offline) for",
    r"(?:en|de|pour) (?:cours de )?maintenance|interruption (?:momentanée|temporaire)",
    r"wartungsarbeiten|wird gerade gewartet|wegen wartung|im wartungsmodus|in wartung",
    r"(?:en|por|bajo|em) (?:labores de |trabajos de )?(?:mantenimiento|manutenção)|in manutenzione|lavori di manutenzione",
    r"(?:wegens|voor|in) onderhoud|vedligeholdelse|vedlikehold|underhåll|huoltotö|huoltokatko",
    r"(?:prace|przerwa) (?:techniczn|konserwacyjn|serwisow)|trwają prace|údržb|karbantartás|mentenan[țt]ă|συντήρηση|поддръжка",
    r"(?:технически(?:е|х)|профилактически(?:е|х)|ремонтн\w+|регламентн\w+) работ|на (?:техническом )?обслуживании|технічн\w+ робот",
    r"bakım (?:çalışması|nedeniyle|aşamasında|modu)|bakımdayız|bakımda",
    r"(?:قيد|تحت|أعمال) الصيانة|للصيانة|در (?:حال|دست) (?:تعمیر|بروزرسانی|به‌روزرسانی|به روز رسانی)|در دست (?:تعمیر|ساخت)",
    r"(?:sedang|dalam) (?:dalam )?(?:perbaikan|pemeliharaan|maintenance)|bảo trì|ปิดปรับปรุง|อยู่ระหว่างการปรับปรุง",
    r"(?:系统|网站|系統|網站|服务器|正在|升级|停机|停機)(?:.{0,6})(?:维护|維護|升级|升級)|维护中|維護中",
    r"メンテナンス(?:中|作業|のため|実施)|ただいまメンテナンス",
    r"(?:시스템|서버|서비스|사이트|정기)[^.\n]{0,10}점검|점검 ?중|점검 안내",
)
MAINTENANCE_TITLES = Words(
    r"(?:^|[^a-z0-9])(?:(?:under |site |scheduled |in |down for |en |im |in )?(?:maintenance|maintenance mode|wartung(?:sarbeiten|smodus)?|mantenimiento|manutenção|manutenzione|onderhoud|vedligeholdelse|underhåll|be right back|be back soon|offline page)|технические работы|обслуживани[ея]|bakım(?:dayız)?|الصيانة|维护中|維護中|系统维护|メンテナンス(?:中)?|점검 ?중|서비스 점검)$"
)
RATE_WORDS = Words(
    r"too many requests",
    r"rate limit(?:ed|ing)?(?: exceeded)?",
    r"(?:exceeded|reached|over) (?:the |your )?(?:maximum |allowed )?(?:number of )?(?:requests?|rate limit|page views|quota|download limit)",
    r"request(?:s)? (?:rate )?(?:threshold|limit) exceeded",
    r"(?:temporarily|been) (?:blocked|limited|restricted)[^.\n]{0,40}(?:too many|excessive|high volume|number of requests|unusual number)",
    r"(?:slow down|try again in \d+ (?:second|minute)s?)[^.\n]{0,60}(?:request|limit|traffic)",
    r"you(?:['’]re| are) (?:making|sending) (?:too many )?requests",
    r"trop de requêtes|zu viele anfragen|demasiadas (?:solicitudes|peticiones)|muitas (?:solicitações|requisições)|troppe richieste|te veel (?:verzoeken|aanvragen)|слишком много запросов|çok fazla (?:istek|talep)|请求(?:过于|太)频繁|访问(?:过于|太|次数过)(?:频繁|多)|操作(?:过于|太)频繁|請求過於頻繁|リクエストが多すぎ|너무 많은 요청|terlalu banyak permintaan|طلبات كثيرة",
)

ROWS: tuple[Row, ...] = (
    Phrase("error-title", Page.ERROR_PAGE, 0.8, Where.TITLE_PART, ERROR_TITLES, "the title says error"),
    Phrase("error-heading", Page.ERROR_PAGE, 0.5, Where.HEADING, ERROR_TITLES, "a heading says nothing else"),
    Phrase("error-words", Page.ERROR_PAGE, 0.9, Where.TEXT, ERROR_WORDS, "the page reports a failure"),
    Phrase(
        "error-words-alone",
        Page.ERROR_PAGE,
        0.2,
        Where.TEXT,
        ERROR_WORDS,
        "and shows nothing beside",
        shown=TERSE,
    ),
    Phrase("error-words-heading", Page.ERROR_PAGE, 0.4, Where.HEADING, ERROR_WORDS, "a heading reports a failure"),
    Phrase(
        "edge-error", Page.ERROR_PAGE, 1.0, Where.TEXT, Words(r"errors\.edgesuite\.net"), "Akamai's error reference"
    ),
    Phrase("maintenance-words", Page.MAINTENANCE, 1.2, Where.TEXT, MAINTENANCE_WORDS, "the page says work is going on"),
    Phrase("maintenance-title", Page.MAINTENANCE, 0.9, Where.TITLE_PART, MAINTENANCE_TITLES, "the title says so"),
    Phrase("rate-words", Page.RATE_BLOCK, 1.1, Where.SAID, RATE_WORDS, "too many requests"),
    Probe("retry-later", Page.MAINTENANCE, 0.3, header("retry-after"), "a time to come back was named"),
    Probe("sender-stopped", Page.TRUNCATED_BODY, 1.5, sender_stopped, "the connection ended before the body did"),
    Probe("broken", Page.TRUNCATED_BODY, 1.0, broken, "a PDF without its end, or no PDF at all"),
    Probe("cut-off", Page.TRUNCATED_BODY, 1.0, cut_off, "the markup ends inside a tag, script or style"),
)

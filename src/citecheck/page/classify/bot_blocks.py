"""Bot checks, and refusals by firewalls and bot filters.

They are recognised by their headers and markup, then by words.
"""

from __future__ import annotations

from citecheck.model.page import Page
from citecheck.page.classify.signals import (
    BRIEF_PROSE,
    PagePart,
    Phrase,
    Probe,
    SignalRow,
    Traits,
    WordPattern,
    match_header,
)


def _detect_edge_refusal(traits: Traits) -> str | None:
    """Detect a 403 sent by the edge network itself, whose server field names it."""
    server = traits.headers.get("server", "")
    names = (
        "cloudflare",
        "akamaighost",
        "cloudfront",
        "sucuri",
        "ddos-guard",
        "imperva",
        "awselb",
        "qrator",
        "stackpath",
    )
    if traits.status in (403, 405, 429, 503) and server.lower().startswith(names):
        return f"status {traits.status} from {server}"
    return None


def _detect_small_captcha(traits: Traits) -> str | None:
    """Detect a captcha on a page with hardly any text."""
    if traits.letters > 600 or traits.document is None:
        return None
    node = traits.document.tree.css_first(
        ".g-recaptcha, .h-captcha, .cf-turnstile, #captcha, iframe[src*=captcha], script[src*=recaptcha], script[src*=hcaptcha], "
        "form[action*=captcha], img[src*=captcha]"
    )
    return node.tag if node is not None else None


_BOT_HEADER_ROWS: tuple[SignalRow, ...] = (
    Probe("cf-mitigated", Page.WAF_CHALLENGE, 1.5, match_header("cf-mitigated", "challenge"), "Cloudflare states it"),
    Probe(
        "aws-waf",
        Page.WAF_CHALLENGE,
        1.5,
        match_header("x-amzn-waf-action", "challenge|captcha"),
        "AWS WAF states it",
    ),
    Probe(
        "datadome",
        Page.WAF_CHALLENGE,
        0.6,
        match_header("x-datadome"),
        "DataDome protects the site",
        until=BRIEF_PROSE,
    ),
    Probe("perimeterx", Page.WAF_CHALLENGE, 0.6, match_header("x-px-block"), "PerimeterX states it"),
    Probe("sucuri-block", Page.WAF_BLOCK, 1.2, match_header("x-sucuri-block"), "Sucuri states it"),
    Probe(
        "edge-refusal",
        Page.WAF_BLOCK,
        0.4,
        _detect_edge_refusal,
        "the network in front of the site refused, not the site",
    ),
)

_CHALLENGE_MARKUP = WordPattern(
    r"/cdn-cgi/challenge-platform/h/[bg]/orchestrate",
    r"cf-browser-verification",
    r"cf_chl_opt",
    r"cf-chl-widget",
    r"__cf_chl_",
    r"jschl[_-]answer",
    r"cf\.challenge\.",
    r"id=[\"']?challenge-form",
    r"sucuri_cloudproxy_js",
    r"var s=\{\},u,c,U,r,i,l=0,a,e=eval",
    r"awswafcookiedomainlist",
    r"gokuprops|token\.awswaf\.com",
    r"captcha-delivery\.com",
    r"geo\.captcha-delivery",
    r"_incapsula_resource\?swudnsai",
    r"ddos-guard/js-challenge",
    r"/\.well-known/ddos-guard/check",
    r"id=[\"']px-captcha",
    r"_pxblocked",
    r"sec-if-cpt-container",
    r"akam-sw\.js.{0,200}bm-verify",
    r"bm-verify=",
    r"kpsdk\.",
    r"/149e9513-01fa-4fb0-aad4-566afd725d1b/",
    r"distil_r_captcha",
    r"/distil_identify_cookie",
    r"stackpath.{0,80}security service",
    r"reblaze|rbzns=",
    r"__ddg\d?_",
    r"slowaes\.decrypt",
    r"toNumbers\(d\)\{var e=\[\]",
    r"ssjs-challenge|js_challenge",
    r"anubis_challenge|within\.website/x/cmd/anubis",
    r"haproxy-protection|basedflare",
    r"queue-it\.net.{0,200}(?:inqueue|softblock)",
    r"YPF8827340282Jdskjhfiw",
    r"vercel.{0,40}security checkpoint",
    r"_guard/auto\.js",
    r"wzwschallenge|wzwsparams",
    r"yunsuo_session_verify",
    r"acw_sc__v[23]",
    r"go-captcha|tencentcaptcha|aliyun_waf",
    r"/_sec/cp_challenge|window\[\"bobcmn\"\]|/tspd/\?type=|/__qrator/|__arcsjs|\.bunny-shield|skiplevel.{0,40}reeseskip|onprotectioninitialized|reeseskipexpirationcheck",
    r"_pxappid.{0,400}(?:px-captcha|blockscript)|px-captcha|frc-captcha|/\.within\.website/|go-away/|cerber-recaptcha|/captcha/challenge|nc_1_wrapper|awsc/awsc\.js",
)

_CHALLENGE_WORDS = WordPattern(
    r"checking (?:if the site connection is secure|your browser before accessing)",
    r"verif(?:y|ying) (?:that )?you are (?:a )?human",
    r"please verify (?:that )?you(?:'re| are) (?:a |not a )?(?:human|robot)",
    r"complete the security check to (?:access|proceed|continue)",
    r"completing the captcha proves you are a human",
    r"ddos protection by",
    r"(?:making|make) sure (?:that )?you(?:['’]re| are) (?:not a (?:ro)?bot|human)|checking (?:that )?you are not a bot|(?:made|make) us think (?:that )?you (?:were|are) a bot|activate and hold the button",
    r"we(?:['’]re| are) (?:verifying|checking) your browser|checking your browser|establishing a secure connection|proof of work",
    r"(?:detected|noticed) (?:some )?(?:unusual|suspicious|automated) (?:activity|traffic|behaviou?r|requests)",
    r"is using a security service (?:for|to)|protect (?:this|the) (?:site|server) (?:from|against) (?:automated|the scourge|bots|abuse)",
    r"solve this captcha|enter the characters (?:you see|below|shown)|type the characters|not a robot\b",
    r"(?:number|people) (?:of users )?(?:in line |in front )?ahead of you|when it is your turn|virtual(?:len|le)? (?:warteraum|queue|waiting)|hohen andrangs|file d['’]attente virtuelle|fila virtual|sala de espera virtual",
    r"(?:sie |du )?(?:ein mensch|kein (?:ro)?bot|keine maschine) (?:sind|bist)|(?:êtes|es) (?:bien )?(?:un )?humain|n['’]êtes pas un robot|(?:eres|es|é|seas?) (?:un |um )?(?:ser )?humano|no (?:eres|es|soy) un robot|não (?:é|sou) um robô",
    r"(?:sei|sia|tu sia|essere) (?:un )?(?:essere )?umano|non sei un robot|een mens bent|bent? een mens|geen robot|jesteś (?:człowiekiem|człowiek)|nie jesteś robotem|(?:jste|že jste) člověk|nejste robot|nem robot|\bember-e\b|sunteți (?:o persoană|om)|nu sunteți (?:un )?robot|δεν είστε ρομπότ|είστε άνθρωπος|är (?:en )?människa|inte (?:är )?en robot|er (?:et )?menneske|ikke (?:er )?en robot|olet ihminen|et ole robotti",
    r"(?:вы|ви|запросы) не робот|(?:вы|ви) (?:человек|людина)|я не робот|не (?:ро)?бот(?:[^а-я]|$)|ваш(?:его)? браузера?\S*[^.\n]{0,20}(?:провер|безопас)|проверк\S+ (?:вашего )?браузера|запросы[^.\n]{0,40}похожи на автоматические|решите капчу|включите javascript[^.\n]{0,30}проверк",
    r"insan olup olmadığ|insan olduğunuz|(?:verificando|confirmar) (?:se|que) (?:você|usted|tú)|真人|(?:检测|檢測|验证|驗證)(?:到)?(?:您|你)(?:的浏览器|的瀏覽器|的ip|是否)|(?:访问)?(?:存在)?异常(?:请求|流量|访问)|访问存在异常|输入(?:下方)?图片|(?:如下|以下)验证|按住滑块|网络不给力|检测您的浏览器",
    r"人間である(?:こと|か)|あなたが人間|사람(?:인지|임을)|자동화된 (?:접속|요청|접근)|아래 문자를 입력|إنسان(?:ًا|ا)?\b[^.\n]{0,10}|أنك لست روبوت|انسان بودن|شما ربات|אתה אנושי|con người|adalah manusia|در حال انتقال به سایت",
    r"(?:sicherheit|sécurité|seguridad|segurança|sicurezza|beveiliging|zabezpieczenia|säkerheten|turvallisuu\S+|bağlantınızın güvenliği)[^.\n]{0,20}(?:ihrer verbindung|de votre connexion|de (?:la|su|tu) conexión|da sua conexão|della tua connessione|van uw verbinding|twojego połączenia|i din anslutning|yhteytesi)",
    r"this process is automatic\. your browser will redirect",
    r"are you a (?:human|robot)\?",
    r"(?:confirm|prove) (?:that )?you(?:'re| are) (?:not a robot|a human|human)",
    r"pardon our interruption",
    r"one more step",
    r"security service to protect (?:itself|against|from)",
    r"needs to review the security of your connection",
    r"performing security verification|verification required|complete the puzzle|faster than expected of a human",
    r"enable javascript and cookies to continue",
    r"please enable js and disable any ad ?blocker",
    r"press (?:&|and) hold to confirm",
    r"javascript is required\. please enable javascript before you are allowed to see this page",
    r"unusual (?:traffic|activity) (?:from|in|on) your (?:computer )?(?:network|browser|ip)",
    r"request(?:s)? (?:is|are|was) being verified",
    r"waiting room",
    r"you are (?:now )?in (?:a |the )?(?:virtual )?(?:queue|line)\b",
    r"visitor prioritization",
    r"please (?:wait|stand by)[^.\n]{0,40}(?:checking|verif|processing your request)",
    r"let's confirm you are human",
    r"human verification",
    r"security (?:check|checkpoint|verification) (?:is )?(?:required|in progress|before)",
    r"vérifi(?:er|ons|ez) que vous (?:êtes|n['’]êtes pas) un (?:humain|robot)",
    r"vérification de (?:la sécurité|votre navigateur)",
    r"überprüf(?:en|ung)[^.\n]{0,40}(?:mensch|browser)",
    r"zeichen (?:im|aus dem) bild|caracteres de la imagen|caractères de l['’]image|символы с картинки|kein automatisiertes programm",
    r"bestätigen sie,? dass sie (?:ein mensch|kein roboter) sind",
    r"verific(?:a|ar|ando|amos) que (?:eres|es|usted es|você é|no eres|não é) (?:un |um )?(?:humano|ser humano|robot|robô)",
    r"verifica di essere umano",
    r"подтвердите,? что (?:вы не робот|запросы отправляли вы|вы человек)",
    r"проверка (?:браузера|безопасности|вашего браузера)",
    r"проверяем ваш браузер",
    r"доступ.{0,30}проверк",
    r"insan olduğunuzu doğrulayın",
    r"robot olmadığınızı",
    r"(?:请|請)(?:完成|进行|通过|輸入|输入)(?:安全|人机|滑动|下列)?(?:验证|驗證|验证码|驗證碼)",
    r"(?:安全验证|人机验证|安全驗證|滑块验证|访问验证)",
    r"ロボットではありません|人間であることを確認|セキュリティ(?:チェック|確認)",
    r"사람인지 확인|로봇이 아닙니다|보안 (?:확인|검사)",
    r"تحقق من أنك (?:إنسان|لست)|لست برنامج روبوت|التحقق من أنك إنسان",
    r"ربات نیستید|تایید کنید که (?:ربات|انسان)",
    r"xác minh bạn là (?:con )?người",
    r"verifikasi bahwa anda (?:manusia|bukan robot)|bukan robot",
)

_CHALLENGE_TITLES = WordPattern(
    r"^(?:just a moment|attention required|one moment,? please|please wait|checking your browser|ddos-guard|security check(?:point)?|human verification|bot verification|robot check|captcha|recaptcha|client challenge|verify(?:ing)? (?:you are human|your browser)|are you (?:a )?(?:human|robot)|you are being redirected|pardon our interruption|access verification|vercel security checkpoint|making sure you(?:'|&#39;)re not a bot.?|un momento|un instant|einen moment|nur einen moment|один момент|bir dakika(?: lütfen)?|少々お待ちください|请稍候|請稍候|잠시만 기다려 ?주십시오|لحظة(?: من فضلك)?|un attimo|um momento|een ogenblik(?: geduld)?|jeszcze chwila|chwileczkę|ett ögonblick|et øyeblikk|et øjeblik|hetkinen|okamžik|moment prosím|egy pillanat|un moment|vă rugăm așteptați|зачекайте|почекайте|моля,? изчакайте|подождите|пожалуйста,? подождите|μια στιγμή|רק רגע|لحظه|tunggu sebentar|vui lòng chờ|รอสักครู่|しばらくお待ちください|잠시만(?:요| 기다리십시오| 기다려 주세요)?|checking (?:you are not a bot|your browser.{0,30})|challenge validation|robot or human|robot challenge screen|site verification|security verification|queue-it|warteraum|sala de espera|вы не робот|проверка|滑动验证页面|验证中心|检测中|百度安全验证|网站防火墙|知道创宇云安全|siteground captcha|접속 확인|radware captcha page|establishing a secure connection|wir stellen sicher,? dass sie kein bot sind|sicherheitsabfrage|安全验证|访问验证|人机验证|验证码)$",
    r"^.{0,20} ?re?captcha$",
    r"^.{0,40}waiting room(?: page)?$",
    r"^stackpath$",
)

_BLOCK_WORDS = WordPattern(
    r"you have been blocked",
    r"you(?:r (?:access|request|ip(?: address)?|connection)) (?:has been|was|is|have been) (?:temporarily |permanently |automatically )?(?:blocked|denied|rejected|banned|forbidden)",
    r"access to this (?:page|site|website|resource) has been (?:denied|blocked) because we believe",
    r"access to the .{0,40}(?:website|site) [^.\n]{0,60}has been (?:temporarily )?blocked",
    r"sorry,? you have been blocked",
    r"this website is using a security service to protect itself from online attacks\. the action you just performed",
    r"the requested url was rejected\. please consult",
    r"request unsuccessful\. incapsula incident",
    r"you don['’]t have permission to access [^\n]{0,200}on this server",
    r"you do not have permission to (?:access|view) this (?:page|resource|directory)",
    r"why have i been blocked|has banned (?:your ip|you|the ip)|(?:your|this) request (?:has been|was|is) (?:blocked|rejected|denied|refused)|the request is blocked|unauthorized (?:activity|request) (?:has been )?(?:detected|blocked)|(?:blocked|rejected) by (?:the |this |our )?(?:web ?site['’]?s |site['’]?s )?(?:security (?:policy|system|rules)|firewall)",
    r"using a vpn or (?:proxy|automated)|malicious activity (?:was |has been )?blocked|identified as a malicious|비정상적인 (?:트래픽|접근|접속)|(?:对|對)网站造成(?:安全)?威胁|策略阻断",
    r"violated the site['’]s security policy|suspicious (?:request|activity)[^.\n]{0,40}(?:block|reject|denied)|access to this (?:site|service) has been limited|security systems? (?:has |have )?(?:detected|blocked)|attack id:|something is blocking access|undeclared automated tool",
    r"access to this resource (?:on (?:the|this) server )?is denied|permission to view this directory|don['’]t have permission to access this resource|could not be found on this server\. this error was generated by mod_security",
    r"request blocked\.? (?:we can['’]t connect|we can not connect)",
    r"automated (?:access|requests|queries|tools?)[^.\n]{0,60}(?:blocked|denied|detected|not (?:allowed|permitted))",
    r"using automation tools to browse",
    r"(?:possible |suspected )?(?:misuse|abuse)[^.\n]{0,30} situation involving your",
    r"(?:web application firewall|\bwaf\b|mod_security|wordfence|sucuri website firewall)[^\n]{0,80}(?:block|denied|denied|forbidden)|(?:denied|blocked|protected|generated) by (?:the |a )?(?:web application firewall|wordfence|sucuri|\w+ waf\b)",
    r"your ip (?:address )?has been (?:flagged|blacklisted|listed)",
    r"banned (?:ip|access)",
    r"access denied[^\n]{0,200}\s+reference #\d+\.[0-9a-f]+",
    r"votre (?:accès|requête|adresse ip) a été (?:bloquée?|refusée?)",
    r"ihr(?:e anfrage| zugriff|e ip(?:-adresse)?) wurde (?:blockiert|gesperrt|abgelehnt)",
    r"(?:su|tu) (?:acceso|solicitud|ip) ha sido (?:bloquead[ao]|denegad[ao])",
    r"(?:seu|sua) (?:acesso|solicitação|ip) foi (?:bloquead[ao]|negad[ao])",
    r"ваш (?:ip(?:-адрес)?|доступ|запрос) (?:был )?(?:заблокирован|отклонен)",
    r"(?:ip adresiniz|erişiminiz) engellen",
    r"您的(?:请求|ip|访问|訪問|請求).{0,12}(?:被?拦截|被?阻断|已被(?:阻止|禁止|封)|疑似攻击)",
    r"您的请求带有不合法参数",
    r"تم (?:حظر|منع|رفض) (?:وصولك|طلبك|عنوان|الطلب|الوصول)",
    r"(?:anfrage|zugriff|verbindung|ip-adresse) (?:\S+ ){0,8}(?:abgelehnt|blockiert|gesperrt|geblockt)|(?:sicherheitssystem|firewall)[^.\n]{0,60}(?:abgelehnt|blockiert|verdächtig)|als verdächtig eingestuft",
    r"(?:système de sécurité|pare-feu)[^.\n]{0,60}(?:bloqué|refusé|rejeté)|(?:demande|requête|accès)[^.\n]{0,30} (?:bloquée?|refusée?|rejetée?) par|pas autorisé à accéder à cette",
    r"(?:sistema de (?:seguridad|segurança)|firewall|cortafuegos)[^.\n]{0,60}(?:bloque|deneg|rechaz)|(?:acceso|acesso|solicitud|solicitação|requisição)[^.\n]{0,40} (?:bloquead|denegad|negad|rechazad|rejeitad)[ao][^.\n]{0,40}(?:seguridad|segurança|firewall|reglas|regras)|atividade suspeita|actividad sospechosa",
    r"(?:richiesta|accesso)[^.\n]{0,30} (?:bloccat|negat|rifiutat)[ao][^.\n]{0,30}(?:sicurezza|firewall|sistema)|(?:żądanie|dostęp)[^.\n]{0,30} (?:zablokowan|odrzucon|zabronion)[aeyo]|(?:verzoek|toegang)[^.\n]{0,30} (?:geblokkeerd|geweigerd)",
    r"(?:запрос|ip-адрес|доступ к (?:сайту|ресурсу))[^.\n]{0,30} (?:отклон[её]н|заблокирован|внес[её]н в ч[её]рный)|системой защиты|(?:isteğiniz|talebiniz|erişiminiz)[^.\n]{0,40}(?:engellen|reddedil)|güvenlik duvarı",
    r"(?:リクエスト|アクセス)[^。\n]{0,20}(?:遮断|拒否|ブロック)|不正なアクセス|(?:访问|請求|请求)(?:行为)?(?:被|已被|已)(?:阻断|拦截|攔截|拒绝|拒絕|禁止)|攻击行为|安全威胁|(?:요청|접근|접속)이? (?:차단|거부)되",
)

_BLOCK_TITLES = WordPattern(
    r"^(?:error .{0,3})?(?:(?:error )?40[36].{0,3})?(?:access (?:denied|forbidden|blocked|to this page has been denied)|forbidden|request (?:rejected|blocked|denied)|you have been blocked|blocked request|ip blocked|bot detected|not acceptable!?|error 403|403|blocked|the request is blocked|forbidden request blocked|unauthorized activity has been detected|application firewall block page|web page blocked|ddos-guard|http 403|sucuri website firewall.{0,20}|.{0,30}used cloudflare to restrict access).{0,3}(?:\(?403\)?)?(?: error)?$",
    r"^(?:(?:error )?403.{0,3})?(?:zugriff (?:verweigert|gesperrt|nicht erlaubt)|accès (?:refusé|interdit)|acceso (?:denegado|prohibido|restringido)|acesso (?:negado|proibido)|accesso negato|toegang geweigerd|adgang nægtet|ingen (?:adgang|tilgang)|åtkomst nekad|pääsy (?:kielletty|evätty)|dostęp (?:zabroniony|zablokowany)|přístup (?:odepřen|zakázán)|prístup (?:zamietnutý|odmietnutý)|hozzáférés megtagadva|acces (?:interzis|refuzat)|pristup (?:odbijen|zabranjen)|dostop zavrnjen|η πρόσβαση απαγορεύεται|απαγορεύεται η πρόσβαση|достъпът е (?:отказан|забранен)|erişim (?:reddedildi|engellendi)|تم رفض الوصول|الوصول مرفوض|دسترسی (?:غیرمجاز|ممنوع)|גישה נדחתה|akses ditolak|truy cập bị từ chối|アクセスが拒否されました|アクセス拒否|접근 거부|접근이 거부되었습니다|禁止访问|拒绝访问|访问被拒绝|访问被拦截|访问受限|存取被拒)$",
    r"^(?:forbidden.{0,3}|.{0,3}403).{0,3}(?:access is denied)?$",
    r"^403\b.{0,20}forbidden$",
    r"^error (?:code )?1(?:005|006|007|008|010|012|020)$",
)

BOT_BLOCK_ROWS: tuple[SignalRow, ...] = (
    *_BOT_HEADER_ROWS,
    Phrase(
        "challenge-markup",
        Page.WAF_CHALLENGE,
        1.2,
        PagePart.SOURCE,
        _CHALLENGE_MARKUP,
        "scripts of known bot checks",
        until=BRIEF_PROSE,
    ),
    Phrase(
        "challenge-title", Page.WAF_CHALLENGE, 0.8, PagePart.TITLE_PART, _CHALLENGE_TITLES, "titles of known bot checks"
    ),
    Phrase(
        "challenge-words",
        Page.WAF_CHALLENGE,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _CHALLENGE_WORDS,
        "the page asks for proof of being human",
    ),
    Probe("small-captcha", Page.WAF_CHALLENGE, 0.8, _detect_small_captcha, "nothing but a captcha"),
    Phrase(
        "block-words",
        Page.WAF_BLOCK,
        1.0,
        PagePart.OWN_OR_HIDDEN,
        _BLOCK_WORDS,
        "the page states that the visitor was blocked",
    ),
    Phrase(
        "block-title",
        Page.WAF_BLOCK,
        1.0,
        PagePart.TITLE_PART,
        _BLOCK_TITLES,
        "the title states that access was refused",
    ),
    Phrase("block-heading", Page.WAF_BLOCK, 0.6, PagePart.HEADING, _BLOCK_TITLES, "a heading states nothing else"),
    Phrase(
        "incapsula-frame",
        Page.WAF_BLOCK,
        1.4,
        PagePart.SOURCE,
        WordPattern(r"<iframe[^>]{0,200}_incapsula_resource"),
        "the whole page is Imperva's frame",
    ),
)

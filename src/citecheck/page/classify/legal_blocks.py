"""Block pages of states, courts, providers, filters and regions.

Many are a picture or a frame and a sentence, in the language of the country. They come between reader and source and
prove nothing about the source, so it is never called dead.
"""

from __future__ import annotations

import re

from citecheck.model.page import Page
from citecheck.page.classify.signals import PagePart, Phrase, Probe, SignalRow, Traits, WordPattern

_NOTICE_FRAME = re.compile(
    r"^(?:https?:)?//(?:10\.|127\.|172\.(?:1[6-9]|2\d|3[01])\.|192\.168\.|[^/]*(?:block|deny|denied|warning|filter|safe|censor|restrict|forbid|clean(?:web|net)|positif|nawala)[^/]*)"
    r"|^(?:https?:)?//[^/]+/[^?]*(?:block|deny|denied|warning|restrict|forbid|landing)",
    re.IGNORECASE,
)
_NOTICE = 10_000
"""Letters of prose that a provider's own site may have around a notice."""
_BARE = 400
"""Letters below which a page with a frame or picture has no text of its own."""


def _detect_notice_frame(traits: Traits) -> str | None:
    """Detect a page that is only a frame from a private address or a host named for blocking."""
    if traits.document is None or traits.letters > _BARE:
        return None
    return next(
        (source for source in traits.document.all("iframe, frame", "src") if _NOTICE_FRAME.search(source.strip())), None
    )


def _detect_notice_refresh(traits: Traits) -> str | None:
    """Detect a stub that redirects the reader to such an address."""
    target = traits.next_url
    return target if target and traits.letters <= _BARE and _NOTICE_FRAME.search(target) else None


def _detect_notice_picture(traits: Traits) -> str | None:
    """Detect a page without title, script and text that is one picture: a notice as an image."""
    if traits.document is None or traits.letters > 0 or "<script" in traits.source.lower():
        return None
    pictures = traits.document.all("body img", "src")
    nameless = traits.title.lower() in ("", "untitled document", "untitled")
    return pictures[0][:80] if len(pictures) == 1 and nameless else None


_LEGAL_WORDS = WordPattern(
    # English, as providers write it for their country
    r"(?:site|website|page|content|url|access (?:has|is|was|denied|blocked|to (?:this|the|that))|web page|webpage|domain)[^.\n]{0,120} (?:blocked|restricted|prohibited|banned|suspended|forbidden|disabled|not permitted|ceased|denied|seized|unavailable)[^.\n]{0,80}(?:by|due to|pursuant to|under|in accordance with|as per|following|according to|upon|because of|in compliance with)[^.\n]{0,60} (?:order|court|government|goverment|ministry|law|laws|regulations?|regulator[sy]?|authorit(?:y|ies)|legislation|commission|department|directive|decree|instructions?|act\b|country|kingdom|republic)",
    r"not permitted by gove?rn?ment regulations?",
    r"blocked (?:by|under|pursuant to|on) (?:the |an? )?(?:order|instructions?|direction|.{0,12}(?:ministry|court|government|authority|regulator|department))",
    r"blocked by an order",
    r"(?:under|pursuant to|by|following|due to|of) (?:an? |the )?(?:order of (?:an? |the )?)?(?:high |federal |supreme )?court (?:order|ruling|injunction)|(?:ruling|order)s? (?:by|from|in) the (?:high |federal |supreme )?courts?\b",
    r"blocked as per (?:the )?(?:instructions?|orders?|directions?)",
    r"(?:surf|browse) safely!?\s*this (?:web)?site is not accessible",
    r"website (?:is|has been) blocked (?:as per|in|by|under|according)",
    r"this (?:domain|web ?site)(?: name)? has been seized",
    r"unavailable for legal reasons",
    r"content (?:is )?prohibited (?:in|under|by|for viewership)",
    r"violates the (?:laws|regulations) of",
    r"access restricted by",
    r"blocked by .{1,30}(?:parental controls?|safe ?web|broadband shield|homesafe|web ?safe|family ?safe)",
    r"parental controls?",
    r"you(?:['’]ve| have|) (?:got|need) to be over 18",
    r"safe ?web service",
    r"(?:by|of|from) (?:the )?(?:\w+ )?telecommunications? (?:regulatory )?(?:authority|commission)",
    r"not accessible in the (?:uae|kingdom|country)",
    r"blocked (?:site|website|page)\b",
    r"access to (?:the|this|that) (?:requested )?(?:url|site|page|web ?site|web ?page|resource|content) (?:is|has been) (?:not (?:allowed|permitted)|denied|blocked|restricted|forbidden|prohibited|disabled)",
    r"(?:site|website|page|content|url|web page|webpage|domain)[^.\n]{0,80} (?:blocked|restricted|prohibited|banned|unavailable|not available|not accessible)[^.\n]{0,40}(?:for (?:violati|breach|contraven)|as it (?:violat|contraven|breach)|contrary to)",
    r"(?:orders?|injunctions?|directions?|instructions?) (?:from|of|by|issued by|received from) (?:the |a |an )?(?:.{0,20}court|competent|government|ministry|department|regulator|judicial)",
    r"(?:court|government|ministry|regulat.{1,6}|authorit(?:y|ies)|legislation|by law)[^.\n]{0,100} (?:(?:blocked|restricted) (?:access|this|the (?:web)?site)|block access|prevent access|access (?:is (?:blocked|denied|not)|to (?:this|the|that) (?:\w+ )?(?:site|website|page|url|content|resource))|not accessible)",
    r"(?:site|page|content|url)[^.\n]{0,80} (?:blocked|prohibited|contravenes|violates)[^.\n]{0,60} (?:laws?|regulations?|code of practice|internet code|values|customs|regulator|court|act\b|authority|corporation|ministry|commission)[^.\n]{0,30}",
    r"you are not authori[sz]ed to access this (?:web ?page|site)|blocked by (?:the )?(?:national|regulator|telecom)|internet watch foundation|prevent access to this (?:site|website|page)|website blocked\b",
    r"stop! your (?:internet |web )?browser (?:has tried|tried|is trying)|sexual abuse of children",
    r"(?:content|site|page)[^.\n]{0,60} (?:restricted|blocked|prohibited) by law\b|(?:following|by) (?:a |an )?(?:\w+ )?directive",
    # Indonesian, Malay
    r"internet (?:sehat|positif|baik)",
    r"(?:situs|akses|halaman|laman)[^.\n]{0,120}(?:di ?blokir|diblok|terlarang|ditutup|dilarang|disekat|tidak (?:dapat|boleh|bisa) (?:di ?akses|dibuka))",
    r"menutup akses ke situs",
    r"(?:peraturan|surat edaran) menteri",
    r"trust ?positif|nawala",
    r"(?:melanggar|peraturan|berdasarkan) (?:peraturan )?(?:perundang-)?undang-undang|perundang-undangan",
    r"konten negatif|bermuatan negatif",
    r"situs terlarang",
    # Russian, Belarusian, Ukrainian, Kazakh
    r"доступ[^.\n]{0,120}(?:ограничен|заблокирован|запрещ[её]н|закрыт|прекращ[её]н|обмежено|заблоковано|абмежаваны)",
    r"(?:ограничен|закрыт|запрет|прекращ[её]н)[ао]? доступ",
    r"запрет доступа",
    r"(?:по решению (?:\S+ ){0,2}(?:суд|орган|роскомнадз|прокур|министер|власт|госуд|уполномоч|федеральн)|на основании (?:решения|федерального закона))",
    r"в соответствии с (?:требованиями )?(?:законодательств|федеральным)",
    r"(?:едином|единый|единого) реестр",
    r"ресурс[^.\n]{0,60}(?:заблокирован|запрещ[её]н)",
    r"федеральн\w+ спис\w+ экстремистских",
    r"реестр.{0,4} (?:запрещ|доменных|заблокир|сайтов)|внес[её]н в реестр",
    # Thai
    r"(?:ถูก)?ระงับการ(?:เผยแพร่|เข้าถึง|ให้บริการ)",
    r"ระงับ(?:เป็นการ)?ชั่วคราว",
    r"เว็บ(?:ไซต์|ไซด์)(?:นี้|ดังกล่าว)?.{0,30}(?:ถูกปิด|ถูกระงับ|ไม่เหมาะสม|ปิดกั้น)",
    r"(?:ปิด|ระงับ)\S{0,20} (?:\S{1,30} )?ตามคำสั่ง",
    r"อาชญากรรมทางเทคโนโลยี",
    # Arabic, Persian, Urdu, Turkish
    r"(?:تم|قد تم|تمّ) (?:حجب|حظر|منع|إيقاف)",
    r"(?:الموقع|الصفحة|المحتوى)[^.\n]{0,40}(?:محجوب|محظور|ممنوع|محجوبة)|الموقع[^.\n]{0,40}غير متاح",
    r"(?:حجب|حظر) (?:هذا )?(?:الموقع|الصفحة|الوصول)",
    r"الوصول إلى هذا الموقع[^.\n]{0,20}(?:غير مسموح|محظور|ممنوع)",
    r"عذرا[ً،]? ?.{0,20}(?:الموقع.{0,20}(?:محجوب|غير متاح)|الصفحة.{0,20}محجوب)",
    r"دسترسی به (?:این|سایت|تارنمای)[^.\n]{0,40}(?:مجاز|امکان|مسدود|فیلتر)",
    r"پیوندها",
    r"مسدود (?:شده|می)",
    r"(?:site|siteye|sitesine|sitesi|içeriğe|adresine)[^.\n]{0,120}(?:erişim[^.\n]{0,40}engel|engellen|kapatıl)",
    r"erişime engellen",
    r"(?:mahkemesi|hakimliği|sayılı kararı|5651)[^.\n]{0,120}(?:karar|engel|uyarınca)",
    r"koruma tedbiri",
    r"(?:الوصول|الدخول) إلى (?:هذا |هذه )?(?:الموقع|الصفحة|الرابط)[^.\n]{0,20}(?:غير مسموح|محظور|ممنوع|مقيد|غير متاح)|الموقع المطلوب غير متاح|غير متاح للتصفح",
    r"(?:idari|koruma) tedbir|telekomünikasyon",
    # Korean, Chinese, Japanese, Vietnamese
    r"불법[^\n]{0,14}(?:유해|차단)|(?:사이트|접속|정보).{0,20}차단|warning\.or\.kr|방송통신심의위원회",
    r"(?:根据|依據|依据)(?:相关|有关|相關)?(?:法律|法规|法規|政策).{0,30}(?:无法|不予|禁止|屏蔽|未予显示)|(?:网站|網站|域名).{0,16}(?:被封|封锁|封鎖|查封|未备案|暂停访问|停止访问|未经备案)",
    r"(?:児童ポルノ|違法).{0,20}(?:閲覧|アクセス).{0,12}(?:制限|ブロッキング|できません)",
    r"(?:trang web|website)[^.\n]{0,40} (?:bị chặn|đã bị chặn)",
    r"(?:הגישה|האתר)[^.\n]{0,40}(?:נחסמ|חסומ|נחסם)|(?:წვდომა|საიტ)[^.\n]{0,40}(?:შეზღუდულია|დაბლოკილია)|(?:sayta|sayt)[^.\n]{0,60}(?:məhdudlaşdır|bloklan)|imefungiwa|զրկված|արգելափակվ",
    # Western and southern Europe
    r"aus (?:urheber)?rechtlichen gründen (?:nicht|gesperrt)|(?:website|webseite|seite|zugang|zugriff)[^.\n]{0,100}(?:aufgrund|gemäss|gemäß|wegen)[^.\n]{0,80}gesperrt|clearingstelle urheberrecht",
    r"(?:vous êtes|avez été) redirigé[^.\n]{0,40}(?:avertissement|page officielle|site officiel|parce que)|l['’]accès à ce (?:site|contenu) (?:est|a été) (?:bloqué|interdit|suspendu)|doorverwezen naar deze|belgische wetgeving|législation belge",
    r"(?:siden|nettstedet|nettsiden|hjemmesiden|webbplatsen|webbsidan|sivusto\S*|pääsy)[^.\n]{0,60} (?:blokeret|blokkert|blockera[dt]s?|estetty)[^.\n]{0,60}(?:pålegg|beslut|domstol|tingrett|fogedret|tuomioistui|määräy|polis)",
    r"(?:prieiga|svetain|piekļuve|vietn|ligipääs|veebileh)[^.\n]{0,80}(?:užblokuot|bloķēt|blokeerit)|rejestru domen|(?:stránka|web|přístup|prístup)[^.\n]{0,80} (?:zablokován|zablokovan|blokován)[ao]?[^.\n]{0,80}(?:rozhodnutí|rozhodnutia|ministerstv|soud|súd|zákon)",
    r"(?:honlap|oldal|weboldal)[^.\n]{0,120} (?:határozat|hatóság)[^.\n]{0,60}(?:hozzáférhetetlen|elérhetetlen|blokkol|letilt)|accesul la (?:acest|această)[^.\n]{0,40} (?:blocat|restricționat|interzis)|(?:приступ|pristup)[^.\n]{0,60}(?:блокиран|забрањен|blokiran|zabranjen|onemogućen)",
    r"(?:ιστότοπος|ιστοσελίδα|ιστοχώρος|πρόσβαση)[^.\n]{0,80}(?:αποκλειστεί|αποκλειστει|αποκλεισ|απαγορ|διακοπ)[^.\n]{0,60}(?:απόφαση|επιτροπ|δικαστ)|доступ[^.\n]{0,60}(?:заборонен|обмежен|заблокован|заблакаван)|указу президента",
    r"(?:sitio|página|web)[^.\n]{0,60}no autorizad[oa] (?:para|por)|por requerimiento de la autoridad|em cumprimento de (?:ordem|decisão)",
    r"vous (?:êtes|avez été) redirigé vers ce site officiel",
    r"(?:gericht|behörd|urheber|gesetz)[^.\n]{0,80} (?:gesperrt|blockiert)",
    r"sottoposto a sequestro|in ottemperanza a|provvedimento di (?:inibizione|sequestro|blocco)",
    r"site(?:-ul)? nu este autorizat|jocuri de noroc",
    r"(?:site|accès|domaine|nom de domaine)[^.\n]{0,100} (?:bloqué|interdit|suspendu|saisi)[^.\n]{0,100}(?:justice|tribunal|judiciaire|administrative|autorité|ministère|loi|ordre|décision)",
    r"(?:sito|accesso|dominio|pagina)[^.\n]{0,100} (?:inibit|oscurat|bloccat|sequestrat|interdett)[oaie]",
    r"(?:ordine|decreto|provvedimento|disposizione)[^.\n]{0,60}(?:autorità|giudi|agcom|adm|aams|tribunale|procura)",
    r"(?:sitio|página|web|dominio|contenido|acceso)[^.\n]{0,100} (?:bloquead[oa]|restringid[oa]|intervenid[oa]|suspendid[oa])[^.\n]{0,100}(?:orden|autoridad|judicial|tribunal|ley|resolución|juzgado|requerimiento)",
    r"(?:site|página|acesso)[^.\n]{0,100} (?:bloquead[oa]|suspens[oa])[^.\n]{0,100}(?:ordem|autoridade|judicial|tribunal|lei|determinação)",
    r"(?:site|seite|webseite|domain|zugriff|zugang)[^.\n]{0,100} (?:gesperrt|blockiert|beschlagnahmt)[^.\n]{0,100}(?:gericht|behörd|gesetz|anordnung|staatsanwalt|urheber|recht)",
    r"(?:website|site|toegang)[^.\n]{0,100} (?:geblokkeerd|afgesloten)[^.\n]{0,100}(?:rechter|rechtbank|bevel|gerechtelijk)",
    r"(?:siden|side|hjemmeside|nettside|webbplats|domenet)[^.\n]{0,100} (?:blokeret|blokkert|blockera[dt]s?|sperret|beslaglagt)[^.\n]{0,100}(?:politi|ret|domstol|tingrett|fogedret|lov|myndig|polis)?",
    r"(?:strona|domena|stronę)[^.\n]{0,60} (?:zablokowana|zajęta)",
    r"(?:η πρόσβαση|πρόσβαση)[^.\n]{0,60} (?:απαγορ|διακοπ|αποκλε)",
    r"(?:сайт|достъпът|страница)[^.\n]{0,60} (?:блокиран|ограничен|спрян)",
    r"(?:a |az )?(?:honlap|oldal|weboldal)[^.\n]{0,60} (?:hozzáférhetetlen|letiltva|blokkol)",
)
_LEGAL_NAMES = WordPattern(
    r"^(?:blocked (?:site|website|page|url|content)|(?:site|website|page|url|content) (?:is )?(?:blocked|restricted)|block page|blocked|access restricted|restricted site|prohibited content)$",
    r"^(?:доступ (?:к .{1,30} )?(?:ограничен|заблокирован|запрещ[её]н|закрыт)|запрет доступа|(?:сайт|ресурс|страница) заблокирован[а]?)$",
    r"^(?:situs (?:terlarang|diblokir)|halaman (?:blokir|diblokir)|internet (?:positif|sehat)|akses diblokir)$",
    r"^(?:الموقع محجوب|موقع محجوب|تم حجب الموقع|erişim engellendi|erişime engellenmiştir|ce site est bloqué|site bloqué|sito bloccato|sitio bloqueado)$",
)
_LEGAL_TITLES = WordPattern(
    r"(?:blocked (?:site|website|page|url|content)|site blocked|website blocked|page blocked|^blocked$|block page|access restricted|restricted site|prohibited content|^(?:url|web ?site|content) (?:is )?(?:blocked|restricted)$|seized)",
    r"(?:доступ[^|]{0,40}(?:ограничен|заблокирован|запрещ[её]н)|запрет доступа|сайт заблокирован|ресурс заблокирован)",
    r"(?:internet (?:positif|sehat)|situs (?:terlarang|diblokir)|halaman (?:blokir|diblokir)|diblokir|trust ?positif)",
    r"(?:차단|불법·?유해)",
    r"(?:موقع محجوب|الموقع محجوب|محجوب|تم الحجب|پیوندها)",
    r"(?:erişim(?:e)? (?:engel|yasak)|engellenmiş)",
    r"(?:ถูกระงับ|ปิดกั้น|อาชญากรรมทางเทคโนโลยี)",
    r"(?:sito (?:bloccato|oscurato)|site bloqué|accès bloqué|sitio bloqueado|acceso bloqueado|seite gesperrt|zugang gesperrt)",
    r"^451\b",
)
_FILTER_WORDS = WordPattern(
    r"(?:blocked|denied|restricted|protected) by (?:contentkeeper|fortiguard|fortinet|netskope|zscaler|websense|forcepoint|barracuda|sophos|smoothwall|lightspeed|securly|opendns|cisco umbrella|bluecoat|blue coat|mcafee|sonicwall|palo alto|cleanbrowsing|adguard|nextdns|iboss|untangle|squidguard|dansguardian|e2guardian|pi-hole|k9|net ?nanny|kaspersky|bitdefender|eset|avast|quad9|cyren|trend micro|checkpoint|check point|watchguard|netsweeper)",
    r"violation of your internet usage policy|in accordance with company policy|not allowed to browse|threats?\.? (?:your|this) organi[sz]ation|has selected zscaler|access control configuration prevents|your organi[sz]ation(?:['’]s policy| does not allow)|category[^.\n]{0,40} is filtered|jugendschutzfilter|contrôle parental|control parental|controllo parentale|filtre parental|ouderlijk toezicht",
    r"(?:seite|website|zugriff)[^.\n]{0,60}(?:filter|richtlinie)[^.\n]{0,30}(?:gesperrt|blockiert)|web ?(?:page|site)? (?:filter|filtering) (?:violation|policy|block|service)",
    r"fortiguard (?:intrusion|web)",
    r"(?:website|site|page|domain|url)[^.\n]{0,60} blocked[^.\n]{0,40}(?:because of the following reason|due to|by)[^.\n]{0,40}(?:malicious|categor|policy|content filter|security)",
    r"unsafe website blocked",
    r"(?:blocked )?category ?(?:[:=|] ?.{3,80}[\n ]|\n.{3,80}\n)(?:policy|reason|user|client|url|source)\b",
    r"(?:dns|content|url|web) filter(?:ing)?(?: service| portal)",
    r"this (?:site|page|domain|website) (?:is|was|has been) (?:blocked|categorized|categorised|flagged)[^.\n]{0,60}(?:as|categor|polic|administrator|malware|phishing)",
    r"(?:your|the) (?:network|system|organi[sz]ation['’]?s?|company|school)[^.\n]{0,20}(?:administrator|policy|polic)[^.\n]{0,60}(?:block|restrict|prohibit|denie)",
    r"blocked by (?:your )?(?:network |system |it )?(?:administrator|organi[sz]ation|security policy|content filter|company)",
    r"you think this domain is incorrectly categor",
    r"(?:suspected )?(?:phishing|malware) (?:site|website) (?:ahead|blocked)",
    r"access (?:to this|denied)[^.\n]{0,60}(?:content filter|web filter|acceptable use policy)",
)
_FILTER_TITLES = WordPattern(
    r"(?:web ?filter|content ?filter|fortiguard|opendns|cisco umbrella|secure ?dns|dns filter|web page blocked|zscaler|netskope|websense|forcepoint|sophos|contentkeeper|netsweeper|site blocked by|security cloud)"
)
_FILTER_MARKUP = WordPattern(
    r"/webadmin/deny",
    r"netsweeper",
    r"fgd_icon|fortiguard",
    r"blockpage\.cgi\?ws-session",
    r"/cgi-bin/blockpage",
    r"block\.opendns\.com|malware\.opendns\.com|phish\.opendns\.com|umbrella\.cisco",
    r"gateway\.zscaler",
    r"policyblock|cfru=",
)

_GEO_WORDS = WordPattern(
    r"(?:not|n['’]t|isn['’]t|no longer|un)\s?(?:currently )?(?:available|accessible|offered|permitted|supported|viewable)[^.\n]{0,20} (?:in|to|at|from|for) (?:people in |users? (?:in|from) |visitors? (?:in|from) )?(?:your|this|the) (?:country|region|area|location|territory|jurisdiction|eu\b|european union)",
    r"(?:access|visit|connect|brows|located|you are|you appear|you seem)[^.\n]{0,60} (?:from|in) (?:a |the |your )?(?:country|region|location|jurisdiction|territory)[^.\n]{0,40} (?:that|which|where|does|is|are|not|we)[^.\n]{0,50} (?:not|n['’]t|restricted|blocked|prohibit)",
    r"(?:blocked|restricted|unavailable|not available)[^.\n]{0,30}(?:your|this) (?:country|region|geographic|location|area)",
    r"geo(?:graphic(?:al)?)?[- ]?(?:block|restrict|location restriction)",
    r"(?:country|region) (?:is )?(?:not supported|blocked|restricted)",
    r"due to (?:the )?(?:gdpr|general data protection regulation|european (?:union )?(?:privacy|data|regulation|law))",
    r"(?:european economic area|european union)[^.\n]{0,120}(?:cannot|can['’]t|\bnot\b|unable|unavailable|denied)",
    r"unavailable in (?:most european countries|your)",
    r"recognize you are attempting to access this website from a country",
    r"(?:n['’]est|ne sont|non) pas (?:disponible|accessible)s? (?:dans|depuis) votre (?:pays|région)",
    r"in (?:ihrem|deinem) (?:land|region)[^.\n]{0,40} nicht (?:verfügbar|zugänglich|erlaubt|abspielbar|abrufbar)",
    r"nicht (?:verfügbar|zugänglich)[^.\n]{0,20} in (?:ihrem|deinem|dieser) (?:land|region)",
    r"no (?:está|esta) (?:disponible|permitido)[^.\n]{0,20} en (?:tu|su) (?:país|región|ubicación)",
    r"não (?:está )?disponível[^.\n]{0,20} (?:no seu|em seu|na sua) (?:país|região|localização)",
    r"non (?:è )?disponibile[^.\n]{0,20} nel (?:tuo|suo) paese",
    r"(?:недоступ\w+|не доступ\w+)[^.\n]{0,30} в (?:вашем|вашей) (?:регионе|стране)",
    r"(?:ülkenizde|bölgenizde)[^.\n]{0,40}(?:kullanılam|mevcut değil|erişilem)",
    r"(?:您所在的?|你所在的?)(?:国家|地区|國家|地區|区域).{0,20}(?:无法|不可|不支持|不提供|無法|限制)",
    r"(?:お住まいの|お客様の|ご利用の)(?:国|地域).{0,24}(?:利用|視聴|アクセス).{0,10}(?:できません|いただけません)",
    r"(?:해당|귀하의|현재) (?:국가|지역).{0,20}(?:이용|접속|제공).{0,10}(?:없|않|불가)",
    r"(?:غير (?:متاح|متوفر)[ةه]?)[^.\n]{0,20} (?:في بلدك|في منطقتك|في دولتك)",
    r"only (?:works?|available|be (?:watched|viewed|accessed)|accessible) (?:in|from(?: within)?|to (?:users|people|visitors) in) (?:the )?(?:uk\b|u\.?k\.|us\b|u\.s\.|usa|united|eu\b|\w+)[^\n]{0,40}(?:rights|sorry|licen)?|cannot be (?:played|viewed|watched|shown) outside|(?:due to|for) (?:rights|licen[sc]ing) (?:issues|restrictions|reasons)|can only be (?:watched|viewed|accessed) from|(?:has )?not made (?:this|it) (?:\w+ )?available in your|access from your country|banned the country or region",
    r"(?:votre|ta) (?:position|localisation|zone) géographique|(?:nella|in) (?:tua|sua|questa) (?:area|zona|regione)[^.\n]{0,16}geografica|non (?:è )?disponibile (?:nella tua|nel tuo|in questo paese)|en (?:tu|su) (?:ubicación|zona|región|país)[^.\n]{0,12}geográfica",
    r"niet beschikbaar in (?:jouw|uw|dit) (?:land|regio)|(?:inte|ikke) tillgänglig\S* i (?:ditt|detta) (?:land|område)|ikke tilgængelig\S* i (?:dit|dette) land|ikke tilgjengelig\S* i (?:ditt|dette) land|ei ole (?:saatavilla|katsottavissa) (?:maassasi|alueellasi)",
    r"niedostępn\S* w (?:twoim|państwa|twoim) (?:kraju|regionie)|není (?:\S+ ){0,3}(?:dostupn\S+|k dispozici)[^.\n]{0,20}ve vaší zemi|ve vaší zemi dostupn|nem (?:elérhető|érhető el) az ön országában|nu este disponibil[ăe]? în (?:țara|regiunea)|δεν είναι διαθέσιμ\S+ στη (?:χώρα|περιοχή)",
    r"из-за пределов (?:российской федерации|рф|страны|россии)|(?:недоступ\w+|не доступ\w+|недоступен|недоступно)[^.\n]{0,30} (?:в|на) (?:вашем|вашей|данном|территории)|отключите (?:его|vpn)|недоступн\S+ у вашій (?:країні|регіоні)",
    r"(?:bulunduğunuz|olduğunuz) (?:ülke|bölge)|(?:お住まいの|ご利用の|お使いの)(?:国|地域|エリア)から|日本国外からの|版权(?:限制|原因).{0,20}(?:地区|无法)|không (?:khả dụng|có sẵn) (?:ở|tại) (?:quốc gia|khu vực)",
    r"tidak tersedia di (?:negara|wilayah) (?:anda|kamu)",
)
_GEO_TITLES = WordPattern(
    r"(?:not available in your (?:area|country|region|location)|geo-?(?:block|restrict)|region (?:blocked|not supported|restricted)|country (?:blocked|not supported)|unavailable in your|451: unavailable)"
)

LEGAL_BLOCK_ROWS: tuple[SignalRow, ...] = (
    Probe("notice-frame", Page.LEGAL_BLOCK, 1.1, _detect_notice_frame, "the page is a frame of a blocking host"),
    Probe("notice-refresh", Page.LEGAL_BLOCK, 1.1, _detect_notice_refresh, "a stub that leads to a blocking host"),
    Probe("notice-picture", Page.LEGAL_BLOCK, 1.0, _detect_notice_picture, "a notice as one picture, without a title"),
    Phrase(
        "legal-words", Page.LEGAL_BLOCK, 1.0, PagePart.OWN_OR_HIDDEN, _LEGAL_WORDS, "a state, court or provider blocks"
    ),
    Phrase("legal-title", Page.LEGAL_BLOCK, 0.8, PagePart.TITLE, _LEGAL_TITLES, "the title says blocked by order"),
    Phrase(
        "legal-name",
        Page.LEGAL_BLOCK,
        1.2,
        PagePart.TITLE_PART,
        _LEGAL_NAMES,
        "the title is that of a notice and no headline",
        until=_NOTICE,
    ),
    Phrase("filter-words", Page.FILTER_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _FILTER_WORDS, "a filtering product blocks"),
    Phrase("filter-title", Page.FILTER_BLOCK, 0.7, PagePart.TITLE, _FILTER_TITLES, "a filtering product's title"),
    Phrase("filter-markup", Page.FILTER_BLOCK, 0.6, PagePart.SOURCE, _FILTER_MARKUP, "a filtering product's markup"),
    Phrase("geo-words", Page.GEO_BLOCK, 1.1, PagePart.OWN_OR_HIDDEN, _GEO_WORDS, "not offered where the reader is"),
    Phrase("geo-title", Page.GEO_BLOCK, 1.0, PagePart.TITLE, _GEO_TITLES, "the title says so"),
)

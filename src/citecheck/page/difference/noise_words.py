"""The words of counters, time stamps, banners, labels and correction notes, by language.

Each row is a part of a regular expression that must match at a word's start; order does not matter. A missing language
costs a false alarm, a wrong word costs a missed edit, so words that open ordinary sentences are left out.
"""

from __future__ import annotations

COUNTED: dict[str, str] = {
    "en": "views?|visits?|reads?|hits|likes?|shares?|comments?|repl(?:y|ies)|followers?|subscribers?|votes?|upvotes?"
    "|points?|times|retweets?|reposts?|reactions?|downloads?|favou?rites?|favs?|plays|users?|members?|thoughts?"
    "|responses?|claps?|bookmarks?|min(?:ute)?s? read|people",
    "fr": "vues?|lectures?|consultations?|commentaires?|partages?|abonnés",
    "de": "aufrufe|kommentare?|mal (?:gelesen|geteilt)|leser|abonnenten|min(?:uten|\\.)? lesezeit",
    "es": "vistas|visitas|lecturas|comentarios?|compartidos?|seguidores",
    "pt": "visualizações|comentários?|compartilhamentos?",
    "it": "visualizzazioni|commenti|condivisioni|letture",
    "nl": "weergaven|reacties",
    "da no sv": "visninger|visningar|kommentarer",
    "pl": "wyświetle(?:ń|nia)|komentarz(?:y|e)|odsłon",
    "ru": "просмотр(?:ов|а|ы)?|комментари(?:ев|я|й)|прочтений",
    "uk": "переглядів|коментар(?:ів|і|я)",
    "tr": "görüntülenme|okunma|yorum",
    "el": "προβολές|σχόλια",
    "ar": "مشاهد(?:ة|ات)|تعليق(?:ات|ا|ًا)?",
    "hi": "बार देखा गया|टिप्पणियाँ",
    "zh": "次浏览|阅读量?|评论|次观看|点赞|浏览量?",
    "ja": "回の?(?:再生|視聴|閲覧)|コメント|閲覧数?|いいね",
    "ko": "조회|댓글",
    "vi id": "lượt xem|bình luận|dilihat|komentar|kali",
}
"""What a counter counts."""

SHARED: dict[str, str] = {
    "": "facebook|twitter|tweet|whatsapp|linkedin|pinterest|reddit|telegram|xing|e-?mail|vk",
    "en": "share|shared|like|pin",
    "de": "teilen|geteilt|gefällt mir",
    "fr": "partager|partagé|j['’]aime",
    "es pt it": "compart(?:ir|ilhar|ido)|me gusta|condividi|mi piace",
    "nl da no sv": "delen|del|dela|synes godt om",
    "pl cs": "udostępnij|lubię to|sdílet",
    "ru uk": "поделит(?:ься|ес)|поделились|поділи(?:тися|лися)|нравится|репост(?:ов|ы)?",
    "tr el": "paylaş|beğen|κοινοποίηση",
    "zh ja ko": "分享|转发|点赞|シェア|いいね|공유",
}
"""The names of buttons that share a page, each before its counter."""

TIMES = "times|mal|fois|veces|vezes|volte|keer|gange|gånger|razy|раз(?:а)?|kez|φορές|kali"
"""What may come after the number of times that something was done."""

COUNT_OPENERS = (
    "(?:viewed|read|seen|opened|accessed|visited|downloaded)(?: by)?|favou?rited by|posted"
    "|gelesen|aufgerufen|besucht|geöffnet|vue?|lue?|consultée?|vist[oa]|leíd[oa]|visitad[oa]|lid[oa]|acessad[oa]"
    "|lett[oa]|visitat[oa]|bekeken|gelezen|vist|læst|lest|lästs?|visats|czytan[oya]|wyświetlon[oya]"
    "|просмотр(?:ов|ы)|прочитан[оа]?|прочли|okundu|görüntülendi|阅读|조회수?"
)
"""What may come before the number, or after it in a sentence on how often the page was visited."""

MULTIPLES = "k|m|mn|mln|mio|mil|tys|rb|jt|тыс|млн|万|萬|億|亿|만"
"""What may come between the number and the thing counted."""

AGO: dict[str, str] = {
    "en": r"just now|(?:\d+|an?|one)\s+(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\.?\s+ago"
    r"|\d+\s?(?:[smhdwy]|mo|hrs?|mins?)\.?\s+ago",
    "de": r"vor\s+(?:\d+|eine[mr])\s+(?:sekunde|minute|stunde|tag|woche|monat|jahr)\w*",
    "fr": r"il y a\s+\S+\s+\w+",
    "es pt": r"(?:hace\s+\S+|há\s+\d+)\s+\w+",
    "it nl da sv": r"\d+\s+\w+\s+(?:fa|geleden|siden|sedan)",
    "pl tr": r"\d+\s+\w+\s+(?:temu|önce)",
    "ru uk": r"\d+\s+\w+\s+(?:назад|тому)",
    "el ar": r"πριν\s+\d+\s+\w+|منذ\s+\d*\s*\w+",
    "zh": r"\d+\s*(?:分钟|小时|天|个月|年)前",
    "ja": r"\d+\s*(?:分|時間|日|か月|年)前",
    "ko": r"\d+\s*(?:분|시간|일|개월|년)\s*전",
}
"""Relative times: they change although nobody edits the page."""

STAMPED: dict[str, str] = {
    "en": "(?:date |page |article |story |this (?:page|article|story) was )?(?:last |first )?"
    "(?:updated?|modified|edited|reviewed|published|posted|changed|generated|retrieved)"
    "|today(?: is)?|(?:current|local) time",
    "de": "(?:diese seite wurde )?(?:zuletzt|letzte (?:aktualisierung|änderung|bearbeitung)"
    "|aktualisiert|stand|veröffentlicht|geändert)|heute(?: ist)?|uhrzeit|ortszeit",
    "fr": "mise? à jour|(?:la )?dernière (?:mise à jour|modification)(?: de cette page)?|publiée?|modifiée?"
    "|nous sommes le|aujourd['’]hui",
    "es": "actualizad[oa]|(?:última )?(?:actualización|modificación)|publicado|esta página se editó|hoy(?: es)?",
    "pt": "(?:última )?atualiza(?:do|da|ção)|publicado|esta página foi editada",
    "it": "aggiornat[oa]|ultim[oa] (?:aggiornamento|modifica)|pubblicato|questa pagina è stata modificata",
    "nl": "(?:laatst )?bijgewerkt|laatste (?:update|wijziging)|gepubliceerd",
    "da no sv": "(?:sist |sidst |senast )?(?:opdateret|oppdatert|uppdaterad|publisert|publicerad)",
    "pl": "zaktualizowano|(?:ostatnia |data )?aktualizacj[ai]|opublikowano",
    "ru uk": "(?:последнее |дата )?обновлен(?:о|ие|ия|ы)|опубликовано|оновлено|изменено|сегодня|сьогодні",
    "tr": "(?:son )?güncelle(?:me|nme)|yayınlanma",
    "el ar": "(?:τελευταία )?ενημέρωση|ενημερώθηκε|δημοσίευση|δημοσιεύθηκε|آخر تحديث",
    "zh": "(?:最后|最近)?(?:更新|修改)(?:时间|日期|于)?|发布(?:时间|于)?",
    "ja ko": "(?:最終)?更新(?:日時?|時刻)?|公開日|(?:최종 ?)?(?:업데이트|수정|입력)",
}
"""How a line with the date of the last update begins, or how it ends after the date."""

READING: dict[str, str] = {
    "en": "(?:read(?:ing)? time|time to read|listen)",
    "de nl": "lesezeit|lesedauer|leestijd",
    "fr": "(?:temps de )?lecture",
    "es pt it": "tiempo de lectura|tempo de leitura|tempo di lettura",
    "da no sv pl": "læsetid|lesetid|lästid|czas czytania",
    "ru uk": "время чтения|час читання",
    "tr el": "okuma süresi|χρόνος ανάγνωσης",
}
"""Names of the time that a text takes to read, which the page computes."""

MACHINERY: dict[str, str] = {
    "en": "your browser (?:does not|doesn['’]t) support|please (?:enable|turn on) javascript|loading\\b"
    "|(?:this|the) (?:video|content|file) (?:is not|isn['’]t|cannot be|could not be)|something went wrong"
    "|an error (?:has )?occurred|thank(?:s| you) for (?:your feedback|subscribing|signing up)"
    "|was this (?:page|article|information) (?:helpful|useful)|(?:sign|log) in (?:or|to (?:comment|continue|read|view))"
    "|already (?:a subscriber|have an account)|you have \\S+ (?:free )?(?:articles?|stories) (?:left|remaining)"
    "|this (?:article|story|page) is more than \\S+ \\w+ old|download (?:the |this )?pdf\\b"
    "|we want to hear from you|support (?:our|independent) journalism|register (?:for free|now)"
    "|(?:story|article) continues|scroll (?:down )?(?:to|for)|click (?:here )?to (?:share|print|expand|enlarge|play)",
    "de": "ihr browser unterstützt|bitte aktivieren sie javascript|war dieser artikel"
    "|empfohlener (?:externer )?inhalt|externer inhalt|lesen sie jetzt weiter|mit klick auf"
    "|artikel anhören|bitte versuchen sie es",
    "fr": "votre navigateur ne|il vous reste \\S+ (?:%\\s*)?(?:de cet article|articles?)"
    "|cet article vous a|la suite est réservée|la suite après|article réservé|écouter (?:cet )?article",
    "es pt it": "regístrate (?:gratis )?para|inicia sesión para|su navegador no|seu navegador não"
    "|il tuo browser non|accedi per",
    "nl da no sv": "uw browser ondersteunt|log in om|din browser|logg? ind? for|logga in för",
    "pl": "dalsza część|zaloguj się|twoja przeglądarka",
    "ru uk": "ваш браузер не|войдите,? чтобы|увійдіть,? щоб",
    "tr el ja zh": "tarayıcınız|συνδεθείτε για|お使いのブラウザ|登录后",
}
"""How a line of interface text begins: players, forms, meters of free articles."""

PARTNERS: dict[str, str] = {
    "en": r"(?:partners|vendors)\b.*\b(?:device|advertis)",
    "de": r"partner\b.*\bgerät",
    "fr": r"partenaires\b.*\b(?:appareil|terminal)",
    "es pt it": r"(?:socios|parceiros|partner|fornitori)\b.*\bdispositiv[oi]",
    "nl da no sv": r"partner[es]*\b.*\b(?:apparaat|enhe[dt]|enheten)",
    "pl ru uk": r"partner\w*\b.*\burządzeni|партн[её]р\w*\b.*устройств|партнер\w*\b.*пристро",
    "tr el": r"ortak\w*\b.*\bcihaz|συνεργάτ\w*\b.*συσκευ",
    "zh ja": "合作伙伴.*设备|パートナー.*(?:デバイス|端末)",
}
"""Who stores data where, in the banners of the advertising industry (IAB TCF 2.2); their number changes."""

CONSENT = r"\bcookies?\b|[\u3040-\u9fff]cookies?|\bgdpr\b|クッキー|кук[иі]|ملفات تعريف الارتباط|饼干"
"""What a consent banner is about."""

CONSENT_ASKS: dict[str, str] = {
    "en": "accept|agree|consent|allow|click|continu|preferences|settings",
    "zh ja ar": "同意|接受|続行|توافق",
    "de": "zustimm|akzeptier|einverstanden",
    "fr it es pt": "accepte|continuant|accett|acept|aceit",
    "nl da no sv": "akkoord|accepter|godta|godkänn",
    "pl": "akcept|zgod",
    "ru uk": "соглаша|прийма|погодж",
    "tr el": "kabul|αποδ",
}
"""What a consent banner asks for; beginnings of words."""

LABELS: dict[str, str] = {
    "en": "advertisement|sponsored|read more|share|print|skip to (?:main )?content",
    "de": "anzeige|werbung",
    "fr es pt it": "publicité|publicidade?|pubblicità",
    "nl da no sv pl": "advertentie|reklam[ae]?|annonse?",
    "ru el ar": "реклама|διαφήμιση|إعلان",
    "zh ja ko": "广告|広告|광고",
}
"""Whole lines that name an advertisement or a control."""

ELSEWHERE: dict[str, str] = {
    "en": r"(?:read|see|related|watch|listen)(?: more| also| next)?(?: stor(?:y|ies)| articles?)?(?=\s*[:>|»–-])"
    "|(?:also|more) (?:read|on this|from)|read (?:more|also)|see also"
    "|you (?:may|might) (?:also )?(?:like|be interested)"
    r"|(?:most read|recommended|trending(?: now)?)(?=\s*:)",
    "de": "lesen sie (?:auch|hier|mehr)|mehr zum thema|auch interessant|siehe auch|meistgelesen"
    "|das könnte (?:sie|dich) auch interessieren",
    "fr": "(?:à )?lire aussi|à lire|voir aussi|sur le même sujet|les plus lus|vous aimerez aussi",
    "es": "le[ae]r? (?:también|más)|lee también|te puede interesar|ver también|lo más leído",
    "pt it": "lei[ae] (?:também|mais)|veja também|leggi anche|vedi anche",
    "nl da no sv": "lees (?:ook|meer)|læs også|les også|läs (?:också|även|mer)",
    "pl": "czytaj (?:też|także|więcej)|zobacz (?:też|także)|przeczytaj",
    "ru uk": "читайте та(?:кже|кож)|самое читаемое|смотрите также|по теме|дивіться також",
    "tr el ar": "ayrıca (?:bakınız|okuyun)|διαβάστε (?:επίσης|ακόμη|ακόμα)|اقرأ أيضا",
    "zh ja ko": "相关(?:阅读|新闻)|延伸阅读|関連記事|あわせて読みたい|관련 ?기사",
}
"""How a line that points to another article begins; applied only to blocks with a link in them."""

LINK_REMARKS: dict[str, str] = {
    "en": r"external(?: link| website)?|(?:this link )?opens in (?:a )?new (?:window|tab)",
    "de": "externer link|öffnet (?:sich )?in (?:einem )?neue[nm] (?:fenster|tab)",
    "fr": "lien externe|nouvelle fenêtre|s['’]ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)",
    "es pt it": "enlace externo|se abre en una (?:ventana nueva|nueva ventana)|link externo|link esterno",
    "nl da no sv": "externe link|opent in (?:een )?nieuw (?:venster|tabblad)|eksternt link|extern länk",
    "pl ru uk": "link zewnętrzny|внешняя ссылка|зовнішнє посилання",
}
"""Remarks on links for readers who cannot see them, in brackets or after a comma."""

OFFERS: dict[str, str] = {
    "en": "follow|sign up|subscribe|join|like us|find us|get (?:the|our|your)|receive (?:the|our)",
    "de": "folgen|(?:jetzt )?(?:unseren |den )?newsletter (?:abonnier|bestell)|abonnier",
    "fr": "suivez|abonnez|recevez|inscrivez",
    "es pt it": "síguenos|suscr|regístr|recib[ae]|siga|inscreva|subscreva|receba|segui|iscri|ricevi",
    "nl da no sv": "volg|abonne|meld u|ontvang|følg|tilmeld|meld deg|följ|prenumerera",
    "pl ru uk": "obserwuj|zapisz się|подпи[сш]|підпи[сш]",
    "tr el zh ja": "takip|bültenimize|ακολουθήστε|εγγραφείτε|关注|订阅|登録|ニュースレター",
    "ar": "اشترك|تابع",
}
"""What an offer to follow asks for, at the beginning of a sentence."""

CHANNELS = (
    r"\b(?:newsletters?|inbox|facebook|twitter|instagram|telegram|whatsapp|youtube|tiktok|linkedin"
    r"|google (?:news|новости)|rss|podcasts?|boletín"
    r"|nieuwsbrief|nyhetsbrev|nyhedsbrev|bülten(?:imize|i)?|рассылк[уи]|телеграм|نشرتنا)\b"
    "|ニュースレター|新闻通讯|公众号"
)
"""Where an offer asks the reader to follow."""

AUDIENCE: dict[str, str] = {
    "en": "readers|subscribers|supporters|followers|users",
    "de": "leser(?:innen)?|abonnent(?:en|innen)|unterstützer(?:innen)?|nutzer(?:innen)?",
    "fr": "lecteurs|lectrices|abonnés|utilisateurs|donateurs",
    "es pt": "lector[ea]s|leitores|suscriptor[ea]s|assinantes|usuarios|socios",
    "it": "lettori|abbonati|iscritti|utenti|sostenitori",
    "nl da no sv": "lezers|abonnees|læsere|lesere|läsare|abonnenter|prenumeranter|gebruikers",
    "pl": "czytelni(?:ków|cy|kom)|subskrybentów|użytkowników",
    "ru uk": "читател(?:ей|и|я)|подписчик(?:ов|и|а)|пользователей|читачів|підписників",
    "tr el": "okur|okuyucu|abone|kullanıcı|αναγνώστες|συνδρομητές",
    "zh ja ko": "位读者|名读者|位用户|人の読者|명의 독자",
}
"""Whom a site counts in its offers, after the number."""

CLOAKED: dict[str, str] = {
    "en": "this e-?mail address",
    "de": "diese e-?mail-?adresse",
    "fr": "cette adresse e-?mail|cet e-?mail",
    "es": "esta dirección (?:de correo|electrónica|de e-?mail)",
    "pt": "(?:o|este) endereço (?:de e-?mail|eletr[ôó]nico)",
    "it": "(?:questo )?indirizzo (?:di )?e-?mail",
    "nl": "dit e-?mailadres",
    "da no sv": "denne e-?mail-?adressen?|denne e-postadressen|(?:den här )?e-postadressen",
    "pl cs": "ten adres (?:pocztowy|e-?mail)|tato (?:e-?mailová )?adresa",
    "ru uk": "(?:этот )?адрес электронной почты|(?:ця )?електронна адреса",
    "tr el": "bu e-?posta adresi|αυτή η διεύθυνση (?:ηλεκτρονικού|e-?mail)",
}
"""How the notice begins that takes the place of an address until a script has run."""

AT_SIGNS: dict[str, str] = {
    "en de it": r"at|@|ät|a\.?t\.?",
    "fr es pt": "arobase|arob|arroba|chez",
    "nl da no sv pl": "apenstaartje|snabel-?a|małpa",
    "ru": "собака",
}
"""Words in brackets for the sign of an e-mail address."""

DOTS: dict[str, str] = {
    "en nl": "dot|punt",
    "de da no sv": r"punkt|\.",
    "fr es pt it": "point|punto|ponto",
    "pl ru": "kropka|точка",
}
"""Words in brackets for the dots of its domain."""

CORRECTIONS: dict[str, str] = {
    "en": "correction|corrected|clarification|erratum|editor['’]s note|an earlier version"
    r"|previous version of this|retract\w*|expressions? of concern|withdrawn:",
    "de": "korrektur|korrigiert|berichtigung|in einer früheren (?:version|fassung)",
    "fr": "rectificati(?:f|on)|précision|une version précédente|rétractation",
    "es": "corrección|rectificación|fe de errores|una versión anterior|retractación",
    "pt it": "correção|errata|rettifica|retratação|ritrattazione",
    "nl da sv": "correctie|rectificatie|rettelse|rättelse",
    "pl": "sprostowanie|korekta",
    "ru uk": r"исправлен\w*|опровержение|уточнение|поправка|виправлен\w*",
    "tr el ar": "düzeltme|διόρθωση|تصحيح",
    "zh ja ko": "更正|訂正|정정",
}
"""Words of a note that corrects the page."""

THIS_TEXT: dict[str, str] = {
    "en": r"(?:this|the|our) (?:article|paper|study|story|report|post|page|chapter|preprint|publication)\b"
    r"|article (?=has|is|was|withdrawn)",
    "de": r"(?:diese[rsnm]?|de[rnms]|die|das) (?:artikel|beitrag|aufsatz|text|bericht|studie|arbeit|seite|meldung)s?\b",
    "fr": r"(?:cet article|cette (?:étude|publication|page)|ce (?:texte|rapport)|l['’](?:article|étude))\b",
    "es": r"(?:este|el) (?:artículo|estudio|texto|informe|trabajo)\b|(?:esta|la) (?:noticia|página|publicación)\b",
    "pt": r"(?:este|o) (?:artigo|estudo|texto|relatório|trabalho)\b|(?:esta|a) (?:notícia|página|publicação)\b",
    "it": r"(?:questo|il) (?:articolo|studio|testo|rapporto|lavoro)\b|quest['’]articolo\b|l['’]articolo\b"
    r"|(?:questa|la) (?:notizia|pagina|pubblicazione)\b",
    "nl": r"(?:dit|het) (?:artikel|bericht|rapport|onderzoek)\b|(?:deze|de) (?:studie|pagina|publicatie)\b",
    "da no": r"(?:denne|dette) (?:artikel|artikkelen|studie|studien|side|siden|indlæg|innlegget)\b"
    r"|artik(?:len|kelen)\b",
    "sv": r"(?:den här|denna) (?:artikeln?|studien?|sidan?)\b|artikeln\b",
    "pl cs": r"(?:ten |niniejszy )?artykuł\b|(?:to )?badanie\b|(?:tento )?článek\b",
    "fi": r"(?:tämä )?artikkeli\b|(?:tämä )?tutkimus\b",
    "ru uk": r"(?:эта |данная |настоящая |ця )?(?:статья|статью|стаття|статтю)\b|(?:этот )?(?:материал|матеріал)\b",
    "tr el": r"bu (?:makale|yazı|haber|çalışma)\b|(?:το|αυτό το) άρθρο\b",
    "ar": r"(?:هذا |هذه )?(?:المقال|المقالة|الدراسة)\b",
    "zh ja ko": "(?:本|此|该|這|这)篇?(?:文章?|论文|論文|報導|报道)|(?:この|本)(?:記事|論文|ページ)"
    r"|이 (?:기사|논문|글)",
}
"""How a note names the text that it is in."""

BYLINES: dict[str, str] = {
    "en": "by|written by|text by|words by|report by|story by|author:",
    "de": "von|text:|autor(?:in)?:|ein bericht von|bericht von",
    "fr": "par|propos recueillis par|auteur :|auteur:",
    "es pt": "por|texto:|autora?:|escrito por",
    "it": "di|a cura di|testo di",
    "nl da no sv": "door|af|av|tekst:|text:",
    "pl cs": "autor(?:ka)?:|tekst:|opracował[ao]?:?|text:",
    "fi hu": "teksti:|írta:|szerző:",
    "ru uk": "автор:|текст:",
    "tr el": "yazan:|haber:|του|της",
    "ar": "بقلم|كتب[تْ]?",
    "zh ja ko": "记者|記者|作者|文[/／]|文:|文：|글",
}
"""What opens a line that names the author."""

AMENDED: dict[str, str] = {
    "en": r"(?:withdr[ae]wn?|retracted|amended|corrected|clarified|taken down|removed)\b",
    "de": r"(?:zurückgezogen|berichtigt|korrigiert|richtiggestellt|entfernt|nachträglich)\b"
    r"|(?:zieht|zog) .{0,40}zurück\b",
    "fr": r"(?:retiré|rétracté|corrigé|rectifié|amendé)e?\b",
    "es": r"(?:retirad|retractad|corregid|rectificad|enmendad)[oa]\b",
    "pt": r"(?:retirad|retratad|corrigid|retificad|despublicad)[oa]\b",
    "it": r"(?:ritirat|ritrattat|corrett|rettificat)[oa]\b",
    "nl": r"(?:ingetrokken|teruggetrokken|gecorrigeerd|gerectificeerd|verwijderd)\b",
    "da no": r"(?:trukket tilba[gk]e|rettet|korrigeret|korrigert|fjernet)\b",
    "sv": r"(?:dragits tillbaka|dragit tillbaka|återkallats|rättats|korrigerats|tagits bort)\b",
    "pl cs": r"(?:wycofan|poprawion|sprostowan|skorygowan)[yaeo]\b|(?:stažen|opraven|odvolán)[ao]?\b",
    "fi": r"(?:vedetty (?:pois|takaisin)|peruutettu|oikaistu|korjattu)\b",
    "ru uk": r"(?:отозван|исправлен|снят|отредактирован|відкликан|виправлен)[аоы]?\b",
    "tr el": r"geri çekil\w*|düzeltil\w*|(?:αποσύρθηκε|ανακλήθηκε|διορθώθηκε)\b",
    "ar": r"(?:تم )?(?:سحب|تصحيح)\b",
    "zh ja ko": "撤[稿回销銷]|撤下|更正|訂正|取り下げ|철회|정정",
}
"""What a note says was done to the text: it was withdrawn or corrected; an update alone is a stamp."""

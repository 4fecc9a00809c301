"""The words by which counters, stamps, banners, labels and correction notes announce themselves, language by language.

Each row is a part of a regular expression that must match at a word's start; order does not matter. A missing
language costs a false alarm, a wrong word costs a missed edit, so words that open ordinary sentences stay out.
"""

from __future__ import annotations

COUNTED: dict[str, str] = {
    "en": "views?|visits?|reads?|hits|likes?|shares?|comments?|repl(?:y|ies)|followers?|subscribers?|votes?|upvotes?"
    "|points?|times|retweets?|reposts?|reactions?|downloads?|favou?rites?|favs?|plays|users?|members?|thoughts?"
    "|responses?|claps?|bookmarks?|min(?:ute)?s? read",
    "fr": "vues?|lectures?|commentaires?|partages?|abonnés",
    "de": "aufrufe|kommentare?|mal gelesen|leser|abonnenten",
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
    "ar": "مشاهدات?|تعليقات",
    "hi": "बार देखा गया|टिप्पणियाँ",
    "zh": "次浏览|阅读|评论|次观看",
    "ja": "回の再生|コメント|閲覧",
    "ko": "조회|댓글",
    "vi id": "lượt xem|bình luận|dilihat|komentar|kali",
}
"""What a counter counts."""

COUNT_OPENERS = "viewed|read|seen|favou?rited by|posted|vu|gelesen|visto|просмотр(?:ов|ы)|阅读|조회수?"
"""What may stand before the number."""

MULTIPLES = "k|m|mn|mln|mio|mil|tys|rb|jt|тыс|млн|万|萬|億|亿|만"
"""What may stand between the number and the thing counted."""

AGO: dict[str, str] = {
    "en": r"just now|(?:\d+|an?|one)\s+(?:sec(?:ond)?|min(?:ute)?|hour|hr|day|week|month|year)s?\.?\s+ago",
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
"""Relative times: they change without anybody's doing."""

STAMPED: dict[str, str] = {
    "en": "(?:page |article |story |this page was |first )?(?:last )?"
    "(?:updated?|modified|edited|reviewed|published|posted)",
    "de": "aktualisiert|zuletzt|stand|veröffentlicht",
    "fr": "mise? à jour|dernière (?:mise à jour|modification)|publiée?",
    "es": "actualizado|última (?:actualización|modificación)|publicado",
    "pt it": "atualizado|aggiornato|ultimo aggiornamento|pubblicato",
    "nl da no sv": "bijgewerkt|gepubliceerd|opdateret|oppdatert|publisert|uppdaterad|publicerad",
    "pl": "zaktualizowano|aktualizacja",
    "ru uk": "обновлено|опубликовано|оновлено",
    "tr el ar": "güncelle(?:me|nme)|ενημέρωση|δημοσίευση|آخر تحديث",
    "zh ja ko": "更新|发布|最終更新|업데이트",
}
"""What a line with the date of the last update opens with."""

CONSENT = r"\bcookies?\b|\bgdpr\b|クッキー|кук[иі]|ملفات تعريف الارتباط|饼干"
"""What a consent banner is about..."""

CONSENT_ASKS: dict[str, str] = {
    "en": "accept|agree|consent|allow|click|continu|preferences|settings",
    "de": "zustimm|akzeptier|einverstanden",
    "fr it es pt": "accepte|continuant|accett|acept|aceit",
    "nl da no sv": "akkoord|accepter|godta|godkänn",
    "pl": "akcept|zgod",
    "ru uk": "соглаша|прийма|погодж",
    "tr el": "kabul|αποδ",
}
"""...and what it asks for; beginnings of words."""

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
    "en": r"(?:read|see|related|watch|listen)(?: more| also| next)?(?: stor(?:y|ies)| articles?)?\s*[:>|»–-]"
    "|(?:also|more) (?:read|on this|from)|read (?:more|also)|see also",
    "de": "lesen sie (?:auch|hier|mehr)|mehr zum thema|auch interessant|siehe auch",
    "fr": "(?:à )?lire aussi|à lire|voir aussi|sur le même sujet",
    "es": "le[ae]r? (?:también|más)|lee también|te puede interesar|ver también",
    "pt it": "lei[ae] (?:também|mais)|veja também|leggi anche|vedi anche",
    "nl da no sv": "lees (?:ook|meer)|læs også|les også|läs (?:också|även|mer)",
    "pl": "czytaj (?:też|także|więcej)|zobacz (?:też|także)|przeczytaj",
    "ru uk": "читайте та(?:кже|кож)|смотрите также|по теме|дивіться також",
    "tr el ar": "ayrıca (?:bakınız|okuyun)|διαβάστε (?:επίσης|ακόμη|ακόμα)|اقرأ أيضا",
    "zh ja ko": "相关(?:阅读|新闻)|延伸阅读|関連記事|あわせて読みたい|관련 ?기사",
}
"""How a line that points to another article begins; asked only of blocks with a link in them."""

LINK_REMARKS: dict[str, str] = {
    "en": r"external(?: link| website)?|(?:this link )?opens in (?:a )?new (?:window|tab)",
    "de": "externer link|öffnet (?:sich )?in (?:einem )?neue[nm] (?:fenster|tab)",
    "fr": "lien externe|nouvelle fenêtre|s['’]ouvre dans (?:une nouvelle fenêtre|un nouvel onglet)",
    "es pt it": "enlace externo|se abre en una (?:ventana nueva|nueva ventana)|link externo|link esterno",
    "nl da no sv": "externe link|opent in (?:een )?nieuw (?:venster|tabblad)|eksternt link|extern länk",
    "pl ru uk": "link zewnętrzny|внешняя ссылка|зовнішнє посилання",
}
"""What pages say of a link to those who cannot see it, in brackets or after a comma."""

OFFERS: dict[str, str] = {
    "en": "follow|sign up|subscribe|join|like us|find us",
    "de": "folgen|abonnier",
    "fr": "suivez|abonnez",
    "es pt it": "síguenos|suscr|siga|inscreva|segui|iscri",
    "nl da no sv": "volg|abonne|følg|följ|prenumerera",
    "pl ru uk": "obserwuj|подпис|підпис",
    "tr el zh ja": "takip|ακολουθήστε|关注|订阅|登録",
}
"""What an offer to follow asks for..."""

CHANNELS = (
    "newsletters?|facebook|twitter|instagram|telegram|whatsapp|youtube|tiktok|linkedin|google (?:news|новости)|rss"
    "|podcasts?|рассылк[уи]|телеграм"
)
"""...and where."""

CORRECTIONS: dict[str, str] = {
    "en": "correction|corrected|clarification|erratum|editor['’]s note|an earlier version"
    r"|previous version of this|retract\w*",
    "de": "korrektur|korrigiert|berichtigung|in einer früheren (?:version|fassung)",
    "fr": "rectificati(?:f|on)|précision|une version précédente",
    "es": "corrección|rectificación|fe de errores|una versión anterior",
    "pt it": "correção|errata|rettifica",
    "nl da sv": "correctie|rectificatie|rettelse|rättelse",
    "pl": "sprostowanie|korekta",
    "ru uk": r"исправлен\w*|опровержение|уточнение|поправка|виправлен\w*",
    "tr el ar": "düzeltme|διόρθωση|تصحيح",
    "zh ja ko": "更正|訂正|정정",
}
"""What a note that corrects the page says."""

"""The words for "page" and for "not found" in each language.

One row a language instead of whole sentences, since sites word this freely: "Lehekülge ei leitud", "Otsitud lehekülg
puudub". Either order counts, as in "nie znaleziono strony". The words must be close together in one sentence, which is
rare in a headline about a missing page. A row of these never proves that a page is dead by itself unless the page shows
nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass

from citecheck.page.classify.signals import WordPattern


@dataclass(frozen=True, slots=True)
class _NotFoundWords:
    """One language's patterns: `thing` for a page, `gone` for the statement that it is missing."""

    language: str
    thing: str
    gone: str


_LANGUAGES: tuple[_NotFoundWords, ...] = (
    _NotFoundWords(
        "en",
        r"page|file|document|article|content|video|post|thread|topic|item|record|story|listing|web ?page|product|resource|link|release|event|blog|site|specified (?:key|blob|object)|tweet|profile|channel",
        r"not found|(?:is|was|were|could|can|does|do|has|is currently|are)(?: not|n['’]t|not) (?:be found|found|exist|(?:currently )?available|here|a valid|there|been found)|no longer (?:exists?|available|here|online)|(?:has|have|was|were|been) (?:been )?(?:removed|deleted|withdrawn|archived|unpublished|taken down)|(?:is|are|has) (?:gone|expired|missing)|(?:could(?: not|n[’']t)|can(?:not|[’']t)|unable to) (?:find|locate|open)",
    ),
    _NotFoundWords(
        "de",
        r"seite|artikel|beitrag|inhalt|dokument|datei|video|meldung|adresse",
        r"nicht (?:mehr )?(?:gefunden|verfügbar|vorhanden|auffindbar|existiert|abrufbar|erreichbar)|existiert (?:\w+ )?nicht|gibt es (?:\w+ )?nicht|(?:wurde|ist) (?:\w+ ){0,2}(?:gelöscht|entfernt|verschoben|verloren gegangen|zurückgezogen)|steht (?:\w+ )?nicht mehr zur verfügung",
    ),
    _NotFoundWords(
        "fr",
        r"page|article|contenu|document|fichier|vidéo|annonce",
        r"introuvable|n['’]existe (?:pas|plus)|n['’](?:est|a) (?:pas|plus)(?: pu)? (?:été |être )?(?:trouvée?|disponible|accessible)|a été (?:supprimée?|déplacée?|retirée?)|non trouvée?|plus disponible|ne (?:trouvons|pouvons trouver|parvenons)",
    ),
    _NotFoundWords(
        "es",
        r"página|contenido|artículo|noticia|documento|archivo|vídeo|video",
        r"no (?:se )?(?:ha sido |ha |han )?(?:existe|encontrad[ao]|encontró|encuentra|podido encontrar|está disponible|disponible)|no está aquí|ya no (?:existe|está)|(?:ha sido|fue) (?:eliminad|borrad|retirad|movid)[ao]",
    ),
    _NotFoundWords(
        "pt",
        r"página|conteúdo|artigo|notícia|documento|arquivo|ficheiro|vídeo",
        r"não (?:foi |pode ser |está )?(?:existe|encontrad[ao]|localizad[ao]|disponível)|não encontramos|já não existe|foi (?:removid|apagad|excluíd|movid)[ao]",
    ),
    _NotFoundWords(
        "it",
        r"pagina|risorsa|contenuto|articolo|documento|notizia|video",
        r"non (?:è |è stat[ao] |esiste|più )*(?:trovat[ao]|presente|esiste|disponibile|trovare)|inesistente|è stat[ao] (?:rimoss|eliminat|cancellat|spostat)[ao]",
    ),
    _NotFoundWords(
        "ca", r"pàgina|contingut|article", r"no (?:existeix|s['’]ha trobat|s['’]ha pogut trobar|està disponible)"
    ),
    _NotFoundWords("gl", r"páxina|contido", r"non (?:existe|se atopou|está dispoñible)"),
    _NotFoundWords("eu", r"orri(?:a|rik)?", r"ez da (?:\w+ )?(?:aurkitu|existitzen)|aurkitu"),
    _NotFoundWords(
        "ro",
        r"pagin[aă]|articolul|conținutul|documentul",
        r"nu (?:a (?:fost|putut fi) )?(?:există|găsită?|mai există|este disponibilă?)",
    ),
    _NotFoundWords(
        "nl",
        r"pagina|artikel|document|bestand|bericht",
        r"niet (?:\w+ )?(?:gevonden|beschikbaar|gevonden worden)|bestaat (?:\w+ )?niet|is (?:verwijderd|verplaatst)|bestaat niet",
    ),
    _NotFoundWords(
        "da",
        r"siden?|artiklen|dokumentet|indholdet",
        r"(?:kunne |kan |blev )?(?:desværre )?ikke (?:fundet|findes|længere|finde)|findes (?:desværre )?ikke|eksisterer ikke|er (?:slettet|fjernet|flyttet|væk)",
    ),
    _NotFoundWords(
        "no",
        r"siden?|artikkelen|dokumentet|innholdet",
        r"(?:ble |kan )?(?:dessverre )?ikke (?:funnet|lenger|finne)|finnes (?:dessverre )?ikke|finner ikke|fant (?:dessverre )?ikke|eksisterer ikke|er (?:slettet|fjernet|flyttet)",
    ),
    _NotFoundWords(
        "sv",
        r"sidan?|artikeln|dokumentet|innehållet",
        r"(?:kunde |kan |går )?(?:tyvärr )?inte (?:hittas?|att hitta|finns)|finns (?:tyvärr )?inte|hittades (?:tyvärr )?inte|hittar (?:tyvärr )?inte|har (?:tagits bort|flyttats)",
    ),
    _NotFoundWords("is", r"síða(?:n)?", r"fannst (?:\w+ )?ekki|ekki til|er ekki (?:til|lengur)"),
    _NotFoundWords(
        "fi",
        r"sivua?|artikkelia?|sisältöä?",
        r"ei (?:\w+ )?(?:löydy|löytynyt|ole (?:enää )?olemassa|ole saatavilla)|on poistettu",
    ),
    _NotFoundWords("et", r"lehekülge?|lehte?|artiklit?", r"ei (?:leitud|leita|ole olemas|eksisteeri)|puudub"),
    _NotFoundWords("lv", r"lapa|lapu|raksts", r"nav (?:atrasta?|pieejama?)|neeksistē|nevar atrast"),
    _NotFoundWords("lt", r"puslapi[so]|straipsni[so]", r"nerasta?s?|neegzistuoja|nėra|nerastas"),
    _NotFoundWords(
        "pl",
        r"stron[ayęy]|artykułu?|dokumentu?|treść|materiału?",
        r"nie (?:istnieje|znaleziono|znaleźliśmy|została? (?:znalezion|odnalezion)[ay]|ma takiej)|został[ay]? (?:usunięt|przeniesion)[aye]",
    ),
    _NotFoundWords(
        "cs",
        r"stránk[auy]|článek|dokument|obsah",
        r"(?:nebyl[ay]? )?nenalezen[ay]?|nebyl[ay]? nalezen[ay]?|neexistuje|nebylo možné najít|nenašli|není (?:k dispozici|dostupn\w+)|byl[ay]? (?:odstraněn|smazán)[ay]?",
    ),
    _NotFoundWords("sk", r"stránk[auy]|článok", r"(?:sa )?nenašl[ao]|nebol[ao]? nájden[áéý]|neexistuje|nenájdená"),
    _NotFoundWords(
        "sl", r"stran[ia]?|članek", r"ni (?:bilo )?mogoče najti|ne obstaja|ni (?:bila )?najdena|ni bilo mogoče"
    ),
    _NotFoundWords(
        "hr",
        r"stranic[aue]|stranu|članak|sadržaj",
        r"nije (?:pronađen[ao]?|dostup\w+|moguće pronaći)|ne postoji|ne možemo pronaći",
    ),
    _NotFoundWords("hu", r"oldalt?|cikk|tartalom", r"nem (?:található|létezik|elérhető|találjuk)"),
    _NotFoundWords("sq", r"faqja", r"nuk (?:u gjet|ekziston|gjendet)"),
    _NotFoundWords("el", r"σελίδα|άρθρο|αρχείο", r"δεν (?:βρέθηκε|υπάρχει|είναι διαθέσιμ)"),
    _NotFoundWords(
        "ru",
        r"страниц[аыу]|документ|материал|файл|статья|новость|запись|публикация|сообщение|видео|тема",
        r"не (?:была? )?(?:найден[аоы]?|существует|нашл[ои]сь|обнаружен[аоы]?)|нет на сайте|удал[её]н[аоы]?(?:\PL|$)|больше не|не существует",
    ),
    _NotFoundWords(
        "uk",
        r"сторінк[аиу]|документ|матеріал|стаття",
        r"не (?:була? )?(?:знайден[аоо]|існує|знайдено)|немає|видален[аоо]",
    ),
    _NotFoundWords("be", r"старонк[аіу]", r"не (?:знойдзен[ао]|існуе)|няма"),
    _NotFoundWords(
        "bg",
        r"страниц[аи](?:та)?|статия(?:та)?|документ",
        r"не (?:е (?:намерен[ао]|открит[ао])|беше намерена|съществува|може да бъде)",
    ),
    _NotFoundWords("sr", r"страниц[ау]|страна", r"није (?:пронађен[ао]|доступн[ао])|не постоји"),
    _NotFoundWords("mk", r"страница(?:та)?", r"не (?:е пронајдена|постои|беше пронајдена)"),
    _NotFoundWords("kk", r"бет(?:і)?|парақша", r"табылмады|жоқ"),
    _NotFoundWords("mn", r"хуудас", r"олдсонгүй|байхгүй"),
    _NotFoundWords(
        "tr",
        r"sayfa(?:yı)?|içerik|haber|dosya",
        r"bulunama(?:dı|mıştır|mış)|bulamadık|mevcut değil|kaldırıl(?:mış|dı)|silin(?:miş|di)|yayından",
    ),
    _NotFoundWords("az", r"səhifə", r"tapılmadı|mövcud deyil"),
    _NotFoundWords("uz", r"sahifa", r"topilmadi|mavjud emas"),
    _NotFoundWords("hy", r"էջը?", r"չի գտնվել|չգտնվեց|գոյություն չունի"),
    _NotFoundWords("ka", r"გვერდი", r"ვერ მოიძებნა|არ არსებობს|არ მოიძებნა"),
    _NotFoundWords("he", r"דף|עמוד|תוכן|כתבה", r"לא (?:נמצא|קיים|נמצאה)|אינו קיים|הוסר"),
    _NotFoundWords(
        "ar",
        r"صفحة|الصفحة|المحتوى|الخبر|المقال",
        r"غير (?:موجود|متوفر|متاح)[ةه]?|لم (?:يتم )?(?:العثور|نعثر|تعد|نتمكن)|لا (?:يوجد|توجد)|لا يمكن العثور",
    ),
    _NotFoundWords("fa", r"صفحه|مطلب|خبر", r"(?:یافت|پیدا) نشد|وجود ندارد|حذف شده"),
    _NotFoundWords("ur", r"صفحہ", r"(?:نہیں|موجود نہیں) (?:ملا|ہے|مل سکا)"),
    _NotFoundWords("hi", r"पृष्ठ|पेज|पन्ना", r"नहीं (?:मिला|मिल|है)|उपलब्ध नहीं|मौजूद नहीं"),
    _NotFoundWords("mr", r"पृष्ठ|पान", r"सापडले नाही|अस्तित्वात नाही"),
    _NotFoundWords("bn", r"পাতা|পৃষ্ঠা|পেজ", r"পাওয়া যায়নি|খুঁজে পাওয়া|নেই"),
    _NotFoundWords("ta", r"பக்கம்|பக்கத்தை", r"கிடைக்கவில்லை|காணப்படவில்லை|இல்லை"),
    _NotFoundWords("te", r"పేజీ", r"కనుగొనబడలేదు|దొరకలేదు|లేదు"),
    _NotFoundWords("th", r"หน้า(?:เว็บ|เพจ)?|บทความ|เพจ|ข่าว", r"ไม่พบ|ไม่มี(?:อยู่)?|ถูกลบ"),
    _NotFoundWords(
        "vi", r"trang|bài viết|đường dẫn|nội dung", r"không (?:tồn tại|tìm thấy|được tìm thấy|có sẵn)|đã bị xóa"
    ),
    _NotFoundWords(
        "id",
        r"halaman|laman|artikel|berita|konten",
        r"(?:tidak|tak) (?:ditemukan|dijumpai|ada|tersedia|wujud|dapat ditemukan)|telah dihapus",
    ),
    _NotFoundWords("af", r"bladsy", r"nie gevind|bestaan nie"),
    _NotFoundWords("cy", r"d?tudalen|dudalen", r"heb ganfod|ni ellir|methu (?:dod|canfod)|ddim yn bodoli"),
    _NotFoundWords("eo", r"paĝon?", r"ne (?:trovita|ekzistas|trovebla)"),
    _NotFoundWords("ne", r"पृष्ठ|पाना", r"फेला परेन|भेटिएन"),
    _NotFoundWords("my", r"စာမျက်နှာ", r"မတွေ့|မရှိ"),
    _NotFoundWords("km", r"ទំព័រ", r"រកមិនឃើញ|មិនមាន"),
    _NotFoundWords("tl", r"pahina(?:ng)?", r"hindi (?:natagpuan|mahanap|makita)|wala"),
    _NotFoundWords("sw", r"ukurasa", r"haukupatikana|haupo|haupatikani"),
    _NotFoundWords(
        "zh",
        r"页面|頁面|网页|網頁|文章|内容|內容|帖子|主题|主題|文件|视频|新闻|新聞|链接|信息",
        r"不存在|未找到|没有找到|沒有找到|找不到|找不回|(?:跑|走)丢|无法找到|無法找到|(?:已|被|已被|已经被?)(?:作者|发布者|管理员)?(?:删除|刪除|移除|下架|屏蔽)|无法查看|已下线|已失效",
    ),
    _NotFoundWords(
        "ja",
        r"ページ|記事|コンテンツ|ファイル|動画",
        r"見つか(?:りません|らない)|みつかりません|存在しません|ありません|削除され|掲載(?:期間)?.{0,4}終了|終了しました",
    ),
    _NotFoundWords(
        "ko", r"페이지|기사|게시물|게시글|문서|주소", r"찾을 수 (?:없습니다|없음)|존재하지 않|삭제되|없습니다"
    ),
)

_UNSPACED = frozenset({"zh", "ja", "th"})
"""Languages without spaces between words, where a gap between two words is a few characters."""


def _build_near_pattern(row: _NotFoundWords, *, within: int) -> str:
    """Return a pattern for a thing and its absence, in either order, within `within` characters in one sentence."""
    edge = r"\b" if row.thing.isascii() else ""
    gap = rf"[^.!?。！？\n]{{0,{within // 3 if row.language in _UNSPACED else within}}}?"
    return rf"{edge}(?:{row.thing}){edge}{gap}(?:{row.gone})|(?:{row.gone}){gap}{edge}(?:{row.thing}){edge}"


SENTENCES = WordPattern(*(_build_near_pattern(row, within=60) for row in _LANGUAGES))
WHOLE_TITLES = WordPattern(
    *(rf"^.{{0,16}}(?:{_build_near_pattern(row, within=24)})[^:?]{{0,9}}(?:error 404.?)?$" for row in _LANGUAGES)
)
"""Patterns of a title or heading with this statement and next to nothing else."""

ADDRESSED = WordPattern(
    r"\b(?:sorry|unfortunately|oops|whoops)\b|you(?:['’]re| are| were)? (?:looking for|requested|seeking|trying to)|(?:you )?(?:followed|typed|entered) (?:a |an |the )?(?:valid |broken |wrong )?(?:link|url|address)",
    r"leider|tut uns leid|entschuldig|gesuchte|gewünschte|angeforderte|aufgerufene",
    r"désolée?s?|malheureusement|vous (?:re)?cherchez|vous avez demandée?|demandée|nous ne (?:trouvons|pouvons)",
    r"lo sentimos|lamentablemente|disculp|que (?:busca|buscas|solicita|cercas?|cerqueu)|solicitad[ao]",
    r"lamentamos|desculp|infelizmente|que (?:você )?(?:procura|solicitou)|solicitad[ao]",
    r"spiacenti|purtroppo|ci dispiace|che (?:stai )?cerc|richiest[ao]",
    r"ne pare rău|(?:o|pe care) căuta[țt]i|solicitată",
    r"helaas|die (?:je|u) zoekt|opgevraagde|gevraagde",
    r"desværre|du leder|du ledte|du prøver|dessverre|du leter|beklager|tyvärr|du söker|du letar|því miður|valitettavasti|etsimääsi|hakemaasi",
    r"kahjuks|otsitud|vabandame|diemžēl|meklēt|atvainojiet|atsiprašome|deja|ieškom",
    r"przepraszamy|niestety|szukasz|szukana|żądana|o podanym adresie|omlouváme|bohužel|požadovan|hledan|ľutujeme|hľadan",
    r"žal|žao nam|iščete|tražite|tražena|traženu|sajnáljuk|keresett|kért|na vjen keq|kërkoni",
    r"δυστυχώς|συγγνώμη|αναζητ|ζητήσατε",
    r"к сожалению|извините|запрашиваем|запрошенн|искали|ищете|вы пытаетесь|на жаль|вибачте|шукали|запитан|на жаль|выбачайце|запытан|за съжаление|търсен|потърсен|нажалост|тражен|за жал|побаран|кешіріңіз|іздеген|хайсан|уучлаарай",
    r"üzgünüz|maalesef|talep ettiğiniz|(?:ulaşmaya|açmaya) çalıştığınız|jy soek|serĉas|माफ|သင်|aradığınız|axtardığınız|təəssüf|qidirgan|kechirasiz|փնտր|მოთხოვნილი|სამწუხაროდ",
    r"חיפשת|מצטער|המבוקש|عذر|للأسف|تبحث عن|المطلوب|متأسف|دنبال|مورد نظر|معذرت|تلاش کر|क्षमा|खोज रहे|दुर्भाग्य|দুঃখিত|খুঁজছেন|மன்னி|தேடும்|క్షమించ|ขออภัย|ต้องการ|ค้นหา",
    r"xin lỗi|bạn (?:đang )?tìm|rất tiếc|maaf|anda cari|kamu cari|paumanhin|hinahanap|samahani|unaotafuta",
    r"抱歉|对不起|對不起|您(?:要|所|访问|查看|浏览|請求)|你(?:要|所|访问|查看|浏览)|该|指定的|申し訳|お探し|ご指定|아쉽게도|(?:페이지|기사|게시물)입니다|죄송|요청하신|찾으시는|방문하시려는",
)
"""Words that address the person who requested the page: an apology, or what they were looking for."""

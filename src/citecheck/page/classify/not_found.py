"""Pages that state "not found" with status 200, and home pages sent in place of the requested page.

The phrases are whole statements about the requested page, never the bare words "404" or "not found" inside running
text. A title counts by its parts: "Page not found | Example" matches, "Why 404 pages matter | Example" does not.
"""

from __future__ import annotations

import re

from citecheck.model.page import Page
from citecheck.page.classify.addresses import (
    detect_absence_path,
    detect_canonical_home,
    detect_foreign_canonical,
    detect_home_redirect,
    detect_home_text,
    detect_missing_text,
    detect_notice_for_text_file,
    detect_site_for_text_file,
)
from citecheck.page.classify.not_found_words import ADDRESSED, SENTENCES, WHOLE_TITLES
from citecheck.page.classify.placeholders import find_application
from citecheck.page.classify.signals import BRIEF_PROSE, PagePart, Phrase, Probe, SignalRow, Traits, WordPattern
from citecheck.page.formats import Medium

_NOT_FOUND_TITLES = WordPattern(
    r"^(?:(?:http|status|code|error|erreur|fehler|errore|erro|fout|hata|błąd|chyba|ошибка|помилка|خطأ|خطای|错误|錯誤|エラー|오류).{0,3}){0,2}404\b"
    r"(?:.{0,3}(?:error|erreur|fehler|errore|erro|fout|hatası|hata|ошибка|错误|錯誤|エラー|오류|page|not found))*$",
    r"^(?:error |oops.{0,3}|sorry.{0,3}|404.{0,3}|http 404.{0,3}|home )*(?:the )?(?:requested )?(?:page|file|document|article|content|url|resource|item|story|post|video|product|object)"
    r" (?:(?:was|is|were|could|can|has|you.{0,30}).?)*\s*(?:not|n[o']t|cannot|no longer|couldn.?t)(?: be)? (?:found|available|exists?|here|located).{0,3}(?:error 404|404)?$",
    r"^(?:error .{0,3})?(?:404.{0,3})?not found.{0,3}(?:404.{0,3})?(?:error)?$",
    r"^404\b.{0,30}\b(?:not found|error|missing)$",
    r"^(?:bad title|invalid (?:identifier|thread|link|id|url|address)|(?:error: )?doi not found)$",
    r"^(?:missing page|page missing|video unavailable|no such page|nothing (?:was )?found(?: here)?|page gone|content unavailable|we can.?t find (?:that|the|this) page.{0,40})$",
    r"^(?:404.{0,3})?(?:cette |la )?page (?:est |n['’]a pas été |non |n['’]est pas |n['’]existe (?:pas|plus))*(?:trouvée|introuvable|inexistante|n['’]existe (?:pas|plus)|disponible).{0,3}(?:404)?$",
    r"^(?:404.{0,3})?(?:die )?(?:angeforderte )?(?:seite|datei|inhalt|artikel|dokument)(?: konnte| wurde| ist| existiert)*(?: leider)? ?(?:nicht|nicht mehr) (?:gefunden|verfügbar|vorhanden)(?: werden)?.{0,3}(?:404)?$",
    r"^(?:404.{0,3})?(?:la )?(?:página|pagina|archivo|contenido|artículo|artigo)(?: web)?(?: que.{0,20})? (?:no|não|non)(?: ha sido| foi| è stata| se ha| se| está| é)? ?(?:encontrad[ao]|encontró|existe|trovat[ao]|disponible|disponível|disponibile|existente)$",
    r"^(?:404.{0,3})?(?:pagina )?(?:niet gevonden|ikke fundet|ikke funnet|hittades inte|non trovata)$",
    r"^(?:404.{0,3})?(?:siden|sidan|sivua|strona|stránka|strana|stranica|oldal|página|pagina|puslapis|lapa|lehte) (?:blev |ble |kunde |nie |nu |nem |nebyla |nebola |nije |ei |a )?(?:ikke |inte |została |może )?(?:fundet|funnet|finnes ikke|hittades inte|kunde inte hittas|löytynyt|znaleziona|znaleziono|nenalezena|nenájdená|pronađena|található|găsită|a fost găsită)$",
    r"^(?:nie znaleziono strony|sivua ei löydy|az oldal nem található|pagina nu a fost găsită)$",
    r"^(?:404.{0,3})?(?:ошибка.{0,3})?(?:запрашиваемая |запрошенная |данная |такая |эта )?(?:страница|страницы|документ|материал|файл|сторінку|сторінка|сторінки)(?: на сайте)? (?:не (?:найден[аоы]?|существует|знайдено|існує)|удален[аоы]?|не была найдена)$",
    r"^(?:404.{0,3})?(?:aradığınız |istenen )?(?:sayfa|içerik|dosya) (?:bulunamadı|mevcut değil|bulunamıyor)$",
    r"^(?:404.{0,3})?(?:halaman|laman|artikel)(?: yang .{0,20})? (?:tidak|tak) (?:ditemukan|ada|ditemui|tersedia)$",
    r"^(?:404.{0,3})?(?:không tìm thấy(?: trang)?|trang không tồn tại|ไม่พบหน้า.{0,20}|ไม่พบเพจ.{0,20})$",
    r"^(?:404.{0,3})?(?:الصفحة غير موجودة|لم يتم العثور على الصفحة|الصفحة المطلوبة غير موجودة|صفحه (?:مورد نظر )?(?:یافت|پیدا) نشد|صفحه مورد نظر.{0,20}(?:یافت|پیدا) نشد|הדף לא נמצא|העמוד לא נמצא|عذرا.{0,20}غير موجودة)$",
    r"^(?:404.{0,3})?(?:您?(?:访问|請求|请求|瀏覽|浏览)的)?(?:页面|頁面|网页|網頁|文章|内容|內容)(?:不存在|未找到|没有找到|沒有找到|找不到|无法找到|已删除|已被删除|丢失了?)$",
    r"^(?:404.{0,3})?(?:找不到|未找到|没有找到|沒有找到|無法找到|无法找到).{0,8}(?:页面|頁面|网页|網頁|檔案|文件).{0,6}$",
    r"^(?:404.{0,3})?(?:お探しの|ご指定の)?(?:ページ|記事)(?:が|は)(?:見つかりません|ありません|存在しません|みつかりません).{0,8}$",
    r"^(?:404.{0,3})?(?:요청하신 )?페이지를 찾을 수 (?:없습니다|없음).{0,4}$",
    r"^η σελίδα δεν βρέθηκε$",
    r"^страницата не (?:е намерена|съществува)$",
)

_NOT_FOUND_STATEMENTS = WordPattern(
    # English
    r"(?:page|file|document|article|url|address|resource|content|link)(?: that)? (?:you(?:['’]re| are| were|['’]ve| have)? ?(?:just )?(?:requested|looking for|look for|trying to (?:access|reach|view|find)|tried to (?:access|reach|view)|attempted to access|followed|entered|typed|seek(?:ing)?|want(?:ed)?)[^.!?\n]{0,60}?)"
    r" (?:was not|wasn['’]t|could not|couldn['’]t|cannot|can['’]t|can not|is not|isn['’]t|is no longer|does not|doesn['’]t|do not|has been (?:moved|removed|deleted)|may have|might have|no longer|has moved|is (?:un|not )available|has (?:either )?been|has gone|have been|not found)",
    r"(?:(?:the|this|that|your) requested|this|your) (?:page|file|document|article|url|resource)(?: /\S{1,200}| requested)? (?:was|could|can|is|has|does)(?: ?not|n['’]t) (?:be found|found|exist|been found|available)[^\n]{0,40}",
    r"(?:this|requested) (?:page|article|content|document|url) (?:no longer exists|does ?n[o']t exist|doesn['’]t exist|cannot be found|can['’]t be found|is no longer available|has been removed|is missing)",
    r"(?:we |sorry.{1,3}(?:but )?(?:we )?)(?:could ?n[o'’]?t|can ?n[o'’]t|cannot|can['’]t|couldn['’]t|were unable to|are unable to|didn['’]t) (?:find|locate)(?: the| that| this| your| a)? ?(?:page|file|article|document|url|requested page|content)",
    r"requested url (?:/\S{0,300} )?was not found on this server",
    r"looks like nothing was found at this location",
    r"(?:that|this) page can['’]t be found",
    r"(?:specified|requested) (?:key|blob|bucket|object|resource|topic|item|thread|post) does not exist|no such key|cannot get /",
    r"(?:invalid|no) (?:thread|topic|post|article|item|doi|page|identifier) (?:specified|found)|does not correspond to a valid (?:item|page|record)",
    r"does not have an article with this exact name|doi (?:cannot be found|not found)|(?:user|author|account) (?:has )?(?:deactivated|deleted|removed) (?:or deleted )?(?:their|this|the) (?:account|post|page|channel)",
    r"there(?:['’]s| is) (?:nothing|no page|no such page) (?:here|at this (?:address|url|location))\b",
    r"it (?:seems|looks like) (?:that )?(?:the|this) page (?:you|does|no longer)",
    # French
    r"page (?:que vous (?:recherchez|cherchez|demandez|avez demandée|souhaitez (?:consulter|atteindre|afficher))|demandée|recherchée)[^.!?\n]{0,40} (?:n['’]existe|est introuvable|n['’]est (?:pas|plus)|n['’]a pas|a été (?:supprimée|déplacée)|semble)",
    r"(?:nous n['’]avons|n['’]avons) (?:pas|malheureusement pas) (?:pu )?trouv(?:é|er) (?:la|cette) page",
    r"(?:cette|la) page (?:n['’]existe (?:pas|plus)|est introuvable|n['’]est plus disponible|n['’]a pas été trouvée)",
    # German
    r"(?:die |diese )(?:von ihnen )?(?:gesuchte|gewünschte|angeforderte|aufgerufene|angegebene|angefragte)?\s?(?:seite|adresse|datei|url)[^.!?\n]{0,40} (?:nicht (?:gefunden|finden|mehr (?:verfügbar|vorhanden)|verfügbar|vorhanden)|existiert (?:nicht|leider)|wurde (?:leider )?(?:nicht|gelöscht|verschoben))",
    r"seite,? die sie (?:suchen|aufrufen|aufgerufen)[^.!?\n]{0,50}(?:nicht|existiert)",
    # Spanish, Portuguese, Italian
    r"(?:página|pagina|contenido|artículo|url) (?:que (?:está |estás |estas |usted )?(?:busca|buscas|buscando|solicita|solicitas|intenta|intentas|solicitó|você (?:está )?(?:procura|procurando|tentou|solicitou)|cerchi|stai cercando|hai (?:richiesto|cercato))|solicitada|solicitado|richiesta|cercata)[^.!?\n]{0,40}? (?:no|não|non|ha sido|fue|foi|è stata|ya no|puede)",
    r"(?:no (?:se ha encontrado|hemos (?:podido )?encontra(?:do|r)|encontramos|se encuentra)|não (?:foi encontrada|encontramos|conseguimos encontrar)|non (?:abbiamo trovato|è stata trovata|riusciamo a trovare)) (?:la|a|esta|essa|questa)? ?(?:página|pagina|url)",
    # Northern and central Europe
    r"(?:siden|sidan) (?:du (?:leter|ledte|leder|letar|söker|forsøger|prøver|försöker|forsøkte)[^.!?\n]{0,40}|som du [^.!?\n]{0,40})?\s?(?:finnes ikke|findes ikke|ble ikke funnet|blev ikke fundet|kunne ikke findes|kunde inte hittas|finns inte|eksisterer ikke)",
    r"(?:de )?pagina (?:die (?:u|je) (?:zoekt|zocht|probeert)[^.!?\n]{0,40}|kan|kon|is)[^.!?\n]{0,20}(?:niet|verwijderd|verplaatst)",
    r"(?:strona|podana strona|szukana strona|żądana strona|strony)[^.!?\n]{0,40} (?:nie (?:istnieje|została znaleziona|została odnaleziona)|została (?:usunięta|przeniesiona))",
    r"(?:stránka|stránku)[^.!?\n]{0,40} (?:nebyla nalezena|neexistuje|nenalezena|nebola nájdená|se nepodařilo najít|nenašli)",
    r"(?:a keresett|a kért) oldal[^.!?\n]{0,20} nem (?:található|létezik)",
    r"sivua[^.!?\n]{0,40} ei (?:löydy|löytynyt|ole)",
    # Russian, Ukrainian
    r"(?:страниц[аы]|документ|материал|сторінк[аиу])[^.!?\n]{0,60} (?:не (?:найден[аоы]?|существует|знайдено|існує|нашли)|удал[её]н[аоы]?(?:\PL|$)|была (?:удалена|перемещена)|больше не существует)",
    # Turkish, Persian, Arabic, Hebrew
    r"(?:aradığınız|ulaşmak istediğiniz|istediğiniz|görüntülemek istediğiniz) (?:sayfa|içerik|dosya|haber)[^.!?\n]{0,40} (?:bulunamadı|bulunamıyor|mevcut değil|kaldırılmış|taşınmış|yok)",
    r"صفحه[^.!؟\n]{0,40} (?:یافت نشد|پیدا نشد|وجود ندارد|پيدا نشد|يافت نشد)",
    r"(?:الصفحة|صفحة)[^.!؟\n]{0,40} (?:غير موجودة|غير متوفرة|غير متاحة|لم تعد موجودة|لا يمكن العثور)|لم (?:يتم العثور|نتمكن من العثور) على (?:هذه )?الصفحة",
    r"ה(?:דף|עמוד)[^.!?\n]{0,30} (?:לא נמצא|אינו קיים|לא קיים)",
    # Indonesian, Malay, Vietnamese, Thai
    r"halaman(?: web)?(?: yang (?:anda|kamu) (?:cari|tuju|minta|akses)[^.!?\n]{0,20})? (?:tidak|tak) (?:ditemukan|ada|tersedia|dapat ditemukan|bisa ditemukan|wujud)",
    r"(?:trang|đường dẫn)(?: bạn (?:tìm|yêu cầu|truy cập|đang tìm)[^.!?\n]{0,30})? (?:không tồn tại|không tìm thấy|không được tìm thấy)",
    r"ไม่พบ(?:หน้า|เพจ|หน้าเว็บ)ที่(?:คุณ|ท่าน)",
    # Chinese, Japanese, Korean, Greek
    r"(?:您|你)(?:所)?(?:要)?(?:访问|瀏覽|浏览|查看|请求|請求|查找|尋找|寻找|訪問|輸入|输入)的.{0,14}(?:不存在|没有|沒有|未找到|找不到|已(?:被)?(?:删除|刪除|移除))",
    r"(?:内容|文章)?因(?:违规|违反)[^。\n]{0,12}(?:无法查看|被删除)|已被发布者删除",
    r"(?:抱歉|对不起|對不起|很抱歉|您好)[，,！! ]{0,3}.{0,10}(?:找不到|不存在|没有找到|無法找到|无法找到).{0,16}(?:页面|頁面|网页|網頁|檔案)?",
    r"(?:お探しの|ご指定の|指定された|アクセスしようとした|要求された)(?:ページ|記事|URL|コンテンツ).{0,24}(?:見つかりません|見つけることができません|存在しません|ありません|削除|移動)",
    r"(?:요청하신|찾으시는|찾고 계신|입력하신) ?(?:페이지|주소|문서).{0,30}(?:찾을 수 없|존재하지 않|없습니다|삭제)",
    r"η σελίδα(?: που [^.;\n]{0,40})? δεν (?:βρέθηκε|υπάρχει)",
)

_CODE_404 = re.compile(r"\"(?:status(?:_?code)?|code|error_?code)\"\s*:\s*\"?404\b", re.IGNORECASE)
_SMALL_JSON = 2_000
"""Characters of JSON below which an answer may be about itself and not about a list of others."""


def _detect_json_404(traits: Traits) -> str | None:
    """Detect a short answer in JSON that holds the status 404."""
    if traits.medium is not Medium.JSON or len(traits.source) > _SMALL_JSON:
        return None
    found = _CODE_404.search(traits.source)
    return found.group() if found else None


def _detect_missing_page(traits: Traits) -> str | None:
    """Detect the page that a site sends for missing pages; an application sends its shell for every path."""
    return None if find_application(traits) else detect_missing_text(traits)


_HOME_TITLES = WordPattern(
    r"^(?:home ?page|home|welcome|startseite|willkommen|accueil|bienvenue|inicio|bienvenid[oa]s?|início|bem-vindo|benvenut[io]|"
    r"главная(?: страница)?|головна|ana ?sayfa|beranda|trang chủ|首页|首頁|ホーム|トップページ|홈|الرئيسية|الصفحة الرئيسية|صفحه اصلی|strona główna|forside|hjem|etusivu)$",
)

NOT_FOUND_ROWS: tuple[SignalRow, ...] = (
    Phrase(
        "absent-title",
        Page.SOFT_404,
        1.0,
        PagePart.TITLE_PART,
        _NOT_FOUND_TITLES,
        "the title says that nothing is here",
    ),
    Phrase("absent-heading", Page.SOFT_404, 0.9, PagePart.HEADING, _NOT_FOUND_TITLES, "a heading states nothing else"),
    Phrase(
        "absent-statement",
        Page.SOFT_404,
        1.0,
        PagePart.TEXT,
        _NOT_FOUND_STATEMENTS,
        "the page states that the requested page is missing",
    ),
    Phrase(
        "absent-title-words",
        Page.SOFT_404,
        0.8,
        PagePart.TITLE_PART,
        WHOLE_TITLES,
        "a short title with words for a page and words for its absence",
    ),
    Phrase("absent-heading-words", Page.SOFT_404, 0.7, PagePart.HEADING, WHOLE_TITLES, "the same as a heading"),
    Phrase(
        "absent-words",
        Page.SOFT_404,
        0.6,
        PagePart.TEXT,
        SENTENCES,
        "the same in a sentence, which may be about another page",
    ),
    Phrase(
        "absent-addressed",
        Page.SOFT_404,
        0.4,
        PagePart.TEXT,
        ADDRESSED,
        "the page addresses the person who requested it",
    ),
    Phrase(
        "absent-statement-heading", Page.SOFT_404, 0.5, PagePart.HEADING, _NOT_FOUND_STATEMENTS, "the same as a heading"
    ),
    Probe("absent-code", Page.SOFT_404, 1.0, _detect_json_404, "an API that reports it in its own format"),
    Probe(
        "absent-address",
        Page.SOFT_404,
        1.0,
        detect_absence_path,
        "the site redirected to its page for missing pages",
        until=BRIEF_PROSE,
    ),
    Probe(
        "like-missing", Page.SOFT_404, 1.2, _detect_missing_page, "a made-up path of the same site gives the same text"
    ),
    Probe(
        "like-home",
        Page.HOMEPAGE_FOR_MISSING,
        1.2,
        detect_home_text,
        "a deep path was requested and the text is that of the root",
    ),
    Probe(
        "redirected-home",
        Page.HOMEPAGE_FOR_MISSING,
        1.0,
        detect_home_redirect,
        "a deep path was requested and the root was reached",
    ),
    Probe(
        "canonical-home",
        Page.HOMEPAGE_FOR_MISSING,
        0.6,
        detect_canonical_home,
        "the page declares the root as its address; some sites do so on every page",
    ),
    Probe(
        "canonical-stranger",
        Page.HOMEPAGE_FOR_MISSING,
        0.5,
        detect_foreign_canonical,
        "and nothing on it is about what was requested",
    ),
    Probe(
        "page-for-text-file",
        Page.HOMEPAGE_FOR_MISSING,
        1.0,
        detect_site_for_text_file,
        "a text file of the root was requested and a page of the site came",
    ),
    Probe(
        "notice-for-text-file",
        Page.EMPTY,
        1.0,
        detect_notice_for_text_file,
        "a text file was requested and only a notice in unknown words came",
    ),
    Phrase("home-title", Page.HOMEPAGE_FOR_MISSING, 0.3, PagePart.TITLE_PART, _HOME_TITLES, "the title says home"),
)

"""Reports about walls, deaths and sales: pages with the words of a notice that are no notice.

A report quotes the notice that its readers saw; or it has a headline and goes on about something else. A notice speaks
of nothing but itself and its reader. So a page is a report where a date and several paragraphs follow its headline, or
two sentences that neither address the reader nor are about a page, a site or a browser.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cache
from itertools import dropwhile
from typing import TypeGuard

from citecheck.model.page import PAGE_GROUPS, Page, PageGroup, Signal
from citecheck.page.classify.signals import PagePart, Phrase, SignalRow, Traits, is_writing_form, sentences_of
from citecheck.page.classify.statements import Statements, read_statements, statements_of, write_pattern
from citecheck.page.classify.titles import headline_of, quotations_of_headline, strip_edges
from citecheck.page.html.blocks import Element
from citecheck.text.dates import find_dates_in_sentence
from citecheck.text.tokens import count_letters

Found = tuple[SignalRow, Signal]
"""A row with what it found."""

RUNNING_PARTS = frozenset({PagePart.TEXT, PagePart.SHOWN, PagePart.OWN_OR_HIDDEN})
"""Where a page states what it is, and where it may describe other things."""

_SENTENCE_SPACES, _LONG_SENTENCE = 2, 5
_SENTENCE_LETTERS = 25
"""Spaces of a quotation that is a sentence and no name, and its letters in a script without spaces.

Words that may be about another page count in a long one alone: an authority has a long name too."""


def drop_words_about_others(found: list[Found], traits: Traits, rows: Sequence[SignalRow]) -> list[Found]:
    """Return the signals of a page without those that its words about other pages gave; `rows` are all there are."""
    found = _drop_words_about_forms(_drop_quoted_notices(found, traits, rows), traits)
    if not any(isinstance(row, Phrase) for row, _ in found):
        return found
    story = _find_story(traits, [row for row, _ in found])
    if traits.report and not (story and _is_brief(traits)):
        return _drop_words_of_reports(found, traits, traits.report)
    return _drop_words_of_reports(found, traits, story, dated=False) if story else found


def _is_brief(traits: Traits) -> bool:
    """Return whether a report is no longer than the opening of an article before a paywall."""
    lines = traits.own_text.splitlines()
    return sum(count_letters(line) >= _PARAGRAPH for line in lines) <= _OPENING


def _drop_words_about_forms(found: list[Found], traits: Traits) -> list[Found]:
    """Return the signals without the words of a bot check where the page has a form to write to somebody."""
    if traits.document is None or not any(row.page is Page.WAF_CHALLENGE for row, _ in found):
        return found
    if not any(map(is_writing_form, traits.document.tree.css("form"))):
        return found
    return [
        (row, signal)
        for row, signal in found
        if not (isinstance(row, Phrase) and row.page is Page.WAF_CHALLENGE and row.where in RUNNING_PARTS)
    ]


_NOTICE_WORDS = statements_of("js_shell", "notice")
_ASKING = statements_of("js_shell", "asking")
_STATEMENT = re.compile(r"(?:\S.{18,}[.…]|\S{12,}。)[\"”»’)」]*$", re.DOTALL)
"""A sentence that states something; labels, addresses, questions and exclamations do not."""
_SENTENCE_GAPS = re.compile(r"(?<=[.!?…؟])\s+|(?<=[。！？])")
_STORY_SENTENCES = 2
"""Sentences about something else from which a page with a headline is a report. Of the 260 notices, walls and failures
of `web/pages` and `web/pages-dev2` none that is found by its words has as many; openings before a paywall have."""
_HEADLINE_SPACES, _HEADLINE_LETTERS = 2, 16
"""Spaces of a headline, and its letters in a script without spaces."""


def shows_own_sentences(traits: Traits, stated: Collection[SignalRow] = (), aside: Collection[str] = ()) -> bool:
    """Return whether the content has `_STORY_SENTENCES` that are about neither the page nor its reader.

    A heading is none, nor a sentence that one of the rows `stated` finds, nor one of the lines `aside`. False in languages
    whose words for the page and its reader are not known.
    """
    if traits.text.language not in read_statements("js_shell")["notice"]:
        return False
    lines = [line for line in traits.own_text.splitlines() if line not in aside]
    own = [each for each in _statements_in(lines) if strip_edges(each) not in traits.headings]
    return sum(_is_about_others(each.encode("utf-8", "replace"), stated) for each in own) >= _STORY_SENTENCES


_OTHER_FACT = re.compile(r"(?<![\w/.:#-])(?!4(?:04|10)\b)\d[\d.,]*(?![\w/:#-])")
"""A figure that is neither the status of a missing page nor a part of an address, a time or a number of an incident."""
_NO_STATEMENT = re.compile(r"[©@]|\(c\)|://|\.html?\b", re.IGNORECASE)


def goes_on(found: Collection[Found], traits: Traits) -> bool:
    """Return whether the first line below the headline states facts of something else than this page and its death.

    One sentence with a figure or a date, and none about the page or its reader but those at the beginning that the
    rows of `found` find. An offer to sell the domain states prices, so there it needs a date. False where a probe found the
    death, and in languages whose words for the fate of a page are not known.
    """
    rows = [row for row, _ in found if PAGE_GROUPS[row.page] is PageGroup.ABSENCE]
    is_worded = all(isinstance(row, Phrase) and row.where is not PagePart.SOURCE for row in rows)
    if not (is_worded and traits.has_headline and _knows_fates(traits.text.language)):
        return False
    headings = {strip_edges(heading) for heading in traits.headings}
    lines = (line for line in traits.own_text.splitlines() if strip_edges(line) not in headings)
    lead = next((line for line in lines if any(_statements_in([line]))), "")
    own = " ".join(dropwhile(lambda each: any(_finds(row, each) for row in rows), _SENTENCE_GAPS.split(lead)))
    if _NO_STATEMENT.search(lead) or _words_about_page(traits.text.language).search(own.encode("utf-8", "replace")):
        return False
    return _states_fact(own, traits, dated=any(row.page is Page.PARKED for row in rows))


def speaks_of_page(lines: Iterable[str], language: str | None) -> bool:
    """Return whether all sentences of lines are about the page, its reader or its fate, and there are any.

    False in languages whose words for the page and its reader are not known.
    """
    if language not in read_statements("js_shell")["notice"]:
        return False
    words, stated = _words_about_page(language), [each.encode("utf-8", "replace") for each in _statements_in(lines)]
    return bool(stated) and all(map(words.search, stated))


def _knows_fates(language: str | None) -> TypeGuard[str]:
    """Return whether the words for the fate of a page are known in a language."""
    return language in read_statements("soft_404")["fate"]


@cache
def _words_about_page(language: str) -> Statements:
    """Return the words of one language for a page, its reader, its address and its fate."""
    sections = (read_statements("js_shell")["notice"], read_statements("soft_404")["fate"])
    return Statements(lambda: [write_pattern(each, {}) for rows in sections for each in rows.get(language, ())])


def _finds(row: SignalRow, sentence: str) -> bool:
    """Return whether the words of a row are in a sentence."""
    return isinstance(row, Phrase) and row.search(sentence.encode("utf-8", "replace")) is not None


def _states_fact(text: str, traits: Traits, *, dated: bool) -> bool:
    """Return whether a text holds a figure, or with `dated` a day."""
    if _OTHER_FACT.search(text) is None:
        return False
    return not dated or any(day.day for day in find_dates_in_sentence(text, language=traits.text.language))


def _statements_in(lines: Iterable[str]) -> Iterator[str]:
    """Yield the sentences of lines that state something."""
    return (piece for line in lines for piece in _SENTENCE_GAPS.split(line) if _STATEMENT.match(piece))


def _is_about_others(sentence: bytes, stated: Collection[SignalRow] = ()) -> bool:
    """Return whether a sentence is about neither the page nor its reader."""
    return _NOTICE_WORDS.search(sentence) is None and not _is_stated(sentence, stated)


def _is_stated(sentence: bytes, rows: Collection[SignalRow]) -> bool:
    """Return whether a phrase of `rows` finds what is most of a sentence."""
    return any(_states_whole(row, sentence) for row in rows if isinstance(row, Phrase))


_TEASER_HEADINGS = frozenset({"h2", "h3", "h4", "h5", "h6"})
_TEASER_DEPTH = 4
"""Elements between a teaser and its text."""


def _find_teasers(traits: Traits) -> frozenset[str]:
    """Return the lines of the content that are about another page: those after a heading that is a link to it."""
    elements = traits.document.walk.elements if traits.document else []
    found, teaser = set(), -1
    for block in traits.content:
        element = elements[block.element]
        if element.tag in _TEASER_HEADINGS:
            link = element.node.css_first("a[href]") if block.linked * 2 > len(block.text) else None
            leads_elsewhere = link is not None and not (link.attributes["href"] or "#").startswith("#")
            teaser = element.parent if leads_elsewhere else -1
        elif teaser >= 0 and teaser in _list_ancestors(block.element, elements):
            found.add(block.text)
        else:
            teaser = -1
    return frozenset(found)


def _list_ancestors(place: int, elements: Sequence[Element]) -> Iterator[int]:
    """Yield the places of the nearest ancestors of an element."""
    for _ in range(_TEASER_DEPTH):
        place = elements[place].parent
        if place < 0:
            return
        yield place


def _find_story(traits: Traits, stated: Collection[SignalRow]) -> str:
    """Return the headline of a page that goes on about something else, or "".

    A heading that the title does not repeat is none if it states something of the page; if it asks, it is about that.
    """
    own = set(map(strip_edges, traits.own_text.splitlines()))
    lines = (*traits.headings, *(part for part in traits.title_parts if part in own))
    headline = headline_of(traits.headings, traits.title) or next(filter(_is_headline, lines), "")
    words = headline.encode("utf-8", "replace")
    if not _is_headline(headline) or not shows_own_sentences(traits, stated, _find_teasers(traits)):
        return ""
    repeated = headline.casefold() in traits.title.casefold()
    return headline if repeated or _ASKING.search(words) or not _is_stated(words, stated) else ""


def _is_headline(text: str) -> bool:
    """Return whether a heading is long enough for a headline."""
    return text.count(" ") >= _HEADLINE_SPACES or (" " not in text and count_letters(text) >= _HEADLINE_LETTERS)


def _drop_quoted_notices(found: list[Found], traits: Traits, rows: Sequence[SignalRow]) -> list[Found]:
    """Return the signals without the words of a group whose notices the page quotes: it is about them.

    A report has "Access denied" as its headline and says that readers saw “This site has been blocked”. What names an
    authority is no such quotation: notices put the names of authorities and of campaigns in quotation marks.
    """
    named = quotations_of_headline(traits.headings, traits.title)
    if not traits.quoted_text and not named:
        return found
    groups = {PAGE_GROUPS[row.page] for row, _ in found if isinstance(row, Phrase)}
    quoted = [
        (words.encode("utf-8", "replace"), words.count(" ") >= _LONG_SENTENCE)
        for words in map(strip_edges, traits.quoted_text.splitlines())
        if words.count(" ") >= _SENTENCE_SPACES or (" " not in words and count_letters(words) >= _SENTENCE_LETTERS)
    ]
    quoted += [(words.encode("utf-8", "replace"), False) for words in named]
    about = {
        PAGE_GROUPS[row.page]
        for row in rows
        if isinstance(row, Phrase) and row.where is not PagePart.SOURCE and PAGE_GROUPS[row.page] in groups
        if any(row.search(words) for words, is_long in quoted if is_long or not row.mention)
    }
    return [
        (row, signal)
        for row, signal in found
        if not isinstance(row, Phrase) or row.where is PagePart.SOURCE or PAGE_GROUPS[row.page] not in about
    ]


def _drop_words_of_reports(found: list[Found], traits: Traits, report: str, *, dated: bool = True) -> list[Found]:
    """Return the signals of a report without words that are a part of its headline or of a longer sentence.

    A notice has its statement as the headline, or as a sentence: "Page not found". A report goes on: "Page not found:
    a play about lost letters", "The screens say that this site has been blocked." Pages that ask for a login describe
    what it is for, so without a date their words count.
    """
    headline = (_subject_of(report) if dated else report).encode("utf-8", "replace")
    asks = _ASKING.search(report.encode("utf-8", "replace")) is not None
    named = {
        PAGE_GROUPS[row.page]
        for row, _ in found
        if not asks and isinstance(row, Phrase) and _states_whole(row, headline)
    }
    running = [line for line in traits.shown_text.splitlines() if strip_edges(line) != strip_edges(report)]
    return [
        (row, signal)
        for row, signal in found
        if not isinstance(row, Phrase)
        or row.where is PagePart.SOURCE
        or row.page is Page.JS_SHELL
        or (row.page is Page.LOGIN_WALL and not dated)
        or PAGE_GROUPS[row.page] in named
        or (row.where in RUNNING_PARTS and states_in_sentence(row, running, dated=dated))
    ]


def _subject_of(headline: str) -> str:
    """Return what a headline goes on about after its colon: of "Sign in to read: papers raise prices" the second part."""
    after = _COLON.split(headline)[-1]
    return after if _is_headline(after) else headline


_COLON = re.compile(r":\s+|：")
_WHOLE_SHARE = 0.6
"""Share of the letters of a headline or a sentence from which what is found in it is what it states."""
_PARAGRAPH = 60
"""Letters of a line that is a paragraph."""
_GOES_ON = 2
"""Paragraphs after a demand for payment from which it is a part of the report."""
_OPENING = 2
"""Paragraphs of the opening of an article: a demand there is weighed by its sentences, whatever the date."""


_CLAUSE_ENDS = re.compile(r"[,:;—–،，：“”„«»\"]")


def _states_whole(row: Phrase, sentence: bytes) -> bool:
    """Return whether what a row finds in a sentence, or in one clause of it, is most of the sentence."""
    text = sentence.decode("utf-8", "replace")
    least = _WHOLE_SHARE * count_letters(text)
    pieces = [text, *_CLAUSE_ENDS.split(text)]
    clauses = (clause.encode() for clause in pieces if count_letters(clause) >= least)
    return any(count_letters(seen) >= least for clause in clauses if (seen := row.search(clause)))


def states_in_sentence(row: Phrase, lines: Sequence[str], *, dated: bool = True) -> bool:
    """Return whether a row finds a whole sentence, or a demand for payment that ends the opening of an article."""
    pieces = [line.encode("utf-8", "replace") for line in lines]
    if any(
        _states_whole(row, sentence) for piece in pieces for sentence in (sentences_of(piece) if dated else [piece])
    ):
        return True
    if row.page is not Page.PAYWALL_PARTIAL:
        return False
    return any(row.search(piece) and _ends_opening(lines, place, dated=dated) for place, piece in enumerate(pieces))


def _ends_opening(lines: Sequence[str], place: int, *, dated: bool) -> bool:
    """Return whether next to nothing follows a line; on a page that may be no report, whether a sentence is before it."""
    if dated:
        return sum(count_letters(line) >= _PARAGRAPH for line in lines[place + 1 :]) < _GOES_ON
    return any(_is_about_others(each.encode("utf-8", "replace")) for each in _statements_in(lines[:place]))

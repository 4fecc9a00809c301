"""What a page is: its text, its class, and how it differs from an earlier capture. Pure: bytes in, values out."""

from citecheck.content.codings import answer_of, saved_answer
from citecheck.content.pagetext import read_text
from citecheck.content.reach import reach_of
from citecheck.content.reading import read_page
from citecheck.content.redirects import stub_redirect

__all__ = ["answer_of", "reach_of", "read_page", "read_text", "saved_answer", "stub_redirect"]

"""Telling people what is new since the last audit: by mail, chat or webhook, each event once."""

from citecheck.notify.news import News, news_of
from citecheck.notify.sending import Sender, send, senders_to

__all__ = ["News", "Sender", "news_of", "send", "senders_to"]

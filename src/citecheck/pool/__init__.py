"""Killable, memory-limited child processes in which everything foreign is parsed."""

from citecheck.pool.pool import Pool
from citecheck.pool.unread import Unread

__all__ = ["Pool", "Unread"]

"""Verify the citations and footnotes of a draft."""

__version__ = "0.1.0"

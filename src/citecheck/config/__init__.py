"""What a run is asked to do and to leave alone: configuration, drafts, rules in force, and peace with what is known."""

from citecheck.config.configuration import Configuration
from citecheck.config.drafts import drafts_under
from citecheck.config.load import load
from citecheck.config.locate import store_path
from citecheck.config.peace import at_peace
from citecheck.config.selection import rules_filter

__all__ = ["Configuration", "at_peace", "drafts_under", "load", "rules_filter", "store_path"]

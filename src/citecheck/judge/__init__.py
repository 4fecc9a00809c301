"""A language model asked for a verdict, behind any OpenAI-compatible endpoint; off unless configured.

A verdict counts only with a quotation that stands word for word in the source and bears on the claim. What a page says
is data: it is sent as such, and a quotation that gives orders is no evidence.
"""

from __future__ import annotations

from citecheck.judge.cost import Cost, cost_of, dearest
from citecheck.judge.court import Case, Judge
from citecheck.judge.settings import JudgeSettings

__all__ = ["Case", "Cost", "Judge", "JudgeSettings", "cost_of", "dearest"]

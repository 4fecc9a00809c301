"""A language model asked for a verdict, behind any OpenAI-compatible endpoint; off unless configured.

A verdict counts only with a quotation that is word for word in the source and bears on the claim. What a page says
is
data: it is sent as such, and a quotation that gives orders is no evidence.
"""

"""The judge: a language model at any OpenAI-compatible endpoint that returns verdicts; off unless configured.

A verdict counts only with a quotation that is word for word in the source and relevant to the claim. The text of a
page is data and sent as data. A quotation that gives orders is no evidence.
"""

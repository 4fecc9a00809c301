"""Reading of plain text: encoding, language, sentences, tokens, numbers, dates and units.

The package is pure and does not depend on pages, drafts or claims.
"""

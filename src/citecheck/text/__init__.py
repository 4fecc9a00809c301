"""What bytes and languages decide: encoding, language, sentences, tokens, numbers, dates, units.

Pure; knows no page, draft or claim.
"""

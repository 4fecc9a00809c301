"""Addresses as written in a draft, and what they mean: refanged, cut, hostile, in normal form.

Import from the module that owns the answer: most that need a normal form (`normal_form`) never look for any address
(`references`).
"""

"""Addresses as written in a draft, and their meaning: refanged, cut, hostile, in normal form.

Import from the module that owns the answer: most callers need a normal form (`normal_form`) but never search a text
for addresses (`references`).
"""

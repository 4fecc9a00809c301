"""Drafts of every format, read into one model: blocks, footnotes, sources, citations.

`draft.formats` turns the bytes of a file into a `Manuscript`; the modules here build a `Draft` from it, the same way
for all formats. `draft.reading.read_draft` is the entry point.
"""

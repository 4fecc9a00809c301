"""Drafts of every format, read into one shape: blocks, footnotes, sources, citations.

`draft.formats` turns the bytes of a file into a `Manuscript`; the modules here make a `Draft` of it, once for all
formats. `draft.reading.read_draft` is the way in.
"""

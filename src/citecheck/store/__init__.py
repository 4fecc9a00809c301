"""The store: one SQLite file with what drafts say, what was seen, and what was found.

`database` opens it, `schema` lays it out, and each other module reads and writes one noun. sqlite-utils and
SQLite are imported in this package alone. The layout is documented in docs/store.md, for people who query it
directly.
"""

"""The store: one SQLite file with the drafts, the visits and captures of their sources, and the findings.

`database` opens the store, `schema` defines its tables, and each other module reads and writes one noun. Only this
package imports sqlite-utils and SQLite. docs/store.md documents the tables for users who query them directly.
"""

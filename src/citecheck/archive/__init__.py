"""The archive: what was seen, kept so that others can verify and read it without us; and the archives of others.

`warc` writes and reads WARC 1.1, `wacz` packs a case, `replay` answers requests from an archive, `conformance`
checks
files by the letter of the standard, `public` asks public web archives. Import a name from the module that owns it:
verifying a file must not load an HTTP client.
"""

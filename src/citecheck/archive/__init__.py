"""Archives: the project's own, which others can verify and read without this program, and public web archives.

`warc` writes and reads WARC 1.1, `wacz` packs a case, `replay` answers requests from an archive, `conformance`
checks files against the standard, and `public` queries public web archives. Import a name from the module that owns
it: verifying a file must not load an HTTP client.

The conformance checker: check WARC files against WARC 1.1. It depends on `archive.warc` only.
"""

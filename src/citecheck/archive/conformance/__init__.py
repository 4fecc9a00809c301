"""The conformance checker: check WARC files against WARC 1.1. It depends on `archive.warc` only."""

"""The conformance checker: WARC files by the letter of WARC 1.1; depends on `archive.warc` only."""

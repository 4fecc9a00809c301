"""What a page is: its text, its class, its fingerprint, and how it differs from an earlier capture.

Pure: bytes in, values out. Import from the modules, not from here: the crawler asks `html.redirects` where a stub
leads, and that must not load a parser.
"""

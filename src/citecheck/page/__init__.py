"""What a page is: its text, its class, its fingerprint, and how it differs from an earlier capture.

Pure: bytes in, values out. Import from the modules: the crawler asks `html.redirects` where a stub leads without
loading a parser.
"""

"""What LaTeX source is made of, as regular expressions; each matches in time linear in what it takes."""

from __future__ import annotations

import re

TOKEN = re.compile(
    r"(?P<plain>[^\\{}%$~&\n`'\"-]+)"
    r"|(?P<paragraph>\n[ \t]*\n\s*)"
    r"|(?P<comment>%[^\n]*(?:\n[ \t]*)?)"
    r"|\\(?P<name>[a-zA-Z@]+)\*?"
    r"|\\(?P<sign>.|\n)"
    r"|(?P<math>\$\$?)"
    r"|(?P<tie>~)"
    r"|(?P<ligature>---|--|``|''|`|')"
    r"|(?P<other>[\s\S])"
)
LIGATURES = {"---": "—", "--": "–", "``": "“", "''": "”", "`": "‘", "'": "’"}
MATH_END = {
    "$": re.compile(r"(?:[^$\\]|\\.)*\$", re.DOTALL),
    "$$": re.compile(r"(?:[^$\\]|\\.|\$(?!\$))*\$\$", re.DOTALL),
}
SIZE = re.compile(
    r"\s*-?[\d.]+\s*(?:pt|em|ex|cm|mm|in|bp|pc|sp|\\\w+)?\s*\Z|\s*\\(?:text|line|column)(?:width|height)\s*\Z"
)
ASSIGNED = re.compile(
    r"\s*=?\s*-?(?:[\d.]+\s*(?:pt|em|ex|cm|mm|in|bp|pc|sp)?|\\[a-zA-Z]+)(?:\s*(?:plus|minus)\s*[\d.]+\w\w)*"
)
LET = re.compile(r"\s*\\[a-zA-Z@]+\s*=?\s*\\?(?:[a-zA-Z@]+|.)")
OVERLAY = re.compile(r"<(?=[^<>\n]*[\d+])[\d+,.|() -]{1,40}>")
"""On which slides of a presentation a command holds ("\\item<2->")."""

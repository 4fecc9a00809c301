"""Undo Cloudflare's e-mail obfuscation, which also swallows parts of addresses that hold an "@".

The page shows "[email protected]"; `data-cfemail` holds the text in hex, every byte xor-ed with the first.
"""

from __future__ import annotations


def uncloaked(hidden: str) -> str:
    """Decode a `data-cfemail` value; what is none comes back as the words that the page shows."""
    try:
        data = bytes.fromhex(hidden)
    except ValueError:
        return "[email protected]"
    return bytes(byte ^ data[0] for byte in data[1:]).decode("utf-8", "replace") if data else "[email protected]"

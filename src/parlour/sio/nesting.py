"""How deep JSON is nested, told before anything decodes it."""

import re

# A string without its end reaches to the end of the text: otherwise each quote would be tried anew (quadratic).
_TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?\Z)|[\[{]|[\]}]', re.DOTALL)


def too_deep(text: bytes, limit: int) -> bool:
    if text.count(b"[") + text.count(b"{") <= limit:
        return False
    depth = 0
    for match in _TOKEN.finditer(text):
        token = text[match.start()]
        if token in b"[{":
            depth += 1
            if depth > limit:
                return True
        elif token != 0x22:
            depth -= 1
    return False

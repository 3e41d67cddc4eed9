"""Names of files as a report can show them: any bytes, any line break, on one line of text."""

import unicodedata


def shown(name: str) -> str:
    """Return a name without what would break a line, a terminal or an encoding: such signs are written as escapes."""
    if name.isascii() and name.isprintable():
        return name
    return "".join(sign if _is_plain(sign) else _escaped(sign) for sign in name)


def _is_plain(sign: str) -> bool:
    return sign.isprintable() and unicodedata.category(sign) not in {"Cf", "Cs", "Co", "Cn"}


def _escaped(sign: str) -> str:
    code = ord(sign)
    # A byte that is no text in the file system's encoding comes as a lone surrogate.
    if 0xDC80 <= code <= 0xDCFF:
        return f"\\x{code - 0xDC00:02x}"
    return sign.encode("unicode_escape").decode("ascii")

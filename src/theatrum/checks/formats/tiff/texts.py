"""Texts in tags: as such, or between other bytes."""

import re

from theatrum.checks.formats.tiff.layout import ASCII

_ASCII_RUN = re.compile(rb"[\t\n\r\x20-\x7e]{5,}")
_WIDE_RUN = re.compile(rb"(?:[\t\n\r\x20-\x7e\xa0-\xff]\0){4,}|(?:\0[\t\n\r\x20-\x7e\xa0-\xff]){4,}")
_CONTROLS = {code: None for code in range(32) if code not in (9, 10, 13)}
# Of bytes that are a text, hardly any is none of these.
_LEGIBLE = 0.95


def text_of(raw: bytes, kind: int) -> str:
    """Return the text that a value of a type holds; of bytes, all that can be read in them, line by line."""
    return decoded(raw) if kind == ASCII else readable(raw)


def decoded(raw: bytes) -> str:
    """Decode a text: UTF-8, or one byte a character; several in one tag become lines."""
    raw = raw.rstrip(b"\0 ")
    if raw.startswith((b"\xff\xfe", b"\xfe\xff")):
        return raw.decode("utf-16", "replace")
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("latin-1")
    return text.replace("\0", "\n").translate(_CONTROLS)


def is_utf8(raw: bytes) -> bool:
    """Say whether bytes are UTF-8."""
    try:
        raw.decode()
    except UnicodeDecodeError:
        return False
    return True


def readable(raw: bytes) -> str:
    """Return a text of bytes, or what can be read between them: five characters in a row, or four of two bytes."""
    stripped = raw.strip(b"\0")
    if stripped and _is_text(stripped):
        return decoded(stripped)
    wide = [_narrow(found[0]) for found in _WIDE_RUN.finditer(raw)]
    return "\n".join([*(found[0].decode() for found in _ASCII_RUN.finditer(raw)), *wide])


def _narrow(run: bytes) -> str:
    return run.decode("utf-16-be" if run[0] == 0 else "utf-16-le", "replace")


def _is_text(raw: bytes) -> bool:
    legible = sum(raw.count(code) for code in (9, 10, 13)) + len(raw.translate(None, bytes([*range(32), 127])))
    return legible >= _LEGIBLE * len(raw) and is_utf8(raw) and len(raw) > 3

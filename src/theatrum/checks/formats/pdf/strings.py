"""Strings as PDF writes them, and the texts that a page shows."""

import re
from collections.abc import Iterator

LONGEST = 16 * 1024
_ESCAPES = {ord("n"): b"\n", ord("r"): b"\r", ord("t"): b"\t", ord("b"): b"\b", ord("f"): b"\f"}
_ESCAPED = re.compile(rb"\\([0-7]{1,3}|\r\n|[\s\S])")
_SHOWN = re.compile(rb"\[((?:[^\]\\]|\\.)*)\]\s*TJ|\(((?:\\.|[^\\()])*)\)\s*(?:Tj|'|\")", re.DOTALL)
_PIECE = re.compile(rb"\(((?:\\.|[^\\()])*)\)", re.DOTALL)
_GLYPHS = re.compile(rb"<[0-9A-Fa-f\s]{4,}>\s*(?:[-0-9.\s]*\]\s*TJ|Tj)|\[\s*<[0-9A-Fa-f\s]{4,}>")


def string_at(data: bytes, start: int) -> str | None:
    """Return the string that begins at a place, by bracket or angle; None where none does, or where it has no end."""
    if data[start : start + 1] == b"(":
        raw = _literal(data, start)
    elif data[start : start + 1] == b"<" and data[start : start + 2] != b"<<":
        raw = _hexadecimal(data, start)
    else:
        raw = None
    return None if raw is None else decoded(raw)


def decoded(raw: bytes) -> str:
    """Return a text: UTF-16 or UTF-8 where it says so, else one byte a character."""
    if raw.startswith((b"\xfe\xff", b"\xff\xfe")):
        return raw.decode("utf-16", "replace")
    if raw.startswith(b"\xef\xbb\xbf"):
        return raw[3:].decode("utf-8", "replace")
    return raw.decode("latin-1")


def shown_texts(content: bytes) -> Iterator[str]:
    """Yield the texts that operators of a page show, in their order."""
    for found in _SHOWN.finditer(content):
        pieces = [found[2]] if found[2] is not None else _PIECE.findall(found[1])
        text = "".join(decoded(_unescaped(piece)) for piece in pieces)
        if text.strip():
            yield text


def has_glyphs(content: bytes) -> bool:
    """Say whether a page shows text by the numbers of glyphs, which only its fonts can read."""
    return bool(_GLYPHS.search(content))


def _literal(data: bytes, start: int) -> bytes | None:
    depth, at = 0, start
    end = min(len(data), start + LONGEST)
    while at < end:
        sign = data[at]
        if sign == 0x5C:
            at += 1
        elif sign == 0x28:
            depth += 1
        elif sign == 0x29:
            depth -= 1
            if depth == 0:
                return _unescaped(data[start + 1 : at])
        at += 1
    return None


def _hexadecimal(data: bytes, start: int) -> bytes | None:
    end = data.find(b">", start, start + LONGEST)
    digits = b"".join(data[start + 1 : end].split()) if end > 0 else b""
    try:
        return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
    except ValueError:
        return None


def _unescaped(raw: bytes) -> bytes:
    return _ESCAPED.sub(_meant, raw) if b"\\" in raw else raw


def _meant(found: re.Match[bytes]) -> bytes:
    sign = found[1]
    if sign[0] in b"01234567":
        return bytes([int(sign, 8) & 0xFF])
    if sign in (b"\n", b"\r", b"\r\n"):
        return b""
    return _ESCAPES.get(sign[0], sign)

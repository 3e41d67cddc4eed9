"""Values of DICOM elements as text."""

import re
import struct
from collections.abc import Sequence

from theatrum.checks.formats.tiff.texts import is_utf8

TEXTS = frozenset(
    ["AE", "AS", "CS", "DA", "DS", "DT", "IS", "LO", "LT", "PN", "SH", "ST", "TM", "UC", "UI", "UR", "UT"]
)
BINARY = frozenset(["OB", "OD", "OF", "OL", "OV", "OW", "UN"])
# Of a text longer than this the rest is not looked at; the standard's longest plain texts have 10,240 characters.
MOST = 256 * 1024
_NUMBERS = {"FD": "d", "FL": "f", "SL": "i", "SS": "h", "SV": "q", "UL": "I", "US": "H", "UV": "Q"}
UNDECLARED = ""
# By Specific Character Set, as Python calls it; those that escape sequences switch between are read as the first.
_ENCODINGS = {
    "ISO_IR 100": "latin-1",
    "ISO_IR 101": "iso8859-2",
    "ISO_IR 109": "iso8859-3",
    "ISO_IR 110": "iso8859-4",
    "ISO_IR 126": "iso8859-7",
    "ISO_IR 127": "iso8859-6",
    "ISO_IR 138": "iso8859-8",
    "ISO_IR 144": "iso8859-5",
    "ISO_IR 148": "iso8859-9",
    "ISO_IR 166": "iso8859-11",
    "ISO_IR 13": "shift_jis",
    "ISO_IR 192": "utf-8",
    "GB18030": "gb18030",
    "GBK": "gbk",
    "ISO 2022 IR 87": "iso2022_jp_2",
    "ISO 2022 IR 159": "iso2022_jp_2",
    "ISO 2022 IR 149": "euc_kr",
    "ISO 2022 IR 58": "gb2312",
}
_ESCAPE = re.compile(rb"\x1b[\x20-\x2f]*[\x30-\x7e]")
_READABLE = re.compile(rb"[\x20-\x7e]{4,}")


def encoding_of(terms: Sequence[str]) -> str:
    """Return the encoding of texts by the terms of Specific Character Set; ``UNDECLARED`` where they say none."""
    for term in (*terms[1:], *terms[:1]):
        plain = term.strip().replace("ISO 2022 IR ", "ISO_IR ")
        if found := _ENCODINGS.get(term.strip()) or _ENCODINGS.get(plain):
            return found
    return UNDECLARED


def decoded(data: bytes, vr: str, encoding: str) -> str:
    """Return a value of text as it reads; never raises. Several values keep the backslash between them."""
    if encoding == UNDECLARED:
        # ASCII is meant; what else is there is what the program's own system wrote.
        encoding = "utf-8" if is_utf8(data) else "latin-1"
    if encoding == "iso2022_jp_2" and vr not in ("DA", "TM", "DT", "UI"):
        text = data.decode(encoding, errors="replace")
    else:
        text = (_ESCAPE.sub(b"", data) if b"\x1b" in data else data).decode(encoding, errors="replace")
    return text.replace("\0", " ").strip()


def number_text(data: bytes, vr: str, *, is_big: bool) -> str:
    """Return binary numbers as text, at most a dozen; empty where they are none."""
    sign = _NUMBERS.get(vr)
    if sign is None:
        return ""
    size = struct.calcsize("=" + sign)
    count = min(len(data) // size, 12)
    numbers = struct.unpack((">" if is_big else "<") + sign * count, data[: size * count])
    return "\\".join(str(number) for number in numbers)


def readable(data: bytes) -> str:
    """Return what can be read in binary data: runs of four or more printable characters."""
    return "\n".join(run.decode("ascii").strip() for run in _READABLE.findall(data))

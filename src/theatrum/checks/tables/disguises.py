"""Files that are named like a text with a table in it, and are something else by their first bytes."""

import re
from dataclasses import dataclass

_STARTS = (
    (b"\x1f\x8b", "compressed with gzip", "Unpack it."),
    (b"BZh", "compressed with bzip2", "Unpack it."),
    (b"\xfd7zXZ\x00", "compressed with xz", "Unpack it."),
    (b"\x28\xb5\x2f\xfd", "compressed with zstd", "Unpack it."),
    (b"7z\xbc\xaf\x27\x1c", "a 7-Zip archive", "Unpack it."),
    (b"Rar!\x1a\x07", "a RAR archive", "Unpack it."),
    (b"%PDF-", "a PDF", "Export the table itself as CSV UTF-8."),
    (b"{\\rtf", "a text of a word processor (RTF)", "Save the table as CSV UTF-8."),
    (b"\x89PNG\r\n", "a picture", "Put the table in its place."),
    (b"\xff\xd8\xff", "a picture", "Put the table in its place."),
    (b"GIF8", "a picture", "Put the table in its place."),
    (
        b"version https://git-lfs.github.com/spec/",
        "a pointer of Git LFS",
        "Fetch it: git lfs pull.",
    ),
)
_WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html|\?xml)\b", re.IGNORECASE)
# Control characters but NUL, tabulators, ends of lines and of files; NUL is told as such.
_CONTROLS = bytes(set(range(1, 32)) - set(b"\t\n\v\f\r\x1a\x1c\x1d\x1e\x1f"))
_FEW = 20


@dataclass(frozen=True, slots=True)
class Disguise:
    """What a file is in truth, and what to do about it."""

    what: str
    fix: str


def disguise_of(head: bytes) -> Disguise | None:
    """Return what a file is that should be text, None if nothing speaks against that; ``head`` are its first bytes."""
    for start, what, fix in _STARTS:
        if head.startswith(start):
            return Disguise(what, fix)
    if _WEB_PAGE.match(head):
        return Disguise("a web page or XML", "Download the table again, or save it as CSV UTF-8.")
    controls = len(head) - len(head.translate(None, _CONTROLS))
    if controls * _FEW > len(head) or (head and not head.strip(b"\0")):
        return Disguise("no text", "Save the table as CSV UTF-8.")
    return None

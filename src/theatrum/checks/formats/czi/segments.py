"""Segments of a CZI file: each has a name, and says how long it is."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.window import Window

HEAD = 32
FILE, METADATA, ATTACHMENTS, ATTACHMENT = "ZISRAWFILE", "ZISRAWMETADATA", "ZISRAWATTDIR", "ZISRAWATTACH"
BEFORE_XML = BEFORE_ENTRIES = BEFORE_CONTENT = 256
_ENTRY = struct.Struct("<2s10xqi16s8s80s")
_MOST_ENTRIES = 10_000


@dataclass(frozen=True, slots=True)
class Places:
    """Where metadata and the list of attachments begin, 0 where there are none; ``part`` counts files of a set."""

    metadata: int
    attachments: int
    part: int
    is_pending: bool


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something beside the image: where its segment begins, what kind of file it is, and its name."""

    offset: int
    kind: str
    name: str


def places_of(window: Window) -> Places:
    """Read the first segment. Raises Unreadable, BudgetSpent and OSError."""
    begin(window, 0, FILE)
    data = window.exactly(HEAD, 80, FILE)
    part, _, metadata, pending, attachments = struct.unpack_from("<iqqiq", data, 48)
    return Places(metadata, attachments, part, bool(pending))


def begin(window: Window, offset: int, name: str) -> int:
    """Return how many bytes a segment has, which must be of a name. Raises Unreadable."""
    if not 0 <= offset < window.size:
        raise Unreadable(name, "it is said to stand behind the end of the file")
    head = window.exactly(offset, HEAD, name)
    if head[:16].rstrip(b"\0") != name.encode():
        raise Unreadable(name, "it is not where the file says")
    used = int.from_bytes(head[24:32], "little", signed=True)
    allocated = int.from_bytes(head[16:24], "little", signed=True)
    length = used or allocated
    if length < 0 or offset + HEAD + length > window.size:
        raise Unreadable(name, "its length leads behind the end of the file")
    return length


def attachments_of(window: Window, offset: int) -> Iterator[Attachment]:
    """Yield what is attached. Raises Unreadable, BudgetSpent and OSError."""
    begin(window, offset, ATTACHMENTS)
    (count,) = struct.unpack("<i", window.exactly(offset + HEAD, 4, ATTACHMENTS))
    if not 0 <= count <= _MOST_ENTRIES:
        raise Unreadable(ATTACHMENTS, "the number of attachments cannot be true")
    for number in range(count):
        at = offset + HEAD + BEFORE_ENTRIES + number * _ENTRY.size
        _, place, _, _, kind, name = _ENTRY.unpack(window.exactly(at, _ENTRY.size, ATTACHMENTS))
        yield Attachment(place, _text(kind), _text(name))


def content_of(window: Window, attachment: Attachment) -> tuple[int, int]:
    """Return where the content of an attachment begins, and how many bytes it has. Raises Unreadable."""
    length = begin(window, attachment.offset, ATTACHMENT)
    (size,) = struct.unpack("<i", window.exactly(attachment.offset + HEAD, 4, ATTACHMENT))
    return attachment.offset + HEAD + BEFORE_CONTENT, max(0, min(size, length - BEFORE_CONTENT))


def xml_of(file: Bytes, window: Window, offset: int, most: int) -> bytes:
    """Return the metadata. Raises Unreadable where there are more than ``most`` bytes of it."""
    length = begin(window, offset, METADATA)
    (size,) = struct.unpack("<i", window.exactly(offset + HEAD, 4, METADATA))
    if not 0 <= size <= min(most, length):
        raise Unreadable(METADATA, f"its XML is said to have {size} bytes; at most {most} are read")
    found = file.read_at(offset + HEAD + BEFORE_XML, size)
    if len(found) < size:
        raise Unreadable(METADATA, "its XML leads behind the end of the file")
    return found


def _text(raw: bytes) -> str:
    return raw.split(b"\0", 1)[0].decode("utf-8", "replace")

"""Lines of the header of alignments, field by field; their inspector tells what must not be in one."""

from collections.abc import Iterator

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.sequencing.sam_header import SamHeader
from theatrum.checks.redaction.wishes import Find, Taken

# By these, records and other lines speak of a line; names of samples are given by whoever has the crosswalk.
_NAMES = frozenset({"ID", "SN", "SM", "LN", "VN", "PP"})


def clean_sam(lines: list[bytes], find: Find) -> tuple[list[bytes], list[Taken]]:
    """Return the lines without fields, and comments, in which something must not be; and what was taken out."""
    kept: list[bytes] = []
    taken: list[Taken] = []
    known: dict[tuple[bytes, bytes], list[Kind]] = {}
    for number, line in enumerate(lines, 1):
        head, *parts = line.split(b"\t")
        if head == b"@CO":
            parts = [line[4:]]
        stay = [head]
        for part in parts:
            if (head, part) not in known:
                known[head, part] = list(_kinds(head, part, find))
            kinds = known[head, part]
            taken += [Taken(kind, f"header line {number}", _name(head, part)) for kind in dict.fromkeys(kinds)]
            stay += [] if kinds else [part]
        if len(stay) > 1 or not parts:
            kept.append(b"\t".join(stay))
    return kept, taken


def _kinds(head: bytes, part: bytes, find: Find) -> Iterator[Kind]:
    if head != b"@CO" and part[:2].decode("latin-1") in _NAMES:
        return
    notes = Notes(Asked(""), Budget())
    SamHeader(notes).take([head + b"\t" + part])
    yield from (one.kind for one in notes.forbidden)
    for text in notes.texts:
        yield from (span.kind for span in find(text.text, text.name))


def _name(head: bytes, part: bytes) -> str:
    kind, tag = head.decode("latin-1"), part[:2].decode("latin-1")
    is_field = head != b"@CO" and tag.isascii() and tag.isalnum() and len(head) == 3
    return f"{kind} {tag}" if is_field else "@CO"

"""Lines of the header of variants; their inspector tells what must not be in one."""

import re
from collections.abc import Iterator

from theatrum.checks.classes import Kind
from theatrum.checks.formats.bytes import Budget
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.sequencing.vcf_header import VcfHeader
from theatrum.checks.redaction.wishes import Find, How, Taken

_KEY = re.compile(rb"##([A-Za-z0-9_. +-]{1,60})=")
# Lines that records or programs need: what identifies is cut out of them, or written over. Others go whole.
_NEEDED = frozenset({"fileformat", "INFO", "FORMAT", "FILTER", "ALT"})
_CONTIG_TEXT = re.compile(rb",(?:URL|assembly|Description|source)=(?:\"[^\"]*\"|[^,>]*)")


def clean_vcf(lines: list[bytes], find: Find) -> tuple[list[bytes], list[Taken]]:
    """Return the lines before that of the columns without what must not be in them, and what was taken out."""
    kept: list[bytes] = []
    taken: list[Taken] = []
    known: dict[bytes, list[Kind]] = {}
    for number, line in enumerate(lines, 1):
        named = _KEY.match(line)
        key = named[1].decode("ascii") if named else ""
        shape = re.sub(rb"ID=[^,>]*|length=[0-9]+", b"", line) if key == "contig" else line
        if shape not in known:
            known[shape] = list(_kinds(line, find)) if number > 1 else []
        kinds = known[shape]
        if not kinds:
            kept.append(line)
            continue
        place, name = f"header line {number}", f"##{key}"
        how = How.BLANKED if key in _NEEDED else How.REMOVED
        taken += [Taken(kind, place, name, how) for kind in dict.fromkeys(kinds)]
        kept += list(_rest(line, key, find))
    return kept, taken


def _kinds(line: bytes, find: Find) -> Iterator[Kind]:
    notes = Notes(Asked(""), Budget())
    header = VcfHeader(notes)
    header.take(b"##fileformat=VCFv4.2")
    header.take(line)
    yield from (one.kind for one in notes.forbidden)
    for text in notes.texts:
        yield from (span.kind for span in find(text.text, text.name))


def _rest(line: bytes, key: str, find: Find) -> Iterator[bytes]:
    """Yield what stays of a line, if anything does."""
    if key == "contig":
        yield _CONTIG_TEXT.sub(b"", line)
    elif key in _NEEDED:
        text = list(line.decode("utf-8", errors="surrogateescape"))
        for span in find("".join(text), f"##{key}"):
            text[span.start : span.start + span.length] = " " * span.length
        yield "".join(text).encode("utf-8", errors="surrogateescape")

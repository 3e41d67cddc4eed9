"""Inspects CRAM: the file's definition, the header, and the containers up to the one that marks the end."""

import struct

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sequencing.bam import LARGEST_HEADER
from theatrum.checks.formats.sequencing.cram_blocks import (
    Block,
    Container,
    block_at,
    check_block,
    container_at,
    content_of,
)
from theatrum.checks.formats.sequencing.sam_header import SamHeader
from theatrum.checks.formats.truncation import note_cut
from theatrum.checks.formats.window import Window

_DEFINITION = 26
_FILE_HEADER = 0
_VERSIONS = (2, 3)
# The container that marks the end, by version.
_ENDS = {
    2: bytes.fromhex("0b000000 ffffffff0f e0454f46 00000000 01 00 0001 000606 010001000100"),
    3: bytes.fromhex("0f000000 ffffffff0f e0454f46 00000000 01 00 05bdd94f 0001 000606 010001000100 ee63014b"),
}


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a CRAM file. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    window = Window(file)
    definition = window.exactly(0, _DEFINITION, "definition")
    version = definition[4]
    if not definition.startswith(b"CRAM") or version not in _VERSIONS:
        raise Unreadable("definition", "it is not of version 2 or 3 of CRAM")
    notes.fact("CRAM_VERSION", f"{version}.{definition[5]}")
    # Programs write the name of the file here.
    notes.text("definition", "file id", definition[6:].strip(b"\0 ").decode("latin-1"))
    first = container_at(window, _DEFINITION, version)
    # Version 2 is written with a length of this container that can be a little too small.
    block = block_at(window, first.start, version, first.end if version >= 3 else file.size)
    header = SamHeader(notes)
    header.take(_text(window, first, block, notes).split(b"\n"))
    header.finish()
    behind = max(first.end, block.next)
    if notes.asked.is_full:
        _walk(window, behind, version, notes)
    else:
        second = container_at(window, behind, version) if behind < file.size else None
        if second is None or second.is_end:
            message, fix = "The file has no reads.", "Look whether the program that made it came to its end."
            notes.note("format.no_records", Severity.WARNING, message, fix=fix)
        _check_end(file, version, notes)


def _text(window: Window, container: Container, block: Block, notes: Notes) -> bytes:
    if block.content_type != _FILE_HEADER:
        raise Unreadable("header", "the first block is not that of the header")
    if block.next > block.end:
        check_block(window, container.start, block)
    content = content_of(window, block, notes.budget, LARGEST_HEADER)
    if len(content) < 4:
        raise Unreadable("header", "it is cut off")
    (length,) = struct.unpack("<i", content[:4])
    if not 0 <= length <= len(content) - 4:
        raise Unreadable("header", "its length leads behind the end of its block")
    return content[4 : 4 + length].rstrip(b"\0")


def _walk(window: Window, offset: int, version: int, notes: Notes) -> None:
    """Hold every block against its checksum, and count the records."""
    records = 0
    container = None
    while offset < window.size:
        notes.budget.spend(structures=1)
        container = container_at(window, offset, version)
        records += container.records
        _walk_blocks(window, container, version, notes)
        offset = container.end
        if container.is_end:
            break
    notes.fact("TOTAL_RECORDS", records)
    notes.was_full = True
    if container is None or not container.is_end:
        note_cut(notes, "the container that marks its end is missing")


def _walk_blocks(window: Window, container: Container, version: int, notes: Notes) -> None:
    offset = container.start
    for _ in range(container.blocks):
        notes.budget.spend(structures=1)
        block: Block = block_at(window, offset, version, container.end)
        if version >= 3:
            check_block(window, offset, block)
        offset = block.next


def _check_end(file: Bytes, version: int, notes: Notes) -> None:
    end = _ENDS[version]
    if file.read_at(max(0, file.size - len(end)), len(end)) != end:
        note_cut(notes, "the container that marks its end is missing")

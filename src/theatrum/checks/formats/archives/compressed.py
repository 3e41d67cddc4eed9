"""A file compressed by gzip, bzip2 or xz: a tar, or one file; unpacked as it is read, and never written anywhere."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.archives import tars
from theatrum.checks.formats.archives.depth import is_too_deep
from theatrum.checks.formats.archives.entries import Entry, EntryKind
from theatrum.checks.formats.archives.listing import Listing
from theatrum.checks.formats.archives.opening import Opening
from theatrum.checks.formats.archives.sources import Unpacking
from theatrum.checks.formats.bytes import MEBIBYTE, Bytes
from theatrum.checks.formats.errors import BeyondSample, BudgetSpent
from theatrum.checks.formats.gzip_header import tell_gzip_header
from theatrum.checks.formats.inspection import Noted, Notes
from theatrum.checks.formats.sniffing import READ, content

SAMPLE = 20 * MEBIBYTE
_ENDINGS = (".gz", ".gzip", ".bgz", ".bz2", ".xz", ".lzma")
_SWOLLEN, _THIN = 200, 32


def inspect(file: Bytes, notes: Notes) -> None:
    """Unpack and look: the beginning, or all of it where asked. Raises Unreadable, BudgetSpent, OSError."""
    if is_too_deep(notes):
        return
    if notes.label == "gzip":
        tell_gzip_header(file, notes)
    # What goes in counts too, and some is left for members.
    limit = None if notes.asked.is_full else min(SAMPLE, notes.budget.bytes // 3)
    head = _unpacking(file, notes, limit).take(READ)
    source = _unpacking(file, notes, limit)
    try:
        if content(head).label == "tar":
            tars.inspect_stream(source, notes)
            source.skip(file.size * _SWOLLEN if notes.asked.is_full else MEBIBYTE)
        else:
            _single(source, notes)
    except BeyondSample:
        _sampled(source, notes)
    except BudgetSpent:
        _swollen(source, notes)
        raise
    _swollen(source, notes)
    if source.rest:
        message = "Bytes follow the end of the compressed data that no program shows."
        notes.note("format.hidden_bytes", Severity.WARNING, message, fix="Compress it again.")


def _unpacking(file: Bytes, notes: Notes, limit: int | None) -> Unpacking:
    return Unpacking(file, notes.label or "gzip", notes.budget, limit)


def _single(source: Unpacking, notes: Notes) -> None:
    """Look into a file that is compressed alone; where everything is read, to its end, which its checksum proves."""
    opening, name = Opening(notes), _inner_name(notes.asked.name)
    held = source.take(min(opening.holds.whole, source.limit or opening.holds.whole))
    is_thin = source.position > _THIN * source.read
    more = source.skip(source.file.size * _SWOLLEN if notes.asked.is_full else SAMPLE if is_thin else 1)
    size = source.position + (0 if notes.asked.is_full or not more else len(held))
    Listing(notes).add(Entry(name, size, EntryKind.FILE))
    if held and opening.wants(name):
        opening.open(len(notes.members) - 1, held, size)
    opening.finish()
    notes.was_full = opening.was_full


def _sampled(source: Unpacking, notes: Notes) -> None:
    message = f"The first {source.position // MEBIBYTE:,} MiB of its content were read; what follows was not looked at."
    fix = "Check it with --full, which reads all of it."
    notes.noted.append(Noted("format.sampled", Severity.NOTE, message, fix, notes.place or None))


def _swollen(source: Unpacking, notes: Notes) -> None:
    """Note content that is so much larger than its file that it holds next to nothing."""
    if source.position > MEBIBYTE and source.position > _SWOLLEN * source.read:
        message = f"It grows more than {_SWOLLEN}-fold when it is unpacked, as no data do."
        fix = "Check whether it was made as it should be, and make it again."
        notes.noted.append(Noted("format.swollen", Severity.WARNING, message, fix, notes.place or None))


def _inner_name(name: str) -> str:
    ending = next((ending for ending in _ENDINGS if name.casefold().endswith(ending)), "")
    return name[: len(name) - len(ending)] or name

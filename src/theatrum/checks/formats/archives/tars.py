"""A tar archive: listed header by header, whatever lies between; its members looked into where they stand."""

from collections.abc import Callable

from theatrum.checks.findings import Severity
from theatrum.checks.formats.archives.depth import is_too_deep
from theatrum.checks.formats.archives.entries import EntryKind
from theatrum.checks.formats.archives.forward import Forward, is_forward
from theatrum.checks.formats.archives.listing import Listing
from theatrum.checks.formats.archives.opening import Opening
from theatrum.checks.formats.archives.sources import Plain, Source
from theatrum.checks.formats.archives.tar_headers import TarEntry, TarWalk
from theatrum.checks.formats.bytes import Bytes, Part
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Noted, Notes

_BEHIND = 1 << 16

Found = Callable[[TarEntry, int], None]


def inspect(file: Bytes, notes: Notes) -> None:
    """List the archive, then look into its members. Raises Unreadable, BudgetSpent, OSError."""
    if is_too_deep(notes):
        return
    source = Plain(file)
    if is_forward(file):
        inspect_stream(source, notes)
        return
    waiting: list[tuple[str, int, int, int]] = []

    def found(tar: TarEntry, member: int) -> None:
        waiting.append((tar.entry.path, member, source.position, tar.length))

    opening = Opening(notes)
    broken: Unreadable | None = None
    try:
        walk(source, notes, found)
    except Unreadable as error:
        broken = error
    for path, member, offset, length in waiting:
        if length and opening.wants(path):
            opening.open(member, Part(file, offset, length), length)
    opening.finish()
    if broken:
        raise broken
    notes.was_full = opening.was_full
    _look_behind(file, source.position, notes)


def inspect_stream(source: Source, notes: Notes) -> None:
    """Do the same for a tar that is unpacked as it is read: members are looked into as they come."""
    opening = Opening(notes)

    def found(tar: TarEntry, member: int) -> None:
        if not tar.length or not opening.wants(tar.entry.path):
            return
        whole = tar.length <= opening.holds.whole
        if notes.asked.is_full and not whole:
            opening.open(member, Forward(source, tar.length), tar.length)
        else:
            content = source.take(tar.length if whole else opening.holds.beginning)
            if whole and len(content) < tar.length:
                raise Unreadable(notes.members[member].place, "the archive breaks off in its content")
            opening.open(member, content, tar.length)

    try:
        walk(source, notes, found)
    finally:
        opening.finish()
    notes.was_full = opening.was_full


def walk(source: Source, notes: Notes, found: Found) -> None:
    """List a tar; ``found`` is told each file and its index in ``notes.members`` while ``source`` is at its content."""
    listing, tar_walk = Listing(notes), TarWalk(source)
    try:
        for tar in tar_walk.entries():
            _take_down(tar, listing)
            if tar.entry.kind is EntryKind.FILE:
                found(tar, len(notes.members) - 1)
    finally:
        listing.finish()
    notes.was_listed = tar_walk.has_end
    for name, text in tar_walk.shared():
        notes.text("header of all members", name, text)
    if not tar_walk.has_end:
        message = "The mark that ends the archive is missing, so members may be missing too."
        fix = "Compare its members with the folder it was made of, and pack it again."
        notes.noted.append(Noted("format.no_end", Severity.WARNING, message, fix, notes.place or None))


def _take_down(tar: TarEntry, listing: Listing) -> None:
    place = listing.add(tar.entry)
    if tar.entry.kind is EntryKind.LINK:
        listing.link(tar.entry, place, is_symbolic=tar.is_symbolic)
    listing.owners(tar.owners, place)
    listing.written(tar.written)
    for name, text in tar.texts:
        listing.notes.text(place, name, text)


def _look_behind(file: Bytes, position: int, notes: Notes) -> None:
    """Note bytes behind the end of the archive: programs do not show them, but they are there."""
    if file.read_at(position, _BEHIND).strip(b"\0"):
        message = "Bytes follow the end of the archive that no program shows."
        notes.note("format.hidden_bytes", Severity.WARNING, message, fix="Pack it again.")

"""A ZIP file: listed by its directory, its members looked into where they stand, a few of each kind."""

import stat
import zlib
from dataclasses import dataclass, field, replace

from theatrum.checks.findings import Severity
from theatrum.checks.formats.archives.depth import is_too_deep
from theatrum.checks.formats.archives.entries import Entry, EntryKind
from theatrum.checks.formats.archives.forward import Forward
from theatrum.checks.formats.archives.listing import Listing
from theatrum.checks.formats.archives.opening import Opening
from theatrum.checks.formats.archives.sources import Unpacking
from theatrum.checks.formats.archives.zip_directory import Directory, ZipEntry, directory_of
from theatrum.checks.formats.bytes import MEBIBYTE, Blocks, Bytes, Part
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspection import Notes

_STORED, _DEFLATED, _BZIP2, _XZ = 0, 8, 12, 95
_UNPACKED = {_DEFLATED: "deflate", _BZIP2: "bzip2", _XZ: "xz"}
_SWOLLEN = 200
_LEAST = 64 * MEBIBYTE  # small archives of zeros harm nobody
_LONGEST_TARGET = 4_096
_LIES = "its size or its checksum is another one than the directory says"
_FIRST_DAY = 0x21  # 1 January 1980: no time was said
_NO_TIME, _SOME_TIME = 0, 400_000_000


def inspect(file: Bytes, notes: Notes) -> None:
    """List the archive, then look into its members. Raises Unreadable, BudgetSpent, OSError."""
    if is_too_deep(notes):
        return
    directory = directory_of(Blocks(file))
    notes.text("comment of the ZIP file", "comment", directory.comment.decode("utf-8", "backslashreplace"))
    zipped = _Zip(file, directory, notes)
    try:
        zipped.take_down()
        zipped.follow()
    finally:
        zipped.listing.finish()
    zipped.judge()
    zipped.open()


@dataclass(slots=True)
class _Found:
    entry: ZipEntry
    member: int
    place: str


@dataclass(slots=True)
class _Zip:
    file: Bytes
    directory: Directory
    notes: Notes
    listing: Listing = field(init=False)
    found: list[_Found] = field(default_factory=list)
    links: list[tuple[ZipEntry, Entry, str]] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.listing = Listing(self.notes)

    def take_down(self) -> None:
        """Take down every entry of the directory."""
        for entry in self.directory.entries():
            taken = Entry(entry.name, entry.size, _kind(entry))
            place = self.listing.add(taken)
            self.listing.written(_SOME_TIME if entry.day > _FIRST_DAY else _NO_TIME)
            self.notes.text(place, "comment", entry.comment)
            if taken.kind is EntryKind.FILE:
                self.found.append(_Found(entry, len(self.notes.members) - 1, place))
            elif taken.kind is EntryKind.LINK:
                self.links.append((entry, taken, place))
        self.notes.was_listed = True

    def follow(self) -> None:
        """Look where links lead; the content of one is the path of its target."""
        for entry, taken, place in self.links:
            if entry.is_encrypted or entry.size > _LONGEST_TARGET:
                continue
            try:
                link = replace(taken, target=self._target(entry))
            except Unreadable as error:
                self._broken(place, error.problem)
            else:
                self.listing.link(link, place, is_symbolic=True)

    def judge(self) -> None:
        """Note what the directory itself tells: encryption, lies, members in each other, swelling."""
        files = [one.entry for one in self.found]
        locked = [one.place for one in self.found if one.entry.is_encrypted]
        if locked:
            message = f"{len(locked):,} of its members are encrypted; nobody can look into them."
            fix = "Pack it again without a password."
            self.notes.note("format.encrypted", Severity.ERROR, message, fix=fix, place=locked[0])
        said, packed = sum(entry.size for entry in files), sum(entry.packed for entry in files)
        if said > _LEAST and said > _SWOLLEN * max(packed, 1):
            message = f"It grows more than {_SWOLLEN}-fold when it is unpacked, as no data do."
            fix = "Check whether it was made as it should be, and make it again."
            self.notes.note("format.swollen", Severity.WARNING, message, fix=fix)
        overlapping = _overlapping(self.found, self.directory)
        if overlapping:
            message = "Members lie in each other, so that the archive unpacks to much more than it holds."
            self.notes.note("format.overlap", Severity.ERROR, message, fix="Pack it again.", place=overlapping[0].place)
            wrong = {one.member for one in overlapping}
            self.found = [one for one in self.found if one.member not in wrong]

    def open(self) -> None:
        """Look into members: those that are stored at any offset, of others the beginning."""
        opening = Opening(self.notes)
        for one in self.found:
            if one.entry.size and not one.entry.is_encrypted and opening.wants(one.entry.name):
                self._open(one, opening)
        opening.finish()
        self.notes.was_full = opening.was_full

    def _open(self, one: _Found, opening: Opening) -> None:
        try:
            content = self._content(one, opening.holds.whole, opening.holds.beginning)
            if content is not None:
                opening.open(one.member, content, one.entry.size)
            if isinstance(content, Forward) and content.finish() != (one.entry.size, one.entry.checksum):
                self._broken(one.place, _LIES)
        except Unreadable as error:
            self._broken(one.place, error.problem)

    def _broken(self, place: str, problem: str) -> None:
        message = f"A member cannot be read: {problem}."
        self.notes.note("format.member_broken", Severity.ERROR, message, fix="Pack it again.", place=place)

    def _content(self, one: _Found, whole: int, beginning: int) -> bytes | Bytes | None:
        entry = one.entry
        start, name = self.directory.data_offset(entry)
        if name != entry.raw_name:
            message = "A member has another name in front of its content than in the directory."
            self.notes.note("format.member_renamed", Severity.WARNING, message, fix="Pack it again.", place=one.place)
        part = Part(self.file, start, entry.packed)
        if entry.method == _STORED:
            return part
        kind = _UNPACKED.get(entry.method)
        if kind is None:
            message = "A member is packed in a way that is not read here; nobody looked into it."
            fix = "Pack it again as common programs do (deflate)."
            self.notes.note("format.member_unread", Severity.WARNING, message, fix=fix, place=one.place)
            return None
        source = Unpacking(part, kind, self.notes.budget)
        if entry.size > whole and self.notes.asked.is_full:
            return Forward(source, entry.size)
        held = source.take(entry.size + 1 if entry.size <= whole else beginning)
        if entry.size <= whole:
            _prove(held, entry)
        return held

    def _target(self, entry: ZipEntry) -> str:
        start, _ = self.directory.data_offset(entry)
        part = Part(self.file, start, entry.packed)
        kind = _UNPACKED.get(entry.method)
        target = Unpacking(part, kind, self.notes.budget).take(entry.size) if kind else part.read_at(0, entry.size)
        return target.decode("utf-8", "backslashreplace")


def _prove(held: bytes, entry: ZipEntry) -> None:
    """Hold a member against its size and checksum. Raises Unreadable."""
    if (len(held), zlib.crc32(held)) != (entry.size, entry.checksum):
        raise Unreadable("", _LIES)


def _kind(entry: ZipEntry) -> EntryKind:
    if entry.name.endswith(("/", "\\")):
        return EntryKind.FOLDER
    kind = stat.S_IFMT(entry.mode)
    if kind == stat.S_IFLNK:
        return EntryKind.LINK
    return EntryKind.FILE if kind in (0, stat.S_IFREG, stat.S_IFDIR) else EntryKind.SPECIAL


def _overlapping(found: list[_Found], directory: Directory) -> list[_Found]:
    """Return the members whose content begins before that of the one before them ends, as far as sizes tell."""
    ordered = sorted(found, key=lambda one: one.entry.offset)
    wrong = []
    end = 0
    for one in ordered:
        if one.entry.offset < end:
            wrong.append(one)
        end = max(end, one.entry.offset + 30 + len(one.entry.raw_name) + one.entry.packed)
    if ordered and end > directory.start:
        wrong.append(ordered[-1])
    return wrong

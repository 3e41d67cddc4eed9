"""Headers of a tar archive: POSIX (ustar and pax), GNU and the old form. Read in a loop, never by recursion."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from theatrum.checks.formats.archives.entries import Entry, EntryKind
from theatrum.checks.formats.archives.sources import Source
from theatrum.checks.formats.errors import Unreadable

BLOCK = 512
_LONGEST = 1 << 20  # bytes of a long name or of a pax header
_MOST = 1_000  # attributes of a member
_FILES = b"0\x007S"  # S: with holes
_KINDS = {
    b"1": EntryKind.LINK,
    b"2": EntryKind.LINK,
    b"3": EntryKind.SPECIAL,
    b"4": EntryKind.SPECIAL,
    b"5": EntryKind.FOLDER,
    b"6": EntryKind.SPECIAL,
}
# Numbers and what is read elsewhere; the other values of a pax header are texts.
_NO_TEXT = frozenset({"path", "linkpath", "size", "mtime", "atime", "ctime", "uid", "gid", "uname", "gname"})
_SYMBOLIC = b"2"


@dataclass(frozen=True, slots=True)
class TarEntry:
    """A member as its headers have it. ``length`` are its bytes in the archive, padding not counted.

    ``owners`` are the names of user and group, ``texts`` further values (name, text) of a pax header; ``written`` is
    the time of its last change in seconds since 1970. ``is_symbolic`` tells a link to a path from one to a member.
    """

    entry: Entry
    length: int
    written: int
    owners: tuple[str, ...] = field(repr=False)
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    is_symbolic: bool = False


@dataclass(slots=True)
class TarWalk:
    """Goes through the headers. Content that nobody took is passed over before the next header is read.

    ``has_end`` says whether the two blocks of zeros were there that end an archive.
    """

    source: Source
    has_end: bool = False
    number: int = 0
    _next: int = 0
    _extended: dict[str, str] = field(default_factory=dict, repr=False)
    _for_all: dict[str, str] = field(default_factory=dict, repr=False)

    def entries(self) -> Iterator[TarEntry]:
        """Yield each member; right after, ``source`` stands at its content. Raises Unreadable, BudgetSpent, OSError."""
        while (block := self._block()) is not None:
            kind, length = block[156:157], self._length(block)
            if kind in b"LKxXg" and kind:
                self._remember(kind, length)
                continue
            self.number += 1
            if kind == b"S" and block[482]:
                self._pass_map()
            yield self._entry(block, kind, length)
            self._extended = {}

    def _block(self) -> bytes | None:
        """Return the next header; None at the end."""
        self._pass_over()
        block = self.source.take(BLOCK)
        if not block:
            return None
        if not block.strip(b"\0"):
            self.has_end = not self.source.take(BLOCK).strip(b"\0")
            return None
        if len(block) < BLOCK:
            raise Unreadable(self._here(), "the archive breaks off in a header")
        if not _is_summed(block):
            raise Unreadable(self._here(), "its header has another checksum than it says")
        self._next = self.source.position
        return block

    def _pass_over(self) -> None:
        missing = self._next - self.source.position
        if missing > 0 and self.source.skip(missing) < missing:
            raise Unreadable(f"member {self.number}", "the archive breaks off in its content")

    def _length(self, block: bytes) -> int:
        length = _number(block[124:136], self._here())
        text = self._extended.get("size") or self._for_all.get("size")
        if text is not None and block[156:157] not in b"LKxXg":
            length = int(text) if text.isdecimal() and len(text) < 20 else length
        if length < 0:
            raise Unreadable(self._here(), "its size is below zero")
        stored = 0 if block[156:157] in (b"1", b"2", b"3", b"4", b"5", b"6") else length
        self._next = self.source.position + -(-stored // BLOCK) * BLOCK
        return stored

    def _remember(self, kind: bytes, length: int) -> None:
        """Keep a header that speaks of the next member (of all that follow: ``g``)."""
        if length > _LONGEST:
            raise Unreadable(self._here(), "its name or its attributes are longer than any are")
        data = self.source.take(length)
        if len(data) < length:
            raise Unreadable(self._here(), "the archive breaks off in a header")
        if kind in b"LK":
            self._extended["path" if kind == b"L" else "linkpath"] = _text(data)
        else:
            kept = self._for_all if kind == b"g" else self._extended
            kept.update(_records(data, self._here()))
            if len(kept) > _MOST:
                raise Unreadable(self._here(), "it has more attributes than any has")

    def shared(self) -> tuple[tuple[str, str], ...]:
        """Return the texts (name, text) that hold for all members so far."""
        return tuple((key, text) for key, text in self._for_all.items() if key not in _NO_TEXT)

    def _pass_map(self) -> None:
        """Pass over the blocks that say where a file with holes has its data; its size does not count them."""
        while True:
            block = self.source.take(BLOCK)
            self._next += BLOCK
            if len(block) < BLOCK:
                raise Unreadable(self._here(), "the archive breaks off in a header")
            if not block[504]:
                return

    def _entry(self, block: bytes, kind: bytes, length: int) -> TarEntry:
        said = {**self._for_all, **self._extended}
        name, prefix = _text(block[:100]), _text(block[345:500]) if block[257:263] == b"ustar\0" else ""
        path = said.get("GNU.sparse.name") or said.get("path") or (f"{prefix}/{name}" if prefix else name)
        kind_of = EntryKind.FILE if kind in _FILES else _KINDS.get(kind, EntryKind.SPECIAL)
        if kind_of is EntryKind.FILE and path.endswith("/"):
            kind_of = EntryKind.FOLDER  # as archives from before POSIX have it
        target = said.get("linkpath") or _text(block[157:257]) if kind_of is EntryKind.LINK else None
        return TarEntry(
            entry=Entry(path, length, kind_of, target),
            length=length,
            written=max(0, _number(block[136:148], self._here())),
            owners=tuple(
                said.get(key) or _text(block[start : start + 32]) for key, start in (("uname", 265), ("gname", 297))
            ),
            texts=tuple((key, text) for key, text in self._extended.items() if key not in _NO_TEXT),
            is_symbolic=kind == _SYMBOLIC,
        )

    def _here(self) -> str:
        return f"member {self.number + 1}"


def _is_summed(block: bytes) -> bool:
    """Say whether the checksum fits: bytes as numbers without a sign, in some old programs with one."""
    try:
        said = _number(block[148:156], "")
    except Unreadable:
        return False
    counted = block[:148] + b" " * 8 + block[156:]
    return said == sum(counted) or said == sum(counted) - 256 * sum(byte > 127 for byte in counted)


def _number(text: bytes, place: str) -> int:
    """Read an octal number, or a binary one where the first bit is set."""
    if text[:1] in (b"\x80", b"\xff"):
        return int.from_bytes(text[1:], "big") - (256 ** (len(text) - 1) if text[0] == 0xFF else 0)
    digits = text.split(b"\0", 1)[0].strip()
    try:
        return int(digits or b"0", 8)
    except ValueError as error:
        raise Unreadable(place, "a number in its header is none") from error


def _records(data: bytes, place: str) -> dict[str, str]:
    """Read the records of a pax header: length, blank, key, equals sign, value, line end."""
    found: dict[str, str] = {}
    start = 0
    while start < len(data) and data[start] != 0:
        space = data.find(b" ", start, start + 20)
        digits = data[start:space] if space > 0 else b""
        length = int(digits) if digits.isdigit() else 0
        if length < space - start + 2 or start + length > len(data):
            raise Unreadable(place, "its attributes are damaged")
        key, _, value = data[space + 1 : start + length - 1].partition(b"=")
        found[_text(key)] = value.decode("utf-8", "backslashreplace")
        start += length
    return found


def _text(data: bytes) -> str:
    return data.split(b"\0", 1)[0].decode("utf-8", "backslashreplace")

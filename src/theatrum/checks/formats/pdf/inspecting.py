"""Inspects PDF: all of a small one, head and tail of a large one. Nothing is followed: old revisions stay in a file."""

import re
from dataclasses import dataclass, field

from theatrum.checks.classes import Kind, Where
from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.errors import BeyondSample, Unreadable
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.pdf.scanning import OVERLAP, Stream, Stretch, streams_of, stretches
from theatrum.checks.formats.pdf.strings import has_glyphs, shown_texts, string_at
from theatrum.checks.formats.pictures.exif import note_picture
from theatrum.checks.formats.tiff.embedded import tell_xmp
from theatrum.checks.formats.told import Telling
from theatrum.checks.formats.truncation import note_cut
from theatrum.checks.formats.window import as_much

HEAD, TAIL = 16 * 1024 * 1024, 8 * 1024 * 1024
_FORBIDDEN = {
    b"Author": Kind.NAME,
    b"CreationDate": Kind.DATE,
    b"LastModified": Kind.DATE,
    b"M": Kind.DATE,
    b"ModDate": Kind.DATE,
    b"SourceModified": Kind.DATE,
}
_TEXTS = (
    b"Company", b"ContactInfo", b"Contents", b"Creator", b"Keywords", b"Location", b"Manager", b"Name", b"Producer",
    b"Reason", b"Subject", b"T", b"TU", b"Title", b"V",
)  # fmt: skip
_ENTRY = re.compile(rb"/(" + b"|".join([*_FORBIDDEN, *_TEXTS]) + rb")\s*(?=[(<])")
_PACKET = re.compile(rb"<x:xmpmeta[\s\S]{0,60000}?</x:xmpmeta>")
_IMAGE = re.compile(rb"/Subtype\s*/Image")
_PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")


def inspect(file: Bytes, notes: Notes) -> None:
    """Look at a PDF. Raises Unreadable, BudgetSpent and OSError; what was seen before stays noted."""
    if b"%PDF-" not in as_much(file, 0, 1024):
        raise Unreadable("byte 0", "it does not begin as PDF does")
    tail = _tail(file)
    ends = (tail or b"", as_much(file, 0, OVERLAP))
    scan = Scan(file, Telling(notes), is_encrypted=any(b"/Encrypt" in end for end in ends))
    is_all = notes.asked.is_full or file.size <= HEAD + TAIL
    try:
        for start, end in ((0, file.size),) if is_all else ((0, HEAD), (file.size - TAIL, file.size)):
            for stretch in stretches(file, start, end):
                scan.take(stretch)
    finally:
        scan.finish()
    if tail is not None and b"%%EOF" not in tail:
        note_cut(notes, "the mark of its end is missing")
    notes.was_full = notes.asked.is_full


def _tail(file: Bytes) -> bytes | None:
    """Return the end of a file, None where only its beginning is at hand."""
    try:
        return file.read_at(max(0, file.size - OVERLAP), OVERLAP)
    except BeyondSample:
        return None


@dataclass(slots=True)
class Scan:
    """What is seen while the stretches of a file come."""

    file: Bytes
    telling: Telling
    is_encrypted: bool
    pages: int = 0
    images: int = 0
    _unread: int = 0
    _glyphs: int = 0
    _shown: int = field(default=0)

    def take(self, stretch: Stretch) -> None:
        """Look at a stretch and the streams in it. Raises BudgetSpent and OSError."""
        self._plain(stretch, f"byte {stretch.start}")
        for stream in streams_of(stretch, self.file, self.telling.notes.budget):
            if _IMAGE.search(stream.dictionary):
                self.images += 1
            elif stream.content is None:
                self._unread += 1
            elif stream.content:
                self._stream(stream, stream.content)

    def finish(self) -> None:
        """Note what only the whole file tells."""
        notes = self.telling.notes
        notes.fact("PAGES", self.pages)
        notes.fact("IMAGES", self.images)
        if self.images:
            note_picture(self.telling, "photo", "images of the pages", (0, 0))
        if self.is_encrypted:
            message = "The file is encrypted: its texts cannot be looked at."
            fix = "Submit it without a password and without restrictions."
            notes.note("format.encrypted", Severity.WARNING, message, fix=fix)
        elif self._unread or self._glyphs:
            message = f"Of {self._unread + self._glyphs} parts of the pages the text cannot be read by a program."
            notes.note("format.pdf_unread", Severity.NOTE, message, fix="Look through the pages yourself.")

    def _plain(self, stretch: Stretch, place: str) -> None:
        self.pages += sum(1 for _ in stretch.matches(_PAGE))
        if self.is_encrypted:
            return
        for found in stretch.matches(_ENTRY):
            text = string_at(stretch.data, found.end())
            if text:
                self._entry(found[1], text, place)
        for packet in stretch.matches(_PACKET):
            tell_xmp(packet[0], f"{place}, XMP", self.telling)

    def _entry(self, key: bytes, text: str, place: str) -> None:
        name = key.decode()
        kind = _FORBIDDEN.get(key)
        if kind is None:
            self.telling.text(f"{place}, {name}", name, text)
        elif kind is not Kind.DATE or text.startswith("D:") or any(sign.isdigit() for sign in text):
            self.telling.forbid(kind, f"{place}, {name}", name, text)

    def _stream(self, stream: Stream, content: bytes) -> None:
        place = f"stream at byte {stream.offset}"
        if self.is_encrypted:
            return
        if stream.says(b"/ObjStm", b"/Metadata"):
            self._plain(Stretch(0, len(content), content), place)
        elif b"BT" in content:
            text = "\n".join(shown_texts(content))
            self._glyphs += has_glyphs(content)
            if text and self.telling.is_news(place, text):
                self.telling.notes.text(place, "page", text, where=Where.TEXT)

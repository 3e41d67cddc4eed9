"""Bytes as people's programs save them, as UTF-8 and in pieces that end where a record ends."""

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

from theatrum.checks.findings import Group, Severity
from theatrum.checks.tables.quick import marks_are_in_order
from theatrum.checks.tables.scanning import DELIMITERS, records
from theatrum.checks.tables.source import Source
from theatrum.checks.tables.troubles import trouble

_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_FIX = "Save the table as UTF-8; in Excel: Save As, CSV UTF-8."
_FALLBACK = "theatrum-windows-1252"
# How many bytes are looked at where a text does not say its encoding.
_LETTERS = 64
_REPLACED = "\N{REPLACEMENT CHARACTER}"
# So many bytes of a table are taken together before a mark is given up as never closed.
_MOST_UNCERTAIN = 128 << 20
_TOGETHER = 1 << 18


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole records of a text in UTF-8 (not yet proven to be) without byte order mark."""

    content: bytes
    is_last: bool
    groups: tuple[Group, ...] = ()


def pieces(source: Source, *, chunk_bytes: int, whole_bytes: int, quoted: bool = True) -> Iterator[Piece]:
    """Yield a text in one piece if it has up to ``whole_bytes``, else in pieces of about ``chunk_bytes``.

    With ``quoted``, a line end inside quotation marks ends no record.

    Raises:
        OSError: The file cannot be read.
    """
    encoding = _encoding(source.head())
    if source.size() <= whole_bytes:
        content = source.read()
        if encoding == "utf-8":
            yield Piece(content, is_last=True)
        elif encoding == "utf-8-sig":
            yield Piece(content[3:], is_last=True)
        else:
            yield _recoded(content.decode(encoding, "replace"), encoding)
        return
    yield from _cut(_blocks(source, encoding, chunk_bytes), chunk_bytes, quoted=quoted)


def proven(content: bytes, line: int = 1) -> tuple[bytes, tuple[Group, ...]]:
    """Return the text as UTF-8: a byte that cannot be UTF-8 is read as Windows-1252 has it, and told.

    ``line`` is the line of the file on which the content begins.
    """
    try:
        content.decode()
    except UnicodeDecodeError as wrong:
        line += content.count(b"\n", 0, wrong.start)
    else:
        return content, ()
    text = content.decode("utf-8", _FALLBACK)
    if text.count(_REPLACED) > content.count(_REPLACED.encode()):
        message = f"The text is neither UTF-8 nor Windows-1252 (first at line {line}): some characters are lost."
        return text.encode(), (trouble("encoding", message, fix=_FIX),)
    message = f"The text is not UTF-8 (first at line {line}): it was read as Windows-1252."
    return text.encode(), (trouble("encoding", message, fix=_FIX, severity=Severity.WARNING),)


def _windows_1252(wrong: UnicodeError) -> tuple[str, int]:
    if not isinstance(wrong, UnicodeDecodeError):
        raise wrong
    return wrong.object[wrong.start : wrong.end].decode("cp1252", "replace"), wrong.end


codecs.register_error(_FALLBACK, _windows_1252)


def _encoding(head: bytes) -> str:
    for mark, encoding in _MARKS:
        if head.startswith(mark):
            return encoding
    # Latin letters, such as those of a header, in UTF-16: every other byte is zero.
    even, odd = head[0:_LETTERS:2].count(0), head[1:_LETTERS:2].count(0)
    if max(even, odd) * 5 > min(len(head), _LETTERS):
        if odd > 4 * even:
            return "utf-16-le"
        if even > 4 * odd:
            return "utf-16-be"
    return "utf-8"


def _recoded(text: str, encoding: str) -> Piece:
    if _REPLACED not in text:
        return Piece(text.encode(), is_last=True)
    line = text.count("\n", 0, text.index(_REPLACED)) + 1
    message = f"The text is damaged {encoding.upper()} (first at line {line}): some characters are lost."
    return Piece(text.encode(), is_last=True, groups=(trouble("encoding", message, fix=_FIX),))


def _blocks(source: Source, encoding: str, size: int) -> Iterator[bytes]:
    if encoding == "utf-8":
        yield from source.blocks(size)
        return
    if encoding == "utf-8-sig":
        for number, block in enumerate(source.blocks(size)):
            yield block if number else block[3:]
        return
    decoder = codecs.getincrementaldecoder(encoding)("replace")
    for block in source.blocks(size):
        yield decoder.decode(block).encode()
    yield decoder.decode(b"", final=True).encode()


def _cut(blocks: Iterator[bytes], chunk_bytes: int, *, quoted: bool) -> Iterator[Piece]:
    rest = b""
    for block in blocks:
        buffer = rest + block
        end = _record_end(buffer, chunk_bytes, quoted=quoted)
        if end and quoted and not marks_are_in_order(buffer[:end], DELIMITERS):
            end = _careful_end(buffer)
        if end:
            yield Piece(buffer[:end], is_last=False)
        rest = buffer[end:]
    yield Piece(rest, is_last=True)


def _careful_end(buffer: bytes) -> int:
    """Find the end of the last record that is certain: one that is broken may only go on in the next block."""
    text = buffer.decode("utf-8", "surrogateescape")
    header = text[: text.find("\n")] if "\n" in text else text
    certain = _certain_end(text, max(DELIMITERS, key=header.count), is_patient=len(buffer) < _MOST_UNCERTAIN)
    return len(text[:certain].encode("utf-8", "surrogateescape"))


def _certain_end(text: str, delimiter: str, *, is_patient: bool) -> int:
    """Find it in a text: lines that are in order by themselves are passed over together."""
    end = before = 0
    while end < len(text):
        stop = text.find("\n", end + _TOGETHER) + 1 or len(text)
        lines = text[end:stop].encode("utf-8", "surrogateescape")
        if stop < len(text) and marks_are_in_order(lines, delimiter):
            end = stop
            continue
        for record in records(text, delimiter, start=end):
            if record.broken and is_patient:
                return end
            end, before = record.end, end
            if end >= stop:
                break
    return before


def _record_end(buffer: bytes, chunk_bytes: int, *, quoted: bool) -> int:
    """Find the offset after the last line end outside quotation marks; 0 where there is none yet."""
    mark = b"\n" if b"\n" in buffer else b"\r"
    # A carriage return at the very end may have its line feed in the next block.
    end = len(buffer) if mark == b"\n" else len(buffer) - 1
    last = end = buffer.rfind(mark, 0, end) + 1
    quotes = buffer.count(b'"', 0, end) if quoted else 0
    while end and quotes % 2:
        # To the begin of the line with the last mark.
        before = buffer.rfind(mark, 0, buffer.rfind(b'"', 0, end)) + 1
        quotes -= buffer.count(b'"', before, end)
        end = before
    # No cell is that long: a quotation mark is not closed, and the careful way says where.
    return end or (last if len(buffer) > 2 * chunk_bytes else 0)

"""From the bytes of a mail to what it says: hostile, broken and foreign ones, too. Pure."""

import re
from dataclasses import dataclass, field
from email import policy
from email.errors import HeaderParseError
from email.header import decode_header, make_header
from email.message import Message
from email.parser import BytesParser
from email.utils import getaddresses

from theatrum.consortium.helpdesk.incoming.html import text_of
from theatrum.consortium.helpdesk.incoming.quotes import without_quotes

MOST_PARTS = 200
MOST_FILES = 10
LARGEST_FILE = 20 * 1024**2
_LONGEST_NAME = 150
_LONGEST_ADDRESS = 254
# As many lines that may separate parts: a mail made of nothing else would take all memory to parse.
_MOST_SEPARATORS = 2_000
_LONGEST_HEADER = 1_000
_MOST_RESULTS = 10
# Of more the beginning is read; all of it goes along as a file.
_LONGEST_SAID = 200_000
_BULK = frozenset({"bulk", "junk", "list", "auto_reply"})
_NOT_IN_NAMES = re.compile(r"[\\/\x00-\x1f\x7f]+")


class Unreadable(Exception):
    """A mail is made so that it cannot be read within bounds."""


@dataclass(frozen=True)
class Piece:
    """A file that came along."""

    name: str
    content_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class Letter:
    """What a mail says."""

    sender: str
    subject: str
    text: str
    message_id: str = ""
    pieces: tuple[Piece, ...] = ()
    # A program wrote it: it gets no answer.
    is_automatic: bool = False
    # Files that were too many or too large.
    left_out: int = 0
    # What servers on the way say of its sender, topmost first.
    results: tuple[str, ...] = ()


def read_letter(content: bytes) -> Letter:
    """Read a mail. Raises Unreadable."""
    if content.count(b"\n--") > _MOST_SEPARATORS:
        raise Unreadable("it has more parts than anybody reads")
    try:
        message = BytesParser(policy=policy.compat32).parsebytes(content)
        parts = list(_leaves(message))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, IndexError) as error:
        raise Unreadable("it is not made as mail is") from error
    texts = [part for part in parts if _is_text(part, "text/plain")] or [
        part for part in parts if _is_text(part, "text/html")
    ]
    said = "\n\n".join(filter(None, (_said(part) for part in texts))).strip()
    files = [part for part in parts if part not in texts and not _is_other_writing(part)]
    pieces = [piece for number, part in enumerate(files, 1) if (piece := _piece(part, number)) is not None]
    kept = tuple(piece for piece in pieces[:MOST_FILES] if len(piece.content) <= LARGEST_FILE)
    if len(said) > _LONGEST_SAID:
        kept = (*kept, Piece("mail.txt", "text/plain; charset=utf-8", said.encode()))
    return Letter(
        sender=_sender(message),
        subject=" ".join(_header(message, "Subject").split())[:_LONGEST_HEADER],
        text=without_quotes(said[:_LONGEST_SAID]),
        # It goes into headers of ours again, where a line has to end.
        message_id=" ".join(_header(message, "Message-ID").split())[:255],
        pieces=kept,
        is_automatic=_is_automatic(message),
        left_out=len(pieces) - len(kept),
        results=tuple(str(one) for one in message.get_all("Authentication-Results", [])[:_MOST_RESULTS]),
    )


def _leaves(message: Message) -> list[Message]:
    found: list[Message] = []
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        inner = part.get_payload()
        # A forwarded mail stays whole: it is a file.
        if part.is_multipart() and part.get_content_maintype() == "multipart" and isinstance(inner, list):
            waiting[:0] = [one for one in inner if isinstance(one, Message)]
        else:
            found.append(part)
        if len(found) + len(waiting) > MOST_PARTS:
            raise Unreadable("it has more parts than anybody reads")
    return found


def _is_text(part: Message, kind: str) -> bool:
    return (
        part.get_content_type() == kind and part.get_content_disposition() != "attachment" and not part.get_filename()
    )


def _is_other_writing(part: Message) -> bool:
    # The same as HTML, an empty part, a calendar's hint: nothing that anybody attached.
    is_named = bool(part.get_filename()) or part.get_content_disposition() == "attachment"
    return not is_named and part.get_content_maintype() == "text"


def _said(part: Message) -> str:
    content = part.get_payload(decode=True)
    raw = content if isinstance(content, bytes) else b""
    text = _decoded(raw, part.get_content_charset())
    return text_of(text) if part.get_content_type() == "text/html" else text


def _decoded(raw: bytes, charset: str | None) -> str:
    for name in (charset, "utf-8"):
        try:
            return raw.decode(name or "utf-8")
        except (LookupError, ValueError):
            continue
    return raw.decode("latin-1")


def _piece(part: Message, number: int) -> Piece | None:
    if part.get_content_type() == "message/rfc822":
        inner = part.get_payload()
        first = inner[0] if isinstance(inner, list) and inner else None
        content = first.as_bytes() if isinstance(first, Message) else b""
        return Piece(_name(part, f"mail-{number}.eml"), "message/rfc822", content)
    decoded = part.get_payload(decode=True)
    if not isinstance(decoded, bytes) or not decoded:
        return None
    return Piece(_name(part, f"attachment-{number}"), part.get_content_type(), decoded)


def _name(part: Message, otherwise: str) -> str:
    try:
        given = str(make_header(decode_header(part.get_filename() or "")))
    except (HeaderParseError, LookupError, ValueError):
        given = ""
    name = _NOT_IN_NAMES.sub("_", given.replace("\\", "/").rpartition("/")[2]).strip(" .")
    return name[-_LONGEST_NAME:] or otherwise


def _sender(message: Message) -> str:
    """Return the address of who wrote; nothing where there is none, or more than one.

    The header is taken apart as it came. Decoded first, a name in it could read as the address, though the mail server
    in front of us has judged the real one.
    """
    named = {address.strip().lower() for _, address in getaddresses([_raw(message, "From")]) if "@" in address}
    address = named.pop() if len(named) == 1 else ""
    return address if len(address) <= _LONGEST_ADDRESS and address.isprintable() else ""


def _raw(message: Message, name: str) -> str:
    return str(message.get(name, "") or "")[: _LONGEST_HEADER * 4]


def _header(message: Message, name: str) -> str:
    value = _raw(message, name)
    try:
        decoded = str(make_header(decode_header(value)))
    except (HeaderParseError, LookupError, ValueError):
        decoded = value
    return decoded.encode("utf-8", "replace").decode()


def _is_automatic(message: Message) -> bool:
    submitted = _header(message, "Auto-Submitted").strip().lower()
    if submitted and submitted != "no":
        return True
    if _header(message, "Precedence").strip().lower() in _BULK or message.get("List-Id") is not None:
        return True
    return message.get("X-Autoreply") is not None or message.get_content_type() == "multipart/report"

"""What a person sends who writes a page: title, text, attachments, and which version it was written on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest

from theatrum.kernel.errors import InvalidRequest
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.refusing import Place, require_clean
from theatrum.repository.files import queries as files
from theatrum.repository.files.models import FileHandle
from theatrum.repository.wiki import markdown
from theatrum.repository.wiki.errors import PageIsInvalid
from theatrum.repository.wiki.policy import LONGEST_TITLE, MOST_ATTACHMENTS

# As much as is looked at before a page is kept; what is longer is screened as a file.
_LOOKED_AT = 200_000


@dataclass(frozen=True)
class Writing:
    """A page as somebody wants it. ``etag`` and ``base`` say which version they began with."""

    title: str = ""
    text: str = ""
    attachments: Sequence[int] = ()
    etag: str = ""
    base: int = 0
    parent: int = 0


def read(request: HttpRequest) -> Writing:
    """Read a form. Raises InvalidRequest."""
    sent = request.POST
    return Writing(
        title=" ".join(sent.get("title", "").split()),
        text=sent.get("text", "").replace("\r\n", "\n"),
        attachments=[number_in(number) for number in dict.fromkeys(sent.getlist("attachment"))],
        etag=sent.get("etag", ""),
        base=number_in(sent.get("base") or "0"),
        parent=number_in(sent.get("parent") or "0"),
    )


def require_valid(writing: Writing) -> None:
    """Return quietly if a page may be kept. Raises PageIsInvalid, TextIdentifies."""
    if not writing.title:
        raise PageIsInvalid(reason="Give the page a title.")
    if len(writing.title) > LONGEST_TITLE:
        reason = f"The title has {len(writing.title)} characters; {LONGEST_TITLE} is the most."
        raise PageIsInvalid(reason=reason)
    if len(writing.text.encode()) > markdown.LONGEST:
        raise PageIsInvalid(reason=f"The text has more than {markdown.LONGEST} bytes: make two pages of it.")
    if len(writing.attachments) > MOST_ATTACHMENTS:
        raise PageIsInvalid(reason=f"A page carries at most {MOST_ATTACHMENTS} attachments.")
    require_clean({"title": [writing.title], "text": [writing.text[:_LOOKED_AT]]}, Place.TALK)


def attached(actor: Actor, numbers: Sequence[int], held: Sequence[FileHandle]) -> list[FileHandle]:
    """Return the files of a form as it was sent: those that the page has, and the actor's own."""
    known = {handle.pk: handle for handle in held}
    fresh = [number for number in numbers[:MOST_ATTACHMENTS] if number not in known]
    own = {number: handle for number, handle in files.handles(fresh).items() if handle.created_by == actor.id}
    return [one for number in numbers if (one := known.get(number) or own.get(number)) is not None]


def number_in(text: str) -> int:
    """Read a number of a form. Raises InvalidRequest."""
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise InvalidRequest(reason=f"{text[:40]!r} is no number of a page or file.")
    return int(text)

"""Paging: a limit with a cap, and opaque tokens for the next page."""

import base64
import binascii
from dataclasses import dataclass

from theatrum.kernel.errors import InvalidRequest

# What databases count with is 64 bits, and the end of a page lies behind its offset.
_FARTHEST = 2**62


@dataclass(frozen=True)
class Page:
    """A window of a list: ``limit`` items from ``offset``."""

    limit: int
    offset: int

    @property
    def end(self) -> int:
        """The offset just past this window."""
        return self.offset + self.limit

    def next_token(self) -> str:
        """Return the opaque token of the page after this one."""
        return base64.urlsafe_b64encode(f"{self.limit}a{self.end}".encode()).decode()


def page(limit: int | None, offset: int | None, *, cap: int = 50) -> Page:
    """Make a page from what a request asks. Raises InvalidRequest for negative or excessive numbers."""
    limit = cap if limit is None else limit
    offset = 0 if offset is None else offset
    if not 0 <= offset <= _FARTHEST:
        raise InvalidRequest(reason=f"offset must be 0 to {_FARTHEST}, but was {offset}.")
    if limit < 1:
        raise InvalidRequest(reason=f"limit must be 1 or more, but was {limit}.")
    return Page(limit=min(limit, cap), offset=offset)


def token_page(token: str | None, *, cap: int = 50) -> Page:
    """Read a page from an opaque token; None is the first page. Raises InvalidRequest."""
    if not token:
        return Page(limit=cap, offset=0)
    try:
        limit, offset = base64.urlsafe_b64decode(token.encode()).decode().split("a")
        return page(int(limit), int(offset), cap=cap)
    except (binascii.Error, UnicodeError, ValueError) as error:
        raise InvalidRequest(reason="nextPageToken is not one that this server gave out.") from error

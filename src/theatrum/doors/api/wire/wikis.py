"""Messages about wiki pages: with their text as a file (v2), and with it inside (the older form)."""

from typing import Literal

from pydantic import Field

from theatrum.doors.api.wire.message import Wire, WireTime

ENTITY = "ENTITY"


class _Page(Wire):
    """What both forms of a page have. What the server fills in is absent when it is made."""

    id: str | None = None
    etag: str | None = None
    created_on: WireTime | None = None
    created_by: str | None = None
    modified_on: WireTime | None = None
    modified_by: str | None = None
    parent_wiki_id: str | None = None
    title: str | None = None
    attachment_file_handle_ids: list[str] | None = None


class V2WikiPage(_Page):
    """A page whose text is a file of its own, compressed by gzip."""

    markdown_file_handle_id: str | None = None


class WikiPage(_Page):
    """A page with its text."""

    markdown: str | None = None


class WikiHeader(Wire):
    """A page in the tree."""

    id: str
    title: str | None = None
    parent_id: str | None = None


class WikiHeaderList(Wire):
    """A page of the tree: the root first."""

    results: list[WikiHeader]
    total_number_of_results: int


class V2WikiHistorySnapshot(Wire):
    """Who wrote a version of a page, and when."""

    version: str
    modified_on: WireTime
    modified_by: str


class V2WikiHistory(Wire):
    """Versions of a page, newest first."""

    results: list[V2WikiHistorySnapshot]
    total_number_of_results: int


class V2WikiOrderHint(Wire):
    """In which order the pages of an entity are shown; absent where nobody has said."""

    owner_id: str | None = None
    owner_object_type: Literal["ENTITY"] | None = None
    id_list: list[str] | None = Field(None, max_length=10_000)
    etag: str | None = None


class WikiPageKey(Wire):
    """How a page is named: whose it is, and its id."""

    owner_object_id: str
    owner_object_type: str = ENTITY
    wiki_page_id: str

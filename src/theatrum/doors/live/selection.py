"""What a GET or HEAD of a blob answers: status, headers, and which bytes. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

from theatrum.doors.live.asgi import Scope, header
from theatrum.doors.live.attachment import PROTECTION, content_disposition, media_type
from theatrum.doors.live.ranges import ByteRange, Unsatisfiable, parse_range

_NOTHING = ByteRange(start=0, length=0)


@dataclass(frozen=True, slots=True)
class Selection:
    """The answer, but for the bytes themselves."""

    status: HTTPStatus
    headers: list[tuple[str, str]]
    piece: ByteRange


def select(scope: Scope, *, key: str, size: int, facts: Mapping[str, str]) -> Selection:
    """Decide the answer. A blob never changes, so its key is its strong ETag."""
    etag = f'"{key}"'
    common = [("etag", etag), ("accept-ranges", "bytes"), *PROTECTION]
    if _lists(header(scope, "if-none-match"), etag):
        return Selection(HTTPStatus.NOT_MODIFIED, common, _NOTHING)
    if (expected := header(scope, "if-match")) and not _lists(expected, etag):
        return Selection(HTTPStatus.PRECONDITION_FAILED, [*common, ("content-length", "0")], _NOTHING)
    try:
        wanted = parse_range(_range_header(scope, etag), size)
    except Unsatisfiable:
        refusal = [*common, ("content-range", f"bytes */{size}"), ("content-length", "0")]
        return Selection(HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, refusal, _NOTHING)
    piece = wanted or ByteRange(start=0, length=size)
    headers = [
        *common,
        ("content-type", media_type(facts.get("type", ""))),
        ("content-disposition", content_disposition(facts.get("name", ""))),
        ("content-length", str(piece.length)),
    ]
    if scope["method"] == "HEAD":
        return Selection(HTTPStatus.OK, headers, _NOTHING)
    if wanted:
        return Selection(HTTPStatus.PARTIAL_CONTENT, [*headers, ("content-range", wanted.content_range(size))], wanted)
    return Selection(HTTPStatus.OK, headers, piece)


def _range_header(scope: Scope, etag: str) -> str | None:
    """Return the Range header where it counts: on GET, and if the client's copy is of these bytes."""
    if scope["method"] != "GET" or header(scope, "if-range") not in {None, etag}:
        return None
    return header(scope, "range")


def _lists(conditional: str | None, etag: str) -> bool:
    if conditional is None:
        return False
    tags = [tag.strip().removeprefix("W/") for tag in conditional.split(",")]
    return "*" in tags or etag in tags

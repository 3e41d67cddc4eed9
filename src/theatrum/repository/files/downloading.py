"""Handing out addresses of bytes: for one's own handles, and for files of objects one may download."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from theatrum.drivers.blobs.installed import store
from theatrum.repository.access.permissions import Actor
from theatrum.repository.files import associations, derived, locks, queries
from theatrum.repository.files.associations import Claim
from theatrum.repository.files.errors import LinkIsInvalid, NotAssociated
from theatrum.repository.files.models import FileHandle

_FOLLOWED = ("http://", "https://", "ftp://")


class Failure(StrEnum):
    """Why one file of many is not handed out, in the wire's words."""

    NOT_FOUND = "NOT_FOUND"
    UNAUTHORIZED = "UNAUTHORIZED"


@dataclass(frozen=True)
class Found:
    """What became of one claim: the handle, or the failure."""

    claim: Claim
    handle: FileHandle | None = None
    failure: Failure | None = None


def find_many(actor: Actor, claims: Sequence[Claim]) -> list[Found]:
    """Return for each claim the handle, or why not.

    One's own files need no object to have them: results of queries belong to who asked, and to no table, as long as
    what they were made of is theirs to read. The queries grow only with the number of these that no object has.
    """
    known = queries.handles(claim.handle_id for claim in claims)
    allowed = associations.allowed(actor, claims)
    rest = {claim.handle_id for claim in claims if claim not in allowed}
    mine = [handle for number, handle in known.items() if number in rest and handle.created_by == actor.id]
    own = {handle.pk for handle in mine} - derived.lost(actor, mine)
    allowed |= {claim for claim in claims if claim.handle_id in own}
    shut = locks.locked(actor, list(known.values()))
    return [_judge(claim, known.get(claim.handle_id), is_allowed=claim in allowed, shut=shut) for claim in claims]


def find_one(actor: Actor, claim: Claim) -> FileHandle:
    """Return the handle of a claim.

    Raises FileHandleNotFound, NotAssociated, FileIsBroken, FileIsLocked, and what a gate of ``access`` refuses with.
    """
    handle = queries.find_handle(claim.handle_id)
    if claim not in associations.allowed(actor, [claim]):
        associations.explain(actor, claim)
        raise NotAssociated(id=claim.handle_id, kind=claim.associate_type, associate=claim.associate_id)
    return _require_open(actor, handle)


def own_file(actor: Actor, handle_id: int) -> FileHandle:
    """Return a handle of the actor's own, whose bytes may be handed out.

    Raises FileHandleNotFound, HandleIsNotYours, FileIsBroken, FileIsLocked.
    """
    return _require_open(actor, queries.own_handle(actor, handle_id))


def sign(actor: Actor, handle: FileHandle) -> str:
    """Return an address of the bytes that works for some minutes; of a link its own. Computed, without any I/O.

    It says who it was made for, and works as long as no lock holds the file against them.
    """
    if handle.is_link:
        return handle.url
    reader = queries.reader_of(actor, handle)
    return store().sign_download(
        handle.key, file_name=handle.file_name, content_type=handle.content_type, reader=reader
    )


def sign_redirect(actor: Actor, handle: FileHandle) -> str:
    """Return an address as ``sign`` does, to send a browser to. Raises LinkIsInvalid if none can follow."""
    address = sign(actor, handle)
    if handle.is_link and not address.lower().startswith(_FOLLOWED):
        raise LinkIsInvalid(reason=f"A browser cannot follow this link; its address is {address}")
    return address


def _require_open(actor: Actor, handle: FileHandle) -> FileHandle:
    locks.require_open(actor, handle)
    queries.require_whole(handle)
    return handle


def _judge(claim: Claim, handle: FileHandle | None, *, is_allowed: bool, shut: Mapping[int, str]) -> Found:
    if handle is None:
        return Found(claim, failure=Failure.NOT_FOUND)
    if not is_allowed or handle.pk in shut:
        return Found(claim, failure=Failure.UNAUTHORIZED)
    return Found(claim, failure=Failure.NOT_FOUND) if handle.is_failed else Found(claim, handle=handle)

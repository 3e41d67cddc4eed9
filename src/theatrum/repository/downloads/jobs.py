"""Background work on download lists: manifests, packages, and what a query of the list finds."""

from typing import Any

from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs.registry import Lane, job
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts import queries as accounts
from theatrum.repository.downloads import actions, queries
from theatrum.repository.downloads.errors import NothingToDownload, NothingToPack
from theatrum.repository.downloads.manifests import Dialect, Source, written
from theatrum.repository.downloads.packages import Chosen, choose
from theatrum.repository.downloads.queries import Sorting
from theatrum.repository.files import packing
from theatrum.repository.files.actions.handles import create_handle_of_blob
from theatrum.repository.files.actions.packages import create_package
from theatrum.repository.files.derived import Holder, Origin
from theatrum.repository.files.entrynames import Arrangement
from theatrum.repository.files.models import FileHandle

MANIFEST = "downloads.write_manifest"
PACKAGE = "downloads.pack_files"
ADD_CHILDREN = "downloads.add_children"
LOOK = "downloads.look"
_BY_NAME = (Sorting("fileName"),)


@job(MANIFEST, lane=Lane.LONG)
def write_manifest(*, user_id: int, dialect: dict[str, Any]) -> dict[str, object]:
    """Write the manifest of what a person may download of their list, as a file of theirs."""
    actor = _actor(user_id)
    handle = _manifest(actor, lambda: queries.all_available(actor, sorting=_BY_NAME), Dialect(**dialect))
    return {"handle_id": handle.pk}


@job(PACKAGE, lane=Lane.LONG)
def pack_files(*, user_id: int, file_name: str, has_manifest: bool, dialect: dict[str, Any]) -> dict[str, object]:
    """Pack files of a list into one ZIP, the smallest first, and take them off the list."""
    actor = _actor(user_id)
    chosen = choose(actor)
    if not chosen.files:
        raise NothingToPack
    manifests = [_manifest(actor, lambda: chosen.files, Dialect(**dialect))] if has_manifest else []
    entries = packing.choose_handles([*chosen.handles, *manifests], Arrangement.FLAT)
    blob = store().put(packing.zipped(entries))
    with writing():
        handle = create_package(actor=actor, blob=blob, file_name=file_name, sources=[one.pk for one in chosen.handles])
        _take_off(actor, chosen)
    return {"handle_id": handle.pk}


@job(ADD_CHILDREN)
def add_children(*, user_id: int, parent_id: int, pins_versions: bool) -> dict[str, object]:
    """Put the files of a folder on a list."""
    with writing():
        return {"added": actions.add_children(actor=_actor(user_id), parent_id=parent_id, pins_versions=pins_versions)}


@job(LOOK)
def look(*, asked: dict[str, object]) -> dict[str, object]:
    """Keep a question about a list; it is answered when the answer is fetched, as the list is then."""
    return {"asked": asked}


def _manifest(actor: Actor, source: Source, dialect: Dialect) -> FileHandle:
    if next(iter(source()), None) is None:
        raise NothingToDownload
    blob = store().put(written(source, dialect))
    with writing():
        return create_handle_of_blob(
            actor=actor,
            blob=blob,
            file_name=f"manifest.{dialect.extension}",
            content_type=dialect.content_type,
            origin=Origin(Holder.LIST),
        )


def _take_off(actor: Actor, chosen: Chosen) -> None:
    queries.listed(actor).filter(pk__in=[one.item.pk for one in chosen.files]).delete()


def _actor(user_id: int) -> Actor:
    return accounts.actor_of(accounts.find_user(user_id))

"""Following a folder: files that come, go, are renamed, annotated or screened change the open grids over it.

The audit tells what was changed, whose events are numbered in the order of commits without a gap.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta

import structlog
from django.db import connection
from django.db.models import Min, QuerySet

from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import outbox
from theatrum.kernel import clock
from theatrum.kernel.errors import DomainError
from theatrum.repository.access.permissions import Actor
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.accounts.queries import actor_of, find_user
from theatrum.repository.audit import queries as audit
from theatrum.repository.audit.listening import Heard
from theatrum.repository.entities.models import Ancestry, Kind, Node
from theatrum.repository.grids import news
from theatrum.repository.grids.errors import GridIsBusy
from theatrum.repository.grids.folders.filling import fill_in
from theatrum.repository.grids.folders.models import Following
from theatrum.repository.grids.folders.source import FolderSource
from theatrum.repository.grids.models import Authorization, Row, Workspace
from theatrum.repository.grids.synchronizing import alone
from theatrum.repository.grids.view_synchronizing import take_in

_log = structlog.get_logger()

FOLLOW = "grids.follow_folders"
# A grid that nobody has touched for so long is followed when somebody comes back to it.
IDLE = timedelta(days=1)
# Above so many changed files all are read anew.
_MANY = 2_000
_BATCH = 5_000
# So many events of other things are looked through again rather than noting that they were.
_LONG = 1_000
_AGAIN = timedelta(seconds=1)
_KINDS = frozenset({"entity", "filehandle"})
_BINDING = frozenset({"schema_bound", "schema_unbound"})
# Asked by every write of an entity, so it is one look into a small table.
_FOLLOWED = """
    SELECT 1 FROM grid_folders_following f JOIN grids_workspace w ON w.id = f.workspace_id
    WHERE w.deleted_on IS NULL AND w.modified_on > %s LIMIT 1
"""


def listen(heard: Sequence[Heard]) -> None:
    """Want the job where something of entities or files was changed, and somebody has a grid over a folder open."""
    if any(one.subject_kind in _KINDS for one in heard) and _is_any_followed():
        outbox.later(FOLLOW, key="all")


def look_after() -> None:
    """Want the job for grids that are behind, such as those that somebody has come back to."""
    since, until = _open().aggregate(since=Min("sequence"))["since"], audit.last_sequence()
    if since is None or since >= until:
        return
    if any(audit.subjects_since(since, kind, until=until).exists() for kind in _KINDS):
        with writing():
            outbox.later(FOLLOW, key="all")
    elif until - since > _LONG:
        with writing():
            _open().filter(sequence__lt=until).update(sequence=until)


def follow_all() -> int:
    """Bring all open grids over folders up to what their files are now; returns how many were changed."""
    count, is_busy = 0, False
    for one in list(_open().select_related("workspace__source__current").order_by("workspace_id")):
        workspace = one.workspace
        try:
            count += follow(workspace)
        except GridIsBusy:
            is_busy = True
        except DomainError as error:
            # Such as a grid whose owner may not read the folder any more: others are followed all the same.
            _log.warning("a folder could not be followed", workspace=workspace.id, error=error.code)
    if is_busy:
        with writing():
            outbox.later(FOLLOW, key="all", wait=_AGAIN)
    return count


def follow(workspace: Workspace) -> bool:
    """Bring one grid up to what its files are now; tells whether there was anything to look at. Raises GridIsBusy."""
    since, until = _since(workspace), audit.last_sequence()
    if until <= since:
        return False
    only = _concerned(workspace, since, until)
    if only is None or only:
        _bring_up(workspace, only)
    with writing():
        Following.objects.filter(workspace=workspace, sequence__lt=until).update(sequence=until)
    return only is None or bool(only)


def _bring_up(workspace: Workspace, only: Sequence[int] | None) -> None:
    source = FolderSource(workspace, only, _reader(workspace))
    with alone(workspace, f"follow-{workspace.id}"):
        told = take_in(OPERATOR, workspace, source, only=only)
        fill_in(OPERATOR, workspace, only=only)
    if told:
        news.tell(workspace, {"t": "changed", "what": "source", "message": " ".join(told)})


def _reader(workspace: Workspace) -> Actor | None:
    """Return by whose permissions the rows are chosen, where that is not the owner: never those of the server."""
    if workspace.authorization == Authorization.SESSION_OWNER:
        return None
    return actor_of(find_user(workspace.started_by))


def _concerned(workspace: Workspace, since: int, until: int) -> list[int] | None:
    """Return the files that were changed and are below the folder, or were; None where all have to be read."""
    changed = list(audit.subjects_since(since, "entity", until=until))
    subjects = {int(subject) for subject, _ in changed}
    bound = {int(subject) for subject, action in changed if action in _BINDING}
    if bound and _are_kin(workspace.source_id, bound):
        return None
    handles = [int(subject) for subject, _ in audit.subjects_since(since, "filehandle", until=until)]
    found = set(_of_handles(handles)) | set(_files(subjects))
    mine = set(_mine(workspace, found))
    return None if len(mine) > _MANY else sorted(mine)


def _are_kin(source_id: int, ids: Iterable[int]) -> bool:
    """Tell whether any of some entities is the folder, above it, or below it."""
    above = Ancestry.objects.filter(node_id=source_id).values_list("ancestor_id", flat=True)
    if not set(above).isdisjoint(ids):
        return True
    below = (Ancestry.objects.filter(ancestor_id=source_id, node_id__in=part) for part in _parts(ids))
    return any(one.exists() for one in below)


def _files(ids: Iterable[int]) -> Iterator[int]:
    """Yield the files among some entities, and those below the folders among them."""
    for part in _parts(ids):
        yield from Node.objects.filter(id__in=part, kind=Kind.FILE).values_list("id", flat=True)
        folders = Node.objects.filter(id__in=part, kind=Kind.FOLDER).values_list("id", flat=True)
        below = Ancestry.objects.filter(ancestor_id__in=list(folders), node__kind=Kind.FILE)
        yield from below.values_list("node_id", flat=True)


def _of_handles(ids: Iterable[int]) -> Iterator[int]:
    for part in _parts(ids):
        yield from Node.objects.filter(kind=Kind.FILE, current__handle_id__in=part).values_list("id", flat=True)


def _mine(workspace: Workspace, ids: Iterable[int]) -> Iterator[int]:
    """Yield those that are below the folder now, or have a row."""
    for part in _parts(ids):
        below = Ancestry.objects.filter(ancestor_id=workspace.source_id, node_id__in=part)
        yield from below.values_list("node_id", flat=True)
        rows = Row.objects.filter(workspace=workspace, source_key__in=part)
        yield from (key for key in rows.values_list("source_key", flat=True) if key is not None)


def _parts(ids: Iterable[int]) -> Iterator[Sequence[int]]:
    ordered = sorted(set(ids))
    return (ordered[start : start + _BATCH] for start in range(0, len(ordered), _BATCH))


def _open() -> QuerySet[Following]:
    """Return open grids that somebody works in; those whose folder is in the trash wait until it is back."""
    awake = clock.now() - IDLE
    found = Following.objects.filter(workspace__deleted_on=None, workspace__modified_on__gt=awake)
    return found.filter(workspace__source__trash_root=None).exclude(workspace__opened_on=None)


def _since(workspace: Workspace) -> int:
    return Following.objects.filter(workspace=workspace).values_list("sequence", flat=True).first() or 0


def _is_any_followed() -> bool:
    moment = connection.ops.adapt_datetimefield_value(clock.now() - IDLE)
    with connection.cursor() as cursor:
        cursor.execute(_FOLLOWED, [moment])
        return cursor.fetchone() is not None

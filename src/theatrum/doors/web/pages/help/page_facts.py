"""What a page of ours is about, found out by its address: project, folder, session, task, center."""

from collections.abc import Callable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.urls import Resolver404, resolve

from theatrum.consortium.centers.queries import center_of_node
from theatrum.consortium.centers.sight import centers_seen
from theatrum.consortium.curation import queries as curation
from theatrum.doors.web.pages.tasks.task import source_of
from theatrum.drivers import installation
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import parse_entity_id
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries import nodes
from theatrum.repository.grids.queries import get_workspace

Reader = Callable[[Actor, str], dict[str, str]]
_LONGEST = 400
_FOLDERS = frozenset({Kind.PROJECT, Kind.FOLDER})


@dataclass(frozen=True)
class PageFacts:
    """What is known of a page: by the words that fields of queues name in ``from_page``."""

    path: str = ""
    known: dict[str, str] = field(default_factory=dict)

    @property
    def center(self) -> str:
        """The atlas id of the center that the page is about; empty where it is about none."""
        return self.known.get("center", "")


def facts_of(actor: Actor, address: str) -> PageFacts:
    """Return what a page is about, as far as the actor may read it; nothing of an address that is none of ours."""
    path, query = own_path(address)
    if not path:
        return PageFacts()
    shown = f"{path}?{query}" if query else path
    known = {"page": f"{installation.settings().base_url}{shown}"[:_LONGEST]}
    try:
        match = resolve(path)
    except Resolver404:
        return PageFacts(path, known)
    given = {name: str(value) for name, value in match.kwargs.items()}
    for name, read in _READERS.items():
        if name in given:
            known |= _tried(actor, given[name], read)
    return PageFacts(shown[:_LONGEST], known)


def own_path(address: str) -> tuple[str, str]:
    """Return path and query of an address of this server; nothing of another's, and of what is no address."""
    try:
        parts = urlsplit(address)
        host = parts.netloc
    except ValueError:
        return "", ""
    own = urlsplit(installation.settings().base_url).netloc
    if (host and host != own) or not parts.path.startswith("/") or parts.path.startswith("//") or "\\" in address:
        return "", ""
    return parts.path, parts.query


def _tried(actor: Actor, value: str, read: Reader) -> dict[str, str]:
    try:
        return read(actor, value)
    except DomainError:
        # What may not be read is not told; the address alone helps already.
        return {}


def _entity(actor: Actor, value: str) -> dict[str, str]:
    return _of_node(actor, nodes.require_node(actor, parse_entity_id(value)))


def _of_node(actor: Actor, node: Node) -> dict[str, str]:
    above = [one for one in nodes.readable_path(actor, node) if one.kind in _FOLDERS]
    found = {"entity": node.public_id}
    if folders := [one for one in above if one.kind == Kind.FOLDER]:
        found["folder"] = folders[-1].public_id
    if projects := [one for one in above if one.kind == Kind.PROJECT]:
        found["project"] = projects[0].public_id
    center = center_of_node(node)
    return found if center is None else {**found, "center": center.id}


def _session(actor: Actor, value: str) -> dict[str, str]:
    workspace = get_workspace(actor, value)
    task = curation.find_task_of(actor, workspace.source_id)
    address = f"{installation.settings().base_url}/grid/{workspace.session_id}"
    found = {"session": f"{address}?task={task.pk}" if task is not None else address}
    if task is not None:
        found["task"] = str(task.pk)
    return {**_of_node(actor, workspace.source), **found}


def _task(actor: Actor, value: str) -> dict[str, str]:
    task = curation.get_task(actor, int(value))
    found = {"task": str(task.pk), **_of_node(actor, source_of(actor, task) or task.project)}
    session = task.status.session_id
    return {**found, **_tried(actor, session, _session)} if session else found


def _center(actor: Actor, value: str) -> dict[str, str]:
    return {"center": value} if value in centers_seen(actor) else {}


_READERS: dict[str, Reader] = {
    "entity_id": _entity,
    "session": _session,
    "task_id": _task,
    "center": _center,
    "center_id": _center,
}

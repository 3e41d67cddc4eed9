"""What screening has seen of files: facts of headers, which hold nothing that may identify a person; states."""

from collections.abc import Mapping, Sequence

from theatrum.checks.formats.inspection import Fact
from theatrum.consortium.curation.prefilling.headers import Seen
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.screening.models import Screening, State
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.states import LOCKED, RESULTS
from theatrum.repository.entities.models import Node
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.folders.knowledge import Shown

_TELLING = RESULTS - LOCKED
_STATES = {
    State.WAITING: "waits",
    State.RUNNING: "running",
    State.CLEAR: "clear",
    State.HELD: "held for review",
    State.UNREADABLE: "held: unreadable",
    State.BLOCKED: "locked",
    State.REJECTED: "rejected",
    State.ALLOWED: "allowed",
}


def seen_of(nodes: Sequence[Node]) -> dict[int, Seen]:
    """Return what is known of files, by entity; of locked ones nothing that stands in them."""
    handles, screened = _handles(nodes), _screenings(nodes)
    return {node.id: _seen(handles.get(node.id), screened.get(node.id)) for node in nodes}


def shown_of(nodes: Sequence[Node]) -> dict[int, Shown]:
    """Return the formats of files, and where their screening is, in words; nothing where files are not screened."""
    if not is_on():
        return {}
    names = {shape.format: shape.name for shape in in_force().overlay.files.formats}
    found: dict[int, Shown] = {}
    for number, one in _screenings(nodes).items():
        state = "content deleted" if one.purged_on is not None else _STATES[State(one.state)]
        found[number] = Shown(format=names.get(one.label, one.label) or None, screening=state)
    return found


def _seen(handle: FileHandle | None, screening: Screening | None) -> Seen:
    if handle is None:
        return Seen()
    # Of a file elsewhere size and checksum are what its maker says.
    size = None if handle.is_link else handle.size
    if screening is None or screening.state not in _TELLING or screening.purged_on is not None:
        return Seen(md5=handle.md5, size=size)
    return Seen(screening.label, _facts(screening), handle.md5, size)


def _facts(screening: Screening) -> dict[str, Fact]:
    """Return facts as they were noted; JSON has made lists of what is several."""
    facts: Mapping[str, object] = screening.facts
    found: dict[str, Fact] = {}
    for name, fact in facts.items():
        if isinstance(fact, list):
            found[name] = tuple(map(str, fact))
        elif isinstance(fact, bool | int | float | str):
            found[name] = fact
    return found


def _handles(nodes: Sequence[Node]) -> dict[int, FileHandle]:
    return {node.id: node.current.handle for node in nodes if node.current and node.current.handle}


def _screenings(nodes: Sequence[Node]) -> dict[int, Screening]:
    handles = {handle.pk: number for number, handle in _handles(nodes).items()}
    kept: list[Screening] = []
    ids = list(handles)
    for start in range(0, len(ids), 5_000):
        kept += Screening.objects.filter(pk__in=ids[start : start + 5_000])
    found = {one.pk: one for one in kept}
    return {number: found[handle.pk] for number, handle in _handles(nodes).items() if handle.pk in found}

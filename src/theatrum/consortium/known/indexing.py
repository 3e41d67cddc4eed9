"""Keeping the index up with what was changed: by a job, and by whoever asks for what is newer than its last run.

What was changed, the audit tells, whose events are numbered in the order of commits without a gap. Like a job, this
is the door of its actions: it reads outside of transactions and opens short ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.known import actions
from theatrum.consortium.known.actions import Difference
from theatrum.consortium.known.models import Indexed, Place, Progress
from theatrum.consortium.known.reading import Content, Pair, Reader
from theatrum.drivers.db.transactions import writing
from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.changed import KINDS, changed_since

T = TypeVar("T")

_NODES = 500
_ROWS = 5_000
# Events that change nothing here are passed over without a write, up to so many.
_UNWRITTEN = 1_000


def is_behind(profile: Profile) -> bool:
    """Tell whether the index lacks anything."""
    progress = _progress()
    if progress.rules != Reader(profile).rules:
        return True
    last = audit.last_sequence()
    return last > progress.sequence and bool(changed_since(progress.sequence, until=last))


def catch_up(profile: Profile) -> None:
    """Read what was changed since the index was written last, and write it there. Raises OSError."""
    reader, progress, last = Reader(profile), _progress(), audit.last_sequence()
    is_anew = progress.rules != reader.rules
    if not is_anew and last == progress.sequence:
        return
    ids = _every() if is_anew else changed_since(progress.sequence, until=last)
    for start in range(0, len(ids), _NODES):
        _index(reader, ids[start : start + _NODES])
    if ids or is_anew or last - progress.sequence > _UNWRITTEN:
        with writing():
            actions.advance(sequence=last, rules=reader.rules)


def _progress() -> Progress:
    return Progress.objects.first() or Progress()


def _every() -> list[int]:
    return list(Node.objects.filter(kind__in=KINDS).order_by("id").values_list("id", flat=True))


def _index(reader: Reader, ids: Sequence[int]) -> None:
    nodes = Node.objects.select_related("current").filter(id__in=ids)
    known = {one.node_id: (one.component, one.state) for one in Indexed.objects.filter(node_id__in=ids)}
    states = reader.states(nodes)
    stale = [node for node in nodes if known.get(node.id) != states[node.id]]
    files = [node for node in stale if node.kind == Kind.FILE]
    _store(reader, _differences(reader.contents(files), [node.id for node in files]))
    for node in Node.objects.select_related("current__handle").filter(id__in=[one.id for one in stale]):
        if node.kind != Kind.FILE:
            _store(reader, _differences(reader.contents([node]), [node.id]))


def _differences(contents: Iterable[Content], ids: Sequence[int]) -> list[Difference]:
    known: dict[int, dict[Pair, int]] = {}
    for number, node, own, parent in Place.objects.filter(node_id__in=ids).values_list(
        "id", "node_id", "identifier", "parent"
    ):
        known.setdefault(node, {})[own, parent] = number
    return [_difference(content, known.get(content.node_id, {})) for content in contents]


def _difference(content: Content, known: Mapping[Pair, int]) -> Difference:
    gone = [number for pair, number in known.items() if pair not in content.pairs]
    return Difference(content, [pair for pair in sorted(content.pairs) if pair not in known], gone)


def _store(reader: Reader, differences: Sequence[Difference]) -> None:
    """Write differences in parts: nobody else's write waits for all of a long one."""
    waiting: list[Difference] = []
    for one in differences:
        for part in _early_parts(one):
            with writing():
                actions.store(reader=reader, differences=[part], is_last=False)
        waiting.append(Difference(one.content, _parts(one.new)[-1], _parts(one.gone)[-1]))
    if waiting:
        with writing():
            actions.store(reader=reader, differences=waiting)


def _early_parts(one: Difference) -> Iterator[Difference]:
    yield from (Difference(one.content, [], part) for part in _parts(one.gone)[:-1])
    yield from (Difference(one.content, part, []) for part in _parts(one.new)[:-1])


def _parts(many: Sequence[T]) -> list[Sequence[T]]:
    """Cut into parts that a statement takes; at least one, which may be empty."""
    return [many[start : start + _ROWS] for start in range(0, max(1, len(many)), _ROWS)]

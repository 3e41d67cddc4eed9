"""The gate that ``access`` asks at every write: nobody writes data of a center before all of its gates are open.

It is asked each time and remembers nothing: two questions to the database for a thing in a center's project, a third
in an ingest folder, whose release may be over, and one for any other. Whoever is of the coordinating center's staff is
stopped by the gates alone that the profile names for staff; administrators by none, as the terms are asked for
elsewhere.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from theatrum.checks.profile.profile import Profile
from theatrum.consortium.calendar.windows import standing_of
from theatrum.consortium.centers.queries import find_center
from theatrum.consortium.onboarding import wording
from theatrum.consortium.onboarding.errors import GateClosed
from theatrum.consortium.onboarding.gates import Gate, GateRule
from theatrum.consortium.onboarding.judging import Judged, judge
from theatrum.consortium.onboarding.places import (
    Act,
    Place,
    asked_release,
    closed_gate,
    components_of,
    folder_of,
    is_within,
    open_release,
    places_of,
)
from theatrum.consortium.profile.queries import in_force
from theatrum.repository.access.permissions import Actor, Aspect, Guarded, Permission, Side
from theatrum.repository.entities.models import Kind, Node

WRITES = frozenset(
    {
        Permission.CREATE,
        Permission.UPDATE,
        Permission.DELETE,
        Permission.CHANGE_PERMISSIONS,
        Permission.CHANGE_SETTINGS,
        Permission.MODERATE,
    }
)
_ACTS = {Permission.CREATE: Act.FILL, Permission.UPDATE: Act.CHANGE}


@dataclass(frozen=True, slots=True)
class Closed:
    """What stops somebody from writing at a place: the gates in the order in which they are told, at least one."""

    user_id: int
    center_id: str
    release: int | None
    rules: tuple[GateRule, ...]


def guard(actor: Actor, permission: Permission, guarded: Guarded) -> None:
    """Refuse to write what a gate stops. A gate of ``access``; raises GateClosed."""
    closed = find_closed(actor, permission, guarded)
    if closed is not None:
        raise refusal_of(closed)


def refusal_of(closed: Closed) -> GateClosed:
    """Return the refusal that tells what is closed."""
    return wording.refusal(
        in_force(), closed.rules, user_id=closed.user_id, center_id=closed.center_id, release=closed.release
    )


def find_closed(actor: Actor, permission: Permission, guarded: Guarded) -> Closed | None:
    """Return what stops the actor from writing a thing; None where nothing does, or where it is no data."""
    return next((closed for _, closed in _refused(actor, permission, [guarded]) if closed is not None), None)


def sieve(actor: Actor, permission: Permission, things: Sequence[Guarded]) -> Collection[int]:
    """Return the ids of those things that ``guard`` would refuse; two queries a center."""
    return {thing.guard_id for thing, closed in _refused(actor, permission, things) if closed is not None}


def left(actor: Actor, permissions: frozenset[Permission], guarded: Guarded) -> frozenset[Permission]:
    """Return those permissions that no gate takes away, in two queries."""
    writing = permissions & WRITES
    subjects = _subjects(actor, writing, [guarded])
    if not subjects:
        return permissions
    asking = _Asking(in_force(), actor)
    asking.find(subjects)
    return permissions - {one for one in writing if asking.closed(one, guarded) is not None}


def _refused(
    actor: Actor, permission: Permission, things: Iterable[Guarded]
) -> Iterator[tuple[Guarded, Closed | None]]:
    subjects = _subjects(actor, frozenset({permission}) & WRITES, things)
    if not subjects:
        return
    asking = _Asking(in_force(), actor)
    asking.find(subjects)
    for thing in subjects:
        yield thing, asking.closed(permission, thing)


def _subjects(actor: Actor, writing: Collection[Permission], things: Iterable[Guarded]) -> list[Guarded]:
    """Return what gates may stop at all: things in a project, written by somebody whom they can stop."""
    if not writing or actor.is_administrator or actor.is_anonymous or in_force().onboarding is None:
        return []
    return [thing for thing in things if (node := _node(thing)) is not None and not _is_no_data(thing, node)]


def _node(thing: Guarded) -> Node | None:
    found = thing.thing if isinstance(thing, Aspect) else thing
    return found if isinstance(found, Node) and found.project_id is not None else None


def _is_no_data(thing: Guarded, node: Node) -> bool:
    """Tell whether it is the wiki of a project: open for who may write there."""
    return _is_pages(thing) and node.kind == Kind.PROJECT


def _is_pages(thing: Guarded) -> bool:
    return isinstance(thing, Aspect) and thing.side is Side.PAGES


class _Asking:
    """One asking: where things lie, and what is closed for the actor at each center, each looked up once."""

    def __init__(self, profile: Profile, actor: Actor) -> None:
        self._profile = profile
        self._actor = actor
        self._places: dict[int, Place] = {}
        # By center: what it may submit, empty for everything; and of which component things are at those with a limit.
        self._scopes: dict[str, tuple[str, ...]] = {}
        self._components: dict[int, str] = {}
        self._judged: dict[tuple[str, int | None], Judged] = {}
        self._open: dict[tuple[str, int], bool] = {}

    def find(self, things: Iterable[Guarded]) -> None:
        """Look up where things lie."""
        by_project: dict[int, list[int]] = {}
        for node in filter(None, map(_node, things)):
            by_project.setdefault(node.project_id or 0, []).append(node.id)
        for project_id, numbers in by_project.items():
            found = places_of(project_id, numbers)
            self._places.update(found)
            if any(self._scope(place.center_id) for place in found.values()):
                self._components.update(components_of(self._profile, found))

    def closed(self, permission: Permission, thing: Guarded) -> Closed | None:
        """Return what stops a write; None where nothing does, or where no center has it."""
        place = self._places.get(thing.guard_id)
        if place is None:
            return None
        act, component = _act(permission, thing), self._components.get(thing.guard_id)
        place = Place(place.center_id) if _is_anywhere(thing, act) else place
        folder = folder_of(self._profile, place)
        release = folder.release.number if folder else open_release(self._profile)
        judged = self._judge(place.center_id, release)
        rules = judged.closed
        if not judged.is_staff:
            takes_data = self._takes_data(place)
            gate = self._out_of_scope(place, component) or closed_gate(self._profile, place, act, takes_data=takes_data)
            rules = (*rules, *self._rules_of(gate))
        return Closed(self._actor.id, place.center_id, release, rules) if rules else None

    def _takes_data(self, place: Place) -> bool:
        """Tell whether the release of an ingest folder takes data of its center today."""
        release = asked_release(self._profile, place)
        if release is None:
            return False
        key = (place.center_id, release)
        if key not in self._open:
            self._open[key] = standing_of(release, place.center_id).is_open
        return self._open[key]

    def _out_of_scope(self, place: Place, component: str | None) -> Gate | None:
        """Return the gate that is closed for what the scope of a center does not name."""
        scope = self._scope(place.center_id)
        if not scope or is_within(self._profile, place, scope, component):
            return None
        # A profile that has no words for it refuses it all the same.
        return Gate.SCOPE if next(self._rules_of(Gate.SCOPE), None) else Gate.FOLDER_OPEN

    def _scope(self, center_id: str) -> tuple[str, ...]:
        if center_id not in self._scopes:
            center = find_center(self._profile, center_id)
            self._scopes[center_id] = center.scope if center is not None else ()
        return self._scopes[center_id]

    def _judge(self, center_id: str, release: int | None) -> Judged:
        key = (center_id, release)
        if key not in self._judged:
            found = judge(self._profile, user_id=self._actor.id, center_id=center_id, release=release)
            self._judged[key] = found
        return self._judged[key]

    def _rules_of(self, gate: Gate | None) -> Iterator[GateRule]:
        rule = self._profile.onboarding.find(gate) if gate is not None and self._profile.onboarding else None
        if rule is not None and not rule.is_soft:
            yield rule


def _is_anywhere(thing: Guarded, act: Act) -> bool:
    """Tell whether no place is written to: the rows of a view lie elsewhere, and pages stand beside the data."""
    node = _node(thing)
    return act is Act.CONTENT and node is not None and (node.kind == Kind.ENTITY_VIEW or _is_pages(thing))


def _act(permission: Permission, thing: Guarded) -> Act:
    return Act.CONTENT if isinstance(thing, Aspect) else _ACTS.get(permission, Act.OTHER)

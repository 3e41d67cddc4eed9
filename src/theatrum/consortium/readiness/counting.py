"""Counting what centers have for a release: as many questions for two hundred centers as for one."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet, Sum

from theatrum.checks.profile.network_shapes import Leaf
from theatrum.consortium.centers.queries import known_centers, leaves_of
from theatrum.consortium.exceptions.applying import grants_of
from theatrum.consortium.exceptions.counting import excepted_in
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.onboarding.standings import open_release
from theatrum.consortium.profile.queries import in_force
from theatrum.consortium.readiness.counts import CenterCounts, ComponentCounts, Counts
from theatrum.consortium.screening.people import is_on
from theatrum.consortium.screening.states import OPEN, PENDING
from theatrum.consortium.submissions.folders import projects_of, spots_of
from theatrum.consortium.submissions.queries import Expected, expected_of
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node, Verdict
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.records.queries import counts_of as row_counts_of

# By center and component.
Counted = dict[tuple[str, str], ComponentCounts]

_PENDING = {state.value for state in PENDING}
_OPEN = {state.value for state in OPEN}


@dataclass(frozen=True, slots=True)
class _Line:
    """So many files of one folder that are alike, or one record set by its version."""

    project: int
    folder: int
    verdict: str | None
    screened: str | None
    number: int
    size: int
    version: int | None = None


def counts_of(
    center_ids: Collection[str], *, release: int | None = None, actor: Actor | None = None
) -> Mapping[str, CenterCounts]:
    """Return what centers have for a release, the newest open one if none is named; nothing where none is open.

    With an actor, only what they may read is counted.
    """
    profile = in_force()
    number = release if release is not None else open_release(profile)
    if number is None or number not in profile.releases:
        return {}
    known = known_centers(profile)
    leaves = {one: leaves_of(profile, profile.releases[number], known[one]) for one in center_ids if one in known}
    counted = {
        (center, leaf.component): ComponentCounts(leaf, is_required=leaf.component in required())
        for center, some in leaves.items()
        for leaf in some
    }
    _count(counted, set(leaves), number, actor)
    _expect(counted, expected_of(set(leaves), number))
    return {
        center: CenterCounts(center, number, [counted[center, leaf.component] for leaf in _once(some)])
        for center, some in leaves.items()
    }


def required() -> frozenset[str]:
    """Return the components of which every center must have a row, by the rules of links."""
    return frozenset(name for rule in in_force().links.records for name in rule.components)


def _once(leaves: Iterable[Leaf]) -> list[Leaf]:
    """Return leaves, the first of each component: a component may have several folders."""
    return list({leaf.component: leaf for leaf in reversed(list(leaves))}.values())[::-1]


def _count(counted: Counted, centers: Collection[str], release: int, actor: Actor | None) -> None:
    projects = {project: center for center, project in projects_of(centers).items()}
    live = Node.objects.filter(trash_root=None) if actor is None else visible_nodes(actor)
    nodes = live.filter(project_id__in=projects)
    files, tables = list(_files(nodes)), list(_tables(nodes))
    spots = spots_of({line.folder for line in (*files, *tables)})
    placed = [
        (line, found)
        for line in (*files, *tables)
        if (spot := spots.get(line.folder)) is not None
        and spot.release == release
        and (found := counted.get((projects[line.project], spot.leaf.component))) is not None
    ]
    judged = row_counts_of([line.version for line, _ in placed if line.version is not None])
    for line, found in placed:
        _add(found, line, judged)
    if grants := grants_of(centers, release):
        components = {one.component for one in grants}
        folders = [number for number, spot in spots.items() if spot.leaf.component in components]
        _except(counted, nodes.filter(parent_id__in=folders), grants)


def _files(nodes: QuerySet[Node]) -> Iterator[_Line]:
    """Yield how many files of each folder are alike."""
    found = nodes.filter(kind=Kind.FILE).order_by()
    alike = found.values_list("project_id", "parent_id", "validation__verdict", "current__handle__screening__state")
    for project, folder, verdict, screened, number, size in alike.annotate(
        number=Count("id"), size=Sum("current__handle__size")
    ):
        yield _Line(project or 0, folder or 0, verdict, screened, number, size or 0)


def _tables(nodes: QuerySet[Node]) -> Iterator[_Line]:
    """Yield each record set."""
    found = nodes.filter(kind=Kind.RECORD_SET).values_list(
        "project_id",
        "parent_id",
        "validation__verdict",
        "current__handle__screening__state",
        "current__handle__size",
        "current_id",
    )
    for project, folder, verdict, screened, size, version in found:
        yield _Line(project or 0, folder or 0, verdict, screened, 1, size or 0, version)


def _add(found: ComponentCounts, line: _Line, judged: Mapping[int, tuple[int, int]]) -> None:
    if line.version is None:
        found.things, found.bytes = found.things + line.number, found.bytes + line.size
        _count_in(found.counts, line, valid=line.number if line.verdict == Verdict.VALID else 0, total=line.number)
        return
    invalid, total = judged.get(line.version, (0, 0))
    if line.version in judged and not total and line.verdict != Verdict.INVALID:
        # An empty table that was made to be filled in is nothing yet; one that cannot be read is invalid.
        return
    found.things, found.bytes = found.things + 1, found.bytes + line.size
    if found.is_of_files:
        # A table where files belong counts as what it is, one thing.
        _count_in(found.counts, line, valid=int(line.verdict == Verdict.VALID), total=1)
    else:
        _count_in(found.counts, line, valid=total - invalid, total=total or 1)


def _count_in(counts: Counts, line: _Line, *, valid: int, total: int) -> None:
    if line.screened is not None and line.screened not in _OPEN and is_on():
        name = "pending" if line.screened in _PENDING else "held"
        setattr(counts, name, getattr(counts, name) + total)
    elif line.verdict in {Verdict.VALID, Verdict.INVALID}:
        counts.valid += valid
        counts.invalid += total - valid
    else:
        counts.pending += total


def _except(counted: Counted, nodes: QuerySet[Node], grants: Collection[Request]) -> None:
    """Put into a class of their own what has errors that are all excepted."""
    held = Q(current__handle__screening__state__in=_OPEN) | Q(current__handle__screening=None)
    for one in excepted_in(nodes.filter(held), grants):
        found = counted.get((one.where.center_id, one.where.component))
        if found is not None:
            found.counts.invalid -= one.things
            found.counts.excepted += one.things


def _expect(counted: Counted, expected: Mapping[tuple[str, str], Expected]) -> None:
    for key, found in counted.items():
        found.expected = expected.get(key)
        found.counts.missing = max(0, _wanted(found) - found.counts.arrived)


def _wanted(found: ComponentCounts) -> int:
    """Return how much is to come: planned files; rows, one a participant at least; one where it is required."""
    planned = found.expected
    least = 1 if found.is_required or planned is not None else 0
    if planned is None:
        return least
    return max(least, (planned.files if found.is_of_files else planned.participants) or 0)

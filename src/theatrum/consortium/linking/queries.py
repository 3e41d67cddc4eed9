"""Reading the report on the links of a center, as far as somebody may read the data that it speaks of."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from theatrum.checks.findings import Finding, Severity
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.clusters import message_of_all
from theatrum.consortium.centers.queries import get_center, get_project
from theatrum.consortium.known.places import shut_record_sets
from theatrum.consortium.linking.models import Part, Problem, Report
from theatrum.consortium.linking.saving import CHECK
from theatrum.consortium.linking.scope import Scope, scopes_of
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.access import queries as access
from theatrum.repository.access.permissions import Actor, Permission
from theatrum.repository.audit import queries as audit
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.queries.changed import changed_since
from theatrum.repository.entities.queries.children import visible_nodes

_ORDER = tuple(Severity)


@dataclass(frozen=True, slots=True)
class Place:
    """Where one value stands: rows of a record set by number, or files; ``more`` are rows that are not told."""

    value: str
    fix: str
    rows: tuple[int, ...]
    files: tuple[Node, ...]
    more: int

    @property
    def count(self) -> int:
        """How many rows or files there are."""
        return len(self.rows) + len(self.files) + self.more


@dataclass(slots=True)
class Group:
    """One thing to mend in one record set or folder, with all values that it is told of.

    ``message`` leaves out rows of the record set itself: they stand with the values.
    """

    problem: Problem
    node: Node | None
    message: str
    places: list[Place] = field(default_factory=list)

    @property
    def count(self) -> int:
        """How many rows, files or things there are."""
        return sum(place.count for place in self.places) or 1


@dataclass(frozen=True, slots=True)
class PartShown:
    """What was judged; ``is_old``: it is another version by now."""

    part: Part
    node: Node
    is_old: bool


def scopes_for(actor: Actor, profile: Profile, center_id: str) -> list[Scope]:
    """Return the releases of a center, newest first.

    Raises CenterNotFound, CenterNotActive, and what access refuses at the project of the center.
    """
    project = get_project(get_center(profile, center_id))
    access.require(actor, Permission.READ, project)
    return scopes_of(profile, center_id, project)


def find_report(scope: Scope) -> Report | None:
    """Return the last report on a release."""
    return Report.objects.filter(project=scope.project, release=scope.release).first()


def find_job(scope: Scope) -> Job | None:
    """Return the check of a release that waits or runs."""
    waiting = Job.objects.filter(name=CHECK, state__in=[State.QUEUED, State.RUNNING])
    mine = waiting.filter(arguments__center=scope.center, arguments__release=scope.release)
    return mine.order_by("-created_at").first()


def parts_for(actor: Actor, report: Report) -> list[PartShown]:
    """Return what was judged, as far as the actor may read it."""
    found = Part.objects.filter(report=report, node__in=visible_nodes(actor)).select_related("node__current")
    parts = list(found.order_by("component", "node__name", "id"))
    shut = shut_record_sets(actor, [part.node for part in parts])
    return [PartShown(part, part.node, _is_old(part)) for part in parts if part.node_id not in shut]


def changed_for(actor: Actor, report: Report, scope: Scope) -> list[Node]:
    """Return the files and record sets that were changed since a report, as far as the actor may read them."""
    numbers = changed_since(report.sequence, until=audit.last_sequence())
    return list(visible_nodes(actor).filter(id__in=numbers).filter(id__in=scope.nodes.values("id")).order_by("id"))


def groups_for(actor: Actor, report: Report, parts: Iterable[PartShown]) -> list[Group]:
    """Return what is to be mended, the most urgent first, in the parts that the actor may read."""
    nodes = {one.part.id: one.node for one in parts}
    problems = [
        one
        for one in Problem.objects.filter(report=report).select_related("part").order_by("position")
        if one.part_id is None or one.part_id in nodes
    ]
    files = _files(actor, [one for one in problems if _is_folder(nodes, one)])
    found: dict[tuple[object, ...], Group] = {}
    for problem in problems:
        node = nodes.get(problem.part_id or 0)
        message = _message(problem, node)
        key = (problem.part_id, problem.code, problem.severity, problem.column, message)
        group = found.setdefault(key, Group(problem, node, message))
        if (place := _place(problem, node, files)) is not None:
            group.places.append(place)
    kept = [group for group in found.values() if group.places or group.node is None or not group.problem.rows]
    return sorted(kept, key=lambda group: (_ORDER.index(Severity(group.problem.severity)), group.problem.position))


def _message(problem: Problem, node: Node | None) -> str:
    file = node.public_id if node is not None else None
    finding = Finding(code=problem.code, severity=Severity(problem.severity), message=problem.message, file=file)
    return message_of_all(finding)


def _is_old(part: Part) -> bool:
    current = part.node.current
    return part.version is not None and current is not None and current.number != part.version


def _is_folder(nodes: dict[int, Node], problem: Problem) -> bool:
    node = nodes.get(problem.part_id or 0)
    return node is not None and node.kind != Kind.RECORD_SET


def _files(actor: Actor, problems: Sequence[Problem]) -> dict[int, Node]:
    wanted = sorted({number for problem in problems for number in problem.rows})
    found: dict[int, Node] = {}
    for start in range(0, len(wanted), 900):
        found |= {node.id: node for node in visible_nodes(actor).filter(id__in=wanted[start : start + 900])}
    return found


def _place(problem: Problem, node: Node | None, files: dict[int, Node]) -> Place | None:
    """Return where a problem stands; None where the actor may read none of its files."""
    if node is None or node.kind == Kind.RECORD_SET:
        return Place(problem.value, problem.fix, tuple(problem.rows), (), problem.count - max(1, len(problem.rows)))
    readable = tuple(files[number] for number in problem.rows if number in files)
    return Place(problem.value, problem.fix, (), readable, 0) if readable or not problem.rows else None

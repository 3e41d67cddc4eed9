"""All that is told of the rows of a workspace, as few things to mend, the most urgent first."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from itertools import chain, islice

from theatrum.checks.findings import Finding, Group
from theatrum.checks.report.clusters import Cluster, clusters_of
from theatrum.repository.access.permissions import Actor
from theatrum.repository.grids import links
from theatrum.repository.grids.cells import replaced
from theatrum.repository.grids.held import Held, rows_by_number
from theatrum.repository.grids.judging import Judged, Subject
from theatrum.repository.grids.links import joined
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.policy import PIECE
from theatrum.repository.grids.problems.mending import identifiers_in
from theatrum.repository.grids.problems.reading import (
    Named,
    Offered,
    ToldRow,
    key_of,
    named_in,
    offers_in,
    rows_with_findings,
    told_of,
)
from theatrum.repository.grids.queries import live_rows
from theatrum.repository.grids.selecting import readings_of
from theatrum.repository.grids.sources import judge_of

# Rows that are named of a group, and texts that are offered to be mended in it; all rows are counted.
MOST_ROWS = 100
MOST_FIXES = 200


@dataclass(frozen=True, slots=True)
class Fix:
    """What stands in a column and what it would have to be, in so many rows."""

    before: str
    after: str
    count: int


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing to mend. ``rows`` are the first ones, as they are shown; ``slot`` None: it is about rows as a whole.

    ``values`` are the texts that it is told of, empty where it is told of something that has none.
    """

    key: str
    finding: Finding
    message: str
    slot: int | None
    count: int
    rows: Sequence[int]
    fixes: Sequence[Fix]
    values: Sequence[str] = ()


@dataclass(slots=True)
class _Gathered:
    """What was read: rows by place, the places at which each finding is, and what is offered, each with a row."""

    numbers: "array[int]" = field(default_factory=lambda: array("q"))
    places: dict[Finding, "array[int]"] = field(default_factory=dict)
    counts: dict[Offered, int] = field(default_factory=dict)
    samples: dict[Offered, int] = field(default_factory=dict)
    named: dict[Named, list[int]] = field(default_factory=dict)


def problems_of(workspace: Workspace, actor: Actor | None = None) -> list[Problem]:
    """Return what there is to mend in all rows, as ``theatrum check`` puts it together.

    Of texts that are offered those are returned that a judge finds mended in the first row that has them. What was
    meant by an identifier that is not there is said as far as the actor may know what is.
    """
    gathered = _gather(workspace)
    if actor is not None:
        _offer_meant(actor, workspace, gathered)
    groups = [Group(finding, places) for finding, places in gathered.places.items()]
    clusters = clusters_of(groups, live_rows(workspace).count())
    fixes: dict[str, list[Fix]] = {}
    for one in _proven(workspace, gathered):
        fixes.setdefault(one.key, []).append(Fix(one.before, one.after, gathered.counts[one]))
    return [_problem(workspace, cluster, gathered, fixes) for cluster in clusters]


def meant_in(workspace: Workspace, actor: Actor, number: int) -> list[Offered]:
    """Return what the cells of one row that name what is not there would have to hold, as far as links hold then.

    Said as far as the actor may know what is there; nothing of a row that is gone.
    """
    gathered, row = _Gathered(), rows_by_number(workspace, [number]).get(number)
    if row is None or row.is_deleted:
        return []
    told = ToldRow(number, tuple(told_of(kept) for kept in row.findings or ()), row.cells)
    gathered.named = {named: [number] for named in named_in(told, workspace.slots)}
    _offer_meant(actor, workspace, gathered)
    return list(_proven(workspace, gathered)) if gathered.counts else []


def is_told(judged: Judged, keys: Collection[str]) -> bool:
    """Tell whether something of some groups is told of a row."""
    return any(told_of(kept).key in keys for kept in judged.findings or ())


def _gather(workspace: Workspace) -> _Gathered:
    gathered, slots, readings = _Gathered(), workspace.slots, readings_of(workspace)
    for place, row in enumerate(rows_with_findings(workspace)):
        gathered.numbers.append(row.number)
        for one in row.told:
            gathered.places.setdefault(one.finding, array("q")).append(place)
        for offered in offers_in(row, slots, readings):
            gathered.counts[offered] = gathered.counts.get(offered, 0) + 1
            gathered.samples.setdefault(offered, row.number)
        for named in named_in(row, slots):
            gathered.named.setdefault(named, []).append(row.number)
    return gathered


def _offer_meant(actor: Actor, workspace: Workspace, gathered: _Gathered) -> None:
    often = sorted(gathered.named, key=lambda one: -len(gathered.named[one]))[:MOST_FIXES]
    meant = links.meant(actor, workspace, {item for one in often for item in identifiers_in(one.text)})
    for one in often:
        if (offered := one.offered(meant)) is not None:
            gathered.counts[offered] = len(gathered.named[one])
            gathered.samples[offered] = gathered.named[one][0]


def _proven(workspace: Workspace, gathered: _Gathered) -> Iterable[Offered]:
    """Yield what is offered most often of each group, as far as a row that has it would be rid of what is told."""
    taken: dict[str, int] = {}
    wanted: list[Offered] = []
    for offered in sorted(gathered.counts, key=lambda one: -gathered.counts[one]):
        taken[offered.key] = taken.get(offered.key, 0) + 1
        if taken[offered.key] <= MOST_FIXES:
            wanted.append(offered)
    judge, some = judge_of(workspace), iter(wanted)
    while piece := list(islice(some, PIECE)):
        rows = rows_by_number(workspace, {gathered.samples[one] for one in piece})
        subjects = [_subject(rows, gathered.samples[one], one) for one in piece]
        for one, subject, judged in zip(piece, subjects, judge(subjects), strict=True):
            number = gathered.samples[one]
            told = joined(judged, _links_of(workspace, rows[number], subject) if one.is_link else None)
            if not is_told(told, {one.key}):
                yield one


def _links_of(workspace: Workspace, row: Held, subject: Subject) -> links.Findings | None:
    linked = links.draft(workspace, {row.number: row}, {row.number: subject.cells}, [])
    return linked.touched.get(row.number) if linked is not None else None


def _subject(rows: Mapping[int, Held], number: int, offered: Offered) -> Subject:
    row = rows[number]
    return Subject(replaced(row.cells, {offered.slot: offered.after}), row.source_key, row.base or row.cells)


def _problem(
    workspace: Workspace, cluster: Cluster, gathered: _Gathered, fixes: Mapping[str, Sequence[Fix]]
) -> Problem:
    places = [group.rows for group in cluster.groups]
    count = len(places[0]) if len(places) == 1 else len(set(chain.from_iterable(places)))
    first = nsmallest(MOST_ROWS, set(chain.from_iterable(islice(some, MOST_ROWS) for some in places)))
    key = key_of(cluster.finding)
    return Problem(
        key=key,
        finding=cluster.finding,
        message=cluster.message,
        slot=workspace.slots.get(cluster.finding.column or ""),
        count=count,
        rows=[gathered.numbers[place] for place in first],
        fixes=fixes.get(key, ()),
        values=_values(cluster),
    )


def _values(cluster: Cluster) -> list[str]:
    values = [group.finding.value for group in cluster.groups]
    return [one for one in values if one is not None] if None not in values else []

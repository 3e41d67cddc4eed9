"""What reads *excepted* where things are counted: invalid entities of which every error is covered by an exception."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.applying import Told, Where, apply, covers, in_force_today, reaches, told_of
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_are
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.associations import claim_on
from theatrum.repository.entities.models import Ancestry, Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.overview import SUBMITTED
from theatrum.repository.entities.validation.queries import Counts
from theatrum.repository.files import downloading
from theatrum.repository.records.models import RowsVerdict


@dataclass(frozen=True, slots=True)
class Excepted:
    """An invalid entity without an error that stands: where it is, and how many rows are invalid; one of a file."""

    node_id: int
    where: Where
    things: int


@dataclass(frozen=True, slots=True)
class _Invalid:
    """An invalid entity in a dataset: where it is, what is told of it, and of how many rows; one of a file."""

    node_id: int
    where: Where
    findings: Sequence[JsonObject]
    rows: int
    # Whether all that is told of it is known.
    is_known: bool
    # Of a table the file with its rows.
    handle_id: int | None = None

    @property
    def errors(self) -> list[JsonObject]:
        """What makes it invalid."""
        return [one for one in self.findings if one.get("severity", "error") == "error"]


@dataclass(frozen=True, slots=True)
class Reach:
    """What an exception covers now: findings, in so many files and record sets."""

    findings: int = 0
    things: int = 0


def excepted_in(nodes: QuerySet[Node], grants: Collection[Request]) -> Iterator[Excepted]:
    """Yield which of some entities are excepted: a handful of queries, and what is invalid where a grant may reach."""
    for one in _invalid(nodes, grants):
        errors = one.errors
        # What was left out of the findings of a table may be anything.
        if errors and one.is_known and not apply(errors, where=one.where, grants=grants).standing:
            yield Excepted(one.node_id, one.where, one.rows)


def reach_of(actor: Actor, request: Request) -> Reach:
    """Return what a request covers now, or would if it were granted, of what an actor may read.

    Of a table each thing to mend is one finding, however many rows have it. Where a request names values, only tables
    count whose rows the actor may have: who asks again and again would learn the values of others.
    """
    project = CenterRecord.objects.filter(pk=request.center_id).values("project_id")
    nodes = visible_nodes(actor).filter(kind__in=SUBMITTED, project_id__in=project)
    if request.node_id is not None:
        nodes = nodes.filter(id__in=Ancestry.objects.filter(ancestor_id=request.node_id).values("node_id"))
    reached = [one for one in _invalid(nodes, [request]) if reaches(request, one.where)]
    if request.pattern:
        shown = _shown(actor, reached)
        reached = [one for one in reached if one.handle_id is None or one.node_id in shown]
    found = [sum(covers(request, told_of(told)) for told in one.findings) for one in reached]
    return Reach(sum(found), sum(1 for one in found if one))


def values_of(node: Node, told: Told) -> list[str]:
    """Return the values of findings of a code in a column at a file or record set, those that are kept."""
    table = RowsVerdict.objects.filter(version_id=node.current_id or 0).first()
    kept = Validation.objects.filter(node=node).first() if table is None else table
    read = (told_of(one) for one in (kept.findings if kept is not None else ()))
    values = [one.values or () for one in read if (one.code, one.column) == (told.code, told.column)]
    return sorted({value for some in values for value in some})


def _invalid(nodes: QuerySet[Node], grants: Collection[Request]) -> Iterator[_Invalid]:
    """Yield what is invalid in datasets that exceptions are for."""
    invalid = nodes.filter(validation__verdict=Verdict.INVALID).order_by()
    folders = _folders(invalid, grants)
    reached = invalid.filter(parent_id__in=folders)
    found = list(reached.values_list("id", "parent_id", "current_id", "current__handle_id", "validation__findings"))
    judged = RowsVerdict.objects.filter(version_id__in=[version for _, _, version, *_ in found])
    tables = {one.version_id: one for one in judged}
    for number, parent, version, handle, findings in found:
        table, above = tables.get(version or 0), folders[parent or 0]
        where = replace(above, node_ids=(number, *above.node_ids))
        if table is None:
            yield _Invalid(number, where, findings, 1, is_known=True)
        else:
            rows, is_known = table.invalid_rows, not table.left_out
            yield _Invalid(number, where, table.findings, rows, is_known=is_known, handle_id=handle)


def except_counts(actor: Actor, counts: Mapping[int, Counts]) -> dict[int, Counts]:
    """Return counts of what is below containers, with what is excepted taken out of what is invalid."""
    found = dict(counts)
    wanted = [number for number, one in counts.items() if one.invalid]
    grants = grants_in(Node.objects.filter(id__in=wanted)) if wanted else []
    if not grants:
        return found
    below = Ancestry.objects.filter(ancestor_id__in=wanted).values("node_id")
    for one in excepted_in(visible_nodes(actor).filter(kind__in=SUBMITTED, id__in=below), grants):
        for number in found.keys() & set(one.where.node_ids):
            mine = found[number]
            found[number] = mine._replace(invalid=max(0, mine.invalid - 1), excepted=mine.excepted + 1)
    return found


def grants_in(nodes: QuerySet[Node]) -> list[Request]:
    """Return the exceptions that hold today in the projects of some entities; one query."""
    centers = CenterRecord.objects.filter(project_id__in=nodes.order_by().values("project_id"))
    return list(in_force_today().filter(center_id__in=centers.values("pk")).order_by("id"))


def _shown(actor: Actor, found: Collection[_Invalid]) -> set[int]:
    """Return the tables whose rows an actor may have now: by permission, tier and lock."""
    tables = {claim_on(Kind.RECORD_SET, one.node_id, one.handle_id): one.node_id for one in found if one.handle_id}
    answers = downloading.find_many(actor, list(tables)) if tables else []
    return {tables[one.claim] for one in answers if one.handle is not None}


def _folders(invalid: QuerySet[Node], grants: Collection[Request]) -> dict[int, Where]:
    """Return the folders with something invalid in them that an exception may reach."""
    datasets = {(one.center_id, one.release, one.component) for one in grants}
    parents = Node.objects.filter(id__in=invalid.values("parent_id").distinct())
    return {
        number: where
        for number, where in where_are(parents).items()
        if (where.center_id, where.release, where.component) in datasets
    }

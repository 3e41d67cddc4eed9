"""What reads *excepted* where things are counted: invalid entities of which every error is covered by an exception."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace

from django.db.models import QuerySet

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.applying import Where, apply, in_force_today
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_are
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Ancestry, Node, Verdict
from theatrum.repository.entities.queries.children import visible_nodes
from theatrum.repository.entities.queries.overview import SUBMITTED
from theatrum.repository.entities.validation.queries import Counts
from theatrum.repository.records.models import RowsVerdict


@dataclass(frozen=True, slots=True)
class Excepted:
    """An invalid entity without an error that stands: where it is, and how many rows are invalid; one of a file."""

    node_id: int
    where: Where
    things: int


def excepted_in(nodes: QuerySet[Node], grants: Collection[Request]) -> Iterator[Excepted]:
    """Yield which of some entities are excepted: a handful of queries, and what is invalid where a grant may reach."""
    invalid = nodes.filter(validation__verdict=Verdict.INVALID).order_by()
    folders = _folders(invalid, grants)
    reached = invalid.filter(parent_id__in=folders)
    found = list(reached.values_list("id", "parent_id", "current_id", "validation__findings"))
    judged = RowsVerdict.objects.filter(version_id__in=[version for *_, version, _ in found])
    tables = {one.version_id: one for one in judged}
    for number, parent, version, findings in found:
        table, above = tables.get(version), folders[parent]
        told = findings if table is None else table.findings
        errors = [one for one in told if one.get("severity", "error") == "error"]
        where = replace(above, node_ids=(number, *above.node_ids))
        # What was left out of the findings of a table may be anything.
        is_known = bool(errors) and (table is None or not table.left_out)
        if is_known and not apply(errors, where=where, grants=grants).standing:
            yield Excepted(number, where, 1 if table is None else table.invalid_rows)


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


def _folders(invalid: QuerySet[Node], grants: Collection[Request]) -> dict[int, Where]:
    """Return the folders with something invalid in them that an exception may reach."""
    datasets = {(one.center_id, one.release, one.component) for one in grants}
    parents = Node.objects.filter(id__in=invalid.values("parent_id").distinct())
    return {
        number: where
        for number, where in where_are(parents).items()
        if (where.center_id, where.release, where.component) in datasets
    }

"""Rows of an open grid, row by row: which of the invalid ones are excepted, and which values a group is told of."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from theatrum.consortium.centers.models import CenterRecord
from theatrum.consortium.exceptions.applying import Told, Where, apply, grants_of, reaches
from theatrum.consortium.exceptions.models import Request
from theatrum.consortium.exceptions.places import where_are, where_is
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.problems.reading import InvalidRow, invalid_rows
from theatrum.repository.grids.problems.reading import Told as Kept
from theatrum.repository.records.told import LONGEST_VALUE

_PIECE = 5_000


@dataclass(slots=True)
class _Values:
    """The texts that a group of a table's rows is told of, each once; not all are known where one is empty or cut."""

    texts: set[str] = field(default_factory=set)
    is_known: bool = True

    def add(self, text: str | None) -> None:
        if not text or len(text) >= LONGEST_VALUE:
            self.is_known = False
        else:
            self.texts.add(text)


def excepted_rows(workspace: Workspace) -> Collection[int] | None:
    """Return the numbers of the invalid rows of which no error stands today; None where no exception holds.

    Rows are read where one of the center does; else these are two queries.
    """
    grants = _grants_by_project([workspace])
    return _excepted(workspace, grants) if grants else None


def excepted_counts(workspaces: Iterable[Workspace]) -> dict[int, int]:
    """Return how many rows are excepted in each of some workspaces where any is, by id; each with its ``source``.

    Two queries where no exception holds.
    """
    some = list(workspaces)
    grants = _grants_by_project(some)
    found = ((one.id, len(_excepted(one, grants))) for one in some)
    return {number: count for number, count in found if count}


def grants_at(where: Where) -> list[Request]:
    """Return the exceptions that hold today in the dataset of a place, wherever in it they reach; one query."""
    return [one for one in grants_of([where.center_id], where.release) if one.component == where.component]


def _grants_by_project(workspaces: Iterable[Workspace]) -> Mapping[int, list[Request]]:
    projects = {one.source.project_id for one in workspaces if one.source.project_id is not None}
    centers = dict(CenterRecord.objects.filter(project_id__in=projects).values_list("pk", "project_id"))
    found: dict[int, list[Request]] = {}
    for grant in grants_of(centers) if centers else ():
        found.setdefault(centers[grant.center_id] or 0, []).append(grant)
    return found


def _excepted(workspace: Workspace, known: Mapping[int, list[Request]]) -> Collection[int]:
    grants = known.get(workspace.source.project_id or 0)
    if not grants:
        return ()
    if workspace.source.kind != Kind.RECORD_SET:
        return _of_files(workspace, grants)
    where, reaching = _reaching(workspace, grants)
    return _of_table(workspace, where, reaching) if where is not None else ()


def _reaching(workspace: Workspace, grants: Iterable[Request]) -> tuple[Where | None, list[Request]]:
    """Return where the table of a workspace is, and what reaches it; None for the place where nothing does."""
    where = where_is(workspace.source)
    reaching = [one for one in grants if where is not None and reaches(one, where)]
    return (where if reaching else None), reaching


def grants_in_rows(workspace: Workspace, read: Callable[[], Sequence[InvalidRow]]) -> dict[int, Mapping[str, Request]]:
    """Return what covers errors of some rows today, by the number of the row and the key of the error's group.

    Two queries where no exception holds. Where an exception for some values alone could cover an error of these rows,
    all invalid rows of the table are read: it covers all of a group, or none.
    """
    grants = _grants_by_project([workspace]).get(workspace.source.project_id or 0)
    if not grants:
        return {}
    if workspace.source.kind != Kind.RECORD_SET:
        return _grants_of_files(workspace, read(), grants)
    where, reaching = _reaching(workspace, grants)
    if where is None:
        return {}
    rows = read()
    narrowed = _narrowed(rows, reaching)
    groups = _groups(workspace, invalid_rows(workspace) if narrowed else iter(rows), narrowed)
    covered = _covering(groups, where, reaching)
    return {row.number: {told.key: covered[told.key] for told in row.errors if told.key in covered} for row in rows}


def _narrowed(rows: Iterable[InvalidRow], grants: Iterable[Request]) -> set[str]:
    """Return the columns in which values decide whether an error of some rows is excepted."""
    asked = {(one.code, one.column) for one in grants if one.pattern}
    told = {(one.finding.code, one.finding.column or "") for row in rows for one in row.errors}
    return {column for code, column in told if column and asked & {(code, column), (code, "")}}


def _grants_of_files(
    workspace: Workspace, rows: Sequence[InvalidRow], grants: Collection[Request]
) -> dict[int, Mapping[str, Request]]:
    slots, places = workspace.slots, where_are(Node.objects.filter(id__in=[row.source_key for row in rows]))
    return {
        row.number: _covering({told.key: _error(told, row, slots) for told in row.errors}, where, grants)
        for row in rows
        if (where := places.get(row.source_key or 0)) is not None
    }


def values_in(workspace: Workspace, columns: Collection[str]) -> dict[str, tuple[str, ...] | None]:
    """Return the values of the groups that are told of some columns, by key; None where not all are known."""
    return {key: one.values for key, one in _groups(workspace, invalid_rows(workspace), columns).items()}


def _of_table(workspace: Workspace, where: Where, grants: Sequence[Request]) -> list[int]:
    """Return those of a record set: of a table a narrowed exception covers all rows of a group, or none."""
    rows: list[tuple[int, Sequence[str]]] = []

    def remembered() -> Iterator[InvalidRow]:
        for row in invalid_rows(workspace):
            rows.append((row.number, [told.key for told in row.errors]))
            yield row

    groups = _groups(workspace, remembered(), {one.column for one in grants if one.pattern})
    covered = _covering(groups, where, grants)
    return [number for number, keys in rows if keys and covered.keys() >= set(keys)]


def _covering(groups: Mapping[str, Told], where: Where, grants: Collection[Request]) -> dict[str, Request]:
    """Return what covers groups, by key."""
    applied = apply(groups.items(), where=where, grants=grants, told=lambda one: one[1])
    return {key: grant for (key, _), grant in applied.excepted}


def _groups(workspace: Workspace, rows: Iterator[InvalidRow], columns: Collection[str]) -> dict[str, Told]:
    """Return what groups are told of, by key; with values where those of their column are asked for.

    An empty column asks for all.
    """
    slots, found, values = workspace.slots, dict[str, Told](), dict[str, _Values]()
    for row in rows:
        for told in row.errors:
            column = told.finding.column or ""
            found.setdefault(told.key, Told(told.finding.code, column))
            if column in slots and ("" in columns or column in columns):
                values.setdefault(told.key, _Values()).add(cell(row.cells, slots[column]))
    return {
        key: replace(told, values=tuple(values[key].texts)) if key in values and values[key].is_known else told
        for key, told in found.items()
    }


def _of_files(workspace: Workspace, grants: Sequence[Request]) -> list[int]:
    """Return those of entities: each is a thing of its own, in its own place, with its own values."""
    slots, found, some = workspace.slots, list[int](), invalid_rows(workspace)
    while piece := list(islice(some, _PIECE)):
        places = where_are(Node.objects.filter(id__in=[row.source_key for row in piece if row.errors]))
        for row in piece:
            where, errors = places.get(row.source_key or 0), [_error(told, row, slots) for told in row.errors]
            if where is not None and errors and not apply(errors, where=where, grants=grants).standing:
                found.append(row.number)
    return found


def _error(told: Kept, row: InvalidRow, slots: Mapping[str, int]) -> Told:
    column = told.finding.column or ""
    text = cell(row.cells, slots[column]) if column in slots else None
    return Told(told.finding.code, column, (text,) if text else None)

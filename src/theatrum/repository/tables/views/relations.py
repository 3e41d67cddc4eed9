"""The rows of a view, as one query may read them: a SELECT over entities, versions, files and annotations.

What a person may not read is not in it, so it is in no count, facet or aggregate either.
"""

from collections.abc import Sequence

from django.core.exceptions import EmptyResultSet
from django.db.models import QuerySet

from theatrum.repository.access import queries as access
from theatrum.repository.access.models import AclEntry
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Binding, Node, Version
from theatrum.repository.entities.queries.nodes import UNREADABLE
from theatrum.repository.tables.column import Column
from theatrum.repository.tables.columns import columns_of
from theatrum.repository.tables.errors import NoSnapshot, NotATable
from theatrum.repository.tables.models import TableSnapshot
from theatrum.repository.tables.relations import Relation, snapshot_name
from theatrum.repository.tables.sql.engines import literals
from theatrum.repository.tables.views.annotations import annotation_sql
from theatrum.repository.tables.views.fields import field_of, path_sql, sql_of
from theatrum.repository.tables.views.scope import ViewScope, scope_of

_JOINED = (
    "entities_node n JOIN entities_version v ON v.id = n.current_id LEFT JOIN files_filehandle h ON h.id = v.handle_id"
)
_DERIVED = " LEFT JOIN entities_validation d ON d.node_id = n.id AND d.verdict = 'valid'"
_PATH, _NAME = "path", "an.name"
HEADS = ("row_id", "row_version", "row_etag", "benefactor", "file_size")


def view_relation(actor: Actor, node: Node, version: int | None = None) -> Relation:
    """Return the rows of a view as they are now, or as a snapshot kept them: those that the actor may read.

    ``node.current`` is loaded; access to the view itself is the caller's business. Raises NotATable, NoSnapshot.
    """
    if node.current is None:
        raise NotATable(id=node.public_id)
    if version is not None and version != node.current.number:
        return _snapshot_relation(actor, node, version)
    columns = columns_of(node.current)
    live = live_select(columns, scope_of(node.current.details), ancestor=_ancestor(actor))
    select = f"{live}{_readable(actor, 'n.benefactor_id')}"
    return Relation(node.id, version, columns, select, has_etag=True)


def annotations_relation(actor: Actor, scope: ViewScope, *, with_derived: bool) -> str:
    """Return the SQL of the annotations in a scope that the actor may read, as one column ``annotations``."""
    readable = _readable(actor, "n.benefactor_id")
    own = f"SELECT v.annotations AS annotations FROM {_JOINED} WHERE {_rows_of(scope)}{readable}"  # noqa: S608  # made of parts that we wrote
    if not with_derived:
        return own
    derived = f"SELECT d.derived AS annotations FROM {_JOINED}{_DERIVED} WHERE d.id IS NOT NULL AND {_rows_of(scope)}"  # noqa: S608  # as above
    return f"{own} UNION ALL {derived}{readable}"


def live_select(columns: Sequence[Column], scope: ViewScope, *, ancestor: str = _NAME) -> str:
    """Return the SQL of all rows of a scope, whoever may read them; more conditions may follow.

    ``ancestor`` is what entities ``an`` are called that are on the way to another.
    """
    derives = Binding.objects.filter(enable_derived_annotations=True).exists()
    heads = ("n.id", "v.number", "n.etag", "n.benefactor_id", "h.size")
    shown = [f"{sql} AS {name}" for sql, name in zip(heads, HEADS, strict=True)]
    shown += [f"{_cell(column, derives=derives, ancestor=ancestor)} AS {column.field}" for column in columns]
    joined = _JOINED + (_DERIVED if derives else "")
    return f"SELECT {', '.join(shown)} FROM {joined} WHERE {_rows_of(scope)}"  # noqa: S608  # made of parts that we wrote


def snapshot_columns(columns: Sequence[Column]) -> list[str]:
    """Return how the columns of a snapshot are called."""
    return [*HEADS, *(column.field for column in columns)]


def _snapshot_relation(actor: Actor, node: Node, version: int) -> Relation:
    kept = TableSnapshot.objects.filter(version__node=node, version__number=version)
    found: Version | None = Version.objects.filter(table_snapshot__in=kept).first()
    if found is None:
        raise NoSnapshot(id=node.public_id, version=version)
    columns = columns_of(found)
    paths = {column.field for column in columns if (field := field_of(column)) is not None and field.name == _PATH}
    fields = ", ".join(
        f"{_kept_path(actor, name) if name in paths else f's.{name}'} AS {name}" for name in snapshot_columns(columns)
    )
    # Entities may be protected by other ACLs than when they were kept; those of today decide.
    rows = f"{snapshot_name(node.id, version)} s LEFT JOIN entities_node n ON n.id = s.row_id"
    readable = _readable(actor, "coalesce(n.benefactor_id, s.benefactor)")
    select = f"SELECT {fields} FROM {rows} WHERE 1 = 1{readable}"  # noqa: S608  # names are made of numbers, by us
    return Relation(node.id, version, columns, select, has_etag=True)


def _cell(column: Column, *, derives: bool, ancestor: str) -> str:
    field = field_of(column)
    if field is not None and field.name == _PATH:
        return path_sql(ancestor)
    return sql_of(field) if field is not None else annotation_sql(column, derives=derives)


def _ancestor(actor: Actor) -> str:
    """Return the SQL of what somebody reads of an entity on the way to another: no name that they may not."""
    if actor.sees_all:
        return _NAME
    return f"CASE WHEN 1 = 1{_readable(actor, 'an.benefactor_id')} THEN {_NAME} ELSE {literals.text(UNREADABLE)} END"


def _kept_path(actor: Actor, name: str) -> str:
    """Return the SQL of a path that was kept; where a name in it may not be read by now, of the path as it is."""
    if actor.sees_all:
        return f"s.{name}"
    way = "entities_ancestry ap JOIN entities_node an ON an.id = ap.ancestor_id"
    hidden = f"NOT (1 = 1{_readable(actor, 'an.benefactor_id')})"
    secret = f"SELECT 1 FROM {way} WHERE ap.node_id = s.row_id AND an.parent_id IS NOT NULL AND {hidden}"  # noqa: S608  # made of parts that we wrote
    return f"CASE WHEN EXISTS ({secret}) THEN {path_sql(_ancestor(actor))} ELSE s.{name} END"


def _rows_of(scope: ViewScope) -> str:
    kinds = ", ".join(literals.text(kind.value) for kind in scope.kinds) or "NULL"
    return f"n.trash_root_id IS NULL AND n.kind IN ({kinds}) AND {_within(scope)}"


def _within(scope: ViewScope) -> str:
    if not scope.ids:
        return "1 = 0"
    ids = ", ".join(str(one) for one in scope.ids)
    if scope.is_of_projects:
        return f"n.id IN ({ids})"
    return f"n.id IN (SELECT a.node_id FROM entities_ancestry a WHERE a.ancestor_id IN ({ids}) AND a.depth > 0)"  # noqa: S608  # numbers


def _readable(actor: Actor, field: str) -> str:
    if actor.sees_all:
        return ""
    return f" AND {field} IN ({_inline(access.readable_ids(actor, 'entity'))})"


def _inline(found: "QuerySet[AclEntry, int]") -> str:
    """Write a query of ids as SQL without parameters: they are numbers, and words of ours."""
    try:
        sql, parameters = found.query.sql_with_params()
    except EmptyResultSet:
        return "NULL"
    return str(sql) % tuple(_written(value) for value in parameters)


def _written(value: object) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    return literals.text(str(value))

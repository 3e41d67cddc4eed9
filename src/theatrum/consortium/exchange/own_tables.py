"""Tables of a center's own choice, of which only the first column is laid down: looked at, then kept as they are."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import polars as pl

from theatrum.checks.findings import Group, Severity
from theatrum.checks.links.checking import check_near
from theatrum.checks.links.known import COLUMNS, Known
from theatrum.checks.links.records import Records
from theatrum.checks.profile.profile import Profile
from theatrum.checks.report.hiding import hide_private
from theatrum.checks.report.identifier_columns import Centers
from theatrum.checks.submission.tables import ComponentCheck
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source, TableKind, kind_of
from theatrum.consortium.centers.queries import known_centers
from theatrum.consortium.curation.own_columns import first_columns
from theatrum.consortium.exchange.errors import ImportIsInvalid
from theatrum.consortium.known.indexing import catch_up
from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.linking.known import reached
from theatrum.consortium.linking.scope import center_of
from theatrum.consortium.profile.queries import in_force, model_of
from theatrum.consortium.screening.engine import judge_of
from theatrum.drivers.db.transactions import writing
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records.stored import source_of

# Such a table is looked at while its page is asked for.
LARGEST = 32 * 1024**2
_PIECE = 900


@dataclass(frozen=True, slots=True)
class OwnKind:
    """A component whose tables have a first column, and whatever else a center likes."""

    profile: Profile
    component: str
    version: str
    column: str


@dataclass(frozen=True, slots=True)
class Looked:
    """What was found in such a table: rows, columns, findings, of which errors are those that block the stage gate."""

    rows: int
    columns: Sequence[str]
    groups: Sequence[Group]

    @property
    def errors(self) -> int:
        """How many kinds of errors there are."""
        return sum(group.finding.severity is Severity.ERROR for group in self.groups)


def own_kind(folder: Node) -> OwnKind | None:
    """Return what tables of a center's own a folder takes; None for one that takes none."""
    bound, profile = bound_for(folder.id), in_force()
    if bound is None or not folder.is_container:
        return None
    columns = first_columns().get(bound.schema_id.name)
    version = model_of(profile, bound.schema_id)
    return None if not columns or version is None else OwnKind(profile, bound.schema_id.name, version, columns[0])


def look_at(kind: OwnKind, handle: FileHandle, folder: Node) -> Looked:
    """Look at a table: its form, its first column, who is in it, and what may identify a person.

    Raises ImportIsInvalid for what is no CSV, or too large to be looked at here.
    """
    source = source_of(handle)
    if handle.size > LARGEST:
        raise ImportIsInvalid(reason=f"{handle.file_name} is larger than {LARGEST >> 20} MB: let the client upload it.")
    if kind_of(source) is not TableKind.CSV:
        raise ImportIsInvalid(reason=f"{handle.file_name} is no CSV: save it as CSV UTF-8, with commas.")
    return _look(kind, source, folder)


def keep(actor: Actor, folder: Node, handle: FileHandle, name: str) -> Node:
    """Make a record set of a table, as it is. Opens a transaction of its own.

    Raises NameIsTaken, EntityIsInvalid, and what access refuses.
    """
    fields = EntityFields(kind=Kind.RECORD_SET, name=name, parent_id=folder.id, handle_id=handle.pk)
    draft = draft_creation(actor=actor, fields=fields)
    with writing():
        return create_entity(actor=actor, draft=draft)


def _look(kind: OwnKind, source: Source, folder: Node) -> Looked:
    catch_up(kind.profile)
    center = center_of(kind.profile, folder.project_id)
    check = ComponentCheck(
        kind.profile, kind.component, kind.version, centers=_centers(kind.profile, center), is_open=True
    )
    privacy, groups, rows, columns = judge_of(kind.version), list[Group](), 0, list[str]()
    for table in read_tables(source):
        judged = check.judge(table)
        groups += judged.groups
        groups += privacy.table(table, kind.component, judged.names)
        groups += _links(kind, judged.records, folder, center)
        rows, columns = rows + table.frame.height, columns or list(table.frame.columns)
    return Looked(rows, columns, hide_private(groups))


def _centers(profile: Profile, center: str | None) -> Centers:
    return Centers(frozenset(known_centers(profile)), center)


def _links(kind: OwnKind, records: Records, folder: Node, center: str | None) -> list[Group]:
    """Return whose record has not come yet: participants of the first column are looked for in all there is."""
    profile = kind.profile
    if kind.column not in records.frame.columns:
        return []
    texts = records.frame[kind.column].drop_nulls().unique().to_list()
    known = Known(pl.DataFrame(list(_places(kind, texts, folder, center)), schema=_SCHEMA, orient="row").unique())
    return check_near([records], profile.links, profile.overlay.identifiers, known=known, center=center)


def _places(
    kind: OwnKind, texts: Sequence[str], folder: Node, center: str | None
) -> Iterable[tuple[str, str, str | None]]:
    where = reached(kind.profile, center, folder.project_id)
    for start in range(0, len(texts), _PIECE):
        places = Place.objects.filter(where, identifier__in=texts[start : start + _PIECE])
        found = list(places.values_list("node_id", "identifier", "parent"))
        named = Indexed.objects.filter(node__in={node for node, *_ in found})
        components = dict(named.values_list("node_id", "component"))
        yield from ((own, components[node], parent or None) for node, own, parent in found if components.get(node))


_SCHEMA = dict.fromkeys(COLUMNS, pl.String)

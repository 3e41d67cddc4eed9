"""The links of some rows of a workspace, by the checks that judge a whole submission."""

from collections.abc import Collection, Iterable, Mapping, Sequence

import polars as pl

from theatrum.checks.findings import Finding
from theatrum.checks.links.checking import check_near
from theatrum.checks.links.known import COLUMNS, Known
from theatrum.checks.links.records import Records
from theatrum.checks.submission.tables import ROW_HASH
from theatrum.consortium.known.columns import named_as_entities
from theatrum.consortium.known.models import Indexed, Place
from theatrum.consortium.linking.hood import Line, hood_of
from theatrum.consortium.linking.known import reached
from theatrum.consortium.linking.marks import Marker, texts_of
from theatrum.consortium.linking.models import Role
from theatrum.consortium.linking.subject import Subject
from theatrum.kernel.errors import DomainError
from theatrum.kernel.ids import entity_id, parse_entity_id
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.cells import Cells, cell, padded
from theatrum.repository.grids.judging import as_json
from theatrum.repository.grids.models import Row

_FILE = "grid"
_PIECE = 900
_FEW = 5_000
_CHUNK = 20_000


def judge_lines(
    marker: Marker, judged: Mapping[int, Line], *, beside: Mapping[int, Line] | None = None, gone: Collection[int] = ()
) -> dict[int, list[JsonObject]]:
    """Return the findings on the links of rows, by number, and on others that are on a circle with them.

    ``beside`` are rows as they will be, which need not be judged; ``gone`` ones are no more.
    """
    subject = marker.subject
    others = [line for number, line in (beside or {}).items() if number not in judged]
    lines = [*judged.values(), *others, *hood_of(marker, judged.values(), others, gone=gone)]
    # By number, new ones last, as all rows are judged when a grid is opened: of the same ones the first stands out.
    lines.sort(key=lambda line: (line.number < 0, abs(line.number)))
    named = {text for line in judged.values() for text in texts_of(line.marks, Role.NAMES, Role.GIVES)}
    numbers = [line.number for line in lines]
    found = check_rows(subject, numbers, frame_of(subject, [line.cells for line in lines]), known_of(subject, named))
    return {number: told for number, told in found.items() if number in judged or _is_circle(told)}


def frame_of(subject: Subject, rows: Sequence[Cells], *, kept: Collection[str] | None = None) -> pl.DataFrame:
    """Return rows under the names of the model; of many, some columns and one that stands for all of them."""
    names = [name for name in subject.slots if kept is None or name in kept]
    columns = {name: [cell(cells, subject.slots[name]) for cells in rows] for name in names}
    if kept is not None:
        columns[ROW_HASH] = [str(hash(whole)) for whole in _whole(subject, rows)]
    return pl.DataFrame(columns, schema=dict.fromkeys(columns, pl.String))


def _whole(subject: Subject, rows: Sequence[Cells]) -> Iterable[tuple[str | None, ...]]:
    """Return the shown cells of each row."""
    slots = sorted(subject.slots.values())
    if slots == list(range(len(slots))):
        return (tuple(padded(cells, len(slots))) for cells in rows)
    return (tuple(cell(cells, slot) for slot in slots) for cells in rows)


def check_rows(
    subject: Subject, numbers: Sequence[int], frame: pl.DataFrame, known: Known
) -> dict[int, list[JsonObject]]:
    """Return what is found of rows, by number, as rows keep it."""
    profile = subject.profile
    # Rows of a grid have no numbers that people know, as others come between them.
    records = Records(subject.component, _FILE, None, frame, names=[""] * len(numbers))
    groups = check_near(
        [records], profile.links, profile.overlay.identifiers, known=known, center=subject.center or None
    )
    headers = {name: header for header, name in _attributes(subject)}
    found: dict[int, list[JsonObject]] = {}
    for group in groups:
        told = _told(group.finding, headers)
        for row in group.rows:
            found.setdefault(numbers[row - 1], []).append(told)
    return found


def _told(finding: Finding, headers: Mapping[str, str]) -> JsonObject:
    return {**as_json(finding, headers), "is_link": True}


def _attributes(subject: Subject) -> Iterable[tuple[str, str]]:
    headers = {slot: header for header, slot in subject.workspace.slots.items()}
    return ((headers[slot], name) for name, slot in subject.slots.items())


def _is_circle(told: Sequence[JsonObject]) -> bool:
    return any(one["code"] == "links.cycle" for one in told)


def known_of_all(subject: Subject, texts: Collection[str]) -> Known:
    """Return what ``known_of`` does, quicker for most of what a center has."""
    if len(texts) <= _FEW:
        return known_of(subject, texts)
    where = reached(subject.profile, subject.center, subject.workspace.source.project_id)
    indexed = Indexed.objects.filter(where).exclude(node_id=subject.workspace.source_id)
    components = dict(indexed.values_list("node_id", "component"))
    here = _here(subject, components.keys())
    places = Place.objects.filter(where).values_list("node_id", "identifier", "parent").iterator(chunk_size=_CHUNK)
    rows = [
        (own, components[node], parent or None)
        for node, own, parent in places
        if own in texts and components.get(node) and node not in here
    ]
    rows += _entities(subject, [text for text in texts if text.startswith("syn")])
    return Known(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").unique())


def known_of(subject: Subject, texts: Collection[str]) -> Known:
    """Return what is stored of some identifiers, beside what the workspace stands for."""
    source = subject.workspace.source
    where = reached(subject.profile, subject.center, source.project_id)
    wanted, rows = sorted(texts), list[tuple[str, str, str | None]]()
    for start in range(0, len(wanted), _PIECE):
        part = wanted[start : start + _PIECE]
        places = Place.objects.filter(where, identifier__in=part).exclude(node_id=source.id)
        found = list(places.values_list("node_id", "identifier", "parent"))
        components = dict(
            Indexed.objects.filter(node__in={node for node, *_ in found}).values_list("node_id", "component")
        )
        here = _here(subject, components)
        rows += [
            (own, components[node], parent or None)
            for node, own, parent in found
            if components.get(node) and node not in here
        ]
        rows += _entities(subject, part)
    return Known(pl.DataFrame(rows, schema=dict.fromkeys(COLUMNS, pl.String), orient="row").unique())


def _here(subject: Subject, node_ids: Collection[int]) -> set[int]:
    """Return those entities that rows of the workspace are about: what they say counts, and not what is stored."""
    if not subject.is_of_files or not node_ids:
        return set()
    rows = Row.objects.filter(workspace=subject.workspace, source_key__isnull=False)
    if len(node_ids) <= _PIECE:
        rows = rows.filter(source_key__in=node_ids)
    return {key for key in rows.values_list("source_key", flat=True) if key is not None}


def _entities(subject: Subject, texts: Sequence[str]) -> list[tuple[str, str, None]]:
    """Return the record sets that are named by their ids."""
    wanted = named_as_entities(subject.profile.links)
    numbers = [number for text in texts if (number := _number(text)) is not None]
    if not wanted or not numbers:
        return []
    where = reached(subject.profile, subject.center, subject.workspace.source.project_id)
    sets = Indexed.objects.filter(where, node_id__in=numbers, component__in=wanted, node__kind=Kind.RECORD_SET)
    return [(entity_id(node), component, None) for node, component in sets.values_list("node_id", "component")]


def _number(text: str) -> int | None:
    try:
        return parse_entity_id(text) if text.startswith("syn") else None
    except DomainError:
        return None

"""A synthetic center with planted defects: as a folder for ``theatrum check``, and as entities of a server."""

from collections.abc import Sequence
from pathlib import Path

from tests.factories.centers import folder_at, make_ingest
from tests.factories.entities import make_entity, make_handle
from tests.factories.records import make_csv
from theatrum.checks.profile.profile import Profile
from theatrum.checks.synthesis.centers import Order, synthesize
from theatrum.checks.synthesis.defects.catalogue import classes_of
from theatrum.checks.synthesis.drafts import Draft, DraftTable, Row
from theatrum.checks.synthesis.rendering import csv_bytes, table_path
from theatrum.checks.synthesis.styles import Style
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Kind, Node

FAMILIES = ("links.", "cardinality.")
MODEL = "1.0.0"
_PLANTED = ("key-", "reference-", "count-", "time-order", "time-after-death", "presence-", "identifier-other")


def spoilt(profile: Profile, *, center: str, participants: int) -> Draft:
    """Make a center with one defect of each class that is about links."""
    wanted = tuple(name for name in classes_of(profile) if name.startswith(_PLANTED))
    [batch] = synthesize(profile, Order(center=center, participants=participants, seed=3, defects=wanted))
    assert len(batch.defects) > len(wanted) // 2, batch.skipped
    return batch.draft


def write_folder(draft: Draft, place: Path) -> None:
    """Write the tables of a draft, without the files that some are about."""
    for table in draft:
        path = place / table_path(table, Style())
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(csv_bytes(table, Style()))


def upload(actor: Actor, profile: Profile, draft: Draft, *, center: str) -> Node:
    """Make the project of the center, with a record set a table of records, and a file a row of the others."""
    tables = list(draft)
    project = make_ingest(actor, center, *(table.part.name for table in tables))
    for table in tables:
        folder = folder_at(actor, project, f"v8_ingest/{table.part.name}")
        if profile.models[MODEL].components[table.part.name].kind == "file":
            _files(actor, folder, table)
        else:
            handle = make_csv(actor, csv_bytes(table, Style()), name=f"{table.part.name}.csv")
            make_entity(actor, Kind.RECORD_SET, table.part.name, parent=folder, handle=handle)
    return project


def _files(actor: Actor, folder: Node, table: DraftTable) -> None:
    handle = make_handle(actor)
    for number, row in enumerate(table.rows, start=1):
        told = _annotations(row, table.columns)
        make_entity(actor, Kind.FILE, f"{number}.dat", parent=folder, handle=handle, annotations=told)


def _annotations(row: Row, columns: Sequence[str]) -> dict[str, dict[str, object]]:
    filled = {name: row[name] for name in columns if row.get(name)}
    return {name: {"type": "STRING", "value": [text]} for name, text in filled.items()}

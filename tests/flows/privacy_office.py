"""A center with an open release and those who have to do with its files, at a real server; what is known of them."""

import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from tests.flows.searching import Needles
from tests.support.installations import Installation

CENTER = "HTA201"
_SEED = """
import json
from tests.factories.accounts import PASSWORD, make_actor
from tests.factories.centers import appointed, open_for
from tests.support.gates import excuse
from tests.support.wire import sign_in
from theatrum.repository.entities.models import Node

admin = make_actor("admin", is_administrator=True)
(project,) = open_for(admin, "CENTER")
wanted = {
    "uploader": ("data_wrangler", "CENTER"),
    "colleague": ("submitter", "CENTER"),
    "liaison": ("data_liaison", None),
    "officer": ("privacy_office", None),
}
people = {name: appointed(admin, make_actor(name), *role) for name, role in wanted.items()}
excuse("CENTER")
paths = {}
for node in Node.objects.filter(kind="folder").order_by("id"):
    paths[node.id] = f"{paths.get(node.parent_id, '')}/{node.name}"
folders = {path.partition("v8_ingest/")[2]: f"syn{number}" for number, path in paths.items() if "v8_ingest" in path}
people["admin"] = admin
print(json.dumps({
    "tokens": {name: sign_in(person).token for name, person in people.items()},
    "users": {name: str(person.id) for name, person in people.items()},
    "password": PASSWORD,
    "folders": folders,
    "project": project.public_id,
}))
"""
_SETTLED = """
import json, time
from theatrum.consortium.screening.models import Incident, Screening
from theatrum.drivers.jobs.models import Job, State
from theatrum.repository.audit import queries as audit
from theatrum.repository.files.models import FileHandle

def is_busy():
    waiting = Screening.objects.filter(state__in=["waiting", "running"], is_taken=True, purged_on=None)
    untold = Incident.objects.filter(state__in=["detected", "locked"])
    unfinished = Job.objects.filter(state__in=[State.QUEUED, State.RUNNING])
    return waiting.exists() or untold.exists() or unfinished.exists()

while is_busy():
    time.sleep(0.1)  # poll: until nothing waits
screened = {}
for number in audit.events(action="file_screened").values_list("subject_id", flat=True):
    screened[number] = screened.get(number, 0) + 1
print(json.dumps({
    "states": dict(Screening.objects.values_list("pk", "state")),
    "wishes": dict(Screening.objects.values_list("pk", "wish")),
    "purged": list(Screening.objects.exclude(purged_on=None).values_list("pk", flat=True)),
    "keys": dict(FileHandle.objects.values_list("pk", "key")),
    "screened": screened,
    "incidents": list(Incident.objects.values_list("pk", flat=True)),
    "failed": list(Job.objects.filter(state=State.FAILED).values_list("name", flat=True)),
    "broken": list(audit.broken_links()),
}))
"""


@dataclass(frozen=True)
class Settled:
    """What is known when nothing waits, by the numbers of file handles as texts."""

    states: dict[str, str]
    wishes: dict[str, int]
    purged: list[int]
    keys: dict[str, str]
    screened: dict[str, int]
    incidents: list[int]
    failed: list[str]
    broken: list[int]


def seed(installation: Installation) -> dict[str, Any]:
    """Open a release for the center, and make its people; returns tokens, the password, and folders by their paths."""
    found: dict[str, Any] = json.loads(installation.python(_SEED.replace("CENTER", CENTER)))
    return found


def settled(installation: Installation) -> Settled:
    """Wait until no job and no file waits, and return what is known then."""
    return Settled(**json.loads(installation.python(_SETTLED)))


def places_with(needles: Needles, installation: Installation) -> Iterator[tuple[str, set[int]]]:
    """Yield where texts stand, and which: rows of the database, files of the data directory."""
    for table, row in _rows(installation):
        cells = (cell if isinstance(cell, bytes) else str(cell).encode() for cell in row if cell is not None)
        if found := needles.found_in(b"\x00".join(cells)):
            yield f"table {table}", found
    for path in sorted(installation.data.rglob("*")):
        if path.is_file() and "static" not in path.parts and (found := needles.found_in(path.read_bytes())):
            yield f"file {path.relative_to(installation.data)}", found


def _rows(installation: Installation) -> Iterator[tuple[str, tuple[object, ...]]]:
    if url := installation.environment.get("THEATRUM_DATABASE_URL"):
        with psycopg.connect(url) as connection:
            yield from _rows_of_server(connection)
        return
    for path in sorted(installation.data.glob("*.sqlite3")):
        with closing(sqlite3.connect(path)) as connection:
            yield from _rows_of_file(connection)


def _rows_of_file(connection: sqlite3.Connection) -> Iterator[tuple[str, tuple[object, ...]]]:
    names = connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall()
    for (name,) in names:
        yield from ((name, row) for row in connection.execute(f'SELECT * FROM "{name}"'))


def _rows_of_server(connection: "psycopg.Connection[tuple[object, ...]]") -> Iterator[tuple[str, tuple[object, ...]]]:
    asked = "SELECT schemaname, tablename FROM pg_tables WHERE schemaname NOT IN ('pg_catalog', 'information_schema')"
    for schema, name in connection.execute(asked).fetchall():
        told = sql.SQL("SELECT * FROM {}").format(sql.Identifier(str(schema), str(name)))
        yield from ((f"{schema}.{name}", row) for row in connection.execute(told))

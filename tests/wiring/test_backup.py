"""Backup and restore of a whole installation: while it is written to, onto an empty place, or not at all."""

import json
from pathlib import Path

import pytest

from tests.support.installations import Installation, migrated_installation, new_installation

pytestmark = pytest.mark.db

# Uploads and deletions without end, each in a transaction of its own; says when it has begun, ends at stdin's end.
WRITER = """
import sys, threading
from theatrum.drivers.blobs.installed import store
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.principals import OPERATOR
from theatrum.repository.files.actions.handles import create_handle_of_blob, create_link, delete_handle
from theatrum.repository.files.linking import WantedLink
with writing():
    create_link(actor=OPERATOR, wanted=WantedLink(url='https://example.org/elsewhere'))
stop = threading.Event()
threading.Thread(target=lambda: (sys.stdin.read(), stop.set()), daemon=True).start()
number, last = 0, None
while not stop.is_set():
    blob = store().put([f'content {number}'.encode()])
    with writing():
        handle = create_handle_of_blob(actor=OPERATOR, blob=blob, file_name=f'{number}', content_type='a/b')
    if last is not None and number % 3 == 0:
        with writing():
            delete_handle(actor=OPERATOR, handle_id=last)
        store().delete(last_key)
    number, last, last_key = number + 1, handle.pk, blob.key
    if number == 20:
        print('begun', flush=True)
"""
FACTS = """
import json
from theatrum.repository.files.models import FileHandle
from theatrum.repository.accounts.models import User
handles = FileHandle.objects.order_by('pk')
print(json.dumps([list(handles.values_list('file_name', flat=True)), list(User.objects.values_list('username'))]))
"""
# A table with rows and a snapshot: they stand in physical tables of their own, which no model names.
TABLE = """
from uuid import uuid4
from theatrum.drivers.db.transactions import writing
from theatrum.repository.accounts.models import User
from theatrum.repository.accounts.queries import actor_of
from theatrum.repository.entities.actions.creating import create_entity
from theatrum.repository.entities.drafts import draft_creation
from theatrum.repository.entities.fields import EntityFields
from theatrum.repository.entities.models import ROOT_ID, Kind
from theatrum.repository.tables.column import Column, ColumnType
from theatrum.repository.tables.defining import create_columns
from theatrum.repository.tables.requests import KeepSnapshot, SentRow, Transaction, WriteRows
from theatrum.repository.tables.transacting import transact
actor = actor_of(User.objects.get(username='admin'))
def make(kind, name, parent_id, **details):
    fields = EntityFields(kind=kind, name=name, parent_id=parent_id, details=details)
    draft = draft_creation(actor=actor, fields=fields)
    with writing():
        return create_entity(actor=actor, draft=draft)
with writing():
    column, = create_columns(actor=actor, columns=[Column(0, 'name', ColumnType.STRING)])
table = make(Kind.TABLE, 'Cases', make(Kind.PROJECT, 'P', ROOT_ID).id, columnIds=[str(column.id)])
def write(*names, snapshot=None):
    rows = WriteRows([column.id], [SentRow(cells=[name]) for name in names])
    transact(actor=actor, wanted=Transaction(table.id, [rows], snapshot), request=uuid4())
write('a', 'b', snapshot=KeepSnapshot())
write('c')
"""
ROWS = """
from django.db import connection
from theatrum.repository.entities.models import Kind, Node
from theatrum.repository.tables.relations import table_relation
node = Node.objects.select_related('current').get(kind=Kind.TABLE)
def rows(version):
    with connection.cursor() as cursor:
        cursor.execute(table_relation(node, version).select + ' ORDER BY row_id')
        return [list(row) for row in cursor.fetchall()]
print([rows(None), rows(1)])
"""


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = migrated_installation(tmp_path / "first")
    assert made.run("init", "--email", "boss@example.org").returncode == 0
    return made


@pytest.fixture
def archive(tmp_path: Path) -> Path:
    return tmp_path / "backup.tar"


def test_installation_that_is_written_to_is_restored_whole(
    installation: Installation, archive: Path, tmp_path: Path
) -> None:
    with installation.script(WRITER) as writer:
        assert writer.stdout is not None
        assert writer.stdout.readline() == "begun\n"
        made = installation.run("backup", archive, "--json")
    assert made.returncode == 0, made.stderr
    assert archive.stat().st_mode & 0o777 == 0o600
    restored = new_installation(tmp_path / "second")
    done = restored.run("restore", archive)
    assert done.returncode == 0, done.stderr
    names, people = json.loads(restored.python(FACTS))
    assert len(names) > 10
    assert people == [["admin"]]
    levels = {line["name"]: line["level"] for line in json.loads(restored.run("doctor", "--json").stdout)}
    assert (levels["files"], levels["audit log"], levels["database"]) == ("ok", "ok", "ok")
    assert (restored.data / "secrets" / "root.key").read_bytes() == (
        installation.data / "secrets" / "root.key"
    ).read_bytes()


def test_rows_of_tables_are_restored(installation: Installation, archive: Path, tmp_path: Path) -> None:
    installation.python(TABLE)
    assert installation.run("backup", archive).returncode == 0
    restored = new_installation(tmp_path / "second")
    assert restored.run("restore", archive).returncode == 0
    assert restored.python(ROWS) == "[[[1, 1, 'a'], [2, 1, 'b'], [3, 2, 'c']], [[1, 1, 'a'], [2, 1, 'b']]]"


def test_existing_file_is_never_replaced(installation: Installation, archive: Path) -> None:
    archive.write_text("precious")
    refused = installation.run("backup", archive)
    assert refused.returncode == 1
    assert archive.read_text() == "precious"


def test_place_that_is_not_empty_is_refused(installation: Installation, archive: Path, tmp_path: Path) -> None:
    assert installation.run("backup", archive).returncode == 0
    other = new_installation(tmp_path / "other")
    other.data.mkdir(parents=True)
    (other.data / "precious").touch()
    refused = other.run("restore", archive)
    assert refused.returncode == 1
    assert "not empty" in refused.stderr
    assert [path.name for path in other.data.iterdir()] == ["precious"]


def test_damaged_backup_changes_nothing(installation: Installation, archive: Path, tmp_path: Path) -> None:
    assert installation.run("backup", archive).returncode == 0
    content = archive.read_bytes()
    archive.write_bytes(content[: len(content) // 2])
    other = new_installation(tmp_path / "other")
    refused = other.run("restore", archive)
    assert refused.returncode == 1
    assert "Nothing was changed" in refused.stderr
    assert not other.data.exists()
    assert list(other.data.parent.iterdir()) == []

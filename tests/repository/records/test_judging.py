"""Rows of record sets are judged when their file, binding or place changes: soon, once, and by what holds then."""

from pathlib import Path

import pytest

from tests.factories.entities import change, make_entity
from tests.factories.places import GOOD, SCHEMA, Place, text
from tests.factories.records import make_csv, make_records, replace_rows
from tests.factories.schemas import register
from theatrum.checks.columns.judging import plan_for
from theatrum.checks.report.faults import Wording
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.reading import read_tables
from theatrum.checks.tables.source import Source
from theatrum.drivers.db.transactions import writing
from theatrum.drivers.jobs import execution
from theatrum.drivers.jobs.models import Job, State
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.entities.actions.bindings import bind_schema, clear_binding
from theatrum.repository.entities.actions.deleting import delete_version, restore_entity, trash_entity
from theatrum.repository.entities.fields import fields_of
from theatrum.repository.entities.models import Kind, Node, Validation, Verdict
from theatrum.repository.entities.queries.nodes import get_node
from theatrum.repository.entities.validation.bound import bound_for
from theatrum.repository.entities.validation.queries import get_validation
from theatrum.repository.files.models import FileHandle, Verification
from theatrum.repository.records import actions, jobs, judging, reading, tally, told
from theatrum.repository.records.models import RowsVerdict
from theatrum.repository.records.queries import counts_of, find_verdict
from theatrum.repository.schemas.compiled import compiled
from theatrum.repository.schemas.names import parse_schema_id

pytestmark = pytest.mark.django_db
SOUND = b"ID,LAYOUT\nHTA201_1,Paired-end\nHTA201_2,Single-end\n"
MIXED = b"ID,LAYOUT\nHTA201_1,Paired-end\nHTA201_2,paired\nx,paired\n,Paired-end\n"


def _verdict(node: Node) -> str | None:
    found = Validation.objects.filter(node_id=node.id).first()
    return found.verdict if found else None


def _rows(node: Node) -> RowsVerdict:
    found = find_verdict(get_node(node.id).current_id or 0)
    assert found is not None
    return found


def _run_waiting() -> int:
    waiting = Job.objects.filter(
        state=State.QUEUED, name__in=[actions.JUDGE, actions.JUDGE_LARGE, "entities.revalidate"]
    )
    ids = [str(job.id) for job in waiting]
    for job_id in ids:
        execution.run(job_id)
    return len(ids)


@pytest.mark.requirement("R149")
def test_new_record_set_is_judged_before_the_answer(place: Place) -> None:
    good = make_records(place.owner, place.folder, SOUND, name="good")
    bad = make_records(place.owner, place.folder, MIXED, name="bad")
    assert (_verdict(good), _verdict(bad)) == ("valid", "invalid")
    found = _rows(bad)
    assert (found.valid_rows, found.invalid_rows, found.rows) == (1, 3, 4)
    assert str(found.schema_version.public_id if found.schema_version else "") == "my.organization-Reads-1.0.0"
    assert found.engine == judging.engine()
    assert counts_of([bad.current_id or 0]) == {bad.current_id: (3, 4)}


def test_findings_are_grouped_with_values_rows_and_fixes(place: Place) -> None:
    bad = make_records(place.owner, place.folder, MIXED)
    layout, pattern, missing = sorted(_rows(bad).findings, key=lambda one: str(one["code"]))
    assert (layout["code"], layout["column"], layout["count"]) == ("schema.enum", "LAYOUT", 2)
    assert layout["values"] == [
        {"value": "paired", "count": 2, "rows": "2-3", "fix": None, "suggestions": ["Paired-end"]}
    ]
    assert "Paired-end" in str(layout["fix"])
    assert (pattern["code"], pattern["rows"]) == ("schema.pattern", "3")
    assert (missing["code"], missing["column"], missing["rows"], missing["values"]) == (
        "schema.required",
        "ID",
        "4",
        [],
    )
    hidden = told.without_values(layout)
    assert (hidden["values"], hidden["fix"], hidden["message"]) == ([], None, layout["message"])
    assert told.without_values(missing)["fix"] == missing["fix"]


def test_wire_says_the_same_without_the_cells(place: Place) -> None:
    bad = make_records(place.owner, place.folder, MIXED)
    stored = get_validation(place.owner, bad.id)
    assert stored.verdict == Verdict.INVALID
    assert stored.object_etag == bad.etag
    exception = stored.exception
    assert isinstance(exception, dict)
    assert exception["validationErrorMessage"] == "3 of 4 rows invalid"
    assert any(str(line).startswith("#/LAYOUT: ") for line in exception["allValidationMessages"])
    assert "'paired'" not in str(exception)
    assert '"paired"' not in str(exception)
    assert stored.findings == []


def test_check_of_the_same_file_agrees(place: Place, tmp_path: Path) -> None:
    bad = make_records(place.owner, place.folder, MIXED)
    bound = bound_for(bad.id)
    assert bound is not None
    path = tmp_path / "rows.csv"
    path.write_bytes(MIXED)
    [table] = read_tables(Source("rows.csv", path))
    checked = SchemaCheck([Wording(plan_for(compiled(bound.digest)))]).judge(table)
    assert len(checked.invalid) == _rows(bad).invalid_rows
    codes = {group.finding.code for group in checked.groups}
    assert codes == {str(finding["code"]) for finding in _rows(bad).findings}


def test_new_version_is_judged_and_the_old_verdict_stays_with_the_old(place: Place) -> None:
    node = make_records(place.owner, place.folder, MIXED)
    first = node.current_id
    newer = replace_rows(place.owner, node, SOUND)
    assert _verdict(newer) == "valid"
    assert counts_of([first or 0, newer.current_id or 0]) == {first: (3, 4), newer.current_id: (0, 2)}
    with writing():
        delete_version(actor=place.owner, node_id=node.id, number=2)
    assert _verdict(node) == "invalid"
    assert RowsVerdict.objects.count() == 1


def test_binding_changes_the_verdict(place: Place) -> None:
    node = make_records(place.owner, place.folder, SOUND)
    schema: JsonObject = {**SCHEMA, "required": ["LANES"]}
    register(place.administrator, "my.organization-Reads-2.0.0", schema)
    with writing():
        bind_schema(
            actor=place.owner, node_id=place.ingest.id, schema_id=parse_schema_id("my.organization-Reads-2.0.0")
        )
        clear_binding(actor=place.owner, node_id=place.folder.id)
    assert _verdict(node) == "invalid"
    assert [one["column"] for one in _rows(node).findings] == ["LANES"]
    with writing():
        clear_binding(actor=place.owner, node_id=place.ingest.id)
    assert _verdict(node) is None


def test_newest_version_of_a_schema_judges_again_by_a_worker(place: Place) -> None:
    with writing():
        bind_schema(actor=place.owner, node_id=place.folder.id, schema_id=parse_schema_id("my.organization-Reads"))
    node = make_records(place.owner, place.folder, SOUND)
    register(place.administrator, "my.organization-Reads-3.0.0", {**SCHEMA, "required": ["LANES"]})
    assert _verdict(node) == "unknown"
    assert _run_waiting() == 1
    assert _verdict(node) == "invalid"


def test_move_trash_and_restore_judge_again(place: Place) -> None:
    node = make_records(place.owner, place.project, MIXED)
    assert _verdict(node) is None
    fields = fields_of(get_node(node.id))
    change(place.owner, node, fields=type(fields)(**{**vars(fields), "parent_id": place.folder.id}))
    assert _verdict(node) == "invalid"
    with writing():
        trash_entity(actor=place.owner, node_id=node.id)
    with writing():
        restore_entity(actor=place.owner, node_id=node.id)
    assert _verdict(node) == "invalid"


def test_annotations_of_a_record_set_do_not_matter_and_cost_no_reading(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 1024)
    node = make_records(place.owner, place.folder, SOUND + b"HTA201_3,Paired-end\n" * 100)
    assert _verdict(node) == "unknown"
    assert _run_waiting() == 1
    before = _rows(node)
    after = change(place.owner, node, annotations=text(**GOOD, other="x"))
    assert _verdict(node) == "valid"
    assert _rows(node).id == before.id
    assert get_validation(place.owner, node.id).object_etag == after.etag


def test_large_files_are_left_to_a_worker_and_read_in_pieces(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "AT_ONCE", 100)
    monkeypatch.setattr(actions, "QUICK", 1000)
    monkeypatch.setattr(reading, "WHOLE_BYTES", 512)
    monkeypatch.setattr(reading, "PIECE_BYTES", 512)
    node = make_records(place.owner, place.folder, MIXED + b"HTA201_9,paired\nHTA201_9,Paired-end\n" * 200)
    [job] = Job.objects.filter(state=State.QUEUED)
    assert (job.name, job.lane) == (actions.JUDGE_LARGE, "long")
    assert _run_waiting() == 1
    found = _rows(node)
    assert (found.valid_rows, found.invalid_rows) == (201, 203)
    layout = next(one for one in found.findings if one["column"] == "LAYOUT")
    assert (layout["count"], len(layout["values"])) == (202, 1)


def test_what_is_kept_of_many_findings_is_bounded(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(told, "MOST_FINDINGS", 2)
    monkeypatch.setattr(told, "MOST_VALUES", 3)
    monkeypatch.setattr(tally, "MOST_FINDINGS", 12)
    rows = b"".join(b"id%d,layout%d,many,half\n" % (number, number) for number in range(10))
    found = _rows(make_records(place.owner, place.folder, b"ID,LAYOUT,LANES,DEPTH\n" + rows))
    assert len(found.findings) == 2
    assert found.left_out > 0
    assert all(len(one["values"]) <= 3 for one in found.findings)
    assert found.invalid_rows == 10


@pytest.mark.parametrize(
    ("content", "name", "told"),
    [
        (b"PK\x03\x04not a workbook", "rows.xlsx", "workbook"),
        (b"PAR1", "rows.csv", "PARQUET"),
        (b"", "rows.csv", "nothing in it"),
    ],
)
def test_file_without_rows_that_can_be_read_is_invalid(place: Place, content: bytes, name: str, told: str) -> None:
    handle = make_csv(place.owner, content, name=name)
    node = make_entity(place.owner, Kind.RECORD_SET, "rows", parent=place.folder, handle=handle)
    found = _rows(node)
    assert (found.verdict, found.rows) == ("invalid", 0)
    assert told in str(found.findings[0]["message"])
    assert told in str(get_validation(place.owner, node.id).exception)


def test_file_whose_bytes_are_not_what_was_promised_is_invalid(place: Place) -> None:
    handle = make_csv(place.owner, SOUND)
    FileHandle.objects.update(verification=Verification.FAILED)
    handle.refresh_from_db()
    node = make_entity(place.owner, Kind.RECORD_SET, "rows", parent=place.folder, handle=handle)
    assert _rows(node).verdict == "invalid"


def test_header_only_and_blank_rows_are_nothing_to_judge(place: Place) -> None:
    bare = make_records(place.owner, place.folder, b"ID,LAYOUT\n", name="bare")
    assert (_rows(bare).verdict, _rows(bare).rows) == ("valid", 0)
    gaps = make_records(place.owner, place.folder, b"ID,LAYOUT\nHTA201_1,Paired-end\n,\nHTA201_2,x\n", name="gaps")
    assert (_rows(gaps).valid_rows, _rows(gaps).invalid_rows) == (1, 1)
    assert [one["rows"] for one in _rows(gaps).findings if one["code"] == "table.blank_row"] == ["2"]


@pytest.mark.parametrize(
    ("content", "descriptor"),
    [
        (b"ID;LAYOUT\nHTA201_1;Paired-end\n", {"separator": ";"}),
        (b"ID,LAYOUT\n'HTA201_1','Paired-end'\n", {"quoteCharacter": "'"}),
        (b"id\tLayout\nHTA201_1\tPaired-end\n", {}),
    ],
)
def test_rows_are_read_as_the_record_set_says(place: Place, content: bytes, descriptor: dict[str, str]) -> None:
    assert _verdict(make_records(place.owner, place.folder, content, csvDescriptor=descriptor)) == "valid"


def test_verdict_that_was_overtaken_is_not_stored(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    node = make_records(place.owner, place.folder, SOUND)
    Validation.objects.filter(node=node).update(verdict="unknown")
    RowsVerdict.objects.all().delete()
    stale, bound = get_node(node.id), bound_for(node.id)
    assert bound is not None
    assert stale.current is not None
    outcome = judging.judge_rows(stale.current, bound)
    Node.objects.filter(id=node.id).update(etag="another")
    with writing():
        assert not actions.store_verdict(node=stale, bound=bound, outcome=outcome)
    assert (_verdict(node), RowsVerdict.objects.count()) == ("unknown", 0)
    assert jobs.judge(node_id=node.id)
    assert _verdict(node) == "valid"
    assert jobs.judge(node_id=node.id)


def test_unbound_while_it_waited_is_forgotten(place: Place) -> None:
    node = make_records(place.owner, place.project, SOUND)
    Validation.objects.create(node=node, verdict="unknown")
    assert jobs.judge(node_id=node.id)
    assert _verdict(node) is None

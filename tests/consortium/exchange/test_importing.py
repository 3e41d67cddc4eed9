"""Tables that come into a grid: what is shown before, what is written, and files as people and machines make them."""

import pytest

from tests.factories.exchange import again, begin, choose, told, write
from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from theatrum.consortium.exchange import actions, applying, jobs
from theatrum.consortium.exchange.errors import ImportHasMoved, ImportIsInvalid
from theatrum.consortium.exchange.models import Import, State
from theatrum.drivers.db.transactions import writing
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.files.models import FileHandle
from theatrum.repository.grids.changes import Change
from theatrum.repository.grids.models import Operation
from theatrum.repository.grids.undoing import last_group, undo

pytestmark = pytest.mark.django_db

FILE = b"ID;Name;Remark;Age\n1;Anna;x;40\n2;Bob;y;\n4;Di;z;eight\n"


def _counts(found: Import) -> dict[str, int]:
    names = ("rows", "created", "changed", "untouched", "refused")
    return {name: found.counts.get(name, 0) for name in names}


def test_a_preview_says_what_would_come_and_nothing_is_written() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    before = shown(workspace)
    found = begin(ann, workspace, FILE)
    assert found.state == State.READY
    assert _counts(found) == {"rows": 3, "created": 1, "changed": 1, "untouched": 1, "refused": 0}
    seen = told(found)
    assert [(one["header"], one["column"], one["how"]) for one in seen["columns"]] == [
        ("ID", "id", "spelling"),
        ("Name", "name", "spelling"),
        ("Remark", None, "unknown"),
        ("Age", "age", "spelling"),
    ]
    assert seen["changed"] == [
        {"line": 1, "name": "1", "cells": [{"column": "name", "from": "Ann", "to": "Anna"}], "isBack": False}
    ]
    assert seen["created"] == [{"line": 3, "cells": ["4", "Di", "eight"]}]
    problems = {(one["column"], one["severity"], tuple(one["lines"])) for one in seen["problems"]}
    assert ("age", "error", (3,)) in problems
    assert shown(workspace) == before
    assert not Operation.objects.exists()


def test_it_is_written_as_one_act_that_can_be_taken_back_and_the_file_goes() -> None:
    ann, _, workspace = make_grid()
    before = shown(workspace)
    found = write(ann, workspace, begin(ann, workspace, FILE))
    assert found.state == State.DONE
    assert shown(workspace) == [["1", "Anna", "40"], ["2", "Bob", None], ["3", "Cy", "seven"], ["4", "Di", "eight"]]
    assert found.handle is None
    assert found.changes is None
    assert not FileHandle.objects.filter(file_name="table.csv").exists()
    assert last_group(ann, workspace) == found.group
    undo(ann, workspace, found.group)
    assert shown(workspace) == before
    with pytest.raises(ImportHasMoved):
        write(ann, workspace, found)


def test_the_same_once_more_changes_nothing() -> None:
    ann, _, workspace = make_grid()
    write(ann, workspace, begin(ann, workspace, FILE))
    found = begin(ann, workspace, FILE)
    assert _counts(found) == {"rows": 3, "created": 0, "changed": 0, "untouched": 3, "refused": 0}
    with pytest.raises(ImportIsInvalid):
        write(ann, workspace, found)


def test_a_crash_in_the_middle_writes_nothing_twice(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _, workspace = make_grid(b"a,b\n1,2\n", key=())
    rows = b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(6_000))
    found = begin(ann, workspace, rows)
    assert found.counts["created"] == 6_000
    real, calls = applying._edit, []

    def dies(*args: object) -> int:
        calls.append(args)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return real(*args)  # type: ignore[arg-type]  # handed on as they came

    monkeypatch.setattr(applying, "_edit", dies)
    monkeypatch.setattr(actions, "_want", lambda *_: "")
    write(ann, workspace, found)
    with pytest.raises(KeyboardInterrupt):
        jobs.apply(import_id=str(found.pk), wish=1)
    assert again(ann, workspace, found).state == State.APPLYING
    monkeypatch.setattr(applying, "_edit", real)
    assert jobs.apply(import_id=str(found.pk), wish=1) == State.DONE
    assert len(shown(workspace)) == 6_001
    assert Operation.objects.values("group").distinct().count() == 1


def test_empty_cells_leave_what_is_there_unless_somebody_says_so() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, b"id,name,age\n1,,41\n")
    assert found.counts["keptEmpty"] == 1
    found = choose(ann, workspace, found, {}, empties=True)
    write(ann, workspace, found)
    assert shown(workspace)[0] == ["1", None, "41"]


def test_headers_are_mapped_and_remembered_for_the_center() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, b"number,who\n1,Anna\n")
    assert found.state == State.READY
    assert found.counts.get("rows", 0) == 0
    assert "No column" in str(told(found)["notes"])
    found = choose(ann, workspace, found, {"number": "id", "who": "name"})
    assert _counts(found)["changed"] == 1
    later = begin(ann, workspace, b"NUMBER,Who\n2,Bert\n")
    assert [one["how"] for one in told(later)["columns"]] == ["remembered", "remembered"]
    assert _counts(later)["changed"] == 1


def test_of_several_rows_with_a_key_the_last_is_taken_and_told() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, b"id,name\n1,A\n1,B\n9,C\n9,D\n")
    assert _counts(found) == {"rows": 4, "created": 1, "changed": 1, "untouched": 0, "refused": 2}
    assert [one["line"] for one in told(found)["refused"]] == [1, 3]
    write(ann, workspace, found)
    assert [row[1] for row in shown(workspace)] == ["B", "Bob", "Cy", "D"]


def test_without_a_key_rows_are_known_by_all_their_cells() -> None:
    ann, _, workspace = make_grid(key=())
    found = begin(ann, workspace, b"id,name,age\n1,Ann,40\n1,Ann,40\n3,Cy,seven\n5,,\n")
    assert _counts(found) == {"rows": 4, "created": 2, "changed": 0, "untouched": 2, "refused": 0}


def test_what_was_deleted_between_preview_and_writing_is_left_alone() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, b"id,name\n1,Anna\n2,Bert\n")
    change(ann, workspace, Change(deleted=[1]))
    write(ann, workspace, found)
    # Row 1 is gone: the file's row comes new.
    assert [row[:2] for row in shown(workspace)] == [["2", "Bert"], ["3", "Cy"], ["1", "Anna"]]


@pytest.mark.parametrize(
    ("content", "name", "state"),
    [
        (b"", "a.csv", State.FAILED),
        (b"\n\n", "a.csv", State.FAILED),
        (b"PK\x03\x04broken", "a.xlsx", State.FAILED),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "a.csv", State.FAILED),
        (b"\xef\xbb\xbfid,name\r\n1,Anna\r\n", "a.csv", State.READY),
        ("id\tname\n1\tÄnna\n".encode("utf-16"), "a.tsv", State.READY),
        ("id\tname\r\n1\tÄnna\r\n".encode("utf-16"), "Unicode text.txt", State.READY),
        (b"id,name\n1,Anna\n", "a.TXT", State.READY),
        ("id,name\n1,Ren\xe9\n".encode("cp1252"), "a.csv", State.READY),
        (b'id,name\n1,"Anna\n', "a.csv", State.READY),
        (b"id,name,name\n1,Anna,Bea\n", "a.csv", State.READY),
        (b'[{"id": "1", "name": "Anna"}]', "a.json", State.READY),
        (b"id,name\nid,name\n1,Anna\n", "a.csv", State.READY),
        (b"id,name\n", "a.csv", State.READY),
    ],
)
def test_files_as_they_come(content: bytes, name: str, state: State) -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, content, name=name)
    assert found.state == state, found.reason
    assert (state == State.FAILED) == bool(found.reason)
    assert found.counts.get("created", 0) == 0
    assert not name.lower().endswith(".txt") or found.counts["changed"] == 1


def test_formulas_come_back_as_the_texts_they_were() -> None:
    ann, _, workspace = make_grid()
    write(ann, workspace, begin(ann, workspace, b"id,name\n1,'=1+1\n2,'-x\n3,-5\n"))
    assert [row[1] for row in shown(workspace)] == ["=1+1", "-x", "-5"]


def test_an_import_that_is_discarded_leaves_nothing() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, FILE)
    with writing():
        actions.discard_import(actor=ann, import_id=str(found.pk))
    assert again(ann, workspace, found).state == State.DISCARDED
    assert not FileHandle.objects.filter(file_name__in=["table.csv", "preview.json.gz"]).exists()


def test_what_nobody_ended_is_let_go_of_after_some_days() -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, FILE)
    assert jobs.tidy() == 0
    Import.objects.update(created_on=found.created_on - 2 * actions.KEPT)
    assert jobs.tidy() == 1
    assert not Import.objects.exists()
    assert not FileHandle.objects.filter(file_name__in=["table.csv", "preview.json.gz"]).exists()


def test_an_import_whose_job_has_failed_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    ann, _, workspace = make_grid()
    found = begin(ann, workspace, FILE)

    def broken(*_: object) -> None:
        raise OSError("the disk is gone")

    with monkeypatch.context() as patch:
        patch.setattr(jobs, "write", broken)
        found = write(ann, workspace, found)
    assert found.state == State.APPLYING
    with writing():
        actions.try_again(actor=ann, import_id=str(found.pk))
    assert again(ann, workspace, found).state == State.DONE
    assert len(shown(workspace)) == 4
    with pytest.raises(ImportHasMoved), writing():
        actions.try_again(actor=ann, import_id=str(found.pk))


def test_columns_are_known_by_the_titles_of_the_model() -> None:
    ann, node = make_sheet()
    named: JsonObject = {"type": "string", "title": "Full name"}
    bind(node, {"type": "object", "properties": {"id": {"type": "string"}, "name": named}})
    found = begin(ann, open_grid(ann, node), b"id,full NAME\n1,Anna\n")
    assert [one["how"] for one in told(found)["columns"]] == ["exact", "title"]
    assert _counts(found)["changed"] == 1

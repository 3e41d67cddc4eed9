"""Opening a grid over a record set: all rows are there, with verdicts, and nobody else gets in."""

import pytest

from tests.factories.entities import make_person
from tests.factories.grids import bind, make_grid, make_sheet, open_grid, shown
from theatrum.repository.grids.actions.sessions import ABANDONED
from theatrum.repository.grids.errors import GridAccessDenied, GridIsInvalid
from theatrum.repository.grids.jobs import clear
from theatrum.repository.grids.models import Row, RowVerdict, Workspace
from theatrum.repository.grids.queries import get_workspace, live_rows

pytestmark = pytest.mark.django_db


def test_all_rows_are_there_in_order() -> None:
    _, _, workspace = make_grid()
    assert workspace.columns == ["id", "name", "age"]
    assert shown(workspace) == [["1", "Ann", "40"], ["2", "Bob", None], ["3", "Cy", "seven"]]


def test_every_row_has_a_verdict_in_synapses_words_and_in_ours() -> None:
    ann, node = make_sheet()
    bind(node)
    rows = list(live_rows(open_grid(ann, node)))
    assert [row.verdict for row in rows] == [RowVerdict.VALID, RowVerdict.INVALID, RowVerdict.INVALID]
    assert rows[1].messages == ["#/age: expected type: Integer, found: Null"]
    assert rows[2].messages == ["#/age: expected type: Integer, found: String"]
    assert rows[2].message == "expected type: Integer, found: String"
    assert rows[2].findings is not None
    assert rows[2].findings[0]["column"] == "age"


def test_a_template_without_rows_opens() -> None:
    _, _, workspace = make_grid(b"id,name\n")
    assert workspace.columns == ["id", "name"]
    assert shown(workspace) == []


def test_a_file_without_columns_is_refused() -> None:
    ann, node = make_sheet(b"")
    with pytest.raises(GridIsInvalid, match="has no columns"):
        open_grid(ann, node)


def test_a_stranger_is_refused() -> None:
    _, _, workspace = make_grid()
    with pytest.raises(GridAccessDenied):
        get_workspace(make_person("eve"), workspace.session_id)


def test_what_a_refused_opening_left_is_cleared_away() -> None:
    ann, node, broken = make_grid()
    long_ago = broken.started_on - 2 * ABANDONED
    Workspace.objects.filter(id=broken.id).update(opened_on=None, started_on=long_ago)
    other = open_grid(ann, node)
    broken.refresh_from_db()
    assert broken.deleted_on is not None
    assert clear(workspace_id=broken.id) == 3
    assert not Row.objects.filter(workspace=broken).exists()
    assert len(shown(other)) == 3

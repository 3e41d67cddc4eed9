"""A workbook that goes out, is edited in a real spreadsheet library, and comes back while others went on."""

from collections.abc import Callable
from io import BytesIO
from itertools import count
from typing import TypeAlias

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.worksheet.worksheet import Worksheet

from tests.factories.entities import make_person
from tests.factories.exchange import begin, choose, told, write
from tests.factories.grids import bind, change, make_grid, make_sheet, open_grid, shown
from tests.factories.places import make_project
from tests.factories.records import make_records
from theatrum.consortium.exchange.going import What, make_file
from theatrum.consortium.exchange.identity import HEADER
from theatrum.consortium.exchange.leaving import Going
from theatrum.consortium.exchange.models import Checkout, Import, State
from theatrum.drivers.blobs.installed import store
from theatrum.repository.access.permissions import Actor
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.changes import Change, Inserted
from theatrum.repository.grids.models import Workspace
from theatrum.repository.grids.queries import live_rows

pytestmark = pytest.mark.django_db
ID, NAME, AGE = 0, 1, 2


def _take(ann: Actor, workspace: Workspace, what: What = What.XLSX) -> bytes:
    workspace.refresh_from_db()
    blob = make_file(Going(ann, workspace), what)
    with store().open(blob.key) as stream:
        return bytes(stream.read())


def _edited(content: bytes, edit: Callable[[Worksheet], object]) -> bytes:
    book = openpyxl.load_workbook(BytesIO(content))
    edit(book.worksheets[0])
    stream = BytesIO()
    book.save(stream)
    return stream.getvalue()


def _back(ann: Actor, workspace: Workspace, content: bytes, name: str = "back.xlsx") -> Import:
    found = begin(ann, workspace, content, name=name)
    assert found.state == State.READY, found.reason
    return found


def test_a_workbook_knows_its_rows_and_offers_what_the_model_permits() -> None:
    ann, node = make_sheet()
    bind(node)
    workspace = open_grid(ann, node)
    book = openpyxl.load_workbook(BytesIO(_take(ann, workspace)))
    sheet = book.worksheets[0]
    assert [cell.value for cell in sheet[1]] == ["id", "name", "age", HEADER]
    assert sheet.protection.sheet
    assert not sheet.protection.password
    assert sheet.column_dimensions["D"].hidden
    assert sheet["A2"].protection.locked
    assert not sheet["B2"].protection.locked
    assert sheet["D2"].protection.locked
    assert not sheet.column_dimensions["A"].protection.locked
    assert "expected" not in sheet["C4"].comment.text
    assert sheet["C4"].fill.fgColor.rgb == "FFFFC7CE"
    assert book.custom_doc_props.names == ["Theatrum workbook"]
    assert "my.organization-people-1.0.0" in str(list(book["How to fill this in"].values))


def test_it_comes_back_unchanged() -> None:
    ann, _, workspace = make_grid(b"id,name,age\n1,=1+1,007\n2,'-x,1e5\n3, a ,\n")
    for what, name in ((What.XLSX, "a.xlsx"), (What.CSV, "a.csv"), (What.TSV, "a.tsv"), (What.JSONL, "a.jsonl")):
        found = _back(ann, workspace, _take(ann, workspace, what), name)
        assert (found.counts["rows"], found.counts["untouched"]) == (3, 3), what
        assert found.counts["rewritten"] == 0


def test_days_later_both_sides_are_merged_and_one_clash_is_decided() -> None:
    ann, _, workspace = make_grid()
    content = _take(ann, workspace)
    change(ann, workspace, Change(cells={1: {AGE: "41"}, 2: {NAME: "Rob"}}, inserted=[Inserted(["4", "Di", "5"])]))

    def edit(sheet: Worksheet) -> None:
        sheet["B2"], sheet["C2"] = "Anna", "42"  # the age was changed there too
        sheet["C4"] = "7"
        sheet.append(["5", "Eve", "9"])

    found = _back(ann, workspace, _edited(content, edit))
    (clash,) = told(found)["clashes"]
    assert (clash["name"], clash["column"]) == ("1", "age")
    assert (clash["base"], clash["theirs"], clash["mine"], clash["isMine"]) == ("40", "41", "42", False)
    assert found.counts["created"] == 1
    found = choose(ann, workspace, found, {}, sides={clash["key"]: "mine"})
    write(ann, workspace, found)
    assert shown(workspace) == [
        ["1", "Anna", "42"],
        ["2", "Rob", None],
        ["3", "Cy", "7"],
        ["4", "Di", "5"],
        ["5", "Eve", "9"],
    ]


def test_rows_sorted_copied_and_deleted_in_excel_are_known_still() -> None:
    ann, _, workspace = make_grid()
    content = _take(ann, workspace)
    change(ann, workspace, Change(cells={3: {NAME: "Cyd"}}))

    def edit(sheet: Worksheet) -> None:
        rows = [[cell.value for cell in row] for row in sheet.iter_rows(min_row=2, max_row=4)]
        sheet.delete_rows(2, 3)
        # The third is gone, the others stand the other way round; one is copied, its key changed.
        for row in (rows[1], ["1", "Ann", "44", rows[0][3]], ["9", "Ann", "40", rows[0][3]]):
            sheet.append(row)

    found = _back(ann, workspace, _edited(content, edit))
    seen = told(found)
    assert [(one["name"], one["side"], one["isGone"]) for one in seen["rows"]] == [("3", "theirs", True)]
    assert seen["copied"] == [3]
    write(ann, workspace, found, sides={seen["rows"][0]["key"]: "mine"})
    assert shown(workspace) == [["1", "Ann", "44"], ["2", "Bob", None], ["9", "Ann", "40"]]


def test_rows_that_are_gone_from_the_workbook_go_unless_somebody_says_they_stay() -> None:
    ann, _, workspace = make_grid()
    found = _back(ann, workspace, _edited(_take(ann, workspace), lambda sheet: sheet.delete_rows(3)))
    assert (found.counts["deleted"], found.counts["rows"]) == (1, 2)
    assert choose(ann, workspace, found, {}, deletes=False).counts.get("deleted", 0) == 0
    write(ann, workspace, choose(ann, workspace, found, {}, deletes=True))
    assert [row[ID] for row in shown(workspace)] == ["1", "3"]


def test_a_row_deleted_in_the_grid_stays_deleted_unless_the_workbook_changed_it() -> None:
    ann, _, workspace = make_grid()
    content = _take(ann, workspace)
    change(ann, workspace, Change(deleted=[1, 2]))
    found = _back(ann, workspace, _edited(content, lambda sheet: sheet.__setitem__("B3", "Bobby")))
    seen = told(found)
    assert [(one["name"], one["isGone"]) for one in seen["rows"]] == [("2", False)]
    write(ann, workspace, found, sides={seen["rows"][0]["key"]: "mine"})
    assert [row[:2] for row in shown(workspace)] == [["2", "Bobby"], ["3", "Cy"]]


def test_what_excel_does_to_texts_is_told_and_not_taken() -> None:
    ann, _, workspace = make_grid(b"id,name,age\n1,MARCH1,007\n2,12345678901234567890,5\n3,x,1\n")

    def edit(sheet: Worksheet) -> None:
        sheet["B2"], sheet["C2"] = "1-Mar", 7
        sheet["B3"] = 1.23456789012346e19
        sheet["C4"] = 2

    found = _back(ann, workspace, _edited(_take(ann, workspace), edit))
    assert {one["kind"] for one in told(found)["rewritten"]} == {
        "a text became a date",
        "leading zeros were lost",
        "the last digits of a long number became zeros",
    }
    write(ann, workspace, found)
    assert [row[1:] for row in shown(workspace)] == [["MARCH1", "007"], ["12345678901234567890", "5"], ["x", "2"]]


def test_what_cannot_be_read_empties_no_cell() -> None:
    ann, _, workspace = make_grid(b"id,name,age\n1,Ann,40\n2,Bob,41\n3,Cy,42\n4,Di,43\n")

    def edit(sheet: Worksheet) -> None:
        # A formula that no program has worked out, an error, three cells made one, and one that is emptied.
        sheet["B2"] = "=A2"
        sheet["C2"].value, sheet["C2"].data_type = "#REF!", "e"
        sheet.merge_cells("B3:C4")
        sheet["C5"] = None

    found = _back(ann, workspace, _edited(_take(ann, workspace), edit))
    codes = {one["code"] for one in told(found)["reading"]}
    assert codes == {"table.formula_without_value", "table.error_cell", "table.merged_cells"}
    assert (found.counts["unread"], found.counts["cells"]) == (5, 1)
    write(ann, workspace, found)
    assert shown(workspace) == [["1", "Ann", "40"], ["2", "Bob", "41"], ["3", "Cy", "42"], ["4", "Di", None]]


def test_it_comes_back_into_another_session_over_the_same_records() -> None:
    ann, node, workspace = make_grid()
    content = _take(ann, workspace)
    later = open_grid(ann, node)
    change(ann, later, Change(cells={1: {AGE: "41"}}))
    found = _back(ann, later, _edited(content, lambda sheet: sheet.__setitem__("B2", "Anna")))
    write(ann, later, found)
    assert shown(later)[0] == ["1", "Anna", "41"]


def test_a_workbook_of_another_record_set_is_told() -> None:
    ann, node, workspace = make_grid()
    content = _take(ann, workspace)
    other = Node.objects.exclude(pk=node.pk).first()
    Checkout.objects.update(source=other)
    found = begin(ann, workspace, content, name="back.xlsx")
    assert found.state == State.FAILED
    assert "was made of" in found.reason


@pytest.mark.parametrize("said", ["1.0123456789ab", "ü", ""])
def test_a_workbook_whose_signature_does_not_fit_is_taken_as_any_table(said: str) -> None:
    ann, _, workspace = make_grid()
    book = openpyxl.load_workbook(BytesIO(_take(ann, workspace)))
    book.worksheets[0]["B2"] = "Anna"
    [own] = book.custom_doc_props.props
    own.value = said
    stream = BytesIO()
    book.save(stream)
    found = _back(ann, workspace, stream.getvalue())
    assert found.checkout is None
    assert "signature does not fit" in str(told(found))
    # By the key it is the same row still; a row that is not in the file is not taken for one that was deleted.
    assert (found.counts["changed"], found.counts.get("deleted", 0)) == (1, 0)


def test_a_workbook_without_properties_is_known_by_its_rows() -> None:
    ann, _, workspace = make_grid()
    book = openpyxl.load_workbook(BytesIO(_take(ann, workspace)))
    book.custom_doc_props.props.clear()
    stream = BytesIO()
    book.save(stream)
    assert _back(ann, workspace, stream.getvalue()).checkout is not None


def test_without_its_last_column_rows_are_known_by_their_key() -> None:
    ann, _, workspace = make_grid()

    def edit(sheet: Worksheet) -> None:
        sheet.delete_cols(4)
        sheet["B2"] = "Anna"

    found = _back(ann, workspace, _edited(_take(ann, workspace), edit))
    assert (found.counts["changed"], found.counts["untouched"]) == (1, 2)


CELLS = st.sampled_from([None, "a", "b", "c"])
Rows: TypeAlias = dict[str, tuple[str | None, ...]]
ROWS = st.dictionaries(st.sampled_from("123456"), st.tuples(CELLS, CELLS), max_size=5)


def _model(base: Rows, theirs: Rows, mine: Rows, side: str) -> Rows:
    """Merge three sides by key: what must come out, said in the plainest way."""
    merged: Rows = {}
    for key in {*base, *theirs, *mine}:
        was, there, here = base.get(key), theirs.get(key), mine.get(key)
        if there in (was, here):
            kept = here
        elif here == was:
            kept = there
        elif there is None or here is None:
            kept = here if side == "mine" else there
        else:
            before = was or (None, None)
            kept = tuple(
                t if m in (b, t) else m if t == b or side == "mine" else t
                for b, t, m in zip(before, there, here, strict=True)
            )
        if kept is not None:
            merged[key] = kept
    return merged


@given(base=ROWS, theirs=ROWS, mine=ROWS, side=st.sampled_from(["mine", "theirs"]))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_merging_is_what_a_model_says(base: Rows, theirs: Rows, mine: Rows, side: str) -> None:
    ann, workspace = _grid_of(base)
    content = _take(ann, workspace)
    _make_so(ann, workspace, theirs)

    def edit(sheet: Worksheet) -> None:
        seen = set()
        for row in range(sheet.max_row, 1, -1):
            key = sheet.cell(row, 1).value
            if key in mine:
                seen.add(key)
                for column, text in enumerate(mine[key], start=2):
                    sheet.cell(row, column).value = text
            elif key != "0":
                sheet.delete_rows(row)
        for key, cells in mine.items():
            if key not in seen:
                sheet.append([key, *cells])

    found = _back(ann, workspace, _edited(content, edit))
    if found.counts["cells"] or found.counts.get("deleted") or told(found)["rows"] or told(found)["clashes"]:
        found = choose(ann, workspace, found, {}, side=side)
        if found.counts["cells"] or found.counts.get("deleted"):
            write(ann, workspace, found)
    rows = {str(row[0]): tuple(row[1:3]) for row in shown(workspace) if row[0] != "0"}
    assert rows == _model(base, theirs, mine, side)


_made = count()


def _grid_of(rows: Rows) -> tuple[Actor, Workspace]:
    number = next(_made)
    ann = make_person(f"ann{number}")
    project = make_project(make_person(f"admin{number}", is_administrator=True), ann, f"Project {number}")
    lines = [",".join([key, *(text or "" for text in cells)]) for key, cells in {"0": ("x", "y"), **rows}.items()]
    content = "\n".join(["id,a,b", *lines, ""]).encode()
    return ann, open_grid(ann, make_records(ann, project, content, upsertKey=["id"]))


def _make_so(ann: Actor, workspace: Workspace, rows: Rows) -> None:
    known = {str((row.cells or [""])[0]): row.number for row in live_rows(workspace)}
    cells = {known[key]: dict(enumerate(texts, start=1)) for key, texts in rows.items() if key in known}
    new = [Inserted([key, *texts]) for key, texts in rows.items() if key not in known]
    gone = [number for key, number in known.items() if key not in rows and key != "0"]
    change(ann, workspace, Change(cells=cells, inserted=new, deleted=gone))

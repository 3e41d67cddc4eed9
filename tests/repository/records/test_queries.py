"""Reading windows of rows: dialects, limits, files that are no CSV."""

import pytest

from tests.factories.entities import make_handle, make_person
from theatrum.drivers.blobs.installed import store
from theatrum.kernel.paging import Page
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records import queries, reading
from theatrum.repository.records.errors import RowsUnreadable
from theatrum.repository.records.queries import read_rows

pytestmark = pytest.mark.django_db
FIRST = Page(limit=2, offset=0)


def _handle(content: bytes) -> FileHandle:
    handle = make_handle(make_person("alice"), name="rows.csv")
    handle.key = store().put([content]).key
    return handle


def test_rows_come_in_windows() -> None:
    handle = _handle(b"\xef\xbb\xbfa,b\r\n1,x\r\n\r\n2,y\r\n3,z")
    first = read_rows(handle, FIRST)
    # Blank rows are rows: they have the numbers by which findings speak of the others.
    assert (first.columns, first.rows, first.has_more) == (["a", "b"], [["1", "x"], ["", ""]], True)
    second = read_rows(handle, Page(limit=2, offset=2))
    assert (second.rows, second.has_more, second.is_cut) == ([["2", "y"], ["3", "z"]], False, False)
    assert second.table.first_row == 3


@pytest.mark.parametrize(
    ("content", "descriptor"),
    [
        (b'a;b\n1;"x;y"\n', {"separator": ";"}),
        (b"a,b\n1,'x;y'\n", {"quoteCharacter": "'"}),
        (b'a,b\n1,"x;y"\n', {"escapeCharacter": "\\"}),
        (b'a,b\n1,"x;y"\n', {"separator": "", "quoteCharacter": None, "escapeCharacter": "long"}),
        (b'a,b\n1,"x;y"\n', {"separator": "\n"}),
        (b"a,b\n1,x!;y\n", {"escapeCharacter": "!"}),
    ],
)
def test_descriptor_says_how_the_file_is_written(content: bytes, descriptor: dict[str, str | None]) -> None:
    assert read_rows(_handle(content), FIRST, descriptor=descriptor).rows == [["1", "x;y"]]


def test_empty_file_has_no_rows() -> None:
    assert read_rows(_handle(b""), FIRST).columns == []


def test_bytes_that_are_no_utf_8_are_read_as_a_check_reads_them() -> None:
    assert read_rows(_handle(b"a\n\xff\n"), FIRST).rows == [["ÿ"]]


@pytest.mark.parametrize("limit", [1, 7, 100, 999])
def test_windows_over_many_pieces_are_the_whole(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "SHOWN_PIECE", 64)
    handle = _handle(b"a,b\n" + b"".join(b"%d,x\n" % number for number in range(250)))
    seen: list[str] = []
    has_more = True
    while has_more:
        found = read_rows(handle, Page(limit=limit, offset=len(seen)))
        seen, has_more = seen + [row[0] for row in found.rows], found.has_more
    assert seen == [str(number) for number in range(250)]
    assert read_rows(handle, Page(limit=10, offset=500)).rows == []


def test_large_file_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "READ_LIMIT", 11)
    found = read_rows(_handle(b"a\n1\n2\n3\n4\n5\n6\n"), Page(limit=50, offset=0))
    assert found.rows == [["1"], ["2"], ["3"], ["4"]]
    assert found.is_cut


def test_file_that_is_no_csv_says_where() -> None:
    with pytest.raises(RowsUnreadable, match="at line 2"):
        read_rows(_handle(b'a\n"' + b"x" * 200_000), FIRST, descriptor={"separator": ";"})


@pytest.mark.parametrize("content", [b"PAR1....PAR1", b'[{"a": 1}]'])
def test_file_of_another_format_is_refused(content: bytes) -> None:
    handle = _handle(content)
    with pytest.raises(RowsUnreadable, match="a record set is a CSV"):
        read_rows(handle, FIRST)

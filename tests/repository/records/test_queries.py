"""Reading windows of rows: dialects, limits, files that are no CSV."""

import pytest

from tests.factories.entities import make_handle, make_person
from theatrum.drivers.blobs.installed import store
from theatrum.kernel.paging import Page
from theatrum.repository.files.models import FileHandle
from theatrum.repository.records import queries
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
    assert (first.columns, first.rows, first.has_more) == (["a", "b"], [["1", "x"], ["2", "y"]], True)
    second = read_rows(handle, Page(limit=2, offset=2))
    assert (second.rows, second.has_more, second.is_cut) == ([["3", "z"]], False, False)


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


def test_bytes_that_are_no_text_are_shown_as_such() -> None:
    assert read_rows(_handle(b"a\n\xff\n"), FIRST).rows == [["�"]]


def test_large_file_is_read_in_part(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "READ_LIMIT", 10)
    found = read_rows(_handle(b"a\n1\n2\n3\n4\n5\n6\n"), Page(limit=50, offset=0))
    assert found.rows == [["1"], ["2"], ["3"], ["4"]]
    assert found.is_cut


def test_file_that_is_no_csv_says_where() -> None:
    with pytest.raises(RowsUnreadable, match="at line 2"):
        read_rows(_handle(b'a\n"' + b"x" * 200_000), FIRST)

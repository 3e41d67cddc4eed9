import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.findings import Severity
from theatrum.checks.formats import registry
from theatrum.checks.formats.bytes import Budget, Bytes, Held
from theatrum.checks.formats.errors import Unreadable
from theatrum.checks.formats.inspecting import STOPPED, UNREADABLE, Inspection, budget_for, inspect_file
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.registry import MODULES, inspector_of, kind_of
from theatrum.checks.formats.sniffing import content

SECRET = "Jane Roe, 1970-01-31"  # what must not be shown


class Spoilt:
    """Bytes of a disk that fails behind the first 4,096."""

    size = 10_000

    def read_at(self, offset: int, length: int) -> bytes:
        if offset:
            raise OSError(5, SECRET)
        return b"%PDF-1.7\n".ljust(length, b" ")


def breaks(error: Exception) -> registry.Inspect:
    def inspect(file: Bytes, notes: Notes) -> None:
        notes.fact("SIZE_X", 3)
        file.read_at(4096, 10)
        raise error

    return inspect


def inspected(monkeypatch: pytest.MonkeyPatch, file: Bytes, inspect: registry.Inspect) -> Inspection:
    monkeypatch.setattr("theatrum.checks.formats.inspecting.inspector_of", lambda _kind, **_: inspect)
    return inspect_file(file, Asked("a.pdf"))


@pytest.mark.parametrize(
    ("error", "place", "says"),
    [
        (Unreadable("IFD 3", "the directory breaks off"), "IFD 3", "the directory breaks off"),
        (KeyError(SECRET), None, "KeyError"),
        (RecursionError(SECRET), None, "RecursionError"),
        (OSError(SECRET), None, "reading it failed"),
    ],
)
def test_what_stops_an_inspector_is_a_finding(
    monkeypatch: pytest.MonkeyPatch, error: Exception, place: str | None, says: str
) -> None:
    inspection = inspected(monkeypatch, Held(b"%PDF-1.7"), breaks(error))
    [noted] = inspection.noted
    assert (noted.code, noted.severity, noted.place) == (UNREADABLE, Severity.ERROR, place)
    assert says in noted.message
    assert "PDF" in noted.message
    assert SECRET not in repr(inspection)
    assert inspection.facts == {"SIZE_X": 3}, "what was noted before stays"


def test_a_disk_that_fails_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    inspection = inspected(monkeypatch, Spoilt(), breaks(KeyError()))
    assert [noted.code for noted in inspection.noted] == [UNREADABLE]
    assert SECRET not in repr(inspection)


def test_a_spent_budget_is_told_and_what_was_noted_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    def inspect(_: Bytes, notes: Notes) -> None:
        notes.was_full = True
        while True:
            notes.text("somewhere", "Comment", "x" * 1000)

    inspection = inspected(monkeypatch, Held(b"%PDF-1.7"), inspect)
    assert inspection.stopped == "texts"
    assert [noted.code for noted in inspection.noted] == [STOPPED]
    assert len(inspection.texts) == Budget().texts // 1000
    assert not inspection.was_full


def test_what_is_of_no_known_kind_is_looked_at_by_its_first_bytes() -> None:
    inspection = inspect_file(Held(bytes(100_000)), Asked("a.bin"))
    assert (inspection.label, inspection.noted, inspection.read) == (None, (), 4096)


def test_reading_everything_may_cost_in_proportion() -> None:
    assert budget_for(10**12, is_full=False) == Budget()
    assert budget_for(10**12, is_full=True).bytes > 10**13


@pytest.mark.parametrize(
    ("head", "name", "kind"),
    [
        (b"ID\tchrom\tstart\tend\n", "a.seg", "seg"),
        (b"ID\tchrom\tstart\tend\n", "A.SEG.TXT", "seg"),
        (b"\0\0\1\0", "slice.dcm", "dicom"),
        (b"II*\0\x08\0\0\0", "slice.dcm", "tiff"),
        (b"a,b\n", "a.csv", "text"),
        (b"##fileformat=VCFv4.2\n", "a.maf", "vcf"),
    ],
)
def test_a_name_tells_a_kind_only_where_the_bytes_do_not(head: bytes, name: str, kind: str) -> None:
    assert kind_of(content(head), name) == kind


@pytest.mark.parametrize("kind", sorted(MODULES))
def test_every_kind_has_its_module(kind: str) -> None:
    assert callable(inspector_of(kind))


@given(st.binary(max_size=6000), st.sampled_from(["a", "a.dcm", "a.h5ad", "a.tar.gz", "a.tiff", "a.bam", "a.csv"]))
def test_any_bytes_are_inspected(content: bytes, name: str) -> None:
    inspection = inspect_file(Held(content), Asked(name))
    assert all(noted.message and noted.fix for noted in inspection.noted)

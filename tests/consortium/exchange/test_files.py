"""Tables that come into a grid of files: which file a row is about, and what is refused."""

import pytest

from tests.factories.entities import make_entity
from tests.factories.exchange import begin, told, write
from tests.factories.folder_grids import open_files, put, row_of, texts
from tests.factories.places import GOOD, Place
from theatrum.repository.entities.models import Kind
from theatrum.repository.grids.models import RowVerdict

pytestmark = pytest.mark.django_db


def test_rows_are_known_by_entity_then_path_then_name_and_others_are_listed(place: Place) -> None:
    a, b = place.add("a.fastq", **GOOD), place.add("b.fastq")
    inner = make_entity(place.owner, Kind.FOLDER, "batch", parent=place.folder)
    c, twin = place.add_to(inner, "c.fastq"), place.add_to(inner, "a.fastq")
    grid = open_files(place.owner, place.folder)
    rows = [
        "entityId,FILENAME,NOTE",
        f"{a.public_id},,by entity",
        ",batch/a.fastq,by path",
        ",c.fastq,by name",
        ",batch/b.fastq,the folder is another one",
        ",b.fastq,by path too",
        ",z.fastq,nowhere",
        "syn99999999,,no file of it",
        f"{a.public_id},,once more",
    ]
    found = begin(place.owner, grid, "\n".join([*rows, ""]).encode())
    assert (found.counts["changed"], found.counts["refused"], found.counts.get("created", 0)) == (4, 4, 0)
    assert [one["line"] for one in told(found)["refused"]] == [4, 6, 7, 8]
    write(place.owner, grid, found)
    notes = [texts(grid, node, "NOTE") for node in (a, b, c, twin)]
    assert notes == [["by entity"], ["by path too"], ["by name"], ["by path"]]


def test_what_is_known_of_a_file_is_not_written(place: Place) -> None:
    a = place.add("a.fastq", **GOOD)
    grid = open_files(place.owner, place.folder)
    found = begin(place.owner, grid, f"id,size,NOTE\n{a.public_id},999,new\n".encode())
    assert [one["how"] for one in told(found)["columns"]] == ["field", "field", "exact"]
    write(place.owner, grid, found)
    assert texts(grid, a, "size", "NOTE") == ["11", "new"]


def test_rows_are_judged_with_what_is_not_saved_yet(place: Place) -> None:
    a = place.add("a.fastq")
    grid = open_files(place.owner, place.folder)
    put(place.owner, grid, a, **GOOD)
    assert row_of(grid, a).verdict == RowVerdict.VALID
    found = begin(place.owner, grid, f"id,NOTE\n{a.public_id},new\n".encode())
    assert (found.counts["changed"], found.counts.get("invalid", 0), told(found)["problems"]) == (1, 0, [])

"""Empty cells of files are filled in with what is known of them, marked, and left to who edits the grid."""

import pytest

from tests.consortium.prefilling.conftest import IMAGE, READS, Bench
from tests.factories.entities import change
from tests.factories.folder_grids import open_files, put, row_of, stored, texts
from tests.support.screening import run_jobs
from theatrum.repository.entities.models import Node
from theatrum.repository.grids.cells import cell
from theatrum.repository.grids.folders.filled import filled_slots
from theatrum.repository.grids.folders.saving import save_alone
from theatrum.repository.grids.models import Workspace

pytestmark = pytest.mark.django_db


def where(grid: Workspace, node: Node) -> dict[str, str]:
    """Return where the texts of a row are from, by column."""
    row = row_of(grid, node)
    found = filled_slots(grid, {row.number: row.cells or []}).get(row.number, {})
    return {grid.column_names[slot]: words for slot, words in found.items()}


def test_an_image_is_filled_in_from_its_header(bench: Bench) -> None:
    image = bench.add(bench.images, "HTA201_12_D3.ome.tif", IMAGE)
    run_jobs("screening.screen")
    grid = open_files(bench.wrangler, bench.images)
    row = row_of(grid, image)
    known = {name: text for name, slot in grid.slots.items() if (text := cell(row.cells or [], slot))}
    assert known.items() >= {
        "FILENAME": "MultiplexMicroscopyLevel2/HTA201_12_D3.ome.tif",
        "FILE_FORMAT": "ome-tiff",
        "HTAN_DATA_FILE_ID": "HTA201_12_D3",
        "SIZE_C": "2",
        "SIZE_T": "1",
        "LICENSE": "CC BY 4.0",
        "SPECIES": "9606 (Homo sapiens)",
        "PYRAMID": "true",
        "screening": "clear",
        "format": "TIFF",
        "md5": image.current.handle.md5,  # type: ignore[union-attr]  # it has a file
    }.items()  # fmt: skip
    assert "DE_IDENTIFIED" not in known
    told = where(grid, image)
    assert told["SIZE_C"] == "header of the file (SIZE_C)"
    assert told["FILENAME"] == "place of the file"
    assert told["LICENSE"] == "always so for this component"
    assert "size" not in told
    assert row.base is not None
    assert stored(image) == {}


def test_reads_tell_their_mate_lane_and_checksum(bench: Bench) -> None:
    reads = bench.add(bench.reads, "s1_R2.fastq.gz", READS)
    run_jobs("screening.screen")
    grid = open_files(bench.wrangler, bench.reads)
    assert texts(grid, reads, "READ_INDICATOR", "LANE_NUMBER", "READ_LENGTH") == ["R2", "3", "8"]
    assert texts(grid, reads, "FILE_FORMAT", "FLOW_CELL_BARCODE") == ["fastq.gz", "HXYZ7BBXX"]
    assert texts(grid, reads, "CHECKSUM", "HTAN_DATA_FILE_ID") == [reads.current.handle.md5, None]  # type: ignore[union-attr]  # as above


def test_what_is_filled_in_is_saved_or_cleared_and_never_comes_again(bench: Bench) -> None:
    image = bench.add(bench.images, "a.ome.tif", IMAGE)
    run_jobs("screening.screen")
    grid = open_files(bench.wrangler, bench.images)
    put(bench.wrangler, grid, image, PYRAMID=None, SIZE_C="3")
    assert save_alone(bench.wrangler, grid, token="test").written == 1
    found = stored(image)
    assert "PYRAMID" not in found
    assert found["SIZE_C"] == ("LONG", ["3"])
    assert found["SIZE_T"] == ("LONG", ["1"])
    assert texts(grid, image, "PYRAMID", "SIZE_C") == [None, "3"]
    assert not where(grid, image).keys() & {"PYRAMID", "SIZE_C"}
    assert save_alone(bench.wrangler, grid, token="test").written == 0


def test_what_somebody_wrote_is_not_written_over(bench: Bench) -> None:
    image = bench.add(bench.images, "a.ome.tif", IMAGE)
    change(bench.wrangler, image, annotations={"SIZE_C": {"type": "LONG", "value": ["7"]}})
    run_jobs("screening.screen")
    grid = open_files(bench.wrangler, bench.images)
    assert texts(grid, image, "SIZE_C", "SIZE_T") == ["7", "1"]
    change(bench.wrangler, image, annotations={"SIZE_T": {"type": "LONG", "value": ["9"]}})
    found = save_alone(bench.wrangler, grid, token="test")
    assert found.conflicts == 0
    assert texts(grid, image, "SIZE_T") == ["9"]


def test_what_contradicts_the_content_or_identifies_somebody_is_not_filled_in(
    bench: Bench,
) -> None:
    wrong = bench.add(bench.images, "HTA201_12_D3.ome.tif", b"PK\x05\x06" + bytes(18))
    named = bench.add(bench.images, "rosalind.quux@hospital.example", IMAGE)
    grid = open_files(bench.wrangler, bench.images)
    assert texts(grid, named, "FILENAME") == [None]
    run_jobs("screening.screen")
    grid = open_files(bench.wrangler, bench.images)
    assert texts(grid, wrong, "FILE_FORMAT", "HTAN_DATA_FILE_ID") == [None, "HTA201_12_D3"]
    # Blocked, as its name identifies: nothing of what is in it is told.
    assert texts(grid, named, "FILENAME", "SIZE_X", "screening") == [None, None, "locked"]

"""Of a long member of an archive its beginning is looked at: what is missing is not taken for a damage."""

import gzip
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from tests.checks.formats.czi.test_inspecting import written as czi
from tests.checks.formats.dicom.datasets import clean
from tests.checks.formats.dicom.datasets import written as dicom
from tests.checks.formats.pdf.test_inspecting import INFO, PAGE, stream
from tests.checks.formats.pdf.test_inspecting import written as pdf
from tests.checks.formats.pictures.test_pictures import as_jpeg, as_png, exif
from tests.checks.formats.sequencing.alignments import written as alignments
from tests.checks.formats.sequencing.test_fastq import reads
from tests.checks.formats.sequencing.test_variants import MAF, SEG, text
from theatrum.checks.formats.bytes import Beginning, Budget
from theatrum.checks.formats.errors import BeyondSample
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.registry import inspector_of

MADE: dict[str, Callable[[Path], bytes]] = {
    "bam": lambda folder: alignments(folder, "bam"),
    "cram": lambda folder: alignments(folder, "cram"),
    "sam": lambda folder: alignments(folder, "sam"),
    "czi": lambda _: czi(attached={"Label": ("CZI", czi())}),
    "dicom": lambda _: dicom(clean()),
    "fastq": lambda _: gzip.compress(reads(3000)),
    "jpeg": lambda _: as_jpeg(exif=exif()),
    "maf": lambda _: (MAF + "".join(MAF.splitlines(keepends=True)[2:]) * 9).encode(),
    "pdf": lambda _: pdf(INFO, *[stream(PAGE)] * 50),
    "png": lambda _: as_png(exif=exif()),
    "seg": lambda _: (SEG + "".join(SEG.splitlines(keepends=True)[1:]) * 9).encode(),
    "vcf": lambda _: text(3000),
}


@pytest.mark.parametrize("kind", sorted(MADE))
def test_a_sample_is_no_damaged_file(kind: str, tmp_path: Path) -> None:
    content = MADE[kind](tmp_path)
    inspect = inspector_of(kind)
    assert inspect is not None
    for part in (0.2, 0.5, 0.9, 0.99):
        notes = Notes(Asked(f"a.{kind}"), Budget())
        try:
            inspect(Beginning(content[: int(len(content) * part)], len(content)), notes)
        except BeyondSample:
            continue
        assert "format.truncated" not in {one.code for one in notes.noted}


@pytest.mark.parametrize("kind", ["bam", "sam", "cram", "jpeg", "pdf", "vcf"])
def test_what_a_sample_says_is_noted(kind: str, tmp_path: Path) -> None:
    content = MADE[kind](tmp_path)
    notes = Notes(Asked(f"a.{kind}"), Budget())
    inspect = inspector_of(kind)
    assert inspect is not None
    with suppress(BeyondSample):
        inspect(Beginning(content[: int(len(content) * 0.9)], len(content)), notes)
    assert notes.forbidden

"""What inspecting costs by format: BAM with 3,000 sequences, CRAM, DICOM, FASTQ and VCF, against the usual libraries.

    python bench/bench_inspect_formats.py [MEGABYTES] [ROUNDS]

The baseline reads the same header, or the same number of records, from the same file, in turns in the same run; only
the ratio means anything. For --full it reads all of the file: pysam for alignments, gzip and a count of lines for text.
"""

import gzip
import io
import sys
import tempfile
import time
from collections.abc import Callable, Mapping
from functools import partial
from itertools import islice
from pathlib import Path

import pysam
from pydicom import dcmread, dcmwrite
from pydicom.dataset import Dataset, FileMetaDataset
from pydicom.uid import UID, ExplicitVRLittleEndian

from theatrum.checks.formats.bytes import Stream
from theatrum.checks.formats.inspecting import Inspection, inspect_file
from theatrum.checks.formats.inspection import Asked
from theatrum.checks.synthesis.contents.content import Content
from theatrum.checks.synthesis.contents.formats import MAKERS

SEQUENCES, READ = 3000, 1000
WHOLE_SLIDE = UID("1.2.840.10008.5.1.4.1.1.77.1.6")


def write_alignments(path: Path, megabytes: int) -> None:
    """Write reads of 150 bases, aligned to one of 3,000 sequences."""
    sequences = [{"SN": f"contig{number}", "LN": 10_000_000} for number in range(SEQUENCES)]
    header = {"HD": {"VN": "1.6"}, "SQ": sequences, "RG": [{"ID": "a", "SM": "HTA201_1_B1"}]}
    is_cram = path.suffix == ".cram"
    with pysam.AlignmentFile(
        str(path), "wc" if is_cram else "wb", header=header, format_options=["no_ref=1"] if is_cram else []
    ) as file:
        for number in range(megabytes * 8000):
            read = pysam.AlignedSegment(file.header)
            read.query_name, read.query_sequence = f"A:1:H:1:1101:{number}", f"{number:0150b}".translate(_BASES)
            read.flag, read.reference_id, read.reference_start, read.cigarstring = 0, 0, number, "150M"
            read.query_qualities = pysam.qualitystring_to_array("F" * 150)
            file.write(read)


_BASES = str.maketrans("01", "AC")


def write_slide(path: Path, megabytes: int) -> None:
    """Write a slide of many frames in DICOM."""
    data = Dataset()
    data.SOPClassUID, data.SOPInstanceUID, data.PatientID = WHOLE_SLIDE, "2.25.1", "HTA201_1"
    data.ImageType, data.Modality = ["DERIVED", "PRIMARY", "VOLUME", "NONE"], "SM"
    data.Rows = data.Columns = 256
    data.NumberOfFrames = megabytes * 5
    data.PerFrameFunctionalGroupsSequence = [_frame(number) for number in range(megabytes * 5)]
    data.add_new(0x7FE00010, "OB", bytes(megabytes << 20))
    data.file_meta, data.preamble = FileMetaDataset(), bytes(128)
    data.file_meta.TransferSyntaxUID = ExplicitVRLittleEndian
    data.file_meta.MediaStorageSOPClassUID, data.file_meta.MediaStorageSOPInstanceUID = WHOLE_SLIDE, UID("2.25.1")
    dcmwrite(path, data, enforce_file_format=True)


def _frame(number: int) -> Dataset:
    place, frame = Dataset(), Dataset()
    place.ColumnPositionInTotalImagePixelMatrix = place.RowPositionInTotalImagePixelMatrix = number
    frame.PlanePositionSlideSequence = [place]
    return frame


def write_made(path: Path, megabytes: int) -> None:
    """Write what `theatrum synth` writes."""
    ending = path.name.partition(".")[2]
    path.write_bytes(MAKERS[ending](Content(sample="HTA201_1_B1", seed=1, least=megabytes << 20)))


def inspect(path: Path, *, is_full: bool = False) -> Inspection:
    """Inspect a file from disk."""
    with path.open("rb", buffering=0) as stream:
        return inspect_file(Stream(stream, path.stat().st_size), Asked(path.name, is_full=is_full))


def read_alignments(path: Path, is_full: bool) -> int:  # noqa: FBT001  # one of three alike
    """Read header and first records, or all, with pysam."""
    with pysam.AlignmentFile(str(path), check_sq=False) as file:
        file.header.to_dict()
        return sum(1 for _ in islice(file, None if is_full else READ))


def read_slide(path: Path, is_full: bool) -> int:  # noqa: FBT001  # one of three alike
    """Read all elements of a header with pydicom."""
    return sum(1 for _ in dcmread(path, stop_before_pixels=not is_full, defer_size=1 << 20).iterall())


def read_lines(path: Path, is_full: bool) -> int:  # noqa: FBT001  # one of three alike
    """Count lines of compressed text, the first of them or all."""
    with gzip.open(path) as stream:
        return sum(1 for _ in islice(io.BufferedReader(stream, 1 << 20), None if is_full else 4 * READ))


Write = Callable[[Path, int], None]
Read = Callable[[Path, bool], int]
FILES: dict[str, tuple[Write, Read]] = {
    "a.bam": (write_alignments, read_alignments),
    "a.cram": (write_alignments, read_alignments),
    "a.dcm": (write_slide, read_slide),
    "a.fastq.gz": (write_made, read_lines),
    "a.vcf.gz": (write_made, read_lines),
}


def least(works: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Return the least seconds of each work, done in turns."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(rounds):
        for name, work in works.items():
            start = time.perf_counter()
            work()
            found[name].append(time.perf_counter() - start)
    return {name: min(taken) for name, taken in found.items()}


def main() -> None:
    """Write the files, measure in turns, print."""
    megabytes = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    rounds = int(sys.argv[2]) if len(sys.argv) > 2 else 5
    with tempfile.TemporaryDirectory() as folder:
        for name, (write, read) in FILES.items():
            path = Path(folder) / name
            write(path, megabytes)
            size = path.stat().st_size
            for is_full in (False, True):
                seen = inspect(path, is_full=is_full)
                assert seen.stopped is None
                assert seen.was_full == is_full
                works: dict[str, Callable[[], object]] = {
                    "ours": partial(inspect, path, is_full=is_full),
                    "theirs": partial(read, path, is_full),
                }
                taken = least(works, rounds)
                how = "with --full" if is_full else "by header"
                print(
                    f"{name:12}{size / 1e6:8.1f} MB {how:12}{taken['ours'] * 1e3:9.1f} ms, library "
                    f"{taken['theirs'] * 1e3:9.1f} ms, ratio {taken['ours'] / taken['theirs']:.2f}; "
                    f"read {seen.read / 1e6:.2f} MB"
                )


if __name__ == "__main__":
    main()

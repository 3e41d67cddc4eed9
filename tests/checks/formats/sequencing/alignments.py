"""Alignments written by pysam, for the tests of inspectors."""

from pathlib import Path
from typing import Any

import pysam

from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.inspection import Asked, Notes
from theatrum.checks.formats.registry import Inspect

HEADER: dict[str, Any] = {
    "HD": {"VN": "1.6", "SO": "coordinate"},
    "SQ": [{"SN": "chr1", "LN": 248956422, "UR": "file:/home/okafor/genome.fa"}, {"SN": "chr2", "LN": 242193529}],
    "RG": [{"ID": "run7", "SM": "Ada Okafor", "PL": "ILLUMINA", "DT": "2021-03-04T10:11:12", "CN": "St. Elsewhere"}],
    "PG": [{"ID": "bwa", "CL": "bwa mem /home/okafor/genome.fa"}],
    "CO": ["mail ada@lab.example"],
}
MODES = {
    "bam": ("wb", []),
    "sam": ("w", []),
    "cram": ("wc", [b"no_ref=1"]),
    "cram2": ("wc", [b"version=2.1", b"no_ref=1"]),
}


def written(folder: Path, kind: str, *, header: dict[str, Any] | None = None, count: int = 500) -> bytes:
    """Return the bytes of a file with so many reads, of which every tenth is not aligned."""
    mode, options = MODES[kind]
    path = folder / f"made.{kind}"
    with pysam.AlignmentFile(str(path), mode, header=header or HEADER, format_options=options) as file:  # type: ignore[arg-type]  # its stubs know no modes of CRAM
        for number in range(count):
            file.write(_read(file.header, number))
    return path.read_bytes()


def _read(header: pysam.AlignmentHeader, number: int) -> pysam.AlignedSegment:
    read = pysam.AlignedSegment(header)
    read.query_name = f"A00123:45:HXXXXDSXX:1:1101:{number}:1000"
    read.query_sequence = "ACGT" * 25
    read.query_qualities = pysam.qualitystring_to_array("I" * 100)
    read.flag = 4
    if number % 10 and header.nreferences:
        read.flag, read.reference_id, read.reference_start, read.cigarstring = 0, 0, 1000 + number, "100M"
    return read


def inspected(content: bytes, inspect: Inspect, *, is_full: bool = False, budget: Budget | None = None) -> Notes:
    """Return what an inspector notes of these bytes."""
    budget = budget or Budget()
    notes = Notes(Asked("made", is_full=is_full), budget)
    inspect(Counted(Held(content), budget), notes)
    return notes

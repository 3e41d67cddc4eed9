import gzip
import io
import struct
import tarfile
import zipfile
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from theatrum.checks.formats.bytes import Budget, Counted, Held
from theatrum.checks.formats.sniffing import READ, content, is_text, look

FASTQ = b"@read1\nACGT\n+\nIIII\n"


def _bgzf(data: bytes) -> bytes:
    packer = zlib.compressobj(6, zlib.DEFLATED, -15)
    body = packer.compress(data) + packer.flush()
    size = struct.pack("<H", len(body) + 25)
    tail = struct.pack("<II", zlib.crc32(data), len(data))
    return b"\x1f\x8b\x08\x04\0\0\0\0\0\xff\x06\0BC\x02\0" + size + body + tail


def _tar() -> bytes:
    stream = io.BytesIO()
    with tarfile.open(fileobj=stream, mode="w") as archive:
        archive.addfile(tarfile.TarInfo("a.txt"))
    return stream.getvalue()


def _zip() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.txt", "x")
    return stream.getvalue()


@pytest.mark.requirement("R79")
@pytest.mark.parametrize(
    ("head", "label", "reads"),
    [
        (_bgzf(b"BAM\1" + bytes(9000)), "bam", "bam"),
        (b"CRAM\3\0" + bytes(20), "cram", "cram"),
        (_bgzf(b"##fileformat=VCFv4.3\n"), "gzip", None),
        (gzip.compress(FASTQ * 1000, mtime=0), "gzip", "fastq"),
        (FASTQ, "text", "fastq"),
        (b"@HD\tVN:1.6\n", "text", "sam"),
        (b"\x89HDF\r\n\x1a\n" + bytes(8), "hdf5", None),
        (bytes(512) + b"\x89HDF\r\n\x1a\n", "hdf5", None),
        (b"II*\0\x08\0\0\0", "tiff", None),
        (b"MM\0*\0\0\0\x08", "tiff", None),
        (b"II+\0\x08\0\0\0", "tiff", None),
        (_zip(), "zip", None),
        (_tar(), "tar", None),
        (gzip.compress(_tar(), mtime=0), "gzip", None),
        (bytes(128) + b"DICM", "dicom", None),
        (b"ZISRAWFILE\0\0", "czi", None),
        (b"PAR1\x15", "parquet", None),
        (b"BZh91AY", "bzip2", None),
        (b"\xfd7zXZ\0\0", "xz", None),
        (b"##fileformat=VCFv4.3\n", "text", None),
        ("name,größe\n".encode("utf-16"), "text", None),
        ("name,größe\n".encode("latin-1"), "text", None),
        (b"@read1\r\nACGT\r\n+read1\r\nIIII\r\n", "text", "fastq"),
        (b"@long\n" + b"ACGTN" * 2000, "text", "fastq"),
        (gzip.compress(b"@long\n" + b"ACGTN" * 2000, mtime=0), "gzip", "fastq"),
        (b"@mention,x\ny\n+z\n", "text", None),
        (b"@name\nCAT\n", "text", None),
        (b"", None, None),
        (b"\0\1\2\3", None, None),
        (b"\x1f\x8bdamaged", "gzip", None),
    ],
)
def test_first_bytes(head: bytes, label: str | None, reads: str | None) -> None:
    found = content(head[:READ])
    assert (found.label, found.reads) == (label, reads)


@pytest.mark.parametrize(
    ("head", "kind", "inside"),
    [
        (_bgzf(b"##fileformat=VCFv4.3\n"), "vcf", "text"),
        (b"##fileformat=VCFv4.3\n", "vcf", None),
        (b"#version 2.4\nHugo_Symbol\tEntrez_Gene_Id\tChromosome\tStart_Position\n", "maf", None),
        (b"ID\tchrom\tloc.start\tloc.end\tnum.mark\tseg.mean\r\n", "seg", None),
        (gzip.compress(_tar(), mtime=0), "gzip", "tar"),
        (gzip.compress(FASTQ * 1000, mtime=0), "fastq", "text"),
        (b"CellID,X_centroid\n1,2\n", "text", None),
        (_zip(), "zip", None),
        (b"\0\1", None, None),
    ],
)
def test_what_an_inspector_goes_by(head: bytes, kind: str | None, inside: str | None) -> None:
    found = content(head[:READ])
    assert (found.kind, found.inside) == (kind, inside)


def test_looking_reads_the_first_bytes_only() -> None:
    budget = Budget()
    assert look(Counted(Held(FASTQ * 10_000), budget)).kind == "fastq"
    assert Budget().bytes - budget.bytes == READ


@given(st.binary(max_size=READ))
def test_any_bytes_get_an_answer(head: bytes) -> None:
    found = content(head)
    assert found.label is None or found.name


@given(st.text(st.characters(exclude_categories=["Cc", "Cs"]), min_size=1))
def test_text_is_text(text: str) -> None:
    assert is_text(text.encode())

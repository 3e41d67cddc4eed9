"""What the first bytes of a file say it is. One short read a file, whatever its size."""

import codecs
import zlib
from dataclasses import dataclass

from theatrum.checks.formats.bytes import Bytes

READ = 4096

# (offset, bytes, what they say); labels are those of a profile's formats.
_SIGNS: tuple[tuple[int, bytes, str], ...] = (
    # Before the rest: the first member of an archive may be anything, and so may be what stands before DICOM.
    (257, b"ustar", "tar"),
    (128, b"DICM", "dicom"),
    (0, b"CRAM", "cram"),
    (0, b"BAI\1", "index"),
    (0, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (512, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (1024, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (2048, b"\x89HDF\r\n\x1a\n", "hdf5"),
    (0, b"II*\0", "tiff"),
    (0, b"MM\0*", "tiff"),
    (0, b"II+\0", "tiff"),
    (0, b"MM\0+", "tiff"),
    (0, b"PK\x03\x04", "zip"),
    (0, b"PK\x05\x06", "zip"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ\0", "xz"),
    (0, b"\xff\xd8\xff", "jpeg"),
    (0, b"ZISRAWFILE", "czi"),
    (0, b"PAR1", "parquet"),
    (0, b"\x89PNG\r\n", "png"),
    (0, b"X\n\0\0\0", "rdata"),
    (0, b"RDX2\n", "rdata"),
    (0, b"RDX3\n", "rdata"),
    (0, b"%PDF-", "pdf"),
    (0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "office"),
)
_GZIP = b"\x1f\x8b"
# What is always compressed, by its first bytes inside.
_PACKED = {b"BAM\1": "bam", b"BCF\2": "bcf", b"CSI\1": "index", b"TBI\1": "index"}
# Letters for bases; and how many of them are no word.
_BASES = b"ACGTUNacgtun."
_LONG = 100
# Columns, in lower case, that tell a table among texts.
_COLUMNS = {
    "maf": {b"hugo_symbol", b"chromosome", b"start_position"},
    "seg": {b"chrom", b"loc.start", b"loc.end"},
}
# How people call what the labels stand for.
NAMES = {
    "bam": "BAM",
    "bcf": "BCF",
    "bzip2": "a bzip2-compressed file",
    "cram": "CRAM",
    "czi": "Zeiss CZI",
    "dicom": "DICOM",
    "gzip": "a gzip-compressed file",
    "hdf5": "HDF5",
    "index": "an index of alignments or variants",
    "jpeg": "JPEG",
    "office": "an old Office document",
    "parquet": "Parquet",
    "pdf": "PDF",
    "png": "PNG",
    "rdata": "R data",
    "tar": "a tar archive",
    "text": "text",
    "tiff": "TIFF",
    "xz": "an xz-compressed file",
    "zip": "a ZIP archive",
}


@dataclass(frozen=True, slots=True)
class Content:
    """What the first bytes say: a label, None where they are of no known kind.

    ``reads`` is the format of sequencing reads that they are, compressed or not: bam, cram, fastq or sam. ``inside``
    is the label of what is compressed where the label is gzip. ``table`` is the format of text, compressed or not, that
    its first line tells: vcf, maf or seg.
    """

    label: str | None
    reads: str | None = None
    inside: str | None = None
    table: str | None = None

    @property
    def name(self) -> str:
        """How people call it."""
        return NAMES.get(self.label or "", "of an unknown kind")

    @property
    def kind(self) -> str | None:
        """What it is to an inspector: the closest that is known of it."""
        return self.reads or self.table or self.label


def look(file: Bytes) -> Content:
    """Read the first bytes of a file. Raises OSError, and BudgetSpent where they are counted."""
    return content(file.read_at(0, READ))


def content(head: bytes) -> Content:
    """Say what a file is that begins with these bytes; all of them, or at least 4,096."""
    if head.startswith(_GZIP):
        return _compressed(head)
    label = _label(head)
    if label == "text":
        return Content(label, _reads(head), table=_table(head))
    return Content(label, label if label == "cram" else None)


def _label(head: bytes) -> str | None:
    signs = (label for offset, sign, label in _SIGNS if head.startswith(sign, offset))
    return next(signs, None) or ("text" if is_text(head) else None)


def is_text(head: bytes) -> bool:
    """Say whether these may be the first bytes of a text: UTF-8, UTF-16, or an older encoding without NUL bytes."""
    if head.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return True
    controls = sum(head.count(bytes([sign])) for sign in (*range(9), 11, *range(14, 32)))
    return bool(head) and controls == 0


def _compressed(head: bytes) -> Content:
    inside = _inflated(head)
    if packed := _PACKED.get(inside[:4]):
        return Content(packed, packed if packed == "bam" else None)
    label = _label(inside)
    is_plain = label == "text"
    return Content("gzip", _reads(inside) if is_plain else None, label, _table(inside) if is_plain else None)


def _inflated(head: bytes) -> bytes:
    try:
        return zlib.decompressobj(wbits=31).decompress(head, READ)
    except zlib.error:
        return b""


def _table(head: bytes) -> str | None:
    """Say whether a text is one of the tables that genomics names by their columns."""
    if head.startswith(b"##fileformat=VCF"):
        return "vcf"
    lines = (line for line in head.split(b"\n", 50) if not line.startswith(b"#"))
    columns = {column.strip().strip(b'"').lower() for column in next(lines, b"").split(b"\t")}
    return next((table for table, needed in _COLUMNS.items() if needed <= columns), None)


def _reads(head: bytes) -> str | None:
    """Say whether a text is of sequencing reads."""
    if head.startswith((b"@HD\t", b"@SQ\t", b"@RG\t")):
        return "sam"
    lines = [line.rstrip(b"\r") for line in head.split(b"\n", 4)]
    return "fastq" if lines[0].startswith(b"@") and _is_read(lines[1:]) else None


def _is_read(lines: list[bytes]) -> bool:
    """Say whether these may follow the title of a read; a long one does not end where the first bytes do."""
    bases = lines[0] if lines else b""
    if not bases or bases.translate(None, _BASES):
        return False
    if len(lines) < 3:
        return len(bases) >= _LONG
    is_cut = len(lines) == 3 and len(lines[2]) < len(bases)
    return lines[1].startswith(b"+") and (is_cut or len(lines[2]) == len(bases))

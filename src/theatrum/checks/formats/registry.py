"""Which module inspects which kind of file. A module is imported when the first file of its kind comes.

Keys are what ``sniffing.Content.kind`` says of the first bytes, or what the ending of a name says of bytes that have no
sign of their own. A module has ``inspect(file: Bytes, notes: Notes) -> None``. Text formats (``fastq``, ``sam``,
``vcf``, ``maf``, ``seg``) come as they are stored, compressed or not.
"""

from collections.abc import Callable
from importlib import import_module
from typing import cast

from theatrum.checks.formats.bytes import Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.formats.sniffing import Content

Inspect = Callable[[Bytes, Notes], None]

# One line a kind, in alphabetical order.
MODULES: dict[str, str] = {
    "bam": "theatrum.checks.formats.sequencing.bam",
    "bcf": "theatrum.checks.formats.sequencing.bcf",
    "bzip2": "theatrum.checks.formats.archives.compressed",
    "cram": "theatrum.checks.formats.sequencing.cram",
    "czi": "theatrum.checks.formats.czi.inspecting",
    "dicom": "theatrum.checks.formats.dicom.inspecting",
    "fastq": "theatrum.checks.formats.sequencing.fastq",
    "gzip": "theatrum.checks.formats.archives.compressed",
    "hdf5": "theatrum.checks.formats.hdf5.inspecting",
    "index": "theatrum.checks.formats.sequencing.indexes",
    "jpeg": "theatrum.checks.formats.pictures.jpeg",
    "maf": "theatrum.checks.formats.sequencing.maf",
    "pdf": "theatrum.checks.formats.pdf.inspecting",
    "png": "theatrum.checks.formats.pictures.png",
    "rdata": "theatrum.checks.formats.rdata",
    "sam": "theatrum.checks.formats.sequencing.sam",
    "seg": "theatrum.checks.formats.sequencing.seg",
    "tar": "theatrum.checks.formats.archives.tars",
    "tiff": "theatrum.checks.formats.tiff.inspecting",
    "vcf": "theatrum.checks.formats.sequencing.vcf",
    "xz": "theatrum.checks.formats.archives.compressed",
    "zip": "theatrum.checks.formats.archives.zips",
}

_TEXT = "theatrum.checks.formats.plain_text"

# Endings of names, in lower case, of kinds that first bytes do not always tell.
_ENDINGS: tuple[tuple[str, str], ...] = (
    (".crai", "index"),
    (".dcm", "dicom"),
    (".maf", "maf"),
    (".maf.gz", "maf"),
    (".maf.txt", "maf"),
    (".seg", "seg"),
    (".seg.txt", "seg"),
    (".vcf", "vcf"),
    (".vcf.gz", "vcf"),
)
# Only of these a name is believed: other bytes have a sign, and the sign counts.
_UNSURE = frozenset({None, "text", "gzip"})


def kind_of(content: Content, name: str) -> str | None:
    """Return what a file is to an inspector, None where nothing is known of it."""
    if content.kind not in _UNSURE or content.inside not in (None, "text"):
        return content.kind
    folded = name.casefold()
    return next((kind for ending, kind in _ENDINGS if folded.endswith(ending)), content.kind)


def inspector_of(kind: str | None, *, reads_texts: bool = False) -> Inspect | None:
    """Return what inspects files of a kind, None where nothing does. Plain text is read by whoever asks for it."""
    module = MODULES.get(kind or "") or (_TEXT if reads_texts and kind == "text" else None)
    return cast("Inspect", import_module(module).inspect) if module else None  # slow import

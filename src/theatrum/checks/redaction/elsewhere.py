"""What to do with files that this program does not clean itself: by what they are, the program that does."""

from theatrum.checks.formats.sniffing import NAMES
from theatrum.checks.redaction.wishes import Refused

_ADVICE = {
    "bam": "Write its header anew: samtools view -H, edit @RG, @PG and @CO, then samtools reheader.",
    "cram": "Write its header anew: samtools view -H, edit @RG, @PG and @CO, then samtools reheader --in-place.",
    "czi": "Export it as OME-TIFF with ZEN or bfconvert, and clean that.",
    "fastq": "Names of reads say nothing of people unless somebody wrote them: rename reads with seqkit replace.",
    "gzip": "Unpack it, clean what is in it, and pack it again.",
    "hdf5": "Take columns and entries out with the program that wrote it, such as anndata, and write it anew.",
    "jpeg": "Take its metadata out with exiftool -all= or jpegtran -copy none.",
    "office": "Export it as CSV, and clean its cells.",
    "parquet": "Leave columns out with the program that wrote it.",
    "pdf": "Export its text anew without names and dates, or leave it out.",
    "png": "Take its metadata out with exiftool -all=.",
    "sam": "Edit its lines of header (@RG, @PG, @CO) with a text editor.",
    "tar": "Unpack it, clean what is in it, and pack it again.",
    "text": "Correct the text itself; dates of tables become days with theatrum dates.",
    "vcf": "Write its header anew: bcftools view -h, edit ##fileDate and lines of commands, then bcftools reheader.",
    "maf": "Correct the table itself; dates become days with theatrum dates.",
    "seg": "Correct the table itself.",
    "zip": "Unpack it, clean what is in it, and pack it again.",
}
_NAMES = {".mrxs": "Export it as OME-TIFF or SVS with the scanner's program, and clean that."}
_OTHERWISE = "Export it as TIFF, OME-TIFF or DICOM with the program that made it, and clean that."


class NotCleaned(Refused):
    """A format that is cleaned elsewhere."""


def advice_on(kind: str | None, name: str) -> NotCleaned:
    """Return what to say of a file of a kind and a name."""
    what = NAMES.get(kind or "", f"{kind.upper()}" if kind in _ADVICE else "of a kind that is not known here")
    ending = next((ending for ending in _NAMES if name.casefold().endswith(ending)), "")
    fix = _NAMES.get(ending) or _ADVICE.get(kind or "", _OTHERWISE)
    return NotCleaned(f"It is {what}, which is not cleaned by this command.", fix)

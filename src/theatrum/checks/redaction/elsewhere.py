"""What to do with files that this program does not clean itself: by what they are, the program that does."""

from theatrum.checks.formats.advice import advice_for
from theatrum.checks.formats.sniffing import NAMES
from theatrum.checks.redaction.wishes import Refused

# What the advice on findings does not say: of formats in which it is the same wherever something stands.
_ADVICE = {
    "bzip2": "Unpack it, clean what is in it, and pack it again.",
    "czi": "Export it as OME-TIFF with ZEN or bfconvert, and clean that.",
    "gzip": "Unpack it, clean what is in it, and pack it again with gzip -n.",
    "hdf5": "Take columns and entries out with the program that wrote it, such as anndata, and write it anew.",
    "office": "Export it as CSV, and clean its cells.",
    "parquet": "Leave columns out with the program that wrote it.",
    "tar": "Unpack it, clean what is in it, and pack it again.",
    "text": "Correct the text itself; dates of tables become days with theatrum dates.",
    "xz": "Unpack it, clean what is in it, and pack it again.",
    "zip": "Unpack it, clean what is in it, and pack it again.",
}
_NAMES = {".mrxs": "Export it as OME-TIFF or SVS with the scanner's program, and clean that."}
_OTHERWISE = "Export it as TIFF, OME-TIFF or DICOM with the program that made it, and clean that."


class NotCleaned(Refused):
    """A format that is cleaned elsewhere."""


def advice_on(kind: str | None, name: str) -> NotCleaned:
    """Return what to say of a file of a kind and a name."""
    ending = next((ending for ending in _NAMES if name.casefold().endswith(ending)), "")
    fix = _NAMES.get(ending) or advice_for(kind) or _ADVICE.get(kind or "", _OTHERWISE)
    return NotCleaned(f"This command does not clean files that are {_named(kind)}.", fix)


def _named(kind: str | None) -> str:
    return NAMES.get(kind or "") or (kind.upper() if kind else "of a kind that is not known here")

"""What to do with files that this program does not clean itself: by what they are, the program that does."""

from theatrum.checks.formats.advice import advice_for
from theatrum.checks.formats.registry import inspector_of
from theatrum.checks.formats.sniffing import NAMES
from theatrum.checks.redaction.wishes import Refused

# What the advice on findings does not say: of formats in which it is the same wherever something stands.
_ADVICE = {
    "office": "Export it as CSV, and clean its cells.",
    "parquet": "Leave columns out with the program that wrote it.",
    "text": "Correct the text itself; dates of tables become days with theatrum dates.",
}
# Of files that look like others: the picture that a slide of several files begins with, and those files.
_SLIDE = "Export the slide as OME-TIFF or SVS with the scanner's program, and clean that."
_NAMES = {".mrxs": _SLIDE, ".vsi": _SLIDE, ".ets": _SLIDE}
_OTHERWISE = "Export it as TIFF, OME-TIFF or DICOM with the program that made it, and clean that."


# What no inspector looks into, because other checks read it: tables, and texts.
_READ_ELSEWHERE = frozenset({"index", "office", "parquet", "text"})


class NotCleaned(Refused):
    """A format that is cleaned elsewhere. ``is_unseen`` where nothing looks into it, so that it may hold anything."""

    def __init__(self, problem: str, fix: str, *, is_unseen: bool) -> None:
        super().__init__(problem, fix)
        self.is_unseen = is_unseen


def advice_on(kind: str | None, name: str) -> NotCleaned:
    """Return what to say of a file of a kind and a name."""
    ending = next((ending for ending in _NAMES if name.casefold().endswith(ending)), "")
    fix = _NAMES.get(ending) or advice_for(kind) or _ADVICE.get(kind or "", _OTHERWISE)
    is_unseen = bool(ending) or (inspector_of(kind) is None and kind not in _READ_ELSEWHERE)
    return NotCleaned(f"It is {_named(kind)}, which this command does not clean.", fix, is_unseen=is_unseen)


def _named(kind: str | None) -> str:
    return NAMES.get(kind or "") or (kind.upper() if kind else "of a kind that is not known here")

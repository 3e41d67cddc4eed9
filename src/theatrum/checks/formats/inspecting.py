"""Inspects any file: finds out what it is, lets the inspector of its kind look, and judges what that noted."""

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import Budget, Bytes, Counted
from theatrum.checks.formats.errors import BudgetSpent, Unreadable
from theatrum.checks.formats.inspection import Asked, Inspection, Noted, Notes
from theatrum.checks.formats.judging import judge_inspection
from theatrum.checks.formats.registry import inspector_of, kind_of
from theatrum.checks.formats.sniffing import NAMES, look

__all__ = ["STOPPED", "UNREADABLE", "Inspection", "budget_for", "inspect_file", "inspect_noting", "judge_inspection"]

UNREADABLE = "format.unreadable"
STOPPED = "format.stopped"
_GROWTH = 210  # what data grow when they are unpacked, at most
_LIMITS = {
    "bytes": "reading on would take more than a file is worth",
    "structures": "it has more parts than are looked at",
    "texts": "its header holds more text than is looked at",
    "depth": "archives lie in archives deeper than is looked",
}


def inspect_file(file: Bytes, asked: Asked, *, budget: Budget | None = None) -> Inspection:
    """Look at a file by header, tail and samples, or at everything where asked. What fails is noted, never raised.

    But ConnectionError, where the file is on a service that cannot be reached: that is no fault of the file.
    """
    budget = budget or budget_for(file.size, is_full=asked.is_full)
    before, notes = budget.bytes, Notes(asked, budget)
    stopped = None
    try:
        inspect_noting(Counted(file, budget), notes)
    except BudgetSpent as spent:
        stopped = spent.what
        notes.noted.append(_stopped(stopped, is_full=asked.is_full))
    return Inspection(
        label=notes.label,
        facts=notes.facts,
        texts=tuple(notes.texts),
        forbidden=tuple(notes.forbidden),
        noted=tuple(notes.noted),
        pictures=tuple(notes.pictures),
        members=tuple(notes.members),
        was_full=notes.was_full and stopped is None,
        read=before - budget.bytes,
        stopped=stopped,
        was_listed=notes.was_listed,
    )


def inspect_noting(file: Bytes, notes: Notes) -> None:
    """Let the inspector of a file's kind write into notes, for a file or a member of one.

    Raises BudgetSpent, and ConnectionError where the file is on a service that cannot be reached.
    """
    try:
        notes.label = kind_of(look(file), notes.asked.name)
        inspect = inspector_of(notes.label, reads_texts=notes.asked.reads_texts)
        if inspect is not None:
            inspect(file, notes)
    except (BudgetSpent, ConnectionError):
        raise  # what cannot be reached now says nothing of the file
    except Unreadable as error:
        _broken(notes, error.place, error.problem)
    except OSError:
        _broken(notes, "", "reading it failed")
    except Exception as error:  # noqa: BLE001  # a library met bytes it was not made for, and its words may hold them
        _broken(notes, "", f"it is damaged or not made to its format ({type(error).__name__})")


def budget_for(size: int, *, is_full: bool) -> Budget:
    """Return what looking at a file of so many bytes may cost: much more where everything is read."""
    plain = Budget()
    if not is_full:
        return plain
    # What is compressed grows when it is read; what grows beyond measure is no data.
    return Budget(bytes=plain.bytes + _GROWTH * size, structures=plain.structures + size // 64, texts=plain.texts)


def _broken(notes: Notes, place: str, problem: str) -> None:
    message = f"As {NAMES.get(notes.label or '', 'a file')}, it cannot be read further: {problem}."
    fix = "Open it with the program that made it; write it anew, or transfer it again."
    where = ": ".join(part for part in (notes.place, place) if part)
    # Not by ``note``, which counts: what is wrong is told even when nothing is left.
    notes.noted.append(Noted(UNREADABLE, Severity.ERROR, message, fix, where or None))


def _stopped(what: str, *, is_full: bool) -> Noted:
    message = f"Only the beginning of it was looked at: {_LIMITS.get(what, what)}."
    fix = "Split it, or tell your liaison what is in it." if is_full else "Check it with --full, which reads on."
    return Noted(STOPPED, Severity.WARNING, message, fix)

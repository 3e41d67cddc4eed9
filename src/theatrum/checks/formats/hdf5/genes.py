"""The genes of an AnnData: their identifiers, and which of them were filtered out."""

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from theatrum.checks.findings import Severity
from theatrum.checks.formats.hdf5.frames import Column, Frame
from theatrum.checks.formats.hdf5.matrices import Matrix
from theatrum.checks.formats.hdf5.values import stretches
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.profile.inspection_shapes import Genes

if TYPE_CHECKING:
    import numpy as np

_MOST = 500_000  # genes; there are about 60,000


def tell_genes(genes: Frame, raw: Frame | None, matrix: Matrix | None, *, rules: Genes, notes: Notes) -> None:
    """Note identifiers that are none or come twice, and flags of filtering that do not hold. Raises BudgetSpent."""
    patterns = [re.compile(pattern, re.ASCII) for pattern in (rules.pattern, *rules.other_patterns)]
    for frame, place in ((genes, "var"), (raw, "raw/var")):
        if frame is not None:
            _tell_index(frame, patterns, rules, notes, place)
    if rules.flag is not None:
        _tell_flag(genes, raw, matrix, rules, notes)


def _tell_index(frame: Frame, patterns: Sequence[re.Pattern[str]], rules: Genes, notes: Notes, place: str) -> None:
    if frame.index is None or frame.index.kind != "text":
        _note(notes, rules, "Its genes have no index of texts.", f"Write {rules.expects}.", place)
        return
    names = list(frame.index.texts(_MOST))
    notes.budget.spend(structures=len(names) // 10)
    wrong = sum(not any(pattern.fullmatch(name) for pattern in patterns) for name in names)
    if wrong:
        message = f"{wrong:,} of its {len(names):,} genes are not named by {rules.expects.partition(',')[0]}."
        _note(notes, rules, message, f"Make the index of {rules.expects}.", place)
    if doubled := len(names) - len(set(names)):
        _note(notes, rules, f"{doubled:,} of its genes come twice.", "Keep one of each.", place)


def _tell_flag(genes: Frame, raw: Frame | None, matrix: Matrix | None, rules: Genes, notes: Notes) -> None:
    flag = rules.flag or ""
    column = genes.columns.get(flag)
    if column is None:
        other = next((name for name in rules.spellings if name in genes.columns), None)
        message = f"A column of its genes must be named {flag}." if other else f"Its genes have no column {flag}."
        fix = f"Rename {other}." if other else "Add it: true where a gene was left out of the normalised matrix."
        _note(notes, rules, message, fix, "var", severity=Severity.WARNING)
        return
    if column.kind != "flag":
        _note(notes, rules, f"{flag} is not true or false.", "Write true or false.", f"var/{flag}")
        return
    if raw is not None and flag in raw.columns and _flags(raw.columns[flag]).any():
        message = "Genes of the raw counts are said to be filtered; none may be."
        _note(notes, rules, message, "Write false for all genes of raw.", f"raw/var/{flag}")
    if raw is not None and matrix is not None and matrix.has_values_of(_flags(column), is_full=notes.asked.is_full):
        message = "Genes that are said to be filtered have values in the matrix."
        _note(notes, rules, message, "Write zeros, or say that they are not filtered.", f"var/{flag}")


def _flags(column: Column) -> "np.ndarray[tuple[int, ...], np.dtype[np.bool_]]":
    """Return which rows are true."""
    import numpy as np  # slow import

    if column.kind != "flag" or column.field is not None or column.categories is not None:
        return np.zeros(0, dtype=bool)
    parts = [np.asarray(column.values[start:end]).astype(bool) for start, end in stretches(len(column.values), _MOST)]
    return np.concatenate(parts) if parts else np.zeros(0, dtype=bool)


def _note(  # noqa: PLR0917  # inside this module only
    notes: Notes, rules: Genes, message: str, fix: str, place: str, severity: Severity | None = None
) -> None:
    notes.note(
        "format.anndata_genes",
        severity or Severity(rules.severity),
        message,
        fix=fix,
        place=place,
        requirement=rules.requirement,
    )

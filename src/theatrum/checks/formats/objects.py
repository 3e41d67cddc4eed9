"""A table of segmented objects: where each is, which one it is, and of which image, by the rules of the profile."""

import codecs
import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from theatrum.checks.findings import Severity
from theatrum.checks.formats.bytes import MEBIBYTE, Bytes
from theatrum.checks.formats.inspection import Notes
from theatrum.checks.profile.inspection_shapes import ObjectColumn, ObjectRules

_WHOLE, _HEAD = 16 * MEBIBYTE, 4 * MEBIBYTE
_BLOCK = MEBIBYTE
_MOST_IDS = 5_000_000
_LONGEST_HEADER = MEBIBYTE
_SEVERAL = re.compile(r"[,;\s]+")


def inspect_objects(file: Bytes, notes: Notes, rules: ObjectRules) -> None:
    """Note columns that are missing, and values that are none. Long tables are read at their beginning, if not full.

    Facts: ``OBJECTS``, where all rows were read, and ``OBJECT_COLUMNS``. Raises BudgetSpent, OSError.
    """
    is_whole = notes.asked.is_full or file.size <= _WHOLE
    rows = csv.reader(_lines(file, file.size if is_whole else _HEAD))
    try:
        header = [name.strip() for name in next(rows, [])]
        notes.fact("OBJECT_COLUMNS", tuple(name for name in header if name))
        table = _Table(header, rules, notes)
        table.tell_columns()
        for row in rows:
            table.add(row)
    except csv.Error:
        message = "It is no CSV: a cell is longer than any is, or a quotation mark is left open."
        notes.note("format.objects_rows", Severity.ERROR, message, fix="Write it anew as CSV.")
        return
    table.finish()
    if is_whole:
        notes.fact("OBJECTS", table.rows)


@dataclass(slots=True)
class _Table:
    header: Sequence[str]
    rules: ObjectRules
    notes: Notes
    rows: int = 0
    _places: dict[str, int] = field(default_factory=dict)
    _seen: set[int] = field(default_factory=set)
    _wrong: Counter[str] = field(default_factory=Counter)

    def tell_columns(self) -> None:
        """Note columns that are missing, or named otherwise than they should be."""
        for rule in self.rules.columns:
            other = next((name for name in rule.spellings if name in self.header), None)
            if rule.name in self.header:
                self._places[rule.name] = self.header.index(rule.name)
            elif other is not None:
                self._places[rule.name] = self.header.index(other)
                message = f"The column that says {rule.about} should be named {rule.name}."
                self._note("spelling", message, f"Rename {other}.", Severity.WARNING, self.rules.spelling_requirement)
            else:
                message = f"No column says {rule.about}."
                self._note("column", message, f"Add a column {rule.name}.")
        self._tell_parents()

    def _tell_parents(self) -> None:
        parents = parents_in(self.notes.asked.declared.get(self.rules.parents, ""))
        if len(parents) > 1 and not set(self.rules.parent_columns) & set(self.header):
            message = f"It is made of {len(parents):,} files, and no column says which one an object is in."
            fix = f"Add a column {self.rules.parent_columns[0]}." if self.rules.parent_columns else "Add a column."
            self._note("parent", message, fix, requirement=self.rules.parent_requirement)

    def add(self, row: Sequence[str]) -> None:
        """Look at one row. Raises BudgetSpent."""
        if not row:
            return
        self.rows += 1
        if len(row) != len(self.header):
            self._wrong["rows"] += 1
            return
        for rule in self.rules.columns:
            place = self._places.get(rule.name)
            if place is not None:
                self._look(rule, row[place].strip())

    def _look(self, rule: ObjectColumn, cell: str) -> None:
        if rule.is_number and not _is_number(cell):
            self._wrong[rule.name] += 1
        if rule.is_unique and len(self._seen) < _MOST_IDS:
            key = hash(cell)
            self._wrong[rule.name] += key in self._seen or not cell
            self._seen.add(key)

    def finish(self) -> None:
        """Note how many values are none."""
        for rule in self.rules.columns:
            count = self._wrong[rule.name]
            if count and rule.is_number:
                self._note("number", f"{count:,} values of {rule.name} are no numbers.", "Write numbers.")
            elif count:
                message = f"{count:,} values of {rule.name} are empty, or those of earlier objects."
                self._note("unique", message, "Give each object a number of its own, that of the mask.")
        if self._wrong["rows"]:
            message = f"{self._wrong['rows']:,} rows have more or fewer cells than there are headers."
            self._note("rows", message, "Write it anew as CSV.")
        if not self.rows:
            self._note("rows", "It has no objects.", "Submit the table that is meant.")

    def _note(  # inside this class only
        self, what: str, message: str, fix: str, severity: Severity | None = None, requirement: str | None = None
    ) -> None:
        severity = severity or Severity(self.rules.severity)
        requirement = requirement or self.rules.requirement
        self.notes.note(f"format.objects_{what}", severity, message, fix=fix, requirement=requirement)


def parents_in(cell: str) -> list[str]:
    """Return the identifiers of the files that a cell says something is made of."""
    return [one for one in _SEVERAL.split(cell) if one]


def _is_number(cell: str) -> bool:
    try:
        number = float(cell)
    except ValueError:
        return False
    return number - number == 0  # neither infinite nor none at all


def _lines(file: Bytes, most: int) -> Iterator[str]:
    """Yield the lines of the first bytes; of a part the last one may be cut, and is left out."""
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    rest = ""
    for start in range(0, most, _BLOCK):
        text = rest + decoder.decode(file.read_at(start, min(_BLOCK, most - start)))
        *whole, rest = text.splitlines(keepends=True) or [""]
        if len(rest) > _LONGEST_HEADER:
            raise csv.Error
        yield from whole
    if rest and most >= file.size:
        yield rest

"""What is said of rows in which one column changed: mostly what was said of them, without judging all of them anew."""

from collections.abc import Callable, Collection, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cached_property

import polars as pl

from theatrum.checks.findings import Severity
from theatrum.checks.report.schema_check import SchemaCheck
from theatrum.checks.tables.table import Table
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.cells import Cells, cell, is_blank
from theatrum.repository.grids.judging import (
    MOST_FINDINGS,
    Judged,
    Subject,
    findings_of,
    in_order,
    is_private,
    of_schema,
)
from theatrum.repository.grids.models import RowVerdict

Texts = Mapping[int, str | None]


@dataclass(frozen=True, slots=True)
class Alike:
    """A row that is wrong in the same way as another one, which is judged."""

    index: int
    findings: list[JsonObject] | None


class Carrying:
    """Rows in which nothing changed but columns that stand alone: of the others the same is said as before.

    Of such a column the same is said wherever the same stands in it.
    """

    def __init__(self, slots: Mapping[str, int], check: SchemaCheck) -> None:
        self._slots, self._check = slots, check
        self._headers = {slot: header for header, slot in slots.items()}
        self._alike: dict[tuple[object, ...], int] = {}

    def carried(self, subjects: Sequence[Subject]) -> dict[int, Judged | Alike]:
        """Return the rows of which that is known without judging them, by index."""
        changes = {index: change for index, one in enumerate(subjects) if (change := _exchanged(one)) is not None}
        texts: dict[int, set[str | None]] = {}
        for before, after in changes.values():
            for slot, text in (*before.items(), *after.items()):
                texts.setdefault(slot, set()).add(text)
        sound = {slot: self._sound(slot, some) for slot, some in texts.items()}
        alone = {slot for slot in texts if self._is_alone(slot)}
        found: dict[int, Judged | Alike] = {}
        left: dict[int, tuple[Texts, Texts]] = {}
        for index, both in changes.items():
            if _is_sound(both, sound):
                found[index] = _as_before(subjects[index])
            elif both[1].keys() <= alone:
                left[index] = both
        slots = {slot for _, now in left.values() for slot in now}
        # Judging texts apart pays only where they are fewer than the rows that have them.
        if sum(len(texts[slot] - sound[slot]) for slot in slots) >= len(left):
            return found
        told = {slot: self._told(slot, texts[slot], sound[slot]) for slot in slots}
        for index, (was, now) in left.items():
            if (one := self._changed(index, subjects[index], (was, now), told)) is not None:
                found[index] = one
        return found

    def _sound(self, slot: int, texts: Collection[str | None]) -> set[str | None]:
        name = self._name(slot)
        return set() if name is None else self._check.sound(name, texts)

    def _told(
        self, slot: int, texts: AbstractSet[str | None], sound: AbstractSet[str | None]
    ) -> Mapping[str | None, list[JsonObject]] | None:
        """Return what is found of a column that stands alone, by its texts; None where it is too much."""
        found = self._of_column(self._headers[slot], [*(texts - sound)])
        return None if found is None else {**{text: [] for text in sound}, **found}

    def _of_column(self, header: str, texts: Sequence[str | None]) -> dict[str | None, list[JsonObject]] | None:
        """Return what is found of a column that stands alone, by what stands there; None where it is too much."""
        empty = [None] * len(texts)
        told = [pl.Series(name, texts if name == header else empty, dtype=pl.String) for name in self._slots]
        found = findings_of(self._check.judge(Table("grid", None, pl.DataFrame(told), first_row=2)))
        if any(len(some) >= MOST_FINDINGS for some in found.values()):
            return None
        return {
            text: [one for one in found.get(place, ()) if one["column"] == header] for place, text in enumerate(texts)
        }

    def _changed(
        self,
        index: int,
        subject: Subject,
        change: tuple[Texts, Texts],
        told: Mapping[int, Mapping[str | None, list[JsonObject]] | None],
    ) -> Judged | Alike | None:
        """Return what is said of a row now; None where it has to be judged."""
        before, new = of_schema(subject.found) or [], list[JsonObject]()
        is_wrong = False
        for texts in change:
            new = []
            for slot, text in texts.items():
                if (known := told[slot]) is None:
                    return None
                new += known[text]
            is_wrong = is_wrong or _has_error(new)
        columns = {self._headers[slot] for slot in change[0]}
        found = sorted([*(one for one in before if one["column"] not in columns), *new], key=self._order)
        is_known = _has_error(before) is (subject.said.verdict is RowVerdict.INVALID)
        if not is_known or max(len(before), len(found)) >= MOST_FINDINGS:
            return None
        if not _has_error(found):
            return Judged(RowVerdict.VALID, findings=found or None)
        if not is_wrong:
            return replace(subject.said, findings=found)
        first = self._alike.setdefault(self._way(subject.cells, found), index)
        return None if first == index else Alike(first, found)

    def _way(self, cells: Cells, findings: Sequence[JsonObject]) -> tuple[object, ...]:
        """Return in which way a row is wrong; see ``_Worded``."""
        wrong = dict.fromkeys(self._slots.get(str(one["column"])) for one in findings)
        beside = (cell(cells, slot) for slot in self._beside)
        return (*beside, *((slot, None if slot is None else cell(cells, slot)) for slot in wrong))

    @cached_property
    def _beside(self) -> list[int]:
        return [slot for slot in self._slots.values() if not self._is_alone(slot)]

    def _is_alone(self, slot: int) -> bool:
        name = self._name(slot)
        return name is not None and self._check.stands_alone(name)

    def _name(self, slot: int) -> str | None:
        """Return what the schema calls a column; None where it does not know it."""
        header = self._headers.get(slot)
        return None if header is None else self._names.get(header)

    @cached_property
    def _order(self) -> Callable[[JsonObject], tuple[int, str, str]]:
        return in_order(self._names)

    @cached_property
    def _names(self) -> Mapping[str, str]:
        return self._check.names(list(self._slots))


def _as_before(subject: Subject) -> Judged:
    return replace(subject.said, findings=of_schema(subject.found)) if subject.found else subject.said


def _has_error(findings: Sequence[JsonObject]) -> bool:
    return any(one["severity"] == Severity.ERROR.value for one in findings)


def _exchanged(subject: Subject) -> tuple[Texts, Texts] | None:
    """Return by slot the texts of a row that was judged which took the place of others: those of before, and these.

    None where it was not, or nothing stands in it any more. What identifies is told otherwise in other company.
    """
    if subject.was is None or subject.fresh is None:
        return None
    if subject.found and any(is_private(one) for one in subject.found):
        return None
    was, now = dict[int, str | None](), dict[int, str | None]()
    for slot in subject.fresh:
        before, after = cell(subject.was, slot), cell(subject.cells, slot)
        if before != after:
            was[slot], now[slot] = before, after
    return None if None in now.values() and is_blank(subject.cells) else (was, now)


def _is_sound(change: tuple[Texts, Texts], sound: Mapping[int, AbstractSet[str | None]]) -> bool:
    return all(text in sound[slot] for texts in change for slot, text in texts.items())

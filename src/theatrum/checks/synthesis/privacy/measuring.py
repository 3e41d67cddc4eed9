"""What a judge of identifying data finds of what is planted, and what it finds where nothing is."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from theatrum.checks.findings import Group, Verdict
from theatrum.checks.privacy.hits import Kind, Strength
from theatrum.checks.privacy.judging import Judge
from theatrum.checks.synthesis.privacy.cells import LabelledCell
from theatrum.checks.synthesis.privacy.planted import Plant
from theatrum.checks.tables.table import Table

FAMILY = "privacy."


@dataclass(frozen=True, slots=True)
class Found:
    """One finding on a cell: its class, what follows, and the stretch it is about."""

    kind: Kind
    verdict: Verdict
    start: int
    end: int


@dataclass(slots=True)
class Recall:
    """Of so many planted, how many were found as what they are, as anything, and with no character left out.

    ``missed`` are cells in which nothing was found at the place.
    """

    planted: int = 0
    found: int = 0
    seen: int = 0
    whole: int = 0
    missed: list[LabelledCell] = field(default_factory=list)

    @property
    def share(self) -> float:
        """The share that was found as what it is, from 0 to 1."""
        return self.found / self.planted if self.planted else 1.0


@dataclass(slots=True)
class Alarms:
    """Findings where nothing is planted, by class and verdict, in so many cells; ``cells`` are those with any."""

    looked_at: int = 0
    counts: dict[tuple[Kind, Verdict], int] = field(default_factory=lambda: defaultdict(int))
    cells: list[tuple[LabelledCell, Found]] = field(default_factory=list)

    def rate(self, *verdicts: Verdict) -> float:
        """Return how many findings there are in 10,000 cells, of these verdicts or of all."""
        wanted = sum(count for (_, verdict), count in self.counts.items() if not verdicts or verdict in verdicts)
        return wanted / max(1, self.looked_at) * 10_000


def measure_recall(judge: Judge, cells: Iterable[LabelledCell]) -> dict[tuple[Kind, str, Strength], Recall]:
    """Return by class and writing what is found of planted cells."""
    figures: dict[tuple[Kind, str, Strength], Recall] = defaultdict(Recall)
    for cell, found in judged(judge, cells):
        for plant in cell.sample.plants:
            _count(figures[plant.kind, plant.writing, plant.strength], cell, plant, found)
    return dict(sorted(figures.items()))


def measure_alarms(judge: Judge, cells: Iterable[LabelledCell]) -> Alarms:
    """Return what is found in clean cells."""
    alarms = Alarms()
    for cell, found in judged(judge, cells):
        alarms.looked_at += 1
        for one in found:
            alarms.counts[one.kind, one.verdict] += 1
            alarms.cells.append((cell, one))
    return alarms


def judged(judge: Judge, cells: Iterable[LabelledCell]) -> Iterator[tuple[LabelledCell, Sequence[Found]]]:
    """Yield cells with what is found in them, judged as tables of their components."""
    for component, columns in _tables(cells).items():
        height = max(map(len, columns.values()))
        texts = {
            name: [cell.sample.text for cell in column] + [None] * (height - len(column))
            for name, column in columns.items()
        }
        frame = pl.DataFrame(texts, schema=dict.fromkeys(texts, pl.String))
        found = _found(judge.table(Table("planted.csv", None, frame), component))
        for name, column in columns.items():
            for row, cell in enumerate(column, start=1):
                yield cell, found.get((name, row), ())


def _tables(cells: Iterable[LabelledCell]) -> Mapping[str, Mapping[str, list[LabelledCell]]]:
    found: dict[str, dict[str, list[LabelledCell]]] = defaultdict(lambda: defaultdict(list))
    for cell in cells:
        found[cell.component][cell.column].append(cell)
    return found


def _found(groups: Iterable[Group]) -> Mapping[tuple[str, int], Sequence[Found]]:
    found: dict[tuple[str, int], list[Found]] = defaultdict(list)
    for group in groups:
        told = group.finding
        if told.column is None or told.verdict is None:
            continue
        kind = Kind(told.code.removeprefix(FAMILY))
        for row, match in zip(group.rows, group.matches, strict=True):
            end = match.offset + match.length
            found[told.column, row].append(Found(kind, told.verdict, match.offset, end))
    return found


def _count(recall: Recall, cell: LabelledCell, plant: Plant, found: Sequence[Found]) -> None:
    there = [one for one in found if one.start < plant.end and plant.start < one.end]
    recall.planted += 1
    recall.found += any(one.kind is plant.kind for one in there)
    recall.seen += bool(there)
    left = set(range(plant.start, plant.end)) - {place for one in there for place in range(one.start, one.end)}
    recall.whole += not left
    if not there:
        recall.missed.append(cell)

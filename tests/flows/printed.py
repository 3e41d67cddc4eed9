"""What ``theatrum check`` printed, read as a person reads it: which table, what is wrong, where, and what to do."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

# So wide that no line is broken: putting lines together again is no part of what is to be shown.
WIDTH = 10_000
_TITLE = re.compile(r"(?P<file>\S.*?)(?:, sheet (?P<sheet>.+?))?: (?:\w+, )?[0-9,]+ of [0-9,]+ rows? (?:is|are) clean")
_HEAD = re.compile(r"  (?P<severity>error|pending|warning|note) +(?P<message>.+)")
_MATCH = r"(?<! )(?:, characters [0-9,]+ to [0-9,]+ \([0-9,]+\), hash [0-9a-f]+)?"
_PLACE = re.compile(r' {11}(?:"(?P<value>.*)"  )?(?:[0-9,]+ (?:cells|rows): )?(?:rows? )?(?P<rows>[0-9, -]+)' + _MATCH)
_ALL = re.compile(r" {11}all (?P<count>[0-9,]+) rows")
_ADVICE = re.compile(r" {11,13}-> (?P<advice>.+)")


@dataclass(slots=True)
class Place:
    """Rows in which one value stands, and what to do about it; or a file."""

    rows: list[int] = field(default_factory=list)
    value: str | None = None
    file: str | None = None
    advice: str = ""


@dataclass(slots=True)
class Block:
    """One thing to mend. ``file`` and ``sheet`` are those of the table above it; None where it is about files."""

    file: str | None
    sheet: str | None
    severity: str
    message: str
    places: list[Place] = field(default_factory=list)
    advice: str = ""

    @property
    def rows(self) -> list[int]:
        """All rows that are named."""
        return [row for place in self.places for row in place.rows]

    @property
    def column(self) -> str:
        """The column by which the message leads."""
        return self.message.partition(": ")[0]

    def advices(self) -> Iterator[str]:
        """Yield what to do."""
        yield from (place.advice for place in self.places if place.advice)
        if self.advice:
            yield self.advice

    def speaks_of(self, file: str, row: int | None, column: str | None) -> bool:
        """Return whether a place is named: the file, the row where there is one, and the column where there is one."""
        is_file = self.file == file or any(place.file == file for place in self.places)
        is_row = row is None or row in self.rows
        return is_file and is_row and (column is None or column in self.message)


def read(lines: Iterable[str]) -> list[Block]:
    """Return what is to be mended, in the order in which it is printed."""
    blocks: list[Block] = []
    file = sheet = None
    for line in lines:
        if line.startswith(("clean ", "-----")):
            break
        if title := _TITLE.match(line):
            file, sheet = title["file"], title["sheet"]
        elif not line.startswith(" "):
            file = sheet = None
        elif head := _HEAD.fullmatch(line):
            blocks.append(Block(file, sheet, head["severity"], head["message"]))
        elif line.startswith(" " * 11):
            _add(blocks[-1], line)
    return blocks


def _add(block: Block, line: str) -> None:
    if advice := _ADVICE.fullmatch(line):
        if line.startswith(" " * 13):
            block.places[-1].advice = advice["advice"]
        else:
            block.advice = advice["advice"]
    elif everywhere := _ALL.fullmatch(line):
        block.places.append(Place(rows=list(range(1, int(everywhere["count"]) + 1))))
    elif block.file is None:
        block.places.append(Place(file=line.strip()))
    elif place := _PLACE.fullmatch(line):
        block.places.append(Place(rows=_rows(place["rows"]), value=place["value"]))
    else:
        raise AssertionError(f"a reader cannot tell what this is: {line!r}")


def _rows(text: str) -> list[int]:
    bounds = [part.split("-") for part in text.split(", ")]
    return [row for first, *last in bounds for row in range(int(first), int(last[0] if last else first) + 1)]

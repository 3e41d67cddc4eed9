"""A picture of what comes from what, as boxes and curves with places in an SVG: columns are layers, rows modules. Pure.

All numbers are whole: no locale may put a comma into an SVG.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from theatrum.checks.catalogue.page import ComponentPage
from theatrum.doors.web.pages.model.layers import Arrow, Group, arrows_of, grouped

WIDTH = 200
_LINE = 22
_PAD = 10
_BETWEEN = 40
_ABOVE = 18
_LANE = 28
_EDGE = 12
_ARROW = 7


@dataclass(frozen=True)
class Line:
    """The name of a component in a box, and the height of its base line."""

    page: ComponentPage
    y: int


@dataclass(frozen=True)
class Box:
    """A box with the names of its components, and what identifier a row of them gives out."""

    x: int
    y: int
    height: int
    lines: list[Line]
    gives: str
    width: int = WIDTH

    @property
    def text_x(self) -> int:
        """Where the names begin."""
        return self.x + _PAD

    @property
    def gives_y(self) -> int:
        """The base line of what it gives out."""
        return self.y + self.height - _PAD

    @property
    def middle(self) -> int:
        """Half its height."""
        return self.y + self.height // 2


@dataclass(frozen=True)
class Lane:
    """The stretch of one module, with its name."""

    name: str
    y: int
    height: int

    @property
    def text_y(self) -> int:
        """The base line of its name."""
        return self.y + 18


@dataclass(frozen=True)
class Curve:
    """A line from what is named to what names it, with an arrow's head at its end."""

    path: str
    head: str
    is_parent: bool
    title: str


@dataclass(frozen=True)
class Picture:
    """Everything to be drawn."""

    width: int
    height: int
    lanes: list[Lane]
    boxes: list[Box]
    curves: list[Curve]


def picture(pages: Sequence[ComponentPage], kinds: dict[str, str]) -> Picture:
    """Lay components out; ``kinds`` are the names of the kinds of identifiers that they give out."""
    arrows = arrows_of(pages)
    groups = grouped(pages, arrows)
    lanes: list[Lane] = []
    boxes: list[Box] = []
    placed: dict[str, Box] = {}
    y = _EDGE
    for module in _modules(groups, arrows):
        own = [group for group in groups if group.module == module]
        height = _place(own, y, kinds, boxes, placed)
        lanes.append(Lane(module, y, height))
        y += height + _ABOVE
    width = 2 * _EDGE + max((box.x + WIDTH for box in boxes), default=0)
    return Picture(width, y - _ABOVE + _EDGE, lanes, boxes, _curves(arrows, placed))


def _modules(groups: Sequence[Group], arrows: Sequence[Arrow]) -> list[str]:
    """Return the modules from top to bottom: those first from which all others come."""
    named = {one.target for one in arrows}

    def rank(module: str) -> tuple[int, int, str]:
        own = [group for group in groups if group.module == module]
        roots = [group.layer for group in own if any(one.name in named for one in group.components)]
        first = min(group.layer for group in own)
        return min(roots, default=first), first, module

    return sorted({group.module for group in groups}, key=rank)


def _place(groups: Sequence[Group], top: int, kinds: dict[str, str], boxes: list[Box], placed: dict[str, Box]) -> int:
    """Stack the boxes of one lane in their columns; returns its height."""
    filled: dict[int, int] = {}
    for group in sorted(groups, key=lambda one: (one.layer, one.components[0].name)):
        y = filled.get(group.layer, top + _LANE)
        key = group.components[0].key
        gives = f"gives out {kinds[key[1]]}" if key and key[1] in kinds else ""
        height = _PAD + len(group.components) * _LINE + (_LINE if gives else 0) + _PAD // 2
        x = _EDGE + group.layer * (WIDTH + _BETWEEN) + _PAD
        lines = [Line(page, y + _PAD // 2 + (index + 1) * _LINE - 4) for index, page in enumerate(group.components)]
        box = Box(x, y, height, lines, gives)
        boxes.append(box)
        placed |= {page.name: box for page in group.components}
        filled[group.layer] = y + height + _PAD
    return max(filled.values(), default=top + _LANE) - top


def _curves(arrows: Sequence[Arrow], placed: dict[str, Box]) -> list[Curve]:
    found: dict[tuple[str, bool], Curve] = {}
    for one in arrows:
        start, end = placed[one.target], placed[one.source]
        path, head = _forward(start, end) if end.x > start.x else _beside(start, end)
        title = f"{one.source} names {one.target} in {one.column}"
        found.setdefault((path, one.is_parent), Curve(path, head, one.is_parent, title))
    return list(found.values())


def _forward(start: Box, end: Box) -> tuple[str, str]:
    """Return a curve from the right side of a box to the left side of one further right."""
    x1, y1, x2, y2 = start.x + WIDTH, start.middle, end.x - _ARROW, end.middle
    bend = _BETWEEN // 2 + (x2 - x1) // 6
    return f"M{x1} {y1}C{x1 + bend} {y1} {x2 - bend} {y2} {x2} {y2}", _head(x2, y2)


def _beside(start: Box, end: Box) -> tuple[str, str]:
    """Return a curve between boxes of one column, or backwards, around their right sides."""
    x1, y1, x2, y2 = start.x + WIDTH, start.middle, end.x + WIDTH + _ARROW, end.middle
    bend = max(x1, x2) + _BETWEEN // 2
    head = f"M{x2} {y2 - 4}L{x2 - _ARROW} {y2}L{x2} {y2 + 4}Z"
    return f"M{x1} {y1}C{bend} {y1} {bend} {y2} {x2} {y2}", head


def _head(x: int, y: int) -> str:
    return f"M{x} {y - 4}L{x + _ARROW} {y}L{x} {y + 4}Z"

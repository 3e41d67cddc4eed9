"""What a browser says, read strictly: every size has a limit. ``frontend/src/grid/protocol.ts`` has the same."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import from_json

from theatrum.doors.live.grids.errors import MessageInvalid
from theatrum.doors.live.grids.parts import taken_apart
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.turns import give_way

# Longer texts are not even read.
LONGEST_MESSAGE = 16 * 1024**2
# What other rooms answer says little; only an edit may be long.
LONGEST_QUESTION = 512 * 1024
MOST_ROWS = 1_000
MOST_ITEMS = 1_000

Number = Annotated[int, Field(ge=0, le=2**53)]
Slot = Annotated[int, Field(ge=0, le=100_000)]
Name = Annotated[str, StringConstraints(min_length=1, max_length=48)]
Group = Annotated[str, StringConstraints(min_length=1, max_length=36)]
Part = Annotated[str, StringConstraints(max_length=1_000)]
Limit = Annotated[int, Field(ge=1, le=MOST_ITEMS)]
Text = str | None
Cell = tuple[Number, Slot, Text]


class _Said(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True)

    id: Number = 0


class Hello(_Said):
    """The first message; ``since`` and ``seat`` on a return."""

    t: Literal["hello"]
    ticket: Annotated[str, StringConstraints(max_length=200)]
    since: Number | None = None
    seat: Number | None = None


class Rows(_Said):
    """A window of a view."""

    t: Literal["rows"]
    view: Number
    start: Annotated[int, Field(alias="from", ge=0, le=2**53)]
    count: Annotated[int, Field(ge=0, le=MOST_ROWS)]


class SortBy(BaseModel):
    """By which column."""

    slot: Slot
    is_descending: bool = False


class FilterBy(BaseModel):
    """Which texts of a column."""

    slot: Slot
    has: Annotated[list[Text], Field(max_length=20_000)] | None = None
    like: Part | None = None


class ViewSpec(BaseModel):
    """Which rows, in which order."""

    sort: Annotated[list[SortBy], Field(max_length=20)] = []
    filters: Annotated[list[FilterBy], Field(max_length=100)] = []
    problems: Literal["all", "error", "pending", "comment"] = "all"


class View(_Said):
    """Another order, or other rows."""

    t: Literal["view"]
    view: ViewSpec


class Inserted(BaseModel):
    """A row that comes."""

    after: Number | None = None
    cells: dict[str, Text] = {}


class Change(BaseModel):
    """Cells, and rows that come and go."""

    cells: list[Cell] = []
    insert: list[Inserted] = []
    delete: list[Number] = []
    restore: list[Number] = []

    @property
    def count(self) -> int:
        """How many cells and rows it names."""
        new = sum(max(1, len(row.cells)) for row in self.insert)
        return len(self.cells) + new + len(self.delete) + len(self.restore)


class Edit(_Said):
    """A change, under the browser's own name of it."""

    t: Literal["edit"]
    operation: Name
    group: Group
    since: Number
    change: Change


class Undo(_Said):
    """Back, or forward again."""

    t: Literal["undo", "redo"]


class Here(_Said):
    """Where somebody is."""

    t: Literal["here"]
    row: Number | None = None
    slot: Slot | None = None
    to: tuple[Number, Slot] | None = None
    is_editing: bool = False


class Values(_Said):
    """The texts of a column."""

    t: Literal["values"]
    slot: Slot
    text: Part = ""
    limit: Limit = 200


class Find(_Said):
    """Cells with a text."""

    t: Literal["find"]
    text: Part
    slot: Slot | None = None
    is_whole: bool = False
    is_case: bool = False
    limit: Annotated[int, Field(ge=1, le=100_000)] = 1_000


class Where(_Said):
    """Where rows are in a view."""

    t: Literal["where"]
    view: Number
    rows: Annotated[list[Number], Field(max_length=10_000)]


class NextProblem(_Said):
    """The next cell with a problem."""

    t: Literal["next_problem"]
    view: Number
    index: Annotated[int, Field(ge=-1, le=2**53)]
    slot: Annotated[int, Field(ge=-1, le=100_000)]
    is_backward: bool = False


class History(_Said):
    """The past of a cell."""

    t: Literal["history"]
    row: Number
    slot: Slot


class Other(_Said):
    """What another room answers."""

    t: str
    content: JsonObject


Said = Rows | View | Edit | Undo | Here | Values | Find | Where | NextProblem | History
Known = Annotated[Said | Hello, Field(discriminator="t")]
_KNOWN: TypeAdapter[Said | Hello] = TypeAdapter(Known)
_TYPES = frozenset({
    "hello", "rows", "view", "edit", "undo", "redo", "here", "values", "find", "where", "next_problem", "history",
})  # fmt: skip
_TOLD = 3
# The lists of a change that may be long.
_LISTS: Mapping[str, TypeAdapter[list[Cell]] | TypeAdapter[list[Inserted]]] = {
    "cells": TypeAdapter(list[Cell]),
    "insert": TypeAdapter(list[Inserted]),
}


def read(text: str | bytes) -> Said | Hello | Other:
    """Return what was said. Raises MessageInvalid, whose ``facts`` have the ``id`` of the message where it had one.

    Others come to turn while a long edit is read (``turns.give_way``).
    """
    # What is wrong in any way is read once more as a whole, which tells where.
    return _read_in_parts(text) or _read_whole(text)


def _read_in_parts(text: str | bytes) -> Edit | None:
    """Return a long edit; None where it is none, or anything about it is wrong."""
    if isinstance(text, bytes) or (outline := taken_apart(text, _LISTS)) is None:
        return None
    try:
        said = _KNOWN.validate_json(outline.text, strict=False)
        if not isinstance(said, Edit) or not outline.lists.keys() <= said.change.model_fields_set:
            return None
        for name, parts in outline.lists.items():
            for part in parts:
                getattr(said.change, name).extend(_LISTS[name].validate_json(part, strict=False))
                give_way()
    except ValueError:
        return None
    return said


def _read_whole(text: str | bytes) -> Said | Hello | Other:
    try:
        content = from_json(text)
    except ValueError as error:
        raise MessageInvalid(reason=f"it is no JSON ({error}).", id=0) from error
    if not isinstance(content, dict):
        raise MessageInvalid(reason="it is no JSON object.", id=0)
    number = content.get("id", 0)
    told = number if isinstance(number, int) and not isinstance(number, bool) and 0 <= number <= 2**53 else 0
    kind = content.get("t")
    if not isinstance(kind, str):
        raise MessageInvalid(reason="it has no 't' that says what it is.", id=told)
    if kind not in _TYPES:
        return _other(kind, content, number=told, size=len(text))
    try:
        return _KNOWN.validate_python(content, strict=False)
    except ValidationError as error:
        raise MessageInvalid(reason=_reason(error), id=told) from error


def _other(kind: str, content: JsonObject, *, number: int, size: int) -> Other:
    if size > LONGEST_QUESTION:
        raise MessageInvalid(reason=f"it has {size:,} characters; {LONGEST_QUESTION:,} is the most.", id=number)
    return Other(t=kind[:40], id=number, content=content)


def _reason(error: ValidationError) -> str:
    """Tell what is wrong without repeating what was said: it may be anything."""
    told = error.errors(include_url=False, include_input=False, include_context=False)[:_TOLD]
    found = [f"{'.'.join(map(str, one['loc'][1:])) or 'message'}: {one['msg']}" for one in told]
    return "; ".join(found)[:500] + "."

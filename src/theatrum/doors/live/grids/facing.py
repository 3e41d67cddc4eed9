"""What the async half wants of the desk; all of it is called in threads."""

from array import array
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from theatrum.doors.live.grids import messages
from theatrum.kernel.jsontext import JsonObject
from theatrum.repository.grids.live.layout import Layout
from theatrum.repository.grids.live.told import RowText, Told


@dataclass(frozen=True, slots=True)
class Entered:
    """Who took which seat at which workspace."""

    workspace_id: int
    seat: int
    person_id: int
    name: str


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of a change."""

    sequence: int
    inserted: Sequence[int] = ()
    can_undo: bool = True
    can_redo: bool = False
    kept: Sequence[tuple[int, int | None]] = ()


@dataclass(frozen=True, slots=True)
class Step:
    """An act that is to be taken back or done again: its group, and between how many rows it lies."""

    group: str
    rows: int


@dataclass(frozen=True, slots=True)
class News:
    """What is new at a workspace: its last operation, what was told, None where it is closed."""

    sequence: int
    told: Sequence[tuple[int, JsonObject]] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a workspace stands when the first one comes to it."""

    sequence: int
    layout: Layout
    notice: int = field(default=0)


class Desk(Protocol):
    """Reads and writes; raises domain errors."""

    @property
    def has_others(self) -> bool:
        """Whether other processes may have seats at the same grids."""
        ...

    def enter(self, *, ticket: str, seat: int | None) -> Entered: ...
    def stand(self, workspace_id: int) -> Standing: ...
    def welcome(self, workspace_id: int, person_id: int) -> JsonObject: ...
    def may_use(self, workspace_id: int, people: Collection[int]) -> Mapping[int, str | None]: ...
    def operations(self, workspace_id: int, sequence: int) -> Sequence[Told]: ...
    def news(self, asked: Mapping[int, tuple[int, int]]) -> Mapping[int, News]: ...
    def rows(self, workspace_id: int, numbers: Iterable[int]) -> Mapping[int, RowText]: ...
    def arrange(
        self, workspace_id: int, wanted: messages.ViewSpec, numbers: Sequence[int], flags: bytes
    ) -> "array[int]": ...
    def edit(self, workspace_id: int, person_id: int, seat: int, said: messages.Edit) -> Stored: ...
    def step(self, workspace_id: int, person_id: int, *, is_redo: bool) -> Step: ...
    def undo(self, workspace_id: int, person_id: int, seat: int, step: Step) -> Stored: ...
    def find(self, workspace_id: int, said: messages.Find) -> JsonObject: ...
    def values(self, workspace_id: int, said: messages.Values) -> JsonObject: ...
    def history(self, workspace_id: int, said: messages.History) -> JsonObject: ...
    def problem_slots(self, workspace_id: int, numbers: Collection[int]) -> Mapping[int, list[int]]: ...
    def ask(self, workspace_id: int, person_id: int, seat: int, content: JsonObject) -> JsonObject: ...
    def stored(self, workspace_id: int, person_id: int) -> Stored: ...
    def say(self, topic: str) -> None: ...
    def let_go(self) -> None: ...

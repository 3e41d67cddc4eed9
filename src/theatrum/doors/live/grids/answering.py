"""What a seat says, answered: reads several at a time, writes one after the other in the order of their coming."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from functools import partial
from itertools import islice
from typing import Any

from theatrum.doors.live.grids import messages
from theatrum.doors.live.grids.errors import ViewNotFound
from theatrum.doors.live.grids.facing import Stored
from theatrum.doors.live.grids.hub import Hub
from theatrum.doors.live.grids.seat import Seat
from theatrum.kernel.errors import DomainError
from theatrum.kernel.jsontext import JsonObject, JsonValue
from theatrum.repository.grids.live.layout import ERROR, View, places_of, walk

_log = logging.getLogger(__name__)

_READS = 4
# What may wait to be written before no more is read from the browser.
_WRITES = 64
# A change of more cells or rows gives way to smaller ones.
_SMALL = 300
# How often a window is read anew because somebody changed it meanwhile.
_TRIES = 3
# Rows with problems that are read at once, where those before were excepted.
_ROWS = 500


class Answering:
    """Answers the messages of one seat."""

    def __init__(self, hub: Hub, seat: Seat, *, moved: Callable[[Seat], None]) -> None:
        self._hub = hub
        self._seat = seat
        self._moved = moved
        self._reads = asyncio.Semaphore(_READS)
        self._writes: asyncio.Queue[messages.Edit | messages.Undo | messages.Other] = asyncio.Queue(_WRITES)
        self._tasks: set[asyncio.Task[None]] = set()
        self._readers: Mapping[type, Callable[[Any], Awaitable[None]]] = {
            messages.Rows: self._rows,
            messages.View: self._view_of,
            messages.Where: self._where,
            messages.NextProblem: self._next_problem,
            messages.Find: self._find,
            messages.Values: self._values,
            messages.History: self._history,
            messages.Other: self._other,
        }
        self._writing = asyncio.create_task(self._write_on())

    async def take(self, said: messages.Said | messages.Hello | messages.Other) -> None:
        """Take a message; waits where too much is under way already."""
        match said:
            case messages.Here():
                self._here(said)
            case messages.Edit() | messages.Undo():
                await self._writes.put(said)
            case messages.Other() if said.t in {"fix", "comment", "settle"}:
                await self._writes.put(said)
            case messages.Hello():
                self.refuse(said.id, "grids.message_invalid", "The first message alone is a hello.")
            case _:
                await self._reads.acquire()
                task = asyncio.create_task(self._read(said))
                self._tasks.add(task)
                task.add_done_callback(self._tasks.discard)

    async def end(self) -> None:
        """Let what was taken be written; what is being read is let go."""
        for task in self._tasks:
            task.cancel()
        await self._writes.join()
        self._writing.cancel()
        await asyncio.gather(self._writing, *self._tasks, return_exceptions=True)

    def say(self, number: int, answer: JsonObject) -> None:
        """Send an answer."""
        self._seat.outgoing.put(json.dumps({**answer, "id": number}, ensure_ascii=False))

    def refuse(self, number: int, code: str, reason: str, cells: list[JsonObject] | None = None) -> None:
        """Say that nothing was done, and why."""
        self.say(number, {"t": "refused", "code": code, "reason": reason, "cells": [*(cells or [])]})

    def _here(self, said: messages.Here) -> None:
        to: list[JsonValue] | None = None if said.to is None else [*said.to]
        self._seat.place = {"row": said.row, "slot": said.slot, "to": to, "is_editing": said.is_editing}
        self._hub.tell({"t": "here", **self._seat.where()}, but=self._seat)
        self._moved(self._seat)

    async def _write_on(self) -> None:
        while True:
            said = await self._writes.get()
            try:
                await self._guarded(said.id, self._write(said))
            finally:
                self._writes.task_done()

    async def _read(self, said: Any) -> None:
        try:
            await self._guarded(said.id, self._readers[type(said)](said))
        finally:
            self._reads.release()

    async def _guarded(self, number: int, work: Awaitable[None]) -> None:
        try:
            await work
        except DomainError as error:
            self.refuse(number, error.code, str(error), _cells(error))
        except Exception:  # noqa: BLE001  # the last frame of a message: the seat goes on, and the log says why
            _log.exception("a message of a grid was not answered")
            reason = "The server failed, and has logged why. Send it again; what was stored is not stored twice."
            self.refuse(number, "grids.failed", reason)

    # --- writes -------------------------------------------------------------------------------------------

    async def _write(self, said: messages.Edit | messages.Undo | messages.Other) -> None:
        hub, seat = self._hub, self._seat
        place = hub.workspace_id, seat.person_id, seat.number
        match said:
            case messages.Edit():
                await self._edit(said, *place)
            case messages.Undo():
                await self._undo(said, *place)
            case _:
                await self._ask(said, *place)

    async def _undo(self, said: messages.Undo, workspace_id: int, person_id: int, seat: int) -> None:
        desk = self._hub.desk
        step = await self._hub.threads.read(desk.step, workspace_id, person_id, is_redo=said.t == "redo")
        undo = partial(desk.undo, workspace_id, person_id, seat, step)
        self._done(said.id, await self._stored(undo, is_large=step.rows > _SMALL))

    async def _edit(self, said: messages.Edit, workspace_id: int, person_id: int, seat: int) -> None:
        edit = partial(self._hub.desk.edit, workspace_id, person_id, seat, said)
        self._done(said.id, await self._stored(edit, is_large=said.change.count > _SMALL))

    async def _stored(self, work: Callable[[], Stored], *, is_large: bool) -> Stored:
        """Have something written and told; small things go first."""
        threads = self._hub.threads
        if is_large:
            stored = await threads.write_much(work)
            await self._hub.catch_up(stored.sequence)
            return stored
        with threads.turns.first():
            stored = await threads.write(work)
            await self._hub.catch_up(stored.sequence)
        return stored

    async def _ask(self, said: messages.Other, workspace_id: int, person_id: int, seat: int) -> None:
        hub = self._hub
        ask = partial(hub.desk.ask, workspace_id, person_id, seat, said.content)
        # How many rows a fix changes nobody knows before: it comes among the large ones.
        pools = {"fix": hub.threads.write_much, "comment": hub.threads.write, "settle": hub.threads.write}
        answer = await pools.get(said.t, hub.threads.read)(ask)
        if answer.get("t") != "done":
            self.say(said.id, answer)
            return
        await hub.catch_up()
        stored = await hub.threads.read(hub.desk.stored, workspace_id, person_id)
        self._done(said.id, stored, answer)

    def _done(self, number: int, stored: Stored, more: Mapping[str, Any] | None = None) -> None:
        known: JsonObject = {
            "t": "done",
            "sequence": max(stored.sequence, 0) or self._hub.sequence,
            "inserted": [*stored.inserted],
            "can_undo": stored.can_undo,
            "can_redo": stored.can_redo,
            "kept": [[row, slot] for row, slot in stored.kept],
        }
        self.say(number, {**known, **(more or {})})

    # --- reads --------------------------------------------------------------------------------------------

    async def _rows(self, said: messages.Rows) -> None:
        hub, seat = self._hub, self._seat
        tries = 0
        while True:
            order, tries = self._view(said.view).order(hub.layout), tries + 1
            numbers, total, sequence = list(order[said.start : said.start + said.count]), len(order), hub.sequence
            # From now on the seat hears of them, whatever is told before this is answered.
            for number in numbers:
                seat.known.add(number)
            rows = await hub.threads.read(hub.desk.rows, hub.workspace_id, numbers)
            if tries == _TRIES or not hub.touched_since(sequence, numbers):
                break
        texts = ",".join(rows[number].text for number in numbers if number in rows)
        head = {"t": "rows", "id": said.id, "view": said.view, "from": said.start, "total": total, "sequence": sequence}
        seat.outgoing.put(f'{json.dumps(head).removesuffix("}")},"rows":[{texts}]}}')

    async def _view_of(self, said: messages.View) -> None:
        hub, seat = self._hub, self._seat
        wanted, sequence = said.view, hub.sequence
        seat.last_view += 1
        view = View(seat.last_view)
        if wanted.sort or wanted.filters or wanted.problems != "all":
            numbers, flags = hub.layout.numbers[:], bytes(hub.layout.flags.content)
            view.numbers = await hub.threads.read(hub.desk.arrange, hub.workspace_id, wanted, numbers, flags)
        seat.keep(view)
        total = len(view.order(hub.layout))
        self.say(said.id, {"t": "view", "view": view.number, "total": total, "sequence": sequence})

    async def _where(self, said: messages.Where) -> None:
        places = places_of(self._view(said.view).order(self._hub.layout), said.rows)
        self.say(said.id, {"t": "where", "places": [[row, places.get(row)] for row in said.rows]})

    async def _next_problem(self, said: messages.NextProblem) -> None:
        hub = self._hub
        order, flags = self._view(said.view).order(hub.layout), hub.layout.flags
        found = walk(order, said.index, is_backward=said.is_backward, is_wanted=lambda row: bool(flags[row] & ERROR))
        answer: JsonObject = {"t": "next_problem", "row": None, "slot": None, "index": None}
        # The next one has a problem, unless it is excepted, as many may be.
        piece = list(islice(found, 2))
        while piece and answer["row"] is None:
            slots = await hub.threads.read(hub.desk.problem_slots, hub.workspace_id, [row for _, row in piece])
            for index, row in piece:
                if here := _problems(slots.get(row, []), said, is_first=index == said.index):
                    answer |= {"row": row, "slot": here[0], "index": index}
                    break
            piece = list(islice(found, _ROWS))
        self.say(said.id, answer)

    async def _find(self, said: messages.Find) -> None:
        self.say(said.id, await self._hub.threads.read(self._hub.desk.find, self._hub.workspace_id, said))

    async def _values(self, said: messages.Values) -> None:
        self.say(said.id, await self._hub.threads.read(self._hub.desk.values, self._hub.workspace_id, said))

    async def _history(self, said: messages.History) -> None:
        self.say(said.id, await self._hub.threads.read(self._hub.desk.history, self._hub.workspace_id, said))

    async def _other(self, said: messages.Other) -> None:
        await self._ask(said, self._hub.workspace_id, self._seat.person_id, self._seat.number)

    def _view(self, number: int) -> View:
        if number == 0:
            return View(0)
        if (view := self._seat.views.get(number)) is None:
            raise ViewNotFound(view=number)
        return view


def _problems(slots: list[int], said: messages.NextProblem, *, is_first: bool) -> list[int]:
    """Return the slots of a row that come next, in the direction that is asked for."""
    ordered = slots[::-1] if said.is_backward else slots
    return _beyond(ordered, said.slot) if is_first else ordered


def _beyond(slots: list[int], slot: int) -> list[int]:
    """Return the slots that come after one, in the order given; all of them where it is none of them."""
    return slots[slots.index(slot) + 1 :] if slot in slots else slots


def _cells(error: DomainError) -> list[JsonObject]:
    return [
        {"row": cell.row, "index": cell.index, "slot": cell.slot, "reason": cell.reason}
        for cell in getattr(error, "cells", ())
    ]
